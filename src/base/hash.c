#include "base/hash.h"

u64 hash64(u64 hash, struct str bytes)
{
    usize i = 0;
    for (; i + 8 <= bytes.bytes; i += 8) {
        u64 word;
        memcpy(&word, bytes.at + i, sizeof word);
        hash = hash64_mix(hash, word);
    }
    u64 rest = 0;
    for (u32 shift = 0; i < bytes.bytes; i++, shift += 8) rest |= (u64)bytes.at[i] << shift;
    return hash64_mix(hash64_mix(hash, rest), bytes.bytes);
}

void text_hash_init(struct text_hash *self)
{
    *self = (struct text_hash){0x811c9dc5u, 0x9e3779b9u, 0};
}

void text_hash_put(struct text_hash *self, struct str bytes)
{
    u32 one = self->one, two = self->two;
    for (usize i = 0; i < bytes.bytes; i++) {
        one = (one ^ bytes.at[i]) * 0x01000193u;
        two = (two ^ bytes.at[i]) * 0x85ebca6bu;
        two ^= two >> 13;
    }
    *self = (struct text_hash){one, two, self->bytes + (u32)bytes.bytes};
}

u64 text_hash_value(const struct text_hash *self)
{
    u32 one = self->one ^ self->bytes;
    return (u64)one << 32 | (self->two ^ one);
}
