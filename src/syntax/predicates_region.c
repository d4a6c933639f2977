/* Predicates about a stretch of code: does it mention, call, assign, contain?
 *
 * The stretch is the node itself, or with -after and -before what stands around it in the same
 * function (at top level: in the file). When it does not parse, only a yes counts. */
#include "syntax/asking.h"

struct stretch ask_stretch(const struct asking *self)
{
    const struct tree *tree = self->tree;
    u32 node = ask_node(self, 0);
    if (self->predicate->region == REGION_WITHIN)
        return (struct stretch){node, tree->nodes[node].skip,
                                tree->nodes[node].flags & NODE_TAINTED};
    u32 around = node_ancestor(tree, node, ROLES_OF_FUNCTIONS);
    if (around == TREE_NOWHERE) around = 0;
    bool tainted = tree->nodes[around].flags & NODE_TAINTED;
    if (self->predicate->region == REGION_AFTER)
        return (struct stretch){tree->nodes[node].skip, tree->nodes[around].skip, tainted};
    return (struct stretch){around + 1, node, tainted};
}

static enum answer no_in(const struct stretch *stretch)
{
    return stretch->tainted ? ANSWER_UNSURE : ANSWER_NO;
}

enum answer ask_contains_type(struct asking *self)
{
    struct stretch stretch = ask_stretch(self);
    u32 self_node = ask_node(self, 0);
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self);) {
        if (i != self_node && ask_is_type(self, i, 1)) return ANSWER_YES;
        i = i != self_node && ask_is_stop(self, i) ? self->tree->nodes[i].skip : i + 1;
    }
    return no_in(&stretch);
}

/* What a name is looked for by: its text, and its node when it is captured. */
struct wanted {
    struct str text;
    u32 node; /* TREE_NOWHERE for a word */
    bool leaf;
};

static struct wanted wanted_of(const struct asking *self, u32 i)
{
    bool captured = self->predicate->arguments[i].is_capture;
    u32 node = captured ? ask_node(self, i) : TREE_NOWHERE;
    return (struct wanted){ask_text(self, i), node,
                           !captured || node == TREE_NOWHERE || node_is_leaf(self->tree, node)};
}

/* Is the node the name of a member: a.size, {size: 1}? Where a method may say `size` alone and mean
 * the field, only a name behind an object is. */
static bool is_member(const struct tree *tree, u32 node)
{
    u16 links = tree->nodes[node].links;
    if (tree->facts->grammar->bare_members)
        return (links & LINK(MEMBER)) && tree->nodes[node].parent + 1 != node;
    return links & (LINK(MEMBER) | LINK(MEMBER_BIND));
}

/* Is `i` that name? A member with the same spelling is another thing, unless a member was asked
 * for. */
static enum answer is_wanted(const struct tree *tree, u32 i, const struct wanted *wanted)
{
    if (!wanted->leaf) {
        bool same = tree->nodes[i].symbol == tree->nodes[wanted->node].symbol;
        return answer_if(same && node_same_text(tree, i, wanted->node));
    }
    if (!node_is_leaf(tree, i) || !(node_roles(tree, i) & ROLE(NAME))) return ANSWER_NO;
    if (!node_is_text(tree, i, (const char *)wanted->text.at, wanted->text.bytes)) return ANSWER_NO;
    if (wanted->node == TREE_NOWHERE) return answer_if(!is_member(tree, i));
    if (is_member(tree, i) && !is_member(tree, wanted->node)) return ANSWER_NO;
    /* In TypeScript a type and a value may share a spelling, and an import may be both. */
    bool type = strcmp(ts_language_symbol_name(tree->facts->language, tree->nodes[i].symbol),
                       "type_identifier") == 0;
    return type && tree->nodes[i].symbol != tree->nodes[wanted->node].symbol ? ANSWER_UNSURE
                                                                             : ANSWER_YES;
}

static enum answer mentions(struct asking *self, u32 at, u32 end, const struct wanted *wanted)
{
    enum answer best = ANSWER_NO;
    for (u32 i = at; i < end && ask_pay(self);) {
        enum answer answer = is_wanted(self->tree, i, wanted);
        if (answer == ANSWER_YES) return ANSWER_YES;
        if (answer == ANSWER_UNSURE) best = ANSWER_UNSURE;
        i = ask_is_stop(self, i) ? self->tree->nodes[i].skip : i + 1;
    }
    return best;
}

enum answer ask_mentions(struct asking *self)
{
    struct stretch stretch = ask_stretch(self);
    struct wanted wanted = wanted_of(self, 1);
    if (wanted.text.bytes == 0) return ANSWER_UNSURE;
    enum answer answer = mentions(self, stretch.at, stretch.end, &wanted);
    return answer == ANSWER_NO ? no_in(&stretch) : answer;
}

/* The name of what is called: `console.log` as written, without white space around. */
static struct str callee_text(const struct tree *tree, u32 callee)
{
    u32 start = tree->nodes[tree->nodes[callee].parent].start;
    return (struct str){tree->text + start, tree->nodes[callee].end - start};
}

/* "free" is the plain name, "list.append" the whole, ".append" the method of anything. */
static bool is_callee(const struct tree *tree, u32 callee, struct str name)
{
    struct str text = callee_text(tree, callee);
    if (name.bytes == 0 || name.at[0] != '.') return str_equal(text, name);
    if (text.bytes <= name.bytes) return false;
    return memcmp(text.at + text.bytes - name.bytes, name.at, name.bytes) == 0;
}

