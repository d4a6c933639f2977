/* fingerprint.h: how much of one program stands in another, whatever its names and its layout.
 *
 * A program is a row of tokens. Every k of them in a row are a gram and have a hash; in it a name
 * counts by its order of appearance in the gram, so a program in which the names are others has the
 * same grams. Of each window of grams the smallest hash is kept: these are the program's
 * fingerprints (winnowing; Schleimer, Wilkerson and Aiken, Winnowing: Local Algorithms for Document
 * Fingerprinting, SIGMOD 2003). A run of GRAM_TOKENS + GRAM_WINDOW - 1 tokens that two programs
 * share always shares a fingerprint. Here only the program that is looked for is winnowed; of the
 * other every gram is looked up.
 *
 * Vocabulary: token (32 bits; with GRAM_NAME it is a name), gram, fingerprint, mark (a bit of what
 * is known of a fingerprint). Invariant: a gram is never 0. */
#ifndef CODE_FINGERPRINT_H
#define CODE_FINGERPRINT_H

#include "base/base.h"
#include "base/limits.h"

/* k and w, by measurement (test/data/speech/README.md): with shorter grams loops of everyday code
 * look alike, longer ones do not survive a short span. */
#define GRAM_TOKENS 5u
#define GRAM_WINDOW 3u

/* Set in a token that is a name which may be any other. */
#define GRAM_NAME 0x80000000u

/* The last tokens of a row. */
struct grams {
    u32 count, last[GRAM_TOKENS];
};

/* Takes a token: the gram that it ends, or 0 while there are too few. */
u32 grams_put(struct grams *self, u32 token);

/* The last grams of a row. */
struct winnow {
    u32 count, chosen; /* `chosen`: the place of the one that was kept last */
    u32 window[GRAM_WINDOW];
};

/* Takes a gram: the one that is kept now, or 0 when that one is kept already. */
u32 winnow_put(struct winnow *self, u32 gram);

/* Where the row ends before the first window is full: the smallest of it, or 0. */
u32 winnow_end(const struct winnow *self);

/* A set of fingerprints, each with marks. */
struct fingerprints {
    u32 count;
    u32 slots[FINGERPRINTS_SLOTS]; /* 0: free */
    u8 marks[FINGERPRINTS_SLOTS];
};

/* Adds one; of more than FINGERPRINTS_MAX the first are kept. */
void fingerprints_add(struct fingerprints *self, u32 gram);

/* Its marks, to be read and set, or NULL when it is not in the set. */
u8 *fingerprints_find(struct fingerprints *self, u32 gram);

#endif
