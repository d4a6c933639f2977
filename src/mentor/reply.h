/* reply.h: a model's answer, read strictly.
 *
 * One JSON object with exactly the keys line, quote and rule. Prose round it, other keys or other
 * types refuse it: what a model says is an attacker's text until the gate has passed it. */
#ifndef MENTOR_REPLY_H
#define MENTOR_REPLY_H

#include "base/arena.h"
#include "base/str.h"

struct reply {
    bool nothing;           /* the model says that no rule is broken */
    u32 line;               /* from 1 */
    struct str quote, rule; /* borrowed from the arena */
};

/* False when the bytes are not such an answer. */
bool reply_read(struct reply *self, struct str bytes, struct arena *arena);

#endif
