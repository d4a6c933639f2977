/* The messages of a user: a sliding window that is exact, whatever is taken, given back or asked
 * again, and wherever the clock jumps. Every request also proves what core/ledger.h says. */
#include "base/hash.h"
#include "core/ledger.h"
#include "core/random.h"

#define DAY     86400000ll
#define MORNING (20000 * DAY + 6 * 3600000ll) /* 06:00 of some day */
#define HOUR    3600000ll

static const char *take(struct ledger *self, i64 now_ms, u32 key, u32 limit, i64 window_ms)
{
    return hit(self, now_ms, "{\"do\":\"take\",\"key\":\"m/%u\",\"limit\":%u,\"window_ms\":%lld}",
               key, limit, (long long)window_ms);
}

static const char *give_back(struct ledger *self, i64 now_ms, u32 key)
{
    return hit(self, now_ms, "{\"do\":\"give_back\",\"key\":\"m/%u\"}", key);
}

static const char *taken(u32 remaining)
{
    static char text[64];
    snprintf(text, sizeof text, "{\"taken\":true,\"remaining\":%u}", remaining);
    return text;
}

static const char *not_taken(i64 until_ms, u32 limit)
{
    static char text[96];
    snprintf(text, sizeof text, "{\"taken\":false,\"until_ms\":%lld,\"limit\":%u}",
             (long long)until_ms, limit);
    return text;
}

TEST(the_window_slides)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 50; key++) {
        CHECK_TEXT(take(&ledger, MORNING + 1000 * key, key, 50, HOUR), taken(49 - key));
        CHECK(ledger.saved && !ledger.notes);
    }
    CHECK_TEXT(take(&ledger, MORNING + 60000, 50, 50, HOUR), not_taken(MORNING + HOUR, 50));
    CHECK(!ledger.saved); /* a refusal stores nothing, and counts nothing */
    CHECK_TEXT(take(&ledger, MORNING + HOUR - 1, 50, 50, HOUR), not_taken(MORNING + HOUR, 50));
    CHECK_TEXT(take(&ledger, MORNING + HOUR, 50, 50, HOUR), taken(0));
    CHECK_TEXT(take(&ledger, MORNING + HOUR, 51, 50, HOUR), not_taken(MORNING + HOUR + 1000, 50));
    CHECK_TEXT(take(&ledger, MORNING + HOUR + 9000, 51, 50, HOUR), taken(8));
    CHECK_TEXT(take(&ledger, MORNING + 9 * HOUR, 52, 50, HOUR), taken(49));
    CHECK(ledger.stored.bytes < 200); /* what has left is forgotten */
    ledger_end(&ledger);
}

TEST(the_same_message_counts_once)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    CHECK_TEXT(take(&ledger, MORNING, 1, 2, HOUR), taken(1));
    CHECK_TEXT(take(&ledger, MORNING + 5, 1, 2, HOUR), taken(1));
    CHECK(!ledger.saved);
    CHECK_TEXT(take(&ledger, MORNING + 6, 2, 2, HOUR), taken(0));
    CHECK_TEXT(take(&ledger, MORNING + 7, 1, 2, HOUR), taken(0)); /* no room, and it needs none */
    CHECK_TEXT(take(&ledger, MORNING + 7, 3, 2, HOUR), not_taken(MORNING + HOUR, 2));
    /* Asked again it did not begin again; and after its time it is another message. */
    CHECK_TEXT(take(&ledger, MORNING + HOUR, 3, 2, HOUR), taken(0));
    CHECK_TEXT(take(&ledger, MORNING + HOUR, 1, 2, HOUR), not_taken(MORNING + HOUR + 6, 2));
    ledger_end(&ledger);
}

TEST(a_message_given_back_leaves_its_place)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 3; key++) take(&ledger, MORNING + key, key, 3, HOUR);
    CHECK_TEXT(give_back(&ledger, MORNING + 3, 1), "{\"given_back\":true}");
    CHECK(ledger.saved);
    CHECK_TEXT(give_back(&ledger, MORNING + 3, 1), "{\"given_back\":false}");
    CHECK(!ledger.saved);
    CHECK_TEXT(take(&ledger, MORNING + 4, 3, 3, HOUR), taken(0));
    CHECK_TEXT(take(&ledger, MORNING + 5, 1, 3, HOUR), not_taken(MORNING + HOUR, 3));
    CHECK_TEXT(give_back(&ledger, MORNING + 6, 0), "{\"given_back\":true}");
    CHECK_TEXT(give_back(&ledger, MORNING + 6, 2), "{\"given_back\":true}");
    CHECK_TEXT(give_back(&ledger, MORNING + 6, 3), "{\"given_back\":true}");
    CHECK_TEXT(take(&ledger, MORNING + 7, 4, 3, HOUR), taken(2));
    ledger_end(&ledger);
}

