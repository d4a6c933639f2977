#include "base/utf8.h"

/* Eight bytes at once: true when all are ASCII. */
static bool ascii_word(const u8 *at)
{
    u64 word;
    memcpy(&word, at, sizeof word);
    return (word & 0x8080808080808080ull) == 0;
}

/* Length of the valid character at `at` with `left` bytes to go, or 0. */
static u32 valid_at(const u8 *at, usize left)
{
    u8 lead = at[0];
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    u32 bytes = utf8_bytes(lead);
    if (bytes > left) return 0;
    u8 low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80; /* below: overlong */
    u8 high = lead == 0xed   ? 0x9f
              : lead == 0xf4 ? 0x8f
                             : 0xbf; /* above: a surrogate, or over U+10FFFF */
    if (at[1] < low || at[1] > high) return 0;
    for (u32 i = 2; i < bytes; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return bytes;
}

usize utf8_check(struct str text)
{
    usize i = 0;
    while (i < text.bytes) {
        if (text.bytes - i >= 8 && ascii_word(text.at + i)) {
            i += 8;
            continue;
        }
        u32 bytes = valid_at(text.at + i, text.bytes - i);
        if (!bytes) return i;
        i += bytes;
    }
    return i;
}

struct utf8_size utf8_measure(struct str text)
{
    struct utf8_size size = {0, 0};
    for (usize i = 0; i < text.bytes; i++) {
        u8 byte = text.at[i];
        size.units += (u32)((byte & 0xc0) != 0x80) + (u32)(byte >= 0xf0);
        size.newlines += (u32)(byte == '\n');
    }
    return size;
}

usize utf8_skip(struct str text, u32 units, bool *inside)
{
    usize i = 0;
    *inside = false;
    while (units && i < text.bytes) {
        u32 bytes = utf8_bytes(text.at[i]);
        if (bytes == 4 && units == 1) {
            *inside = true;
            return i;
        }
        units -= bytes == 4 ? 2 : 1;
        i += bytes;
    }
    return i;
}

struct str utf8_cut(struct str text, usize bytes)
{
    if (text.bytes <= bytes) return text;
    while (bytes && (text.at[bytes] & 0xc0) == 0x80) bytes--;
    return (struct str){text.at, bytes};
}
