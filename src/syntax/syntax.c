#include "syntax/syntax.h"

#include "base/hash.h"
#include "base/limits.h"
#include "syntax/heap.h"
#include "syntax/plain.h"
#include "syntax/rules.h"
#include "syntax/units.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

static struct {
    _Alignas(8) u8 out[OUTBOX_BYTES];
    u32 out_bytes;
    u32 in_bytes; /* what of the inbox may hold text */
    const struct rules *rules[LANGUAGE_COUNT];
} sandbox;

static u8 inbox[TEXT_BYTES_MAX];

EXPORT("syntax_inbox") u8 *syntax_inbox(u32 len)
{
    if (len > TEXT_BYTES_MAX) return NULL;
    /* What an earlier, longer text left behind goes before the next one comes. */
    if (sandbox.in_bytes > len) memset(inbox + len, 0, sandbox.in_bytes - len);
    sandbox.in_bytes = len;
    return inbox;
}

/* The language's facts and queries, made at first use, before any of the text is looked at. */
static const struct grammar_facts *prepare(enum language language)
{
    const struct grammar_facts *facts = grammar_facts(language);
    if (facts && !sandbox.rules[language]) {
        struct rule_fault fault;
        heap_keep();
        sandbox.rules[language] = rules_make(facts, &RULES[language], &fault);
        heap_scratch();
        check(sandbox.rules[language]); /* the catalogue's tests compile every query */
    }
    return facts;
}

static const u8 *outline_of_tree(struct writer *writer, const struct tree *tree,
                                 enum language language)
{
    struct finding findings[FINDINGS_MAX];
    struct scopes scopes;
    u32 steps_left = 0; /* the outline resolves nothing, it only asks what is bound */
    scopes_make(&scopes, tree, &steps_left);
    units_write(writer, tree, &scopes);
    writer->head->error_count = (u16)MIN(tree->error_count, UINT16_MAX);
    writer->head->error_at = tree->error_at;
    if (tree->error_count > 0) writer->head->flags |= OUTLINE_ERROR;
    u32 count = rules_run(sandbox.rules[language], tree, findings);
    return writer_finish(writer, findings, count, RULES_STAMP);
}

EXPORT("syntax_outline") const u8 *syntax_outline(u32 number, u32 len)
{
    check(len <= sandbox.in_bytes);
    enum language language = number < LANGUAGE_COUNT ? (enum language)number : LANGUAGE_PLAIN;
    struct writer writer;
    struct tree tree;
    heap_wipe();
    memset(sandbox.out, 0, sandbox.out_bytes);
    const struct grammar_facts *facts = prepare(language);
    writer_init(&writer, sandbox.out, (u8)language, len);
    const u8 *result;
    if (facts && tree_parse(&tree, facts, inbox, len)) {
        result = outline_of_tree(&writer, &tree, language);
    } else {
        heap_wipe();
        plain_outline(&writer, language, (struct str){inbox, len});
        result = writer_finish(&writer, NULL, 0, RULES_STAMP);
    }
    heap_wipe();
    memcpy(&sandbox.out_bytes, result, sizeof(u32));
    sandbox.out_bytes += 8;
    return result;
}

EXPORT("syntax_abi") u32 syntax_abi(void)
{
    return RULES_STAMP;
}
