/* look.h: when the mentor reads the code, and what follows from it.
 *
 *   idle -> waiting (changed, the hands not still) -> looking (a parse is out)
 *        -> asking (a call is out) -> cooling (something was said) -> idle
 *
 * A look never interrupts: it comes when the hands have been still for a while. Its findings cost
 * nothing and come first; a model is asked only when the budget says that the code has moved enough
 * since the last question. Whatever the state, there is a reason that can be told. Times are epoch
 * milliseconds. */
#ifndef SESSION_LOOK_H
#define SESSION_LOOK_H

#include "session/session.h"

#define LOOK_QUIET_MS    1200  /* hands are still after this: longer than pauses inside a word */
#define LOOK_STUCK_MS    8000  /* a half-typed line that stands so long is read all the same */
#define LOOK_COOL_MS     6000  /* rest after a tip, to leave time to read it */
#define CALL_DEADLINE_MS 20000 /* a model that takes longer has lost its chance */
#define SAVE_LATEST_MS   2000  /* a change is stored at the latest after this */

const char *look_word(enum look look);

/* Milliseconds from `now_ms` to the next thing that the mentor plans, 0 for nothing. */
i64 look_next_ms(const struct session *session, i64 now_ms);

/* The document was changed at byte offset `at`. */
void look_touch(struct step *step, u32 at);

/* The learner asks for a look now, or a setting changed what a look would find. */
void look_now(struct step *step);

/* The time that was armed has come: reads the code when it is due, ends a rest or a call that took
 * too long. */
void look_alarm(struct step *step);

/* A reading came back, or came to nothing. */
void look_read(struct step *step, const struct outline *outline);
void look_unread(struct step *step);

/* The model's answer is complete, or will not come. */
void look_answered(struct step *step);
void look_unanswered(struct step *step, enum reason why);

/* The next time an alarm is needed, 0 for none. */
i64 look_due_ms(const struct session *session);

/* Tells the clients when the state changed since they were told. */
void look_tell(struct step *step);

#endif
