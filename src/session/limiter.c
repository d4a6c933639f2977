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
    self->count -= old;
    if (old)
        memmove(self->reservations, self->reservations + old,
                self->count * sizeof self->reservations[0]);
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

/* When the window of a minute has room for one more call, 0 for now. */
static i64 minute_until_ms(const struct limiter *self, u32 calls)
{
    if (!calls) return self->clock_ms + LEDGER_MINUTE_MS;
    if (self->count < calls) return 0;
    i64 until_ms = self->reservations[self->count - calls].start_ms + LEDGER_MINUTE_MS;
    return until_ms > self->clock_ms ? until_ms : 0;
}

static enum ruling judge(const struct limiter *self, const struct asking *asking, i64 *until_ms)
{
    switch (limiter_breaker(self, asking->provider)) {
    case BREAKER_CLOSED: break;
    case BREAKER_OPEN: *until_ms = self->breakers[asking->provider].until_ms; return RULING_BREAKER;
    case BREAKER_HALF_OPEN:
        *until_ms = self->clock_ms + BREAKER_AGAIN_MS;
        if (probe_is_out(self, asking->provider)) return RULING_BREAKER;
    }
    *until_ms = (day_of(self->clock_ms) + 1) * DAY_MS;
    if (self->spent_micro + limiter_held_micro(self) + asking->micro > asking->day_micro)
        return RULING_DAY;
    *until_ms = minute_until_ms(self, asking->minute_calls);
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
    self->reservations[self->count++] = (struct reservation){
        .key = asking->key,
        .start_ms = self->clock_ms,
        .micro = asking->micro,
        .provider = (u8)asking->provider,
        .probe = limiter_breaker(self, asking->provider) == BREAKER_HALF_OPEN,
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
    breaker_hear(&self->breakers[one->provider], outcome, one->probe, one->start_ms,
                 self->clock_ms);
    return SETTLING_NOW;
}

bool limiter_release(struct limiter *self, u64 key)
{
    struct reservation *one = find(self, key);
    if (!one || one->settled) return false;
    if (is_today(self, one)) self->calls--;
    u32 behind = self->count - (u32)(one - self->reservations) - 1;
    memmove(one, one + 1, behind * sizeof *one);
    self->count--;
    return true;
}
