/* ask.h: the page's chat: a question about the session's own code, and its answer.
 *
 * The machine is the chat tutor's (session/talk.h); the code is the document, the earlier messages
 * are the session's conversation, and what is said goes to the owners' sockets. One question at a
 * time. What a model said and the gate passed is kept, so that it is there after a reload; an
 * answer that is out when the instance is lost is lost from there on. */
#ifndef SESSION_ASK_H
#define SESSION_ASK_H

#include "session/session.h"
#include "session/wire.h"

/* A learner asks. */
enum fault ask_begin(struct step *step, struct str question);

/* She takes it back; what was shown stays. */
void ask_stop(struct step *step);

/* Is this event for the question that is open? Then it is handled. */
bool ask_chunk(struct step *step, u32 id, struct str bytes);
bool ask_done(struct step *step, u32 id);
bool ask_fail(struct step *step, u32 id, struct str line);
bool ask_outline(struct step *step, u32 id, struct str bytes);
void ask_grant(struct step *step, u32 id, struct str left);
void ask_alarm(struct step *step);

/* When an alarm is needed, 0 for none. */
i64 ask_due_ms(const struct session *session);

#endif
