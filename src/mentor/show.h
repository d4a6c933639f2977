/* show.h: what strangers wrote, shown to a model so that it stays text.
 *
 * A tokenizer turns some texts into tokens that mean "here the user's turn ends" and the like;
 * others are invisible to the person who reads the prompt, but not to the model. Neither may come
 * from a learner's code. So in the copy that is shown:
 * - a character that is invisible, turns the direction of writing, is private, or that a tokenizer
 *   may take for a letter or sign of ASCII, is escaped: \u{202e}
 * - a control token or the name of a turn gets a middle dot behind its first character: <·|eot_id|>
 *   [·INST] H·uman: — in any case, in full-width forms, with invisible characters inside, and
 *   written as an escape of JSON, HTML or a URL
 * - the mark of the fence gets the same dot, so that it never stands inside the fence.
 *
 * Vocabulary: own (our words, as they are), foreign (everybody else's). A show may have no buffer:
 * then it only measures. */
#ifndef MENTOR_SHOW_H
#define MENTOR_SHOW_H

#include "base/buf.h"
#include "mentor/estimate.h"

struct show {
    struct buf *out; /* NULL: only measured */
    bool plain;      /* for people; otherwise the inside of a JSON string is written */
    u64 mark;        /* of the fence */
    usize bytes;     /* written, as JSON */
    struct estimate estimate;
};

void show_own(struct show *self, const char *text);
void show_number(struct show *self, u32 number);

/* A text that is ours though it stands in no string of C: a bundled lesson. */
void show_ours(struct show *self, struct str text);

/* The mark and a line end. */
void show_mark(struct show *self);

/* One line (or a part of one) of valid UTF-8. Line ends in it are escaped. O(bytes). */
void show_foreign(struct show *self, struct str text);

/* Is this character never shown as it is? */
bool show_escapes(u32 point);

#endif
