#include "syntax/scope.h"

#include "base/hash.h"
#include "syntax/heap.h"

#define LINKS_OF_BINDINGS (LINK(BIND) | LINK(BIND_OUT) | LINK(PARAMETER) | LINK(MEMBER_BIND))

u64 name_hash(const u8 *name, u32 bytes)
{
    return hash64(HASH64_START, (struct str){name, bytes});
}

static u64 hash_of_node(const struct tree *tree, u32 node)
{
    return name_hash(node_text(tree, node), node_bytes(tree, node));
}

#define EXILES_MAX 256u /* names that `global` lists in one program; more are taken as local */

/* The names that `global x` sends out of a function. */
struct exile {
    u32 function;
    u64 hash;
};
struct exiles {
    struct exile *list;
    u32 count, room;
};

static void find_exiles(struct exiles *self, const struct tree *tree)
{
    for (u32 i = 0; i < tree->count; i++) {
        if (!(node_roles(tree, i) & ROLE(GLOBAL))) continue;
        u32 function = node_ancestor(tree, i, ROLES_OF_FUNCTIONS);
        for (u32 name = i + 1; name < tree->nodes[i].skip; name++) {
            if (!(node_roles(tree, name) & ROLE(NAME)) || self->count == EXILES_MAX) continue;
            if (self->count == self->room) {
                self->room = MAX(self->room * 2, 16u);
                self->list = heap_resize(self->list, self->room * sizeof(struct exile));
            }
            self->list[self->count++] = (struct exile){function, hash_of_node(tree, name)};
        }
    }
}

static bool is_exiled(const struct exiles *self, u32 function, u64 hash)
{
    for (u32 i = 0; i < self->count; i++)
        if (self->list[i].function == function && self->list[i].hash == hash) return true;
    return false;
}

static bool is_capital(const struct tree *tree, u32 node)
{
    u8 first = node_bytes(tree, node) > 0 ? node_text(tree, node)[0] : 0;
    return first >= 'A' && first <= 'Z';
}

struct making {
    struct scopes *scopes;
    struct exiles exiles;
    u32 room;
};

/* The scope of a name that `bound`, a node with the links, binds. */
static u32 scope_of(const struct tree *tree, u32 name, u32 bound, u16 links)
{
    u32 declaration = tree->nodes[bound].parent;
    if (links & LINK(BIND_OUT)) return node_ancestor(tree, declaration, ROLE(SCOPE));
    u32 around = tree->nodes[declaration].parent;
    if (around != TREE_NOWHERE && (node_roles(tree, around) & ROLE(HOIST))) {
        u32 function = node_ancestor(tree, around, ROLES_OF_FUNCTIONS);
        return function == TREE_NOWHERE ? 0 : function;
    }
    return node_ancestor(tree, name, ROLE(SCOPE));
}

static void add(struct making *self, u32 name, u32 bound, u16 links)
{
    const struct tree *tree = self->scopes->tree;
    u32 scope = scope_of(tree, name, bound, links);
    if (scope == TREE_NOWHERE) scope = 0;
    if ((links & LINK(PARAMETER)) && scope == 0) return; /* of a prototype */
    if (tree->facts->grammar->capital_constants && !(links & LINK(BIND_OUT)) &&
        is_capital(tree, name))
        return;
    u64 hash = hash_of_node(tree, name);
    if (self->exiles.count &&
        is_exiled(&self->exiles, node_ancestor(tree, name, ROLES_OF_FUNCTIONS), hash))
        return;
    if (self->scopes->count == self->room) {
        self->room = MAX(self->room * 2, 64u);
        self->scopes->bindings =
            heap_resize(self->scopes->bindings, self->room * sizeof(struct binding));
    }
    struct binding binding = {scopes_key(tree, name, hash), name, scope, tree->nodes[bound].parent,
                              links};
    self->scopes->bindings[self->scopes->count++] = binding;
}

/* Binds every name in a pattern: [a, b = 1] binds a and b. */
static void add_names(struct making *self, u32 bound)
{
    const struct tree *tree = self->scopes->tree;
    u16 links = tree->nodes[bound].links;
    for (u32 i = bound; i < tree->nodes[bound].skip;) {
        u32 roles = node_roles(tree, i);
        bool opaque = tree->nodes[i].links & LINK(OPAQUE);
        if (!opaque && (roles & ROLE(NAME)) && node_is_leaf(tree, i)) add(self, i, bound, links);
        i = !opaque && (roles & ROLE(PATTERN)) ? i + 1 : tree->nodes[i].skip;
    }
}

static bool is_before(const struct binding *a, const struct binding *b)
{
    return a->key != b->key ? a->key < b->key : a->node < b->node;
}

static void sift_down(struct binding *list, u32 at, u32 count)
{
    for (;;) {
        u32 child = at * 2 + 1;
        if (child >= count) return;
        if (child + 1 < count && is_before(&list[child], &list[child + 1])) child++;
        if (!is_before(&list[at], &list[child])) return;
        struct binding swap = list[at];
        list[at] = list[child];
        list[child] = swap;
        at = child;
    }
}

/* A heap sort: no recursion, no bad case that a text could aim at. */
static void sort(struct binding *list, u32 count)
{
    for (u32 i = count / 2; i > 0; i--) sift_down(list, i - 1, count);
    for (u32 end = count; end > 1; end--) {
        struct binding swap = list[0];
        list[0] = list[end - 1];
        list[end - 1] = swap;
        sift_down(list, 0, end - 1);
    }
}

