#include "syntax/predicates.h"

#include "syntax/asking.h"
#include "syntax/heap.h"

/* How the arguments of a predicate are read. */
enum shape {
    SHAPE_ANY = 1,    /* captures or words */
    SHAPE_TYPES = 2,  /* words from `types_from` on are node types, tokens or kind words */
    SHAPE_REGION = 4, /* may end in -after or -before */
};

struct predicate_kind {
    const char *name;
    ask_fn *ask;
    u8 least, most; /* arguments */
    u8 captures;    /* that many from the start must be captures, or FILE */
    u8 shape;
    u8 types_from;
    u8 types_to; /* 0: to the end */
};

static const struct predicate_kind KINDS[] = {
    {"eq", ask_eq, 2, 2, 1, SHAPE_ANY, 0, 0},
    {"any-of", ask_any_of, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"starts-with", ask_starts_with, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"ends-with", ask_ends_with, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"contains", ask_contains, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"like", ask_like, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"number", ask_number, 1, 3, 1, SHAPE_ANY, 0, 0},
    {"length", ask_length, 3, 3, 1, SHAPE_ANY, 0, 0},
    {"format-mismatch", ask_format_mismatch, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"conversion", ask_conversion, 3, 16, 1, SHAPE_ANY, 0, 0},
    {"type", ask_type, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"parent", ask_parent, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"has-ancestor", ask_has_ancestor, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"ancestor-field-eq", ask_ancestor_field_eq, 3, 3, 1, SHAPE_TYPES, 1, 2},
    {"inside", ask_inside, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"has-child", ask_has_child, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"count", ask_count, 3, 16, 1, SHAPE_TYPES, 3, 0},
    {"next", ask_next, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"previous", ask_previous, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"followed-by", ask_followed_by, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"preceded-by", ask_preceded_by, 2, 16, 1, SHAPE_TYPES, 1, 0},
    {"first", ask_first, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"last", ask_last, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"same-line", ask_same_line, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"same-column", ask_same_column, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"before", ask_before, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"lines", ask_lines, 3, 3, 1, SHAPE_ANY, 0, 0},
    {"contains-type", ask_contains_type, 2, 16, 1, SHAPE_TYPES | SHAPE_REGION, 1, 0},
    {"mentions", ask_mentions, 2, 16, 1, SHAPE_TYPES | SHAPE_REGION, 2, 0},
    {"calls", ask_calls, 2, 3, 1, SHAPE_REGION, 0, 0},
    {"assigns", ask_assigns, 2, 2, 1, SHAPE_REGION, 0, 0},
    {"changes", ask_changes, 2, 2, 1, SHAPE_REGION, 0, 0},
    {"tests", ask_tests, 2, 2, 1, SHAPE_REGION, 0, 0},
    {"spells", ask_spells, 2, 16, 1, SHAPE_REGION, 0, 0},
    {"only-indexes", ask_only_indexes, 3, 3, 3, SHAPE_ANY, 0, 0},
    {"braces-name", ask_braces_name, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"member", ask_member, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"declared-with", ask_declared_with, 3, 3, 1, SHAPE_TYPES, 1, 2},
    {"declared", ask_declared, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"declared-as", ask_declared_as, 2, 16, 1, SHAPE_ANY, 0, 0},
    {"shadows", ask_shadows, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"unused", ask_unused, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"same-variable", ask_same_variable, 2, 2, 2, SHAPE_ANY, 0, 0},
    {"leaves", ask_leaves, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"runs-on", ask_runs_on, 1, 1, 1, SHAPE_ANY, 0, 0},
    {"falls-through-end", ask_falls_through_end, 1, 1, 1, SHAPE_ANY, 0, 0},
};

static bool complain(struct rule_fault *fault, const char *before, struct str word,
                     const char *after)
{
    usize at = 0;
    for (const char *c = before; *c && at + 1 < sizeof(fault->text); c++) fault->text[at++] = *c;
    for (usize i = 0; i < word.bytes && at + 1 < sizeof(fault->text); i++)
        fault->text[at++] = (char)word.at[i];
    for (const char *c = after; *c && at + 1 < sizeof(fault->text); c++) fault->text[at++] = *c;
    fault->text[at] = 0;
    return false;
}

