#include "syntax/grammar.h"

const TSLanguage *tree_sitter_python(void);

const struct grammar GRAMMAR_PYTHON = {
    .make = tree_sitter_python,
    .functions = "function_definition",
    .lambdas = "lambda",
    .classes = "class_definition",
    .branches = "if_statement elif_clause else_clause try_statement except_clause finally_clause "
                "match_statement "
                "case_clause with_statement",
    .loops = "for_statement while_statement",
    .leaves = "return_statement break_statement continue_statement raise_statement",
    .declares = "import_statement import_from_statement future_import_statement global_statement "
                "nonlocal_statement",
    .statements = "expression_statement assert_statement delete_statement pass_statement "
                  "print_statement exec_statement "
                  "decorated_definition type_alias_statement",
    .blocks = "module block",
    .comments = "comment line_continuation",
    .literals = "string string_content integer float true false none ellipsis escape_sequence",
    .holes = "interpolation",
    .names = "identifier",
    .scopes =
        "module function_definition lambda class_definition list_comprehension set_comprehension "
        "dictionary_comprehension generator_expression",
    .patterns = "pattern_list tuple_pattern list_pattern list_splat_pattern "
                "dictionary_splat_pattern as_pattern_target "
                "dotted_name typed_parameter",
    .accesses = "attribute subscript",
    .ifs = "if_statement elif_clause",
    .elifs = "elif_clause",
    .switches = "match_statement",
    .cases = "case_clause",
    .foreaches = "for_statement",
    .tries = "try_statement",
    .handlers = "except_clause",
    .finallies = "finally_clause",
    .breaks = "break_statement",
    .returns = "return_statement",
    .throws = "raise_statement",
    .globals = "global_statement nonlocal_statement",
    .binds =
        "assignment.left for_statement.left for_in_clause.left named_expression.name "
        "as_pattern.alias "
        "import_statement.name import_from_statement.name aliased_import.alias except_clause.alias",
    .outer_binds = "function_definition.name class_definition.name",
    .parameters = "parameters.* lambda_parameters.* default_parameter.name "
                  "typed_default_parameter.name typed_parameter.*",
    .members = "attribute.attribute keyword_argument.name",
    .opaques = "typed_parameter.type",
    .writes = "assignment.left augmented_assignment.left for_statement.left named_expression.name",
    .callees = "call.function",
    .arguments = "call.arguments",
    .conditions = "while_statement.condition if_statement.condition elif_clause.condition "
                  "conditional_expression.* "
                  "assert_statement.* match_statement.subject if_clause.*",
    .thens = "if_statement.consequence elif_clause.consequence",
    .elses = "if_statement.alternative",
    .types = "assignment.type typed_parameter.type typed_default_parameter.type",
    .values = "assignment.right default_parameter.value typed_default_parameter.value",
    .exits = "exit quit sys.exit os._exit os.abort",
    .names_everywhere = true,
    .free_semicolons = true,
};