void scopes_make(struct scopes *self, const struct tree *tree, u32 *steps_left)
{
    *self = (struct scopes){.tree = tree, .steps_left = steps_left};
    struct making making = {.scopes = self};
    find_exiles(&making.exiles, tree);
    for (u32 i = 1; i < tree->count; i++) {
        if ((tree->nodes[i].links & LINKS_OF_BINDINGS) && !(tree->nodes[i].links & LINK(OPAQUE)))
            add_names(&making, i);
    }
    sort(self->bindings, self->count);
    u32 kept = 0; /* a name may be reached through its pattern and by itself */
    for (u32 i = 0; i < self->count; i++)
        if (kept == 0 || self->bindings[kept - 1].node != self->bindings[i].node)
            self->bindings[kept++] = self->bindings[i];
    self->count = kept;
}

/* The place of the first binding that is not before (key, node). */
static u32 lower_bound(const struct scopes *self, u64 key, u32 node)
{
    struct binding wanted = {.key = key, .node = node};
    u32 low = 0, high = self->count;
    while (low < high) {
        u32 middle = low + (high - low) / 2;
        if (is_before(&self->bindings[middle], &wanted)) low = middle + 1;
        else high = middle;
    }
    return low;
}

u64 scopes_key(const struct tree *tree, u32 node, u64 name_hash)
{
    bool member = tree->nodes[node].links & (LINK(MEMBER) | LINK(MEMBER_BIND));
    return member && !tree->facts->grammar->bare_members ? ~name_hash : name_hash;
}

bool scopes_binds(const struct scopes *self, u64 key, u32 from, u32 to)
{
    u32 at = lower_bound(self, key, from);
    return at < self->count && self->bindings[at].key == key && self->bindings[at].node < to;
}

static bool is_inside(const struct tree *tree, u32 node, u32 scope)
{
    return node >= scope && node < tree->nodes[scope].skip;
}

/* Is a binding of a class body hidden from `node`, which stands in a method of it? */
static bool is_hidden(const struct scopes *self, const struct binding *binding, u32 node)
{
    const struct tree *tree = self->tree;
    if (tree->facts->grammar->bare_members) return false;
    if (!(node_roles(tree, binding->scope) & ROLE(CLASS))) return false;
    u32 function = node_ancestor(tree, node, ROLES_OF_FUNCTIONS);
    return function != TREE_NOWHERE && function > binding->scope;
}

/* Does `node` stand in the first value of this very binding? In `x = x + 1` the right x is an older
 * one; but a function may call itself. */
static bool is_own_value(const struct tree *tree, const struct binding *binding, u32 node)
{
    if (!is_inside(tree, node, binding->declaration) || node <= binding->node) return false;
    for (u32 at = node; at > binding->declaration; at = tree->nodes[at].parent) {
        if (node_roles(tree, at) & ROLES_OF_FUNCTIONS) return false;
        if (tree->nodes[at].links & LINK(VALUE))
            return is_inside(tree, binding->node, tree->nodes[at].parent);
    }
    return false;
}

/* Of two bindings that a name can mean: the one in the inner scope, then one before it, then the
 * later one. Where a name begins with its declaration, one that stands before it comes first. */
static bool is_better(const struct tree *tree, const struct binding *one,
                      const struct binding *best, u32 node)
{
    bool early = one->node <= node, best_early = best->node <= node;
    bool everywhere = tree->facts->grammar->names_everywhere;
    if (!everywhere && early != best_early) return early;
    if (one->scope != best->scope) return one->scope > best->scope;
    return early;
}

static const struct binding *nearest(const struct scopes *self, u64 key, u32 node, u32 outside_of)
{
    const struct binding *best = NULL;
    for (u32 i = lower_bound(self, key, 0); i < self->count && self->bindings[i].key == key; i++) {
        const struct binding *one = &self->bindings[i];
        if (*self->steps_left == 0) return NULL;
        --*self->steps_left;
        if (!is_inside(self->tree, node, one->scope) || is_hidden(self, one, node)) continue;
        if (outside_of != TREE_NOWHERE && one->scope >= outside_of) continue;
        if (is_own_value(self->tree, one, node)) continue;
        if (!best || is_better(self->tree, one, best, node)) best = one;
    }
    return best;
}

const struct binding *scopes_resolve(const struct scopes *self, u32 node)
{
    const struct tree *tree = self->tree;
    if (!(node_roles(tree, node) & ROLE(NAME))) return NULL;
    bool first = node == tree->nodes[node].parent + 1 && tree->facts->grammar->bare_members;
    if ((tree->nodes[node].links & LINK(MEMBER)) && !first) return NULL;
    return nearest(self, hash_of_node(tree, node), node, TREE_NOWHERE);
}

const struct binding *scopes_find(const struct scopes *self, struct str name, u32 node)
{
    return nearest(self, name_hash(name.at, (u32)name.bytes), node, TREE_NOWHERE);
}

const struct binding *scopes_outer(const struct scopes *self, const struct binding *inner)
{
    if (inner->scope == 0) return NULL;
    return nearest(self, inner->key, inner->scope, inner->scope);
}
