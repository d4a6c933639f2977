#include "session/limiter.h"

static i64 day_of(i64 ms)
{
    return ms / DAY_MS;
}

static bool is_today(const struct limiter *self, const struct reservation *one)
{
    return day_of(one->start_ms) == day_of(self->clock_ms);
}

void limiter_init(struct limiter *self, i64 now_ms)
{
    memset(self, 0, sizeof *self);
    self->clock_ms = now_ms;
}

void limiter_close(struct limiter *self)
{
    self->spent_micro = LEDGER_MICRO_MAX + 1; /* more than any budget, so even a free call is not */
    self->message_count = MESSAGES_MAX;       /* as many as any limit */
    for (u32 i = 0; i < MESSAGES_MAX; i++) self->messages[i] = (struct message){0, self->clock_ms};
}

/* How many messages have left the window. */
static u32 messages_before(const struct limiter *self, i64 window_ms)
{
    u32 old = 0;
    while (old < self->message_count && self->messages[old].ms + window_ms <= self->clock_ms) old++;
    return old;
}

static void messages_drop(struct limiter *self, u32 at, u32 count)
{
    if (!count) return;
    self->message_count -= count;
    memmove(self->messages + at, self->messages + at + count,
            (self->message_count - at) * sizeof self->messages[0]);
}

static void reservations_drop(struct limiter *self, u32 at, u32 count)
{
    if (!count) return;
    self->count -= count;
    memmove(self->reservations + at, self->reservations + at + count,
            (self->count - at) * sizeof self->reservations[0]);
}

void limiter_advance(struct limiter *self, i64 now_ms)
{
    u32 old = 0;
    now_ms = MAX(now_ms, self->clock_ms);
    if (day_of(now_ms) != day_of(self->clock_ms)) {
        self->spent_micro = 0;
        self->calls = 0;
    }
    self->clock_ms = now_ms;
    for (; old < self->count; old++) {
        const struct reservation *one = &self->reservations[old];
        if (one->start_ms + LEDGER_KEPT_MS > now_ms) break;
        if (!one->settled && is_today(self, one)) self->spent_micro += one->micro;
    }
    reservations_drop(self, 0, old);
    messages_drop(self, 0, messages_before(self, MESSAGES_WINDOW_MS_MAX));
}

static struct reservation *find(struct limiter *self, u64 key)
{
    for (u32 i = self->count; i-- > 0;)
        if (self->reservations[i].key == key) return &self->reservations[i];
    return NULL;
}

u64 limiter_held_micro(const struct limiter *self)
{
    u64 held = 0;
    for (u32 i = 0; i < self->count; i++) {
        const struct reservation *one = &self->reservations[i];
        if (!one->settled && is_today(self, one)) held += one->micro;
    }
    return held;
}

u32 limiter_day(const struct limiter *self)
{
    return (u32)day_of(self->clock_ms);
}

enum breaker_state limiter_breaker(const struct limiter *self, enum provider provider)
{
    return breaker_state(&self->breakers[provider], self->clock_ms);
}

static bool probe_is_out(const struct limiter *self, enum provider provider)
{
    for (u32 i = 0; i < self->count; i++) {
        const struct reservation *one = &self->reservations[i];
        if (one->probe && !one->settled && one->provider == (u8)provider) return true;
    }
    return false;
}

/* When the provider's minute has room for one more call, 0 for now. */
static i64 minute_until_ms(const struct limiter *self, enum provider provider, u32 calls)
{
    if (calls == MINUTE_CALLS_ANY) return 0;
    if (!calls) return self->clock_ms + LEDGER_MINUTE_MS;
    for (u32 i = self->count; i-- > 0;) {
        const struct reservation *one = &self->reservations[i];
        if (one->start_ms + LEDGER_MINUTE_MS <= self->clock_ms) return 0;
        if (one->provider != (u8)provider || one->uncounted) continue;
        if (!--calls) return one->start_ms + LEDGER_MINUTE_MS;
    }
    return 0;
}

/* When the breaker lets one more call through, 0 for now. */
static i64 breaker_until_ms(const struct limiter *self, enum provider provider)
{
    switch (limiter_breaker(self, provider)) {
    case BREAKER_CLOSED: return 0;
    case BREAKER_OPEN: return self->breakers[provider].until_ms;
    case BREAKER_HALF_OPEN:
        if (probe_is_out(self, provider)) return self->clock_ms + BREAKER_AGAIN_MS;
    }
    return 0;
}

