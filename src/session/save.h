/* save.h: storing, in the right order.
 *
 * A save goes out before whatever relies on it, and tells every client which revision is safe. */
#ifndef SESSION_SAVE_H
#define SESSION_SAVE_H

#include "session/session.h"

/* Notes that something worth storing changed. */
void save_touch(struct step *step);

/* Stores now, if there is anything to store. */
void save_now(struct step *step);

/* The time that was armed has come: stores when the hands are still, or SAVE_LATEST_MS after the
 * first change. */
void save_alarm(struct step *step);

/* When the next save is due at the latest, 0 for none. */
i64 save_due_ms(const struct session *session);

#endif
