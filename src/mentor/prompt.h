/* prompt.h: the question to a model about a learner's code, as the body of a call.
 *
 * Two turns. The system turn says what a tip is and how to answer; it depends on the language
 * alone, so that a provider's cache of prefixes can keep it. The user turn holds what strangers
 * wrote: the exercise, what the mentor said lately, and the code, which is data. All of that is
 * hostile: it is shown through show.h (no control token, nothing invisible) and without its secrets
 * (mask.h). The code stands between two lines of a mark that is made anew for each call; every line
 * of it has its number before it, so no line of code can pass for the mark or for words of ours.
 *
 * Vocabulary: mark (16 hex digits; also a canary: an answer that holds it is no tip), turn (what
 * one side says), estimate (estimate.h; never above PROMPT_TOKENS_MAX). Invariant: the work is
 * bounded by what is shown, not by the document. */
#ifndef MENTOR_PROMPT_H
#define MENTOR_PROMPT_H

#include "base/buf.h"
#include "code/language.h"
#include "code/text.h"
#include "mentor/provider.h"

/* Bytes of the text that changed since the mentor last looked; empty where bytes went away. */
struct prompt_range {
    u32 start, end;
};

struct prompt {
    enum language language;
    struct text *text;
    u32 focus; /* byte offset where the learner works */
    const struct prompt_range *changed;
    u32 changed_count;      /* in order, apart; 0: the code round the focus is shown */
    const struct str *said; /* what the mentor showed lately, the oldest first */
    u32 said_count;
    struct str lesson; /* title and task of the exercise, or empty */
    u64 seed;          /* of this call */
};

enum prompt_turn { PROMPT_SYSTEM, PROMPT_USER };

/* The mark of this call. It depends on the seed alone, so that it can be asked for again when the
 * answer comes and the text has changed; where the text holds it, the copy that is shown does not.
 */
u64 prompt_mark(const struct prompt *self);

/* What the system turn says in every call, for the gate: an answer that holds it is no tip. */
extern const char PROMPT_RULES[];

/* Is there a tip that only a model can name, for this language? */
bool prompt_has_rules(enum language language);

/* Writes {"provider": word, "body": {…}, "micro": the worst price in micro-dollars}; at most
 * PROMPT_BYTES_MAX bytes. The body is what the provider's service takes, without the model's name.
 * The embedded mentor is not asked: its provider is a check. */
void prompt_write(const struct prompt *self, enum provider provider, const struct price *price,
                  struct buf *out);

/* The tokens of both turns by the estimate, at most PROMPT_TOKENS_MAX. */
u32 prompt_tokens_in(const struct prompt *self);

/* One turn as people read it. */
void prompt_read(const struct prompt *self, enum prompt_turn turn, struct buf *out);

#endif
