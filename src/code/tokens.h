/* tokens.h: a program as a row of small numbers, so that a change can be weighed.
 *
 * A unit's hash says that a statement changed; its tokens say how much. A token is 16 bits: three
 * for its class, thirteen of the hash of its text. Comments, white space, and signs that may be
 * left out (a free semicolon, the last comma of a list) are no tokens, so formatting weighs
 * nothing. Two names with the same bits count as one: one change of a name in 8,000 is not seen.
 *
 * Vocabulary: points (what a change weighs, by the classes of its tokens), renaming (one name gone
 * as often as another came).              */
#ifndef CODE_TOKENS_H
#define CODE_TOKENS_H

#include "base/arena.h"
#include "base/limits.h"

enum token_class {
    TOKEN_PUNCTUATION,
    TOKEN_GROUP, /* ( : of a call, mostly */
    TOKEN_NAME,
    TOKEN_WORD, /* a keyword that steers nothing */
    TOKEN_STRING,
    TOKEN_LITERAL, /* a number, true, null */
    TOKEN_OPERATOR,
    TOKEN_CONTROL, /* a keyword after which the program takes another way */
    TOKEN_CLASSES
};

#define TOKEN_CLASS_BITS 3u

/* The token of this class whose text has this hash. */
static inline u16 token_of(enum token_class class, u64 hash)
{
    return (u16)((u32)(hash ^ hash >> 32) << TOKEN_CLASS_BITS | (u32) class);
}
static inline enum token_class token_class(u16 token)
{
    return (enum token_class)(token & ((1u << TOKEN_CLASS_BITS) - 1));
}

struct token_change {
    u32 came, gone; /* points of what appeared and vanished, renamed names aside */
    u32 renamed;    /* names that took the place of others */
    bool reordered; /* the same tokens in another order, and nothing else */
};

/* What a token of each class weighs. */
struct token_points {
    u32 of[TOKEN_CLASSES];
};

/* What lies between two rows. Takes a table from the arena, which must have it. O(tokens). */
struct token_change tokens_compare(const u16 *seen, u32 seen_count, const u16 *now, u32 now_count,
                                   const struct token_points *points, struct arena *arena);

/* Arena bytes that tokens_compare needs at most for rows of so many tokens together. */
static inline usize tokens_arena_bytes(u32 both)
{
    return 256 + (usize)both * 4 * 8;
}

#endif
