/* What each provider answers, streamed and whole, at every split of its bytes. */
#include "base/utf8.h"
#include "core/dialects.h"
#include "core/random.h"

static struct answer whole, cut;

/* Reads an answer in one piece into `whole`; in two at every place, and in pieces of one, two,
 * three and seven bytes, it must be the same. */
static void read_all_ways(enum provider provider, struct str bytes)
{
    answer_read(&whole, provider, bytes, NULL, 0);
    answer_check_sane(&whole);
    for (usize at = 0; at <= bytes.bytes; at++) {
        answer_read(&cut, provider, bytes, &at, 1);
        answer_check_same(&cut, &whole);
    }
    static const usize PIECES[] = {1, 2, 3, 7};
    for (u32 i = 0; i < ARRAY_LEN(PIECES); i++) {
        answer_read_by(&cut, provider, bytes, PIECES[i]);
        answer_check_same(&cut, &whole);
    }
}

/* As above with LF, then with CRLF: the bytes of JSON text have no line end of their own here. */
static void read_answer(enum provider provider, const char *text)
{
    static u8 other[8192];
    static struct answer first;
    usize bytes = 0;
    for (const char *at = text; *at; at++) {
        CHECK(bytes + 2 <= sizeof other);
        if (*at == '\n') other[bytes++] = '\r';
        other[bytes++] = (u8)*at;
    }
    read_all_ways(provider, (struct str){other, bytes});
    first = whole;
    first.text.at = first.memory;
    read_all_ways(provider, str_of(text));
    answer_check_same(&first, &whole);
}

static void check_good(enum provider provider, const char *text, const char *expected)
{
    read_answer(provider, text);
    if (!whole.good) fprintf(stderr, "fault %u of %s\n", whole.dialect.fault, text);
    CHECK(whole.good);
    CHECK_STR(whole.text, str_of(expected));
}

static void check_fault(enum provider provider, const char *text, enum dialect_fault why)
{
    read_answer(provider, text);
    if (whole.dialect.fault != why) fprintf(stderr, "%s\n", text);
    CHECK_EQ(whole.dialect.fault, why);
}

static void check_usage(u32 in, u32 out)
{
    CHECK(whole.dialect.usage.known);
    CHECK_EQ(whole.dialect.usage.in, in);
    CHECK_EQ(whole.dialect.usage.out, out);
}

#define AI     PROVIDER_WORKERS_AI
#define OPENAI PROVIDER_OPENAI
#define GEMINI PROVIDER_GEMINI

/* ---- Workers AI ---- */

TEST(workers_ai_whole)
{
    check_good(
        AI,
        "{\"response\":\"Look at line 3.\",\"tool_calls\":[],\"usage\":{\"prompt_tokens\":410,"
        "\"completion_tokens\":22,\"total_tokens\":432}}",
        "Look at line 3.");
    check_usage(410, 22);
    CHECK_EQ(whole.dialect.finish, FINISH_NONE);
}

TEST(workers_ai_whole_in_json_mode)
{
    check_good(
        AI,
        "{\"response\": {\"line\": 3, \"quote\": \"a = \\\"\\u00e9\\\\n\\\"\", \"rule\": null, "
        "\"far\": -12.50, \"none\": [], \"all\": [true, false, {}, [1, 2]]}}",
        "{\"line\":3,\"quote\":\"a = \\\"\xc3\xa9\\\\n\\\"\",\"rule\":null,\"far\":-12.5,"
        "\"none\":[],\"all\":[true,false,{},[1,2]]}");
    CHECK(!whole.dialect.usage.known);
    check_good(AI, "{\"response\":{}}", "{}");
    check_good(AI, "{\"response\":{\"a\\nb\":\"\\u0001\\t\"}}", "{\"a\\nb\":\"\\u0001\\t\"}");
}

TEST(workers_ai_whole_as_openai_says_it)
{
    check_good(AI,
               "{\"id\":\"x\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
               "{\"role\":\"assistant\",\"content\":\"Hi.\"},\"finish_reason\":\"stop\"}],"
               "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}",
               "Hi.");
    check_usage(5, 2);
    CHECK_EQ(whole.dialect.finish, FINISH_STOP);
}

