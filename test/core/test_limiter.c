/* The ledger and the breakers, asked as the host asks them: bytes and a request in, bytes and an
 * answer out. Every step also proves that the ledger survives being written and read. */
#include "base/hash.h"
#include "core/ledger.h"
#include "core/random.h"

#define DAY     86400000ll
#define MORNING (20000 * DAY + 6 * 3600000ll) /* 06:00 of some day */

#define GRANTED "{\"granted\":true}"
#define SETTLED "{\"settled\":true}"

static const char *reserve(struct ledger *self, i64 now_ms, u32 key, u32 micro, u64 day_micro)
{
    return hit(self, now_ms,
               "{\"do\":\"reserve\",\"key\":\"s/%u\",\"provider\":\"workers-ai\",\"micro\":%u,"
               "\"day_micro\":%llu,\"minute_calls\":300}",
               key, micro, (unsigned long long)day_micro);
}

static const char *settle(struct ledger *self, i64 now_ms, u32 key, u32 micro, const char *outcome)
{
    return hit(self, now_ms, "{\"do\":\"settle\",\"key\":\"s/%u\",\"micro\":%u,\"outcome\":\"%s\"}",
               key, micro, outcome);
}

static const char *release(struct ledger *self, i64 now_ms, u32 key)
{
    return hit(self, now_ms, "{\"do\":\"release\",\"key\":\"s/%u\"}", key);
}

static const char *refused(const char *why, i64 until_ms)
{
    static char text[256];
    snprintf(text, sizeof text, "{\"granted\":false,\"why\":\"%s\",\"until_ms\":%lld}", why,
             (long long)until_ms);
    return text;
}

/* What a look tells of money and calls, and that it stores nothing. */
static void check_look(struct ledger *self, i64 now_ms, u64 spent, u64 held, u32 calls)
{
    char want[256];
    snprintf(want, sizeof want,
             "{\"day\":%lld,\"spent_micro\":%llu,\"held_micro\":%llu,\"calls\":%u,\"breakers\":{",
             (long long)(now_ms / DAY), (unsigned long long)spent, (unsigned long long)held, calls);
    hit(self, now_ms, "{\"do\":\"look\"}");
    CHECK(!self->saved);
    CHECK_STR(((struct str){(u8 *)self->answer, strlen(want)}), str_of(want));
}

static void check_breaker(struct ledger *self, i64 now_ms, const char *state)
{
    char part[64];
    snprintf(part, sizeof part, "\"workers-ai\":\"%s\"", state);
    hit(self, now_ms, "{\"do\":\"look\"}");
    CHECK(world_holds(str_of(self->answer), part));
}

/* ---- money ---- */

TEST(a_reservation_is_held_then_spent)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    check_look(&ledger, MORNING, 0, 0, 0);
    CHECK_TEXT(reserve(&ledger, MORNING, 1, 947, 1000000), GRANTED);
    CHECK(ledger.saved);
    check_look(&ledger, MORNING, 0, 947, 1);
    CHECK_TEXT(settle(&ledger, MORNING + 900, 1, 512, "ok"), SETTLED);
    CHECK(ledger.saved && !ledger.notes);
    check_look(&ledger, MORNING + 900, 512, 0, 1);
    ledger_end(&ledger);
}

TEST(ten_of_sixty_four_fit_a_budget_for_ten)
{
    struct ledger ledger;
    u32 granted = 0;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 64; key++) {
        const char *answer = reserve(&ledger, MORNING + key, key, 947, 9479);
        granted += strcmp(answer, GRANTED) == 0;
        if (key >= 10) CHECK_TEXT(answer, refused("day", (MORNING / DAY + 1) * DAY));
        CHECK_EQ(ledger.saved, key < 10); /* a refusal stores nothing */
    }
    CHECK_EQ(granted, 10);
    settle(&ledger, MORNING + 100, 3, 938, "ok"); /* nine less than reserved: one short */
    CHECK_TEXT(reserve(&ledger, MORNING + 101, 64, 19, 9479), refused("day", 20001 * DAY));
    CHECK_TEXT(reserve(&ledger, MORNING + 101, 64, 18, 9479), GRANTED);
    ledger_end(&ledger);
}

