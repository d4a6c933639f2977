/* focus.h: which places of the code changed since the last call, for the prompt to show first.
 *
 * A unit whose own tokens stood nowhere at the last call has changed. Of a function that holds
 * other units only its head is meant, since those are looked at by themselves. */
#ifndef SESSION_FOCUS_H
#define SESSION_FOCUS_H

#include "session/session.h"

/* Finds them in the outline of the code as it stands, against what was seen; at most FOCUS_MAX, in
 * order. Takes FOCUS_ARENA_BYTES from the arena. */
void focus_find(struct session *session, const struct outline *outline, struct arena *arena);

#define FOCUS_ARENA_BYTES (2 * OUTLINE_UNITS_MAX * sizeof(u64))

#endif
