/* Predicates about what a name means: its declaration, its shadows, its class. */
#include "syntax/asking.h"

static const struct binding *binding_of(struct asking *self, u32 i)
{
    u32 node = ask_node(self, i);
    return node == TREE_NOWHERE ? NULL : scopes_resolve(ask_scopes(self), node);
}

enum answer ask_declared(struct asking *self)
{
    return answer_if(binding_of(self, 0));
}

enum answer ask_same_variable(struct asking *self)
{
    const struct binding *a = binding_of(self, 0), *b = binding_of(self, 1);
    if (!a || !b) return ANSWER_UNSURE;
    return answer_if(a->scope == b->scope && a->key == b->key);
}

enum answer ask_shadows(struct asking *self)
{
    const struct binding *inner = binding_of(self, 0);
    if (!inner) return ANSWER_UNSURE;
    return answer_if(scopes_outer(ask_scopes(self), inner));
}

/* No other name like it in its scope: written or read, it counts as used. */
enum answer ask_unused(struct asking *self)
{
    const struct tree *tree = self->tree;
    const struct binding *binding = binding_of(self, 0);
    if (!binding || (tree->nodes[binding->scope].flags & NODE_TAINTED)) return ANSWER_UNSURE;
    struct str name = {node_text(tree, binding->node), node_bytes(tree, binding->node)};
    for (u32 i = binding->scope; i < tree->nodes[binding->scope].skip; i++) {
        if (!ask_pay(self)) return ANSWER_UNSURE;
        bool is_name = node_is_leaf(tree, i) && (node_roles(tree, i) & ROLE(NAME));
        if (i != binding->node && is_name &&
            node_is_text(tree, i, (const char *)name.at, name.bytes))
            return ANSWER_NO;
    }
    return ANSWER_YES;
}

/* The child with a link, of the nodes from the name up to the declaration, and of the two around
 * it: C keeps the value inside of the declarator, Java writes `int a, b` with the type outside. */
static u32 linked_child(const struct tree *tree, const struct binding *binding, u16 link)
{
    u32 above = 0;
    for (u32 node = tree->nodes[binding->node].parent; node != TREE_NOWHERE && above < 3;
         node = tree->nodes[node].parent) {
        if (above > 0 && (node_roles(tree, node) & (ROLE(BLOCK) | ROLE(SCOPE)))) break;
        for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip)
            if (tree->nodes[i].links & link) return i;
        if (node <= binding->declaration) above++;
    }
    return TREE_NOWHERE;
}

static const char *type_name(const struct tree *tree, u32 node)
{
    return ts_language_symbol_name(tree->facts->language, tree->nodes[node].symbol);
}

/* Is the child of this pattern bound to the whole value? Of a declarator yes, of a list only when
 * it stands alone. */
static bool is_whole(const struct tree *tree, u32 pattern)
{
    if (!(node_roles(tree, pattern) & ROLE(PATTERN)) ||
        strstr(type_name(tree, pattern), "declarator"))
        return true;
    u32 only = pattern + 1;
    return strcmp(type_name(tree, pattern), "expression_list") == 0 &&
           tree->nodes[only].skip == tree->nodes[pattern].skip;
}

/* The first value of a declaration: only when the name is bound to all of it, not to a part. */
static u32 value_of(const struct tree *tree, const struct binding *binding)
{
    u32 value = linked_child(tree, binding, LINK(VALUE));
    if (value == TREE_NOWHERE) return value;
    for (u32 node = tree->nodes[binding->node].parent; node > binding->declaration;
         node = tree->nodes[node].parent)
        if (!is_whole(tree, node)) return TREE_NOWHERE;
    while (node_roles(tree, value) & ROLE(PATTERN)) { /* Go: a list of one */
        u32 only = value + 1;
        if (only >= tree->nodes[value].skip || tree->nodes[only].skip != tree->nodes[value].skip)
            return TREE_NOWHERE;
        value = only;
    }
    return value;
}

/* Does `node` have this type name, or the role of a kind word? */
static bool is_called(const struct tree *tree, u32 node, struct str type)
{
    u32 roles = kind_word_roles(type);
    return roles ? (node_roles(tree, node) & roles) != 0
                 : str_equal(type, str_of(ts_language_symbol_name(tree->facts->language,
                                                                  tree->nodes[node].symbol)));
}

