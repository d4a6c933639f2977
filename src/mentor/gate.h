/* gate.h: may this be shown?
 *
 * The gate assumes that the model is hostile: that it says just what a text inside the code told it
 * to say. What passes is one short sentence or two about one quoted place, in words of programming
 * English, that names only what stands in the code or in the language, and that neither talks as
 * an authority, nor repeats our instructions, nor asks to weaken, fetch, run or tell anything, nor
 * hands the solution out. Everything is decided by rules in a fixed order, the cheap ones about
 * bytes first; the first rule that is broken is the verdict.
 *
 * What it cannot know is whether fluent advice about the code is true (README says how often).
 *
 * Vocabulary: span (a piece of code between back-ticks), quote (the words of the code that the
 * advice is about), mark (the random word that fences the code in the prompt: it must not come
 * back), shown (tips that were shown lately), undone (what the learner took out lately).
 * Invariant: no allocation, no state; the same input gives the same verdict, and what was passed
 * passes again as it is. */
#ifndef MENTOR_GATE_H
#define MENTOR_GATE_H

#include "base/limits.h"
#include "code/language.h"
#include "mentor/catalogue.h"
#include "mentor/reply.h"

/* X(ENUM, "word", "why, for a reader of the log") in the order in which they are asked */
#define GATE_RULES(X)                                                                              \
    X(PASS, "pass", "nothing is wrong with it")                                                    \
    X(LONG, "too_long", "more bytes than are read")                                                \
    X(UTF8, "utf8", "the bytes are not UTF-8")                                                     \
    X(JSON, "json", "not one JSON object and nothing else")                                        \
    X(KEYS, "keys", "a key is missing, unknown or there twice")                                    \
    X(TYPES, "types", "a value has the wrong type")                                                \
    X(NOTHING, "nothing", "the model says that it sees nothing")                                   \
    X(RULE, "rule", "the rule's name has not the form of one")                                     \
    X(LINE, "line", "there is no such line")                                                       \
    X(QUOTE, "quote", "the quote is no short piece of one line")                                   \
    X(PLACE, "place", "the quote does not stand there")                                            \
    X(SIZE, "size", "too short, too long, or too many words")                                      \
    X(CHARACTER, "character", "a character that advice does not need")                             \
    X(SPAN, "span", "back-ticks without a piece of code between them")                             \
    X(LEAK, "leak", "the mark or our instructions, plain or disguised")                            \
    X(VOICE, "voice", "talks as an assistant, an authority or a judge")                            \
    X(DANGER, "danger", "weakens a check, fetches, runs or asks for a secret")                     \
    X(WORD, "word", "a word that is not programming English")                                      \
    X(NAME, "name", "names what stands neither in the code nor in the language")                   \
    X(TOPIC, "topic", "a sentence that is not about code")                                         \
    X(SOLUTION, "solution", "writes the learner's code")                                           \
    X(CONCEPT, "concept", "what it teaches is not a few plain words")                              \
    X(REPEAT, "repeat", "was said lately")                                                         \
    X(UNDO, "undo", "asks back what the learner took out just now")

enum gate_rule {
#define X(name, word, why) GATE_##name,
    GATE_RULES(X)
#undef X
        GATE_RULE_COUNT
};

/* The words of a tip that was shown, as hashes: what it said is not kept. */
struct shown {
    u8 count;
    u16 words[TIP_WORDS_MAX];
};

/* What is known of the code and of the conversation. All of it is borrowed. */
struct gate {
    enum language language;
    struct str code; /* as it stands now */
    bool moved;      /* it was edited since the question: the quote may stand on another line */
    u32 asked_lines; /* lines of the version that was asked about, when it moved */
    u64 mark;        /* of this question, 0 when there is none */
    const struct shown *shown;
    u32 shown_count;
    const u64 *undone; /* names_hash of each token (code/names.h) */
    u32 undone_count;
};

enum gate_field { GATE_FIELD_REPLY, GATE_FIELD_QUOTE, GATE_FIELD_TIP, GATE_FIELD_CONCEPT };

struct judgement {
    enum gate_rule rule;
    enum gate_field field; /* that `offset` counts bytes of */
    u32 offset;
    u32 start, end;          /* of the quote in the code; only when it passed */
    const struct tip *named; /* the catalogue's tip that the reply names, or NULL */
};

/* Judges a model's answer. `reply` is what could be read of it; its strings lie in the arena. */
struct judgement gate_judge(const struct gate *self, struct str answer, struct reply *reply,
                            struct arena *arena);

/* The words of a tip that is shown, to compare later ones with. */
void gate_shown(struct shown *self, struct str tip);

const char *gate_rule_word(enum gate_rule rule);
const char *gate_field_word(enum gate_field field);

#endif
