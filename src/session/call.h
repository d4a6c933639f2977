/* call.h: one question to a model, from asking to its answer.
 *
 * At most one is out. It is paid for and remembered before it is sent. The providers are asked in
 * the deployment's order: what fails is tried once more where that makes sense (failure.h), then
 * the next one is asked; after the last one the embedded mentor goes on alone. A call ends with an
 * answer, with a failure, when it takes too long, or because it is halted when its code is gone;
 * whichever it is, the ledgers are told once (effect settle).
 *
 * What a model says is kept in memory only, and never stored: a call that is out when the instance
 * is lost is lost with it, and its reservation lapses.
 *
 * Vocabulary: attempt (one request to one provider, with a number of its own), turn (place in the
 * order of providers), rest (until when nobody is asked, since all were refused). */
#ifndef SESSION_CALL_H
#define SESSION_CALL_H

#include "session/session.h"

#define CALL_FIRST_MS                                                                              \
    20000                   /* to the first byte: JSON mode does not stream, so all comes with it  \
                             */
#define CALL_IDLE_MS  8000  /* from one byte to the next */
#define CALL_WHOLE_MS 30000 /* of one attempt: a tip is for code that is still on the screen */

/* May somebody be asked now? */
bool call_may(const struct session *session, i64 now_ms);

/* Asks about the code as it stands, and stores the session first. A credit must be left. */
void call_make(struct step *step);

/* Takes the question back, if one is out. */
void call_halt(struct step *step);

/* The instance that had a call out is gone. */
void call_lost(struct session *session);

/* Bytes of the provider's answer; their end; the host's line why they do not come. */
void call_chunk(struct step *step, struct str bytes);
void call_done(struct step *step);
void call_fail(struct step *step, struct str line);

/* The time that a call waits for has come: a retry, or the end of patience. */
void call_alarm(struct step *step);

/* When that is; 0 when no call is out. */
i64 call_due_ms(const struct session *session);

/* The call is over and nothing of it is shown. */
void call_over(struct session *session, enum reason why);

#endif
