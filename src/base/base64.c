#include "base/base64.h"

#define NO_DIGIT 64u

/* The six bits of a character, or NO_DIGIT. */
static u32 digit_of(u8 byte)
{
    if (byte >= 'A' && byte <= 'Z') return (u32)byte - 'A';
    if (byte >= 'a' && byte <= 'z') return (u32)byte - 'a' + 26;
    if (byte >= '0' && byte <= '9') return (u32)byte - '0' + 52;
    return byte == '-' ? 62 : byte == '_' ? 63 : NO_DIGIT;
}

bool base64url_check(struct str text)
{
    for (usize i = 0; i < text.bytes; i++)
        if (digit_of(text.at[i]) == NO_DIGIT) return false;
    usize rest = text.bytes % 4;
    if (!rest) return true;
    /* Two characters carry a byte and four bits too many, three carry two bytes and two bits. */
    return rest > 1 && !(digit_of(text.at[text.bytes - 1]) & (rest == 2 ? 15u : 3u));
}

bool base64url_read(struct buf *out, struct str text)
{
    if (out->overflow || !base64url_check(text)) return false;
    usize bytes = base64url_bytes(text.bytes);
    if (bytes > out->capacity - out->bytes) return false;
    u8 *at = out->at + out->bytes;
    u32 bits = 0, held = 0; /* the last `held` of `bits` belong to no byte yet */
    out->bytes += bytes;
    for (usize i = 0; i < text.bytes; i++) {
        bits = bits << 6 | digit_of(text.at[i]);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        *at++ = (u8)(bits >> held);
    }
    return true;
}
