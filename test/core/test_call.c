/* Calls: who is asked, how long, what it costs, and what the learner is told when nothing comes. */
#include "core/calling.h"
#include "mentor/failure.h"
#include "mentor/prompt.h"
#include "session/lately.h"
#include "session/look.h"

static const char *const ONE = "\"models\":[\"workers-ai\"]";
static const char *const TWO = "\"models\":[\"workers-ai\",\"openai\"]";
static const char *const THREE = "\"models\":[\"workers-ai\",\"openai\",\"gemini\"]";

/* The worst price of the call that is out. */
static u32 worst(const struct world *world)
{
    return world->session->call_micro;
}

static u32 credits(const struct world *world)
{
    return world->session->budget.credits;
}

/* Every call that was granted is settled, and none is out. */
static void check_even(const struct world *world)
{
    CHECK_EQ(world->session->call, 0);
    CHECK_EQ(world->calls, world->settles + world->refused);
}

/* ---- a call that goes well ---- */

TEST(call_is_stored_before_it_is_made)
{
    struct world *world = calling(ONE);
    struct effect_head head;
    struct str payload = STR("");
    u32 order = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        if (head.effect == EFFECT_SAVE) CHECK_EQ(order++, 0);
        if (head.effect == EFFECT_CALL) CHECK_EQ(order++, 1);
    }
    CHECK_EQ(order, 2);
    CHECK_EQ(world_count(world, EFFECT_CALL, "1 | let total = 0;\\n", &payload), 1);
    CHECK(world_holds(payload, "\"provider\":\"workers-ai\""));
    char micro[32];
    snprintf(micro, sizeof micro, "\"micro\":%u", worst(world));
    CHECK(worst(world) && world_holds(payload, micro)); /* what is reserved is what it may cost */
    CHECK_EQ(world->session->call_deadline_ms, TALK_ASKED + CALL_FIRST_MS);
    CHECK_EQ(credits(world), (u32)PARAMS_DEFAULT.credits_most - 1);
    world_free(world);
}

/* Who has no model, an unknown one, or the embedded mentor first asks nobody. */
TEST(call_is_made_to_those_of_the_deployment)
{
    static const struct {
        const char *config, *asked[4];
    } CASES[] = {{"", {""}},
                 {"\"models\":[]", {""}},
                 {"\"models\":[\"embedded\",\"openai\"]", {""}},
                 {"\"models\":[\"nobody\"]", {""}},
                 {"\"models\":[7,null,\"gemini\"]", {"gemini", ""}},
                 {"\"models\":[\"nobody\",\"openai\"]", {"openai", ""}},
                 {"\"models\":[\"openai\",\"embedded\",\"gemini\"]", {"openai", ""}},
                 {"\"models\":[\"gemini\",\"openai\",\"workers-ai\"]",
                  {"gemini", "openai", "workers-ai", ""}}};
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = talk_open(CASES[i].config);
        calling_look(world, 2001, "f");
        for (u32 turn = 0;; turn++) {
            CHECK_STR(calling_asked(world), str_of(CASES[i].asked[turn]));
            if (!*CASES[i].asked[turn]) break;
            calling_fail(world, 2100 + turn, "cut");
        }
        CHECK(!world->session->call && world->session->look == LOOK_IDLE);
        check_even(world);
        world_free(world);
    }
}

TEST(call_costs_what_its_provider_counts)
{
    static const struct {
        const char *config;
        u32 in, out; /* micro-dollars for a million tokens */
    } CASES[] = {{"", 293000, 2253000},
                 {",\"prices\":{\"workers-ai\":[1000000,2000000]}", 1000000, 2000000},
                 {",\"prices\":{\"workers-ai\":[0,0]}", 0, 0},
                 {",\"prices\":{\"openai\":[1,1],\"nobody\":[2,2]}", 293000, 2253000},
                 {",\"prices\":{\"workers-ai\":[1]}", 293000, 2253000},
                 {",\"prices\":{\"workers-ai\":[-1,1]}", 293000, 2253000},
                 {",\"prices\":[7]", 293000, 2253000}};
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        char config[160];
        struct price price = {CASES[i].in, CASES[i].out};
        snprintf(config, sizeof config, "%s%s", ONE, CASES[i].config);
        struct world *world = calling(config);
        u64 want = price_micro(&price, TALK_IN, TALK_OUT);
        calling_answer(world, 2500, TALK_GOOD);
        calling_check_settle(world, "workers-ai", want, "ok");
        CHECK_EQ(world->session->spent_micro, want);
        CHECK_EQ(world->session->day_micro, want);
        CHECK_EQ(world_sent(world, "tip"), 2); /* one for each owner */
        check_even(world);
        world_free(world);
    }
}

/* A provider that does not count is taken to cost the worst. */
TEST(call_without_a_count_costs_the_worst)
{
    struct world *world = calling(ONE);
    u32 most = worst(world);
    calling_chunk(world, 2500,
                  "{\"response\":" TALK_ANSWER(1, "total = 0", "null", TALK_OTHER) "}");
    world_step(world, EVENT_DONE, world->call, 2600, STR(""));
    calling_check_settle(world, "workers-ai", most, "ok");
    CHECK_EQ(world_sent(world, "tip"), 2);
    world_free(world);
}

