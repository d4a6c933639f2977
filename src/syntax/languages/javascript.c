/* JavaScript, with JSX. TypeScript's table is this one and a little more (typescript.c). */
#include "syntax/languages/ecmascript.h"

const TSLanguage *tree_sitter_javascript(void);

const struct grammar GRAMMAR_JAVASCRIPT = {
    .make = tree_sitter_javascript,
    .functions = ECMA_FUNCTIONS,
    .lambdas = ECMA_LAMBDAS,
    .classes = ECMA_CLASSES,
    .declares = ECMA_DECLARES " field_definition",
    ECMA_COMMON,
    .literals = ECMA_LITERALS,
    .names = ECMA_NAMES,
    .scopes = ECMA_SCOPES,
    .patterns = ECMA_PATTERNS,
    .outer_binds = ECMA_OUTER_BINDS,
    .parameters = "formal_parameters.* arrow_function.parameter",
    .member_binds = "method_definition.name field_definition.property",
    .values = "variable_declarator.value field_definition.value",
    .closing = true,
};
