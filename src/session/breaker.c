#include "session/breaker.h"

#include "base/limits.h"

enum breaker_state breaker_state(const struct breaker *self, i64 now_ms)
{
    if (!self->until_ms) return BREAKER_CLOSED;
    return now_ms < self->until_ms ? BREAKER_OPEN : BREAKER_HALF_OPEN;
}

/* One more failure of a call or of a probe. Calls that were made before it opened, and fail while
 * it is open, are the same failure. Returns until when it opens, 0 for not. */
static i64 breaker_fail(struct breaker *self, bool busy, bool probe, i64 now_ms)
{
    if (!self->until_ms) {
        self->points += busy ? BREAKER_BUSY_POINTS : BREAKER_FAILURE_POINTS;
        if (self->points < BREAKER_POINTS) return 0;
        self->open_ms = BREAKER_OPEN_MS;
    } else if (!probe) {
        return 0;
    } else if (!busy) {
        self->open_ms = MIN(2 * self->open_ms, BREAKER_OPEN_MS_MAX);
    }
    return now_ms + self->open_ms;
}

void breaker_hear(struct breaker *self, enum outcome outcome, bool probe, i64 start_ms, i64 now_ms)
{
    i64 until_ms = 0;
    switch (outcome) {
    case OUTCOME_OK:
        /* A call from before it opened proves nothing. */
        if (!self->until_ms || probe) *self = (struct breaker){0};
        return;
    case OUTCOME_BUSY:
    case OUTCOME_BROKEN:
    case OUTCOME_SLOW: until_ms = breaker_fail(self, outcome == OUTCOME_BUSY, probe, now_ms); break;
    case OUTCOME_DENIED: /* a key that is wrong stays wrong until somebody changes it */
        self->open_ms = BREAKER_OPEN_MS_MAX;
        until_ms = now_ms + self->open_ms;
        break;
    case OUTCOME_QUOTA: /* nothing more on the day on which it was asked */
        self->open_ms = MAX(self->open_ms, BREAKER_OPEN_MS);
        until_ms = ((start_ms - BREAKER_MIDNIGHT_MS) / DAY_MS + 1) * DAY_MS;
        until_ms = MAX(until_ms, now_ms + self->open_ms);
        break;
    case OUTCOME_NONE:
    case OUTCOME_HALTED:
    case OUTCOME_COUNT: return;
    }
    if (!until_ms) return;
    self->points = 0;
    self->until_ms = MAX(self->until_ms, until_ms);
}
