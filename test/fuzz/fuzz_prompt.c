/* fuzz_prompt: the input is a program with a head of six bytes: language, seed, focus, and how it
 * is cut into changed ranges. What stands before the first NUL is the exercise and what was said.
 * Each prompt keeps its promises (core/prompt_law.h). */
#define TEST_FUZZ
#include "core/prompt_law.h"

#define RANGES_MAX 24u

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 pool[64 * LEAF_BYTES];
    static struct text text;
    test_now = "fuzz_prompt";
    if (count < 6 || count > 40000) return 0;
    const u8 *head = bytes;
    struct str rest = {bytes + 6, count - 6};
    if (utf8_check(rest) != rest.bytes) return 0;
    const u8 *nul = rest.bytes ? memchr(rest.at, 0, rest.bytes) : NULL;
    struct str lesson = nul ? str_take(&rest, (usize)(nul - rest.at)) : (struct str){rest.at, 0};
    text_init(&text, pool, 64);
    text_splice(&text, 0, 0, rest);
    struct prompt_range changed[RANGES_MAX];
    u32 ranges = 0;
    for (u32 at = head[4]; head[4] && at <= text.bytes && ranges < RANGES_MAX;) {
        u32 end = MIN(at + head[5] / 2u, text.bytes);
        changed[ranges++] = (struct prompt_range){at, end};
        at = end + 1 + head[4] * (1u + head[5] % 8u);
    }
    struct prompt prompt = {.language = (enum language)(head[0] % LANGUAGE_COUNT),
                            .text = &text,
                            .focus = (u32)head[2] << 8 | head[3],
                            .changed = changed,
                            .changed_count = ranges,
                            .said = &lesson,
                            .said_count = head[1] & 1,
                            .lesson = lesson,
                            .seed = head[1]};
    prompt_keeps_the_law(&prompt);
    return 0;
}