TEST(workers_ai_streamed)
{
    check_good(
        AI,
        "data: {\"response\":\"Look\",\"p\":\"abdefgh\"}\n\n"
        "data: {\"response\":\" at\\n\",\"p\":\"ab\"}\n\n"
        "data: {\"response\":\"line\",\"p\":\"\"}\n\n"
        "data: {\"response\":\"\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n"
        "data: [DONE]\n\n",
        "Look at\nline");
    check_usage(9, 4);
}

/* A token that reads like a number or a word of JSON comes as that. */
TEST(workers_ai_streams_tokens_that_look_like_json)
{
    check_good(AI,
               "data: {\"response\":\"x = [\"}\n\ndata: {\"response\":1}\n\n"
               "data: {\"response\":\", \"}\n\ndata: {\"response\":2.5}\n\n"
               "data: {\"response\":\"] or \"}\n\ndata: {\"response\":true}\n\n"
               "data: {\"response\":null}\n\ndata: [DONE]\n\n",
               "x = [1, 2.5] or true");
    check_good(
        AI,
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"line \"}}]}\n\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":6}}],\"usage\":"
        "{\"prompt_tokens\":0,\"completion_tokens\":1}}\n\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":0}}]}\n\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":"
        "{\"prompt_tokens\":70,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n",
        "line 60");
    check_usage(70, 5);
}

TEST(numbers_are_written_as_they_were)
{
    static const char *const NUMBERS[][2] = {{"0", "0"},
                                             {"-0", "0"},
                                             {"1.0", "1"},
                                             {"-7", "-7"},
                                             {"1e3", "1000"},
                                             {"0.1", "0.1"},
                                             {"-0.25", "-0.25"},
                                             {"3.1415926", "3.141593"},
                                             {"0.9999999", "1"},
                                             {"-1e-9", "0"},
                                             {"100.001", "100.001"},
                                             {"9007199254740992", "9007199254740992"},
                                             {"1e18", "1000000000000000000"}};
    for (u32 i = 0; i < ARRAY_LEN(NUMBERS); i++) {
        char text[64];
        snprintf(text, sizeof text, "{\"response\":{\"n\":%s}}", NUMBERS[i][0]);
        answer_read(&whole, AI, str_of(text), NULL, 0);
        snprintf(text, sizeof text, "{\"n\":%s}", NUMBERS[i][1]);
        CHECK(whole.good);
        CHECK_STR(whole.text, str_of(text));
    }
    check_fault(AI, "{\"response\":{\"n\":1e19}}", DIALECT_BROKEN);
    check_fault(AI, "{\"response\":{\"n\":-1e999}}", DIALECT_BROKEN);
}

/* ---- OpenAI ---- */

/* A chunk of a stream begins and ends so. */
#define CHUNK "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
#define END   "}]}\n\n"

/* clang-format off */
static const char *const OPENAI_STREAM =
    CHUNK "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null" END
    ": keep-alive\n\n"
    CHUNK "\"delta\":{\"reasoning_content\":\"The learner asks for a poem\"}" END
    CHUNK "\"delta\":{\"content\":null,\"reasoning\":\"so no\"}" END
    CHUNK "\"delta\":{\"content\":\"Fish \\ud83d\\ude00 \xf0\x9f\x90\x9f\"}" END
    CHUNK "\"delta\":{\"content\":\"\\n\\t\\\"q\\\"\\u0041\"}" END
    CHUNK "\"delta\":{},\"finish_reason\":\"stop\"" END
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n"
    "data: [DONE]\n\n";
/* clang-format on */

TEST(openai_streamed)
{
    check_good(OPENAI, OPENAI_STREAM, "Fish \xf0\x9f\x98\x80 \xf0\x9f\x90\x9f\n\t\"q\"A");
    CHECK_EQ(whole.dialect.finish, FINISH_STOP);
    CHECK(utf8_check(whole.text) == whole.text.bytes);
    check_usage(11, 7);
}

