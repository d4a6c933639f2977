/* roles.h: the two lists of words that a language's table is made of.
 *
 * A role is what a node is by its type; a link is what it is to its parent. Each line gives its
 * name in C, the member of struct grammar that lists its words, and what they mean. */
#ifndef SYNTAX_ROLES_H
#define SYNTAX_ROLES_H

#include "base/base.h"

/* X(ROLE, member of struct grammar, what the words are) */
#define GRAMMAR_ROLES(X)                                                                           \
    X(FUNCTION, functions, "functions and methods, always units")                                  \
    X(LAMBDA, lambdas, "functions inside expressions, units when they have a block")               \
    X(CLASS, classes, "classes, structs, enums, interfaces, traits")                               \
    X(BRANCH, branches, "if, else, switch, case, try, catch")                                      \
    X(LOOP, loops, "for, while, do")                                                               \
    X(LEAVE, leaves, "return, break, continue, throw")                                             \
    X(DECLARE, declares, "variables, imports")                                                     \
    X(STATEMENT, statements, "other statements that can stand without a block")                    \
    X(BLOCK, blocks, "nodes whose named children are statements")                                  \
    X(COMMENT, comments, "comments")                                                               \
    X(LITERAL, literals, "literals, one token as a whole unless a hole is in them")                \
    X(HOLE, holes, "code inside a string")                                                         \
    X(NAME, names, "names")                                                                        \
    X(RAW, raws, "text that the grammar does not cut; the plain lexer does")                       \
    X(SCOPE, scopes, "nodes in which names live")                                                  \
    X(HOIST, hoists, "declarations whose names live in the whole function")                        \
    X(PATTERN, patterns, "nodes between a binding and the names that it binds")                    \
    X(ACCESS, accesses, "a.b: binds and writes reach its member, not its object")                  \
    X(IF, ifs, "if, for the flow of control")                                                      \
    X(ELIF, elifs, "else-parts that have a condition themselves")                                  \
    X(SWITCH, switches, "switch and match")                                                        \
    X(CASE, cases, "the cases of a switch")                                                        \
    X(DEFAULT, defaults, "the case that catches the rest, where it is a type of its own")          \
    X(FOREACH, foreaches, "loops that always end by themselves")                                   \
    X(TRY, tries, "try")                                                                           \
    X(HANDLER, handlers, "catch and except")                                                       \
    X(FINALLY, finallies, "finally")                                                               \
    X(BREAK, breaks, "break, of a loop or a switch")                                               \
    X(RETURN, returns, "return")                                                                   \
    X(THROW, throws, "throw, raise")                                                               \
    X(JUMP, jumps, "goto and labels: the flow of control is not followed")                         \
    X(GLOBAL, globals, "statements whose names live in the file, not in the function")

/* X(LINK, member of struct grammar, what the words are) */
#define GRAMMAR_LINKS(X)                                                                           \
    X(BIND, binds, "binds names in the scope around it")                                           \
    X(BIND_OUT, outer_binds, "binds its name in the scope outside of the parent")                  \
    X(PARAMETER, parameters, "binds a parameter")                                                  \
    X(MEMBER_BIND, member_binds, "names a member: a field, a method")                              \
    X(MEMBER, members, "a use of a member's name")                                                 \
    X(OPAQUE, opaques, "inside a pattern, but binds nothing")                                      \
    X(WRITE, writes, "is written to")                                                              \
    X(BORROW, borrows, "may be written to when the parent begins with &")                          \
    X(CALLEE, callees, "what a call calls")                                                        \
    X(ARGUMENTS, arguments, "the arguments of a call")                                             \
    X(INLINE, inlines, "a statement in the head of another one, not a unit")                       \
    X(CONDITION, conditions, "what a loop or an if tests")                                         \
    X(THEN, thens, "what runs when an if holds")                                                   \
    X(ELSE, elses, "what runs when it does not")                                                   \
    X(TYPE, types, "the type of a declaration")                                                    \
    X(VALUE, values, "the first value of a declaration")

enum role_bit {
#define X(name, member, words) ROLE_BIT_##name,
    GRAMMAR_ROLES(X)
#undef X
        ROLE_COUNT
};
enum link_bit {
#define X(name, member, words) LINK_BIT_##name,
    GRAMMAR_LINKS(X)
#undef X
        LINK_COUNT
};
_Static_assert(ROLE_COUNT <= 32 && LINK_COUNT <= 16, "roles are bits of a u32, links of a u16");

#define ROLE(name) (1u << ROLE_BIT_##name)
#define LINK(name) (1u << LINK_BIT_##name)
#define ROLES_OF_UNITS                                                                             \
    (ROLE(FUNCTION) | ROLE(CLASS) | ROLE(BRANCH) | ROLE(LOOP) | ROLE(LEAVE) | ROLE(DECLARE) |      \
     ROLE(STATEMENT))
#define ROLES_OF_FUNCTIONS (ROLE(FUNCTION) | ROLE(LAMBDA))

#endif
