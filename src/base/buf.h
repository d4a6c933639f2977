/* buf.h: writes bytes into memory of a fixed size; overflow is remembered, not checked at each
 * call.
 *
 * A writer puts one thing after another and asks once, at the end, whether it all fitted
 * (`overflow` is sticky; after it nothing more is written). The idea of a sticky error is
 * BearSSL's. The memory is the caller's. Numbers are little-endian. The buf_json_* functions write
 * JSON text: cJSON reads, we write (its printer would pull in printf).  */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    u8 *at;
    usize bytes;    /* written so far */
    usize capacity; /* of `at`, in bytes */
    bool overflow;
};

void buf_init(struct buf *self, u8 *memory, usize capacity);
struct str buf_str(const struct buf *self);

void buf_put(struct buf *self, const void *bytes, usize count);
void buf_put_str(struct buf *self, struct str text);
void buf_put_text(struct buf *self, const char *text);
void buf_put_u8(struct buf *self, u8 value);
void buf_put_u16(struct buf *self, u16 value);
void buf_put_u32(struct buf *self, u32 value);
void buf_put_u64(struct buf *self, u64 value);
void buf_put_f64(struct buf *self, f64 value);

/* Reserves `count` bytes to be filled in later; NULL on overflow. */
u8 *buf_reserve(struct buf *self, usize count);

/* Pads with zeros until the length is a multiple of `alignment` (a power of two). */
void buf_align(struct buf *self, usize alignment);

/* Digits without a sign, and with one. */
void buf_put_decimal(struct buf *self, u64 value);
void buf_put_signed(struct buf *self, i64 value);
void buf_put_hex(struct buf *self, u64 value, u32 digits);

/* Writes `text`, valid UTF-8, as a quoted JSON string; U+2028 and U+2029 pass as they are. */
void buf_json_string(struct buf *self, struct str text);

/* As buf_json_string without the quotes, so that a string may be written in pieces. */
void buf_json_escaped(struct buf *self, struct str text);

/* The bytes that buf_json_escaped writes for `text`. */
usize buf_json_bytes(struct str text);

/* `,"name":` or, after an opening brace, `"name":`. */
void buf_json_key(struct buf *self, const char *name);

#endif