enum answer ask_calls(struct asking *self)
{
    const struct tree *tree = self->tree;
    struct stretch stretch = ask_stretch(self);
    struct str name = ask_text(self, 1);
    if (name.bytes == 0) return ANSWER_UNSURE;
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self); i++) {
        if (!(tree->nodes[i].links & LINK(CALLEE)) || !is_callee(tree, i, name)) continue;
        if (self->predicate->count < 3) return ANSWER_YES;
        struct wanted wanted = wanted_of(self, 2);
        u32 call = tree->nodes[i].parent;
        if (mentions(self, call, tree->nodes[call].skip, &wanted) == ANSWER_YES) return ANSWER_YES;
    }
    return no_in(&stretch);
}

/* &name, and `stream >> name`: written to by somebody else, perhaps. */
static bool is_borrowed(const struct tree *tree, u32 node)
{
    u32 parent = tree->nodes[node].parent;
    if (!(tree->nodes[node].links & LINK(BORROW))) return false;
    for (u32 i = parent + 1; i < tree->nodes[parent].skip; i = tree->nodes[i].skip)
        if (node_is_text(tree, i, "&", 1) || node_is_text(tree, i, ">>", 2)) return true;
    return false;
}

/* Does writing to `target` write to the name itself (and not to a part of it)? */
static bool writes_name(struct asking *self, u32 target, const struct wanted *wanted)
{
    const struct tree *tree = self->tree;
    for (u32 i = target; i < tree->nodes[target].skip && ask_pay(self);) {
        if (is_wanted(tree, i, wanted) == ANSWER_YES) return true;
        i = node_roles(tree, i) & ROLE(PATTERN) ? i + 1 : tree->nodes[i].skip;
    }
    return false;
}

enum answer ask_assigns(struct asking *self)
{
    const struct tree *tree = self->tree;
    struct stretch stretch = ask_stretch(self);
    struct wanted wanted = wanted_of(self, 1);
    bool borrowed = false;
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self); i++) {
        if ((tree->nodes[i].links & LINK(WRITE)) && writes_name(self, i, &wanted))
            return ANSWER_YES;
        if (is_borrowed(tree, i) && is_wanted(tree, i, &wanted) == ANSWER_YES) borrowed = true;
    }
    return borrowed ? ANSWER_UNSURE : no_in(&stretch);
}

/* The object at the front of a.b[c].d. */
static u32 front_of(const struct tree *tree, u32 node)
{
    while (!node_is_leaf(tree, node)) {
        u32 child = node + 1;
        while (child < tree->nodes[node].skip && !(tree->nodes[child].flags & NODE_NAMED))
            child = tree->nodes[child].skip;
        if (child >= tree->nodes[node].skip) return node;
        node = child;
    }
    return node;
}

/* Anything that may change what the name holds: a write to it or to a part of it, a method called
 * on it, a call that gets it, an address taken. */
enum answer ask_changes(struct asking *self)
{
    const struct tree *tree = self->tree;
    struct stretch stretch = ask_stretch(self);
    struct wanted wanted = wanted_of(self, 1);
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self); i++) {
        u16 links = tree->nodes[i].links;
        if (is_borrowed(tree, i) && mentions(self, i, tree->nodes[i].skip, &wanted) == ANSWER_YES)
            return ANSWER_YES;
        if ((links & LINK(WRITE)) && (writes_name(self, i, &wanted) ||
                                      is_wanted(tree, front_of(tree, i), &wanted) == ANSWER_YES))
            return ANSWER_YES;
        if ((links & LINK(CALLEE)) &&
            is_wanted(tree, front_of(tree, tree->nodes[i].parent), &wanted) == ANSWER_YES)
            return ANSWER_YES;
        if ((links & LINK(ARGUMENTS)) &&
            mentions(self, i, tree->nodes[i].skip, &wanted) == ANSWER_YES)
            return ANSWER_YES;
    }
    return no_in(&stretch);
}

/* Is this token an operator between two truths? */
static bool joins_truths(const struct tree *tree, u32 node)
{
    static const char *const WORDS[] = {"&&", "||", "and", "or", "??"};
    for (u32 i = 0; node_is_leaf(tree, node) && i < ARRAY_LEN(WORDS); i++)
        if (node_is_text(tree, node, WORDS[i], strlen(WORDS[i]))) return true;
    return false;
}

/* The name takes part in a decision: in the head of an if, a loop, a switch, or beside && and ||.
 */
enum answer ask_tests(struct asking *self)
{
    const struct tree *tree = self->tree;
    struct stretch stretch = ask_stretch(self);
    struct wanted wanted = wanted_of(self, 1);
    for (u32 i = stretch.at; i < stretch.end && ask_pay(self); i++) {
        u32 test = TREE_NOWHERE;
        if (tree->nodes[i].links & LINK(CONDITION)) test = i;
        else if (joins_truths(tree, i)) test = tree->nodes[i].parent;
        if (test != TREE_NOWHERE &&
            mentions(self, test, tree->nodes[test].skip, &wanted) == ANSWER_YES)
            return ANSWER_YES;
    }
    return no_in(&stretch);
}