/* The other dialects, streamed, at every split. */
TEST(call_hears_other_dialects)
{
    static const char OPENAI[] =
        "data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"line\\\":1,\\\"quote\\\":\\\"total = "
        "0\\\",\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\\"rule\\\":null,"
        "\\\"tip\\\":\\\"" TALK_OTHER "\\\"}\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    static const char GEMINI[] =
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"{\\\"line\\\":1,\\\"quote\\\""
        ":\\\"total = 0\\\",\\\"tip\\\":\\\"" TALK_OTHER "\\\"}\"}]},\"finishReason\":\"STOP\"}],"
        "\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":9}}\n\n";
    static const struct {
        const char *config, *bytes, *source;
    } CASES[] = {{"\"models\":[\"openai\"]", OPENAI, "\"source\":\"openai\""},
                 {"\"models\":[\"gemini\"]", GEMINI, "\"source\":\"gemini\""}};
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = calling(CASES[i].config);
        calling_answer(world, 2500, CASES[i].bytes);
        CHECK_EQ(calling_heard(world, 1, "tip", CASES[i].source), 1);
        check_even(world);
        world_free(world);
    }
}

/* ---- one that comes to nothing ---- */

enum cost { FREE, WORST, NEVER };
static const struct fault_case {
    const char *line; /* the host's */
    const char *outcome;
    enum cost cost; /* NEVER: the call was not made, and is not settled */
    bool retry;     /* asked once more */
    bool other;     /* another provider is asked */
    enum reason why;
} FAULTS_OF_PROVIDERS[] = {
    {"http 408", "slow", WORST, false, true, REASON_MODEL_SLOW},
    {"http 413", "halted", FREE, false, true, REASON_MODEL_FAILED},
    {"http 429", "busy", FREE, true, true, REASON_MODEL_BUSY},
    {"http 429 2", "busy", FREE, true, true, REASON_MODEL_BUSY},
    {"http 429 10", "busy", FREE, true, true, REASON_MODEL_BUSY},
    {"http 429 11", "busy", FREE, false, true, REASON_MODEL_BUSY},
    {"http 429 4000000000", "busy", FREE, false, true, REASON_MODEL_BUSY},
    {"http 400", "broken", WORST, false, true, REASON_MODEL_FAILED},
    {"http 401", "denied", FREE, false, true, REASON_MODEL_DENIED},
    {"http 402", "quota", FREE, false, true, REASON_MODEL_SPENT},
    {"http 403", "denied", FREE, false, true, REASON_MODEL_DENIED},
    {"http 500", "broken", WORST, false, true, REASON_MODEL_FAILED},
    {"http 502", "broken", WORST, false, true, REASON_MODEL_FAILED},
    {"http 503", "busy", FREE, true, true, REASON_MODEL_BUSY},
    {"http 504", "slow", WORST, false, true, REASON_MODEL_SLOW},
    {"code 3006", "halted", FREE, false, true, REASON_MODEL_FAILED},
    {"code 3007", "slow", WORST, false, true, REASON_MODEL_SLOW},
    {"code 3036", "quota", FREE, false, true, REASON_MODEL_SPENT},
    {"code 3040", "busy", FREE, true, true, REASON_MODEL_BUSY},
    {"code 5016", "denied", FREE, false, true, REASON_MODEL_DENIED},
    {"cut", "broken", WORST, false, true, REASON_MODEL_FAILED},
    {"", "broken", WORST, false, true, REASON_MODEL_FAILED},
    {"TypeError: fetch failed at https://host/?key=k", "broken", WORST, false, true,
     REASON_MODEL_FAILED},
    {"trap", "halted", FREE, false, false, REASON_MODEL_FAILED},
    {"no_provider", NULL, NEVER, false, true, REASON_MODEL_FAILED},
    {"refused breaker 90000", NULL, NEVER, false, true, REASON_MODEL_RESTING},
    {"refused day 86400000", NULL, NEVER, false, false, REASON_OUT_OF_BUDGET},
    {"refused minute 60000", NULL, NEVER, false, false, REASON_MODEL_BUSY},
    {"refused full 60000", NULL, NEVER, false, false, REASON_MODEL_FAILED},
    {"refused broken", NULL, NEVER, false, false, REASON_MODEL_FAILED},
};

static void check_settled(const struct world *world, const struct fault_case *fault,
                          const char *provider, u32 most)
{
    if (fault->cost == NEVER) CHECK_EQ(world_count(world, EFFECT_SETTLE, "", NULL), 0);
    else calling_check_settle(world, provider, fault->cost == WORST ? most : 0, fault->outcome);
}

