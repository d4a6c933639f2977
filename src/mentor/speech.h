/* speech.h: may the tutor say this? A model's answer is judged while it streams.
 *
 * The answer comes in any pieces of bytes. It is cut where a reader would pause: behind a sentence,
 * a line of a list, a heading or a table, or a closed block of code. Each piece is judged, and only
 * then released, byte for byte as it came. At the first piece that breaks a rule the answer ends:
 * nothing more is released. What stood before it has been shown; of a block nothing has.
 *
 * The model may be hostile (gate.h says how much), but an answer is long, free, and in any
 * language, so the words are not checked one by one. What is: bytes that hide something, our
 * instructions, links and markup that act, talk of passwords and of weaker checks, and above all
 * the solution. That is looked for as a program and not as a text (code/fingerprint.h): under other
 * names, laid out anew, in a list, in comments, line by line. A translation into another
 * programming language, plain words, or a solution that is built in another way are not seen.
 *
 * The page must read Markdown as speech_cut.c does: links and tags are not judged inside of code.
 *
 * Vocabulary: piece (what is judged and released at once), span (code between back-ticks), block
 * (code between fences), secret (fingerprints of the solution that the learner has not been given),
 * held (those that the learner wrote), said (those that the answer gave).
 * Invariant: the verdict and what is released depend on the bytes, not on how they were split; what
 * is released is a prefix of the answer. */
#ifndef MENTOR_SPEECH_H
#define MENTOR_SPEECH_H

#include "base/buf.h"
#include "base/limits.h"
#include "code/fingerprint.h"
#include "code/language.h"

/* X(ENUM, "word", "why, for a reader of the log") in the order in which they are asked of a piece
 */
#define SPEECH_RULES(X)                                                                            \
    X(PASS, "pass", "nothing is wrong with it so far")                                             \
    X(LONG, "too_long", "more bytes than are read, or a piece without an end")                     \
    X(UTF8, "utf8", "the bytes are not UTF-8")                                                     \
    X(CHARACTER, "character", "a character that hides something")                                  \
    X(LEAK, "leak", "the mark or our instructions, plain or disguised")                            \
    X(LINK, "link", "an address, or markup that acts")                                             \
    X(VOICE, "voice", "talks as the system or an authority")                                       \
    X(DANGER, "danger", "asks for a secret, runs what it fetches, or weakens a check")             \
    X(ENCODED, "encoded", "a long run of bytes that nobody can read")                              \
    X(SOLUTION, "solution", "gives the solution away")

enum speech_rule {
#define X(name, word, why) SPEECH_##name,
    SPEECH_RULES(X)
#undef X
        SPEECH_RULE_COUNT
};

/* What is known of the conversation. All of it is borrowed for the call. */
struct speech_about {
    enum language language;
    struct str code;         /* the learner's */
    struct str starter;      /* what the exercise began with */
    struct str solution;     /* may be empty */
    struct str instructions; /* the exercise's text */
    const char *rules;       /* our own instructions to the model, or NULL */
    u64 mark;                /* the random fence of the prompt; 0: none */
};

/* One answer. No pointers: it may be stored and copied between two calls. */
struct speech {
    u8 rule, language, block, tick, line_tick; /* speech_cut.c */
    bool line_new, loose, foreign, in_tag;
    u8 block_sign, block_length;
    u32 bytes, line, pending_bytes;
    struct { /* speech_leak.c */
        bool marked;
        u8 run, at;
        u64 plain, coded, keys[27], coded_keys[6];
        u32 words, row[8];
        u32 rules[SPEECH_RULES_SLOTS];
    } leak;
    struct { /* speech_code.c */
        struct fingerprints secret;
        struct grams grams;
        u32 total, held, said;
        u32 exact[SPEECH_EXACT_MAX];
        u8 exact_back[SPEECH_EXACT_MAX], exact_count, exact_at;
        u32 own[SPEECH_OWN_BITS / 32];
        u32 fresh_run;
    } code;
    struct { /* speech_unit.c */
        u32 wanted[SPEECH_WANTED_MAX], wanted_count;
        u32 state, steps, depth, parens, indent, fresh;
        bool opened, complete, defines;
    } unit;
    u32 runs[SPEECH_RUNS_MAX], run_count; /* speech_encoded.c */
    u8 pending[SPEECH_PIECE_BYTES_MAX];
};

/* A new answer. O(bytes of what it is about). */
void speech_begin(struct speech *self, const struct speech_about *given);

/* More bytes of the answer. Appends to `released` what may be shown now; it needs room for
 * SPEECH_PIECE_BYTES_MAX + text.bytes. PASS, or the rule that ended the answer. */
enum speech_rule speech_feed(struct speech *self, struct str text, struct buf *released);

/* The answer is whole: judges and releases the rest. */
enum speech_rule speech_end(struct speech *self, struct buf *released);

const char *speech_rule_word(enum speech_rule rule);

#endif
