/* JSON that strangers wrote: what is read, what is refused, and with which word. */
#include "base/json.h"

#include <math.h>

#include "base/buf.h"
#include "base/limits.h"
#include "core/random.h"
#include "core/rows.h"
#include "core/test.h"

#define ARENA (4u << 20)

static struct {
    u8 *memory; /* exactly as long as the text, so that reading past it is noticed */
    struct arena arena;
    enum json_fault fault;
} reading;

static const struct cJSON *read_bytes(struct str text)
{
    static u8 *arena_memory;
    if (!arena_memory) arena_memory = malloc(ARENA);
    free(reading.memory);
    reading.memory = malloc(text.bytes ? text.bytes : 1);
    if (text.bytes) memcpy(reading.memory, text.at, text.bytes);
    struct str exact = {reading.memory, text.bytes};
    enum json_fault checked = json_check(exact);
    arena_init(&reading.arena, arena_memory, ARENA);
    const struct cJSON *root = json_read(exact, &reading.arena, &reading.fault);
    CHECK_EQ(root == NULL, reading.fault != JSON_FINE);
    if (checked) CHECK_EQ(reading.fault, checked);
    return root;
}

static enum json_fault fault_of(struct str text)
{
    read_bytes(text);
    return reading.fault;
}

TEST(json_values_are_read)
{
    struct str word;
    i64 number;
    const struct cJSON *root =
        read_bytes(STR(" {\"a\": [1, -2, 3e2, 4.0], \"A\":\"x\\u00e9\\ud83d\\udc1f\\n\", \"o\":{}, "
                       "\"t\":true, \"n\":null}\r\n\t "));
    CHECK(json_is_object(root) && !json_is_array(root));
    CHECK(json_string(json_get(root, "A"), &word));
    CHECK_STR(word, STR("x\xc3\xa9\xf0\x9f\x90\x9f\n"));
    CHECK(!json_get(root, "b") && !json_get(root, "T") && json_get(root, "t"));
    const struct cJSON *item = json_first(json_get(root, "a"));
    CHECK(json_integer(item, 1, 1, &number) && number == 1);
    CHECK(!json_integer(item, 2, 9, &number) && !json_string(item, &word));
    item = json_next(item);
    CHECK(json_integer(item, -2, 9, &number) && number == -2);
    item = json_next(item);
    CHECK(json_integer(item, 0, 300, &number) && number == 300);
    item = json_next(item);
    CHECK(json_integer(item, 0, 9, &number) && number == 4);
    CHECK(!json_next(item));
    CHECK(json_is_object(json_get(root, "o")) && !json_member(json_get(root, "o")) &&
          !json_first(json_get(root, "o")));
    CHECK(!json_is_object(NULL) && !json_is_array(NULL) && !json_string(NULL, &word) &&
          !json_integer(NULL, 0, 1, &number));
    CHECK(!json_get(NULL, "a") && !json_first(NULL) && !json_member(NULL) &&
          !json_get(json_get(root, "a"), "a"));
}

/* Whole numbers that frames carry are read exactly, however they are written. */
TEST(json_whole_numbers_are_exact)
{
    static const struct {
        const char *text;
        i64 value;
    } CASES[] = {
        {"0", 0},
        {"-0", 0},
        {"0.0", 0},
        {"0e999", 0},
        {"0.000e-999", 0},
        {"4294967295", 4294967295},
        {"9007199254740991", 9007199254740991},
        {"-9007199254740991", -9007199254740991},
        {"1e6", 1000000},
        {"1E+6", 1000000},
        {"10e-1", 1},
        {"1048576.000", 1048576},
        {"1.5e1", 15},
        {"12e0", 12},
        {"1234500e-2", 12345},
        {"1e15", 1000000000000000},
    };
    char text[64];
    i64 number;
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        CHECK(json_integer(read_bytes(str_of(CASES[i].text)), INT64_MIN, INT64_MAX, &number));
        CHECK_EQ(number, CASES[i].value);
    }
    for (u32 i = 0; i < 1000; i++) { /* 5.0 is a whole number: some languages write it so */
        snprintf(text, sizeof text, "%u.0", i);
        CHECK(json_integer(read_bytes(str_of(text)), 0, 1000, &number));
        CHECK_EQ(number, i);
        snprintf(text, sizeof text, "%u.%03ue3", i, i);
        CHECK(json_integer(read_bytes(str_of(text)), 0, INT64_MAX, &number));
        CHECK_EQ(number, i * 1001);
    }
}

