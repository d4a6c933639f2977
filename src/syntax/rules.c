#include "syntax/rules.h"

#include <string.h>

#include "syntax/bounds.h"
#include "syntax/heap.h"
#include "syntax/predicates.h"

#define NO_CAPTURE 0xffffffffu

/* What is known of a pattern of the query. */
struct pattern {
    const struct rule *rule;
    struct predicate *predicates;
    u32 predicate_count;
    u32 slots[FINDING_SLOTS_MAX]; /* ids of the captures that the sentence quotes */
};

struct rules {
    const struct grammar_facts *facts;
    const TSQuery *query; /* NULL when the language has no queries */
    struct pattern *patterns;
    u32 pattern_count;
    u32 here; /* id of @here */
};

unsigned rules_analysis_rounds = 0;

static struct rules *fail(struct rule_fault *fault, u32 at, const char *text)
{
    usize bytes = MIN(strlen(text), sizeof(fault->text) - 1);
    memmove(fault->text, text, bytes);
    fault->text[bytes] = 0;
    fault->at = at;
    return NULL;
}

static const char *describe(TSQueryError error)
{
    switch (error) {
    case TSQueryErrorNodeType: return "the grammar has no such node type";
    case TSQueryErrorField: return "the grammar has no such field";
    case TSQueryErrorCapture: return "this capture does not occur in its pattern";
    case TSQueryErrorStructure: return "the grammar can never produce this pattern";
    default: return "the query is not written correctly here";
    }
}

static u32 capture_id(const TSQuery *query, const char *name)
{
    for (u32 i = 0; i < ts_query_capture_count(query); i++) {
        u32 bytes;
        const char *one = ts_query_capture_name_for_id(query, i, &bytes);
        if (strlen(name) == bytes && memcmp(one, name, bytes) == 0) return i;
    }
    return NO_CAPTURE;
}

/* Reads the predicates of one pattern: runs of steps, each closed by a step "done". */
static bool read_predicates(struct rules *self, struct pattern *pattern, u32 number,
                            struct rule_fault *fault)
{
    u32 count;
    const TSQueryPredicateStep *steps =
        ts_query_predicates_for_pattern(self->query, number, &count);
    for (u32 i = 0; i < count; i++)
        pattern->predicate_count += steps[i].type == TSQueryPredicateStepTypeDone;
    pattern->predicates =
        heap_alloc_zeroed(MAX(pattern->predicate_count, 1u), sizeof(struct predicate));
    struct predicate *next = pattern->predicates;
    for (u32 i = 0; i < count; i++) {
        u32 end = i;
        while (steps[end].type != TSQueryPredicateStepTypeDone) end++;
        if (!predicate_read(next++, self->facts, self->query, steps + i, end - i, fault))
            return false;
        i = end;
    }
    return true;
}

static const struct rule *rule_at(const struct rule_set *set, u32 byte)
{
    const struct rule *found = NULL;
    for (u32 i = 0; i < set->rule_count && set->rules[i].at <= byte; i++) found = &set->rules[i];
    return found;
}

struct rules *rules_make(const struct grammar_facts *facts, const struct rule_set *set,
                         struct rule_fault *fault)
{
    struct rules *self = heap_alloc_zeroed(1, sizeof(*self));
    self->facts = facts;
    if (!set->source || set->bytes == 0) return self;
    u32 error_at;
    TSQueryError error;
    self->query = ts_query_new(facts->language, set->source, set->bytes, &error_at, &error);
    if (!self->query) return fail(fault, error_at, describe(error));
    self->here = capture_id(self->query, "here");
    self->pattern_count = ts_query_pattern_count(self->query);
    self->patterns = heap_alloc_zeroed(MAX(self->pattern_count, 1u), sizeof(struct pattern));
    for (u32 i = 0; i < self->pattern_count; i++) {
        u32 at = ts_query_start_byte_for_pattern(self->query, i);
        self->patterns[i].rule = rule_at(set, at);
        if (!self->patterns[i].rule) return fail(fault, at, "this pattern belongs to no tip");
        for (u32 k = 0; k < self->patterns[i].rule->slot_count; k++)
            self->patterns[i].slots[k] = capture_id(self->query, self->patterns[i].rule->slots[k]);
        if (!read_predicates(self, &self->patterns[i], i, fault))
            return fail(fault, at, fault->text);
    }
    if (self->here == NO_CAPTURE) return fail(fault, 0, "no pattern captures @here");
    return self;
}

struct run {
    const struct rules *rules;
    const struct tree *tree;
    struct finding *list; /* what was found so far, in the order of tree-sitter */
    u8 *severities;
    u32 count, room;
    u64 ops_left;
    TSQueryCursor *cursor;
};

static bool is_too_much(TSQueryCursorState *state)
{
    struct run *self = state->payload;
    if (self->ops_left < 100 || heap_is_tight()) return true;
    if (ts_query_cursor_did_exceed_match_limit(self->cursor)) return true;
    self->ops_left -= 100;
    return false;
}

