/* tip_run: runs queries over code, for the people who write tips. src/make/tip-check.mjs drives it.
 *
 * It reads requests on standard input and answers on standard output, so that one process checks a
 * whole catalogue: rules LANGUAGE BYTES COUNT     then the query text, then COUNT lines "at tip
 * severity slot slot slot"
 *     -> "ok", or "fault AT sentence"
 *   run LANGUAGE BYTES             then the code
 *     -> "found N", then N lines "tip start end text-of-slot-ranges", and "errors N"
 *   tree LANGUAGE BYTES            then the code
 *     -> the tree as an s-expression, then a line "end" */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/language.h"
#include "syntax/heap.h"
#include "syntax/rules.h"

#define RULES_MAX 512

static struct rules *compiled[LANGUAGE_COUNT];

static char *read_bytes(usize bytes)
{
    char *text = malloc(bytes + 1);
    if (!text || fread(text, 1, bytes, stdin) != bytes) exit(2);
    text[bytes] = 0;
    return text;
}

/* Texts of rules live until the process ends: the compiled query points into them. */
static void take_rules(enum language language, usize bytes, u32 count)
{
    char *source = read_bytes(bytes);
    struct rule *rules = calloc(RULES_MAX, sizeof(struct rule));
    if (!rules || count > RULES_MAX) exit(2);
    for (u32 i = 0; i < count; i++) {
        char line[512];
        if (!fgets(line, sizeof(line), stdin)) exit(2);
        char *at = line;
        rules[i].at = (u32)strtoul(at, &at, 10);
        rules[i].tip = (u16)strtoul(at, &at, 10);
        rules[i].severity = (u8)strtoul(at, &at, 10);
        for (char *word = strtok(at, " \n"); word && rules[i].slot_count < FINDING_SLOTS_MAX;
             word = strtok(NULL, " \n"))
            rules[i].slots[rules[i].slot_count++] = strdup(word);
    }
    struct rule_set set = {source, (u32)bytes, count, rules};
    struct rule_fault fault = {0};
    const struct grammar_facts *facts = grammar_facts(language);
    heap_wipe();
    heap_keep();
    compiled[language] = facts ? rules_make(facts, &set, &fault) : NULL;
    heap_scratch();
    if (compiled[language]) printf("ok\n");
    else printf("fault %u %s\n", fault.at, facts ? fault.text : "this language has no grammar");
}

static void run(enum language language, usize bytes)
{
    char *text = read_bytes(bytes);
    struct finding findings[FINDINGS_MAX];
    struct tree tree;
    const struct grammar_facts *facts = grammar_facts(language);
    u32 count = 0;
    if (!facts || !tree_parse(&tree, facts, (const u8 *)text, (u32)bytes)) exit(3);
    if (compiled[language]) count = rules_run(compiled[language], &tree, findings);
    printf("found %u\n", count);
    for (u32 i = 0; i < count; i++) {
        printf("%u %u %u", findings[i].tip, findings[i].start, findings[i].end);
        for (u32 s = 0; s < findings[i].slot_count; s++)
            printf(" %u %u", findings[i].slots[s].at, findings[i].slots[s].bytes);
        printf("\n");
    }
    printf("errors %u\n", tree.error_count);
    heap_wipe();
    free(text);
}

static void print_leaf(const struct tree *tree, u32 node)
{
    u32 bytes = MIN(node_bytes(tree, node), 60u);
    if (memchr(node_text(tree, node), '\n', bytes)) return;
    printf("  %.*s", (int)bytes, node_text(tree, node));
}

static void print_tree(enum language language, usize bytes)
{
    char *text = read_bytes(bytes);
    struct tree tree;
    const struct grammar_facts *facts = grammar_facts(language);
    if (!facts || !tree_parse(&tree, facts, (const u8 *)text, (u32)bytes)) exit(3);
    for (u32 i = 0; i < tree.count; i++) {
        const struct node *node = &tree.nodes[i];
        const char *type = ts_language_symbol_name(facts->language, node->symbol);
        if (!(node->flags & (NODE_NAMED | NODE_BROKEN)) && node->field == 0) continue;
        for (u32 at = node->parent; at != TREE_NOWHERE; at = tree.nodes[at].parent) printf("  ");
        if (node->field)
            printf("%s: ", ts_language_field_name_for_id(facts->language, node->field));
        printf(node->flags & NODE_NAMED ? "(%s)" : "\"%s\"", type);
        if (node->flags & NODE_BROKEN) printf("  <- does not parse");
        if (node_is_leaf(&tree, i) && (node->flags & NODE_NAMED)) print_leaf(&tree, i);
        printf("\n");
    }
    printf("end\n");
    heap_wipe();
    free(text);
}

int main(void)
{
    rules_analysis_rounds = RULES_ANALYSIS_FULL;
    char verb[16], name[32];
    unsigned long bytes;
    while (scanf("%15s %31s %lu", verb, name, &bytes) == 3) {
        enum language language = language_find(name, strlen(name));
        unsigned count = 0;
        if (language == LANGUAGE_COUNT) return 2;
        if (strcmp(verb, "rules") == 0 && scanf("%u", &count) != 1) return 2;
        if (getchar() != '\n') return 2;
        if (strcmp(verb, "rules") == 0) take_rules(language, bytes, count);
        else if (strcmp(verb, "run") == 0) run(language, bytes);
        else if (strcmp(verb, "tree") == 0) print_tree(language, bytes);
        else return 2;
        fflush(stdout);
    }
    return 0;
}
