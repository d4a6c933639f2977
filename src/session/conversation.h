/* conversation.h: what a learner and the tutor said to each other in a session.
 *
 * Messages stand one behind the other in one block; when it is full the oldest go. What the tutor
 * said is here only as far as it passed the gate. Bytes of a message: its side, a spare byte, two
 * of length (little-endian), the text. */
#ifndef SESSION_CONVERSATION_H
#define SESSION_CONVERSATION_H

#include "base/limits.h"
#include "mentor/chat.h"

struct conversation {
    u32 bytes;
    u8 at[CONVERSATION_BYTES_MAX];
};

/* Adds a message; the oldest make room. The text is UTF-8 of at most CONVERSATION_BYTES_MAX / 2
 * bytes, and a longer one is cut at a character. */
void conversation_add(struct conversation *self, bool learner, struct str text);

/* The next message from `*at`, which begins at 0; false at the end. The text is borrowed. */
bool conversation_next(const struct conversation *self, u32 *at, struct chat_turn *turn);

/* The last messages, at most `most`, the oldest first. Returns how many. */
u32 conversation_last(const struct conversation *self, struct chat_turn *turns, u32 most);

/* Takes over bytes that were stored. False, and nothing is changed, when they are no messages. */
bool conversation_read(struct conversation *self, struct str bytes);

#endif
