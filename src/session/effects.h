/* effects.h: what the core asks the host to do, as bytes in order.
 *
 * A step answers with a list of effects; the host performs them one after the other, so what is
 * promised (an ack that says saved, a tip) stands behind the save that makes it true (law 9). Each
 * effect is a head of 24 bytes and a payload, padded to 8.
 *
 * Vocabulary: id (the socket of a send or drop, the number of a parse or call), at (the time of an
 * arm in epoch milliseconds, the language of a parse, the close code of a drop, the socket left out
 * of a send to all).              */
#ifndef SESSION_EFFECTS_H
#define SESSION_EFFECTS_H

#include "base/buf.h"

/* X(ENUM, "name"): the border's list; numbers are places in it, from 1. */
#define EVENTS(X)                                                                                  \
    X(START, "start")     /* config and snapshots: a session begins or goes on */                  \
    X(OPEN, "open")       /* id: a socket; who it is */                                            \
    X(FRAME, "frame")     /* id: a socket; the bytes of one frame */                               \
    X(GONE, "gone")       /* id: a socket that was closed */                                       \
    X(ALARM, "alarm")     /* the time that was armed has come */                                   \
    X(OUTLINE, "outline") /* id: a parse; its outline */                                           \
    X(CHUNK, "chunk")     /* id: a call; bytes of the model's answer */                            \
    X(DONE, "done")       /* id: a call; the answer is complete */                                 \
    X(FAIL, "fail")       /* id: a parse or call that came to nothing; a word why */               \
    X(HIT, "hit")         /* id: to be sent back; a ledger and a request to it */                  \
    X(ADMIT, "admit")     /* id: to be sent back; a policy and a token to judge */                 \
    X(ASK, "ask")         /* id: a request to the chat tutor; who asks, and the body */            \
    X(GRANT, "grant")     /* id: a call that begins; the messages that are left, in digits */      \
    X(LESSON, "lesson")   /* id: a request for a lesson; its JSON, or nothing: there is none */

#define EFFECTS(X)                                                                                 \
    X(SEND, "send")     /* id: a socket, or 0 for all but socket `at`; a text frame */             \
    X(DROP, "drop")     /* id: a socket; at: the close code; the reason */                         \
    X(ARM, "arm")       /* at: wake me with an alarm then, and not at an earlier arm's time */     \
    X(SAVE, "save")     /* a snapshot to be stored before what follows is done */                  \
    X(PARSE, "parse")   /* id: answer with outline or fail; at: the language; the text */          \
    X(CALL, "call")     /* id: answer with chunk, done, fail; JSON for a model */                  \
    X(HALT, "halt")     /* id: a call that is not wanted any more */                               \
    X(NOTE, "note")     /* a line of JSON for the log, without code, tips or secrets */            \
    X(SETTLE, "settle") /* id: a call that ended; JSON for the ledgers: provider, micro, outcome   \
                         */                                                                        \
    X(LESSON, "lesson") /* id: answer with lesson or fail; the name of an exercise */              \
    X(BACK, "back")     /* id: a question that came to nothing and does not count */               \
    X(POST, "post")     /* a conversation to be handed to the site, as JSON */

enum event {
    EVENT_NONE,
#define X(name, word) EVENT_##name,
    EVENTS(X)
#undef X
        EVENT_COUNT
};

enum effect {
    EFFECT_NONE,
#define X(name, word) EFFECT_##name,
    EFFECTS(X)
#undef X
        EFFECT_COUNT
};

struct effect_head {
    u32 effect, id;
    f64 at;
    u32 bytes; /* of the payload, without padding */
    u32 spare;
};
_Static_assert(sizeof(struct effect_head) == 24, "the head crosses the border as it stands");

struct effects {
    struct buf out;
    usize open; /* offset of the head of the effect being written */
};

void effects_init(struct effects *self, u8 *memory, usize capacity);

/* Begins an effect; its payload is then written into the buf returned, and effect_end closes it. */
struct buf *effect_begin(struct effects *self, enum effect effect, u32 id, f64 at);
void effect_end(struct effects *self);

/* A whole effect at once. */
void effect_put(struct effects *self, enum effect effect, u32 id, f64 at, struct str payload);

/* The payload of the last effect that was ended, so that it can be sent to another socket too. */
struct str effect_last(const struct effects *self);

#endif