static bool ends_in(struct str word, const char *end)
{
    struct str tail = str_of(end);
    return word.bytes > tail.bytes &&
           memcmp(word.at + word.bytes - tail.bytes, tail.at, tail.bytes) == 0;
}

/* "not-calls-after?" -> kind calls, negated, region after. */
static bool read_name(struct predicate *self, struct str name, struct rule_fault *fault)
{
    struct str rest = name;
    if (!ends_in(rest, "?")) return complain(fault, "a predicate ends with ?: #", name, "");
    rest.bytes--;
    if (rest.bytes > 4 && memcmp(rest.at, "not-", 4) == 0) {
        self->negated = true;
        str_take(&rest, 4);
    }
    if (ends_in(rest, "-after")) self->region = REGION_AFTER, rest.bytes -= 6;
    else if (ends_in(rest, "-before")) self->region = REGION_BEFORE, rest.bytes -= 7;
    for (u16 i = 0; i < ARRAY_LEN(KINDS); i++) {
        if (!str_equal(rest, str_of(KINDS[i].name))) continue;
        if (self->region != REGION_WITHIN && !(KINDS[i].shape & SHAPE_REGION)) break;
        self->kind = i;
        return true;
    }
    return complain(fault, "there is no predicate #", name, ", see src/catalogue/README.md");
}

/* Finds the symbols that a type word means. `type.field` also asks for the way down. */
static bool read_type(struct argument *self, const struct grammar_facts *facts,
                      struct rule_fault *fault)
{
    struct str word = {(const u8 *)self->text, self->bytes}, type = word;
    if (str_equal(word, STR("until"))) return true;
    self->roles = kind_word_roles(word);
    if (self->roles) return true;
    for (usize i = 1; i + 1 < word.bytes; i++) {
        if (word.at[i] != '.' || word.at[0] < 'A' || word.at[0] == '[') continue;
        self->field = ts_language_field_id_for_name(facts->language, self->text + i + 1,
                                                    (u32)(word.bytes - i - 1));
        if (self->field == 0)
            return complain(fault, "the grammar has no such field: \"", word, "\"");
        type.bytes = i;
        break;
    }
    for (u32 s = 1; s < facts->symbol_count; s++) {
        TSSymbolType kind = ts_language_symbol_type(facts->language, (TSSymbol)s);
        if (kind != TSSymbolTypeRegular && kind != TSSymbolTypeAnonymous) continue;
        if (!str_equal(type, str_of(ts_language_symbol_name(facts->language, (TSSymbol)s))))
            continue;
        if (self->symbol_count < PREDICATE_SYMBOLS_MAX)
            self->symbols[self->symbol_count++] = (u16)s;
    }
    if (self->symbol_count == 0)
        return complain(fault, "the grammar has no node type or token \"", word, "\"");
    return true;
}

/* The words of #declared-as? are checked when they are read: a misspelt one would only ever be
 * unsure. */
static bool read_declared(struct str word, struct rule_fault *fault)
{
    static const char *const PREFIXES[] = {
        "type:", "value:",   "value-calls:", "value-text:", "node:",
        "in:",   "through:", "has:",         "contains:",   "lacks:"};
    if (str_equal(word, STR("parameter")) || str_equal(word, STR("global"))) return true;
    if (str_equal(word, STR("same-function"))) return true;
    for (u32 i = 0; i < ARRAY_LEN(PREFIXES); i++) {
        struct str prefix = str_of(PREFIXES[i]);
        if (word.bytes > prefix.bytes && memcmp(word.at, prefix.at, prefix.bytes) == 0) return true;
    }
    return complain(fault, "#declared-as? knows no word \"", word,
                    "\", see src/catalogue/README.md");
}

