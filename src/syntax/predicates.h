/* predicates.h: the conditions that a pattern cannot say: (#not-mentions? @body @name).
 *
 * tree-sitter reads predicates and leaves their meaning to us. The list for authors, with an
 * example each, is in src/catalogue/README.md. An answer is yes, no or unsure; unsure (the text
 * does not parse there, the flow of control cannot be followed) makes the condition fail, with
 * `not-` as without: precision first.
 *
 * Vocabulary: argument (a capture, a word, or the word FILE for the whole tree), kind word (a word
 * in capitals such as LOOP that stands for every type of that role). */
#ifndef SYNTAX_PREDICATES_H
#define SYNTAX_PREDICATES_H

#include "base/base.h"
#include "syntax/rules.h"
#include "syntax/scope.h"
#include "syntax/tree.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNSURE };

#define PREDICATE_ARGS_MAX    16u
#define PREDICATE_SYMBOLS_MAX 6u

enum region { REGION_WITHIN, REGION_AFTER, REGION_BEFORE };

struct argument {
    bool is_capture;
    u32 capture;      /* id of the capture */
    const char *text; /* of a word */
    u32 bytes;
    u32 roles; /* of a kind word, or of FUNCTION and the like */
    u16 symbols[PREDICATE_SYMBOLS_MAX];
    u16 symbol_count; /* symbols with this name, 0 when it is no type */
    u16 field;        /* of type.field */
};

struct predicate {
    u16 kind; /* number in the table of predicates.c */
    bool negated;
    u8 region; /* enum region */
    u8 count;
    struct argument arguments[PREDICATE_ARGS_MAX];
};

/* The captured nodes of one match. */
struct match {
    const struct tree *tree;
    struct scopes *scopes; /* made at first use */
    const TSQueryCapture *captures;
    u32 capture_count;
    u32 *steps_left; /* nodes that may still be visited in this call */
};

/* Reads the predicate steps [first, end) of a query into `self`. False with a sentence in fault
 * when they are wrong. */
bool predicate_read(struct predicate *self, const struct grammar_facts *facts, const TSQuery *query,
                    const TSQueryPredicateStep *steps, u32 count, struct rule_fault *fault);

/* Does it hold for this match? */
bool predicate_holds(const struct predicate *self, struct match *match);

/* The node of a capture, or TREE_NOWHERE. Of several, the first. */
u32 match_node(const struct match *self, u32 capture);

#endif
