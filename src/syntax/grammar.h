/* grammar.h: what the sandbox knows about a language beyond its grammar: which node is a loop,
 * which one a name.
 *
 * Each language is one small table (languages/<language>.c) of words from its grammar. At first use
 * a table becomes facts: for every symbol of the grammar a set of roles, for every (parent, field)
 * pair a set of links. To add a language is to write a table and to name it in grammar.c.
 *
 * Vocabulary: role (what a node is by its type: a loop, a comment, a name), link (what a node is to
 * its parent: the name that it binds, the target of a write, the else of an if). A word of a table
 * is a node type; a word of links is `type.field`, or `type.*` for every named child. */
#ifndef SYNTAX_GRAMMAR_H
#define SYNTAX_GRAMMAR_H

#include "base/base.h"
#include "code/language.h"
#include "syntax/roles.h"
#include "tree_sitter/api.h"

/* A language's table: words between spaces, as the grammar spells them. */
struct grammar {
    const TSLanguage *(*make)(void);
#define X(name, member, words) const char *member;
    GRAMMAR_ROLES(X)
    GRAMMAR_LINKS(X)
#undef X
    const char *exits;      /* calls after which nothing runs: "exit os.exit" */
    bool switch_falls;      /* a case runs on into the next one */
    bool capital_constants; /* in a pattern a capital letter names a constant, and binds nothing */
    bool names_everywhere;  /* a name is known in all of its scope, also before its declaration */
    bool bare_members;      /* a method may say `count` and mean the field */
    bool printf_modifiers;  /* in %ld the l belongs to the d */
    bool closing;           /* blocks stand between braces: an open one can be closed for a trial */
    bool free_semicolons;   /* a semicolon at the end of a line changes nothing */
};

/* A table made ready: roles by symbol, links by (symbol of the parent, field). */
struct link {
    u16 parent, field; /* field 0: every named child */
    u16 links;
};
struct grammar_facts {
    const struct grammar *grammar;
    const TSLanguage *language;
    u32 symbol_count;
    u32 *roles;         /* by symbol */
    u16 *first_link;    /* by symbol: index into links, or link_count */
    struct link *links; /* sorted by parent */
    u32 link_count;
};

/* The facts of a language, or NULL when it has no grammar. Made at first use, in the kept part of
 * the heap: call it before any scratch is allocated. */
const struct grammar_facts *grammar_facts(enum language language);

/* For tests: the first word of the language's table that its grammar does not know (static memory),
 * or NULL. */
const char *grammar_unknown_word(enum language language);

/* The links of a child at `field` (0: none) under a parent of symbol `parent`. */
u16 grammar_links(const struct grammar_facts *self, u16 parent, u16 field, bool named);

#endif
