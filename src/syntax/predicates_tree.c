/* Predicates about where a node stands: its type, ancestors, children, neighbours, lines. */
#include "syntax/asking.h"

static const struct {
    const char *word;
    u32 roles;
} KIND_WORDS[] = {
    {"FUNCTION", ROLES_OF_FUNCTIONS},
    {"CLASS", ROLE(CLASS)},
    {"BRANCH", ROLE(BRANCH)},
    {"LOOP", ROLE(LOOP)},
    {"LEAVE", ROLE(LEAVE)},
    {"DECLARE", ROLE(DECLARE)},
    {"STATEMENT", ROLES_OF_UNITS},
    {"LITERAL", ROLE(LITERAL)},
    {"NAME", ROLE(NAME)},
    {"IF", ROLE(IF)},
    {"SWITCH", ROLE(SWITCH)},
    {"CASE", ROLE(CASE)},
    {"TRY", ROLE(TRY)},
    {"BLOCK", ROLE(BLOCK)},
    {"BREAK", ROLE(BREAK)},
    {"RETURN", ROLE(RETURN)},
    {"THROW", ROLE(THROW)},
};

u32 kind_word_roles(struct str word)
{
    for (u32 i = 0; i < ARRAY_LEN(KIND_WORDS); i++)
        if (str_equal(word, str_of(KIND_WORDS[i].word))) return KIND_WORDS[i].roles;
    return 0;
}

static bool is_code(const struct tree *tree, u32 node)
{
    return (tree->nodes[node].flags & NODE_NAMED) && !(node_roles(tree, node) & ROLE(COMMENT));
}

/* The type word that `node` fits, or NULL; up to "until". */
static const struct argument *word_of(const struct asking *self, u32 node, u32 from, u32 *next)
{
    for (u32 i = from; i < self->predicate->count; i++) {
        const struct argument *word = &self->predicate->arguments[i];
        *next = i + 1;
        if (!word->is_capture && !word->roles && word->symbol_count == 0) return NULL; /* until */
        if (node_roles(self->tree, node) & word->roles) return word;
        for (u32 s = 0; s < word->symbol_count; s++)
            if (self->tree->nodes[node].symbol == word->symbols[s]) return word;
    }
    return NULL;
}

/* Does `above` fit a word, with `below` in the field that the word asks for? */
static bool fits_above(const struct asking *self, u32 above, u32 below, u32 from)
{
    const struct argument *word;
    while ((word = word_of(self, above, from, &from)))
        if (!word->field || self->tree->nodes[below].field == word->field) return true;
    return false;
}

enum answer ask_type(struct asking *self)
{
    return answer_if(ask_is_type(self, ask_node(self, 0), 1));
}

enum answer ask_parent(struct asking *self)
{
    u32 node = ask_node(self, 0), parent = self->tree->nodes[node].parent;
    return answer_if(parent != TREE_NOWHERE && fits_above(self, parent, node, 1));
}

/* The nearest ancestor that fits, or TREE_NOWHERE. */
static u32 fitting_ancestor(struct asking *self, u32 node)
{
    u32 above = self->tree->nodes[node].parent;
    for (; above != TREE_NOWHERE && ask_pay(self);
         node = above, above = self->tree->nodes[above].parent) {
        if (fits_above(self, above, node, 1)) return above;
        if (ask_is_stop(self, above)) break;
    }
    return TREE_NOWHERE;
}

enum answer ask_has_ancestor(struct asking *self)
{
    return answer_if(fitting_ancestor(self, ask_node(self, 0)) != TREE_NOWHERE);
}

enum answer ask_inside(struct asking *self)
{
    u32 node = ask_node(self, 0), around = ask_node(self, 1);
    if (around == TREE_NOWHERE) return ANSWER_UNSURE;
    return answer_if(node >= around && node < self->tree->nodes[around].skip);
}

enum answer ask_has_child(struct asking *self)
{
    u32 node = ask_node(self, 0);
    for (u32 i = node + 1; i < self->tree->nodes[node].skip && ask_pay(self);
         i = self->tree->nodes[i].skip)
        if (fits_above(self, i, i, 1)) return ANSWER_YES;
    return self->tree->nodes[node].flags & NODE_TAINTED ? ANSWER_UNSURE : ANSWER_NO;
}

/* (#count? @list ">=" "2") or, of some types only, (#count? @body "==" "1" "return_statement") */
enum answer ask_count(struct asking *self)
{
    u32 node = ask_node(self, 0), count = 0;
    if (self->tree->nodes[node].flags & NODE_TAINTED) return ANSWER_UNSURE;
    for (u32 i = node + 1; i < self->tree->nodes[node].skip && ask_pay(self);
         i = self->tree->nodes[i].skip)
        if (self->predicate->count > 3 ? ask_is_type(self, i, 3) : is_code(self->tree, i)) count++;
    return ask_compare_count(self, count);
}

/* The next sibling of code, or TREE_NOWHERE. */
static u32 next_code(const struct tree *tree, u32 node)
{
    do node = node_next_sibling(tree, node);
    while (node != TREE_NOWHERE && !is_code(tree, node));
    return node;
}

/* The sibling of code before `node`, or TREE_NOWHERE. */
static u32 previous_code(struct asking *self, u32 node)
{
    const struct tree *tree = self->tree;
    u32 parent = tree->nodes[node].parent, found = TREE_NOWHERE;
    if (parent == TREE_NOWHERE) return found;
    for (u32 i = parent + 1; i < node && ask_pay(self); i = tree->nodes[i].skip)
        if (is_code(tree, i)) found = i;
    return found;
}

enum answer ask_next(struct asking *self)
{
    u32 next = next_code(self->tree, ask_node(self, 0));
    return answer_if(next != TREE_NOWHERE && ask_is_type(self, next, 1));
}

