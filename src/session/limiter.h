/* limiter.h: what calls of models may cost, whether a provider is asked at all just now, and how
 * many messages a user may send.
 *
 * A ledger. Before a call starts, its worst price is reserved; when it has ended, its real price is
 * settled. A reservation that nobody settles counts in full. A message is taken before it is
 * answered, and given back when it is not. One ledger is the whole deployment's, each learner or
 * user has one more (shim/ledger.js asks both); one struct does for all.
 *
 * Vocabulary: day (of UTC: its purse begins empty), held (reserved and open), spent (settled or
 * lapsed), minute (the starts of a provider's calls in the last one; not every provider counts
 * them), window (the time for which a message counts), lapse (never settled), breaker and probe
 * (session/breaker.h), anyway (asked past a breaker that refuses).
 *
 * Invariants: spent + held <= the day's budget, unless a call cost more than was reserved for it; a
 * key is paid for once for as long as it is known; no window holds more messages than its limit;
 * the clock never goes back, so a host's clock that does grants nothing twice. */
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
    bool uncounted; /* in no minute: forgotten as soon as it is settled */
    bool anyway;    /* the breaker would have refused: only its success is news */
};

struct message {
    u64 key;
    i64 ms; /* in the window while now < ms + the window */
};

struct limiter {
    i64 clock_ms;    /* now, and never before the last change */
    u64 spent_micro; /* of the clock's day; what is held is the sum of its open reservations */
    u32 calls;       /* of the clock's day */
    u32 count;       /* reservations of the last LEDGER_KEPT_MS, the oldest first */
    struct breaker breakers[PROVIDER_COUNT];
    struct reservation reservations[LEDGER_CALLS_MAX];
    u32 message_count;
    struct message messages[MESSAGES_MAX]; /* the oldest first */
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

/* For a provider that counts no minute. 0 calls a minute are none. */
#define MINUTE_CALLS_ANY UINT32_MAX

struct asking { /* for a call; budgets are at most what LEDGER_* say */
    u64 key, day_micro;
    u32 micro, minute_calls;
    enum provider provider;
    bool last; /* nobody else can be asked, so a breaker does not refuse */
};

enum settling { SETTLING_UNKNOWN, SETTLING_BEFORE, SETTLING_NOW };

void limiter_init(struct limiter *self, i64 now_ms);

/* Nothing is granted any more on this day, and no message in a window from now: what was spent is
 * not known. */
void limiter_close(struct limiter *self);

/* To be called before every other function: a new day, reservations that lapse. */
void limiter_advance(struct limiter *self, i64 now_ms);

/* May this call be made? A key that is open is granted again and costs nothing more. `*changed`
 * says whether the ledger did; a refusal changes nothing, and `*until_ms` is when to ask again. */
enum ruling limiter_reserve(struct limiter *self, const struct asking *asking, i64 *until_ms,
                            bool *changed);

/* The call of this key cost `micro`. `*was` is its reservation, when there is one. That of a
 * provider without a minute is gone with it: settled again, its key is unknown. */
enum settling limiter_settle(struct limiter *self, u64 key, u32 micro, enum outcome outcome,
                             struct reservation *was);

/* The call of this key was never started: as if it had not been asked for. False when it is not
 * open. */
bool limiter_release(struct limiter *self, u64 key);

struct taking {
    bool taken, changed; /* changed: the ledger did */
    u32 remaining;       /* of the limit, when taken */
    i64 until_ms;        /* when there is room again, when not */
};

/* One more message, when fewer than `limit` (at most MESSAGES_MAX) are in the window of `window_ms`
 * (1 to MESSAGES_WINDOW_MS_MAX): a sliding window log. A key that is in the window is taken again
 * and counts once. A limit of 0 takes none, and says to ask again after a window. Forgets what has
 * left this window. */
struct taking limiter_take(struct limiter *self, u64 key, u32 limit, i64 window_ms);

/* The message of this key came to nothing: as if it had not been taken. False when it is not known.
 */
bool limiter_give_back(struct limiter *self, u64 key);
u64 limiter_held_micro(const struct limiter *self);
u32 limiter_day(const struct limiter *self);
enum breaker_state limiter_breaker(const struct limiter *self, enum provider provider);

/* As bytes with magic, version, length and checksum. False when they are not a whole ledger; then
 * it must be made anew. The same ledger gives the same bytes. */
#define LIMITER_BYTES_MAX (64 + 16 * PROVIDER_COUNT + 24 * LEDGER_CALLS_MAX + 16 * MESSAGES_MAX)
void limiter_write(const struct limiter *self, struct buf *out);
bool limiter_read(struct limiter *self, struct str bytes);

#endif
