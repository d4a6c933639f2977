/* answer.h: a model's answer, judged and said.
 *
 * The gate decides. What passes is said as a tip of tier B: in the model's words, to the owner;
 * when it names a tip of the catalogue, a viewer sees that one (tier A). What is refused is wiped;
 * if it names a tip that a query can find, the code is read once more, and the tip is said when the
 * query confirms it there. Otherwise there is silence, with a reason. */
#ifndef SESSION_ANSWER_H
#define SESSION_ANSWER_H

#include "mentor/gate.h"
#include "session/session.h"

/* The answer is whole. Its call is settled already. */
void answer_judge(struct step *step);

/* It is not even read. */
void answer_refused(struct step *step, enum gate_rule rule);

/* The reading that an answer waits for is here: the finding that confirms it, or NULL. */
const struct finding *answer_confirmed(struct step *step, const struct outline *outline);

#endif