/* Does the code around a captured node parse? Of a statement the whole, of a function or class the
 * whole. */
static bool is_sound(const struct tree *tree, u32 node)
{
    u32 around =
        node_roles(tree, node) & ROLES_OF_UNITS ? node : node_ancestor(tree, node, ROLES_OF_UNITS);
    if (around == TREE_NOWHERE) around = node;
    return !((tree->nodes[around].flags | tree->nodes[node].flags) & NODE_TAINTED);
}

static bool fill_slots(const struct run *self, const struct match *match,
                       const struct pattern *pattern, struct finding *finding)
{
    finding->slot_count = pattern->rule->slot_count;
    for (u32 i = 0; i < finding->slot_count; i++) {
        u32 node = match_node(match, pattern->slots[i]);
        if (node == TREE_NOWHERE || node_bytes(self->tree, node) > SLOT_BYTES_MAX) return false;
        finding->slots[i].at = self->tree->nodes[node].start;
        finding->slots[i].bytes = node_bytes(self->tree, node);
    }
    return true;
}

static void add(struct run *self, const struct finding *finding, u8 severity)
{
    if (self->count == self->room) {
        self->room = MAX(self->room * 2, 64u);
        self->list = heap_resize(self->list, self->room * sizeof(struct finding));
        self->severities = heap_resize(self->severities, self->room);
    }
    self->severities[self->count] = severity;
    self->list[self->count++] = *finding;
}

static void consider(struct run *self, struct match *match, const struct pattern *pattern)
{
    const struct tree *tree = self->tree;
    u32 here = match_node(match, self->rules->here);
    if (here == TREE_NOWHERE) return;
    struct finding finding = {
        .tip = pattern->rule->tip, .start = tree->nodes[here].start, .end = tree->nodes[here].end};
    for (u32 i = 0; i < match->capture_count; i++) {
        u32 node = tree_find(tree, match->captures[i].node);
        if (node == TREE_NOWHERE || !is_sound(tree, node)) return;
    }
    if (!fill_slots(self, match, pattern, &finding)) return;
    for (u32 i = 0; i < pattern->predicate_count; i++)
        if (!predicate_holds(&pattern->predicates[i], match)) return;
    add(self, &finding, pattern->rule->severity);
}

static bool is_after(const struct run *self, u32 a, u32 b)
{
    const struct finding *x = &self->list[a], *y = &self->list[b];
    if (self->severities[a] != self->severities[b])
        return self->severities[a] > self->severities[b];
    if (x->start != y->start) return x->start > y->start;
    if (x->tip != y->tip) return x->tip > y->tip;
    return x->end > y->end;
}

/* Insertion sort: findings come nearly in order, and there are few. */
static void sort(struct run *self)
{
    for (u32 i = 1; i < self->count; i++) {
        for (u32 at = i; at > 0 && is_after(self, at - 1, at); at--) {
            struct finding finding = self->list[at];
            u8 severity = self->severities[at];
            self->list[at] = self->list[at - 1], self->severities[at] = self->severities[at - 1];
            self->list[at - 1] = finding, self->severities[at - 1] = severity;
        }
    }
}

/* The same tip about overlapping code is said once, at the first place. */
static bool is_repeat(const struct finding *list, u32 count, const struct finding *one)
{
    for (u32 i = 0; i < count; i++)
        if (list[i].tip == one->tip && list[i].start < one->end && one->start < list[i].end)
            return true;
    return false;
}

/* Only so many are sorted: a text that has more is not a learner's. */
#define FOUND_MAX 1024u

u32 rules_run(const struct rules *self, const struct tree *tree, struct finding *findings)
{
    if (!self->query || tree->unfit) return 0;
    struct run run = {.rules = self,
                      .tree = tree,
                      .ops_left = QUERY_OPS_BASE + (u64)tree->text_bytes * QUERY_OPS_PER_BYTE};
    struct scopes scopes = {0};
    u32 steps_left = PREDICATE_STEPS_MAX;
    struct match match = {.tree = tree, .scopes = &scopes, .steps_left = &steps_left};
    TSQueryCursor *cursor = ts_query_cursor_new();
    run.cursor = cursor;
    TSQueryCursorOptions options = {.payload = &run, .progress_callback = is_too_much};
    ts_query_cursor_set_match_limit(cursor, QUERY_MATCHES_MAX);
    ts_query_cursor_exec_with_options(cursor, self->query, ts_tree_root_node(tree->source),
                                      &options);
    TSQueryMatch found;
    while (run.count < FOUND_MAX && steps_left > 0 && ts_query_cursor_next_match(cursor, &found)) {
        match.captures = found.captures;
        match.capture_count = found.capture_count;
        consider(&run, &match, &self->patterns[found.pattern_index]);
    }
    ts_query_cursor_delete(cursor);
    sort(&run);
    u32 count = 0;
    for (u32 i = 0; i < run.count && count < FINDINGS_MAX; i++)
        if (!is_repeat(findings, count, &run.list[i])) findings[count++] = run.list[i];
    return count;
}
