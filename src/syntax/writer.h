/* writer.h: writes an outline: opens and closes units, takes their tokens, and keeps the three
 * hashes.
 *
 * Both ways to an outline end here, the one over a syntax tree (units.h) and the plain lexer
 * (plain.h), so that both count and hash alike.
 *
 * Vocabulary: open unit (its end is not reached yet; tokens go to the innermost one). Invariant:
 * what is written is a valid outline at any time (code/outline.h), never more than OUTBOX_BYTES. */
#ifndef SYNTAX_WRITER_H
#define SYNTAX_WRITER_H

#include "base/base.h"
#include "base/limits.h"
#include "base/str.h"
#include "code/outline.h"

#define OUTBOX_BYTES                                                                               \
    (8 + sizeof(struct outline_head) + OUTLINE_UNITS_MAX * sizeof(struct unit) +                   \
     FINDINGS_MAX * sizeof(struct finding) + FAULTS_MAX * sizeof(struct fault_place) +             \
     TOKENS_MAX * sizeof(u16))

struct writer {
    struct outline_head *head;
    struct unit *units;
    struct fault_place faults[FAULTS_MAX];
    u16 *tokens;                 /* at the end of the room; they move up when all units are known */
    u32 open[OUTLINE_DEPTH_MAX]; /* numbers of the open units, outermost first */
    u32 depth;
};

/* Starts an empty outline at `out`, which has OUTBOX_BYTES and is aligned to 8. */
void writer_init(struct writer *self, u8 *out, u8 language, u32 text_bytes);

/* Opens a unit inside the open ones. False when it is not to be one (too deep, too many): then do
 * not close it. */
bool writer_open(struct writer *self, enum unit_kind kind, u32 start, u32 end);

/* Names the unit that was opened last. */
void writer_name(struct writer *self, u32 at, u32 bytes);

/* A token of the innermost open unit, if there is one. `shape` is its hash once local names are
 * replaced. */
void writer_token(struct writer *self, enum token_class class, u64 exact, u64 shape);

/* A token that belongs to no unit: the end of a block without braces, which moves when the unit
 * behind it does. */
void writer_edge(struct writer *self, enum token_class class, u64 exact);

/* More weight for the innermost open unit: a call. */
void writer_weigh(struct writer *self, u32 weight);

/* An error lies in these bytes of the text. */
void writer_fault(struct writer *self, u32 start, u32 end);

/* An error lies among its tokens. */
void writer_broken(struct writer *self);

void writer_close(struct writer *self);

/* Adds the findings and returns the result: a u32 length, 4 bytes of padding, then the bytes. All
 * units are closed. */
const u8 *writer_finish(struct writer *self, const struct finding *findings, u32 count, u32 stamp);

/* The class of a keyword or an operator by its text. */
enum token_class token_class_of(struct str text);

#endif
