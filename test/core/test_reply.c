/* A model's answer is read strictly: one object, its keys once, their types, and nothing round it.
 */
#include "base/limits.h"
#include "mentor/reply.h"

#include "core/test.h"

static struct reply reply;
static usize fault_at;

static enum reply_fault reads_bytes(struct str bytes)
{
    static u8 memory[REPLY_ARENA_BYTES];
    struct arena arena;
    arena_init(&arena, memory, sizeof memory);
    return reply_read(&reply, bytes, &arena, &fault_at);
}

static enum reply_fault reads(const char *answer)
{
    return reads_bytes(str_of(answer));
}

TEST(reply_is_read)
{
    CHECK_EQ(reads("{\"line\":3,\"quote\":\"a = \\u00e9\",\"rule\":\"some-rule\",\"concept\":\"b\","
                   "\"tip\":\"c\\n\"}"),
             REPLY_FINE);
    CHECK(!reply.nothing && reply.line == 3);
    CHECK_STR(reply.quote, STR("a = \xc3\xa9"));
    CHECK_STR(reply.rule, STR("some-rule"));
    CHECK_STR(reply.concept, STR("b"));
    CHECK_STR(reply.tip, STR("c\n"));
}

TEST(reply_may_leave_out_rule_and_concept)
{
    static const char *const ANSWERS[] = {
        "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\"}",
        " {\"tip\":\"t\",\"quote\":\"q\",\"line\":1}\n",
        "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"rule\":null}",
        "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"concept\":null,\"rule\":null}",
        "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"concept\":\"\",\"rule\":\"\"}"};
    for (u32 i = 0; i < ARRAY_LEN(ANSWERS); i++) {
        CHECK_EQ(reads(ANSWERS[i]), REPLY_FINE);
        CHECK(reply.line == 1 && !reply.rule.bytes && !reply.concept.bytes && !reply.nothing);
        CHECK_STR(reply.quote, STR("q"));
        CHECK_STR(reply.tip, STR("t"));
    }
}

TEST(reply_says_that_there_is_nothing)
{
    CHECK(reads("{\"line\":0,\"quote\":\"\",\"tip\":\"\"}") == REPLY_FINE && reply.nothing);
    CHECK(reads("{\"line\":0,\"quote\":\"\",\"rule\":\"a\",\"concept\":\"b\",\"tip\":\"\"}") ==
              REPLY_FINE &&
          reply.nothing);
    CHECK(reads("{\"line\":1,\"quote\":\"\",\"tip\":\"\"}") == REPLY_FINE && !reply.nothing);
    CHECK(reads("{\"line\":0,\"quote\":\"q\",\"tip\":\"\"}") == REPLY_FINE && !reply.nothing);
    CHECK(reads("{\"line\":0,\"quote\":\"\",\"tip\":\"t\"}") == REPLY_FINE && !reply.nothing);
}

TEST(reply_reads_every_line_number)
{
    CHECK(reads("{\"line\":4294967295,\"quote\":\"q\",\"tip\":\"t\"}") == REPLY_FINE);
    CHECK_EQ(reply.line, 4294967295u);
    CHECK(reads("{\"line\":0,\"quote\":\"q\",\"tip\":\"t\"}") == REPLY_FINE);
    CHECK_EQ(reads("{\"line\":4294967296,\"quote\":\"q\",\"tip\":\"t\"}"), REPLY_TYPES);
    CHECK_EQ(reads("{\"line\":-1,\"quote\":\"q\",\"tip\":\"t\"}"), REPLY_TYPES);
}