TEST(the_same_key_costs_once)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    reserve(&ledger, MORNING, 1, 947, 1000);
    CHECK_TEXT(reserve(&ledger, MORNING + 50, 1, 947, 1000), GRANTED);
    CHECK(!ledger.saved);
    check_look(&ledger, MORNING + 50, 0, 947, 1);
    settle(&ledger, MORNING + 100, 1, 512, "ok");
    CHECK_TEXT(settle(&ledger, MORNING + 101, 1, 700, "broken"), SETTLED);
    CHECK(!ledger.saved);
    /* The call is over: granting it again would be a call that nobody pays for. */
    CHECK_TEXT(reserve(&ledger, MORNING + 102, 1, 947, 10000), refused("settled", 0));
    check_look(&ledger, MORNING + 102, 512, 0, 1);
    CHECK_TEXT(settle(&ledger, MORNING + 103, 2, 5, "ok"), "{\"settled\":false}");
    CHECK(!ledger.saved);
    ledger_end(&ledger);
}

TEST(what_is_never_settled_counts_in_full)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    reserve(&ledger, MORNING, 1, 947, 1000000);
    check_look(&ledger, MORNING + 119999, 0, 947, 1);
    check_look(&ledger, MORNING + 120000, 947, 0, 1);
    CHECK_TEXT(settle(&ledger, MORNING + 120000, 1, 1, "ok"), "{\"settled\":false}");
    reserve(&ledger, MORNING + 120001, 2, 10, 1000000);
    check_look(&ledger, MORNING + 120001, 947, 10, 2);
    ledger_end(&ledger);
}

TEST(a_day_begins_with_an_empty_purse)
{
    struct ledger ledger;
    i64 midnight = 20001 * DAY;
    ledger_begin(&ledger);
    reserve(&ledger, midnight - 2, 1, 600, 1000);
    reserve(&ledger, midnight - 1, 2, 400, 1000);
    CHECK_TEXT(reserve(&ledger, midnight - 1, 3, 1, 1000), refused("day", midnight));
    check_look(&ledger, midnight - 1, 0, 1000, 2);
    check_look(&ledger, midnight, 0, 0, 0);
    CHECK_TEXT(reserve(&ledger, midnight, 3, 1000, 1000), GRANTED);
    /* Both belong to yesterday, whether they are settled or lapse. */
    CHECK_TEXT(settle(&ledger, midnight + 5, 1, 600, "ok"), SETTLED);
    check_look(&ledger, midnight + 5, 0, 1000, 1);
    CHECK_TEXT(settle(&ledger, midnight + 6, 3, 1000, "ok"), SETTLED);
    check_look(&ledger, midnight + 200000, 1000, 0, 1);
    ledger_end(&ledger);
}

TEST(a_released_call_leaves_no_trace)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    reserve(&ledger, MORNING, 1, 947, 1000);
    reserve(&ledger, MORNING, 2, 53, 1000);
    CHECK_TEXT(release(&ledger, MORNING + 1, 1), "{\"released\":true}");
    CHECK(ledger.saved);
    check_look(&ledger, MORNING + 1, 0, 53, 1);
    CHECK_TEXT(release(&ledger, MORNING + 1, 1), "{\"released\":false}");
    CHECK(!ledger.saved);
    CHECK_TEXT(reserve(&ledger, MORNING + 2, 1, 947, 1000), GRANTED);
    settle(&ledger, MORNING + 3, 2, 53, "ok");
    CHECK_TEXT(release(&ledger, MORNING + 4, 2), "{\"released\":false}"); /* it was made */
    check_look(&ledger, MORNING + 4, 53, 947, 2);
    ledger_end(&ledger);
}

TEST(a_call_that_cost_more_counts_and_is_noted)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    reserve(&ledger, MORNING, 1, 947, 1000);
    settle(&ledger, MORNING, 1, 1200, "ok");
    CHECK_EQ(ledger.notes, 1);
    CHECK_TEXT(ledger.note, "{\"what\":\"over\",\"provider\":\"workers-ai\",\"reserved_micro\":947,"
                            "\"micro\":1200}");
    check_look(&ledger, MORNING, 1200, 0, 1);
    CHECK_TEXT(reserve(&ledger, MORNING, 2, 0, 1000), refused("day", 20001 * DAY));
    ledger_end(&ledger);
}