TEST(json_other_numbers_are_no_whole_numbers)
{
    static const char *const CASES[] = {"1e999",
                                        "-1e999",
                                        "1.5",
                                        "0.1",
                                        "1e-1",
                                        "1e400",
                                        "9223372036854775808",
                                        "1e19",
                                        "123456789012345678901234567890",
                                        "\"1\"",
                                        "true",
                                        "null",
                                        "[]",
                                        "{}",
                                        "1e99999999999999999999"};
    i64 number = 7;
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        const struct cJSON *root = read_bytes(str_of(CASES[i]));
        CHECK(root);
        CHECK(!json_integer(root, INT64_MIN, INT64_MAX, &number));
    }
    CHECK_EQ(number, 7);
    static char digits[5008];
    memset(digits, '9', 5000);
    CHECK(!json_integer(read_bytes(str_of(digits)), INT64_MIN, INT64_MAX, &number));
    memcpy(digits + 5000, "e-4999",
           7); /* neither is it a number to C when both halves are over the top */
    CHECK(!json_integer(read_bytes(str_of(digits)), INT64_MIN, INT64_MAX, &number));
}

/* Texts are written with ` for ". */
static struct str with_quotes(const char *text)
{
    static u8 memory[256];
    usize bytes = strlen(text);
    CHECK(bytes <= sizeof memory);
    for (usize i = 0; i < bytes; i++) memory[i] = text[i] == '`' ? '"' : (u8)text[i];
    return (struct str){memory, bytes};
}

TEST(json_refuses_with_the_right_word)
{
    static const struct {
        enum json_fault fault;
        const char *texts[64];
    } CASES[] = {
        {JSON_SYNTAX, {"",           " ",
                       "{",          "[1,]",
                       "[,1]",       "{`a`:1,}",
                       "{`a` 1}",    "{a:1}",
                       "{'a':1}",    "1 2",
                       "{}x",        "[]]",
                       "01",         "-",
                       "+1",         ".5",
                       "1.",         "1e",
                       "1e+",        "0x10",
                       "NaN",        "Infinity",
                       "tru",        "True",
                       "nul",        "`",
                       "`\\",        "`\\x41`",
                       "`\\u12`",    "`\\u12g4`",
                       "`\\u123",    "`\n`",
                       "`\x1f`",     "[1}",
                       "{]",         "/*a*/1",
                       "1//",        "[1 2]",
                       "{1:2}",      "\xef\xbb\xbf{}",
                       "\xc2\xa0{}", "{`a`:1 `b`:2}",
                       "[`a`:1]",    "{`a`}",
                       "{`a`:}",     "{,}",
                       "\x0c[]",     "[1,,2]"}},
        {JSON_UTF8, {"`\x80`", "`\xed\xa0\x80`", "{}\xff", "`\xf0\x9f\x90`", "`\xc0\x80`"}},
        {JSON_SURROGATE,
         {"`\\ud83d`", "`\\udc1f`", "`\\ud83dx`", "`\\ud83d\\n`", "`\\ud83d\\u0041`",
          "`\\ud83d\\ud83d`", "{`\\udc1f`:1}", "`\\uD83D`"}},
        {JSON_NUL, {"`\\u0000`", "{`a\\u0000b`:1}", "[`x`,`\\u0000`]"}},
        {JSON_DUPLICATE,
         {"{`a`:1,`a`:1}", "{`a`:1,`b`:{`c`:1,`d`:2,`c`:3}}", "[1,[{``:1,``:2}]]",
          "{`a`:1,`\\u0061`:2}", "[{`b`:{}},{`a`:{`x`:[]},`c`:0,`a`:2}]"}},
        {JSON_FINE,
         {"{`a`:1,`A`:2}", "[{`a`:1},{`a`:1}]", "{`a`:{`a`:{`a`:1}}}", "`\\uD83D\\uDC1F`", "`\x7f`",
          "`\\u007F`", "`\\/\\b\\f`", "1e999", "-0", "``"}},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++)
        for (u32 k = 0; k < ARRAY_LEN(CASES[i].texts) && CASES[i].texts[k]; k++) {
            enum json_fault fault = fault_of(with_quotes(CASES[i].texts[k]));
            if (fault != CASES[i].fault) fprintf(stderr, "%s\n", CASES[i].texts[k]);
            CHECK_EQ(fault, CASES[i].fault);
        }
    CHECK_EQ(fault_of(STR("{}\0")), JSON_SYNTAX);
    CHECK_EQ(fault_of(STR("\0")), JSON_SYNTAX);
    CHECK_EQ(fault_of(STR("\"a\0b\"")), JSON_SYNTAX);
}