TEST(openai_whole_though_a_stream_was_asked_for)
{
    check_good(OPENAI,
               "\n {\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\\nyou\"},"
               "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":3,"
               "\"completion_tokens\":160}}\n",
               "Hi\nyou");
    CHECK_EQ(whole.dialect.finish, FINISH_LENGTH);
    check_usage(3, 160);
}

TEST(openai_ends)
{
    /* A reason without [DONE], and [DONE] without a reason. */
    check_good(OPENAI, CHUNK "\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"" END, "a");
    check_good(OPENAI, CHUNK "\"delta\":{\"content\":\"a\"}" END "data:[DONE]\n\n", "a");
    CHECK_EQ(whole.dialect.finish, FINISH_NONE);
    check_good(OPENAI, CHUNK "\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"" END, "a");
    CHECK_EQ(whole.dialect.finish, FINISH_LENGTH);
    check_good(OPENAI,
               CHUNK "\"delta\":{\"content\":\"a\"},\"finish_reason\":\"content_filter\"" END, "a");
    CHECK_EQ(whole.dialect.finish, FINISH_BLOCKED);
    check_good(OPENAI,
               CHUNK "\"delta\":{\"content\":\"a\",\"refusal\":\"no\"}" END CHUNK
                     "\"delta\":{},\"finish_reason\":\"stop\"" END,
               "a");
    CHECK_EQ(whole.dialect.finish, FINISH_BLOCKED);
}

TEST(openai_empty_words_mean_nothing)
{
    check_fault(OPENAI, CHUNK "\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"" END,
                DIALECT_CUT);
    check_fault(OPENAI, CHUNK "\"delta\":{\"content\":\"a\",\"refusal\":\"\"}" END, DIALECT_CUT);
    check_fault(OPENAI, CHUNK "\"delta\":{\"content\":\"a\",\"refusal\":null}" END, DIALECT_CUT);
    CHECK_EQ(whole.dialect.finish, FINISH_NONE);
}

TEST(a_mark_and_blanks_may_come_first)
{
    check_good(OPENAI, "\xef\xbb\xbf" CHUNK "\"delta\":{\"content\":\"a\"}" END "data: [DONE]\n\n",
               "a");
    check_good(OPENAI, "\n\n" CHUNK "\"delta\":{\"content\":\"a\"}" END "data: [DONE]\n\n", "a");
}

TEST(openai_says_nothing_after_done)
{
    check_good(OPENAI,
               CHUNK "\"delta\":{\"content\":\"a\"}" END "data: [DONE]\n\n" CHUNK
                     "\"delta\":{\"content\":\"b\"}" END "data: {\n\ndata: {\"error\":{}}\n\n",
               "a");
}

TEST(openai_empty_events_say_nothing)
{
    check_good(OPENAI,
               "data:\n\ndata: \n\n" CHUNK "\"delta\":{\"content\":\"a\"}" END "data: [DONE]\n\n",
               "a");
}

TEST(openai_other_types_are_broken)
{
    check_fault(OPENAI, CHUNK "\"delta\":{\"content\":{\"a\":1}}" END, DIALECT_BROKEN);
    check_fault(OPENAI, CHUNK "\"delta\":{\"content\":[\"a\"]}" END, DIALECT_BROKEN);
    check_fault(OPENAI, "data: 5\n\n", DIALECT_BROKEN);
    check_fault(OPENAI, "data: [{}]\n\n", DIALECT_BROKEN);
    check_fault(OPENAI, "data: \"[DONE]\"\n\n", DIALECT_BROKEN);
    check_fault(OPENAI, "data: null\n\n", DIALECT_BROKEN);
    check_fault(OPENAI, "[5]", DIALECT_BROKEN);
    /* What is not asked for is not looked at. */
    check_fault(OPENAI, "{\"choices\":{\"message\":{\"content\":\"a\"}}}", DIALECT_EMPTY);
    check_fault(OPENAI, "{\"response\":\"a\"}", DIALECT_EMPTY);
    check_fault(OPENAI, "{\"choices\":[\"a\"]}", DIALECT_EMPTY);
}

TEST(usage_is_the_most_that_was_said)
{
    check_good(
        AI,
        "data: {\"response\":\"a\",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":9}}\n\n"
        "data: {\"response\":\"b\",\"usage\":{\"prompt_tokens\":70,\"completion_tokens\":2}}\n\n"
        "data: {\"response\":\"c\",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":1}}\n\n"
        "data: [DONE]\n\n",
        "abc");
    check_usage(70, 9);
}