/* What the call that is out comes to, with its retry; returns when it was over. */
static i64 check_fault(struct world *world, const struct fault_case *fault, const char *provider,
                       i64 now_ms)
{
    u32 most = worst(world), call = world->call;
    CHECK_STR(calling_asked(world), str_of(provider));
    calling_fail(world, now_ms, fault->line);
    check_settled(world, fault, provider, most);
    CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 0); /* it ended by itself */
    CHECK_EQ(world->session->call_retry_ms != 0, fault->retry);
    if (!fault->retry) return now_ms;
    CHECK_STR(calling_asked(world), STR(""));
    CHECK_EQ(world->session->look, LOOK_ASKING); /* the learner waits for the same question */
    i64 retry_ms = world->session->call_retry_ms,
        after_ms = failure_read(str_of(fault->line)).retry_after_ms;
    CHECK(retry_ms >= now_ms + after_ms + FAILURE_RETRY_MS &&
          retry_ms < now_ms + after_ms + 4 * FAILURE_RETRY_MS);
    CHECK(world->armed_ms && world->armed_ms <= retry_ms);
    world_step(world, EVENT_CHUNK, call, now_ms + 1, STR("late")); /* of the one that failed */
    world_step(world, EVENT_DONE, call, now_ms + 1, STR(""));
    world_step(world, EVENT_FAIL, call, now_ms + 1, STR("http 500"));
    CHECK_EQ(world->out_bytes, 0);
    calling_wait(world, retry_ms - 1);
    CHECK(!world->call);
    world_step(world, EVENT_ALARM, 0, retry_ms, STR(""));
    CHECK_STR(calling_asked(world), str_of(provider));
    CHECK(world->call > call);
    calling_fail(world, retry_ms + 100, fault->line);
    check_settled(world, fault, provider, most);
    CHECK(!world->session->call_retry_ms); /* once, not twice */
    return retry_ms + 100;
}

/* Each fault, at the end of chains of one to three: who is asked next, what is told and paid. */
TEST(call_faults_have_their_outcome)
{
    static const char *const NAMES[] = {"workers-ai", "openai", "gemini"};
    const char *const configs[] = {ONE, TWO, THREE};
    for (u32 i = 0; i < ARRAY_LEN(FAULTS_OF_PROVIDERS); i++)
        for (u32 chain = 0; chain < 3; chain++) {
            const struct fault_case *fault = &FAULTS_OF_PROVIDERS[i];
            struct world *world = calling(configs[chain]);
            i64 now_ms = 2500;
            test_now = fault->line;
            u32 asked = fault->other ? chain + 1 : 1;
            for (u32 turn = 0; turn < asked; turn++)
                now_ms = check_fault(world, fault, NAMES[turn], now_ms) + 100;
            CHECK_STR(calling_asked(world), STR(""));
            calling_check_why(world, fault->why);
            CHECK(!world_holds(world_frame(world, "state"), "http") &&
                  !world_holds(world_frame(world, "state"), "TypeError"));
            check_even(world);
            CHECK_EQ(world->calls, asked * (1u + fault->retry));
            CHECK_EQ(world->session->spent_calls, fault->cost == NEVER ? 0 : world->calls);
            CHECK_EQ(credits(world),
                     (u32)PARAMS_DEFAULT.credits_most - (fault->cost != NEVER)); /* refunded */
            world_free(world);
        }
}

/* What failed elsewhere is no matter once somebody answers. */
TEST(call_falls_back_to_who_answers)
{
    for (u32 i = 0; i < ARRAY_LEN(FAULTS_OF_PROVIDERS); i++) {
        const struct fault_case *fault = &FAULTS_OF_PROVIDERS[i];
        if (!fault->other) continue;
        struct world *world = calling("\"models\":[\"openai\",\"workers-ai\"]");
        check_fault(world, fault, "openai", 2500);
        CHECK_STR(calling_asked(world), STR("workers-ai"));
        calling_answer(world, 20000, TALK_GOOD);
        CHECK_EQ(calling_heard(world, 1, "tip", "\"source\":\"llama-3.3\""), 1);
        CHECK_EQ(world->session->rest_until_ms, 0);
        check_even(world);
        world_free(world);
    }
}

/* A retry that is answered is an answer. */
TEST(call_that_is_retried_may_answer)
{
    struct world *world = calling(TWO);
    calling_fail(world, 2500, "code 3040");
    calling_wait(world, 2500 + 4 * FAILURE_RETRY_MS);
    CHECK(world->call);
    calling_answer(world, 5000, TALK_GOOD);
    CHECK_EQ(calling_heard(world, 2, "tip", TALK_TIP), 1);
    check_even(world);
    world_free(world);
}

/* Sessions that fail together do not come back together. */
TEST(call_retries_are_spread)
{
    u32 early = 0, late = 0;
    for (u32 i = 0; i < 40; i++) {
        struct world *world = talk_open(ONE);
        world->session->seed = i;
        calling_look(world, 2001, "f");
        calling_fail(world, 2500, "http 429");
        i64 wait_ms = world->session->call_retry_ms - 2500;
        CHECK(wait_ms >= FAILURE_RETRY_MS && wait_ms < 4 * FAILURE_RETRY_MS);
        early += wait_ms < 2 * FAILURE_RETRY_MS;
        late += wait_ms >= 3 * FAILURE_RETRY_MS;
        world_free(world);
    }
    CHECK(early >= 5 && late >= 5);
}

