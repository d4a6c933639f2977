/* The base: buf, arena, utf8 and the hashes. JSON has a file of its own. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "core/naive.h"
#include "core/random.h"
#include "core/rows.h"

/* ---- str and buf ---- */

TEST(str_take_gives_what_is_there)
{
    struct str rest = STR("abc");
    CHECK_STR(str_take(&rest, 2), STR("ab"));
    CHECK_STR(str_take(&rest, 5), STR("c"));
    CHECK_EQ(rest.bytes, 0);
    CHECK_EQ(str_take(&rest, 1).bytes, 0);
}

TEST(buf_overflow_is_sticky_and_writes_nothing_more)
{
    u8 memory[8];
    struct buf out;
    memset(memory, '.', sizeof memory);
    buf_init(&out, memory, 4);
    buf_put_text(&out, "abc");
    CHECK(!out.overflow);
    buf_put_text(&out, "de"); /* one too many: nothing of it is written */
    CHECK(out.overflow);
    CHECK_STR(buf_str(&out), STR("abc"));
    buf_put_u8(&out, 'd'); /* it would fit, but the error stays */
    CHECK_STR(buf_str(&out), STR("abc"));
    CHECK(!buf_reserve(&out, 0));
    CHECK(memcmp(memory, "abc.....", 8) == 0);
}

TEST(buf_fills_to_the_last_byte)
{
    u8 memory[4];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "abcd");
    buf_put(&out, NULL, 0);
    CHECK(!out.overflow);
    buf_put_u8(&out, 'e');
    CHECK(out.overflow);
}

TEST(buf_numbers)
{
    u8 memory[256];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_decimal(&out, 0);
    buf_put_u8(&out, ' ');
    buf_put_decimal(&out, UINT64_MAX);
    buf_put_u8(&out, ' ');
    buf_put_signed(&out, -1);
    buf_put_u8(&out, ' ');
    buf_put_signed(&out, INT64_MIN);
    buf_put_u8(&out, ' ');
    buf_put_hex(&out, 0x00ab, 4);
    buf_put_hex(&out, UINT64_MAX, 16);
    CHECK_STR(buf_str(&out),
              STR("0 18446744073709551615 -1 -9223372036854775808 00abffffffffffffffff"));
    buf_init(&out, memory, sizeof memory);
    buf_put_u16(&out, 0x0102);
    buf_put_u32(&out, 0x03040506);
    buf_put_u64(&out, 0x0708090a0b0c0d0eull);
    buf_put_f64(&out, 1.0);
    CHECK_STR(buf_str(&out),
              STR("\x02\x01\x06\x05\x04\x03\x0e\x0d\x0c\x0b\x0a\x09\x08\x07\0\0\0\0\0\0\xf0\x3f"));
    buf_align(&out, 8);
    CHECK_EQ(out.bytes, 24);
    buf_align(&out, 8);
    CHECK_EQ(out.bytes, 24);
}

TEST(buf_escapes_what_json_demands)
{
    u8 memory[256];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_json_string(&out, STR("a\"\\\n\r\t\x01\x1f\x7f/\xc3\xa9\xe2\x80\xa8\xf0\x9f\x90\x9f"));
    CHECK_STR(
        buf_str(&out),
        STR("\"a\\\"\\\\\\n\\r\\t\\u0001\\u001f\\u007f/\xc3\xa9\xe2\x80\xa8\xf0\x9f\x90\x9f\""));
    buf_init(&out, memory, sizeof memory);
    buf_json_string(&out, (struct str){NULL, 0});
    CHECK_STR(buf_str(&out), STR("\"\""));
}

/* What the writer writes, the reader reads: every byte that a document may hold. */
TEST(buf_strings_are_read_back)
{
    static u8 memory[8192], arena_memory[65536], raw[1024];
    for (u64 seed = 1; seed <= 400; seed++) {
        struct random random = {seed};
        struct buf text, out;
        struct arena arena;
        struct str back;
        enum json_fault fault;
        buf_init(&text, raw, sizeof raw);
        random_text(&random, (enum script)(seed % SCRIPT_COUNT), random_below(&random, 900), &text);
        for (u32 i = 0; i < text.bytes; i++) /* and the control characters */
            if (raw[i] < 0x80 && random_once_in(&random, 8))
                raw[i] = (u8)(1 + random_below(&random, 31));
        buf_init(&out, memory, sizeof memory);
        buf_json_string(&out, buf_str(&text));
        CHECK(!out.overflow);
        arena_init(&arena, arena_memory, sizeof arena_memory);
        CHECK(json_string(json_read(buf_str(&out), &arena, &fault), &back));
        CHECK_STR(back, buf_str(&text));
    }
}

