/* call.h: one question to a model, from asking to its answer.
 *
 * At most one is out. It is paid for and remembered before it is sent; it ends with an answer, with
 * a failure, at its deadline, or because it is halted when its code is gone. */
#ifndef SESSION_CALL_H
#define SESSION_CALL_H

#include "session/session.h"

#define CALL_DEADLINE_MS 20000 /* a model that takes longer has lost its chance */

/* Asks about the code as it stands, and stores the session first. A credit must be left. */
void call_make(struct step *step);

/* Takes the question back, if one is out. */
void call_halt(struct step *step);

/* The model's answer is complete, or will not come. */
void call_answered(struct step *step);
void call_failed(struct step *step, enum reason why);

#endif
