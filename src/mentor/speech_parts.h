/* speech_parts.h: where a piece of an answer ends, and the rules that judge it (inside the gate of
 * speech). */
#ifndef MENTOR_SPEECH_PARTS_H
#define MENTOR_SPEECH_PARTS_H

#include "code/names.h"
#include "mentor/speech.h"

static inline bool word_is_one(struct str word, const char *const *words, u32 count)
{
    for (u32 i = 0; i < count; i++)
        if (str_equal(word, str_of(words[i]))) return true;
    return false;
}
#define WORD_IS_ONE(word, words) word_is_one(word, words, ARRAY_LEN(words))

/* Is it one word? */
static inline bool word_is_single(struct str text)
{
    for (usize i = 0; i < text.bytes; i++)
        if (!name_is_part(text.at[i])) return false;
    return true;
}

/* ---- speech_cut.c ---- */

/* Takes the byte that was just put behind `pending`. True when a piece ends behind it. */
bool cut_put(struct speech *self);

/* The piece was taken off: `bytes` of `pending`. */
void cut_taken(struct speech *self, u32 bytes);

/* The next span of code in a piece of prose from `*at`, which moves behind it: what stands between
 * the ticks; `*prose` is what stands before it. False when there is none: then `*prose` is the
 * rest.
 */
bool cut_span(struct str text, usize *at, struct str *prose, struct str *span);

/* What a block's piece is made of: its code without the fences. */
struct str cut_block(struct str piece);

/* What stands before a line's own text: the signs of a quote, a list, a change, a prompt, a
 * number of the line. Bytes of it; the blanks behind it are the line's own. */
usize cut_prefix(struct str line);

/* Is what stands of a line so far code rather than a sentence? */
bool cut_is_code(struct str line);

/* ---- the rules; each judges one piece ---- */

bool character_is_bad(struct str text); /* valid UTF-8 */

void leak_begin(struct speech *self, const struct speech_about *about);
bool leak_holds(struct speech *self, struct str text);

bool link_holds(struct speech *self, struct str text, bool code);

/* VOICE, DANGER or PASS. */
enum speech_rule talk_judge(const struct speech *self, struct str text, bool code);
bool shell_acts(const struct speech *self, struct str text);

void encoded_begin(struct speech *self, struct str own);
bool encoded_holds(const struct speech *self, struct str text);

/* ---- code ---- */

/* speech_lexemes.c: reads the words and signs of a text. */
enum lexeme_kind {
    LEXEME_END,
    LEXEME_NAME,
    LEXEME_NUMBER,
    LEXEME_STRING,
    LEXEME_SIGN,
    LEXEME_REMARK /* a comment or a text for people: `text` is what it says */
};

struct lexeme {
    enum lexeme_kind kind;
    struct str text;
    bool first, glued; /* of its line; to the byte before */
    u32 indent;        /* blanks before its line */
};

struct lexemes {
    struct str text;
    usize at;
    enum language language;
    bool prose; /* a quote is one only where it looks like one */
    bool line_new, first;
    u32 indent;
    struct str more; /* a second lexeme of the same bytes: `x++` is read as `x += 1` */
};

struct lexemes lexemes_of(struct str text, enum language language, bool prose, bool line_new);
struct lexeme lexemes_next(struct lexemes *self);

/* What a lexeme counts as: under any names (with GRAM_NAME when it is a name that may be any), and
 * as it is. False when it counts nothing. */
struct symbol {
    u32 shape, exact;
    bool keyword;
};
bool lexemes_symbol(const struct lexemes *self, const struct lexeme *lexeme, struct symbol *symbol);

static inline bool lexeme_is(const struct lexeme *self, const char *text)
{
    return self->kind == LEXEME_SIGN && str_equal(self->text, str_of(text));
}

/* speech_exact.c: the text of a small solution. True when the symbol is its last one, in a row. */
void exact_begin(struct speech *self, const struct speech_about *about);
bool exact_put(struct speech *self, u32 symbol);

/* speech_code.c. True when the answer now gives the solution away. */
void code_begin(struct speech *self, const struct speech_about *about);
bool code_holds(struct speech *self, struct str text, bool block);
bool code_is_own(const struct speech *self, u32 hash);
u32 code_hash(struct str text);

/* speech_want.c: the names that the exercise wants; speech_unit.c: whether the answer defines one.
 * `fresh`: the lexeme is one that the learner does not have. */
void want_begin(struct speech *self, const struct speech_about *about);
void unit_want(struct speech *self, struct str name);
void unit_put(struct speech *self, const struct lexeme *lexeme, bool fresh);
void unit_break(struct speech *self);
bool unit_is_complete(const struct speech *self);

#endif