TEST(a_limit_may_change_and_has_a_largest)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    CHECK_TEXT(take(&ledger, MORNING, 1, 0, HOUR), not_taken(MORNING + HOUR, 0));
    for (u32 key = 0; key < MESSAGES_MAX; key++)
        CHECK_TEXT(take(&ledger, MORNING + key, key, 4000000, DAY), taken(MESSAGES_MAX - 1 - key));
    CHECK(ledger.stored.bytes <= LIMITER_BYTES_MAX);
    CHECK_TEXT(take(&ledger, MORNING + 5000, 5000, 4000000, DAY),
               not_taken(MORNING + DAY, MESSAGES_MAX));
    /* When the last one leaves that is too many for this limit, not when the first one does. */
    CHECK_TEXT(take(&ledger, MORNING + 5000, 5000, 10, DAY), not_taken(MORNING + DAY + 990, 10));
    CHECK_TEXT(take(&ledger, MORNING + 5000, 3, 10, DAY), taken(0)); /* it was */
    CHECK_TEXT(take(&ledger, MORNING + 5000, 5000, 0, DAY), not_taken(MORNING + 5000 + DAY, 0));
    CHECK_TEXT(take(&ledger, MORNING + 5000, 5000, 10, 4006), taken(9 - 5)); /* 995 to 999 */
    ledger_end(&ledger);
}

TEST(a_clock_that_goes_back_takes_nothing_twice)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 3; key++) take(&ledger, MORNING + 100 * key, key, 3, HOUR);
    CHECK_TEXT(take(&ledger, MORNING - HOUR, 3, 3, HOUR), not_taken(MORNING + HOUR, 3));
    CHECK_TEXT(take(&ledger, MORNING + HOUR, 3, 3, HOUR), taken(0));
    CHECK_TEXT(take(&ledger, MORNING, 4, 3, HOUR), not_taken(MORNING + HOUR + 100, 3));
    CHECK_TEXT(take(&ledger, MORNING + HOUR + 99, 4, 3, HOUR), not_taken(MORNING + HOUR + 100, 3));
    ledger_end(&ledger);
}

TEST(messages_and_calls_share_a_ledger_and_nothing_else)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    take(&ledger, MORNING, 1, 1, HOUR);
    static const char *const RESERVE =
        "{\"do\":\"reserve\",\"key\":\"m/1\",\"provider\":\"gemini\",\"micro\":5,\"day_micro\":9}";
    CHECK_TEXT(hit(&ledger, MORNING, "%s", RESERVE), "{\"granted\":true}");
    CHECK_TEXT(hit(&ledger, MORNING, "{\"do\":\"release\",\"key\":\"m/1\"}"),
               "{\"released\":true}");
    CHECK_TEXT(take(&ledger, MORNING, 2, 1, HOUR), not_taken(MORNING + HOUR, 1));
    CHECK_TEXT(hit(&ledger, MORNING, "%s", RESERVE), "{\"granted\":true}");
    CHECK_TEXT(give_back(&ledger, MORNING, 1), "{\"given_back\":true}");
    hit(&ledger, MORNING, "{\"do\":\"look\"}");
    CHECK(world_holds(str_of(ledger.answer), "\"held_micro\":5,\"calls\":1"));
    ledger_end(&ledger);
}

TEST(bad_requests_change_nothing)
{
#define TAKE(key, limit, window)                                                                   \
    "{\"do\":\"take\",\"key\":" key ",\"limit\":" limit ",\"window_ms\":" window "}"
    static const char *const BAD[] = {
        TAKE("\"\"", "1", "1"),
        TAKE("1", "1", "1"),
        TAKE("\"k\"", "-1", "1"),
        TAKE("\"k\"", "1.5", "1"),
        TAKE("\"k\"", "null", "1"),
        TAKE("\"k\"", "1", "0"),
        TAKE("\"k\"", "1", "86400001"),
        TAKE("\"k\"", "1", "\"1\""),
        TAKE("\"k\"", "1", "1,\"last\":true"),
        "{\"do\":\"take\",\"key\":\"k\",\"limit\":1}",
        "{\"do\":\"give_back\"}",
        "{\"do\":\"give_back\",\"key\":\"m/1\",\"limit\":1}",
    };
    struct ledger ledger;
    ledger_begin(&ledger);
    take(&ledger, MORNING, 1, 2, HOUR);
    for (u32 i = 0; i < ARRAY_LEN(BAD); i++) {
        CHECK_TEXT(hit(&ledger, MORNING, "%s", BAD[i]), "{\"error\":\"bad_request\"}");
        CHECK(!ledger.saved && !ledger.notes);
    }
    CHECK_TEXT(hit(&ledger, MORNING, TAKE("\"k\"", "9e15", "86400000")), taken(MESSAGES_MAX - 2));
    ledger_end(&ledger);
}

