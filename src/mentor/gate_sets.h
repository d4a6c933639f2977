/* gate_sets.h: the words that the rules of talk look for, in sets (inside the gate).
 *
 * A piece of a tip carries a bit for each set that one of its words belongs to. */
#ifndef MENTOR_GATE_SETS_H
#define MENTOR_GATE_SETS_H

#include "mentor/gate_parts.h"

/* clang-format off */
/* X(ENUM, "words of the set") */
#define SETS(X) \
    X(LEADS_IN, "and then or please to you just simply also so instead should must could can now here always first better would need") \
    X(DO, "do") X(NOT, "not never don't dont stop needn't") X(NO, "no zero without") \
    X(WEAKEN, "remove delete drop skip disable bypass ignore omit suppress silence disregard swallow mute") \
    X(TURN, "turn switch comment") X(OFF, "off out") \
    X(GUARD, "check checks checking validation validations verification test tests testing assertion assertions guard guards " \
             "authentication authorization permission permissions password passwords sanitization sanitizing escaping " \
             "certificate certificates security protection warning warnings error errors exception exceptions lint linter " \
             "limit limits timeout strict encryption ssl tls csp cors csrf") \
    X(PROTECT, "validate check verify test sanitize escape authenticate authorize encrypt handle") \
    X(TROUBLE, "error errors exception exceptions warning warnings failure failures") X(IT, "it them that this") \
    X(RUN, "run execute launch start type enter") \
    X(SHELL, "command commands script scripts terminal shell installer program curl sudo bash powershell") \
    X(FETCH, "install download upload click buy vote") X(OPEN, "open follow visit") \
    X(LINK, "link links page pages site website url address attachment email browser") \
    X(COPY, "copy paste") X(EVERY, "every each all any everyone everybody always") \
    X(FILES, "file files project projects message folder repository") \
    X(ASK, "send give share enter type provide tell reply submit post") X(YOUR, "your") \
    X(SECRET, "password passwords passcode credential credentials secret secrets token tokens pin login account key") \
    X(USE, "use call prefer try set enable pass choose") X(ARTICLE, "a an the my") \
    X(UNSAFE, "eval execscript rejectunauthorized strcpy strcat noqa nosec md5 sha1 sudo dangerouslysetinnerhtml chmod") \
    X(BUILD, "build make create compose construct form assemble write") X(QUERY, "query queries sql") \
    X(JOIN, "join joining concatenate concatenating concatenation concat") \
    X(RETURN, "return") X(TRUE, "true") X(GO, "go goes") X(AWAY, "away") X(GIVE, "give") X(UP, "up") \
    X(BANNED, "assistant assistants chatbot bot ai llm gpt chatgpt openai anthropic llama gemini copilot prompt prompts " \
              "jailbreak administrator admin moderator mentor mentors reply replies persona roleplay pretend sorry") \
    X(SYSTEM, "system session developer previous prior above your my initial original hidden") \
    X(NOTICE, "notice instruction instructions marker maintenance expired locked suspended") \
    X(ACCOUNT, "account session license subscription device computer editor") \
    X(LOCKED, "expired locked suspended blocked infected compromised update updated") \
    X(WRONGS, "issue issues problem problems error errors bug bugs mistake mistakes warning warnings") \
    X(FOUND, "found here at detected remain remains left in") \
    X(YOU, "you") X(ARE, "are") X(YOU_ARE, "you're") X(BE, "is looks seems") \
    X(CODE, "code program everything solution function this it") \
    X(PERFECT, "perfect good fine correct great excellent flawless safe secure right ok okay") \
    X(BAD, "bad terrible awful worst lazy stupid dumb hopeless") X(PERSON, "programmer developer coder student learner person") \
    X(WEAKENING, "removing deleting dropping skipping disabling bypassing ignoring omitting suppressing silencing") \
    X(WEAKENED, "removed deleted dropped skipped disabled bypassed ignored omitted suppressed silenced") X(BEEN, "be") \
    X(CONSIDER, "consider try recommend suggest by") X(NEEDED, "needed necessary required") X(CAN, "can could may might") \
    X(USERS, "user users visitor visitors anyone everyone caller callers") X(LET, "let allow permit grant") \
    X(DESTROY, "delete remove overwrite encrypt write rename erase") X(SHOW, "print log save store send show display expose write hardcode embed") \
    X(CAUTION, "not never avoid instead than rather unsafe dangerous harmful harm danger risk risky injection without unexpected don't replace") \
    X(CANT, "can't cannot never") X(ABILITY, "learn program understand") X(TOO, "too") X(SPARE, "unnecessary redundant useless duplicate")
/* clang-format on */

enum set_number {
#define X(name, words) NUMBER_##name,
    SETS(X)
#undef X
        SET_COUNT
};
_Static_assert(SET_COUNT <= 64, "a bit for each set");

#define S(name) (1ull << NUMBER_##name)

/* Sets the bits of every piece. */
void gate_mark_sets(struct pieces *pieces);

#endif
