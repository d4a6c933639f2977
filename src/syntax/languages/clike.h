/* clike.h: what C and C++ share. */
#ifndef SYNTAX_LANGUAGES_CLIKE_H
#define SYNTAX_LANGUAGES_CLIKE_H

#include "syntax/grammar.h"

#define CLIKE_CLASSES "struct_specifier union_specifier enum_specifier"
#define CLIKE_BRANCHES                                                                             \
    "if_statement else_clause switch_statement case_statement preproc_if preproc_ifdef "           \
    "preproc_else preproc_elif "                                                                   \
    "preproc_elifdef"
#define CLIKE_LOOPS  "for_statement while_statement do_statement"
#define CLIKE_LEAVES "return_statement break_statement continue_statement goto_statement"
#define CLIKE_DECLARES                                                                             \
    "declaration field_declaration type_definition preproc_include preproc_def "                   \
    "preproc_function_def preproc_call"
#define CLIKE_STATEMENTS "expression_statement labeled_statement"
#define CLIKE_BLOCKS     "translation_unit compound_statement declaration_list field_declaration_list"
#define CLIKE_LITERALS                                                                             \
    "number_literal string_literal char_literal system_lib_string true false null string_content " \
    "character escape_sequence"
#define CLIKE_NAMES  "identifier field_identifier type_identifier statement_identifier"
#define CLIKE_SCOPES "translation_unit compound_statement function_definition for_statement"
#define CLIKE_PATTERNS                                                                             \
    "init_declarator pointer_declarator array_declarator function_declarator "                     \
    "parenthesized_declarator"
#define CLIKE_BINDS "declaration.declarator"
#define CLIKE_OUTER_BINDS                                                                          \
    "function_definition.declarator struct_specifier.name union_specifier.name "                   \
    "enum_specifier.name type_definition.declarator preproc_def.name preproc_function_def.name"
#define CLIKE_MEMBER_BINDS "field_declaration.declarator enumerator.name"
#define CLIKE_OPAQUES      "init_declarator.value array_declarator.size function_declarator.parameters"
#define CLIKE_TYPES                                                                                \
    "declaration.type parameter_declaration.type field_declaration.type function_definition.type"

#define CLIKE_COMMON                                                                               \
    .comments = "comment", .raws = "preproc_arg", .ifs = "if_statement",                           \
    .switches = "switch_statement", .cases = "case_statement", .breaks = "break_statement",        \
    .jumps = "labeled_statement goto_statement", .members = "field_expression.field",              \
    .writes = "assignment_expression.left update_expression.argument",                             \
    .borrows = "pointer_expression.argument binary_expression.right",                              \
    .callees = "call_expression.function", .arguments = "call_expression.arguments",               \
    .inlines = "for_statement.initializer",                                                        \
    .conditions = "for_statement.condition while_statement.condition do_statement.condition "      \
                  "if_statement.condition "                                                        \
                  "conditional_expression.condition switch_statement.condition",                   \
    .thens = "if_statement.consequence", .elses = "if_statement.alternative",                      \
    .exits = "exit abort _Exit quick_exit std::exit std::abort std::terminate longjmp",            \
    .printf_modifiers = true, .switch_falls = true

#endif
