#include "syntax/flow.h"

#include <string.h>

#define FLOW_DEPTH_MAX 200u

struct following {
    const struct tree *tree;
    u32 *steps_left;
    u32 depth;
};

static enum flow follow(struct following *self, u32 node);

static bool spend(struct following *self)
{
    if (*self->steps_left == 0) return false;
    --*self->steps_left;
    return true;
}

static bool is_named(const struct tree *tree, u32 node)
{
    return (tree->nodes[node].flags & NODE_NAMED) && !(node_roles(tree, node) & ROLE(COMMENT));
}

/* Does `node` hold a break that leaves it? Breaks of loops and switches inside of it do not. */
static bool has_break(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    for (u32 i = node + 1; i < tree->nodes[node].skip;) {
        u32 roles = node_roles(tree, i);
        if (!spend(self) || (roles & ROLE(BREAK))) return true;
        bool own = roles & (ROLES_OF_FUNCTIONS | ROLE(LOOP) | ROLE(SWITCH) | ROLE(CLASS));
        /* A break with a label, deep inside, may still be ours. */
        i = own && !(tree->nodes[i].flags & NODE_TAINTED) ? tree->nodes[i].skip : i + 1;
    }
    return false;
}

static bool is_word_of(const char *words, const u8 *text, u32 bytes)
{
    for (const char *at = words; at && *at;) {
        usize length = strcspn(at, " ");
        if (length == bytes && memcmp(at, text, bytes) == 0) return true;
        at += length + strspn(at + length, " ");
    }
    return false;
}

/* Is this expression statement a call that never comes back? */
static bool is_exit(struct following *self, u32 statement)
{
    const struct tree *tree = self->tree;
    for (u32 i = statement + 1; i < tree->nodes[statement].skip && i < statement + 8; i++) {
        if (!(tree->nodes[i].links & LINK(CALLEE))) continue;
        u32 call = tree->nodes[i].parent;
        u32 start = tree->nodes[call].start;
        return is_word_of(tree->facts->grammar->exits, tree->text + start,
                          tree->nodes[i].end - start);
    }
    return false;
}

/* One statement after the other. */
static enum flow follow_children(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    enum flow flow = FLOW_RUNS_ON;
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        if (!is_named(tree, i)) continue;
        enum flow one = follow(self, i);
        if (one == FLOW_STOPS) return FLOW_STOPS;
        if (one == FLOW_UNSURE) flow = FLOW_UNSURE;
    }
    return flow;
}

/* Either way may be taken: it stops when both stop. */
static enum flow either(enum flow a, enum flow b)
{
    if (a == FLOW_STOPS && b == FLOW_STOPS) return FLOW_STOPS;
    return a == FLOW_RUNS_ON || b == FLOW_RUNS_ON ? FLOW_RUNS_ON : FLOW_UNSURE;
}

static enum flow follow_if(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    enum flow flow = FLOW_STOPS;
    bool has_else = false;
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        u16 links = tree->nodes[i].links;
        if (!(links & (LINK(THEN) | LINK(ELSE)))) continue;
        if ((links & LINK(ELSE)) && !(node_roles(tree, i) & ROLE(ELIF))) has_else = true;
        flow = either(flow, follow(self, i));
    }
    return has_else || (node_roles(tree, node) & ROLE(ELIF)) ? flow : either(flow, FLOW_RUNS_ON);
}

static bool is_true_word(const struct tree *tree, u32 node)
{
    const u8 *at = node_text(tree, node), *end = tree->text + tree->nodes[node].end;
    while (at < end && (*at == '(' || *at == ' ')) at++;
    while (end > at && (end[-1] == ')' || end[-1] == ' ')) end--;
    return is_word_of("true True 1", at, (u32)(end - at));
}

/* A loop without an end: its condition is missing or a plain true. */
static bool is_endless(const struct tree *tree, u32 node)
{
    if (node_roles(tree, node) & ROLE(FOREACH)) return false;
    u32 others = 0;
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        if (tree->nodes[i].links & LINK(CONDITION)) {
            bool empty = node_bytes(tree, i) <= 1 && node_text(tree, i)[0] == ';';
            return empty || is_true_word(tree, i);
        }
        if (is_named(tree, i)) others++;
    }
    return others <= 1 || memcmp(node_text(tree, node), "for", 3) == 0;
}

