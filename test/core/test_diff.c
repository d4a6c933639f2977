/* Both diffs by hand-made cases; random texts are in property/laws.c. */
#include "code/diff.h"

#include "base/buf.h"
#include "base/limits.h"
#include "core/random.h"
#include "core/test.h"

#define MOST 64

static struct hunk hunks[MOST];

/* Copies a text into memory of exactly its length, so that reading beside it is noticed. Caller
 * frees. */
static struct str exact(struct str text)
{
    u8 *memory = malloc(text.bytes ? text.bytes : 1);
    if (text.bytes) memcpy(memory, text.at, text.bytes);
    return (struct str){memory, text.bytes};
}

static u32 lines_of(struct str text)
{
    u32 count = 0;
    for (usize i = 0; i < text.bytes; i++) count += text.at[i] == '\n';
    return count + (text.bytes && text.at[text.bytes - 1] != '\n');
}

static bool starts_line(struct str text, u32 at)
{
    return at == 0 || at == text.bytes || text.at[at - 1] == '\n';
}

/* Runs the line diff in just the memory that it asks for, filled with `junk`, and proves its
 * invariant. */
static u32 diff(struct str a_text, struct str b_text, u32 max, u8 junk)
{
    struct str a = exact(a_text), b = exact(b_text);
    struct arena arena;
    usize bytes = diff_arena_bytes(lines_of(a), lines_of(b));
    u8 *memory = malloc(bytes), *result = malloc(a.bytes + b.bytes + 1);
    memset(memory, junk, bytes);
    arena_init(&arena, memory, bytes);
    u32 count = diff_lines(a, b, &arena, hunks, max), a_at = 0, out = 0;
    CHECK(count <= max);
    for (u32 i = 0; i < count; i++) {
        struct hunk h = hunks[i];
        CHECK(h.a_at >= a_at && h.a_at + h.a_bytes <= a.bytes && h.b_at + h.b_bytes <= b.bytes);
        CHECK(h.a_bytes || h.b_bytes);
        CHECK(starts_line(a, h.a_at) && starts_line(a, h.a_at + h.a_bytes));
        CHECK(starts_line(b, h.b_at) && starts_line(b, h.b_at + h.b_bytes));
        memcpy(result + out, a.at + a_at, h.a_at - a_at);
        out += h.a_at - a_at;
        CHECK_EQ(h.b_at, out);
        memcpy(result + out, b.at + h.b_at, h.b_bytes);
        out += h.b_bytes;
        a_at = h.a_at + h.a_bytes;
    }
    memcpy(result + out, a.at + a_at, a.bytes - a_at);
    out += (u32)a.bytes - a_at;
    CHECK_STR(((struct str){result, out}), b);
    free(memory);
    free(result);
    free((void *)(uintptr_t)a.at);
    free((void *)(uintptr_t)b.at);
    return count;
}

static void check_hunk(u32 index, u32 a_at, u32 a_bytes, u32 b_at, u32 b_bytes)
{
    CHECK_EQ(hunks[index].a_at, a_at);
    CHECK_EQ(hunks[index].a_bytes, a_bytes);
    CHECK_EQ(hunks[index].b_at, b_at);
    CHECK_EQ(hunks[index].b_bytes, b_bytes);
}

TEST(sandwich_by_hand)
{
    static const struct {
        const char *a, *b;
        u32 prefix, suffix;
    } CASES[] = {
        {"", "", 0, 0},
        {"a", "", 0, 0},
        {"", "a", 0, 0},
        {"abc", "abc", 3, 0},
        {"abc", "axc", 1, 1},
        {"aa", "aaa", 2, 0},
        {"aaa", "aa", 2, 0},
        {"ab", "b", 0, 1},
        {"b", "ab", 0, 1},
        {"0123456789abcdefXghijklmnopqrstuv", "0123456789abcdefYZghijklmnopqrstuv", 16, 16},
        {"\xc3\xa9", "\xc3\xaa", 0, 0},                     /* the same lead byte */
        {"\xc3\xa9", "\xc4\xa9", 0, 0},                     /* the same last byte */
        {"a\xf0\x9f\x90\x9fz", "a\xf0\x9f\x91\x9fz", 1, 1}, /* both */
        {"\xe2\x82\xac", "\xe2\x82\xac\xe2\x82\xac", 3, 0},
        {"x\xe2\x82\xac", "\xe2\x82\xac", 0, 3},
        {"\xe2\x82\xac", "\xe2\x82\xad\xe2\x82\xac", 0, 3},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct str a = exact(str_of(CASES[i].a)), b = exact(str_of(CASES[i].b));
        struct sandwich cut = diff_sandwich(a, b);
        CHECK_EQ(cut.prefix, CASES[i].prefix);
        CHECK_EQ(cut.suffix, CASES[i].suffix);
        free((void *)(uintptr_t)a.at);
        free((void *)(uintptr_t)b.at);
    }
}

