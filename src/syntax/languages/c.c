#include "syntax/languages/clike.h"

const TSLanguage *tree_sitter_c(void);

const struct grammar GRAMMAR_C = {
    .make = tree_sitter_c,
    .functions = "function_definition",
    .classes = CLIKE_CLASSES,
    .branches = CLIKE_BRANCHES,
    .loops = CLIKE_LOOPS,
    .leaves = CLIKE_LEAVES,
    .declares = CLIKE_DECLARES,
    .statements = CLIKE_STATEMENTS,
    .blocks = CLIKE_BLOCKS,
    .literals = CLIKE_LITERALS,
    .names = CLIKE_NAMES,
    .scopes = CLIKE_SCOPES,
    .patterns = CLIKE_PATTERNS,
    .accesses = "field_expression subscript_expression pointer_expression",
    .returns = "return_statement",
    CLIKE_COMMON,
    .binds = CLIKE_BINDS,
    .outer_binds = CLIKE_OUTER_BINDS,
    .parameters = "parameter_declaration.declarator",
    .member_binds = CLIKE_MEMBER_BINDS,
    .opaques = CLIKE_OPAQUES,
    .types = CLIKE_TYPES,
    .values = "init_declarator.value",
    .closing = true,
};