TEST(a_clock_that_goes_back_grants_nothing_twice)
{
    struct ledger ledger;
    i64 midnight = 20001 * DAY;
    ledger_begin(&ledger);
    reserve(&ledger, midnight - 500, 1, 1000, 1000);
    CHECK_TEXT(reserve(&ledger, midnight + 10, 2, 1000, 1000), GRANTED);
    /* Yesterday again, for the host: its purse is not opened a second time. */
    CHECK_TEXT(reserve(&ledger, midnight - 400, 3, 1000, 1000), refused("day", midnight + DAY));
    CHECK_TEXT(settle(&ledger, midnight - 300, 2, 400, "ok"), SETTLED);
    check_look(&ledger, midnight + 20, 400, 0, 1);
    ledger_end(&ledger);
}

/* ---- the minute ---- */

static const char *reserve_in(struct ledger *self, i64 now_ms, u32 key, u32 minute_calls)
{
    return hit(self, now_ms,
               "{\"do\":\"reserve\",\"key\":\"s/%u\",\"provider\":\"openai\",\"micro\":1,"
               "\"day_micro\":1000000,\"minute_calls\":%u}",
               key, minute_calls);
}

TEST(the_minute_slides)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 3; key++)
        CHECK_TEXT(reserve_in(&ledger, MORNING + 10 * key, key, 3), GRANTED);
    settle(&ledger, MORNING + 30, 0, 1, "ok"); /* what counts is that it started */
    CHECK_TEXT(reserve_in(&ledger, MORNING + 31, 3, 3), refused("minute", MORNING + 60000));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 59999, 3, 3), refused("minute", MORNING + 60000));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 60000, 3, 3), GRANTED);
    CHECK_TEXT(reserve_in(&ledger, MORNING + 60001, 4, 3), refused("minute", MORNING + 60010));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 60001, 4, 2), refused("minute", MORNING + 60020));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 60001, 4, 4), GRANTED);
    CHECK_TEXT(reserve_in(&ledger, MORNING + 60001, 5, 0), refused("minute", MORNING + 120001));
    ledger_end(&ledger);
}

TEST(a_ledger_that_is_full_says_so)
{
    struct ledger ledger;
    u32 key = 0;
    ledger_begin(&ledger);
    for (; key < LEDGER_MINUTE_CALLS_MAX; key++)
        CHECK_TEXT(reserve_in(&ledger, MORNING + key, key, UINT32_MAX), GRANTED);
    CHECK_TEXT(reserve_in(&ledger, MORNING + key, key, UINT32_MAX),
               refused("minute", MORNING + 60000));
    for (; key < LEDGER_CALLS_MAX; key++)
        CHECK_TEXT(reserve_in(&ledger, MORNING + 70000, key, 1000), GRANTED);
    CHECK_TEXT(reserve_in(&ledger, MORNING + 70000, key, 1000), refused("full", MORNING + 120000));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 120000, key, 1000), GRANTED);
    CHECK(ledger.stored.bytes <= LIMITER_BYTES_MAX);
    ledger_end(&ledger);
}

TEST(each_provider_has_a_minute_of_its_own)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 3; key++)
        CHECK_TEXT(reserve_in(&ledger, MORNING + key, key, 3), GRANTED); /* openai */
    for (u32 key = 10; key < 200; key++)
        CHECK_TEXT(reserve(&ledger, MORNING + 5, key, 1, 1000000), GRANTED); /* workers-ai */
    CHECK_TEXT(reserve_in(&ledger, MORNING + 6, 3, 3), refused("minute", MORNING + 60000));
    CHECK_TEXT(reserve_in(&ledger, MORNING + 6, 3, 4), GRANTED);
    ledger_end(&ledger);
}

static const char *reserve_uncounted(struct ledger *self, i64 now_ms, u32 key, const char *more)
{
    return hit(self, now_ms,
               "{\"do\":\"reserve\",\"key\":\"s/%u\",\"provider\":\"workers-ai\",\"micro\":2,"
               "\"day_micro\":1000000%s}",
               key, more);
}

