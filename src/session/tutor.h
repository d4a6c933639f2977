/* tutor.h: POST /chat, one request from its body to the end of its answer.
 *
 * A machine beside the session, with events and effects of its own kind:
 *
 *   ask     who asks and what (JSON of the host), and the body as it came
 *           -> lesson, when the deployment has a curriculum of its own; otherwise call
 *   lesson  the exercise, or that there is none -> call
 *   grant, chunk, done, fail, alarm  the call, as in talk.h
 *   outline the code as the syntax sandbox reads it, when the embedded tutor answers
 *   gone    the client left -> halt, and nothing more
 *
 * What goes to the client is one kind of effect: send, with the HTTP status in `at`. Any status but
 * 200 comes once, with the whole JSON body of an error; 200 opens the stream when something was
 * heard, perhaps with nothing to send yet, and brings its events. drop ends the response.
 *
 * The body is kept behind the text's pool as it came, and read again when another provider is asked
 * or the conversation is handed off. Vocabulary: kept (body and lesson), curriculum (exercises that
 * the deployment brings itself, asked before the bundled ones). */
#ifndef SESSION_TUTOR_H
#define SESSION_TUTOR_H

#include "base/arena.h"
#include "code/text.h"
#include "session/effects.h"
#include "session/talk.h"

struct tutor {
    bool open, streaming;      /* until the response ends; its head was sent */
    bool handoff;              /* somebody takes finished conversations */
    bool user_is_number;       /* the token's sub was one */
    u32 id;                    /* the host's number of the request */
    u32 request;               /* number of the last call, parse or lesson */
    u32 parse, fetch;          /* the parse, and the lesson, that is out; 0 for none */
    u8 language;               /* enum language */
    u8 user_bytes, slug_bytes; /* slug: what the token allows, 0 for all */
    u8 user[255], slug[255];
    i64 armed_ms;
    u64 seed;
    u32 limit, window_s; /* messages that a user has, for who is told so */
    u8 *kept;            /* behind the pool: the body, then the lesson */
    u32 body_bytes, lesson_bytes;
    struct talk talk;
    struct text text;
};

/* Nothing is open. `pool` is where memory may begin that outlives a step. */
void tutor_init(struct tutor *self, u8 *pool);

/* Where what outlives a step with this payload ends: the inbox may begin there. */
u8 *tutor_kept_end(const struct tutor *self, enum event event, u32 bytes);

/* As session_step and its sizes. */
void tutor_step(struct tutor *self, enum event event, u32 id, i64 now_ms, struct str payload,
                struct arena *arena, struct effects *effects);
usize tutor_arena_bytes(const struct tutor *self, enum event event, u32 bytes);
usize tutor_outbox_bytes(const struct tutor *self, enum event event, u32 bytes);

/* Which events are a tutor's own; the others are when one is open. */
static inline bool tutor_takes(enum event event)
{
    return event == EVENT_ASK || event == EVENT_LESSON;
}

#endif
