/* lately.h: what was said and undone a moment ago, so that nobody hears it again.
 *
 * The texts of the tips that were shown last go into the next prompt and are what the gate compares
 * a new tip with. The words and signs that the learner took out in the last half minute are kept as
 * hashes: a tip that asks for them back comes too late. */
#ifndef SESSION_LATELY_H
#define SESSION_LATELY_H

#include "mentor/gate.h"
#include "session/session.h"

/* A tip was shown, in these words. */
void lately_say(struct session *session, struct str text);

/* Their texts, the oldest first, to `out` (SAID_MAX); returns how many. Borrowed from the session.
 */
u32 lately_said(const struct session *session, struct str *out);

/* The same as the gate compares them. */
u32 lately_shown(const struct session *session, struct shown *out);

/* An edit took out `taken`; it is made. Words that it cut are completed from what stands round it.
 */
void lately_take(struct session *session, struct edit edit, struct str taken, i64 now_ms);

/* What was taken out in the last UNDONE_MS, to `out` (UNDONE_MAX); returns how many. */
u32 lately_undone(const struct session *session, i64 now_ms, u64 *out);

#endif
