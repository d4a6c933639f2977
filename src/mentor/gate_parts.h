/* gate_parts.h: a tip cut into pieces, and the rules that judge them (inside the gate).
 *
 * The tip is cut once; each rule then walks over the pieces. A piece is a word, a number, a span of
 * code, or what stands between them. Offsets count bytes of the tip. */
#ifndef MENTOR_GATE_PARTS_H
#define MENTOR_GATE_PARTS_H

#include "mentor/gate.h"

enum piece_kind {
    PIECE_WORD,   /* letters, with digits and apostrophes inside */
    PIECE_NUMBER, /* digits */
    PIECE_SPAN,   /* what stands between back-ticks */
    PIECE_QUOTED, /* a word or sign between other quotes: a span if it is code, else a word */
    PIECE_DOTTED, /* Math.PI without back-ticks: every part of it a name of the language */
    PIECE_STOP,   /* ends a sentence */
    PIECE_BREAK,  /* ends a clause */
    PIECE_SIGN    /* brackets, quotes */
};

struct piece {
    u8 kind;
    u8 class; /* of a word: enum word_class */
    u16 at, bytes;
    u64 sets; /* of a word: what kind of talk it belongs to (gate_sets.h) */
};

#define PIECES_MAX TIP_CHARACTERS_MAX

struct pieces {
    struct str tip;
    u32 count;
    struct piece at[PIECES_MAX];
};

/* Where a rule was broken, or GATE_PASS. */
struct fault_at {
    enum gate_rule rule;
    u32 offset;
};

static inline struct str piece_text(const struct pieces *self, u32 index)
{
    const struct piece *piece = &self->at[index];
    return (struct str){self->tip.at + piece->at, piece->bytes};
}

/* A word in lower-case letters, written to `memory` (WORD_BYTES_MAX); empty when it is longer. */
#define WORD_BYTES_MAX 32u
struct str piece_lower(struct str word, u8 *memory);

/* Cuts a tip. Broken: SIZE, CHARACTER or SPAN. */
struct fault_at gate_cut(struct pieces *self, struct str tip);

/* LEAK. */
struct fault_at gate_leak(const struct gate *self, const struct pieces *pieces);

/* VOICE, DANGER. */
struct fault_at gate_talk(struct pieces *pieces);

/* WORD, and the class of each word. */
struct fault_at gate_words(const struct gate *self, struct pieces *pieces);

/* NAME and SOLUTION: what stands in the spans. */
struct fault_at gate_spans(const struct gate *self, struct str quote, struct pieces *pieces);

/* TOPIC: every sentence is about code. */
struct fault_at gate_topic(const struct pieces *pieces);

#endif
