/* outline.h: a program as units, so that "what changed" means code and not characters.
 *
 * The syntax sandbox cuts a syntax tree into units: functions, classes, top-level statements and
 * the statements inside them, in the order of the text. Comments, white space and formatting leave
 * no trace in a unit. The core keeps the outline of its last look and compares it with today's.
 *
 * Vocabulary. A unit has its own tokens (those that belong to no unit inside it; of an `if`, its
 * condition) and hashes: exact  its own tokens as written; shape  its own tokens with local names
 * replaced by their order of appearance in the outermost enclosing function or class (at top level:
 * in the file), so that a consistent rename moves no shape; tree   exact of itself and of all units
 * inside it, in order. weight is the sum over its own tokens: punctuation 0, a name 1, a literal,
 * an operator or a call 2, a keyword of control flow 4, the head of a function or class 6 more. A
 * finding is a place where a query of the catalogue holds; `tip` is its number in the catalogue's
 * table. A token is what code/tokens.h compares: the program's words and signs in order.
 *
 * Bytes: little-endian; head, units, findings, places of errors, tokens, without gaps. They come
 * from a sandbox that reads hostile text, so the core believes nothing: outline_read checks every
 * count, range and order.                              */
#ifndef CODE_OUTLINE_H
#define CODE_OUTLINE_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "code/tokens.h"

struct text;

#define OUTLINE_MAGIC   0x314c544fu /* "OTL1" */
#define OUTLINE_NOWHERE 0xffffffffu

enum unit_kind {
    UNIT_FUNCTION = 1, /* function, method, lambda with a block */
    UNIT_CLASS,        /* class, struct, enum, interface, impl, trait */
    UNIT_BRANCH,       /* if, else, switch, case, match, try, catch */
    UNIT_LOOP,         /* for, while, do */
    UNIT_LEAVE,        /* return, break, continue, throw */
    UNIT_DECLARE,      /* variables, imports, includes, package lines */
    UNIT_STATEMENT,    /* any other statement */
    UNIT_KINDS
};

enum outline_flag {
    OUTLINE_ERROR = 1, /* the text does not parse somewhere */
    OUTLINE_LEXED = 2, /* no grammar: made by the plain lexer, one unit a line of code */
    OUTLINE_CUT = 4,   /* there were more units than OUTLINE_UNITS_MAX */
    /* It does not parse, but it would if the blocks that are still open were closed at its end:
     * units and tokens are those of the closed text. */
    OUTLINE_UNCLOSED = 8,
    OUTLINE_TOKENS_CUT = 16, /* there were more tokens than TOKENS_MAX */
};

enum unit_flag {
    UNIT_BROKEN = 1, /* an error or a missing token lies among its own tokens */
};

struct unit {
    u32 start, end; /* byte range in the text, end exclusive; of a container the whole of it */
    u32 name_at;    /* byte offset of its name, or OUTLINE_NOWHERE */
    u16 name_bytes;
    u8 kind;    /* enum unit_kind */
    u8 depth;   /* 0 at top level; a unit's parent is the nearest one before it with a smaller depth
                 */
    u32 weight; /* of its own tokens */
    u32 flags;  /* enum unit_flag */
    u64 exact, shape, tree;
};
_Static_assert(sizeof(struct unit) == 48, "units cross the border as they stand");

struct finding {
    u16 tip; /* number in the catalogue's table */
    u16 slot_count;
    u32 start, end; /* byte range of @here */
    struct {
        u32 at, bytes;
    } slots[FINDING_SLOTS_MAX]; /* names for the sentence, in the order of the tip's slots */
};
_Static_assert(sizeof(struct finding) == 36, "findings cross the border as they stand");

/* Where an error lies, or something is missing. */
struct fault_place {
    u32 start, end; /* bytes, in order of start */
};
_Static_assert(sizeof(struct fault_place) == 8, "places of errors cross the border as they stand");

struct outline_head {
    u32 magic;
    u8 language; /* enum language */
    u8 flags;    /* enum outline_flag */
    u16 unit_count;
    u16 finding_count;
    u16 error_count; /* error and missing nodes, at most 65535 */
    u32 error_at;    /* byte offset of the first one, or OUTLINE_NOWHERE */
    u32 text_bytes;  /* length of the text that was parsed */
    u32 catalogue;   /* CATALOGUE_STAMP of the tables that the findings number */
    u32 token_count;
    u32 fault_count; /* of the places below; fewer than error_count when there are many */
};
_Static_assert(sizeof(struct outline_head) == 32, "the head crosses the border as it stands");

/* A view of an outline's bytes; they are borrowed and aligned to 8. */
struct outline {
    const struct outline_head *head;
    const struct unit *units;
    const struct finding *findings;
    const struct fault_place *faults;
    const u16 *tokens;
};

/* Opens `len` bytes as an outline. False when they are not one: then `self` is empty (no units, no
 * findings). */
bool outline_read(struct outline *self, struct str bytes);

/* Does the code round byte offset `at` parse? The top-level unit there is asked; where none stands,
 * the whole text. */
bool outline_parses_at(const struct outline *self, u32 at);

/* Is what stands from byte `start` to `end` whole as far as it goes? Blocks may still be open, and
 * errors may lie elsewhere. */
bool outline_reads_in(const struct outline *self, u32 start, u32 end);

/* What is kept of a unit between looks: enough to say whether it is still there. */
struct seen_unit {
    u64 exact, shape;
    u32 name;   /* hash of its name, 0 without one */
    u16 weight; /* at most 65535 */
    u8 kind, depth;
};
_Static_assert(sizeof(struct seen_unit) == 24, "kept units are stored in snapshots as they stand");

/* Writes what is worth keeping to `out`, which has room for OUTLINE_UNITS_MAX. Returns how many.
 * The text is the one that was parsed; names are read from it. */
u32 outline_keep(const struct outline *self, struct text *text, struct seen_unit *out);

/* How the program moved between two looks, in weights (see above) and counts of units. A unit that
 * stands in both as written is the same; one with the same shape was renamed; a function or class
 * of the same name was changed; what remains appeared or vanished. */
struct outline_change {
    u32 same, moved, renamed; /* units; moved ones are the same at another place in the order */
    u32 appeared, vanished, changed; /* weights */
    bool structure;                  /* a function, class, branch or loop appeared or vanished */
};

/* Compares. Takes 8 bytes a unit and a table of at most 64 KiB from the arena; it must have them.
 */
struct outline_change outline_compare(const struct seen_unit *seen, u32 seen_count,
                                      const struct seen_unit *now, u32 now_count,
                                      struct arena *arena);

/* Arena bytes that outline_keep's result and outline_compare need at most. */
#define OUTLINE_ARENA_BYTES                                                                        \
    (OUTLINE_UNITS_MAX * (sizeof(struct seen_unit) + 2 + 2 * sizeof(u32)) + (128u << 10))

#endif