/* While a retry waits nothing is out: it is dropped without a word to the host. */
TEST(call_retry_is_dropped_by_a_newer_look)
{
    struct world *world = calling(ONE);
    calling_fail(world, 2500, "http 429");
    world_say(world, 1, 2600, "{\"t\":\"look\"}");
    CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 0);
    CHECK_EQ(world_count(world, EFFECT_SETTLE, "", NULL), 0);
    CHECK(world->parse);
    check_even(world);
    calling_wait(world, 10000);
    CHECK_EQ(world->calls, 1);
    world_free(world);
}

/* ---- patience ---- */

/* Rings the alarms up to `until_ms`, at which the call must end; not a millisecond before. */
static void check_patience(struct world *world, i64 until_ms)
{
    u32 call = world->call, most = worst(world);
    calling_wait(world, until_ms - 1);
    CHECK_EQ(world->session->call, call);
    CHECK_EQ(world->armed_ms, until_ms);
    world_step(world, EVENT_ALARM, 0, until_ms, STR(""));
    CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 1);
    calling_check_settle(world, "workers-ai", most, "slow");
    world_step(world, EVENT_CHUNK, call, until_ms + 1, STR(TALK_GOOD)); /* is not heard any more */
    CHECK_EQ(world->out_bytes, 0);
    world_step(world, EVENT_DONE, call, until_ms + 1, STR(""));
    CHECK_EQ(world->out_bytes, 0);
}

TEST(call_waits_for_the_first_byte)
{
    struct world *world = calling(ONE);
    check_patience(world, TALK_ASKED + CALL_FIRST_MS);
    CHECK_EQ(world->session->why, REASON_MODEL_SLOW);
    check_even(world);
    world_free(world);
}

TEST(call_waits_for_the_next_byte)
{
    struct world *world = calling(ONE);
    calling_chunk(world, TALK_ASKED + 3000, "{\"response\":");
    check_patience(world, TALK_ASKED + 3000 + CALL_IDLE_MS);
    CHECK_EQ(world->session->why, REASON_MODEL_SLOW);
    world_free(world);
}

/* One byte a second, and never an end: it is over when it has taken too long as a whole. */
TEST(call_does_not_wait_for_a_drip)
{
    struct world *world = calling(ONE);
    world->unsaid = "tinned";
    i64 now_ms = TALK_ASKED;
    for (const char *at = "{\"response\":{\"tip\":\"tinned";
         now_ms + 1000 < TALK_ASKED + CALL_WHOLE_MS; at += *at != 0) {
        now_ms += 1000;
        calling_wait(world, now_ms);
        world_step(world, EVENT_CHUNK, world->call, now_ms, (struct str){(const u8 *)at, *at != 0});
    }
    check_patience(world, TALK_ASKED + CALL_WHOLE_MS);
    CHECK(!calling_stores(world, "tinned"));
    world_free(world);
}

/* The next provider has all its time. */
TEST(call_that_is_slow_leaves_time_for_the_next)
{
    struct world *world = calling("\"models\":[\"workers-ai\",\"openai\"]");
    i64 slow_ms = TALK_ASKED + CALL_FIRST_MS;
    calling_wait(world, slow_ms);
    CHECK_STR(calling_asked(world), STR("openai"));
    CHECK_EQ(world->session->call_deadline_ms, slow_ms + CALL_FIRST_MS);
    CHECK_EQ(world_sent(world, "state"), 0); /* it still asks */
    calling_fail(world, slow_ms + 10, "cut");
    calling_check_why(world, REASON_MODEL_FAILED);
    check_even(world);
    world_free(world);
}

/* ---- answers that are none ---- */

/* A stream without an end, and an answer that is longer than is read. */
TEST(call_that_does_not_end_is_halted)
{
    static char piece[1001];
    static const char *const STARTS[] = {"{\"response\":\"", "data: {\"response\":\"", ": ", "{"};
    for (u32 i = 0; i < ARRAY_LEN(STARTS); i++) {
        struct world *world = calling(TWO);
        u32 most = worst(world), pieces = 0, call = world->call;
        memset(piece, 'q', 1000);
        world->unsaid = "qqq";
        calling_chunk(world, 2500, STARTS[i]);
        for (; world->session->call == call && pieces < 40; pieces++)
            calling_chunk(world, 2600, piece);
        if (i == 2) { /* comments say nothing, and are no fault: time ends it */
            CHECK_EQ(pieces, 40);
            world_free(world);
            continue;
        }
        CHECK(pieces * 1000 <= SSE_EVENT_BYTES_MAX + 2000);
        CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 1);
        calling_check_settle(world, "workers-ai", most, "ok");
        calling_check_why(world, REASON_MODEL_REFUSED);
        CHECK(!calling_stores(world, "qqq"));
        check_even(world);
        world_free(world);
    }
}

