/* breaker.h: a provider that fails is left alone for a while.
 *
 * Vocabulary: closed (all is well), open (failed too often: not asked), half open (its time is
 * over: one call may try), probe (that call). A call that was made before the breaker opened is no
 * probe: what it says is old, unless it is worse. Numbers and their reasons: base/limits.h. */
#ifndef SESSION_BREAKER_H
#define SESSION_BREAKER_H

#include "mentor/failure.h"

#define DAY_MS 86400000

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

struct breaker {
    i64 until_ms; /* open until then, half open after it; 0 when closed */
    u32 open_ms;  /* how long it opens, 0 when closed */
    u32 points;   /* failures in a row while closed, below BREAKER_POINTS */
};

enum breaker_state breaker_state(const struct breaker *self, i64 now_ms);

/* What the end of a call, begun at `start_ms`, says about its provider. */
void breaker_hear(struct breaker *self, enum outcome outcome, bool probe, i64 start_ms, i64 now_ms);

#endif
