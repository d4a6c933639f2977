/* text.h: the document.
 *
 * Valid UTF-8 in a row of leaves. A leaf holds up to LEAF_BYTES and knows its bytes, UTF-16 units
 * and line ends, so that a position in units is found by walking over leaves, not over text; the
 * walk starts at the leaf of the last edit, because a learner types where she typed. An edit inside
 * a leaf moves at most that leaf's bytes.
 *
 * Vocabulary: slot (the place of a leaf's bytes in the pool), pool (the memory of all slots, at the
 * end of memory, so that it can grow), piece (bytes that lie in a row in one leaf). Positions are
 * byte offsets unless named units; lines count from 1 and end at "\n". Invariant: no character is
 * cut by a leaf's end; no leaf is empty; two neighbours hold LEAF_FILL - 4 bytes or more together.
 */
#ifndef CODE_TEXT_H
#define CODE_TEXT_H

#include "base/limits.h"
#include "base/str.h"
#include "code/edit.h"

struct leaf {
    u16 bytes, units, newlines;
    u16 slot;
};

struct text {
    u32 bytes, units, newlines; /* of the whole document */
    u32 leaf_count;
    struct {
        u32 leaf, byte, unit; /* a leaf and where it starts: the place of the last search */
    } near;
    u32 slot_count; /* slots that the pool has memory for */
    u32 slot_top;   /* slots ever used; above it nothing was written */
    u32 free_count;
    u8 *pool;
    struct leaf leaves[LEAVES_MAX];
    u16 free_slots[LEAVES_MAX];
};

/* Starts empty. `pool` is memory for `slot_count` slots of LEAF_BYTES; the caller keeps it alive.
 */
void text_init(struct text *self, u8 *pool, u32 slot_count);

/* Slots that the pool needs so that `extra` bytes can be put in by splices, however they are cut.
 */
u32 text_slots_needed(const struct text *self, u32 extra);

/* Replaces `del` bytes at `at` by `ins` (valid UTF-8, borrowed for the call; it must not lie in the
 * document). The range must lie in the document and between characters, and the result within
 * TEXT_BYTES_MAX: those are checks, so the callers that take positions from strangers ask
 * text_find_unit first. */
struct edit text_splice(struct text *self, u32 at, u32 del, struct str ins);

/* Does byte offset `at` lie in the document, or at its end, and between characters? */
bool text_is_between(struct text *self, u32 at);

/* The byte offset of `unit` (UTF-16 units). False when it lies beyond the end or inside a
 * character. */
bool text_find_unit(struct text *self, u32 unit, u32 *byte);

/* UTF-16 units before byte offset `at`. */
u32 text_unit_at(struct text *self, u32 at);

/* The line that holds byte offset `at`, and where that line starts. */
struct line {
    u32 number; /* from 1 */
    u32 start;  /* byte offset */
};
struct line text_line_at(struct text *self, u32 at);

/* The byte offset where line `number` starts (from 1); the document's length when there are fewer
 * lines. */
u32 text_line_start(struct text *self, u32 number);

/* Byte offset of the "\n" that ends the line of `at`, or the document's length. */
u32 text_line_end(struct text *self, u32 at);

/* The bytes from `at` to the end of their leaf; empty at the document's end. Borrowed until the
 * next splice. */
struct str text_piece(struct text *self, u32 at);

/* Copies `bytes` bytes from `at` to `out`. The range must lie in the document. */
void text_copy(struct text *self, u32 at, u32 bytes, u8 *out);

/* The hash that clients compute too (base/hash.h, text_hash). */
u64 text_hash_of(struct text *self);

#endif