TEST(usage_is_taken_only_as_it_should_be)
{
    static const char *const USAGES[] = {"null",
                                         "[]",
                                         "5",
                                         "{}",
                                         "{\"prompt_tokens\":1}",
                                         "{\"completion_tokens\":1}",
                                         "{\"prompt_tokens\":-1,\"completion_tokens\":1}",
                                         "{\"prompt_tokens\":1.5,\"completion_tokens\":1}",
                                         "{\"prompt_tokens\":\"1\",\"completion_tokens\":1}",
                                         "{\"prompt_tokens\":1,\"completion_tokens\":1000000001}"};
    char text[256];
    for (u32 i = 0; i < ARRAY_LEN(USAGES); i++) {
        snprintf(text, sizeof text,
                 "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":%s}", USAGES[i]);
        check_good(OPENAI, text, "a");
        CHECK(!whole.dialect.usage.known);
    }
}

/* ---- Gemini ---- */

static const char *const GEMINI_STREAM =
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"**Thinking**\",\"thought\":true}],"
    "\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":20,"
    "\"thoughtsTokenCount\":30,\"totalTokenCount\":50},\"modelVersion\":\"gemini-2.5-flash\"}\n\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Which \"},{\"thought\":false,"
    "\"text\":\"line\",\"thoughtSignature\":\"AbC=\"}],\"role\":\"model\"}}],\"usageMetadata\":"
    "{\"promptTokenCount\":20,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":30}}\n\n"
    "data: "
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"?\\n\"}]},\"finishReason\":\"STOP\"}],"
    "\"usageMetadata\":{\"promptTokenCount\":20,\"candidatesTokenCount\":4,\"thoughtsTokenCount\":"
    "30}}"
    "\n\n";

TEST(gemini_streamed)
{
    check_good(GEMINI, GEMINI_STREAM, "Which line?\n");
    CHECK_EQ(whole.dialect.finish, FINISH_STOP);
    check_usage(20, 34);
}

TEST(gemini_whole_and_as_an_array)
{
    check_good(GEMINI,
               "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]},"
               "\"finishReason\":\"MAX_TOKENS\"}],\"usageMetadata\":{\"promptTokenCount\":7}}",
               "ab");
    CHECK_EQ(whole.dialect.finish, FINISH_LENGTH);
    check_usage(7, 0);
    check_good(GEMINI,
               "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n,\n"
               "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"finishReason\":"
               "\"STOP\"}]}\n,\n{\"usageMetadata\":{\"promptTokenCount\":7}}]",
               "ab");
    CHECK_EQ(whole.dialect.finish, FINISH_STOP);
}

TEST(gemini_blocks)
{
    check_fault(
        GEMINI,
        "data: {\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":"
        "{\"promptTokenCount\":5}}\n\n",
        DIALECT_EMPTY);
    CHECK(whole.dialect.complete && whole.dialect.finish == FINISH_BLOCKED);
    check_good(GEMINI,
               "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n"
               "data: {\"candidates\":[{\"finishReason\":\"SAFETY\"}]}\n\n",
               "a");
    CHECK_EQ(whole.dialect.finish, FINISH_BLOCKED);
    check_fault(GEMINI,
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                "\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}\n\n",
                DIALECT_CUT);
}

TEST(gemini_only_thoughts_are_nothing)
{
    check_fault(
        GEMINI,
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]},"
        "\"finishReason\":\"MAX_TOKENS\"}]}\n\n",
        DIALECT_EMPTY);
    CHECK_EQ(whole.dialect.finish, FINISH_LENGTH);
    CHECK_EQ(whole.text.bytes, 0);
}