static bool read_argument(struct predicate *self, const struct grammar_facts *facts,
                          const TSQuery *query, const TSQueryPredicateStep *step,
                          struct rule_fault *fault)
{
    const struct predicate_kind *kind = &KINDS[self->kind];
    struct argument *argument = &self->arguments[self->count];
    *argument = (struct argument){0};
    if (step->type == TSQueryPredicateStepTypeCapture) {
        argument->is_capture = true;
        argument->capture = step->value_id;
        self->count++;
        return true;
    }
    argument->text = ts_query_string_value_for_id(query, step->value_id, &argument->bytes);
    struct str word = {(const u8 *)argument->text, argument->bytes};
    if (self->count < kind->captures && !str_equal(word, STR("FILE")))
        return complain(fault, "this argument must be a capture (or FILE), not \"", word, "\"");
    bool is_type = (kind->shape & SHAPE_TYPES) && self->count >= kind->types_from &&
                   !(kind->types_to && self->count >= kind->types_to);
    self->count++;
    if (kind->ask == ask_declared_as && self->count > 1) return read_declared(word, fault);
    return !is_type || read_type(argument, facts, fault);
}

bool predicate_read(struct predicate *self, const struct grammar_facts *facts, const TSQuery *query,
                    const TSQueryPredicateStep *steps, u32 count, struct rule_fault *fault)
{
    *self = (struct predicate){0};
    struct str name;
    u32 bytes = 0;
    name.at = (const u8 *)ts_query_string_value_for_id(query, steps[0].value_id, &bytes);
    name.bytes = bytes;
    if (!read_name(self, name, fault)) return false;
    const struct predicate_kind *kind = &KINDS[self->kind];
    if (count - 1 < kind->least || count - 1 > kind->most)
        return complain(fault, "wrong number of arguments for #", name,
                        ", see src/catalogue/README.md");
    for (u32 i = 1; i < count; i++)
        if (!read_argument(self, facts, query, &steps[i], fault)) return false;
    return true;
}

bool predicate_holds(const struct predicate *self, struct match *match)
{
    struct asking asking = {self, match, match->tree};
    const struct argument *first = &self->arguments[0];
    if (first->is_capture && match_node(match, first->capture) == TREE_NOWHERE)
        return self->negated;
    enum answer answer = KINDS[self->kind].ask(&asking);
    if (*match->steps_left == 0) return false;
    return answer == (self->negated ? ANSWER_NO : ANSWER_YES);
}

u32 match_node(const struct match *self, u32 capture)
{
    for (u32 i = 0; i < self->capture_count; i++)
        if (self->captures[i].index == capture)
            return tree_find(self->tree, self->captures[i].node);
    return TREE_NOWHERE;
}

u32 ask_node(const struct asking *self, u32 i)
{
    const struct argument *argument = &self->predicate->arguments[i];
    return argument->is_capture ? match_node(self->match, argument->capture) : 0;
}

struct str ask_text(const struct asking *self, u32 i)
{
    const struct argument *argument = &self->predicate->arguments[i];
    if (!argument->is_capture) return (struct str){(const u8 *)argument->text, argument->bytes};
    u32 node = match_node(self->match, argument->capture);
    if (node == TREE_NOWHERE) return (struct str){0};
    return (struct str){node_text(self->tree, node), node_bytes(self->tree, node)};
}

static bool fits(const struct tree *tree, const struct argument *word, u32 node)
{
    if (node_roles(tree, node) & word->roles) return true;
    for (u32 i = 0; i < word->symbol_count; i++)
        if (tree->nodes[node].symbol == word->symbols[i]) return true;
    return false;
}

static bool is_until(const struct argument *argument)
{
    return !argument->is_capture && argument->bytes == 5 && memcmp(argument->text, "until", 5) == 0;
}

bool ask_is_type(const struct asking *self, u32 node, u32 from)
{
    for (u32 i = from; i < self->predicate->count && !is_until(&self->predicate->arguments[i]); i++)
        if (fits(self->tree, &self->predicate->arguments[i], node)) return true;
    return false;
}

bool ask_is_stop(const struct asking *self, u32 node)
{
    bool after = false;
    for (u32 i = 1; i < self->predicate->count; i++) {
        const struct argument *argument = &self->predicate->arguments[i];
        if (after && fits(self->tree, argument, node)) return true;
        after = after || is_until(argument);
    }
    return false;
}

bool ask_pay(struct asking *self)
{
    if (*self->match->steps_left == 0) return false;
    --*self->match->steps_left;
    return true;
}

const struct scopes *ask_scopes(struct asking *self)
{
    struct scopes *scopes = self->match->scopes;
    if (!scopes->tree) scopes_make(scopes, self->tree, self->match->steps_left);
    return scopes;
}