/* `depth` arrays or objects inside each other, by turns when `both`. */
static struct str nested(u32 depth, bool objects, bool both, bool closed)
{
    static u8 memory[1 << 20];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    for (u32 i = 0; i < depth; i++)
        buf_put_text(&out, (both ? i & 1 : objects) ? (i + 1 < depth ? "{\"a\":" : "{") : "[");
    for (u32 i = depth; i-- > 0 && closed;)
        buf_put_text(&out, (both ? i & 1 : objects) ? "}" : "]");
    CHECK(!out.overflow);
    return buf_str(&out);
}

TEST(json_depth_is_exact)
{
    for (u32 how = 0; how < 3; how++) {
        CHECK_EQ(fault_of(nested(JSON_DEPTH_MAX, how == 1, how == 2, true)), JSON_FINE);
        CHECK_EQ(fault_of(nested(JSON_DEPTH_MAX + 1, how == 1, how == 2, true)), JSON_DEPTH);
        CHECK_EQ(fault_of(nested(JSON_DEPTH_MAX, how == 1, how == 2, false)), JSON_SYNTAX);
    }
    CHECK_EQ(fault_of(nested(100000, false, false, true)), JSON_DEPTH);
    CHECK_EQ(fault_of(nested(100000, true, false, false)), JSON_DEPTH);
}

TEST(json_keys_are_counted)
{
    for (u32 count = JSON_KEYS_MAX; count <= JSON_KEYS_MAX + 1; count++) {
        static u8 memory[8192];
        struct buf out;
        buf_init(&out, memory, sizeof memory);
        for (u32 i = 0; i < count; i++) {
            buf_put_text(&out, i ? ",\"k" : "[{\"k");
            buf_put_decimal(&out, i);
            buf_put_text(&out, "\":1");
        }
        buf_put_text(&out, "}]");
        CHECK_EQ(fault_of(buf_str(&out)), count <= JSON_KEYS_MAX ? JSON_FINE : JSON_MEMORY);
    }
}

/* Values beyond the limit are refused however much memory there is: what else is in the arena is
 * promised to others. */
TEST(json_values_are_counted)
{
    for (u32 count = JSON_VALUES_MAX - 1; count <= JSON_VALUES_MAX; count++) {
        static u8 memory[1 << 18];
        struct buf out;
        buf_init(&out, memory, sizeof memory);
        for (u32 i = 0; i < count; i++) buf_put_text(&out, i ? ",0" : "[0");
        buf_put_text(&out, "]");
        CHECK_EQ(fault_of(buf_str(&out)),
                 count < JSON_VALUES_MAX ? JSON_FINE : JSON_MEMORY); /* the array is a value too */
    }
}