TEST(calls_that_no_minute_counts_leave_no_trace_but_their_price)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 3000; key++) { /* in less than two minutes */
        CHECK_TEXT(reserve_uncounted(&ledger, MORNING + 30 * key, key, ""), GRANTED);
        CHECK_TEXT(settle(&ledger, MORNING + 30 * key + 29, key, 1, "ok"), SETTLED);
        CHECK(ledger.stored.bytes < 200);
    }
    i64 now_ms = MORNING + 90000;
    check_look(&ledger, now_ms, 3000, 0, 3000);
    CHECK_TEXT(settle(&ledger, now_ms, 2999, 1, "ok"), "{\"settled\":false}"); /* forgotten */
    CHECK_TEXT(reserve_uncounted(&ledger, now_ms, 4, ""), GRANTED); /* open, and in no minute */
    CHECK_TEXT(reserve_uncounted(&ledger, now_ms, 1, ",\"minute_calls\":1"), GRANTED);
    CHECK_TEXT(reserve_uncounted(&ledger, now_ms, 2, ",\"minute_calls\":1"),
               refused("minute", now_ms + 60000));
    CHECK_TEXT(reserve_uncounted(&ledger, now_ms, 3, ""), GRANTED);
    CHECK_TEXT(reserve_uncounted(&ledger, now_ms, 3, ""), GRANTED); /* open: it costs once */
    check_look(&ledger, now_ms, 3000, 6, 3003);
    check_look(&ledger, now_ms + 120000, 3006, 0, 3003); /* all lapsed */
    ledger_end(&ledger);
}

/* ---- breakers ---- */

static u32 next_key = 1000000;

/* One call from its reservation to its end; it must be granted. */
static void call(struct ledger *self, i64 now_ms, const char *outcome)
{
    u32 key = next_key++;
    CHECK_TEXT(reserve(self, now_ms, key, 1, 1000000), GRANTED);
    CHECK_TEXT(settle(self, now_ms, key, 0, outcome), SETTLED);
}

static void check_refused(struct ledger *self, i64 now_ms, i64 until_ms)
{
    CHECK_TEXT(reserve(self, now_ms, next_key++, 1, 1000000), refused("breaker", until_ms));
}

TEST(five_failures_in_a_row_open_it)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 i = 0; i < 4; i++) call(&ledger, MORNING, i % 2 ? "slow" : "broken");
    call(&ledger, MORNING, "ok"); /* not in a row */
    for (u32 i = 0; i < 4; i++) call(&ledger, MORNING, "broken");
    call(&ledger, MORNING, "halted"); /* says nothing */
    CHECK_EQ(ledger.notes, 0);
    check_breaker(&ledger, MORNING, "closed");
    call(&ledger, MORNING, "slow");
    CHECK_EQ(ledger.notes, 1);
    char note[256];
    snprintf(
        note, sizeof note,
        "{\"what\":\"breaker\",\"provider\":\"workers-ai\",\"state\":\"open\",\"until_ms\":%lld}",
        MORNING + 30000);
    CHECK_TEXT(ledger.note, note);
    check_breaker(&ledger, MORNING + 29999, "open");
    check_refused(&ledger, MORNING + 29999, MORNING + 30000);
    CHECK_TEXT(reserve_in(&ledger, MORNING, 7, 300), GRANTED); /* another provider */
    check_breaker(&ledger, MORNING + 30000, "half_open");
    ledger_end(&ledger);
}

TEST(busy_counts_half)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 i = 0; i < 9; i++) call(&ledger, MORNING, "busy");
    check_breaker(&ledger, MORNING, "closed");
    call(&ledger, MORNING, "busy");
    check_breaker(&ledger, MORNING, "open");
    ledger_end(&ledger);
}

TEST(a_probe_at_a_time_and_each_failure_doubles)
{
    struct ledger ledger;
    i64 now_ms = MORNING, open_ms = 30000;
    ledger_begin(&ledger);
    for (u32 i = 0; i < 5; i++) call(&ledger, now_ms, "broken");
    for (u32 round = 0; round < 7; round++) {
        now_ms += open_ms;
        CHECK_TEXT(reserve(&ledger, now_ms, round, 1, 1000000), GRANTED);
        CHECK(ledger.notes == 1 && world_holds(str_of(ledger.note), "\"state\":\"half_open\""));
        check_refused(&ledger, now_ms + 1, now_ms + 1 + 5000); /* the probe is out */
        CHECK_TEXT(reserve(&ledger, now_ms + 1, round, 1, 1000000), GRANTED);
        settle(&ledger, now_ms + 2, round, 0, round == 2 ? "busy" : "broken");
        now_ms += 2;
        open_ms = round == 2 ? open_ms : MIN(2 * open_ms, 600000);
        check_refused(&ledger, now_ms + open_ms - 1, now_ms + open_ms);
    }
    CHECK_EQ(open_ms, 600000);
    now_ms += open_ms;
    CHECK_TEXT(reserve(&ledger, now_ms, 50, 1, 1000000), GRANTED);
    settle(&ledger, now_ms + 1, 50, 1, "halted"); /* frees the place of the probe, no more */
    check_breaker(&ledger, now_ms + 1, "half_open");
    CHECK_TEXT(reserve(&ledger, now_ms + 1, 51, 1, 1000000), GRANTED);
    check_refused(&ledger, now_ms + 120000, now_ms + 125000);
    CHECK_TEXT(reserve(&ledger, now_ms + 120001, 52, 1, 1000000), GRANTED); /* 51 has lapsed */
    CHECK_TEXT(release(&ledger, now_ms + 120002, 52), "{\"released\":true}");
    call(&ledger, now_ms + 120003, "ok");
    CHECK(ledger.notes == 1 && world_holds(str_of(ledger.note), "\"state\":\"closed\"}"));
    for (u32 i = 0; i < 5; i++) call(&ledger, now_ms + 120004, "broken"); /* and it forgot */
    check_refused(&ledger, now_ms + 120004, now_ms + 150004);
    ledger_end(&ledger);
}