/* ---- what is stored ---- */

/* A ledger as version 1 wrote it: five calls that failed; s/1 settled, s/2 a probe, s/3 open. */
static const char VERSION_1[] =
    "434d4c3101000000a000000000000000cd912f53ff99a1f3deeb1e5692010000000200000000000008000000030004"
    "00"
    "00000000000000000000000000000000308c1d56920100003075000000000000000000000000000000000000000000"
    "00"
    "00000000000000000000000000000000795f1af8f44e91d7c0eb1e5692010000b3030000020100004e33a781194d54"
    "57"
    "d4eb1e56920100006400000001020000e26e4c70657d7168deeb1e56920100001e00000002000000";

static void bring_version_1(struct ledger *self)
{
    u8 bytes[sizeof VERSION_1 / 2];
    for (usize i = 0; i < sizeof bytes; i++) {
        u32 value;
        CHECK(sscanf(VERSION_1 + 2 * i, "%2x", &value) == 1);
        bytes[i] = (u8)value;
    }
    world_keep(&self->stored, (struct str){bytes, sizeof bytes});
}

TEST(a_ledger_of_version_1_goes_on)
{
    struct ledger ledger;
    i64 now_ms = MORNING + 120040;
    ledger_begin(&ledger);
    bring_version_1(&ledger);
    CHECK_TEXT(hit(&ledger, now_ms, "{\"do\":\"look\"}"),
               "{\"day\":20000,\"spent_micro\":512,\"held_micro\":130,\"calls\":8,\"breakers\":{"
               "\"workers-ai\":\"half_open\",\"openai\":\"closed\",\"gemini\":\"closed\"}}");
    CHECK(!ledger.saved);
    CHECK_TEXT(take(&ledger, now_ms, 1, 2, HOUR), taken(1));
    CHECK_EQ(ledger.stored.at[4], 2);
    /* Its calls are of a minute: they are known when they are settled. */
    for (u32 i = 0; i < 2; i++)
        CHECK_TEXT(hit(&ledger, now_ms,
                       "{\"do\":\"settle\",\"key\":\"s/3\",\"micro\":3,\"outcome\":\"ok\"}"),
                   "{\"settled\":true}");
    CHECK_TEXT(hit(&ledger, now_ms,
                   "{\"do\":\"settle\",\"key\":\"s/2\",\"micro\":9,"
                   "\"outcome\":\"ok\"}"),
               "{\"settled\":true}");
    CHECK(ledger.notes == 1 && world_holds(str_of(ledger.note), "\"state\":\"closed\""));
    CHECK_TEXT(take(&ledger, now_ms, 2, 2, HOUR), taken(0));
    ledger_end(&ledger);
}

static void sign(u8 *bytes, usize count)
{
    u32 body = (u32)(count - 24);
    u64 sum = hash64(HASH64_START, (struct str){bytes + 24, body});
    memcpy(bytes + 8, &body, sizeof body);
    memcpy(bytes + 16, &sum, sizeof sum);
}

TEST(no_other_version_and_no_new_flag_in_the_old_one)
{
    static struct limiter limiter;
    struct ledger ledger;
    ledger_begin(&ledger);
    bring_version_1(&ledger);
    u8 *bytes = (u8 *)(uintptr_t)ledger.stored.at;
    usize count = ledger.stored.bytes;
    CHECK(limiter_read(&limiter, ledger.stored));
    CHECK_EQ(limiter.message_count, 0);
    for (u32 version = 0; version < 65536; version++) {
        bytes[4] = (u8)version;
        bytes[5] = (u8)(version >> 8);
        CHECK_EQ(limiter_read(&limiter, ledger.stored), version == 1);
    }
    bytes[4] = 1;
    bytes[5] = 0;
    for (u32 flags = 0; flags < 256; flags++) { /* of s/3 */
        bytes[count - 3] = (u8)flags;
        sign(bytes, count);
        CHECK_EQ(limiter_read(&limiter, ledger.stored), flags < 4);
    }
    ledger_end(&ledger);
}