/* A short arena is an answer at every size, and what is read before it ends is whole. */
TEST(json_memory_may_run_out_anywhere)
{
    struct str text =
        STR("{\"t\":\"edit\",\"rev\":12,\"len\":30,\"d\":[[1,2,\"abc\"],[3,4,\"d\\n\"]],\"n\":7}");
    bool fine = false;
    for (usize bytes = 0; bytes < 2400; bytes += 8) {
        struct arena arena;
        enum json_fault fault;
        u8 *memory = malloc(bytes + 1);
        arena_init(&arena, memory, bytes);
        const struct cJSON *root = json_read(text, &arena, &fault);
        CHECK_EQ(fault, root ? JSON_FINE : JSON_MEMORY);
        CHECK(root || !fine); /* more memory never reads less */
        fine = root != NULL;
        free(memory);
    }
    CHECK(fine);
}

/* Cut and damaged frames: either JSON or refused, and the check without a tree agrees. */
TEST(json_random_damage)
{
    struct str base =
        STR("{\"t\":\"edit\",\"rev\":12,\"d\":[[1,-2.5e3,\"\\ud83d\\udc1f\\u0041\xc3\xa9\"],[],{"
            "\"x\":null,\"y\":[true,false]}]}");
    static u8 memory[256];
    struct random random = {1};
    for (u32 i = 0; i <= base.bytes; i++)
        CHECK_EQ(fault_of((struct str){base.at, i}) == JSON_FINE, i == base.bytes);
    for (u32 round = 0; round < 20000; round++) {
        static const char BYTES[] = "{}[]\",:\\u0d8e-+.tfn \x80\xc3\xed\x01";
        memcpy(memory, base.at, base.bytes);
        for (u32 i = random_below(&random, 4); i-- > 0;)
            memory[random_below(&random, (u32)base.bytes)] =
                (u8)BYTES[random_below(&random, sizeof BYTES - 1)];
        struct str text = {memory, base.bytes};
        enum json_fault checked = json_check(text), fault = fault_of(text);
        CHECK(fault == checked || (!checked && fault == JSON_DUPLICATE));
    }
}

/* Two rows that are valid JSON are refused by our own law: a NUL and a key said twice. */
static bool is_refused_on_purpose(struct str id)
{
    static const char *const IDS[] = {
        "jts-y_object_duplicated_key.json", "jts-y_object_duplicated_key_and_value.json",
        "jts-y_object_escaped_null_in_key.json", "jts-y_string_null_escape.json"};
    for (u32 i = 0; i < ARRAY_LEN(IDS); i++)
        if (str_equal(id, str_of(IDS[i]))) return true;
    return false;
}

TEST(json_testsuite)
{
    struct str rest = rows_open(SHARED "json_testsuite.jsonl"), row;
    u32 accepted = 0, refused = 0;
    if (!rest.at) SKIP("no " SHARED "json_testsuite.jsonl");
    while (rows_next(&rest, &row)) {
        struct str bytes = decode_base64(row_member(row, "bytes_b64")), id = row_member(row, "id");
        struct str expect = row_member(row, "expect");
        enum json_fault fault = fault_of(bytes);
        bool ours = is_refused_on_purpose(id), wrong = false;
        if (str_equal(expect, STR("accept")))
            wrong = ours ? fault != JSON_NUL && fault != JSON_DUPLICATE : fault != JSON_FINE;
        if (str_equal(expect, STR("reject"))) wrong = fault == JSON_FINE || fault == JSON_MEMORY;
        if (wrong)
            fprintf(stderr, "%.*s: fault %d\n", (int)id.bytes, (const char *)id.at, (int)fault);
        CHECK(!wrong);
        accepted += fault == JSON_FINE, refused += fault != JSON_FINE;
        free((void *)(uintptr_t)bytes.at);
    }
    CHECK(accepted > 90 && refused > 180);
}

TEST_MAIN
