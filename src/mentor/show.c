#include "mentor/show.h"

#include "mentor/control.h"

static void put(struct show *self, struct str text)
{
    self->bytes += buf_json_bytes(text);
    estimate_put(&self->estimate, text);
    if (!self->out) return;
    if (self->plain) buf_put_str(self->out, text);
    else buf_json_escaped(self->out, text);
}

void show_own(struct show *self, const char *text)
{
    put(self, str_of(text));
}

void show_ours(struct show *self, struct str text)
{
    put(self, text);
}

void show_number(struct show *self, u32 number)
{
    u8 digits[10];
    struct buf out;
    buf_init(&out, digits, sizeof digits);
    buf_put_decimal(&out, number);
    put(self, buf_str(&out));
}

void show_mark(struct show *self)
{
    u8 digits[17];
    struct buf out;
    buf_init(&out, digits, sizeof digits);
    buf_put_hex(&out, self->mark, 16);
    buf_put_u8(&out, '\n');
    put(self, buf_str(&out));
}

/* Ranges of characters that are not shown as they are. */
static const struct {
    u32 first, last;
} ESCAPED[] = {
    /* controls, invisible ones, those that turn the direction, blanks that are not blanks */
    {0x00, 0x08},
    {0x0a, 0x1f},
    {0x7f, 0xa0},
    {0xad, 0xad},
    {0x34f, 0x34f},
    {0x61c, 0x61c},
    {0x115f, 0x1160},
    {0x17b4, 0x17b5},
    {0x180b, 0x180f},
    {0x2000, 0x200f},
    {0x2028, 0x202f},
    {0x205f, 0x206f},
    {0x2800, 0x2800},
    {0x3164, 0x3164},
    {0xd800, 0xf8ff}, /* with the private ones */
    {0xfdd0, 0xfdef},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},
    {0xfffe, 0xffff},
    {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a},
    {0xe0000, 0x10ffff}, /* tags, selectors, private ones */
    /* those that a normal form (NFKC) makes letters of ASCII or signs of control tokens */
    {0x17f, 0x17f},
    {0x1c7, 0x1cc},
    {0x2b0, 0x2b8},
    {0x2e0, 0x2e3},
    {0x1d2c, 0x1d6a},
    {0x1d9b, 0x1dbf},
    {0x2071, 0x2071},
    {0x207f, 0x207f},
    {0x2090, 0x209c},
    {0x2100, 0x2102},
    {0x2105, 0x2115},
    {0x2119, 0x2121},
    {0x2124, 0x2149},
    {0x2160, 0x217f},
    {0x249c, 0x24e9},
    {0x2c7c, 0x2c7d},
    {0xfb00, 0xfb06},
    {0xfe5f, 0xfe5f},
    {0xfe64, 0xfe65},
    {0xff03, 0xff03},
    {0xff0f, 0xff0f},
    {0xff1c, 0xff1c},
    {0xff1e, 0xff1e},
    {0xff21, 0xff3d},
    {0xff3f, 0xff3f},
    {0xff41, 0xff5d},
    {0x1d400, 0x1d7cb},
    {0x1f110, 0x1f14f},
};

bool show_escapes(u32 point)
{
    if (point >= 0x20 && point < 0x7f) return false;
    for (u32 i = 0; i < ARRAY_LEN(ESCAPED); i++)
        if (point >= ESCAPED[i].first && point <= ESCAPED[i].last) return true;
    return false;
}

static void put_escaped(struct show *self, u32 point)
{
    u8 memory[10];
    struct buf out;
    u32 digits = 2;
    while (digits < 6 && point >> (4 * digits)) digits++;
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "\\u{");
    buf_put_hex(&out, point, digits);
    buf_put_text(&out, "}");
    put(self, buf_str(&out));
}

void show_foreign(struct show *self, struct str text)
{
    usize plain = 0; /* bytes before `at` that wait to be written in one piece */
    for (usize at = 0; at < text.bytes;) {
        u32 point, bytes = control_character(text, at, &point);
        bool escapes = show_escapes(point), broken = control_begins(text, at, self->mark);
        if (escapes || broken) {
            usize end = escapes ? at : at + bytes;
            put(self, (struct str){text.at + plain, end - plain});
            if (escapes) put_escaped(self, point);
            if (broken) show_own(self, CONTROL_DOT);
            plain = at + bytes;
        }
        at += bytes;
    }
    put(self, (struct str){text.at + plain, text.bytes - plain});
}
