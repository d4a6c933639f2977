/* diary.h: the ledger as a diary, a list of all that happened, asked by walking it.
 * Random calls of a few keys in crowded times must get the same answers from both. Part of
 * test_limiter.c. */
#ifndef TEST_CORE_DIARY_H
#define TEST_CORE_DIARY_H

#define DIARY_CALLS_MAX 4000

struct diary_call {
    u32 key, micro, paid;
    i64 start_ms;
    u32 who;
    bool ended, probe, anyway, uncounted;
};

struct diary_breaker {
    f64 failures; /* in a row */
    i64 until_ms, open_s;
};

struct diary {
    struct diary_call calls[DIARY_CALLS_MAX];
    u32 count;
    i64 now_ms, kept_ms; /* the latest time; that of the last change, behind which none may fall */
    struct diary_breaker breakers[2]; /* of workers-ai and openai */
    char answer[256], told[256];
};

static bool diary_known(const struct diary *self, const struct diary_call *one)
{
    return self->now_ms - one->start_ms < 120000;
}

static struct diary_call *diary_find(struct diary *self, u32 key)
{
    for (u32 i = 0; i < self->count; i++)
        if (self->calls[i].key == key && diary_known(self, &self->calls[i]) &&
            !(self->calls[i].uncounted && self->calls[i].ended))
            return &self->calls[i];
    return NULL;
}

/* Of the clock's day: what is paid, or must be taken for paid; and what may still be. */
static u64 diary_micro(const struct diary *self, bool held)
{
    u64 micro = 0;
    for (u32 i = 0; i < self->count; i++) {
        const struct diary_call *one = &self->calls[i];
        if (one->start_ms / DAY != self->now_ms / DAY) continue;
        bool open = !one->ended && diary_known(self, one);
        if (open == held) micro += one->ended ? one->paid : one->micro;
    }
    return micro;
}

/* Does the minute of this provider count this start, after that time? */
static bool diary_counts(const struct diary_call *one, u32 who, i64 after_ms)
{
    return one->who == who && !one->uncounted && one->start_ms > after_ms;
}

static u32 diary_started(const struct diary *self, u32 who, i64 after_ms)
{
    u32 count = 0;
    for (u32 i = 0; i < self->count; i++) count += diary_counts(&self->calls[i], who, after_ms);
    return count;
}

/* The first start after that time. */
static i64 diary_next(const struct diary *self, u32 who, i64 after_ms)
{
    i64 next_ms = INT64_MAX;
    for (u32 i = 0; i < self->count; i++)
        if (diary_counts(&self->calls[i], who, after_ms))
            next_ms = MIN(next_ms, self->calls[i].start_ms);
    return next_ms;
}

static bool diary_probing(const struct diary *self, u32 who)
{
    for (u32 i = 0; i < self->count; i++) {
        const struct diary_call *one = &self->calls[i];
        if (one->who == who && one->probe && !one->ended && diary_known(self, one)) return true;
    }
    return false;
}

/* `minute_calls` UINT32_MAX: nobody counts; `last`: there is nobody else to ask. */
static const char *diary_reserve(struct diary *self, u32 key, u32 who, u32 micro, u64 day_micro,
                                 u32 minute_calls, bool last)
{
    const struct diary_call *same = diary_find(self, key);
    i64 open_ms = self->breakers[who].until_ms;
    bool half = open_ms && self->now_ms >= open_ms;
    if (same) return same->ended ? refused("settled", 0) : GRANTED;
    bool shut = self->now_ms < open_ms, busy = half && diary_probing(self, who);
    if (shut && !last) return refused("breaker", open_ms);
    if (busy && !last) return refused("breaker", self->now_ms + 5000);
    if (diary_micro(self, true) + diary_micro(self, false) + micro > day_micro)
        return refused("day", self->now_ms - self->now_ms % DAY + DAY);
    i64 until_ms = self->now_ms;
    while (diary_started(self, who, until_ms - 60000) >= minute_calls)
        until_ms = diary_next(self, who, until_ms - 60000) + 60000;
    if (until_ms > self->now_ms) return refused("minute", until_ms);
    CHECK(self->count < DIARY_CALLS_MAX);
    self->kept_ms = self->now_ms;
    self->calls[self->count++] = (struct diary_call){.key = key,
                                                     .micro = micro,
                                                     .start_ms = self->now_ms,
                                                     .probe = half && !busy,
                                                     .anyway = shut || busy,
                                                     .uncounted = minute_calls == UINT32_MAX,
                                                     .who = who};
    return GRANTED;
}

