/* sse.h: reads text/event-stream as it comes, at any split of its bytes.
 *
 * The WHATWG's rules (HTML, 9.2.6): a line ends with LF, CR or CRLF; a line of a field begins with
 * its name and a colon, and one blank after the colon is no part of the value; several `data` lines
 * of one event are joined with LF; an empty line ends the event. A byte order mark at the start, a
 * comment, and every field but `data` (event, id, retry, and those that nobody knows) say nothing.
 * What stands behind the last empty line is no event: nobody knows whether it is whole.
 *
 * Vocabulary: event (the data between two empty lines). Invariant: the events are the same at every
 * split of the bytes. The state is one struct without a pointer, so it can be stored and copied; of
 * `data` only the first `used` bytes mean anything. */
#ifndef MENTOR_SSE_H
#define MENTOR_SSE_H

#include "base/limits.h"
#include "base/str.h"

struct sse {
    u32 used;      /* bytes of the event so far */
    u8 mode;       /* where in a line the next byte stands (enum mode of sse.c) */
    u8 matched;    /* of a field's name: so many bytes are those of "data" */
    u8 mark;       /* of the byte order mark: so many bytes were met; 3 when it may not come */
    bool after_cr; /* an LF now belongs to the line end before it */
    bool any;      /* the event has a data line, perhaps an empty one */
    bool overflow; /* sticky: an event was longer than SSE_EVENT_BYTES_MAX; no more are read */
    u8 unused[2];
    u8 data[SSE_EVENT_BYTES_MAX];
};

void sse_init(struct sse *self);

/* Reads on in `*bytes` up to the end of the next event, and cuts off what it read. True with the
 * event in `*data`, borrowed from `self` until the next call; false when the bytes are used up. */
bool sse_next(struct sse *self, struct str *bytes, struct str *data);

#endif
