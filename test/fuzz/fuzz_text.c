/* fuzz_text: bytes become splices of a document; a plain array of bytes must agree after each, and
 * undone they must give the start again. */
#define TEST_FUZZ
#include "core/naive.h"

#define SPLICES_MAX 32
#define BYTES_MAX   8000u /* about five leaves: enough for every way to cut and merge them */

static struct {
    const u8 *at;
    usize left;
} input;

static u32 take(u32 bytes)
{
    u32 value = 0;
    for (; bytes && input.left; bytes--, input.left--) value = value << 8 | *input.at++;
    return value;
}

/* A character for each byte: its two highest bits choose how many bytes it takes. */
static struct str take_text(u32 count)
{
    static const char *const WIDE[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\x9f"};
    static u8 memory[4 * 32];
    u32 bytes = 0;
    for (; count && bytes + 4 <= sizeof memory; count--) {
        u8 byte = (u8)take(1);
        const char *wide = byte >= 0x40 ? WIDE[(byte >> 6) - 1] : NULL;
        if (wide) memcpy(memory + bytes, wide, strlen(wide)), bytes += (u32)strlen(wide);
        else memory[bytes++] = byte < 4 ? '\n' : (u8)(byte + 0x20);
    }
    return (struct str){memory, bytes};
}

static u32 between(const struct naive *text, u32 at)
{
    at = text->bytes ? at % (text->bytes + 1) : 0;
    while (!naive_between(text, at)) at--;
    return at;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 pool[64 * LEAF_BYTES];
    static struct text text;
    static struct {
        struct edit edit;
        u8 *taken;
    } stack[SPLICES_MAX];
    struct naive naive = naive_of(STR(""));
    u32 splices = 0;
    test_now = "fuzz_text";
    input.at = bytes, input.left = count;
    text_init(&text, pool, 64);
    for (; input.left && splices < SPLICES_MAX; splices++) {
        u32 how = take(1), unit = take(2), byte = 0, other = 0;
        bool found = text_find_unit(&text, unit, &byte);
        CHECK_EQ(found, naive_find(&naive, unit, &other));
        if (found) CHECK(byte == other && text_unit_at(&text, byte) == unit);
        u32 at = found ? byte : between(&naive, unit),
            end = between(&naive, at + take(how & 1 ? 1 : 2));
        if (end < at) end = at;
        /* Short insertions as they are typed, or runs as long as a few leaves. */
        static u8 runs[BYTES_MAX];
        u32 repeat = how & 2 ? 1 + take(1) * 4 : 1, put = 0;
        struct str some = take_text(how >> 3);
        for (; repeat && put + some.bytes <= sizeof runs && naive.bytes + put < BYTES_MAX;
             repeat--, put += (u32)some.bytes)
            memcpy(runs + put, some.at, some.bytes);
        struct str ins = {runs, put};
        stack[splices].taken = malloc(end - at + 1);
        text_copy(&text, at, end - at, stack[splices].taken);
        CHECK(text_slots_needed(&text, (u32)ins.bytes) <= 64);
        stack[splices].edit = text_splice(&text, at, end - at, ins);
        naive_splice(&naive, at, end - at, ins);
        text_check_as(&text, splices % 4 == 0);
        if (splices % 4 == 0) text_check_same(&text, &naive);
        struct line line = text_line_at(&text, at);
        CHECK_EQ(line.number, naive_newlines(&naive, at) + 1);
        CHECK_EQ(text_line_start(&text, line.number), line.start);
        CHECK(text_line_end(&text, line.start) >= at);
    }
    text_check_same(&text, &naive);
    CHECK_EQ(text.units, naive_units(&naive, naive.bytes));
    while (splices-- > 0) {
        struct edit edit = stack[splices].edit;
        text_splice(&text, edit.at, edit.ins, (struct str){stack[splices].taken, edit.del});
        text_check_as(&text, splices % 4 == 0);
        free(stack[splices].taken);
    }
    CHECK_EQ(text.bytes, 0);
    free(naive.at);
    return 0;
}
