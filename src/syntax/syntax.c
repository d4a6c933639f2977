#include "syntax/syntax.h"

#ifndef __wasm__
#include <setjmp.h>
#endif

#include "base/hash.h"
#include "base/limits.h"
#include "syntax/closing.h"
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

static u8 inbox[TEXT_BYTES_MAX + CLOSING_BYTES_MAX];

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

/* Parses the text once more with its open blocks closed. False when that does not help. */
static bool parse_closed(struct tree *closed, const struct tree *tree)
{
    u32 len = tree->text_bytes;
    u32 more = closing_of((struct str){inbox, len}, inbox + len);
    if (!more || !tree->facts->grammar->closing) return false;
    bool parsed = tree_parse(closed, tree->facts, inbox, len + more);
    memset(inbox + len, 0, more);
    return parsed && closed->error_count == 0;
}

static const u8 *outline_of_tree(struct writer *writer, const struct tree *tree,
                                 enum language language)
{
    struct finding findings[FINDINGS_MAX];
    struct scopes scopes;
    struct tree closed;
    u32 steps_left = 0; /* the outline resolves nothing, it only asks what is bound */
    bool unclosed = tree->error_count > 0 && parse_closed(&closed, tree);
    const struct tree *whole = unclosed ? &closed : tree;
    if (unclosed) writer->head->flags |= OUTLINE_UNCLOSED;
    scopes_make(&scopes, whole, &steps_left);
    units_write(writer, whole, &scopes);
    writer->head->error_count = (u16)MIN(tree->error_count, UINT16_MAX);
    writer->head->error_at = tree->error_at;
    if (tree->error_count > 0) writer->head->flags |= OUTLINE_ERROR;
    for (u32 i = 0; i < tree->count && tree->error_count > 0; i++)
        if (tree->nodes[i].flags & NODE_BROKEN)
            writer_fault(writer, tree->nodes[i].start, tree->nodes[i].end);
    u32 count = rules_run(sandbox.rules[language], tree, findings);
    return writer_finish(writer, findings, count, RULES_STAMP);
}

/* Natively a call that finds no more memory goes on from here; in wasm it traps (heap.h). */
#ifdef __wasm__
#define MEMORY_LASTS true
#else
static jmp_buf memory_ended;
static void jump_out(void)
{
    longjmp(memory_ended, 1);
}
#define MEMORY_LASTS (heap_on_end(jump_out), setjmp(memory_ended) == 0)
#endif

static const u8 *outline_of_text(enum language language, u32 len, bool plain)
{
    struct writer writer;
    struct tree tree;
    const struct grammar_facts *facts = plain ? NULL : prepare(language);
    writer_init(&writer, sandbox.out, (u8)language, len);
    if (facts && MEMORY_LASTS && tree_parse(&tree, facts, inbox, len))
        return outline_of_tree(&writer, &tree, language);
    heap_wipe();
    writer_init(&writer, sandbox.out, (u8)language, len);
    plain_outline(&writer, language, (struct str){inbox, len});
    return writer_finish(&writer, NULL, 0, RULES_STAMP);
}

EXPORT("syntax_outline") const u8 *syntax_outline(u32 language, u32 len)
{
    check(len <= sandbox.in_bytes);
    bool plain = language & SYNTAX_PLAIN;
    language &= ~SYNTAX_PLAIN;
    heap_wipe();
    memset(sandbox.out, 0, sandbox.out_bytes);
    sandbox.out_bytes = sizeof sandbox.out;
    const u8 *result = outline_of_text(
        language < LANGUAGE_COUNT ? (enum language)language : LANGUAGE_PLAIN, len, plain);
    heap_wipe();
    memcpy(&sandbox.out_bytes, result, sizeof(u32));
    sandbox.out_bytes += 8;
    return result;
}

EXPORT("syntax_abi") u32 syntax_abi(void)
{
    return RULES_STAMP;
}
