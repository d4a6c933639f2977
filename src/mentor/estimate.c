#include "mentor/estimate.h"

enum { BEGIN, SMALL, CAPITAL, DIGIT, BLANK, LINE_END, SIGN, WIDE };

#define LETTERS_A_TOKEN  5u
#define CAPITALS_A_TOKEN 3u
#define DIGITS_A_TOKEN   3u
#define BLANKS_A_TOKEN   8u

static u8 class_of(u8 byte)
{
    if (byte >= 0x80) return WIDE;
    if (byte >= 'a' && byte <= 'z') return SMALL;
    if (byte >= 'A' && byte <= 'Z') return CAPITAL;
    if (byte >= '0' && byte <= '9') return DIGIT;
    if (byte == ' ' || byte == '\t') return BLANK;
    return byte == '\n' ? LINE_END : SIGN;
}

static void put_byte(struct estimate *self, u8 class)
{
    /* "Word" is one run: the small letters go on after the capital. */
    bool goes_on = class == self->last || (class == SMALL && self->last == CAPITAL);
    bool one_blank = self->last == BLANK && self->run == 1;
    if (one_blank && (class == DIGIT || class == LINE_END || class == WIDE)) self->tokens++;
    u32 a_token = class == SMALL     ? LETTERS_A_TOKEN
                  : class == CAPITAL ? CAPITALS_A_TOKEN
                  : class == DIGIT   ? DIGITS_A_TOKEN
                  : class == BLANK   ? BLANKS_A_TOKEN
                                     : 1;
    u32 at = goes_on ? self->run : 0;
    self->run = at + 1;
    self->last = class;
    if (class == BLANK && at < 2) {
        self->tokens += at == 1; /* the second one makes it a run that costs */
        return;
    }
    self->tokens += at % a_token == 0;
}

void estimate_put(struct estimate *self, struct str text)
{
    for (usize i = 0; i < text.bytes; i++) put_byte(self, class_of(text.at[i]));
}
