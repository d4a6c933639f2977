/* look.h: when the mentor reads the code, and what it says of itself meanwhile.
 *
 *   idle -> waiting (changed, the hands not still) -> looking (a parse is out)
 *        -> asking (a call is out) -> cooling (something was said) -> idle
 *
 * A look never interrupts: it comes when the hands have been still for a while, how long depends on
 * where they stopped (code/place.h) and on what the budget says (mentor/budget.h). Blanks and
 * comments are not read at all. Whatever the state, there is a reason that can be told. Times are
 * epoch milliseconds. */
#ifndef SESSION_LOOK_H
#define SESSION_LOOK_H

#include "session/session.h"

#define LOOK_QUIET_MS  1200 /* hands are still after this: longer than pauses inside a word */
#define LOOK_PAUSE_MS  1000 /* a plain timer would ask a model at each pause of this length */
#define SAVE_LATEST_MS 2000 /* a change is stored at the latest after this */

const char *look_word(enum look look);

/* Milliseconds from `now_ms` to the next thing that the mentor plans, 0 for nothing. */
i64 look_next_ms(const struct session *session, i64 now_ms);

/* The document was changed, last at byte offset `at`. `quiet`: only blanks or a comment. */
void look_touch(struct step *step, u32 at, bool quiet);

/* The caret left the line that was changed last. */
void look_left(struct step *step);

/* The document is what the learner begins with: it is read at once, and is no change. */
void look_begin(struct step *step);

/* The language changed: what was seen is no longer to be compared with. */
void look_forget(struct session *session);

/* The learner wants to hear more or less. */
void look_dial(struct step *step, enum dial dial);

/* The learner judged a tip: 1 helpful, -1 dismissed, -2 wrong. */
void look_judged(struct step *step, int verdict);

/* The learner asks for a look now, or a setting changed what a look would find. */
void look_now(struct step *step);

/* The time that was armed has come: reads the code when it is due, ends a rest or a call that took
 * too long. */
void look_alarm(struct step *step);

/* The next time an alarm is needed, 0 for none. */
i64 look_due_ms(const struct session *session);

/* What the mentor is doing, and why. */
void look_set(struct session *session, enum look look, enum reason why);

/* The same, unless a call is out: then the state goes on to say that. */
void look_say_why(struct session *session, enum look look, enum reason why);

/* Plans the next reading for when what waits is worth a call. Returns when that is, 0 for never. */
i64 look_plan(struct session *session);

/* Says a finding, and rests. */
void look_say(struct step *step, const struct finding *finding);

/* Something is said now: rests. */
void look_said(struct step *step);

/* Notes a decision of the budget with its numbers, for a host that wants them (mentor replay). */
void look_explain(struct step *step, const char *decision, i64 due_ms);

/* Tells the clients when the state changed since they were told. */
void look_tell(struct step *step);

#endif
