#include "syntax/grammar.h"

const TSLanguage *tree_sitter_go(void);

const struct grammar GRAMMAR_GO = {
    .make = tree_sitter_go,
    .functions = "function_declaration method_declaration",
    .lambdas = "func_literal",
    .classes = "type_declaration",
    .branches = "if_statement expression_switch_statement type_switch_statement select_statement "
                "expression_case "
                "type_case communication_case default_case",
    .loops = "for_statement",
    .leaves =
        "return_statement break_statement continue_statement goto_statement fallthrough_statement",
    .declares = "field_declaration method_elem short_var_declaration var_declaration "
                "const_declaration import_declaration package_clause",
    .statements = "expression_statement assignment_statement inc_statement dec_statement "
                  "send_statement go_statement "
                  "defer_statement labeled_statement",
    .blocks = "source_file statement_list",
    .comments = "comment",
    .literals = "interpreted_string_literal raw_string_literal rune_literal int_literal "
                "float_literal imaginary_literal "
                "true false nil iota interpreted_string_literal_content raw_string_literal_content "
                "escape_sequence",
    .names = "identifier field_identifier type_identifier package_identifier label_name "
             "blank_identifier",
    .scopes = "source_file block function_declaration method_declaration func_literal "
              "for_statement if_statement "
              "expression_switch_statement type_switch_statement expression_case type_case "
              "communication_case "
              "default_case",
    .patterns = "expression_list var_spec_list",
    .accesses = "selector_expression index_expression unary_expression",
    .ifs = "if_statement",
    .switches = "expression_switch_statement type_switch_statement select_statement",
    .cases = "expression_case type_case communication_case default_case",
    .defaults = "default_case",
    .breaks = "break_statement",
    .returns = "return_statement",
    .jumps = "labeled_statement goto_statement fallthrough_statement",
    .binds = "short_var_declaration.left var_spec.name const_spec.name range_clause.left "
             "receive_statement.left "
             "type_switch_statement.alias type_spec.name",
    .outer_binds = "function_declaration.name",
    .parameters = "parameter_declaration.name variadic_parameter_declaration.name",
    .member_binds = "method_declaration.name field_declaration.name method_elem.name",
    .members = "selector_expression.field",
    .writes = "assignment_statement.left inc_statement.* dec_statement.* range_clause.left",
    .borrows = "unary_expression.operand",
    .callees = "call_expression.function",
    .arguments = "call_expression.arguments",
    .inlines = "for_clause.initializer for_clause.update if_statement.initializer "
               "expression_switch_statement.initializer "
               "type_switch_statement.initializer communication_case.communication",
    .conditions = "for_clause.condition if_statement.condition expression_switch_statement.value",
    .thens = "if_statement.consequence",
    .elses = "if_statement.alternative",
    .types = "var_spec.type const_spec.type parameter_declaration.type field_declaration.type",
    .values = "short_var_declaration.right var_spec.value const_spec.value range_clause.right",
    .exits = "panic os.Exit log.Fatal log.Fatalf log.Fatalln log.Panic",
    .closing = true,
    .free_semicolons = true,
};