/* One byte more than is read, in an answer that ends well: there is nothing left to halt. */
TEST(call_whose_answer_is_too_long_is_refused)
{
    for (u32 more = 0; more < 2; more++) {
        static char bytes[REPLY_BYTES_MAX + 64];
        static char tip[REPLY_BYTES_MAX + 2];
        struct world *world = calling(ONE);
        memset(tip, 'q', sizeof tip);
        tip[REPLY_BYTES_MAX + more] = 0;
        world->unsaid = "qqq";
        snprintf(bytes, sizeof bytes, "{\"response\":\"%s\"}", tip);
        calling_answer(world, 2500, bytes);
        CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 0);
        CHECK_EQ(world_count(world, EFFECT_NOTE, more ? "\"too_long\"" : "\"json\"", NULL), 1);
        calling_check_why(world, REASON_MODEL_REFUSED);
        check_even(world);
        world_free(world);
    }
}

/* What the provider ends with is no answer: the next one is asked. What the model says is one, and
 * the gate's: nobody else is asked, since another would read the same code. */
TEST(call_answers_that_are_none)
{
    static const struct {
        const char *bytes, *outcome;
        enum cost cost;
        bool other, retry;
        enum reason why;
    } CASES[] = {
        {"", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{}", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{\"response\":null}", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{\"response\":\"\"}", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{\"response\":{\"line\":2,\"quote\":\"i <", "broken", WORST, true, false,
         REASON_MODEL_FAILED}, /* partial JSON */
        {"data: {\"response\":\"{\\\"line\\\":2\"}\n\n", "broken", WORST, true, false,
         REASON_MODEL_FAILED}, /* cut */
        {"<html><body>502 Bad Gateway</body></html>", "broken", WORST, true, false,
         REASON_MODEL_FAILED},
        {"Sure! Here is a tip about tinned fish.", "broken", WORST, true, false,
         REASON_MODEL_FAILED},
        {"[]", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{\"errors\":[{\"code\":3036,\"message\":\"tinned fish\"}]}", "quota", FREE, true, false,
         REASON_MODEL_SPENT},
        {"{\"errors\":[{\"code\":3040}]}", "busy", FREE, true, true, REASON_MODEL_BUSY},
        {"{\"error\":{\"code\":401}}", "denied", FREE, true, false, REASON_MODEL_DENIED},
        {"{\"error\":\"tinned fish\"}", "broken", WORST, true, false, REASON_MODEL_FAILED},
        {"{\"response\":\"Sure! Here is a tip about tinned fish.\"}", "ok", WORST, false, false,
         REASON_MODEL_REFUSED},
        {"{\"response\":7}", "ok", WORST, false, false, REASON_MODEL_REFUSED},
        {"{\"response\":[]}", "ok", WORST, false, false, REASON_MODEL_REFUSED},
        {"{\"response\":{\"line\":\"2\",\"quote\":\"i <= items.length\",\"tip\":\"" TALK_TIP "\"}}",
         "ok", WORST, false, false, REASON_MODEL_REFUSED},
        {"{\"response\":{\"line\":2,\"quote\":[\"i <= items.length\"],\"tip\":\"" TALK_TIP "\"}}",
         "ok", WORST, false, false, REASON_MODEL_REFUSED},
        {"{\"response\":{\"line\":2,\"quote\":\"i <= items.length\",\"tip\":null}}", "ok", WORST,
         false, false, REASON_MODEL_REFUSED},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = calling(TWO);
        u32 most = worst(world);
        world->unsaid = "tinned fish";
        test_now = CASES[i].bytes;
        calling_answer(world, 2500, CASES[i].bytes);
        calling_check_settle(world, "workers-ai", CASES[i].cost == WORST ? most : 0,
                             CASES[i].outcome);
        CHECK_EQ(world->session->call_retry_ms != 0, CASES[i].retry);
        if (CASES[i].retry) {
            calling_wait(world, 2500 + 4 * FAILURE_RETRY_MS);
            CHECK_STR(calling_asked(world), STR("workers-ai"));
            calling_answer(world, 5000, CASES[i].bytes);
        }
        CHECK_STR(calling_asked(world), CASES[i].other ? STR("openai") : STR(""));
        CHECK(!calling_stores(world, "tinned"));
        if (CASES[i].other)
            calling_fail(world, 6000, CASES[i].retry ? "http 429 60" : "no_provider");
        if (!CASES[i].other) calling_check_why(world, CASES[i].why);
        check_even(world);
        world_free(world);
    }
}

/* Until the gate has passed it, and for ever when it has not, nothing of it is stored or sent. */
TEST(call_keeps_what_is_said_out_of_storage)
{
    static const char *const ENDS[] = {"done", "http 500", "cut", "halt", "slow", "restart"};
    for (u32 i = 0; i < ARRAY_LEN(ENDS); i++) {
        struct world *world = calling(TWO);
        world->unsaid = "tinned fish";
        u32 call = world->call;
        calling_chunk(world, 2500,
                      "data: {\"response\":\"{\\\"line\\\":1,\\\"tip\\\":\\\"tinned fish\"}\n\n");
        CHECK(!calling_stores(world, "tinned"));
        world_say(world, 1, 2600, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[%u,0,\"// x\"]]}",
                  (u32)TALK_UNITS + 4, (u32)TALK_UNITS); /* is stored while the call is out */
        calling_wait(world, 5000);
        CHECK_EQ(world->session->saved_revision, 2);
        if (i == 0)
            calling_chunk(world, 5001, "data: {\"response\":\" \\\"}\"}\n\ndata: [DONE]\n\n");
        if (i == 0) world_step(world, EVENT_DONE, call, 5002, STR(""));
        if (i == 1 || i == 2) calling_fail(world, 5002, ENDS[i]);
        if (i == 3) world_say(world, 1, 5002, "{\"t\":\"set\",\"language\":\"c\"}");
        if (i == 4) calling_wait(world, 2500 + CALL_IDLE_MS + 100);
        CHECK(!calling_stores(world, "tinned"));
        if (i == 5) { /* the instance is lost; so is the answer */
            struct world *later = world_new();
            world_start(later, 6000, TWO, world->saves[0], STR(""));
            CHECK_EQ(later->session->call, 0);
            CHECK_EQ(later->session->spent_calls, 1);
            world_step(later, EVENT_DONE, call, 6001, STR(""));
            CHECK_EQ(later->session->why, REASON_MODEL_FAILED);
            CHECK_EQ(world_sent(later, "tip"), 0);
            world_free(later);
        } else if (i != 3 && i != 0) CHECK_STR(calling_asked(world), STR("openai"));
        else check_even(world);
        world_free(world);
    }
}

/* ---- halts ---- */

TEST(call_is_halted_by_a_newer_look)
{
    struct world *world = calling(ONE);
    u32 most = worst(world);
    world_say(world, 1, 2400, "{\"t\":\"look\"}");
    CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 1);
    calling_check_settle(world, "workers-ai", most, "halted");
    CHECK(world->parse);
    check_even(world);
    world_free(world);
}

/* A change is read while the call is out, and halts it when the code that was asked about is gone;
 * what was only added leaves the answer true. */
TEST(call_is_halted_when_its_code_is_reworked)
{
    for (u32 reworked = 0; reworked < 2; reworked++) {
        struct world *world = calling(ONE);
        u32 call = world->call, bytes = TALK_UNITS + 1;
        world_say(world, 1, 2400, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[0,0,\"x\"]]}",
                  bytes);
        CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 0);
        while (!world->parse) world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
        CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 0);
        struct sketch *sketch = talk_sketch(world, reworked ? "g" : "f");
        sketch->units[0].end--;
        sketch_unit(sketch, UNIT_STATEMENT, 0, bytes - 1, bytes, "new", "new", 20);
        world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(sketch));
        CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), reworked);
        CHECK_EQ(world_count(world, EFFECT_SETTLE, "\"outcome\":\"halted\"", NULL), reworked);
        CHECK_EQ(world->session->call, reworked ? 0 : call);
        CHECK_EQ(world->session->look, reworked ? LOOK_WAITING : LOOK_ASKING);
        CHECK(world->armed_ms);
        world_free(world);
    }
}