TEST(every_flipped_bit_and_every_cut_is_refused)
{
    static struct limiter limiter;
    struct ledger ledger;
    ledger_begin(&ledger);
    for (u32 key = 0; key < 20; key++) take(&ledger, MORNING + key, key, 50, HOUR);
    u8 *bytes = (u8 *)(uintptr_t)ledger.stored.at;
    for (usize bit = 0; bit < 8 * ledger.stored.bytes; bit++) {
        bytes[bit / 8] ^= (u8)(1 << bit % 8);
        CHECK(!limiter_read(&limiter, ledger.stored));
        bytes[bit / 8] ^= (u8)(1 << bit % 8);
    }
    for (usize cut = 0; cut < ledger.stored.bytes; cut++)
        CHECK(!limiter_read(&limiter, (struct str){bytes, cut}));
    CHECK(limiter_read(&limiter, ledger.stored));
    ledger_end(&ledger);
}

TEST(what_is_signed_must_fit_too)
{
    static struct limiter limiter;
    static u8 copy[1024];
    struct ledger ledger;
    ledger_begin(&ledger);
    take(&ledger, MORNING, 1, 50, HOUR);
    take(&ledger, MORNING + 1, 2, 50, HOUR);
    usize count = ledger.stored.bytes, head = count - 2 * 16 - 8;
    const u8 *good = ledger.stored.at;
#define CHECK_REFUSED(bytes)                                                                       \
    do {                                                                                           \
        sign(copy, (bytes));                                                                       \
        CHECK(!limiter_read(&limiter, (struct str){copy, (bytes)}));                               \
        memset(copy, 0, sizeof copy);                                                              \
        memcpy(copy, good, count);                                                                 \
    } while (0)
    memcpy(copy, good, count);
    for (usize more = 1; more <= 40; more++) CHECK_REFUSED(count + more); /* behind the last */
    for (u32 messages = 0; messages < 65536; messages++) {
        if (messages == 2) continue;
        memcpy(copy + head, &messages, sizeof messages);
        CHECK_REFUSED(count);
    }
    copy[head + 4] = 1; /* what is spare is zero */
    CHECK_REFUSED(count);
    memcpy(copy + head + 8, good + head + 24, 16); /* not the oldest first */
    memcpy(copy + head + 24, good + head + 8, 16);
    CHECK_REFUSED(count);
    i64 later_ms = MORNING + 2; /* than the clock */
    memcpy(copy + count - 8, &later_ms, sizeof later_ms);
    CHECK_REFUSED(count);
    i64 never_ms = -1;
    memcpy(copy + head + 16, &never_ms, sizeof never_ms);
    CHECK_REFUSED(count);
    sign(copy, count);
    CHECK(limiter_read(&limiter, (struct str){copy, count}));
    ledger_end(&ledger);
}

TEST(a_damaged_ledger_takes_nothing_for_a_window)
{
    struct ledger ledger;
    ledger_begin(&ledger);
    take(&ledger, MORNING, 1, 50, HOUR);
    ((u8 *)(uintptr_t)ledger.stored.at)[60] ^= 1;
    i64 now_ms = MORNING + 1000;
    CHECK_TEXT(take(&ledger, now_ms, 2, MESSAGES_MAX, HOUR), not_taken(now_ms + HOUR, 1000));
    CHECK(ledger.saved && ledger.notes == 1);
    CHECK_TEXT(take(&ledger, now_ms + HOUR - 1, 2, 50, HOUR), not_taken(now_ms + HOUR, 50));
    CHECK_TEXT(take(&ledger, now_ms + HOUR, 2, 50, HOUR), taken(49));
    CHECK(ledger.stored.bytes < 200);
    /* A ledger of calls alone gets rid of them too, a day later. */
    ((u8 *)(uintptr_t)ledger.stored.at)[60] ^= 1;
    hit(&ledger, now_ms + HOUR, "{\"do\":\"look\"}");
    CHECK(ledger.saved && ledger.stored.bytes > 16 * MESSAGES_MAX);
    hit(&ledger, now_ms + HOUR + DAY,
        "{\"do\":\"reserve\",\"key\":\"a\",\"provider\":\"gemini\",\"micro\":1,\"day_micro\":9}");
    CHECK_TEXT(ledger.answer, "{\"granted\":true}");
    CHECK(ledger.stored.bytes < 200);
    ledger_end(&ledger);
}

/* ---- against a list of all that ever happened ---- */

#define LOG_MAX 4000

struct log_message {
    u32 key;
    i64 ms;
    bool given_back;
};

struct log {
    struct log_message all[LOG_MAX];
    u32 count;
    i64 kept_ms; /* of the last change: the ledger's clock is never before it */
};

static struct log_message *log_find(struct log *self, u32 key, i64 after_ms)
{
    for (u32 i = 0; i < self->count; i++) {
        struct log_message *one = &self->all[i];
        if (one->key == key && !one->given_back && one->ms > after_ms) return one;
    }
    return NULL;
}

