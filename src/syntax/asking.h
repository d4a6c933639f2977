/* asking.h: what the predicates share among their files; nobody else needs it.
 *
 * A predicate is a function that looks at one match and answers. Its arguments were checked when
 * the query was read: captures exist, type words are known. A capture that is optional and absent
 * gives TREE_NOWHERE.                     */
#ifndef SYNTAX_ASKING_H
#define SYNTAX_ASKING_H

#include "base/str.h"
#include "syntax/predicates.h"

struct asking {
    const struct predicate *predicate;
    struct match *match;
    const struct tree *tree;
};

typedef enum answer ask_fn(struct asking *self);

/* The node of argument `i`: a capture's, or the root for the word FILE. */
u32 ask_node(const struct asking *self, u32 i);

/* The text of argument `i`: a capture's, or the word itself. */
struct str ask_text(const struct asking *self, u32 i);

/* Does the node fit one of the type words from argument `from` on, up to the word "until"? */
bool ask_is_type(const struct asking *self, u32 node, u32 from);

/* Does it fit one of those after "until"? */
bool ask_is_stop(const struct asking *self, u32 node);

/* Pays for one visit of a node. False when the call has spent everything; then the answer is
 * unsure. */
bool ask_pay(struct asking *self);

/* The names and scopes of this tree. */
const struct scopes *ask_scopes(struct asking *self);

/* The roles of a kind word such as LOOP, or 0. */
u32 kind_word_roles(struct str word);

static inline enum answer answer_if(bool yes)
{
    return yes ? ANSWER_YES : ANSWER_NO;
}

/* predicates_text.c */
ask_fn ask_eq, ask_any_of, ask_starts_with, ask_ends_with, ask_contains, ask_like, ask_number,
    ask_length;
ask_fn ask_format_mismatch, ask_conversion;
bool text_is_like(struct str text, struct str pattern);
enum answer ask_compare_count(struct asking *self, u32 count); /* count, argument 1, argument 2 */

/* predicates_tree.c */
ask_fn ask_type, ask_parent, ask_has_ancestor, ask_ancestor_field_eq, ask_inside, ask_has_child,
    ask_count;
ask_fn ask_next, ask_previous, ask_followed_by, ask_preceded_by, ask_first, ask_last, ask_same_line,
    ask_same_column;
ask_fn ask_before, ask_lines, ask_member;

/* predicates_region.c */
struct stretch {
    u32 at, end; /* node numbers */
    bool tainted;
};
struct stretch ask_stretch(const struct asking *self);
ask_fn ask_contains_type, ask_mentions, ask_calls, ask_assigns, ask_changes, ask_tests;

/* predicates_tokens.c */
ask_fn ask_spells, ask_only_indexes, ask_braces_name;

/* predicates_meaning.c */
ask_fn ask_declared, ask_declared_with, ask_declared_as, ask_shadows, ask_unused, ask_same_variable;

/* predicates_flow.c */
ask_fn ask_leaves, ask_runs_on, ask_falls_through_end;

#endif