static enum flow follow_loop(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    if (tree->nodes[node].flags & NODE_TAINTED) return FLOW_UNSURE;
    if (!is_endless(tree, node)) return FLOW_RUNS_ON;
    /* Go writes its loops all with `for`: only the bare one and `for true` are known here. */
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        const char *type = ts_language_symbol_name(tree->facts->language, tree->nodes[i].symbol);
        if (strcmp(type, "range_clause") == 0) return FLOW_RUNS_ON;
        if (strcmp(type, "for_clause") == 0 || strstr(type, "binary")) return FLOW_UNSURE;
    }
    return has_break(self, node) ? FLOW_RUNS_ON : FLOW_STOPS;
}

static bool is_default(const struct tree *tree, u32 node)
{
    if (node_roles(tree, node) & ROLE(DEFAULT)) return true;
    const u8 *text = node_text(tree, node);
    u32 bytes = node_bytes(tree, node);
    if (bytes >= 7 && memcmp(text, "default", 7) == 0) return true;
    return bytes >= 6 && memcmp(text, "case _", 6) == 0;
}

/* Gathers the cases of a switch, wherever its grammar keeps them. */
static enum flow follow_switch(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    if (tree->nodes[node].flags & NODE_TAINTED) return FLOW_UNSURE;
    if (has_break(self, node)) return FLOW_RUNS_ON;
    bool falls = tree->facts->grammar->switch_falls, has_default = false;
    enum flow flow = FLOW_STOPS, last = FLOW_RUNS_ON;
    for (u32 i = node + 1; i < tree->nodes[node].skip;) {
        u32 roles = node_roles(tree, i);
        if (!(roles & ROLE(CASE))) {
            i = roles & (ROLE(SWITCH) | ROLE(LOOP) | ROLES_OF_FUNCTIONS) ? tree->nodes[i].skip
                                                                         : i + 1;
            continue;
        }
        if (is_default(tree, i)) has_default = true;
        last = follow_children(self, i);
        flow = either(flow, last);
        i = tree->nodes[i].skip;
    }
    if (!has_default) return FLOW_RUNS_ON;
    return falls ? last : flow;
}

static enum flow follow_try(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    enum flow body = FLOW_RUNS_ON, handlers = FLOW_STOPS, last = FLOW_RUNS_ON;
    bool first = true;
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        if (!is_named(tree, i)) continue;
        u32 roles = node_roles(tree, i);
        if (roles & ROLE(HANDLER)) handlers = either(handlers, follow_children(self, i));
        else if (roles & ROLE(FINALLY)) last = follow_children(self, i);
        else if (first || body == FLOW_RUNS_ON)
            body = follow(self, i); /* the block, and Python's else */
        first = false;
    }
    if (last == FLOW_STOPS) return FLOW_STOPS;
    enum flow flow = either(body, handlers);
    return last == FLOW_UNSURE && flow == FLOW_RUNS_ON ? FLOW_UNSURE : flow;
}

static enum flow follow(struct following *self, u32 node)
{
    const struct tree *tree = self->tree;
    u32 roles = node_roles(tree, node);
    if (!spend(self) || self->depth >= FLOW_DEPTH_MAX) return FLOW_UNSURE;
    if (tree->nodes[node].flags & NODE_BROKEN) return FLOW_UNSURE;
    if (roles & ROLE(JUMP)) return FLOW_UNSURE;
    if (roles & (ROLES_OF_FUNCTIONS | ROLE(CLASS) | ROLE(DECLARE))) return FLOW_RUNS_ON;
    self->depth++;
    enum flow flow = FLOW_RUNS_ON;
    if (roles & (ROLE(RETURN) | ROLE(THROW) | ROLE(LEAVE))) flow = FLOW_STOPS;
    else if (roles & ROLE(IF)) flow = follow_if(self, node);
    else if (roles & ROLE(LOOP)) flow = follow_loop(self, node);
    else if (roles & ROLE(SWITCH)) flow = follow_switch(self, node);
    else if (roles & ROLE(TRY)) flow = follow_try(self, node);
    else if (roles & ROLE(STATEMENT))
        flow = is_exit(self, node) ? FLOW_STOPS : follow_children(self, node);
    else if (roles & (ROLE(BLOCK) | ROLE(BRANCH) | ROLE(CASE) | ROLE(SCOPE)))
        flow = follow_children(self, node);
    self->depth--;
    return flow;
}

enum flow flow_of(const struct tree *tree, u32 node, u32 *steps_left)
{
    struct following self = {tree, steps_left, 0};
    return follow(&self, node);
}