static void diary_open(struct diary_breaker *self, i64 until_ms)
{
    self->failures = 0;
    if (until_ms > self->until_ms) self->until_ms = until_ms;
}

/* The law of the breaker, said once more. */
static void diary_hear(struct diary_breaker *self, i64 now_ms, const struct diary_call *one,
                       const char *outcome)
{
    bool closed = self->until_ms == 0, busy = strcmp(outcome, "busy") == 0;
    if (strcmp(outcome, "ok") == 0 && (closed || one->probe || one->anyway)) {
        self->failures = 0;
        self->until_ms = self->open_s = 0;
    } else if (strcmp(outcome, "denied") == 0) {
        self->open_s = 600;
        diary_open(self, now_ms + 600000);
    } else if (strcmp(outcome, "quota") == 0) {
        if (!self->open_s) self->open_s = 30;
        i64 since_ms = one->start_ms % DAY < 60000 ? one->start_ms - 60000 : one->start_ms;
        i64 midnight_ms = since_ms - since_ms % DAY + DAY;
        diary_open(self, midnight_ms);
        diary_open(self, now_ms + 1000 * self->open_s);
    } else if (busy || strcmp(outcome, "broken") == 0 || strcmp(outcome, "slow") == 0) {
        if (closed) {
            self->failures += busy ? 0.5 : 1;
            if (self->failures < 5) return;
            self->open_s = 30;
            diary_open(self, now_ms + 30000);
        } else if (one->probe) {
            if (!busy) self->open_s = self->open_s > 300 ? 600 : 2 * self->open_s;
            diary_open(self, now_ms + 1000 * self->open_s);
        }
    }
}

static const char *diary_settle(struct diary *self, u32 key, u32 micro, const char *outcome)
{
    struct diary_call *one = diary_find(self, key);
    if (!one) return "{\"settled\":false}";
    if (one->ended) return SETTLED;
    diary_hear(&self->breakers[one->who], self->now_ms, one, outcome);
    self->kept_ms = self->now_ms;
    one->ended = true;
    one->paid = micro;
    return SETTLED;
}

static const char *diary_release(struct diary *self, u32 key)
{
    struct diary_call *one = diary_find(self, key);
    if (!one || one->ended) return "{\"released\":false}";
    self->kept_ms = self->now_ms;
    *one = self->calls[0]; /* the order does not matter to any question */
    memmove(self->calls, self->calls + 1, --self->count * sizeof self->calls[0]);
    return "{\"released\":true}";
}

static const char *diary_state(const struct diary *self, u32 who)
{
    i64 until_ms = self->breakers[who].until_ms;
    return !until_ms ? "closed" : self->now_ms < until_ms ? "open" : "half_open";
}

static const char *diary_look(struct diary *self)
{
    u32 calls = 0;
    for (u32 i = 0; i < self->count; i++)
        calls += self->calls[i].start_ms / DAY == self->now_ms / DAY;
    snprintf(self->answer, sizeof self->answer,
             "{\"day\":%lld,\"spent_micro\":%llu,\"held_micro\":%llu,\"calls\":%u,\"breakers\":{"
             "\"workers-ai\":\"%s\",\"openai\":\"%s\",\"gemini\":\"closed\"}}",
             (long long)(self->now_ms / DAY), (unsigned long long)diary_micro(self, false),
             (unsigned long long)diary_micro(self, true), calls, diary_state(self, 0),
             diary_state(self, 1));
    return self->answer;
}

