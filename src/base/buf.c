#include "base/buf.h"

void buf_init(struct buf *self, u8 *memory, usize capacity)
{
    *self = (struct buf){memory, 0, capacity, false};
}

struct str buf_str(const struct buf *self)
{
    return (struct str){self->at, self->bytes};
}

u8 *buf_reserve(struct buf *self, usize count)
{
    if (self->overflow || count > self->capacity - self->bytes) {
        self->overflow = true;
        return NULL;
    }
    u8 *place = self->at + self->bytes;
    self->bytes += count;
    return place;
}

void buf_put(struct buf *self, const void *bytes, usize count)
{
    u8 *place = buf_reserve(self, count);
    if (place && count) memcpy(place, bytes, count);
}

void buf_put_str(struct buf *self, struct str text)
{
    buf_put(self, text.at, text.bytes);
}

void buf_put_text(struct buf *self, const char *text)
{
    buf_put(self, text, strlen(text));
}

void buf_put_u8(struct buf *self, u8 value)
{
    buf_put(self, &value, sizeof value);
}

void buf_put_u16(struct buf *self, u16 value)
{
    buf_put(self, &value, sizeof value);
}

void buf_put_u32(struct buf *self, u32 value)
{
    buf_put(self, &value, sizeof value);
}

void buf_put_u64(struct buf *self, u64 value)
{
    buf_put(self, &value, sizeof value);
}

void buf_put_f64(struct buf *self, f64 value)
{
    buf_put(self, &value, sizeof value);
}

void buf_align(struct buf *self, usize alignment)
{
    while (self->bytes % alignment && !self->overflow) buf_put_u8(self, 0);
}

void buf_put_decimal(struct buf *self, u64 value)
{
    u8 digits[20];
    usize at = sizeof digits;
    do {
        digits[--at] = (u8)('0' + value % 10);
        value /= 10;
    } while (value);
    buf_put(self, digits + at, sizeof digits - at);
}

void buf_put_signed(struct buf *self, i64 value)
{
    if (value < 0) buf_put_u8(self, '-');
    buf_put_decimal(self, value < 0 ? 0 - (u64)value : (u64)value);
}

void buf_put_hex(struct buf *self, u64 value, u32 digits)
{
    for (u32 i = digits; i-- > 0;)
        buf_put_u8(self, (u8) "0123456789abcdef"[(value >> (4 * i)) & 15]);
}

/* The letter that escapes a byte in two characters, 'u' when it needs \u00XX, 0 when it stands for
 * itself. */
static u8 escape_of(u8 byte)
{
    switch (byte) {
    case '"': return '"';
    case '\\': return '\\';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return byte < 0x20 || byte == 0x7f ? 'u' : 0;
    }
}

void buf_json_escaped(struct buf *self, struct str text)
{
    usize plain = 0; /* bytes before `i` that wait to be copied in one piece */
    for (usize i = 0; i < text.bytes; i++) {
        u8 letter = escape_of(text.at[i]);
        if (!letter) continue;
        buf_put(self, text.at + plain, i - plain);
        plain = i + 1;
        buf_put_u8(self, '\\');
        buf_put_u8(self, letter);
        if (letter == 'u') buf_put_hex(self, text.at[i], 4);
    }
    if (plain < text.bytes) buf_put(self, text.at + plain, text.bytes - plain);
}

usize buf_json_bytes(struct str text)
{
    usize bytes = text.bytes;
    for (usize i = 0; i < text.bytes; i++) {
        u8 letter = escape_of(text.at[i]);
        if (letter) bytes += letter == 'u' ? 5 : 1;
    }
    return bytes;
}

void buf_json_string(struct buf *self, struct str text)
{
    buf_put_u8(self, '"');
    buf_json_escaped(self, text);
    buf_put_u8(self, '"');
}

void buf_json_key(struct buf *self, const char *name)
{
    bool first = self->bytes && (self->at[self->bytes - 1] == '{');
    if (!first) buf_put_u8(self, ',');
    buf_put_u8(self, '"');
    buf_put_text(self, name);
    buf_put_text(self, "\":");
}
