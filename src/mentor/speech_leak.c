/* What must not come back: the random mark of the prompt, and our own instructions. Both are looked
 * for over the borders of pieces. */
#include "base/hash.h"
#include "mentor/speech_parts.h"

/* So many words in a row that stand in our instructions were taken from them. */
#define SHINGLE 8u

/* ---- the mark ---- */

/* Eight characters as one number, the last one lowest. */
static u64 key_of(const char *at)
{
    u64 key = 0;
    for (u32 i = 0; i < 8; i++) key = key << 8 | (u8)at[i];
    return key;
}

/* The digits of base64 that every text with `digits` at the bytes 0, 1 or 2 of a group has. */
static void keys_of_base64(const char *digits, u32 shift, u64 *keys)
{
    static const char LETTERS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = digits + (3 - shift) % 3; /* the first byte that begins a group */
    char text[16];
    for (u32 i = 0; i < 4; i++) {
        u32 group = (u32)(u8)at[3 * i] << 16 | (u32)(u8)at[3 * i + 1] << 8 | (u8)at[3 * i + 2];
        for (u32 j = 0; j < 4; j++) text[4 * i + j] = LETTERS[group >> (18 - 6 * j) & 63];
    }
    keys[0] = key_of(text);
    keys[1] = key_of(text + 8);
}

/* Half of the mark is enough: plain, backwards, turned by 13 letters; and in base64. */
static void begin_mark(struct speech *self, u64 mark)
{
    char digits[3][16];
    for (u32 i = 0; i < 16; i++) {
        char digit = "0123456789abcdef"[mark >> (60 - 4 * i) & 15];
        digits[0][i] = digits[1][15 - i] = digit;
        digits[2][i] = digit >= 'a' ? (char)('a' + (digit - 'a' + 13) % 26) : digit;
    }
    for (u32 form = 0; form < 3; form++)
        for (u32 half = 0; half <= 8; half++)
            self->leak.keys[9 * form + half] = key_of(digits[form] + half);
    for (u32 shift = 0; shift < 3; shift++)
        keys_of_base64(digits[0], shift, self->leak.coded_keys + 2 * shift);
    self->leak.marked = mark != 0;
}

static bool is_key(const u64 *keys, u32 count, u64 key)
{
    for (u32 i = 0; i < count; i++)
        if (keys[i] == key) return true;
    return false;
}

/* Anything but letters and digits may stand between the digits of the mark. Only runs of what a
 * digit can be or become are compared: words have few. */
static bool holds_mark(struct speech *self, struct str text)
{
    for (usize i = 0; i < text.bytes; i++) {
        u8 byte = text.at[i];
        bool digit = byte >= '0' && byte <= '9', sign = byte == '+' || byte == '/';
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!digit && !letter && !sign) continue;
        self->leak.coded = self->leak.coded << 8 | byte;
        if (is_key(self->leak.coded_keys, 6, self->leak.coded)) return true;
        if (sign) continue;
        if (letter) byte |= 0x20;
        self->leak.plain = self->leak.plain << 8 | byte;
        bool part = digit || byte <= 'f' || (byte >= 'n' && byte <= 's');
        self->leak.run = part ? (u8)MIN(self->leak.run + 1, 8) : 0;
        if (self->leak.run == 8 && is_key(self->leak.keys, 27, self->leak.plain)) return true;
    }
    return false;
}

/* ---- our instructions ---- */

/* The next word of a text as a hash of its lower-case letters, 0 at the end. */
static u32 next_word(struct str text, usize *at)
{
    while (*at < text.bytes && !name_is_part(text.at[*at])) (*at)++;
    if (*at == text.bytes) return 0;
    u32 hash = 0x811c9dc5u;
    for (; *at < text.bytes && name_is_part(text.at[*at]); (*at)++) {
        u8 byte = text.at[*at];
        hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte | 0x20u : byte)) * 0x01000193u;
    }
    return hash ? hash : 1;
}

/* Takes a word: the hash of the last ones, 0 while they are fewer than a shingle. */
static u32 put_word(struct speech *self, u32 word)
{
    self->leak.row[self->leak.words++ % SHINGLE] = word;
    if (self->leak.words < SHINGLE) return 0;
    u64 hash = HASH64_START;
    for (u32 i = 0; i < SHINGLE; i++)
        hash = hash64_mix(hash, self->leak.row[(self->leak.words + i) % SHINGLE]);
    return (u32)(hash ^ hash >> 32) | 1;
}

static u32 *slot_of(struct speech *self, u32 hash)
{
    u32 slot = (hash >> 1) % SPEECH_RULES_SLOTS;
    while (self->leak.rules[slot] && self->leak.rules[slot] != hash)
        slot = (slot + 1) % SPEECH_RULES_SLOTS;
    return &self->leak.rules[slot];
}

void leak_begin(struct speech *self, const struct speech_about *about)
{
    begin_mark(self, about->mark);
    if (!about->rules) return;
    struct str rules = str_of(about->rules);
    usize at = 0;
    for (u32 word = next_word(rules, &at); word; word = next_word(rules, &at)) {
        check(self->leak.words < SPEECH_RULES_WORDS_MAX);
        u32 hash = put_word(self, word);
        if (hash) *slot_of(self, hash) = hash;
    }
    self->leak.words = 0;
}

bool leak_holds(struct speech *self, struct str text)
{
    if (self->leak.marked && holds_mark(self, text)) return true;
    usize at = 0;
    for (u32 word = next_word(text, &at); word; word = next_word(text, &at)) {
        u32 hash = put_word(self, word);
        if (hash && *slot_of(self, hash)) return true;
    }
    return false;
}
