#include "syntax/languages/ecmascript.h"

const TSLanguage *tree_sitter_typescript(void);

const struct grammar GRAMMAR_TYPESCRIPT = {
    .make = tree_sitter_typescript,
    .functions = ECMA_FUNCTIONS " function_signature",
    .lambdas = ECMA_LAMBDAS,
    .classes = ECMA_CLASSES
    " abstract_class_declaration interface_declaration enum_declaration type_alias_declaration "
    "internal_module module",
    .declares = ECMA_DECLARES " public_field_definition property_signature method_signature "
                              "abstract_method_signature",
    ECMA_COMMON,
    .literals = ECMA_LITERALS " template_literal_type",
    .names = ECMA_NAMES " type_identifier",
    .scopes = ECMA_SCOPES " function_signature",
    .patterns = ECMA_PATTERNS " required_parameter optional_parameter",
    .outer_binds = ECMA_OUTER_BINDS
    " abstract_class_declaration.name interface_declaration.name enum_declaration.name "
    "type_alias_declaration.name function_signature.name",
    .parameters = "required_parameter.pattern optional_parameter.pattern arrow_function.parameter",
    .member_binds = "method_definition.name public_field_definition.name method_signature.name "
                    "property_signature.name "
                    "abstract_method_signature.name enum_body.name enum_assignment.name",
    .types = "variable_declarator.type required_parameter.type optional_parameter.type "
             "public_field_definition.type "
             "property_signature.type",
    .values = "variable_declarator.value public_field_definition.value required_parameter.value "
              "optional_parameter.value",
    .closing = true,
};