TEST(denied_and_quota_open_at_once)
{
    struct ledger ledger;
    i64 midnight = 20001 * DAY;
    ledger_begin(&ledger);
    call(&ledger, MORNING, "denied");
    check_refused(&ledger, MORNING + 599999, MORNING + 600000);
    call(&ledger, MORNING + 600000, "ok");
    call(&ledger, MORNING + 600001, "quota");
    check_refused(&ledger, midnight - 1, midnight);
    /* Just after midnight the service may still mean yesterday: the day is not lost. */
    call(&ledger, midnight, "quota");
    check_refused(&ledger, midnight + 29999, midnight + 30000);
    call(&ledger, midnight + 60000, "quota");
    check_refused(&ledger, midnight + 60000, midnight + DAY);
    ledger_end(&ledger);
}

#define LAST ",\"minute_calls\":300,\"last\":true"

TEST(who_has_nobody_else_to_ask_is_not_refused)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 i = 0; i < 5; i++) call(&ledger, MORNING, "broken");
    check_refused(&ledger, MORNING + 1, MORNING + 30000);
    for (u32 key = 0; key < 4; key++)
        CHECK_TEXT(reserve_uncounted(&ledger, MORNING + 1, key, LAST), GRANTED);
    CHECK_EQ(ledger.notes, 0);
    /* It is known to fail: that it does doubles nothing. */
    for (u32 key = 0; key < 3; key++) settle(&ledger, MORNING + 2, key, 0, "broken");
    check_refused(&ledger, MORNING + 3, MORNING + 30000);
    /* A probe is out, and there is still no refusal; nor is this a second probe. */
    CHECK_TEXT(reserve(&ledger, MORNING + 30000, 10, 1, 1000000), GRANTED);
    check_refused(&ledger, MORNING + 30001, MORNING + 35001);
    CHECK_TEXT(reserve_uncounted(&ledger, MORNING + 30001, 11, LAST), GRANTED);
    CHECK_EQ(ledger.notes, 0);
    settle(&ledger, MORNING + 30002, 11, 0, "slow");
    check_breaker(&ledger, MORNING + 30002, "half_open");
    settle(&ledger, MORNING + 30003, 10, 0, "slow");
    check_refused(&ledger, MORNING + 30003, MORNING + 90003);
    /* Works again, and everybody may ask. */
    settle(&ledger, MORNING + 30004, 3, 1, "ok");
    CHECK(ledger.notes == 1 && world_holds(str_of(ledger.note), "\"state\":\"closed\""));
    call(&ledger, MORNING + 30005, "ok");
    /* Money and the minute refuse all the same. */
    CHECK_TEXT(hit(&ledger, MORNING + 30006,
                   "{\"do\":\"reserve\",\"key\":\"x\",\"provider\":\"workers-ai\",\"micro\":9,"
                   "\"day_micro\":1,\"last\":true}"),
               refused("day", 20001 * DAY));
    CHECK_TEXT(reserve_uncounted(&ledger, MORNING + 30006, 12, ",\"minute_calls\":0,\"last\":true"),
               refused("minute", MORNING + 90006));
    ledger_end(&ledger);
}

