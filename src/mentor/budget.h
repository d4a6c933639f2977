/* budget.h: when is a look at the code worth a call of the model?
 *
 * A change that matters begins to wait when it is finished, and waiting costs: a second for each
 * change, weighed by how certain it is that it matters. A call pays for all that wait at once. So
 * the budget gathers what the changes have waited and calls when that reaches the price, or earlier
 * when the hands rest so long that nothing more will come. (The rule of the ski rental: rent until
 * the rents paid reach the price of the skis.) What is undone stops waiting.
 *
 * Vocabulary: points (what a change weighs, code/tokens.h), certainty (that a change of so many
 * points matters; 256 is certain), counted (changes since the last call, by certainty, each against
 * the one before), open (the certainty of the newest one while it may still be too small to count),
 * owed (certainty times milliseconds of waiting), mark (the code at the last counted change), dial
 * (how much the learner wants to hear), mood (what the learner thought of earlier tips).
 * Invariant: whole numbers only, and no clock: the same changes at the same times give the same
 * decisions on every machine.   */
#ifndef MENTOR_BUDGET_H
#define MENTOR_BUDGET_H

#include "code/outline.h"
#include "code/place.h"
#include "mentor/params.h"
#include "mentor/reason.h"

#define CERTAIN 256u

/* X(ENUM, "word on the wire") */
#define DIALS(X) X(NORMAL, "normal") X(QUIET, "quiet") X(EAGER, "eager")

enum dial {
#define X(name, word) DIAL_##name,
    DIALS(X)
#undef X
        DIAL_COUNT
};

/* The dial with this word, or DIAL_COUNT; and its word. */
enum dial dial_of(struct str word);
const char *dial_word(enum dial dial);

struct budget {
    u32 counted, open;
    u64 owed;
    i64 rated_ms; /* up to when `owed` is counted */
    u32 points;   /* of the last reading, against the last call */
    u32 credits;
    i64 refill_ms; /* when the last credit came back, epoch milliseconds */
    i64 rest_ms;   /* after a dismissed tip: no look that nobody asked for until then */
    i64 mood, mood_ms;
    u32 rhythm_ms;  /* from key to key, a running mean; 0 before the first */
    u32 latency_ms; /* of the model, a running mean */
    u8 dial;        /* enum dial */
};

/* Starts with all credits at `now_ms`. */
void budget_init(struct budget *self, const struct params *params, i64 now_ms);

/* A key came `gap_ms` after the one before. */
void budget_typed(struct budget *self, i64 gap_ms);

/* How long the hands must rest before the code is read that ends so, in milliseconds. */
i64 budget_wait_ms(const struct budget *self, const struct params *params, enum ending ending);

/* What tokens weigh. */
struct token_points budget_points(const struct params *params);

/* What a change is: its points, and what to call it when it does not matter. */
struct weight {
    u32 points;
    enum reason kind; /* ONLY_FORM, ONLY_NAMES, ONLY_MOVED or SMALL_CHANGE */
};
struct weight budget_weigh(const struct params *params, const struct token_change *tokens,
                           const struct outline_change *units, bool tokens_cut);

/* The finished code was read: it weighs `since_call` against the last call and `since_mark` against
 * the mark, and stands so since `code_ms`. Returns true when the code is the new mark. */
bool budget_see(struct budget *self, const struct params *params, u32 since_call, u32 since_mark,
                i64 code_ms);

/* Nothing waits any more: all is undone, or a call pays for it. */
void budget_clear(struct budget *self, i64 now_ms);

/* When what waits is worth a call, if nothing more changes; 0 for never. The code stands since
 * `code_ms`. */
i64 budget_due_ms(const struct budget *self, const struct params *params, i64 code_ms);

/* May a call be paid now? `asked_for`: the learner wants it. */
bool budget_can_pay(struct budget *self, const struct params *params, bool asked_for, i64 now_ms);

/* When the next credit comes back. */
i64 budget_refill_due_ms(const struct budget *self, const struct params *params);

/* Pays for a call that is made now. budget_can_pay has said yes. */
void budget_pay(struct budget *self, i64 now_ms);

/* The call that was paid for was not made. */
void budget_refund(struct budget *self);

/* The model took so long. */
void budget_answered(struct budget *self, i64 took_ms);

/* The learner's verdict on a tip: `weight` 1 helpful, -1 dismissed, -2 wrong. */
void budget_verdict(struct budget *self, const struct params *params, int weight, i64 now_ms);

#endif
