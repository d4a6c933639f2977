/* What must not come back: the random mark of the prompt, and our own instructions. */
#include "base/hash.h"
#include "code/names.h"
#include "mentor/gate_parts.h"
#include "mentor/prompt.h"

/* So many words in a row that stand in our instructions were taken from them. */
#define SHINGLE       5u
#define SHINGLE_BASE  0x9e3779b97f4a7c15ull
#define SHINGLE_BASE2 (SHINGLE_BASE * SHINGLE_BASE)
#define SHINGLE_LAST  (SHINGLE_BASE2 * SHINGLE_BASE2 * SHINGLE_BASE) /* to the power of SHINGLE */

/* The last words as one number: each new one moves the others up, and the oldest falls out. */
struct shingle {
    u64 words[SHINGLE], sum;
    u32 count;
};

/* Takes a word; the hash of the last five, 0 while there are fewer. */
static u64 shingle_put(struct shingle *self, struct str word)
{
    u64 *oldest = &self->words[self->count++ % SHINGLE], hash = hash64(HASH64_START, word);
    self->sum = self->sum * SHINGLE_BASE + hash - *oldest * SHINGLE_LAST;
    *oldest = hash;
    return self->count >= SHINGLE ? hash64_mix(HASH64_START, self->sum) | 1 : 0;
}

/* The word at `*at` of a text in lower case, without signs; empty at its end. */
static struct str next_word(struct str text, usize *at, u8 *memory)
{
    while (*at < text.bytes && !name_is_part(text.at[*at])) (*at)++;
    usize start = *at;
    if (start == text.bytes) return (struct str){memory, 0};
    while (*at < text.bytes && name_is_part(text.at[*at])) (*at)++;
    return piece_lower((struct str){text.at + start, MIN(*at - start, WORD_BYTES_MAX)}, memory);
}

/* Where words of our instructions stand in a row, or -1. Both are cut alike, hyphens and back-ticks
 * included, so that no sign hides a word. */
static i32 find_instructions(const struct pieces *self)
{
    u64 ours[TIP_BYTES_MAX / 2], seen = 0;
    struct shingle shingle = {0};
    u16 places[TIP_BYTES_MAX / 2];
    u8 memory[WORD_BYTES_MAX];
    u32 count = 0;
    usize at = 0;
    for (struct str word = next_word(self->tip, &at, memory); word.bytes;) {
        u64 hash = shingle_put(&shingle, word);
        if (hash) {
            ours[count] = hash;
            places[count++] = (u16)(at - word.bytes);
            seen |= 1ull << (hash >> 58);
        }
        word = next_word(self->tip, &at, memory);
    }
    if (!count) return -1;
    shingle = (struct shingle){0};
    at = 0;
    struct str rules = str_of(PROMPT_RULES);
    for (struct str word = next_word(rules, &at, memory); word.bytes;) {
        u64 hash = shingle_put(&shingle, word);
        for (u32 i = 0; hash && seen >> (hash >> 58) & 1 && i < count; i++)
            if (ours[i] == hash) return places[i];
        word = next_word(rules, &at, memory);
    }
    return -1;
}

/* The mark's digits, also backwards and turned by 13 letters, with anything but letters and digits
 * between them. Half of it is enough. */
static bool holds_mark(struct str tip, u64 mark)
{
    char digits[3][16], plain[TIP_BYTES_MAX];
    usize count = 0;
    for (u32 i = 0; i < 16; i++) {
        char digit = "0123456789abcdef"[mark >> (60 - 4 * i) & 15];
        digits[0][i] = digits[1][15 - i] = digit;
        digits[2][i] = digit >= 'a' ? (char)('a' + (digit - 'a' + 13) % 26) : digit;
    }
    for (usize i = 0; i < tip.bytes && count < sizeof plain; i++) {
        u8 byte = tip.at[i] >= 'A' && tip.at[i] <= 'Z' ? (u8)(tip.at[i] | 0x20) : tip.at[i];
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            plain[count++] = (char)byte;
    }
    /* Only runs of letters that a digit can be or become are compared: words have few. */
    for (usize i = 0, run = 0; i < count; i++) {
        run = memchr("0123456789abcdefnopqrs", plain[i], 22) ? run + 1 : 0;
        for (u32 form = 0; run >= 8 && form < 3; form++)
            for (u32 half = 0; half <= 8; half++)
                if (memcmp(plain + i - 7, digits[form] + half, 8) == 0) return true;
    }
    return false;
}

struct fault_at gate_leak(const struct gate *self, const struct pieces *pieces)
{
    if (self->mark && holds_mark(pieces->tip, self->mark)) return (struct fault_at){GATE_LEAK, 0};
    i32 leak = find_instructions(pieces);
    return leak >= 0 ? (struct fault_at){GATE_LEAK, (u32)leak} : (struct fault_at){GATE_PASS, 0};
}