TEST(buf_keys_know_the_first)
{
    u8 memory[64];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_u8(&out, '{');
    buf_json_key(&out, "a");
    buf_json_string(&out, STR("{"));
    buf_json_key(&out, "b");
    buf_put_text(&out, "{}}");
    CHECK_STR(buf_str(&out), STR("{\"a\":\"{\",\"b\":{}}"));
}

/* ---- arena ---- */

TEST(arena_gives_aligned_bytes_until_it_is_empty)
{
    static u8 memory[64 + 8];
    struct arena arena;
    for (usize skew = 0; skew < 8; skew++) {
        arena_init(&arena, memory + skew, 64);
        usize capacity = arena_left(&arena);
        CHECK(capacity >= 56 && capacity <= 64);
        u8 *one = arena_take(&arena, 1), *two = arena_take(&arena, 9),
           *none = arena_take(&arena, 0);
        CHECK(one && two && none);
        CHECK_EQ((uintptr_t)one & 7, 0);
        CHECK_EQ(two - one, 8);
        CHECK_EQ(none - two, 16);
        CHECK(!arena_take(&arena, arena_left(&arena) + 1));
        CHECK(!arena_take(&arena, SIZE_MAX));
        CHECK(arena_take(&arena, arena_left(&arena))); /* to the last byte */
        CHECK_EQ(arena_left(&arena), 0);
        CHECK(!arena_take(&arena, 1));
    }
    arena_init(&arena, memory + 1, 3); /* smaller than its own alignment */
    CHECK_EQ(arena_left(&arena), 0);
}

/* ---- utf8 ---- */

TEST(utf8_borders)
{
    static const struct {
        const char *bytes;
        u32 count, good; /* `good`: how much of it is valid */
    } CASES[] = {
        {"", 0, 0},
        {"\0", 1, 1},
        {"\x7f", 1, 1},
        {"\x80", 1, 0},
        {"\xbf", 1, 0},
        {"\xc0\x80", 2, 0},
        {"\xc1\xbf", 2, 0},
        {"\xc2\x80", 2, 2},
        {"\xdf\xbf", 2, 2},
        {"\xc2", 1, 0},
        {"a\xc2", 2, 1},
        {"\xc2\xc2", 2, 0},
        {"\xe0\x9f\xbf", 3, 0},
        {"\xe0\xa0\x80", 3, 3},
        {"\xed\x9f\xbf", 3, 3},
        {"\xed\xa0\x80", 3, 0},
        {"\xed\xbf\xbf", 3, 0},
        {"\xee\x80\x80", 3, 3},
        {"\xef\xbf\xbf", 3, 3},
        {"\xe2\x82", 2, 0},
        {"\xf0\x8f\xbf\xbf", 4, 0},
        {"\xf0\x90\x80\x80", 4, 4},
        {"\xf4\x8f\xbf\xbf", 4, 4},
        {"\xf4\x90\x80\x80", 4, 0},
        {"\xf5\x80\x80\x80", 4, 0},
        {"\xff", 1, 0},
        {"12345678\x80", 9, 8},
        {"1234567\xf0\x9f\x90\x9f", 11, 11},
        {"1234567\xf0\x9f\x90", 10, 7},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        u8 *exact = malloc(CASES[i].count + 1);
        memcpy(exact + 1, CASES[i].bytes, CASES[i].count); /* ends where the memory ends */
        CHECK_EQ(utf8_check((struct str){exact + 1, CASES[i].count}), CASES[i].good);
        free(exact);
    }
}

TEST(utf8_vectors)
{
    struct str rest = rows_open(SHARED "utf8_vectors.jsonl"), row;
    u32 count = 0;
    if (!rest.at) SKIP("no " SHARED "utf8_vectors.jsonl");
    for (; rows_next(&rest, &row); count++) {
        struct str bytes = decode_hex(row_member(row, "bytes_hex"));
        bool valid = str_equal(row_member(row, "valid"), STR("true"));
        CHECK_EQ(utf8_check(bytes) == bytes.bytes, valid);
        free((void *)(uintptr_t)bytes.at);
    }
    CHECK(count > 300);
}

