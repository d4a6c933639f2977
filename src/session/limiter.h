/* limiter.h: what calls of models may cost, and whether a provider is asked at all just now.
 *
 * A ledger. Before a call starts, its worst price is reserved; when it has ended, its real price is
 * settled. A reservation that nobody settles counts in full. One ledger is the whole deployment's,
 * each learner has one more (shim/ledger.js asks both); one struct does for all.
 *
 * Vocabulary: day (of UTC: its purse begins empty), held (reserved and open), spent (settled or
 * lapsed), window (the starts of the last minute), lapse (never settled), breaker and probe
 * (session/breaker.h).
 *
 * Invariants: spent + held <= the day's budget, unless a call cost more than was reserved for it; a
 * key is paid for once; the clock never goes back, so a host's clock that does grants nothing
 * twice. */
#ifndef SESSION_LIMITER_H
#define SESSION_LIMITER_H

#include "base/buf.h"
#include "base/limits.h"
#include "mentor/provider.h"
#include "session/breaker.h"

struct reservation {
    u64 key; /* hash of the caller's word; which session it was is nobody's business */
    i64 start_ms;
    u32 micro;
    u8 provider;
    bool probe, settled;
};

struct limiter {
    i64 clock_ms;    /* now, and never before the last change */
    u64 spent_micro; /* of the clock's day; what is held is the sum of its open reservations */
    u32 calls;       /* of the clock's day */
    u32 count;       /* reservations of the last LEDGER_KEPT_MS, the oldest first */
    struct breaker breakers[PROVIDER_COUNT];
    struct reservation reservations[LEDGER_CALLS_MAX];
};

/* The day's budget, the minute, the provider or the ledger's room forbid it, or the call is over.
 */
enum ruling {
    RULING_GRANTED,
    RULING_DAY,
    RULING_MINUTE,
    RULING_BREAKER,
    RULING_FULL,
    RULING_SETTLED
};

struct asking { /* for a call; budgets are at most what LEDGER_* say */
    u64 key, day_micro;
    u32 micro, minute_calls;
    enum provider provider;
};

enum settling { SETTLING_UNKNOWN, SETTLING_BEFORE, SETTLING_NOW };

void limiter_init(struct limiter *self, i64 now_ms);

/* Nothing is granted any more on this day: what was spent is not known. */
void limiter_close(struct limiter *self);

/* To be called before every other function: a new day, reservations that lapse. */
void limiter_advance(struct limiter *self, i64 now_ms);

/* May this call be made? A key that is open is granted again and costs nothing more. `*changed`
 * says whether the ledger did; a refusal changes nothing, and `*until_ms` is when to ask again. */
enum ruling limiter_reserve(struct limiter *self, const struct asking *asking, i64 *until_ms,
                            bool *changed);

/* The call of this key cost `micro`. `*was` is its reservation, when there is one. */
enum settling limiter_settle(struct limiter *self, u64 key, u32 micro, enum outcome outcome,
                             struct reservation *was);

/* The call of this key was never started: as if it had not been asked for. False when it is not
 * open. */
bool limiter_release(struct limiter *self, u64 key);
u64 limiter_held_micro(const struct limiter *self);
u32 limiter_day(const struct limiter *self);
enum breaker_state limiter_breaker(const struct limiter *self, enum provider provider);

/* As bytes with magic, version, length and checksum. False when they are not a whole ledger; then
 * it must be made anew. The same ledger gives the same bytes. */
#define LIMITER_BYTES_MAX (64 + 16 * PROVIDER_COUNT + 24 * LEDGER_CALLS_MAX)
void limiter_write(const struct limiter *self, struct buf *out);
bool limiter_read(struct limiter *self, struct str bytes);

#endif
