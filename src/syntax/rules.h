/* rules.h: runs the catalogue's queries over a tree and returns what they find.
 *
 * A language has one query: the queries of all its tips, one after the other, with a table that
 * says at which byte the query of a tip begins. tree-sitter finds the places that fit a pattern;
 * predicates.h decides whether the rest holds. A finding in a place that does not parse is dropped:
 * a learner in the middle of a line hears nothing about it.
 *
 * Vocabulary: rule (the query of one tip), here (the captured node that a finding points at), slot
 * (a capture whose text the tip's sentence quotes). */
#ifndef SYNTAX_RULES_H
#define SYNTAX_RULES_H

#include "base/base.h"
#include "code/outline.h"
#include "syntax/tree.h"

struct rule {
    u32 at;  /* byte of the set's source where the tip's query begins; rules are in this order */
    u16 tip; /* number in the catalogue's table */
    u8 severity; /* enum severity of the tip: findings are sorted by it */
    u8 slot_count;
    const char *slots[FINDING_SLOTS_MAX]; /* names of captures */
};

struct rule_set {
    const char *source; /* query text, or NULL */
    u32 bytes;
    u32 rule_count;
    const struct rule *rules;
};

/* Made by make out of src/catalogue: a set for each language, and the stamp of the tables they
 * belong to. */
extern const struct rule_set RULES[LANGUAGE_COUNT];
extern const u32 RULES_STAMP;

/* What is wrong with a query: for the people who write them. */
struct rule_fault {
    u32 at; /* byte in the set's source */
    char text[160];
};

struct rules;

/* How long tree-sitter may try to prove that a grammar can produce a pattern: 0 (do not) where
 * findings are wanted, RULES_ANALYSIS_FULL where queries are checked. The findings are the same. */
#define RULES_ANALYSIS_FULL 256u
extern unsigned rules_analysis_rounds;

/* Compiles a set, in the kept part of the heap. NULL with `*fault` filled when a query is wrong. */
struct rules *rules_make(const struct grammar_facts *facts, const struct rule_set *set,
                         struct rule_fault *fault);

/* Runs it. Writes at most FINDINGS_MAX findings, sorted by severity, then by place; returns how
 * many. */
u32 rules_run(const struct rules *self, const struct tree *tree, struct finding *findings);

#endif
