/* ecmascript.h: what JavaScript and TypeScript share. */
#ifndef SYNTAX_LANGUAGES_ECMASCRIPT_H
#define SYNTAX_LANGUAGES_ECMASCRIPT_H

#include "syntax/grammar.h"

#define ECMA_FUNCTIONS "function_declaration generator_function_declaration method_definition"
#define ECMA_LAMBDAS   "arrow_function function_expression generator_function"
#define ECMA_CLASSES   "class_declaration class"
#define ECMA_DECLARES  "lexical_declaration variable_declaration import_statement export_statement"
#define ECMA_LITERALS                                                                              \
    "string template_string string_fragment number regex true false null undefined jsx_text "      \
    "escape_sequence"
#define ECMA_NAMES                                                                                 \
    "identifier property_identifier private_property_identifier shorthand_property_identifier "    \
    "shorthand_property_identifier_pattern statement_identifier"
#define ECMA_SCOPES                                                                                \
    "program statement_block function_declaration generator_function_declaration "                 \
    "method_definition arrow_function "                                                            \
    "function_expression generator_function for_statement for_in_statement catch_clause "          \
    "class_body switch_body "                                                                      \
    "class_static_block"
#define ECMA_PATTERNS                                                                              \
    "array_pattern object_pattern pair_pattern rest_pattern assignment_pattern "                   \
    "object_assignment_pattern"
#define ECMA_OUTER_BINDS                                                                           \
    "function_declaration.name generator_function_declaration.name class_declaration.name"

#define ECMA_COMMON                                                                                \
    .branches = "if_statement else_clause switch_statement switch_case switch_default "            \
                "try_statement catch_clause "                                                      \
                "finally_clause",                                                                  \
    .loops = "for_statement for_in_statement while_statement do_statement",                        \
    .leaves = "return_statement break_statement continue_statement throw_statement",               \
    .statements = "expression_statement labeled_statement debugger_statement with_statement "      \
                  "empty_statement",                                                               \
    .blocks = "program statement_block", .comments = "comment html_comment",                       \
    .holes = "template_substitution", .hoists = "variable_declaration",                            \
    .accesses = "member_expression subscript_expression", .ifs = "if_statement",                   \
    .switches = "switch_statement", .cases = "switch_case switch_default",                         \
    .defaults = "switch_default", .foreaches = "for_in_statement", .tries = "try_statement",       \
    .handlers = "catch_clause", .finallies = "finally_clause", .breaks = "break_statement",        \
    .returns = "return_statement", .throws = "throw_statement", .jumps = "labeled_statement",      \
    .binds =                                                                                       \
        "variable_declarator.name for_in_statement.left catch_clause.parameter import_clause.* "   \
        "namespace_import.* import_specifier.name import_specifier.alias "                         \
        "function_expression.name",                                                                \
    .members = "member_expression.property pair.key",                                              \
    .opaques = "assignment_pattern.right object_assignment_pattern.right pair_pattern.key",        \
    .writes = "assignment_expression.left augmented_assignment_expression.left "                   \
              "update_expression.argument "                                                        \
              "for_in_statement.left",                                                             \
    .callees = "call_expression.function new_expression.constructor",                              \
    .arguments = "call_expression.arguments new_expression.arguments",                             \
    .inlines = "for_statement.initializer for_statement.condition for_statement.increment",        \
    .conditions = "for_statement.condition while_statement.condition do_statement.condition "      \
                  "if_statement.condition "                                                        \
                  "ternary_expression.condition switch_statement.value",                           \
    .thens = "if_statement.consequence", .elses = "if_statement.alternative",                      \
    .exits = "process.exit Deno.exit", .names_everywhere = true, .switch_falls = true,             \
    .free_semicolons = true

#endif
