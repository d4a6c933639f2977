/* excerpt.h: the lines of a program that a prompt shows.
 *
 * Not all of a long program fits, so the lines that changed come first, then three lines round
 * each, then as much else as there is room for, grown evenly. Every line has its number before it
 * and a star when it changed; what is left out is told in a line without a number.
 *
 * Vocabulary: span (lines in a row that are shown), room (tokens and bytes that may still be used).
 * The work is bounded by the room and by the number of leaves, not by the document's length. */
#ifndef MENTOR_EXCERPT_H
#define MENTOR_EXCERPT_H

#include "base/limits.h"
#include "mentor/prompt.h"
#include "mentor/show.h"

struct room {
    u32 tokens;
    usize bytes; /* as JSON */
};

/* From the start of a line to the end of the same or another one. */
struct excerpt_span {
    u32 start, end;
    u32 above, below; /* lines of context that were added */
    bool is_done_above, is_done_below;
};

struct excerpt {
    const struct prompt *prompt;
    u64 mark;
    u32 line_bytes; /* a longer line is cut */
    u32 span_count;
    struct excerpt_span spans[EXCERPT_SPANS_MAX];
};

/* Chooses the lines. At least a part of the line at the focus is chosen. */
void excerpt_choose(struct excerpt *self, const struct prompt *prompt, u64 mark, struct room room);

/* Writes them, in at most the room that they were chosen for. */
void excerpt_write(const struct excerpt *self, struct show *show, struct room room);

/* Shows one line of a stranger without its secrets, cut to `most` bytes. */
void excerpt_line(struct show *show, struct str line, usize most);

/* Lines of a text of a stranger, as many as have room in so many tokens, each behind a sign of ours
 * and cut to `line_bytes`. */
void excerpt_quote(struct show *show, struct str text, const char *sign, usize line_bytes,
                   u32 tokens);

#endif
