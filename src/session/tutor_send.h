/* tutor_send.h: what the chat tutor says to a client, and to the site that it helps (inside
 * session/tutor.h). */
#ifndef SESSION_TUTOR_SEND_H
#define SESSION_TUTOR_SEND_H

#include "session/embedded.h"
#include "session/question.h"
#include "session/session.h"
#include "session/tutor.h"

/* A request that is not answered. `question` says where the fault lies, or is NULL. */
void tutor_send_refusal(struct step *step, const struct tutor *self, enum question_fault fault,
                        const struct question *question);

/* What was released since. Opens the stream as soon as a provider was heard. */
void tutor_send_news(struct step *step, struct tutor *self);

/* The last event of the stream, or an error in its place when there was no stream. */
void tutor_send_end(struct step *step, struct tutor *self);

/* The whole conversation, for the site. */
void tutor_hand_off(struct step *step, const struct tutor *self, const struct question *question);

/* Why a lesson of the deployment's own cannot be used, for its log. */
void tutor_note_lesson(struct step *step, const char *why);

#endif
