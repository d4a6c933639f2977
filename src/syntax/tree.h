/* tree.h: a program's syntax tree, flat: its nodes in the order of the text, parents before
 * children.
 *
 * tree-sitter's own tree answers "what is the parent?" by searching from the root. Units,
 * predicates and scopes ask that all the time, so the tree is copied once into an array; the rest
 * of the sandbox reads nothing else.
 *
 * Vocabulary: node number (index in the array), skip (the number after the last node inside), leaf
 * (a node without children, or one so deep that its children are not looked at). Invariant: node 0
 * is the root; starts never decrease; the nodes inside of i are exactly those from i + 1 to skip(i)
 * - 1.                                                  */
#ifndef SYNTAX_TREE_H
#define SYNTAX_TREE_H

#include "base/base.h"
#include "syntax/grammar.h"

#define TREE_NOWHERE 0xffffffffu

enum node_flag {
    NODE_NAMED = 1,
    NODE_BROKEN = 2,  /* an ERROR or MISSING node itself */
    NODE_TAINTED = 4, /* one lies in it, or it is one */
    NODE_DEEP = 8,    /* at TREE_DEPTH_MAX: its children were left out */
};

struct node {
    const void *id; /* tree-sitter's, to find a captured node again */
    u32 start, end; /* bytes */
    u32 parent;     /* node number; of the root TREE_NOWHERE */
    u32 skip;
    u16 symbol;
    u16 field; /* 0: none */
    u16 links; /* LINK(...) to its parent */
    u16 flags; /* enum node_flag */
};

struct tree {
    const struct grammar_facts *facts;
    const u8 *text;
    u32 text_bytes;
    TSTree *source; /* for queries */
    struct node *nodes;
    u32 count;
    u32 error_count;
    u32 error_at; /* byte offset of the first error, or TREE_NOWHERE */
    u32 crowd;    /* signs in a row under the same node, while the tree is made */
    bool unfit;   /* for queries: somewhere deeper than TREE_DEPTH_MAX, or crowded */
};

/* Parses and flattens `bytes` bytes of UTF-8 into scratch memory. False when it costs too much
 * (bounds.h): then the text belongs to the plain lexer, and the heap should be wiped first. The
 * text is borrowed for the life of the tree. */
bool tree_parse(struct tree *self, const struct grammar_facts *facts, const u8 *text, u32 bytes);

/* The number of a node that tree-sitter handed out for this tree, or TREE_NOWHERE. */
u32 tree_find(const struct tree *self, TSNode node);

static inline u32 node_roles(const struct tree *self, u32 node)
{
    u16 symbol = self->nodes[node].symbol;
    return symbol < self->facts->symbol_count ? self->facts->roles[symbol] : 0;
}
static inline bool node_is_leaf(const struct tree *self, u32 node)
{
    return self->nodes[node].skip == node + 1;
}
static inline u32 node_bytes(const struct tree *self, u32 node)
{
    return self->nodes[node].end - self->nodes[node].start;
}
static inline const u8 *node_text(const struct tree *self, u32 node)
{
    return self->text + self->nodes[node].start;
}

/* The next node after `node` under the same parent, or TREE_NOWHERE. */
u32 node_next_sibling(const struct tree *self, u32 node);

/* The nearest node around `node`, itself left out, with one of these roles; TREE_NOWHERE when there
 * is none. */
u32 node_ancestor(const struct tree *self, u32 node, u32 roles);

/* True when both nodes have the same text, white space aside. */
bool node_same_text(const struct tree *self, u32 a, u32 b);

/* True when the node's text is this word. */
bool node_is_text(const struct tree *self, u32 node, const char *word, usize bytes);

#endif
