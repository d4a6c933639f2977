/* numbers.h: gives names their order of appearance, so that renaming one consistently moves
 * nothing.
 *
 * An open hash table from the hash of a name to its number. An epoch empties it at once: the local
 * names of the next function start again at 0. */
#ifndef SYNTAX_NUMBERS_H
#define SYNTAX_NUMBERS_H

#include "base/base.h"

struct number_slot {
    u64 hash;
    u32 epoch, number;
};

struct numbers {
    struct number_slot *slots;
    u32 mask;  /* slots - 1 */
    u32 epoch; /* slots of another epoch are empty */
    u32 count;
    u32 most; /* names beyond it share one number */
};

/* An empty table in scratch memory, for at most about `names` different names. */
void numbers_init(struct numbers *self, u32 names);

/* Forgets all names. */
void numbers_restart(struct numbers *self);

/* The hash that stands for this name's number; the name is numbered when it is new. */
u64 numbers_hash(struct numbers *self, u64 name);

#endif
