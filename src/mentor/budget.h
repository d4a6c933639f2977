/* budget.h: how far has the meaning of the code moved since the mentor last asked a model?
 *
 * A question has a price. The difference between two outlines is charged by what its tokens weigh,
 * not by its length: white space and comments are free, renames and moves cost little, a new branch
 * or loop costs much. When the charge reaches the price, and a credit is left, a question is worth
 * asking. The charge is always taken against the outline of the last question, so undoing a change
 * earns it back.
 *
 * Vocabulary: charge (what changed, in points), price (points that a question must be worth),
 * credit (questions that may still be asked). Credits refill with time. Invariant: the same
 * outlines and times give the same decisions.          */
#ifndef MENTOR_BUDGET_H
#define MENTOR_BUDGET_H

#include "code/outline.h"
#include "mentor/reason.h"

#define BUDGET_PRICE_POINTS     12u /* about one new statement with an operator and a call */
#define BUDGET_RENAME_POINTS    1u  /* for each renamed unit */
#define BUDGET_MOVE_POINTS      1u  /* for each moved unit */
#define BUDGET_STRUCTURE_POINTS 6u  /* once, when a function, class, branch or loop came or went */
#define BUDGET_CREDITS_MAX      12u /* questions that can be saved up in one session */
#define BUDGET_REFILL_MS                                                                           \
    (90 * 1000) /* one credit comes back in this time: at most 40 questions an hour */

struct budget {
    u32 charge_points;
    u32 credits;
    i64 refill_ms; /* when the last credit came back, epoch milliseconds */
};

/* Starts with all credits at `now_ms`. */
void budget_init(struct budget *self, i64 now_ms);

/* Charges what changed since the last question. Returns REASON_LOOKING when a question is worth it
 * now, or why not. */
enum reason budget_decide(struct budget *self, const struct outline_change *change, i64 now_ms);

/* Pays for a question that is asked now. */
void budget_pay(struct budget *self);

#endif
