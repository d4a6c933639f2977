/* utf8.h: bytes, characters and UTF-16 units.
 *
 * The document is valid UTF-8 (RFC 3629: no surrogates, nothing overlong, nothing over U+10FFFF).
 * Browsers count in UTF-16 units: a character of one to three bytes is one unit, of four bytes two.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* The offset of the first byte that is not valid UTF-8, or text.bytes when all of it is. */
usize utf8_check(struct str text);

/* UTF-16 units of a valid text, and its line ends ("\n"). */
struct utf8_size {
    u32 units, newlines;
};
struct utf8_size utf8_measure(struct str text);

/* Bytes of the character that starts with `lead` in a valid text: 1 to 4. */
static inline u32 utf8_bytes(u8 lead)
{
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Byte offset at which `units` UTF-16 units of a valid text end. `*inside` is set when that is the
 * middle of a character of two units; then the offset is that character's start. */
usize utf8_skip(struct str text, u32 units, bool *inside);

/* The longest prefix of `text` of at most `bytes` bytes that ends between characters. */
struct str utf8_cut(struct str text, usize bytes);

#endif
