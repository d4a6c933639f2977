/* embedded.h: the tutor that needs no model.
 *
 * It answers from what is certain: the catalogue's findings on the learner's code, a place where
 * the code does not read as its language, and the exercise's hints in their order. Of a finding
 * that it told before it gives the next step of help. It says that it is the embedded one, so
 * nobody takes it for more. */
#ifndef SESSION_EMBEDDED_H
#define SESSION_EMBEDDED_H

#include "code/outline.h"
#include "mentor/chat.h"

/* The first hint of the lesson that no earlier message of the tutor holds; NULL when all were
 * given, or there is no lesson. */
const struct lesson_hint *embedded_hint(const struct chat *chat);

/* The hint as it is said. */
void embedded_put_hint(struct buf *out, const struct lesson_hint *hint);

/* The whole answer. `outline` is of chat->text, or NULL when it could not be read. */
void embedded_write(const struct chat *chat, const struct outline *outline, struct buf *out);

#endif