enum answer ask_previous(struct asking *self)
{
    u32 previous = previous_code(self, ask_node(self, 0));
    return answer_if(previous != TREE_NOWHERE && ask_is_type(self, previous, 1));
}

enum answer ask_followed_by(struct asking *self)
{
    u32 node = ask_node(self, 0);
    while ((node = next_code(self->tree, node)) != TREE_NOWHERE && ask_pay(self))
        if (ask_is_type(self, node, 1)) return ANSWER_YES;
    return ANSWER_NO;
}

enum answer ask_preceded_by(struct asking *self)
{
    const struct tree *tree = self->tree;
    u32 node = ask_node(self, 0), parent = tree->nodes[node].parent;
    if (parent == TREE_NOWHERE) return ANSWER_NO;
    for (u32 i = parent + 1; i < node && ask_pay(self); i = tree->nodes[i].skip)
        if (ask_is_type(self, i, 1)) return ANSWER_YES;
    return ANSWER_NO;
}

enum answer ask_first(struct asking *self)
{
    return answer_if(previous_code(self, ask_node(self, 0)) == TREE_NOWHERE);
}

enum answer ask_last(struct asking *self)
{
    return answer_if(next_code(self->tree, ask_node(self, 0)) == TREE_NOWHERE);
}

static u32 lines_between(const struct tree *tree, u32 from, u32 to)
{
    u32 lines = 0;
    for (u32 i = from; i < to; i++) lines += tree->text[i] == '\n';
    return lines;
}

enum answer ask_same_line(struct asking *self)
{
    u32 a = ask_node(self, 0), b = ask_node(self, 1);
    if (b == TREE_NOWHERE) return ANSWER_UNSURE;
    u32 from = self->tree->nodes[MIN(a, b)].start, to = self->tree->nodes[MAX(a, b)].start;
    return answer_if(lines_between(self->tree, from, to) == 0);
}

static u32 column_of(const struct tree *tree, u32 node)
{
    u32 start = tree->nodes[node].start, at = start;
    while (at > 0 && tree->text[at - 1] != '\n') at--;
    return start - at;
}

enum answer ask_same_column(struct asking *self)
{
    u32 a = ask_node(self, 0), b = ask_node(self, 1);
    if (b == TREE_NOWHERE) return ANSWER_UNSURE;
    return answer_if(column_of(self->tree, a) == column_of(self->tree, b));
}

enum answer ask_before(struct asking *self)
{
    u32 a = ask_node(self, 0), b = ask_node(self, 1);
    if (b == TREE_NOWHERE) return ANSWER_UNSURE;
    return answer_if(self->tree->nodes[a].end <= self->tree->nodes[b].start);
}

/* (#lines? @body ">" "40") */
enum answer ask_lines(struct asking *self)
{
    const struct node *node = &self->tree->nodes[ask_node(self, 0)];
    return ask_compare_count(self, lines_between(self->tree, node->start, node->end) + 1);
}

/* (#ancestor-field-eq? @item "for_statement.right" @list): the field of the nearest such ancestor
 * has that text. */
enum answer ask_ancestor_field_eq(struct asking *self)
{
    const struct tree *tree = self->tree;
    const struct argument *word = &self->predicate->arguments[1];
    u32 node = ask_node(self, 0), other = ask_node(self, 2);
    for (u32 above = tree->nodes[node].parent; above != TREE_NOWHERE && ask_pay(self);
         above = tree->nodes[above].parent) {
        u32 next;
        if (word_of(self, above, 1, &next) != word) continue;
        for (u32 i = above + 1; i < tree->nodes[above].skip; i = tree->nodes[i].skip) {
            if (tree->nodes[i].field != word->field) continue;
            if (!self->predicate->arguments[2].is_capture) {
                struct str text = ask_text(self, 2);
                return answer_if(node_is_text(tree, i, (const char *)text.at, text.bytes));
            }
            return other == TREE_NOWHERE ? ANSWER_UNSURE
                                         : answer_if(node_same_text(tree, i, other));
        }
    }
    return ANSWER_NO;
}

/* (#member? @name): the class around it declares a member of that name, or writes this.name,
 * self.name somewhere. */
enum answer ask_member(struct asking *self)
{
    const struct tree *tree = self->tree;
    u32 node = ask_node(self, 0), class = node_ancestor(tree, node, ROLE(CLASS));
    struct str name = ask_text(self, 0);
    if (class == TREE_NOWHERE) return ANSWER_NO;
    for (u32 i = class + 1; i < tree->nodes[class].skip; i++) {
        if (!ask_pay(self)) return ANSWER_UNSURE;
        if (!(node_roles(tree, i) & ROLE(NAME)) ||
            !node_is_text(tree, i, (const char *)name.at, name.bytes))
            continue;
        u32 parent = tree->nodes[i].parent;
        bool declares = tree->nodes[i].links & (LINK(BIND_OUT) | LINK(MEMBER_BIND) | LINK(BIND));
        if (declares && node_ancestor(tree, i, ROLE(CLASS)) == class &&
            (node_ancestor(tree, parent, ROLES_OF_FUNCTIONS) < class ||
             node_ancestor(tree, parent, ROLES_OF_FUNCTIONS) == TREE_NOWHERE))
            return ANSWER_YES;
        u32 object = parent + 1;
        bool own = node_is_text(tree, object, "self", 4) || node_is_text(tree, object, "this", 4);
        if ((tree->nodes[parent].links & LINK(WRITE)) && own && i != object) return ANSWER_YES;
    }
    return tree->nodes[class].flags & NODE_TAINTED ? ANSWER_UNSURE : ANSWER_NO;
}
