#include "syntax/grammar.h"

const TSLanguage *tree_sitter_java(void);

const struct grammar GRAMMAR_JAVA = {
    .make = tree_sitter_java,
    .functions = "method_declaration constructor_declaration compact_constructor_declaration "
                 "static_initializer",
    .lambdas = "lambda_expression",
    .classes = "class_declaration interface_declaration enum_declaration record_declaration "
               "annotation_type_declaration",
    .branches =
        "if_statement switch_expression switch_block_statement_group switch_rule try_statement "
        "try_with_resources_statement catch_clause finally_clause synchronized_statement",
    .loops = "for_statement enhanced_for_statement while_statement do_statement",
    .leaves = "return_statement break_statement continue_statement throw_statement yield_statement",
    .declares =
        "local_variable_declaration field_declaration constant_declaration import_declaration "
        "package_declaration enum_constant",
    .statements =
        "expression_statement labeled_statement assert_statement explicit_constructor_invocation",
    .blocks = "program block constructor_body class_body interface_body enum_body",
    .comments = "line_comment block_comment",
    .literals = "string_literal string_fragment multiline_string_fragment character_literal "
                "decimal_integer_literal "
                "hex_integer_literal octal_integer_literal binary_integer_literal "
                "decimal_floating_point_literal "
                "hex_floating_point_literal true false null_literal escape_sequence",
    .holes = "string_interpolation",
    .names = "identifier type_identifier",
    .scopes =
        "program block class_body interface_body enum_body constructor_body method_declaration "
        "constructor_declaration lambda_expression for_statement enhanced_for_statement "
        "catch_clause switch_block "
        "try_with_resources_statement",
    .patterns = "variable_declarator",
    .accesses = "field_access array_access",
    .ifs = "if_statement",
    .switches = "switch_expression",
    .cases = "switch_block_statement_group switch_rule",
    .foreaches = "enhanced_for_statement",
    .tries = "try_statement try_with_resources_statement",
    .handlers = "catch_clause",
    .finallies = "finally_clause",
    .breaks = "break_statement yield_statement",
    .returns = "return_statement",
    .throws = "throw_statement",
    .jumps = "labeled_statement",
    .binds = "variable_declarator.name enhanced_for_statement.name resource.name "
             "catch_formal_parameter.name "
             "instanceof_expression.name",
    .outer_binds = "method_declaration.name class_declaration.name interface_declaration.name "
                   "enum_declaration.name "
                   "record_declaration.name",
    .parameters = "formal_parameter.name spread_parameter.* inferred_parameters.* "
                  "lambda_expression.parameters",
    .member_binds = "method_declaration.name enum_constant.name",
    .members = "field_access.field method_invocation.name",
    .opaques = "variable_declarator.value",
    .writes = "assignment_expression.left update_expression.*",
    .callees = "method_invocation.name object_creation_expression.type",
    .arguments = "method_invocation.arguments object_creation_expression.arguments",
    .inlines = "for_statement.init",
    .conditions = "for_statement.condition while_statement.condition do_statement.condition "
                  "if_statement.condition "
                  "ternary_expression.condition switch_expression.condition assert_statement.*",
    .thens = "if_statement.consequence",
    .elses = "if_statement.alternative",
    .types = "local_variable_declaration.type field_declaration.type constant_declaration.type "
             "formal_parameter.type "
             "enhanced_for_statement.type resource.type method_declaration.type",
    .values = "variable_declarator.value resource.value",
    .exits = "System.exit",
    .closing = true,
    .switch_falls = true,
    .bare_members = true,
};