/* ---- rest ---- */

/* Nobody is asked while all rest, and the reason is told each time; then somebody is. */
static void check_rest(const char *config, const char *const *lines, i64 until_ms, enum reason why,
                       const char *model)
{
    struct world *world = calling(config);
    for (u32 i = 0; lines[i]; i++) calling_fail(world, 2500, lines[i]);
    CHECK(!world->session->call);
    CHECK_EQ(world->session->rest_until_ms, until_ms);
    CHECK(calling_heard(world, 3, "state", model));
    if (until_ms) {
        u32 calls = world->calls, left = credits(world);
        calling_look(world, until_ms - 10, "g");
        calling_check_why(world, why);
        CHECK_EQ(world->calls, calls);
        CHECK(credits(world) >= left);
    }
    calling_look(world, MAX(until_ms, 3000) + 1, "h");
    CHECK(world->call);
    CHECK(world_holds(world_frame(world, "state"), "\"model\":\"ready\""));
    world_free(world);
}

TEST(call_rests_while_all_are_refused)
{
    static const struct {
        bool two;
        const char *lines[3];
        i64 until_ms;
        enum reason why;
        const char *model;
    } CASES[] = {
        {false, {"code 3036"}, TALK_DAY_MS, REASON_MODEL_SPENT, "\"model\":\"spent\""},
        {false, {"http 402"}, TALK_DAY_MS, REASON_MODEL_SPENT, "\"model\":\"spent\""},
        {false, {"refused day 86400000"}, TALK_DAY_MS, REASON_OUT_OF_BUDGET, "\"model\":\"spent\""},
        {false,
         {"refused day 99999999999"},
         TALK_DAY_MS,
         REASON_OUT_OF_BUDGET,
         "\"model\":\"spent\""}, /* no longer than the day */
        {false, {"refused day 2000"}, 0, REASON_OUT_OF_BUDGET, "\"model\":\"ready\""}, /* past */
        {false, {"refused minute 60000"}, 60000, REASON_MODEL_BUSY, "\"model\":\"resting\""},
        {false, {"refused breaker 32000"}, 32000, REASON_MODEL_RESTING, "\"model\":\"resting\""},
        {false, {"refused broken"}, 0, REASON_MODEL_FAILED, "\"model\":\"ready\""},
        {false, {"http 500"}, 0, REASON_MODEL_FAILED, "\"model\":\"ready\""},
        {false, {"http 429 60"}, 0, REASON_MODEL_BUSY, "\"model\":\"ready\""},
        /* Of two, the one that may be asked first counts. */
        {true,
         {"code 3036", "refused breaker 32000"},
         32000,
         REASON_MODEL_RESTING,
         "\"model\":\"resting\""},
        {true, {"refused breaker 32000", "code 3036"}, 32000, REASON_MODEL_SPENT, ""},
        {true, {"cut", "code 3036"}, 0, REASON_MODEL_SPENT, "\"model\":\"ready\""},
        {true,
         {"http 500", "refused breaker 32000"},
         0,
         REASON_MODEL_RESTING,
         "\"model\":\"ready\""},
        {true,
         {"cut", "refused day 86400000"},
         TALK_DAY_MS,
         REASON_OUT_OF_BUDGET,
         "\"model\":\"spent\""}, /* for all of them */
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        test_now = CASES[i].lines[0];
        check_rest(CASES[i].two ? TWO : ONE, CASES[i].lines, CASES[i].until_ms, CASES[i].why,
                   CASES[i].model);
    }
}