/* ---- what goes wrong ---- */

TEST(errors_inside_the_answer)
{
    static const struct {
        enum provider provider;
        const char *text;
        u32 code;
    } ERRORS[] = {
        {OPENAI, CHUNK "\"delta\":{\"content\":\"a\"}" END "data: {\"error\":{\"code\":429}}\n\n",
         429},
        {OPENAI, "data: {\"error\":{\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}}\n\n", 0},
        {OPENAI, "{\"error\":\"model not loaded\"}", 0},
        {OPENAI, "{\"error\":{},\"choices\":[{\"message\":{\"content\":\"a\"}}]}", 0},
        {OPENAI, "data: {\"object\":\"error\",\"message\":\"too long\",\"code\":400}\n\n", 400},
        {OPENAI, "{\"error\":{\"code\":4294967725}}", 0},
        {GEMINI, "[{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}]", 503},
        {GEMINI, "data: {\"error\":{\"code\":400,\"message\":\"x\"}}\n\n", 400},
        {AI, "data: {\"errors\":[{\"message\":\"x\",\"code\":3040}],\"success\":false}\n\n", 3040},
        {AI, "{\"errors\":[{\"code\":3036}],\"response\":\"a\"}", 3036},
    };
    for (u32 i = 0; i < ARRAY_LEN(ERRORS); i++) {
        check_fault(ERRORS[i].provider, ERRORS[i].text, DIALECT_ERROR);
        CHECK_EQ(whole.dialect.code, ERRORS[i].code);
    }
    check_good(AI, "{\"errors\":[],\"error\":null,\"response\":\"a\"}", "a");
}

TEST(answers_that_are_no_json)
{
    static const enum provider ALL[] = {AI, OPENAI, GEMINI};
    static const char *const BROKEN[] = {"<!DOCTYPE html><html></html>",
                                         "Sure! Here is a poem.",
                                         "\xff\xfe\x80",
                                         "{",
                                         "{]",
                                         "{}{}",
                                         "{\"response\":\"a\"",
                                         "{\"response\":\"a\"}\n{\"response\":\"b\"}",
                                         "[",
                                         "[{},]",
                                         "{\"response\":\"\xff\"}",
                                         "{\"response\":\"\\ud83d\"}",
                                         "{\"response\":\"\\u0000\"}",
                                         "data: {\n\n",
                                         "data: hello\n\n",
                                         "data: {\"response\":\"a\n\n",
                                         "data: {}x\n\n",
                                         "data: {\"response\":\"a\",\"response\":\"b\"}\n\n",
                                         "data: \xff\n\n",
                                         "data: [DONE\n\n",
                                         "data: [DONE] \n\n",
                                         "\"text\"",
                                         "5"};
    for (u32 p = 0; p < ARRAY_LEN(ALL); p++)
        for (u32 i = 0; i < ARRAY_LEN(BROKEN); i++) check_fault(ALL[p], BROKEN[i], DIALECT_BROKEN);
}

TEST(answers_that_are_nothing)
{
    static const enum provider ALL[] = {AI, OPENAI, GEMINI};
    static const char *const EMPTY[] = {"",
                                        "\n\n",
                                        "  ",
                                        "{}",
                                        "[]",
                                        "data: [DONE]\n\n",
                                        ": ping\n\n: ping\n\n",
                                        "data: {}\n\n",
                                        "event: ping\n\n",
                                        "no stream at all",
                                        "null",
                                        "data: {\"response\":\"\"}\n\n",
                                        "{\"response\":null}",
                                        "{\"choices\":[]}",
                                        "{\"candidates\":[{\"content\":{\"parts\":[]}}]}"};
    for (u32 p = 0; p < ARRAY_LEN(ALL); p++)
        for (u32 i = 0; i < ARRAY_LEN(EMPTY); i++) check_fault(ALL[p], EMPTY[i], DIALECT_EMPTY);
}

/* A stream that stops anywhere is never taken for a complete one, and what came is a beginning of
 * the text. */