/* Messages in the window that ends at that time. */
static u32 log_count(const struct log *self, i64 now_ms, i64 window_ms)
{
    u32 count = 0;
    for (u32 i = 0; i < self->count; i++) {
        const struct log_message *one = &self->all[i];
        count += !one->given_back && one->ms <= now_ms && now_ms < one->ms + window_ms;
    }
    return count;
}

/* The first time at which one more would fit: the ends of messages, tried one after the other. */
static i64 log_room_ms(const struct log *self, i64 now_ms, u32 limit, i64 window_ms)
{
    i64 best_ms = INT64_MAX;
    for (u32 i = 0; i < self->count; i++) {
        i64 end_ms = self->all[i].ms + window_ms;
        if (end_ms > now_ms && end_ms < best_ms && log_count(self, end_ms, window_ms) < limit)
            best_ms = end_ms;
    }
    return best_ms;
}

static const char *log_take(struct log *self, i64 now_ms, u32 key, u32 limit, i64 window_ms)
{
    now_ms = MAX(now_ms, self->kept_ms);
    u32 count = log_count(self, now_ms, window_ms);
    if (log_find(self, key, now_ms - window_ms)) return taken(limit > count ? limit - count : 0);
    if (!limit) return not_taken(now_ms + window_ms, 0);
    if (count >= limit) return not_taken(log_room_ms(self, now_ms, limit, window_ms), limit);
    CHECK(self->count < LOG_MAX);
    self->kept_ms = now_ms;
    self->all[self->count++] = (struct log_message){key, now_ms, false};
    return taken(limit - count - 1);
}

/* What a ledger may have forgotten when nobody asked for a wider window is no question here. */
static const char *log_give_back(struct log *self, i64 now_ms, u32 key, i64 window_ms)
{
    now_ms = MAX(now_ms, self->kept_ms);
    struct log_message *one = log_find(self, key, now_ms - window_ms);
    if (!one) return "{\"given_back\":false}";
    self->kept_ms = now_ms;
    one->given_back = true;
    return "{\"given_back\":true}";
}

/* The law itself: no window of that length ever held more than the limit. */
static void check_law(const struct log *self, u32 limit, i64 window_ms)
{
    for (u32 i = 0; i < self->count; i++)
        CHECK(log_count(self, self->all[i].ms, window_ms) <= limit);
}

TEST(the_ledger_answers_as_a_list_of_all_messages_does)
{
    static struct log log;
    u32 takes = 0, refusals = 0, repeats = 0, backs = 0;
    for (u64 seed = 1; seed <= 30; seed++) {
        struct random random = {seed};
        struct ledger ledger;
        ledger_begin(&ledger);
        memset(&log, 0, sizeof log);
        i64 now_ms = 20001 * DAY - random_below(&random, 400000);
        u32 limit = random_below(&random, 30), keys = 20 + random_below(&random, 200);
        i64 window_ms = 1 + random_below(&random, seed % 3 ? 60000 : 1000);
        for (u32 turn = 0; turn < 1200; turn++) {
            u32 key = random_below(&random, keys), pace = random_below(&random, 60);
            now_ms += pace == 0 ? random_below(&random, 3 * (u32)window_ms)
                                : random_below(&random, (u32)window_ms / (limit + 1) + 2);
            i64 back_ms = random_once_in(&random, 8) ? random_below(&random, 30000) : 0;
            i64 then_ms = now_ms - back_ms;
            if (random_below(&random, 8)) {
                u32 before = log.count;
                const char *want = log_take(&log, then_ms, key, limit, window_ms);
                CHECK_TEXT(take(&ledger, then_ms, key, limit, window_ms), want);
                bool grew = log.count > before, yes = strstr(want, "true") != NULL;
                takes += grew;
                repeats += yes && !grew;
                refusals += !yes;
                CHECK_EQ(ledger.saved, grew);
            } else {
                /* Only what is in the window, or was never taken: what left may be forgotten. */
                i64 ms = MAX(then_ms, log.kept_ms);
                if (!log_find(&log, key, ms - window_ms) && log_find(&log, key, 0)) continue;
                const char *want = log_give_back(&log, then_ms, key, window_ms);
                CHECK_TEXT(give_back(&ledger, then_ms, key), want);
                backs += strstr(want, "true") != NULL;
            }
        }
        check_law(&log, limit, window_ms);
        ledger_end(&ledger);
    }
    CHECK(takes > 5000 && refusals > 5000 && repeats > 1000 && backs > 500);
}

TEST_MAIN