/* A rest is stored: a new instance asks nobody earlier. */
TEST(call_rest_is_remembered)
{
    struct world *world = calling(ONE);
    calling_fail(world, 2500, "code 3036");
    struct str bytes = world_snapshot(world);
    struct world *later = world_new();
    world_start(later, 3000, ONE, bytes, STR(""));
    world_step(later, EVENT_OPEN, 1, 3001, STR("{\"role\":\"owner\"}"));
    CHECK(calling_heard(later, 1, "welcome", "\"model\":\"spent\""));
    calling_look(later, 4000, "g");
    CHECK_EQ(later->calls, 0);
    calling_check_why(later, REASON_MODEL_SPENT);
    free((void *)(uintptr_t)bytes.at);
    world_free(later);
    world_free(world);
}

/* What a call came to is stored soon: an instance that goes then forgets neither money nor rest. */
TEST(call_end_is_stored)
{
    static const char *const LINES[] = {"code 3036", "http 500", "refused day 86400000", NULL};
    for (u32 i = 0; i < ARRAY_LEN(LINES); i++) {
        struct world *world = calling(ONE);
        if (LINES[i]) calling_fail(world, 2500, LINES[i]);
        else calling_answer(world, 2500, TALK_WRAP("{}"));
        CHECK(world->armed_ms && world->armed_ms <= 2500 + SAVE_LATEST_MS);
        calling_wait(world, 2500 + SAVE_LATEST_MS);
        struct world *later = world_new();
        world_start(later, 6000, ONE, world->saves[0], STR(""));
        CHECK_EQ(later->session->why, world->session->why);
        CHECK_EQ(later->session->spent_micro, world->session->spent_micro);
        CHECK_EQ(later->session->day_micro, world->session->day_micro);
        CHECK_EQ(later->session->rest_until_ms, world->session->rest_until_ms);
        CHECK_EQ(credits(later), credits(world));
        world_free(later);
        world_free(world);
    }
}

/* A credit is given back only when nobody was asked at all. */
TEST(call_that_was_made_keeps_its_credit)
{
    struct world *world = calling(TWO);
    calling_fail(world, 2500, "http 500");
    calling_fail(world, 2600, "refused breaker 32000");
    CHECK_EQ(credits(world), (u32)PARAMS_DEFAULT.credits_most - 1);
    check_even(world);
    world_free(world);
}

/* ---- money ---- */

/* What a call may cost at most, as a session's own budget counts it. */
static u64 most_micro(void)
{
    return price_micro(&PROVIDER_INFO[PROVIDER_WORKERS_AI].price, PROMPT_TOKENS_MAX,
                       OUT_TOKENS_MAX);
}

