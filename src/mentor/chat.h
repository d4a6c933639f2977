/* chat.h: a learner's question to the tutor, as the body of a call.
 *
 * The system turn says what the tutor may do and shows the exercise; it is the same for all who
 * work on that exercise, so that a provider's cache of prefixes can keep it. Then come the last
 * messages, each as a turn of its own role, and at the end the learner's code and her question. The
 * reference solution of an exercise is never part of it.
 *
 * What strangers wrote is hostile and is shown as in prompt.h: without control tokens, invisible
 * characters and secrets. The code and the question stand between lines of a mark that is made anew
 * for each call, and each line of them has a sign of ours before it, so neither can close its
 * section; a message of the history is a string of JSON, and the names of turns in it are broken.
 *
 * Vocabulary: turn (one message of the conversation), task (a step of the exercise), estimate
 * (estimate.h; never above CHAT_TOKENS_MAX). */
#ifndef MENTOR_CHAT_H
#define MENTOR_CHAT_H

#include "base/buf.h"
#include "code/text.h"
#include "mentor/lesson.h"
#include "mentor/provider.h"

struct chat_turn {
    bool learner; /* otherwise the tutor said it */
    struct str text;
};

/* All of it is borrowed. */
struct chat {
    enum language language;
    struct text *text; /* the learner's code */
    u32 focus;         /* byte offset where she works; what does not fit is left out far from it */
    const struct lesson *lesson; /* NULL when there is none */
    bool foreign;                /* the lesson is not a bundled one: strangers wrote it */
    struct str task;             /* id of the task that she is at, or empty */
    const struct chat_turn *turns;
    u32 turn_count; /* the oldest first; the last CHAT_TURNS_MAX are shown */
    struct str question;
    struct str locale; /* a language tag in which the answer is to be, or empty for English */
    u64 seed;          /* of this call */
};

/* As prompt_mark (mentor/prompt.h). */
u64 chat_mark(const struct chat *self);

/* What the system turn says to every model, for the gate: an answer that holds it is refused. */
extern const char CHAT_RULES[];

/* Is this a language tag: letters, digits and hyphens, at most 35 bytes (RFC 5646, 4.4.1)? */
bool chat_locale_fits(struct str locale);

/* The tokens of all turns by the estimate. */
u32 chat_tokens_in(const struct chat *self);

/* The body that the provider's service takes, without the model's name: at most
 * CHAT_PROMPT_BYTES_MAX bytes. Returns the tokens of its turns by the estimate. The embedded tutor
 * is not asked: its provider is a check. */
u32 chat_write(const struct chat *self, enum provider provider, struct buf *out);

/* All turns as people read them, each behind a line with its role. */
void chat_read(const struct chat *self, struct buf *out);

#endif
