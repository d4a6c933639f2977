/* hash.h: two small hashes, none of them for secrets.
 *
 * hash64 tells contents apart inside one process and guards a snapshot against rot (a multiply and
 * a shift for each 8-byte word, as splitmix does). text_hash is the one that a browser computes
 * too, so it needs only 32-bit steps. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

#define HASH64_START 0xcbf29ce484222325ull

/* Continues `hash` (at first HASH64_START) over the bytes. */
u64 hash64(u64 hash, struct str bytes);

/* Mixes one number into `hash`. */
static inline u64 hash64_mix(u64 hash, u64 value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
    return hash ^ (hash >> 29);
}

/* The hash of a document: two lanes over its bytes; feed the bytes in pieces, then ask for the
 * value. */
struct text_hash {
    u32 one, two, bytes;
};
void text_hash_init(struct text_hash *self);
void text_hash_put(struct text_hash *self, struct str bytes);
u64 text_hash_value(const struct text_hash *self);

#endif