static void check_cuts(enum provider provider, const char *stream, const char *last)
{
    static struct answer full;
    usize bytes = strlen(stream), complete = (usize)(strstr(stream, last) - stream) + strlen(last);
    answer_read(&full, provider, str_of(stream), NULL, 0);
    CHECK(full.good);
    for (usize end = 0; end < bytes; end++) {
        answer_read(&cut, provider, (struct str){(const u8 *)stream, end}, NULL, 0);
        CHECK(cut.text.bytes <= full.text.bytes);
        CHECK_STR(cut.text, ((struct str){full.text.at, cut.text.bytes}));
        CHECK_EQ(cut.good, end >= complete);
        if (!cut.good) CHECK_EQ(cut.dialect.fault, cut.text.bytes ? DIALECT_CUT : DIALECT_EMPTY);
    }
}

TEST(streams_that_are_cut)
{
    check_cuts(OPENAI, OPENAI_STREAM, "\"stop\"}]}\n\n");
    check_cuts(GEMINI, GEMINI_STREAM, ":4,\"thoughtsTokenCount\":30}}\n\n");
    check_cuts(AI, "data: {\"response\":\"a\"}\n\ndata: {\"response\":\"b\"}\n\ndata: [DONE]\n\n",
               "[DONE]\n\n");
}

TEST(whole_answers_that_are_cut)
{
    static const char TEXT[] = "{\"response\":\"a\",\"usage\":{\"prompt_tokens\":1}}";
    for (usize end = 1; end < sizeof TEXT - 1; end++) {
        answer_read(&cut, AI, (struct str){(const u8 *)TEXT, end}, NULL, 0);
        CHECK_EQ(cut.dialect.fault, DIALECT_BROKEN);
        CHECK_EQ(cut.text.bytes, 0);
    }
}

/* A piece of text so long that its event has `bytes` bytes. */
static struct str long_answer(bool streamed, usize bytes)
{
    static u8 memory[SSE_EVENT_BYTES_MAX + 64];
    struct buf out;
    struct str head = STR("{\"response\":\"");
    buf_init(&out, memory, sizeof memory);
    if (streamed) buf_put_text(&out, "data: ");
    buf_put_str(&out, head);
    for (usize i = head.bytes + 2; i < bytes; i++) buf_put_u8(&out, 'x');
    buf_put_text(&out, "\"}");
    if (streamed) buf_put_text(&out, "\n\ndata: [DONE]\n\n");
    CHECK(!out.overflow);
    return buf_str(&out);
}

TEST(answers_that_are_long)
{
    static const usize PIECES[] = {1, 100, 1u << 20};
    for (u32 streamed = 0; streamed < 2; streamed++)
        for (u32 i = 0; i < ARRAY_LEN(PIECES); i++) {
            answer_read_by(&whole, AI, long_answer(streamed, SSE_EVENT_BYTES_MAX), PIECES[i]);
            CHECK(whole.good);
            CHECK_EQ(whole.text.bytes, SSE_EVENT_BYTES_MAX - 15);
            answer_read_by(&whole, AI, long_answer(streamed, SSE_EVENT_BYTES_MAX + 1), PIECES[i]);
            CHECK_EQ(whole.dialect.fault, DIALECT_LONG);
            CHECK_EQ(whole.text.bytes, 0);
        }
}

/* More values than the arena holds, and deeper than JSON may be: an answer, no crash. */
TEST(answers_that_are_many_values)
{
    static u8 memory[SSE_EVENT_BYTES_MAX];
    memset(memory, '[', sizeof memory);
    answer_read(&whole, AI, (struct str){memory, sizeof memory}, NULL, 0);
    CHECK_EQ(whole.dialect.fault, DIALECT_LONG);
    for (usize i = 1; i < sizeof memory; i++) memory[i] = i & 1 ? '0' : ',';
    memory[sizeof memory - 1] = ']';
    memory[sizeof memory - 2] = '0';
    memory[sizeof memory - 3] = ' ';
    memory[sizeof memory - 4] = ',';
    answer_read(&whole, AI, (struct str){memory, sizeof memory}, NULL, 0);
    CHECK_EQ(whole.dialect.fault, DIALECT_LONG);
}

