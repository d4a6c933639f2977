/* dialect.h: from the bytes of a provider's answer to the model's text.
 *
 * Each provider has a shape of its own, streamed (text/event-stream) or whole (one JSON value):
 *
 *   workers-ai  {"response": "text" or {…}, "usage": {…}}, or what OpenAI says
 *   openai      {"choices": [{"delta" or "message": {"content": "text"}, "finish_reason": "stop"}]}
 *   gemini      {"candidates": [{"content": {"parts": [{"text": "…"}]}, "finishReason": "STOP"}]}
 *
 * Which form it is, the first byte tells: a server may ignore that a stream was asked for. In JSON
 * mode Workers AI gives an object where the model kept to the schema; it is written out again as
 * compact JSON; and while it streams, it sends a token that is a number or a word of JSON as that
 * (`"content":6`, github.com/cloudflare/ai/issues/651). Thoughts and reasoning are no part of the
 * text. Everything here is hostile: the provider may be any address that somebody has set.
 *
 * Vocabulary: complete (the provider said that this was all), finish (why it ended, in the
 * provider's words), fault (the first thing that was wrong; nothing is read after it). Invariant:
 * text, finish, usage and fault are the same at every split of the bytes. The state is one struct
 * without a pointer. */
#ifndef MENTOR_DIALECT_H
#define MENTOR_DIALECT_H

#include "base/arena.h"
#include "base/buf.h"
#include "mentor/provider.h"
#include "mentor/sse.h"

/* A later one outweighs an earlier one: what was blocked is not well because it also stopped. */
enum finish { FINISH_NONE, FINISH_STOP, FINISH_LENGTH, FINISH_BLOCKED };

enum dialect_fault {
    DIALECT_FINE,
    DIALECT_BROKEN, /* not JSON, or not of this provider's shape */
    DIALECT_LONG,   /* an event, or the whole answer, that is over its limit */
    DIALECT_ERROR,  /* the provider reports an error inside the answer; `code` has its number */
    DIALECT_EMPTY,  /* it ended and there was no text */
    DIALECT_CUT,    /* it ended with text but incomplete */
};

struct usage {
    u32 in, out; /* tokens; what a model thought counts as out */
    bool known;
};

struct dialect {
    struct usage usage; /* the most that was said: some count up, some tell it at the end */
    u32 code;           /* of DIALECT_ERROR: an HTTP status or Workers AI's code, 0 when not told */
    u8 provider, form;  /* enum provider; enum form of dialect.c */
    u8 finish, fault;   /* enum finish, enum dialect_fault */
    bool complete, text; /* it said that this was all; there was some text */
    bool done;           /* [DONE]: what follows says nothing */
    u8 unused;
    struct sse sse; /* its buffer also holds the whole form */
};

/* `provider` is one that is asked over a wire: not the embedded one. */
void dialect_init(struct dialect *self, enum provider provider);

/* Reads some bytes and appends their text. The arena (DIALECT_ARENA_BYTES) is given back as it was.
 * Whether the text fitted, its buf says: that is the caller's limit and no fault of the answer. */
void dialect_feed(struct dialect *self, struct str bytes, struct arena *arena, struct buf *text);

/* The connection has ended, well or not. The whole form's text comes only now. True when the answer
 * is complete and has text; otherwise `fault` says what was wrong. */
bool dialect_end(struct dialect *self, struct arena *arena, struct buf *text);

#endif
