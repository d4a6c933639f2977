/* random.h: numbers that a seed decides (splitmix64), and random text made of them. */
#ifndef TEST_CORE_RANDOM_H
#define TEST_CORE_RANDOM_H

#include "base/buf.h"

struct random {
    u64 state;
};

static inline u64 random_next(struct random *self)
{
    u64 z = self->state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

/* Both sides once: MIN would ask a random one twice. */
static inline u32 at_most(u32 limit, u32 value)
{
    return MIN(value, limit);
}

/* A number below `limit`; 0 for a limit of 0. */
static inline u32 random_below(struct random *self, u32 limit)
{
    return limit ? (u32)(random_next(self) % limit) : 0;
}

/* True once in `times`. */
static inline bool random_once_in(struct random *self, u32 times)
{
    return random_below(self, times) == 0;
}

/* Mostly small, now and then up to `limit`: sizes as people make them. */
static inline u32 random_size(struct random *self, u32 limit)
{
    u32 bits = random_below(self, 21), size = random_below(self, 1u << bits);
    return MIN(size, limit);
}

/* One character of `bytes` (1 to 4) bytes, chosen from the ends and the middle of its range. */
static inline void random_character(struct random *self, u32 bytes, struct buf *out)
{
    static const u32 FIRST[] = {0, 0x20, 0x80, 0x800, 0x10000},
                     LAST[] = {0, 0x7e, 0x7ff, 0xffff, 0x10ffff};
    u32 how = random_below(self, 8),
        point = FIRST[bytes] + random_below(self, LAST[bytes] - FIRST[bytes] + 1);
    if (how == 0) point = FIRST[bytes];
    if (how == 1) point = LAST[bytes];
    if (point >= 0xd800 && point <= 0xdfff) point = how & 1 ? 0xd7ff : 0xe000; /* no surrogates */
    if (bytes == 1) {
        buf_put_u8(out, (u8)point);
        return;
    }
    static const u8 MARK[] = {0, 0, 0xc0, 0xe0, 0xf0};
    buf_put_u8(out, (u8)(MARK[bytes] | point >> (6 * (bytes - 1))));
    for (u32 i = bytes - 1; i-- > 0;) buf_put_u8(out, (u8)(0x80 | (point >> (6 * i) & 0x3f)));
}

/* How a random text looks: mostly ASCII as code is, or characters of one width, or all widths. */
enum script { SCRIPT_CODE, SCRIPT_TWO, SCRIPT_THREE, SCRIPT_FOUR, SCRIPT_MIXED, SCRIPT_COUNT };

/* Up to `bytes` bytes of text with lines now and then. */
static inline void random_text(struct random *self, enum script script, u32 bytes, struct buf *out)
{
    usize end = out->bytes + bytes;
    while (out->bytes + 4 <= end) {
        u32 how = random_below(self, 16);
        if (how == 0) buf_put_u8(out, '\n');
        else if (how == 1) buf_put_u8(out, ' ');
        else if (script == SCRIPT_CODE || how < 4) random_character(self, 1, out);
        else
            random_character(
                self, script == SCRIPT_MIXED ? 1 + random_below(self, 4) : (u32)script + 1, out);
    }
    while (out->bytes < end) buf_put_u8(out, (u8)('a' + random_below(self, 26)));
}

#endif