static bool has_child(const struct tree *tree, u32 node, struct str type)
{
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip)
        if (is_called(tree, i, type) || node_is_text(tree, i, (const char *)type.at, type.bytes))
            return true;
    return false;
}

/* A descendant of the type, functions inside left out. */
static bool contains(struct asking *self, u32 node, struct str type)
{
    const struct tree *tree = self->tree;
    for (u32 i = node + 1; i < tree->nodes[node].skip && ask_pay(self);) {
        if (is_called(tree, i, type)) return true;
        i = node_roles(tree, i) & ROLES_OF_FUNCTIONS ? tree->nodes[i].skip : i + 1;
    }
    return false;
}

/* Is a node of this type above `node`, down to `top`? `type.field` asks for the way down, too. */
static bool is_above(const struct tree *tree, u32 node, u32 top, struct str word)
{
    struct str type = word;
    const u8 *dot = memchr(word.at, '.', word.bytes);
    u16 field = 0;
    if (dot && dot > word.at) {
        type.bytes = (usize)(dot - word.at);
        field = ts_language_field_id_for_name(tree->facts->language, (const char *)dot + 1,
                                              (u32)(word.bytes - type.bytes - 1));
    }
    for (u32 at = node, above; (above = tree->nodes[at].parent) != TREE_NOWHERE && above >= top;
         at = above)
        if (is_called(tree, above, type) && (!field || tree->nodes[at].field == field)) return true;
    return false;
}

static bool value_calls(const struct tree *tree, u32 value, struct str name)
{
    for (u32 i = value + 1; i < tree->nodes[value].skip; i = tree->nodes[i].skip) {
        if (!(tree->nodes[i].links & LINK(CALLEE))) continue;
        u32 start = tree->nodes[value].start;
        struct str callee = {tree->text + start, tree->nodes[i].end - start};
        return text_is_like(callee, name);
    }
    return false;
}

/* Has the declaration, the node around it or the first value this direct child? */
static bool declares_with(const struct tree *tree, const struct binding *binding, struct str type)
{
    u32 around = tree->nodes[binding->declaration].parent, value = value_of(tree, binding);
    return has_child(tree, binding->declaration, type) ||
           (around != TREE_NOWHERE && has_child(tree, around, type)) ||
           (value != TREE_NOWHERE && has_child(tree, value, type));
}

static struct str text_of_type(const struct tree *tree, u32 type)
{
    struct str text = {node_text(tree, type), node_bytes(tree, type)};
    if (text.bytes > 1 && text.at[0] == ':') str_take(&text, 1);
    while (text.bytes > 0 && text.at[0] == ' ') str_take(&text, 1);
    return text;
}

/* One word of #declared-as?; they are listed in src/catalogue/README.md. */
static enum answer fits_word(struct asking *self, const struct binding *binding, struct str prefix,
                             struct str word)
{
    const struct tree *tree = self->tree;
    u32 declaration = binding->declaration;
    bool tainted = tree->nodes[declaration].flags & NODE_TAINTED;
    if (str_equal(word, STR("parameter"))) return answer_if(binding->links & LINK(PARAMETER));
    if (str_equal(word, STR("global"))) return answer_if(binding->scope == 0);
    if (str_equal(word, STR("same-function")))
        return answer_if(node_ancestor(tree, ask_node(self, 0), ROLES_OF_FUNCTIONS) ==
                         node_ancestor(tree, binding->node, ROLES_OF_FUNCTIONS));
    if (str_equal(prefix, STR("type:"))) {
        u32 type = linked_child(tree, binding, LINK(TYPE));
        return answer_if(type != TREE_NOWHERE && text_is_like(text_of_type(tree, type), word));
    }
    if (memcmp(prefix.at, "value", MIN(prefix.bytes, 5u)) == 0 && prefix.bytes > 5) {
        u32 value = value_of(tree, binding);
        if (value == TREE_NOWHERE) return ANSWER_NO;
        struct str text = {node_text(tree, value), node_bytes(tree, value)};
        if (str_equal(prefix, STR("value:"))) return answer_if(is_called(tree, value, word));
        if (str_equal(prefix, STR("value-calls:")))
            return answer_if(value_calls(tree, value, word));
        if (str_equal(prefix, STR("value-text:"))) return answer_if(text_is_like(text, word));
    }
    if (str_equal(prefix, STR("node:"))) return answer_if(is_called(tree, declaration, word));
    if (str_equal(prefix, STR("in:"))) return answer_if(is_above(tree, declaration, 0, word));
    if (str_equal(prefix, STR("through:")))
        return answer_if(is_above(tree, binding->node, declaration, word));
    if (str_equal(prefix, STR("has:"))) return answer_if(declares_with(tree, binding, word));
    if (str_equal(prefix, STR("contains:"))) return answer_if(contains(self, declaration, word));
    if (str_equal(prefix, STR("lacks:")))
        return tainted ? ANSWER_UNSURE : answer_if(!contains(self, declaration, word));
    return ANSWER_UNSURE;
}

