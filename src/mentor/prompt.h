/* prompt.h: the question to a model, as the JSON body of a call.
 *
 * The model may only choose: one of our reviewed tips that no query can find (semantic ones), a
 * line, and the words it quotes from that line. So whatever the code tells it to say, the sentence
 * shown is ours (tier A of speech). The learner's code stands between two marks that are made anew
 * for each call; every line of it has its number before it, so no line of code can pass for a mark
 * or an instruction of ours. */
#ifndef MENTOR_PROMPT_H
#define MENTOR_PROMPT_H

#include "base/buf.h"
#include "code/language.h"
#include "code/text.h"

struct prompt {
    enum language language;
    struct text *text;
    u32 focus; /* byte offset round which the code is shown when not all of it fits */
    u64 seed;  /* for the marks */
};

/* Is there a tip that only a model can name, for this language? Without one there is nothing to
 * ask. */
bool prompt_has_rules(enum language language);

/* Writes {"model": …, "input": {messages, max_tokens, response_format, …}}; at most 2 *
 * PROMPT_BYTES_MAX bytes. */
void prompt_write(const struct prompt *self, struct buf *out);

#endif