/* Whoever reads has less room than the model says: the writer remembers, the reader goes on. */
TEST(text_that_does_not_fit)
{
    static u8 memory[8], scratch[DIALECT_ARENA_BYTES];
    static struct dialect dialect;
    struct arena arena;
    struct buf text;
    arena_init(&arena, scratch, sizeof scratch);
    buf_init(&text, memory, sizeof memory);
    dialect_init(&dialect, OPENAI);
    dialect_feed(&dialect, str_of(OPENAI_STREAM), &arena, &text);
    CHECK(dialect_end(&dialect, &arena, &text));
    CHECK(text.overflow);
}

/* The state may be copied in the middle of an answer, as a snapshot does. */
TEST(state_is_plain_bytes)
{
    static u8 scratch[DIALECT_ARENA_BYTES], memory[256];
    struct str rest = str_of(OPENAI_STREAM);
    struct arena arena;
    struct buf text;
    arena_init(&arena, scratch, sizeof scratch);
    buf_init(&text, memory, sizeof memory);
    struct dialect *now = malloc(sizeof *now);
    dialect_init(now, OPENAI);
    while (rest.bytes) {
        struct dialect *next = malloc(sizeof *next);
        dialect_feed(now, str_take(&rest, 5), &arena, &text);
        memcpy(next, now, sizeof *next);
        free(now);
        now = next;
    }
    CHECK(dialect_end(now, &arena, &text));
    CHECK_STR(buf_str(&text), STR("Fish \xf0\x9f\x98\x80 \xf0\x9f\x90\x9f\n\t\"q\"A"));
    free(now);
}

TEST(only_who_is_asked_has_a_dialect)
{
    static struct dialect dialect;
    CHECK_TRAPS(dialect_init(&dialect, PROVIDER_EMBEDDED));
    CHECK_TRAPS(dialect_init(&dialect, PROVIDER_COUNT));
}

/* Good answers with random damage, in random pieces: always the same, never more than the bytes. */
TEST(random_damage)
{
    static const char *const GOOD[] = {
        "data: {\"response\":\"a\"}\n\ndata: {\"response\":7}\r\n\r\ndata: [DONE]\n\n",
        "{\"response\":{\"line\":3,\"quote\":\"x\"},\"usage\":{\"prompt_tokens\":1}}",
        "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]}}]},{}]"};
    static u8 bytes[8192];
    struct random random = {11};
    u32 good = 0;
    for (u32 i = 0; i < 30000; i++) {
        static const enum provider ALL[] = {AI, OPENAI, GEMINI};
        u32 which = random_below(&random, ARRAY_LEN(GOOD) + 2);
        const char *from = which < ARRAY_LEN(GOOD) ? GOOD[which]
                           : which & 1             ? OPENAI_STREAM
                                                   : GEMINI_STREAM;
        usize count = strlen(from), cuts[3];
        memcpy(bytes, from, count);
        for (u32 n = random_below(&random, 4); n; n--)
            bytes[random_below(&random, (u32)count)] = (u8)random_below(&random, 256);
        if (random_once_in(&random, 4)) count = random_below(&random, (u32)count + 1);
        for (u32 n = 0; n < 3; n++) cuts[n] = random_below(&random, (u32)count + 1);
        for (u32 n = 0; n < 2; n++) /* sorted: the largest goes to the end, then the next */
            for (u32 m = 0; m + 1 < 3 - n; m++)
                if (cuts[m] > cuts[m + 1]) {
                    usize swap = cuts[m];
                    cuts[m] = cuts[m + 1], cuts[m + 1] = swap;
                }
        enum provider provider = ALL[random_below(&random, 3)];
        answer_read(&whole, provider, (struct str){bytes, count}, NULL, 0);
        answer_check_sane(&whole);
        answer_read(&cut, provider, (struct str){bytes, count}, cuts, 3);
        answer_check_same(&whole, &cut);
        CHECK(whole.text.bytes <= count);
        good += whole.good;
    }
    CHECK(good > 1000 && good < 29000);
}

TEST_MAIN