TEST(the_last_one_is_the_probe_when_it_is_time_for_one)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 i = 0; i < 5; i++) call(&ledger, MORNING, "broken");
    CHECK_TEXT(reserve_uncounted(&ledger, MORNING + 30000, 1, LAST), GRANTED);
    CHECK(ledger.notes == 1 && world_holds(str_of(ledger.note), "\"state\":\"half_open\""));
    settle(&ledger, MORNING + 30001, 1, 0, "broken");
    check_refused(&ledger, MORNING + 30001, MORNING + 90001);
    ledger_end(&ledger);
}

TEST(calls_from_before_it_opened_are_old_news)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 5; key++) reserve(&ledger, MORNING, key, 1, 1000000);
    for (u32 i = 0; i < 5; i++) call(&ledger, MORNING, "broken");
    settle(&ledger, MORNING + 10, 0, 1, "ok");
    settle(&ledger, MORNING + 20, 1, 1, "broken");
    check_refused(&ledger, MORNING + 20, MORNING + 30000);
    settle(&ledger, MORNING + 31000, 2, 1, "ok"); /* half open, and still old */
    check_breaker(&ledger, MORNING + 31000, "half_open");
    settle(&ledger, MORNING + 32000, 3, 1, "quota"); /* but this is worse */
    check_refused(&ledger, MORNING + 32000, 20001 * DAY);
    settle(&ledger, MORNING + 33000, 4, 1, "denied"); /* and this is not worse than that */
    check_refused(&ledger, MORNING + 33000, 20001 * DAY);
    ledger_end(&ledger);
}

/* ---- what is asked, and what is stored ---- */

TEST(bad_requests_change_nothing)
{
    static const char *const BAD[] = {
        "",
        "{",
        "[]",
        "7",
        "{}",
        "{\"do\":7}",
        "{\"do\":\"spend\"}",
        "{\"do\":\"look\",\"key\":\"a\"}",
        "{\"do\":\"look\",\"do\":\"look\"}",
        "{\"do\":\"release\"}",
        "{\"do\":\"release\",\"key\":\"\"}",
        "{\"do\":\"release\",\"key\":1}",
        "{\"do\":\"release\",\"key\":"
        "\"12345678901234567890123456789012345678901234567890123456789012345\"}",
#define RESERVE(key, provider, micro, day, minute)                                                 \
    "{\"do\":\"reserve\",\"key\":" key ",\"provider\":" provider ",\"micro\":" micro               \
    ",\"day_micro\":" day ",\"minute_calls\":" minute "}"
        RESERVE("\"\"", "\"openai\"", "1", "1", "1"),
        RESERVE("\"k\"", "\"elsewhere\"", "1", "1", "1"),
        RESERVE("\"k\"", "\"embedded\"", "1", "1", "1"),
        RESERVE("\"k\"", "7", "1", "1", "1"),
        RESERVE("\"k\"", "\"openai\"", "-1", "1", "1"),
        RESERVE("\"k\"", "\"openai\"", "1.5", "9", "1"),
        RESERVE("\"k\"", "\"openai\"", "1000000001", "1e12", "1"),
        RESERVE("\"k\"", "\"openai\"", "\"1\"", "1", "1"),
        RESERVE("\"k\"", "\"openai\"", "1", "-1", "1"),
        RESERVE("\"k\"", "\"openai\"", "1", "1e300", "1"),
        RESERVE("\"k\"", "\"openai\"", "1", "1", "null"),
        RESERVE("\"k\"", "\"openai\"", "1", "1", "1,\"more\":1"),
        RESERVE("\"k\"", "\"openai\"", "1", "1", "1,\"last\":false"),
        RESERVE("\"k\"", "\"openai\"", "1", "1", "1,\"last\":1"),
        RESERVE("\"k\"", "\"openai\"", "1", "1", "-1"),
        "{\"do\":\"look\",\"last\":true}",
        "{\"do\":\"reserve\",\"minute_calls\":1,\"last\":true}",
        "{\"do\":\"settle\",\"key\":\"s/1\",\"micro\":1,\"outcome\":\"fine\"}",
        "{\"do\":\"settle\",\"key\":\"s/1\",\"micro\":1}",
        "{\"do\":\"settle\",\"key\":\"s/1\",\"micro\":-1,\"outcome\":\"ok\"}",
        "{\"do\":\"settle\",\"key\":\"s/1\",\"micro\":1,\"outcome\":\"ok\",\"key\":\"s/1\"}",
    };
    struct ledger ledger;
    ledger_begin(&ledger);
    reserve(&ledger, MORNING, 1, 5, 1000);
    for (u32 i = 0; i < ARRAY_LEN(BAD); i++) {
        CHECK_TEXT(hit(&ledger, MORNING, "%s", BAD[i]), "{\"error\":\"bad_request\"}");
        CHECK(!ledger.saved && !ledger.notes);
    }
    static char wide[4096];
    memset(wide, ' ', sizeof wide);
    memcpy(wide, "{\"do\":\"look\"}", 13);
    ledger_ask(&ledger, MORNING, (struct str){(u8 *)wide, LEDGER_REQUEST_BYTES_MAX});
    CHECK(world_holds(str_of(ledger.answer), "\"held_micro\":5"));
    ledger_ask(&ledger, MORNING, (struct str){(u8 *)wide, LEDGER_REQUEST_BYTES_MAX + 1});
    CHECK_TEXT(ledger.answer, "{\"error\":\"bad_request\"}");
    CHECK_TEXT(hit(&ledger, MORNING, RESERVE("\"k\"", "\"openai\"", "1", "1e15", "9e15")), GRANTED);
    ledger_end(&ledger);
}

