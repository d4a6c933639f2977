/* base64.h: base64url as tokens are written in it (RFC 4648, section 5; RFC 7515, section 2).
 *
 * Every run of bytes has exactly one text here: no padding, no other alphabet, no white space, and
 * the bits of the last character that carry nothing are zero (RFC 4648, section 3.5). So two texts
 * that differ never mean the same bytes, and nobody can change a token without changing it. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* Bytes that `characters` of base64url stand for. A remainder of one stands for none: such a text
 * is refused. */
static inline usize base64url_bytes(usize characters)
{
    return characters / 4 * 3 + characters % 4 * 3 / 4;
}

/* Appends what `text` stands for. False, with `out` unchanged, when it is not canonical base64url
 * or does not fit. The empty text is no bytes, and fine. */
bool base64url_read(struct buf *out, struct str text);

/* Could `text` be read? Needs no memory. */
bool base64url_check(struct str text);

#endif