static const struct {
    enum reply_fault fault;
    const char *answer;
} REFUSED[] = {
    {REPLY_JSON, ""},
    {REPLY_JSON, "none"},
    {REPLY_JSON, "[]"},
    {REPLY_JSON, "null"},
    {REPLY_JSON, "\"none\""},
    {REPLY_JSON, "7"},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\"} and a word"},
    {REPLY_JSON, "Sure! {\"line\":1,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_JSON, "```json\n{\"line\":1,\"quote\":\"q\",\"tip\":\"t\"}\n```"},
    {REPLY_JSON, "[{\"line\":1,\"quote\":\"q\",\"tip\":\"t\"}]"},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"\\u0000\",\"tip\":\"t\"}"},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"\\ud800\",\"tip\":\"t\"}"},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\""},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",}"},
    {REPLY_JSON, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\n\"}"},
    {REPLY_JSON, "{'line':1}"},
    {REPLY_UTF8, "{\"line\":1,\"quote\":\"\xff\",\"tip\":\"t\"}"},
    {REPLY_UTF8, "{\"line\":1,\"quote\":\"\xed\xa0\x80\",\"tip\":\"t\"}"},
    {REPLY_UTF8, "{\"line\":1,\"quote\":\"\xc3\",\"tip\":\"t\"}"},
    {REPLY_KEYS, "{}"},
    {REPLY_KEYS, "{\"line\":1,\"quote\":\"q\"}"},
    {REPLY_KEYS, "{\"line\":1,\"tip\":\"t\"}"},
    {REPLY_KEYS, "{\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_KEYS, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"text\":\"do this\"}"},
    {REPLY_KEYS, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"\":1}"},
    {REPLY_KEYS, "{\"Line\":1,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_KEYS, "{\"line\":1,\"line\":2,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_KEYS, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"tip\":\"t\"}"},
    {REPLY_KEYS, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"t\\u0069p\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":\"1\",\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":1.5,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":1e30,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":null,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":true,\"quote\":\"q\",\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":null,\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":[\"q\"],\"tip\":\"t\"}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":\"q\",\"tip\":null}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":\"q\",\"tip\":7}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"rule\":7}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"rule\":false}"},
    {REPLY_TYPES, "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"concept\":{}}"},
};

TEST(reply_refuses_everything_else)
{
    for (u32 i = 0; i < ARRAY_LEN(REFUSED); i++) {
        enum reply_fault fault = reads(REFUSED[i].answer);
        if (fault != REFUSED[i].fault) fprintf(stderr, "%s\n", REFUSED[i].answer);
        CHECK_EQ(fault, REFUSED[i].fault);
        if (fault == REPLY_KEYS || fault == REPLY_TYPES) CHECK_EQ(fault_at, 0);
        CHECK(fault_at <= strlen(REFUSED[i].answer));
    }
}

TEST(reply_says_where)
{
    CHECK(reads("{\"line\":1,\"quote\":\"\xff\"}") == REPLY_UTF8 && fault_at == 19);
    CHECK(reads("{\"line\":1} x") == REPLY_JSON && fault_at == 11);
    CHECK(reads("prose") == REPLY_JSON && fault_at == 0);
}

TEST(reply_reads_so_many_bytes)
{
    static u8 bytes[REPLY_BYTES_MAX + 1];
    static const char ANSWER[] = "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\"}";
    memset(bytes, ' ', sizeof bytes);
    memcpy(bytes, ANSWER, sizeof ANSWER - 1);
    CHECK_EQ(reads_bytes((struct str){bytes, REPLY_BYTES_MAX}), REPLY_FINE);
    CHECK_EQ(reads_bytes((struct str){bytes, REPLY_BYTES_MAX + 1}), REPLY_LONG);
    CHECK_EQ(fault_at, REPLY_BYTES_MAX);
}

/* An arena that is too small refuses; it is never a half-read reply. */
TEST(reply_is_refused_when_memory_ends)
{
    static u8 memory[4096];
    static const char ANSWER[] = "{\"line\":1,\"quote\":\"q\",\"tip\":\"t\",\"rule\":null}";
    bool fine = false;
    for (usize bytes = 0; bytes <= sizeof memory; bytes += 8) {
        struct arena arena;
        arena_init(&arena, memory, bytes);
        enum reply_fault fault = reply_read(&reply, str_of(ANSWER), &arena, &fault_at);
        CHECK(fault == REPLY_JSON || fault == REPLY_FINE);
        CHECK(!fine || fault == REPLY_FINE);
        fine = fault == REPLY_FINE;
    }
    CHECK(fine);
}

TEST_MAIN