TEST(a_payload_without_its_bytes_is_answered)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    world_step(ledger.world, EVENT_HIT, 7, MORNING, (struct str){NULL, FRAME_BYTES_MAX + 1u});
    ledger_perform(&ledger, 7);
    CHECK_TEXT(ledger.answer, "{\"error\":\"bad_request\"}");
    static const u8 SHORT[] = {9, 0, 0, 0, 1};
    CHECK_TRAPS(world_step(ledger.world, EVENT_HIT, 7, MORNING, (struct str){SHORT, 5}));
    CHECK_TRAPS(world_step(ledger.world, EVENT_HIT, 7, MORNING, (struct str){SHORT, 3}));
    CHECK_TRAPS(hit(&ledger, -1, "{\"do\":\"look\"}"));
    ledger_end(&ledger);
}

TEST(a_session_does_not_notice)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    world_free(ledger.world);
    ledger.world = world_open(LANGUAGE_JAVASCRIPT, 1, "");
    world_say(ledger.world, 1, 2000, "{\"t\":\"text\",\"text\":\"let n = 1;\"}");
    struct str before = world_snapshot(ledger.world);
    CHECK_TEXT(reserve(&ledger, MORNING, 1, 5, 1000), GRANTED);
    struct str after = world_snapshot(ledger.world);
    CHECK_STR(after, before);
    free((void *)(uintptr_t)before.at);
    free((void *)(uintptr_t)after.at);
    ledger_end(&ledger);
}

/* A ledger with something in every place but the messages. */
static void fill(struct ledger *self)
{
    for (u32 i = 0; i < 5; i++) call(self, MORNING, "broken");
    reserve(self, MORNING + 30000, 1, 947, 1000000);
    reserve_in(self, MORNING + 30001, 2, 300);
}

TEST(every_flipped_bit_and_every_cut_is_refused)
{
    static struct limiter limiter;
    struct ledger ledger;
    ledger_begin(&ledger);
    fill(&ledger);
    u8 *bytes = (u8 *)(uintptr_t)ledger.stored.at;
    for (usize bit = 0; bit < 8 * ledger.stored.bytes; bit++) {
        bytes[bit / 8] ^= (u8)(1 << bit % 8);
        CHECK(!limiter_read(&limiter, ledger.stored));
        bytes[bit / 8] ^= (u8)(1 << bit % 8);
    }
    for (usize cut = 0; cut < ledger.stored.bytes; cut++) {
        u8 *copy = malloc(cut ? cut : 1);
        memcpy(copy, bytes, cut);
        CHECK(!limiter_read(&limiter, (struct str){copy, cut}));
        free(copy);
    }
    CHECK(limiter_read(&limiter, ledger.stored));
    ledger_end(&ledger);
}

static void sign(u8 *bytes, usize count)
{
    u32 body = (u32)(count - 24);
    u64 sum = hash64(HASH64_START, (struct str){bytes + 24, body});
    memcpy(bytes + 8, &body, sizeof body);
    memcpy(bytes + 16, &sum, sizeof sum);
}