TEST(lines_by_hand)
{
    CHECK_EQ(diff(STR(""), STR(""), MOST, 0), 0);
    CHECK_EQ(diff(STR("a\nb\n"), STR("a\nb\n"), MOST, 0), 0);
    CHECK_EQ(diff(STR(""), STR("a\n"), MOST, 0), 1);
    check_hunk(0, 0, 0, 0, 2);
    CHECK_EQ(diff(STR("a"), STR(""), MOST, 0), 1);
    check_hunk(0, 0, 1, 0, 0);
    CHECK_EQ(diff(STR("a\nb\nc\n"), STR("a\nx\nc\n"), MOST, 0), 1);
    check_hunk(0, 2, 2, 2, 2);
    CHECK_EQ(diff(STR("a\nb\nc\nd\ne\n"), STR("a\nX\nc\nd\nY\n"), MOST, 0), 2);
    check_hunk(0, 2, 2, 2, 2);
    check_hunk(1, 8, 2, 8, 2);
    CHECK_EQ(diff(STR("a\nb\nc\nd\n"), STR("b\nc\nd\ne\n"), MOST, 0),
             2); /* one went in front, one came behind */
    check_hunk(0, 0, 2, 0, 0);
    check_hunk(1, 8, 0, 6, 2);
}

/* Where a text is the end of the other one, there is no byte before the common part. */
TEST(lines_at_the_very_start)
{
    for (u32 junk = 0; junk < 2; junk++) {
        CHECK_EQ(diff(STR("x\n"), STR("y\nx\n"), MOST, junk ? 0xff : '\n'), 1);
        check_hunk(0, 0, 0, 0, 2);
        CHECK_EQ(diff(STR("y\nx\n"), STR("x\n"), MOST, junk ? 0xff : '\n'), 1);
        check_hunk(0, 0, 2, 0, 0);
        CHECK_EQ(diff(STR("x\n"), STR("yx\n"), MOST, junk ? 0xff : '\n'), 1);
        check_hunk(0, 0, 2, 0, 3);
        CHECK_EQ(diff(STR("yx\n"), STR("x\n"), MOST, junk ? 0xff : '\n'), 1);
        CHECK_EQ(diff(STR("x"), STR("y\nx"), MOST, junk ? 0xff : '\n'), 1);
        check_hunk(0, 0, 0, 0, 2);
        CHECK_EQ(diff(STR("\n"), STR("\n\n"), MOST, junk ? 0xff : '\n'), 1);
    }
}

TEST(lines_without_an_end)
{
    static const char *const TEXTS[] = {"",     "a", "a\n", "\n",    "\n\n",     "a\nb", "a\nb\n",
                                        "b\na", "b", "\na", "a\n\n", "b\n\na\n", "\r\n", "a\r\nb"};
    for (u32 i = 0; i < ARRAY_LEN(TEXTS); i++)
        for (u32 k = 0; k < ARRAY_LEN(TEXTS); k++)
            for (u32 max = 1; max < 4; max++) diff(str_of(TEXTS[i]), str_of(TEXTS[k]), max, 0xa5);
}

/* The last hunk swallows what would come after it. */
TEST(lines_swallow_beyond_the_maximum)
{
    struct str a = STR("a\n1\nb\n2\nc\n3\nd\n"), b = STR("a\n4\nb\n5\nc\n6\nd\n");
    CHECK_EQ(diff(a, b, 3, 0), 3);
    CHECK_EQ(diff(a, b, 2, 0), 2);
    check_hunk(0, 2, 2, 2, 2);
    check_hunk(1, 6, 6, 6, 6);
    CHECK_EQ(diff(a, b, 1, 0), 1);
    check_hunk(0, 2, 10, 2, 10);
}

/* Two shuffles of the same thousands of lines: the search is cut short, and still the result is b.
 */
TEST(lines_when_the_search_is_cut_short)
{
    static u8 memory[2][1 << 20];
    static u32 order[20000];
    for (u32 count = 50; count <= 20000; count *= 20) {
        struct str texts[2];
        struct random random = {count};
        for (u32 side = 0; side < 2; side++) {
            struct buf out;
            buf_init(&out, memory[side], sizeof memory[side]);
            for (u32 i = 0; i < count; i++) order[i] = i;
            for (u32 i = count; i-- > 1;) {
                u32 k = random_below(&random, i + 1), held = order[i];
                order[i] = order[k], order[k] = held;
            }
            for (u32 i = 0; i < count; i++) {
                buf_put_decimal(&out, order[i]);
                buf_put_u8(&out, '\n');
            }
            CHECK(!out.overflow);
            texts[side] = buf_str(&out);
        }
        CHECK(diff(texts[0], texts[1], MOST, 0) >= 1);
    }
}

/* The largest documents that may meet: all lines new, all lines equal but one more, nothing but
 * line ends. */
TEST(lines_of_large_documents)
{
    static u8 memory[2][TEXT_BYTES_MAX];
    for (u32 i = 0; i < TEXT_BYTES_MAX; i++) {
        memory[0][i] = i % 21 == 20 ? '\n' : (u8)('a' + i / 21 % 26);
        memory[1][i] = i % 21 == 20 ? '\n' : (u8)('A' + i / 21 % 26);
    }
    struct str a = {memory[0], TEXT_BYTES_MAX}, b = {memory[1], TEXT_BYTES_MAX};
    CHECK_EQ(diff(a, b, MOST, 0), 1);
    CHECK_EQ(diff(a, (struct str){a.at, a.bytes - 21}, MOST, 0), 1);
    memset(memory[0], '\n', TEXT_LINES_MAX);
    memset(memory[1], '\n', TEXT_LINES_MAX);
    a.bytes = TEXT_LINES_MAX - 1, b.bytes = TEXT_LINES_MAX - 3;
    CHECK_EQ(diff(a, b, MOST, 0), 1);
    CHECK_EQ(diff(a, (struct str){NULL, 0}, MOST, 0), 1);
    CHECK_EQ(diff((struct str){NULL, 0}, a, MOST, 0), 1);
}

TEST_MAIN
