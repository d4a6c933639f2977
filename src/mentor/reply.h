/* reply.h: a model's answer, read strictly.
 *
 * One JSON object {line, quote, rule, concept, tip} with nothing round it. rule may be null, and it
 * and concept may be left out; every other key, type or repetition refuses the answer. What it says
 * is an attacker's text until the gate has passed it. {"line": 0, "quote": "", "tip": ""} says that
 * there is nothing to say. */
#ifndef MENTOR_REPLY_H
#define MENTOR_REPLY_H

#include "base/arena.h"
#include "base/str.h"

enum reply_fault { REPLY_FINE, REPLY_LONG, REPLY_UTF8, REPLY_JSON, REPLY_KEYS, REPLY_TYPES };

struct reply {
    bool nothing;                         /* the model says that it sees nothing */
    u32 line;                             /* from 1 */
    struct str quote, rule, concept, tip; /* in the arena; rule and concept may be empty */
};

/* Reads at most REPLY_BYTES_MAX bytes. On a fault `*at` is the byte offset it lies at. */
enum reply_fault reply_read(struct reply *self, struct str bytes, struct arena *arena, usize *at);

#endif