TEST(utf16_offsets)
{
    struct str rest = rows_open(SHARED "utf16_offsets.jsonl"), row;
    u32 count = 0;
    if (!rest.at) SKIP("no " SHARED "utf16_offsets.jsonl");
    for (; rows_next(&rest, &row); count++) {
        struct str bytes = decode_hex(row_member(row, "utf8_hex")),
                   ends = row_member(row, "prefix_utf8_len");
        u32 units = (u32)atoi((const char *)row_member(row, "units").at);
        if (str_equal(row_member(row, "well_formed"), STR("true"))) {
            struct text *text = text_new();
            char *next = (char *)(uintptr_t)ends.at;
            text_splice(text, 0, 0, bytes);
            CHECK_EQ(utf8_measure(bytes).units, units);
            CHECK_EQ(text->units, units);
            for (u32 unit = 0, before = 0; unit <= units; unit++) {
                u32 want = (u32)strtoul(next + 1, &next, 10), at = 0,
                    other = 0; /* + 1: the bracket or comma */
                bool found = text_find_unit(text, unit, &at), inside = false;
                other = (u32)utf8_skip(bytes, unit, &inside);
                CHECK_EQ(inside, !found);
                CHECK_EQ(other, at);
                if (found) CHECK_EQ(at, want);
                else CHECK_EQ(at + 3, want); /* there the encoder wrote U+FFFD for half a pair */
                if (found) CHECK_EQ(text_unit_at(text, at), unit);
                CHECK(at >= before);
                before = at;
            }
            text_free(text);
        } else {
            u8 memory[256], arena_memory[4096];
            struct arena arena;
            enum json_fault fault;
            struct str json = row_member(row, "json");
            usize put = 0;
            for (usize i = 0; i < json.bytes; i++) /* one level of escapes: \" and \\ */
                memory[put++] =
                    json.at[i] == '\\' && (json.at[i + 1] == '\\' || json.at[i + 1] == '"')
                        ? json.at[++i]
                        : json.at[i];
            arena_init(&arena, arena_memory, sizeof arena_memory);
            CHECK(!json_read((struct str){memory, put}, &arena, &fault));
            CHECK_EQ(fault, JSON_SURROGATE);
        }
        free((void *)(uintptr_t)bytes.at);
    }
    CHECK(count > 20);
}

TEST(utf8_cut_never_cuts_a_character)
{
    struct str text = STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x9f");
    static const u32 WANT[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (u32 bytes = 0; bytes < ARRAY_LEN(WANT); bytes++)
        CHECK_EQ(utf8_cut(text, bytes).bytes, WANT[bytes]);
}

/* ---- hashes ---- */

TEST(text_hash_is_that_of_the_page)
{
    static u8 arena_memory[8192];
    struct str rest = rows_open("test/data/text_hash.jsonl"), row;
    u32 count = 0;
    CHECK(rest.at);
    for (; rows_next(&rest, &row); count++) {
        struct arena arena;
        struct text_hash hash, torn;
        struct str text, digits;
        enum json_fault fault;
        i64 repeat;
        u8 memory[16];
        struct buf out;
        arena_init(&arena, arena_memory, sizeof arena_memory);
        const struct cJSON *root = json_read(row, &arena, &fault);
        CHECK(json_string(json_get(root, "text"), &text) &&
              json_string(json_get(root, "hash"), &digits));
        CHECK(json_integer(json_get(root, "repeat"), 1, 1 << 20, &repeat));
        text_hash_init(&hash);
        text_hash_init(&torn); /* in pieces of one byte: it must not matter */
        for (i64 i = 0; i < repeat; i++) {
            text_hash_put(&hash, text);
            for (usize k = 0; k < text.bytes; k++)
                text_hash_put(&torn, (struct str){text.at + k, 1});
        }
        buf_init(&out, memory, sizeof memory);
        buf_put_hex(&out, text_hash_value(&hash), 16);
        CHECK_STR(buf_str(&out), digits);
        CHECK(text_hash_value(&hash) == text_hash_value(&torn));
    }
    CHECK(count >= 10);
}

/* A flipped bit, a lost byte and a moved zero each change the number: a snapshot relies on it. */
TEST(hash64_sees_every_bit)
{
    for (u32 bytes = 1; bytes < 40; bytes++) {
        u8 memory[40] = {0};
        struct random random = {bytes};
        for (u32 i = 0; i < bytes; i++) memory[i] = (u8)random_next(&random);
        u64 hash = hash64(HASH64_START, (struct str){memory, bytes});
        for (u32 bit = 0; bit < 8 * bytes; bit++) {
            memory[bit / 8] ^= (u8)(1 << bit % 8);
            CHECK(hash64(HASH64_START, (struct str){memory, bytes}) != hash);
            memory[bit / 8] ^= (u8)(1 << bit % 8);
        }
        CHECK(hash64(HASH64_START, (struct str){memory, bytes - 1}) != hash);
        memory[bytes - 1] = 0;
        CHECK(hash64(HASH64_START, (struct str){memory, bytes}) !=
              hash64(HASH64_START, (struct str){memory, bytes - 1}));
    }
    CHECK(hash64(HASH64_START, STR("")) != HASH64_START);
}

TEST_MAIN
