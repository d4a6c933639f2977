/* scope.h: which names a program binds, and where each of them lives.
 *
 * This is a good guess from the tree alone, made for beginners' programs: no types are inferred,
 * nothing is followed into other files. Where a language's rules are finer than the table of its
 * grammar, a name is rather not resolved.
 *
 * Vocabulary: binding (a place that gives a name: `let x`, a parameter, `def f`), scope (the node
 * in which it is known), declaration (the node around a binding that tells its type and first
 * value).                                        */
#ifndef SYNTAX_SCOPE_H
#define SYNTAX_SCOPE_H

#include "base/base.h"
#include "base/str.h"
#include "syntax/tree.h"

struct binding {
    u64 key;         /* scopes_key of the name */
    u32 node;        /* the name's node */
    u32 scope;       /* node number of its scope */
    u32 declaration; /* node number of the parent that binds: a declarator, a parameter, a function
                      */
    u16 links;       /* LINK(...): as what it is bound */
};

struct scopes {
    const struct tree *tree;
    struct binding *bindings; /* sorted by key, then node */
    u32 count;
    u32 *steps_left; /* what resolving may still cost; at 0 nothing is resolved */
};

/* Collects all bindings of a tree into scratch memory. `steps_left` is borrowed for the life of
 * `self`. */
void scopes_make(struct scopes *self, const struct tree *tree, u32 *steps_left);

/* The binding that the name at `node` means, or NULL. */
const struct binding *scopes_resolve(const struct scopes *self, u32 node);

/* The binding that a name would mean if it stood at `node`, or NULL. */
const struct binding *scopes_find(const struct scopes *self, struct str name, u32 node);

/* The binding of the same name in a scope around this binding's one, in the same file, or NULL.
 * Members do not count. */
const struct binding *scopes_outer(const struct scopes *self, const struct binding *inner);

/* The key of a name in the list of bindings: its hash, kept apart for members where `count` never
 * means `this.count`. */
u64 scopes_key(const struct tree *tree, u32 node, u64 name_hash);

/* Is there a binding with this key among the nodes [from, to)? */
bool scopes_binds(const struct scopes *self, u64 key, u32 from, u32 to);

/* The hash of a name. */
u64 name_hash(const u8 *name, u32 bytes);

#endif