/* One random request to both, and what both said. */
static const char *diary_turn(struct diary *diary, struct ledger *ledger, struct random *random,
                              i64 now_ms, u64 day_micro, const u32 minute_calls[2], u32 keys,
                              u32 health)
{
    static const char *const OUTCOMES_BAD[] = {"busy",   "broken", "slow", "broken",
                                               "halted", "denied", "quota"};
    u32 key = random_below(random, keys), how = random_below(random, 20);
    u32 micro = random_below(random, 1000);
    diary->now_ms = MAX(now_ms, diary->kept_ms);
    if (how < 9) {
        u32 who = random_below(random, 2);
        bool last = random_once_in(random, 6);
        char minute[32] = "";
        if (minute_calls[who] != UINT32_MAX)
            snprintf(minute, sizeof minute, ",\"minute_calls\":%u", minute_calls[who]);
        const char *want =
            diary_reserve(diary, key, who, micro, day_micro, minute_calls[who], last);
        CHECK_TEXT(hit(ledger, now_ms,
                       "{\"do\":\"reserve\",\"key\":\"s/%u\",\"provider\":\"%s\",\"micro\":%u,"
                       "\"day_micro\":%llu%s%s}",
                       key, who ? "openai" : "workers-ai", micro, (unsigned long long)day_micro,
                       minute, last ? ",\"last\":true" : ""),
                   want);
    } else if (how < 17) {
        /* Never more than was reserved, so that the budget's law can be asked below. */
        const struct diary_call *one = diary_find(diary, key);
        if (one && !one->ended) micro = random_below(random, one->micro + 1);
        u32 bad = random_below(random, random_once_in(random, 20) ? 7 : 5);
        const char *outcome = random_below(random, 8) < health ? "ok" : OUTCOMES_BAD[bad];
        const char *want = diary_settle(diary, key, micro, outcome);
        CHECK_TEXT(settle(ledger, now_ms, key, micro, outcome), want);
    } else if (how < 18) {
        const char *want = diary_release(diary, key);
        CHECK_TEXT(release(ledger, now_ms, key), want);
    }
    snprintf(diary->told, sizeof diary->told, "%s", ledger->answer);
    const char *want = diary_look(diary);
    CHECK_TEXT(hit(ledger, now_ms, "{\"do\":\"look\"}"), want);
    CHECK(diary_micro(diary, true) + diary_micro(diary, false) <= day_micro);
    return diary->told;
}

TEST(the_ledger_answers_as_a_list_of_all_calls_does)
{
    static struct diary diary;
    static const char *const KINDS[] = {GRANTED, "\"day\"", "\"minute\"", "\"breaker\"",
                                        "\"settled\""};
    u32 seen[ARRAY_LEN(KINDS)] = {0};
    for (u64 seed = 1; seed <= 20; seed++) {
        struct random random = {seed};
        struct ledger ledger;
        ledger_begin(&ledger);
        memset(&diary, 0, sizeof diary);
        i64 now_ms = 20001 * DAY - random_below(&random, 400000);
        u64 day_micro = random_once_in(&random, 3) ? 20000 : 1000000;
        u32 minute_calls[2] = {1 + random_below(&random, 15), 1 + random_below(&random, 15)};
        if (seed % 2) minute_calls[1] = UINT32_MAX;
        u32 keys = 1 + random_below(&random, 60);
        u32 health = random_below(&random, 9);
        for (u32 turn = 0; turn < 1500; turn++) {
            u32 pace = random_below(&random, 200);
            now_ms += pace == 0 ? random_below(&random, 700000) : random_below(&random, 2000);
            i64 back_ms = random_once_in(&random, 10) ? random_below(&random, 5000) : 0;
            const char *told = diary_turn(&diary, &ledger, &random, now_ms - back_ms, day_micro,
                                          minute_calls, keys, health);
            for (u32 i = 0; i < ARRAY_LEN(KINDS); i++)
                seen[i] += world_holds(str_of(told), KINDS[i]);
        }
        ledger_end(&ledger);
    }
    for (u32 i = 0; i < ARRAY_LEN(KINDS); i++) CHECK(seen[i] > 1000); /* each was really asked */
}

#endif