TEST(call_keeps_to_the_budget_of_its_session)
{
    char config[128];
    u64 cost = price_micro(&PROVIDER_INFO[PROVIDER_WORKERS_AI].price, TALK_IN, TALK_OUT);
    /* Room for two calls, and a bit less than a third. */
    snprintf(config, sizeof config, "%s,\"session_micro\":%llu", ONE,
             (unsigned long long)(most_micro() + 2 * cost - 1));
    struct world *world = calling(config);
    calling_answer(world, 2500, TALK_GOOD);
    calling_look(world, 30000, "g");
    calling_answer(world, 30500, TALK_NOTHING);
    calling_check_why(world, REASON_MODEL_SILENT);
    u32 left = credits(world), calls = world->calls;
    calling_look(world, 60000, "h");
    CHECK_EQ(world->calls, calls);
    calling_check_why(world, REASON_OUT_OF_BUDGET);
    CHECK(credits(world) >= left); /* it was not made */
    CHECK_EQ(world->session->rest_until_ms, TALK_DAY_MS);
    CHECK_EQ(world->session->spent_micro, 2 * cost);
    /* Tomorrow is another day. */
    calling_look(world, TALK_DAY_MS + 5, "i");
    CHECK(world->call);
    CHECK_EQ(world->session->day_micro, 0);
    calling_answer(world, TALK_DAY_MS + 500, TALK_NOTHING);
    CHECK_EQ(world->session->day_micro, cost);
    CHECK_EQ(world->session->spent_micro, 3 * cost);
    check_even(world);
    world_free(world);
}

/* A budget that holds no call, one that holds exactly one, and none set at all. */
TEST(call_needs_room_for_its_worst_price)
{
    char config[128];
    for (u32 i = 0; i < 3; i++) {
        u64 room = i == 0 ? 0 : most_micro() - (i == 1);
        snprintf(config, sizeof config, "%s,\"session_micro\":%llu", ONE, (unsigned long long)room);
        struct world *world = talk_open(config);
        calling_look(world, 2001, "f");
        CHECK_EQ(world->calls, i == 2);
        if (i < 2) calling_check_why(world, REASON_OUT_OF_BUDGET);
        if (i < 2) CHECK_EQ(credits(world), (u32)PARAMS_DEFAULT.credits_most);
        world_free(world);
    }
}

/* A second try does not go over it either. */
TEST(call_is_not_retried_beyond_its_budget)
{
    char config[128];
    snprintf(config, sizeof config, "%s,\"session_micro\":%llu", TWO,
             (unsigned long long)most_micro());
    struct world *world = calling(config);
    calling_fail(world, 2500, "http 500"); /* may have cost the worst */
    CHECK_EQ(world->calls, 1);
    calling_check_why(world, REASON_OUT_OF_BUDGET);
    check_even(world);
    world_free(world);
}

/* A provider may count what it likes: the sums stay numbers that a snapshot holds. */
TEST(call_counts_stay_readable)
{
    char config[128];
    snprintf(config, sizeof config, "%s,\"prices\":{\"workers-ai\":[4294967295,4294967295]}", ONE);
    struct world *world = talk_open(config);
    world->session->spent_micro = world->session->day_micro = (1ull << 53) - 5;
    calling_look(world, 2001, "f"); /* nothing was spent, says a forger, on no calls */
    calling_chunk(world, 2500,
                  "{\"response\":\"x\",\"usage\":{\"prompt_tokens\":1000000000,"
                  "\"completion_tokens\":1000000000}}");
    world_step(world, EVENT_DONE, world->call, 2600, STR(""));
    struct str bytes = world_snapshot(world);
    struct world *later = world_new();
    world_start(later, 3000, ONE, bytes, STR(""));
    CHECK_EQ(world_count(later, EFFECT_NOTE, "\"restored\":\"newest\"", NULL), 1);
    free((void *)(uintptr_t)bytes.at);
    world_free(later);
    world_free(world);
}

/* Spent and saved, against a call at each pause of a second. */
TEST(call_is_counted_for_the_learner)
{
    struct world *world = talk_open(ONE);
    u32 length = TALK_UNITS;
    world_step(world, EVENT_OUTLINE, world->parse, 2001, sketch_bytes(talk_sketch(world, "e")));
    for (u32 i = 0; i < 4; i++) /* gaps of 3 s, 1.5 s, 0.9 s, 1.5 s */
        world_say(world, 1, 5000 + 1200 * i + (i % 2 ? 300 : 0),
                  "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"d\":[[0,0,\"x\"]]}", i + 1, ++length);
    world_say(world, 2, 9000, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\"}");
    CHECK(
        world_holds(world_frame(world, "welcome"), "\"spent\":0,\"saved\":3,\"model\":\"ready\""));
    calling_look(world, 9800, "f");
    CHECK_EQ(world->calls, 1);
    u64 cost = price_micro(&PROVIDER_INFO[PROVIDER_WORKERS_AI].price, TALK_IN, TALK_OUT);
    calling_answer(world, 10000, TALK_NOTHING);
    char want[96];
    snprintf(want, sizeof want, "\"spent\":1,\"saved\":3,\"spent_micro\":%llu,\"saved_micro\":%llu",
             (unsigned long long)cost, (unsigned long long)(3 * cost));
    CHECK(world_holds(world_frame(world, "state"), want));
    world_free(world);
}

TEST_MAIN
