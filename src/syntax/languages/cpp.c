#include "syntax/languages/clike.h"

const TSLanguage *tree_sitter_cpp(void);

const struct grammar GRAMMAR_CPP = {
    .make = tree_sitter_cpp,
    .functions = "function_definition",
    .lambdas = "lambda_expression",
    .classes = CLIKE_CLASSES " class_specifier namespace_definition concept_definition",
    .branches = CLIKE_BRANCHES " try_statement catch_clause",
    .loops = CLIKE_LOOPS " for_range_loop",
    .leaves = CLIKE_LEAVES " throw_statement co_return_statement",
    .declares = CLIKE_DECLARES
    " using_declaration alias_declaration template_declaration namespace_alias_definition "
    "static_assert_declaration friend_declaration",
    .statements = CLIKE_STATEMENTS " co_yield_statement",
    .blocks = CLIKE_BLOCKS,
    .literals = CLIKE_LITERALS " raw_string_literal user_defined_literal",
    .names = CLIKE_NAMES " namespace_identifier",
    .scopes = CLIKE_SCOPES
    " lambda_expression for_range_loop catch_clause declaration_list field_declaration_list "
    "if_statement while_statement switch_statement template_declaration",
    .patterns =
        CLIKE_PATTERNS " reference_declarator structured_binding_declarator variadic_declarator",
    .accesses = "field_expression subscript_expression pointer_expression qualified_identifier",
    .foreaches = "for_range_loop",
    .tries = "try_statement",
    .handlers = "catch_clause",
    .returns = "return_statement co_return_statement",
    .throws = "throw_statement",
    CLIKE_COMMON,
    .outer_binds =
        CLIKE_OUTER_BINDS " class_specifier.name namespace_definition.name alias_declaration.name",
    .binds = CLIKE_BINDS " for_range_loop.declarator lambda_capture_initializer.left",
    .parameters = "parameter_declaration.declarator optional_parameter_declaration.declarator "
                  "variadic_parameter_declaration.declarator",
    .member_binds = CLIKE_MEMBER_BINDS,
    .opaques = CLIKE_OPAQUES,
    .types = CLIKE_TYPES " for_range_loop.type optional_parameter_declaration.type",
    .values = "init_declarator.value field_declaration.default_value "
              "optional_parameter_declaration.default_value "
              "declaration.value",
    .closing = true,
    .bare_members = true,
};
