/* diff.h: what differs between two texts.
 *
 * The sandwich diff compares from both ends and calls the middle changed: one pass, the cheap first
 * question. Inside it, the line diff finds which lines went and came (E. Myers, "An O(ND)
 * difference algorithm and its variations", 1986, the linear-space form), after lines that stand in
 * one text only have been set aside. It turns a whole document sent by a simple client into a few
 * edits, so that the anchors of tips survive.
 *
 * Invariant: putting the hunks of diff_lines(a, b) into a gives b, whatever limits cut the search
 * short.              */
#ifndef CODE_DIFF_H
#define CODE_DIFF_H

#include "base/arena.h"
#include "base/str.h"

struct sandwich {
    u32 prefix,
        suffix; /* bytes that both texts have in common at the front and, behind it, at the end */
};

/* Both cuts lie between characters when both texts are valid UTF-8. */
struct sandwich diff_sandwich(struct str a, struct str b);

/* Bytes [a_at, a_at + a_bytes) of a became [b_at, b_at + b_bytes) of b. */
struct hunk {
    u32 a_at, a_bytes, b_at, b_bytes;
};

/* The hunks between two texts, in order, at most `max` (> 0); what would come after them is part of
 * the last. Cuts lie at the starts of lines. Takes from the arena up to diff_arena_bytes; it must
 * have them. */
u32 diff_lines(struct str a, struct str b, struct arena *arena, struct hunk *out, u32 max);

/* What diff_lines may take from the arena for texts of so many bytes and lines. */
usize diff_arena_bytes(u32 a_lines, u32 b_lines);

#endif