/* Takes the next alternative of "a|b|c" off its front. */
static struct str take_alternative(struct str *words)
{
    const u8 *bar = memchr(words->at, '|', words->bytes);
    struct str word = str_take(words, bar ? (usize)(bar - words->at) : words->bytes);
    str_take(words, 1);
    return word;
}

/* "value:array|string": the prefix goes for each alternative. */
static enum answer fits_alternatives(struct asking *self, const struct binding *binding,
                                     struct str words)
{
    const u8 *colon = words.bytes ? memchr(words.at, ':', words.bytes) : NULL;
    struct str prefix = {words.at, colon ? (usize)(colon - words.at) + 1 : 0};
    enum answer best = ANSWER_NO;
    str_take(&words, prefix.bytes);
    do {
        enum answer answer = fits_word(self, binding, prefix, take_alternative(&words));
        if (answer == ANSWER_YES) return answer;
        if (answer == ANSWER_UNSURE) best = answer;
    } while (words.bytes > 0);
    return best;
}

/* All words must fit. */
enum answer ask_declared_as(struct asking *self)
{
    const struct binding *binding = binding_of(self, 0);
    if (!binding) return ANSWER_NO;
    for (u32 i = 1; i < self->predicate->count; i++) {
        enum answer answer = fits_alternatives(self, binding, ask_text(self, i));
        if (answer != ANSWER_YES) return answer;
    }
    return ANSWER_YES;
}

#define DECLARATION_NODES 64u

/* Has `above` this field with this text? */
static bool has_field(const struct tree *tree, u32 above, u16 field, struct str text)
{
    for (u32 i = above + 1; i < tree->nodes[above].skip; i = tree->nodes[i].skip)
        if (tree->nodes[i].field == field &&
            node_is_text(tree, i, (const char *)text.at, text.bytes))
            return true;
    return false;
}

/* (#declared-with? @list "array_declarator.size" @n): that field has the text of @n, in the nearest
 * such node between the name and its declaration, or else within the name's own declarator. */
enum answer ask_declared_with(struct asking *self)
{
    const struct tree *tree = self->tree;
    const struct binding *binding = binding_of(self, 0);
    if (!binding) return ANSWER_NO;
    struct str text = ask_text(self, 2);
    u16 field = self->predicate->arguments[1].field;
    u32 own = binding->node;
    for (u32 at = tree->nodes[binding->node].parent; at >= binding->declaration;
         at = tree->nodes[at].parent) {
        if (ask_is_type(self, at, 1)) return answer_if(has_field(tree, at, field, text));
        if (tree->nodes[at].parent == binding->declaration) own = at;
        if (at == 0) break;
    }
    u32 names =
        0; /* does the declaration bind several? Then only the name's own part of it counts */
    for (u32 i = binding->declaration + 1; i < tree->nodes[binding->declaration].skip;
         i = tree->nodes[i].skip)
        names += (tree->nodes[i].links & (LINK(BIND) | LINK(PARAMETER))) != 0;
    u32 from = names > 1 ? own : binding->declaration;
    u32 end = MIN(tree->nodes[from].skip, from + DECLARATION_NODES);
    for (u32 i = from; i < end; i++)
        if (ask_is_type(self, i, 1) && has_field(tree, i, field, text)) return ANSWER_YES;
    return ANSWER_NO;
}
