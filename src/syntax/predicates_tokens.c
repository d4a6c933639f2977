/* Predicates about a row of tokens: `list [ i ]`, whatever the grammar makes of it. */
#include "syntax/asking.h"

#define ROW_MAX 32u

struct row {
    struct str tokens[ROW_MAX];
    u32 count;
};

/* The leaf after `node`, or before it, comments left out; TREE_NOWHERE at the edge of the tree. */
static u32 next_leaf(const struct tree *tree, u32 node)
{
    for (node++; node < tree->count; node++) {
        if (node_roles(tree, node) & ROLE(COMMENT)) node = tree->nodes[node].skip - 1;
        else if (node_is_leaf(tree, node) && node_bytes(tree, node) > 0) return node;
    }
    return TREE_NOWHERE;
}

static bool is_in_comment(const struct tree *tree, u32 node)
{
    return (node_roles(tree, node) & ROLE(COMMENT)) ||
           node_ancestor(tree, node, ROLE(COMMENT)) != TREE_NOWHERE;
}

static u32 previous_leaf(const struct tree *tree, u32 node)
{
    while (node > 0) {
        node--;
        if (node_is_leaf(tree, node) && node_bytes(tree, node) > 0 && !is_in_comment(tree, node))
            return node;
    }
    return TREE_NOWHERE;
}

/* Adds an argument: a word as one token, a capture leaf by leaf. False when it is too long. */
static bool row_add(struct row *self, const struct asking *asking, u32 argument)
{
    const struct tree *tree = asking->tree;
    u32 node = asking->predicate->arguments[argument].is_capture ? ask_node(asking, argument)
                                                                 : TREE_NOWHERE;
    if (node == TREE_NOWHERE) {
        if (self->count == ROW_MAX) return false;
        self->tokens[self->count++] = ask_text(asking, argument);
        return true;
    }
    for (u32 i = node; i < tree->nodes[node].skip; i++) {
        if (!node_is_leaf(tree, i) || node_bytes(tree, i) == 0 || is_in_comment(tree, i)) continue;
        if (self->count == ROW_MAX) return false;
        self->tokens[self->count++] = (struct str){node_text(tree, i), node_bytes(tree, i)};
    }
    return true;
}

static bool is_token(const struct tree *tree, u32 node, struct str token)
{
    return node_is_text(tree, node, (const char *)token.at, token.bytes);
}

/* Does a name go on before this leaf: a.list, a->list, a::list? */
static bool is_joined(const struct tree *tree, u32 leaf)
{
    static const char *const JOINTS[] = {".", "?.", "->", "::"};
    u32 before = previous_leaf(tree, leaf);
    for (u32 i = 0; before != TREE_NOWHERE && i < ARRAY_LEN(JOINTS); i++)
        if (is_token(tree, before, str_of(JOINTS[i]))) return true;
    return false;
}

/* Does the row begin at this leaf? */
static bool row_stands(const struct row *self, const struct tree *tree, u32 leaf)
{
    u32 at = leaf;
    for (u32 i = 0; i < self->count; i++, at = next_leaf(tree, at))
        if (at == TREE_NOWHERE || !is_token(tree, at, self->tokens[i])) return false;
    return !is_joined(tree, leaf);
}

/* (#spells? @body @list "[" @i "]"): these tokens stand one after the other somewhere in it. */
enum answer ask_spells(struct asking *self)
{
    struct stretch stretch = ask_stretch(self);
    struct row row = {.count = 0};
    for (u32 i = 1; i < self->predicate->count; i++)
        if (!row_add(&row, self, i)) return ANSWER_UNSURE;
    if (row.count == 0) return ANSWER_UNSURE;
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self); i++) {
        if (node_roles(self->tree, i) & ROLE(COMMENT)) continue;
        if (node_is_leaf(self->tree, i) && is_token(self->tree, i, row.tokens[0]) &&
            row_stands(&row, self->tree, i))
            return ANSWER_YES;
    }
    return stretch.tainted ? ANSWER_UNSURE : ANSWER_NO;
}

/* Is the leaf the index of list[leaf], and is that element only read? */
static bool is_plain_index(const struct tree *tree, const struct row *list, u32 leaf)
{
    u32 at = previous_leaf(tree, leaf), after = next_leaf(tree, leaf);
    if (at == TREE_NOWHERE || after == TREE_NOWHERE) return false;
    if (!node_is_text(tree, at, "[", 1) || !node_is_text(tree, after, "]", 1)) return false;
    for (u32 i = list->count; i > 0; i--) {
        at = previous_leaf(tree, at);
        if (at == TREE_NOWHERE || !is_token(tree, at, list->tokens[i - 1])) return false;
    }
    u32 element = tree->nodes[leaf].parent, around = tree->nodes[element].parent;
    if (tree->nodes[element].links & (LINK(WRITE) | LINK(BORROW))) return false;
    const char *type = around == TREE_NOWHERE ? ""
                                              : ts_language_symbol_name(tree->facts->language,
                                                                        tree->nodes[around].symbol);
    bool listed = around != TREE_NOWHERE && (tree->nodes[around].links & LINK(WRITE));
    return !listed && !strstr(type, "delete") && !is_joined(tree, at);
}

/* (#only-indexes? @body @list @i): @i serves for nothing but reading list[i]. */
enum answer ask_only_indexes(struct asking *self)
{
    const struct tree *tree = self->tree;
    u32 body = ask_node(self, 0), end = tree->nodes[body].skip, used = 0;
    struct str name = ask_text(self, 2);
    struct row list = {.count = 0};
    if (tree->nodes[body].flags & NODE_TAINTED || !row_add(&list, self, 1) || list.count == 0)
        return ANSWER_UNSURE;
    for (u32 i = body; i < end; i++) {
        if (!ask_pay(self)) return ANSWER_UNSURE;
        bool is_name =
            node_is_leaf(tree, i) && (node_roles(tree, i) & ROLE(NAME)) && is_token(tree, i, name);
        if (!is_name || (tree->nodes[i].links & LINK(MEMBER))) continue;
        if (!is_plain_index(tree, &list, i)) return ANSWER_NO;
        used++;
    }
    return answer_if(used > 0);
}

static bool is_name_byte(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* (#braces-name? @string): it holds {word}, and a name like that is declared around it. Not
 * {{word}}. */
enum answer ask_braces_name(struct asking *self)
{
    u32 node = ask_node(self, 0);
    struct str text = ask_text(self, 0);
    for (usize at = 1; at + 1 < text.bytes; at++) {
        if (text.at[at - 1] != '{' || (at > 1 && text.at[at - 2] == '{')) continue;
        usize end = at;
        while (end < text.bytes && is_name_byte(text.at[end])) end++;
        bool closed = end < text.bytes && text.at[end] == '}' &&
                      !(end + 1 < text.bytes && text.at[end + 1] == '}');
        if (end == at || !closed || text.at[at] <= '9') continue;
        if (scopes_find(ask_scopes(self), (struct str){text.at + at, end - at}, node))
            return ANSWER_YES;
    }
    return ANSWER_NO;
}
