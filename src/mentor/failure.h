/* failure.h: why a call came to nothing, and what is sensible after it.
 *
 * The host says it in one short line, which may be anything:
 *
 *   http 429 5        the status of an answer, and the seconds of its Retry-After
 *   code 3040         Workers AI's own code
 *   cut               the connection broke
 *   refused day 1764  the ledger said no (day, minute, breaker, full, broken) until then, in ms
 *   no_provider       nobody of this name is set up here
 *   trap              our own wasm broke
 *
 * Workers AI's codes (developers.cloudflare.com/workers-ai/platform/errors): 3006 too large, 3007
 * timeout, 3008 aborted, 3036 the day's free allocation is used up, 3040 no capacity anywhere; 3023
 * account blocked, 3041 and 5018 private model, 5016 licence not agreed to. The others (3003, 3039,
 * 3042, 5004, 5005, 5007, 5019) mean that our request does not fit the model. A status (to 599) and
 * a code (from 3000) never meet, so both are one number here. */
#ifndef MENTOR_FAILURE_H
#define MENTOR_FAILURE_H

#include "base/str.h"

/* What the ledger is told about a call. Halted: it ended, and not by the provider's fault. */
#define OUTCOMES(X)                                                                                \
    X(NONE, "")                                                                                    \
    X(OK, "ok")                                                                                    \
    X(BUSY, "busy")                                                                                \
    X(QUOTA, "quota")                                                                              \
    X(BROKEN, "broken")                                                                            \
    X(SLOW, "slow")                                                                                \
    X(DENIED, "denied")                                                                            \
    X(HALTED, "halted")

enum outcome {
#define X(name, word) OUTCOME_##name,
    OUTCOMES(X)
#undef X
        OUTCOME_COUNT
};
extern const char *const OUTCOME_WORDS[OUTCOME_COUNT];

/* X(KIND, outcome, one retry makes sense, another provider should be tried): nobody else is asked
 * when the ledger refuses for all of them, or when the fault is ours. */
#define FAILURES(X)                                                                                \
    X(UNKNOWN, BROKEN, false, true)         /* junk */                                             \
    X(BUSY, BUSY, true, true)               /* 429, 503, 3040 */                                   \
    X(SLOW, SLOW, false, true)              /* 408, 504, 3007, 3008 */                             \
    X(QUOTA, QUOTA, false, true)            /* 402, 3036 */                                        \
    X(DENIED, DENIED, false, true)          /* 401, 403, 3023, 3041, 5016, 5018 */                 \
    X(TOO_LONG, HALTED, false, true)        /* 413, 3006 */                                        \
    X(BROKEN, BROKEN, false, true)          /* any other status or code, and cut */                \
    X(ABSENT, NONE, false, true)            /* no_provider */                                      \
    X(REFUSED_BREAKER, NONE, false, true)   /* this provider rests until until_ms */               \
    X(REFUSED_DAY, NONE, false, false)      /* the day's money is spent */                         \
    X(REFUSED_MINUTE, NONE, false, false)   /* too many calls in this minute */                    \
    X(REFUSED_FULL, NONE, false, false)     /* the ledger has no room for one more */              \
    X(REFUSED_MESSAGES, NONE, false, false) /* the user asked as often as she may */               \
    X(REFUSED_BROKEN, NONE, false, false)   /* the ledger cannot be asked: nothing is spent */     \
    X(TRAP, HALTED, false, false)

enum failure_kind {
#define X(name, outcome, retry, other) FAILURE_##name,
    FAILURES(X)
#undef X
        FAILURE_COUNT
};

struct failure {
    enum failure_kind kind;
    enum outcome outcome;
    bool retry, other;  /* ask once more; ask another provider (after the retry, if both) */
    u32 retry_after_ms; /* 0 when not told */
    u64 until_ms;       /* epoch; 0 when not told */
};

/* Of the host's line (what does not have its form is UNKNOWN); of an HTTP status or a code of
 * Workers AI; and of a kind that the core found out by itself. */
#define FAILURE_RETRY_MS 300 /* before a retry, and up to four times as long, by chance */

struct failure failure_read(struct str line);
struct failure failure_of_code(u32 code);
struct failure failure_of_kind(enum failure_kind kind);

/* When a call that failed so is made once more: a little later, by chance (`chance` is any number
 * of it), so that many do not come at once. */
i64 failure_again_ms(const struct failure *failure, u64 chance, i64 now_ms);

/* Did a ledger refuse it, or is the provider not there: was it never made? */
bool failure_is_refusal(enum failure_kind kind);

#endif
