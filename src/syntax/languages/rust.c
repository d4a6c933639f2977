#include "syntax/grammar.h"

const TSLanguage *tree_sitter_rust(void);

const struct grammar GRAMMAR_RUST = {
    .make = tree_sitter_rust,
    .functions = "function_item function_signature_item",
    .lambdas = "closure_expression",
    .classes = "struct_item enum_item trait_item impl_item union_item mod_item type_item",
    .branches = "if_expression else_clause match_expression match_arm",
    .loops = "for_expression while_expression loop_expression",
    .leaves = "return_expression break_expression continue_expression",
    .declares = "let_declaration const_item static_item use_declaration extern_crate_declaration "
                "macro_definition "
                "attribute_item inner_attribute_item field_declaration enum_variant",
    .statements = "expression_statement empty_statement",
    .blocks = "source_file block declaration_list",
    .comments = "line_comment block_comment",
    .literals = "string_literal raw_string_literal char_literal integer_literal float_literal "
                "boolean_literal "
                "string_content escape_sequence negative_literal",
    .names = "identifier field_identifier type_identifier shorthand_field_identifier metavariable",
    .scopes = "source_file block function_item closure_expression for_expression match_arm "
              "if_expression while_expression "
              "declaration_list",
    .patterns =
        "tuple_pattern ref_pattern mut_pattern reference_pattern captured_pattern slice_pattern "
        "tuple_struct_pattern struct_pattern field_pattern or_pattern match_pattern",
    .accesses = "field_expression index_expression unary_expression",
    .ifs = "if_expression",
    .switches = "match_expression",
    .cases = "match_arm",
    .foreaches = "for_expression",
    .breaks = "break_expression",
    .returns = "return_expression",
    .binds =
        "let_declaration.pattern for_expression.pattern match_arm.pattern let_condition.pattern",
    .outer_binds = "function_item.name const_item.name static_item.name struct_item.name "
                   "enum_item.name trait_item.name "
                   "mod_item.name type_item.name",
    .parameters = "parameter.pattern closure_parameters.*",
    .member_binds = "field_declaration.name enum_variant.name",
    .members = "field_expression.field field_initializer.field",
    .opaques =
        "tuple_struct_pattern.type struct_pattern.type field_pattern.name match_pattern.condition",
    .writes = "assignment_expression.left compound_assignment_expr.left",
    .borrows = "reference_expression.value",
    .callees = "call_expression.function macro_invocation.macro",
    .arguments = "call_expression.arguments",
    .conditions = "while_expression.condition if_expression.condition match_expression.value",
    .thens = "if_expression.consequence",
    .elses = "if_expression.alternative",
    .types = "let_declaration.type parameter.type const_item.type static_item.type "
             "field_declaration.type",
    .values = "let_declaration.value const_item.value static_item.value",
    .exits = "panic std::process::exit process::exit unreachable todo unimplemented",
    .closing = true,
    .capital_constants = true,
};
