/* str.h: a run of bytes that somebody else owns.
 *
 * A str is borrowed: it is valid as long as the text, frame or table it points into. It need not
 * end in a NUL and may hold one. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <string.h>

#include "base/base.h"

struct str {
    const u8 *at;
    usize bytes;
};

/* A str of a string literal, and of any NUL-terminated string. */
#define STR(literal) ((struct str){(const u8 *)("" literal), sizeof(literal) - 1})

static inline struct str str_of(const char *text)
{
    return (struct str){(const u8 *)text, strlen(text)};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.bytes == b.bytes && (a.bytes == 0 || memcmp(a.at, b.at, a.bytes) == 0);
}

/* The first `bytes` of `self` cut off from its front; `self` keeps the rest. At most what is there.
 */
static inline struct str str_take(struct str *self, usize bytes)
{
    struct str head = {self->at, MIN(bytes, self->bytes)};
    self->at += head.bytes;
    self->bytes -= head.bytes;
    return head;
}

/* Its digits as a number, at most nine of them; 0 when it has none. */
static inline u32 str_number(struct str text)
{
    u32 value = 0;
    for (usize i = 0; i < text.bytes && i < 9; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9') value = value * 10 + (u32)(text.at[i] - '0');
    return value;
}

#endif
