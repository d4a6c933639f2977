/* change.h: a change of the document by a frame, whole or not at all.
 *
 * A frame carries one or many edits. They are made one after the other; when one does not fit,
 * those before it are taken back, so a frame changes everything it says or nothing. */
#ifndef SESSION_CHANGE_H
#define SESSION_CHANGE_H

#include "session/wire.h"

/* One edit that was made: in bytes for us, in UTF-16 units for other tabs, and what it took out. */
struct made {
    struct edit edit;
    u32 at_unit, del_units;
    struct str ins, taken; /* in the arena */
};

struct change {
    struct made *made;
    u32 count, capacity;
};

/* Makes the edits of an edit frame. On a fault nothing was changed. */
enum fault change_edits(struct change *self, struct step *step, const struct frame *frame);

/* Turns the document into `text` by as few edits as the line diff finds. On a fault nothing was
 * changed. */
enum fault change_text(struct change *self, struct step *step, struct str text);

/* Takes back all that was made. */
void change_undo(struct change *self, struct text *text);

/* Counts the revision, moves the tips, tells the other tabs, starts the wait for a look. */
void change_commit(const struct change *self, struct step *step, struct socket *by, u32 number);

#endif
