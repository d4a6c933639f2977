/* base64url: every run of bytes has exactly one text. */
#include "base/base64.h"
#include "core/jws.h"
#include "core/random.h"
#include "core/test.h"

static bool reads(const char *text, usize count, struct str *out)
{
    static u8 memory[64];
    struct buf buf;
    buf_init(&buf, memory, sizeof memory);
    bool fine = base64url_read(&buf, (struct str){(const u8 *)text, count});
    *out = buf_str(&buf);
    CHECK(!buf.overflow && (fine || !buf.bytes));
    CHECK_EQ(fine, base64url_check((struct str){(const u8 *)text, count}));
    return fine;
}

TEST(what_the_rfc_shows_is_read)
{
    static const char *const CASES[][2] = {
        {"", ""},           {"Zg", "f"},          {"Zm8", "fo"},          {"Zm9v", "foo"},
        {"Zm9vYg", "foob"}, {"Zm9vYmE", "fooba"}, {"Zm9vYmFy", "foobar"}, {"-_-_", "\xfb\xff\xbf"}};
    struct str out;
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        CHECK(reads(CASES[i][0], strlen(CASES[i][0]), &out));
        CHECK_STR(out, str_of(CASES[i][1]));
    }
}

TEST(no_other_text_is_read)
{
    static const char *const CASES[] = {
        "Z",     "Zm9vY", "Zg=",  "Zg==",  "Zm8=",         "=",     "Zh",
        "Zv",    "Zm9",   "Zm-",  "Zm_",   "Zm9v ",        " Zm9v", "Zm9v\n",
        "Zm 9v", "+_+_",  "-/-/", "Zm9v.", "Zm9v\xc3\xa9", "Zm,v",  "Zm9v\x7f",
    };
    struct str out;
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) CHECK(!reads(CASES[i], strlen(CASES[i]), &out));
    CHECK(!reads("Zm9v\0", 5, &out));
}

/* All texts of three and of two characters over all bytes: as many are read as there are bytes to
 * mean, and each comes back as itself. */
TEST(each_text_has_its_own_bytes)
{
    u32 read = 0;
    for (u32 n = 0; n < 1u << 16; n++) {
        char text[2] = {(char)(n >> 8), (char)n};
        u8 memory[8];
        struct str out;
        struct buf again;
        if (!reads(text, 2, &out)) continue;
        read++;
        buf_init(&again, memory, sizeof memory);
        jws_encode(&again, out);
        CHECK_STR(buf_str(&again), ((struct str){(const u8 *)text, 2}));
    }
    CHECK_EQ(read, 256);
    read = 0;
    for (u32 n = 0; n < 1u << 24; n++) {
        u8 text[3] = {(u8)(n >> 16), (u8)(n >> 8), (u8)n};
        read += base64url_check((struct str){text, 3});
    }
    CHECK_EQ(read, 65536);
}

TEST(what_is_written_is_read_back)
{
    static u8 raw[400], text[600], back[400];
    for (u64 seed = 1; seed <= 2000; seed++) {
        struct random random = {seed};
        struct buf written, read;
        usize count = random_below(&random, sizeof raw);
        for (usize i = 0; i < count; i++) raw[i] = (u8)random_next(&random);
        buf_init(&written, text, sizeof text);
        jws_encode(&written, (struct str){raw, count});
        CHECK(!written.overflow);
        CHECK_EQ(base64url_bytes(written.bytes), count);
        buf_init(&read, back, count); /* exactly as large as it must be */
        CHECK(base64url_read(&read, buf_str(&written)));
        CHECK_STR(buf_str(&read), ((struct str){raw, count}));
        if (!count) continue;
        buf_init(&read, back, count - 1);
        CHECK(!base64url_read(&read, buf_str(&written)) && !read.bytes && !read.overflow);
        u8 *place = &text[random_below(&random, (u32)written.bytes)], was = *place;
        *place = (u8) "=+/ .\n\0"[random_below(&random, 7)];
        buf_init(&read, back, sizeof back);
        CHECK(!base64url_read(&read, buf_str(&written)));
        *place = was;
    }
}

TEST(it_is_appended)
{
    u8 memory[8];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "ab");
    CHECK(base64url_read(&out, STR("Zm9v")) && !base64url_read(&out, STR("Zm9vZm8")));
    CHECK_STR(buf_str(&out), STR("abfoo"));
}

TEST_MAIN