static enum ruling judge(const struct limiter *self, const struct asking *asking, i64 *until_ms)
{
    *until_ms = asking->last ? 0 : breaker_until_ms(self, asking->provider);
    if (*until_ms) return RULING_BREAKER;
    *until_ms = (day_of(self->clock_ms) + 1) * DAY_MS;
    if (self->spent_micro + limiter_held_micro(self) + asking->micro > asking->day_micro)
        return RULING_DAY;
    *until_ms = minute_until_ms(self, asking->provider, asking->minute_calls);
    if (*until_ms) return RULING_MINUTE;
    if (self->count < LEDGER_CALLS_MAX) return RULING_GRANTED;
    *until_ms = self->reservations[0].start_ms + LEDGER_KEPT_MS;
    return RULING_FULL;
}

enum ruling limiter_reserve(struct limiter *self, const struct asking *asking, i64 *until_ms,
                            bool *changed)
{
    const struct reservation *same = find(self, asking->key);
    *changed = false;
    *until_ms = 0;
    if (same) return same->settled ? RULING_SETTLED : RULING_GRANTED;
    enum ruling ruling = judge(self, asking, until_ms);
    if (ruling != RULING_GRANTED) return ruling;
    bool anyway = breaker_until_ms(self, asking->provider) != 0;
    self->reservations[self->count++] = (struct reservation){
        .key = asking->key,
        .start_ms = self->clock_ms,
        .micro = asking->micro,
        .provider = (u8)asking->provider,
        .probe = !anyway && limiter_breaker(self, asking->provider) == BREAKER_HALF_OPEN,
        .uncounted = asking->minute_calls == MINUTE_CALLS_ANY,
        .anyway = anyway,
    };
    self->calls++;
    *changed = true;
    return RULING_GRANTED;
}

enum settling limiter_settle(struct limiter *self, u64 key, u32 micro, enum outcome outcome,
                             struct reservation *was)
{
    struct reservation *one = find(self, key);
    if (!one) return SETTLING_UNKNOWN;
    *was = *one;
    if (one->settled) return SETTLING_BEFORE;
    one->settled = true;
    if (is_today(self, one)) self->spent_micro += micro;
    bool probe = one->probe || (one->anyway && outcome == OUTCOME_OK);
    breaker_hear(&self->breakers[one->provider], outcome, probe, one->start_ms, self->clock_ms);
    if (one->uncounted) reservations_drop(self, (u32)(one - self->reservations), 1);
    return SETTLING_NOW;
}

bool limiter_release(struct limiter *self, u64 key)
{
    struct reservation *one = find(self, key);
    if (!one || one->settled) return false;
    if (is_today(self, one)) self->calls--;
    reservations_drop(self, (u32)(one - self->reservations), 1);
    return true;
}

/* The place of a key's message, `message_count` for none. */
static u32 message_find(const struct limiter *self, u64 key)
{
    u32 at = self->message_count;
    while (at > 0 && self->messages[at - 1].key != key) at--;
    return at > 0 ? at - 1 : self->message_count;
}

struct taking limiter_take(struct limiter *self, u64 key, u32 limit, i64 window_ms)
{
    check(limit <= MESSAGES_MAX && window_ms > 0 && window_ms <= MESSAGES_WINDOW_MS_MAX);
    u32 old = messages_before(self, window_ms), count = self->message_count - old;
    u32 same = message_find(self, key);
    if (same >= old && same < self->message_count)
        return (struct taking){.taken = true, .remaining = limit > count ? limit - count : 0};
    if (!limit) return (struct taking){.until_ms = self->clock_ms + window_ms};
    if (count >= limit)
        return (struct taking){.until_ms = self->messages[old + count - limit].ms + window_ms};
    messages_drop(self, 0, old);
    self->messages[self->message_count++] = (struct message){key, self->clock_ms};
    return (struct taking){.taken = true, .changed = true, .remaining = limit - count - 1};
}

bool limiter_give_back(struct limiter *self, u64 key)
{
    u32 at = message_find(self, key);
    if (at == self->message_count) return false;
    messages_drop(self, at, 1);
    return true;
}
