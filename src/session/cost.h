/* cost.h: what calls of a model cost a session.
 *
 * A call is reserved at its worst price before it is made, by the ledgers, and settled with what it
 * cost when it is over. Beside the ledgers a session has a budget of its own for a day of UTC.
 * Amounts are micro-dollars; sums stay below 2^53, so that a snapshot holds them whatever a
 * provider counts. */
#ifndef SESSION_COST_H
#define SESSION_COST_H

#include "mentor/failure.h"
#include "session/session.h"

/* Of the provider that is asked. */
const struct price *cost_price(const struct session *session);

/* Of the attempt that is out: what the provider's count of tokens says, and the worst price where
 * it does not. */
u64 cost_so_far(const struct session *session);

/* Tells the ledgers what a call cost (effect settle). */
void cost_tell(struct step *step, u32 call, enum provider provider, enum outcome outcome,
               u64 micro);

/* The same for the session's call, and counts it. */
void cost_settle(struct step *step, enum outcome outcome, u64 micro);

/* Counts what the session spent today beside it. */
void cost_count_day(struct step *step, u64 micro);

/* The session's own budget for today holds one more call of this price. */
bool cost_has_room(struct step *step, u64 worst_micro);

#endif
