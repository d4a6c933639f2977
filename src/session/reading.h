/* reading.h: the code is read after a pause, and what follows is decided.
 *
 * A reading is a parse that the sandbox makes. When it comes back, the finished code is weighed
 * against that of the last call; a finding of the catalogue is said at once, for it costs nothing;
 * what changed waits, until the budget says that it is worth a call. A half-typed line is left
 * alone, unless the learner is stuck on it. */
#ifndef SESSION_READING_H
#define SESSION_READING_H

#include "session/session.h"

/* Sends the text to be parsed. None must be out. */
void reading_begin(struct step *step);

/* The outline came back, or the parse came to nothing. */
void reading_done(struct step *step, const struct outline *outline);
void reading_lost(struct step *step);

#endif