TEST(what_is_signed_must_fit_too)
{
    static struct limiter limiter;
    static u8 copy[1024];
    struct ledger ledger;
    ledger_begin(&ledger);
    fill(&ledger);
    usize count = ledger.stored.bytes, last = count - 8 - 24; /* behind it no messages */
    memcpy(copy, ledger.stored.at, count);
    for (usize more = 1; more <= 24; more++) { /* behind the last one */
        sign(copy, count + more);
        CHECK(!limiter_read(&limiter, (struct str){copy, count + more}));
    }
    memcpy(copy + last, ledger.stored.at + last - 24, 24); /* not the oldest first */
    memcpy(copy + last - 24, ledger.stored.at + last, 24);
    sign(copy, count);
    CHECK(!limiter_read(&limiter, (struct str){copy, count}));
    memcpy(copy, ledger.stored.at, count);
    sign(copy, count);
    CHECK(limiter_read(&limiter, (struct str){copy, count}));
    ledger_end(&ledger);
}

/* Bytes with a right checksum are not believed either: nothing that is read can break an invariant.
 */
TEST(signed_nonsense_is_refused_or_harmless)
{
    struct ledger ledger, other;
    struct random random = {11};
    u32 read = 0;
    ledger_begin(&ledger);
    fill(&ledger);
    for (u32 round = 0; round < 4000; round++) {
        static struct limiter limiter;
        u8 copy[512];
        usize count = ledger.stored.bytes;
        CHECK(count < sizeof copy);
        memcpy(copy, ledger.stored.at, count);
        usize at = 24 + random_below(&random, (u32)count - 24);
        copy[at] = (u8)random_next(&random);
        if (random_once_in(&random, 2)) copy[at] = (u8)(random_once_in(&random, 2) ? 0xff : 0);
        if (random_once_in(&random, 8)) count = 24 + random_below(&random, (u32)count - 24);
        sign(copy, count);
        if (!limiter_read(&limiter, (struct str){copy, count})) continue;
        read++;
        ledger_begin(&other);
        world_keep(&other.stored, (struct str){copy, count});
        settle(&other, MORNING + 40000, 1, 1, "broken");
        reserve(&other, MORNING + 90000, 9, 1, 1000000);
        ledger_end(&other);
    }
    CHECK(read > 200);
    ledger_end(&ledger);
}

TEST(a_ledger_from_before_a_provider_was_added_opens)
{
    struct ledger ledger;
    u16 one_less = PROVIDER_COUNT - 1;
    usize breakers = 24 + 24, last = breakers + 16 * (PROVIDER_COUNT - 1);
    ledger_begin(&ledger);
    fill(&ledger);
    u8 *bytes = (u8 *)(uintptr_t)ledger.stored.at;
    memmove(bytes + last, bytes + last + 16, ledger.stored.bytes - last - 16);
    memcpy(bytes + 24 + 22, &one_less, sizeof one_less);
    ledger.stored.bytes -= 16;
    sign(bytes, ledger.stored.bytes);
    check_look(&ledger, MORNING + 30001, 0, 948, 7);
    check_breaker(&ledger, MORNING + 30001, "half_open");
    CHECK(world_holds(str_of(ledger.answer), "\"gemini\":\"closed\""));
    ledger_end(&ledger);
}

TEST(a_damaged_ledger_counts_as_spent_until_midnight)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    fill(&ledger);
    ((u8 *)(uintptr_t)ledger.stored.at)[60] ^= 1;
    CHECK_TEXT(reserve(&ledger, MORNING + 40000, 3, 0, LEDGER_MICRO_MAX),
               refused("day", 20001 * DAY));
    CHECK(ledger.saved && ledger.notes == 1);
    CHECK_TEXT(ledger.note,
               "{\"what\":\"ledger\",\"restored\":\"nothing\",\"counts_as\":\"spent\"}");
    CHECK_TEXT(settle(&ledger, MORNING + 40001, 1, 1, "ok"), "{\"settled\":false}");
    CHECK_TEXT(reserve(&ledger, 20001 * DAY - 1, 3, 1, 1ull << 53), refused("day", 20001 * DAY));
    CHECK_TEXT(reserve(&ledger, 20001 * DAY, 3, 1, 10), GRANTED);
    ((u8 *)(uintptr_t)ledger.stored.at)[0] ^= 1;
    hit(&ledger, 20001 * DAY, "{\"do\":\"look\"}"); /* a look heals it too */
    CHECK(ledger.saved && ledger.notes == 1);
    ledger_end(&ledger);
}

#include "core/diary.h"

TEST_MAIN
