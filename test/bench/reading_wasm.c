/* reading_wasm.c: the syntax sandbox with two doors more, for the benchmarks. It is no part of the
 * product.
 *
 * The real objects of syntax.wasm, without the catalogue's queries, so that its own syntax_outline
 * is the outline alone; and tree-sitter as anybody calls it: a parser, a text, a tree. */
#include "base/limits.h"
#include "syntax/grammar.h"
#include "syntax/rules.h"

#define EXPORT(name) __attribute__((export_name(name)))

const struct rule_set RULES[LANGUAGE_COUNT] = {0};
const u32 RULES_STAMP = 0;

/* Parses the text and lets the tree go. Returns how many nodes it had, 0 when something in it does
 * not parse. The text lies where JavaScript put it. */
EXPORT("bench_parse") u32 bench_parse(u32 language, const char *text, u32 bytes)
{
    const struct grammar_facts *facts = grammar_facts((enum language)language);
    check(facts);
    TSParser *parser = ts_parser_new();
    check(ts_parser_set_language(parser, facts->language));
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, bytes);
    TSNode root = ts_tree_root_node(tree);
    u32 count = ts_node_has_error(root) ? 0 : ts_node_descendant_count(root);
    ts_tree_delete(tree);
    ts_parser_delete(parser);
    return count;
}
