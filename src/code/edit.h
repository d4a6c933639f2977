/* edit.h: one change of the document, after text_splice made it.
 *
 * An edit is described once, here, and everything downstream (anchors, budget, other tabs) takes
 * this. */
#ifndef CODE_EDIT_H
#define CODE_EDIT_H

#include "base/base.h"

struct edit {
    u32 at;  /* byte offset of the change */
    u32 del; /* bytes taken out there */
    u32 ins; /* bytes put in there */
};

/* Where an offset of the text before `edit` stands after it. An offset inside the deleted bytes, or
 * at the place of an insertion, goes to the start of the insertion, or to its end when `after`. */
static inline u32 edit_map(struct edit edit, u32 offset, bool after)
{
    if (offset < edit.at || (offset == edit.at && !after)) return offset;
    if (offset >= edit.at + edit.del && (offset > edit.at || after))
        return offset - edit.del + edit.ins;
    return after ? edit.at + edit.ins : edit.at;
}

#endif
