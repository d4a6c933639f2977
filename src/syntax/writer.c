#include "syntax/writer.h"

#include "base/hash.h"

#define HEAD_WEIGHT  6u
#define OF_HEAD(out) ((struct outline_head *)(void *)((out) + 8))

static const u8 WEIGHTS[] = {
    [TOKEN_PUNCTUATION] = 0, [TOKEN_GROUP] = 0,   [TOKEN_NAME] = 1,     [TOKEN_WORD] = 1,
    [TOKEN_STRING] = 2,      [TOKEN_LITERAL] = 2, [TOKEN_OPERATOR] = 2, [TOKEN_CONTROL] = 4,
};

void writer_init(struct writer *self, u8 *out, u8 language, u32 text_bytes)
{
    *self = (struct writer){.head = OF_HEAD(out),
                            .units = (struct unit *)(void *)(out + 8 + sizeof(struct outline_head)),
                            .tokens = (u16 *)(void *)(out + OUTBOX_BYTES) - TOKENS_MAX};
    *self->head = (struct outline_head){.magic = OUTLINE_MAGIC,
                                        .language = language,
                                        .error_at = OUTLINE_NOWHERE,
                                        .text_bytes = text_bytes};
}

static struct unit *innermost(struct writer *self)
{
    return self->depth > 0 ? &self->units[self->open[self->depth - 1]] : NULL;
}

bool writer_open(struct writer *self, enum unit_kind kind, u32 start, u32 end)
{
    if (self->head->unit_count == OUTLINE_UNITS_MAX) self->head->flags |= OUTLINE_CUT;
    if (self->depth == OUTLINE_DEPTH_MAX || self->head->flags & OUTLINE_CUT) return false;
    struct unit *unit = &self->units[self->head->unit_count];
    *unit = (struct unit){.start = start,
                          .end = MIN(end, self->head->text_bytes),
                          .name_at = OUTLINE_NOWHERE,
                          .kind = (u8)kind,
                          .depth = (u8)self->depth};
    unit->exact = unit->shape = hash64_mix(HASH64_START, kind);
    unit->tree = 0;
    unit->weight = kind == UNIT_FUNCTION || kind == UNIT_CLASS ? HEAD_WEIGHT : 0;
    self->open[self->depth++] = self->head->unit_count++;
    return true;
}

void writer_name(struct writer *self, u32 at, u32 bytes)
{
    if (bytes > UINT16_MAX) return;
    innermost(self)->name_at = at;
    innermost(self)->name_bytes = (u16)bytes;
}

void writer_edge(struct writer *self, enum token_class class, u64 exact)
{
    struct outline_head *head = self->head;
    if (head->token_count < TOKENS_MAX) self->tokens[head->token_count++] = token_of(class, exact);
    else head->flags |= OUTLINE_TOKENS_CUT;
}

void writer_token(struct writer *self, enum token_class class, u64 exact, u64 shape)
{
    writer_edge(self, class, exact);
    struct unit *unit = innermost(self);
    /* When the outline is full, what would have been new units is the last one's. */
    if (self->head->flags & OUTLINE_CUT) unit = &self->units[self->head->unit_count - 1];
    if (!unit) return;
    unit->exact = hash64_mix(unit->exact, exact);
    unit->shape = hash64_mix(unit->shape, shape);
    unit->weight += WEIGHTS[class];
}

void writer_weigh(struct writer *self, u32 weight)
{
    if (innermost(self)) innermost(self)->weight += weight;
}

void writer_fault(struct writer *self, u32 start, u32 end)
{
    struct outline_head *head = self->head;
    if (head->fault_count == FAULTS_MAX) return;
    self->faults[head->fault_count++] = (struct fault_place){start, end};
}

void writer_broken(struct writer *self)
{
    if (innermost(self)) innermost(self)->flags |= UNIT_BROKEN;
}

/* While a unit is open its `tree` gathers the trees of the units inside it. */
void writer_close(struct writer *self)
{
    struct unit *unit = innermost(self);
    unit->tree = hash64_mix(unit->exact, unit->tree);
    self->depth--;
    struct unit *around = innermost(self);
    if (around) around->tree = hash64_mix(around->tree, unit->tree);
}

const u8 *writer_finish(struct writer *self, const struct finding *findings, u32 count, u32 stamp)
{
    while (self->depth > 0) writer_close(self);
    check(count <= FINDINGS_MAX);
    struct outline_head *head = self->head;
    head->finding_count = (u16)count;
    head->catalogue = stamp;
    u8 *end = (u8 *)(self->units + head->unit_count);
    if (count > 0) memcpy(end, findings, count * sizeof(struct finding));
    end += count * sizeof(struct finding);
    usize fault_bytes = head->fault_count * sizeof(struct fault_place);
    if (fault_bytes) memcpy(end, self->faults, fault_bytes);
    end += fault_bytes;
    usize token_bytes = head->token_count * sizeof(u16);
    memmove(end, self->tokens, token_bytes);
    end += token_bytes;
    /* Nothing of this text is left where the tokens stood. */
    u8 *first = MAX((u8 *)self->tokens, end), *last = (u8 *)self->tokens + token_bytes;
    if (first < last) memset(first, 0, (usize)(last - first));
    u32 bytes = (u32)(end - (u8 *)head);
    u8 *out = (u8 *)head - 8;
    memcpy(out, (u32[2]){bytes, 0}, 8);
    return out;
}

/* Keywords after which the program takes another way. */
static const char *const CONTROL[] = {
    "if",      "else",  "elif",        "elsif", "unless",   "for",     "foreach",
    "while",   "until", "do",          "loop",  "switch",   "case",    "when",
    "default", "match", "select",      "break", "continue", "return",  "throw",
    "throws",  "raise", "try",         "catch", "except",   "finally", "rescue",
    "ensure",  "goto",  "fallthrough", "yield", "await",    "go",      "defer",
};
static const char *const OPERATORS[] = {"and",    "or",     "not", "in",     "is", "instanceof",
                                        "typeof", "sizeof", "new", "delete", "as", "of"};

enum token_class token_class_of(struct str text)
{
    u8 first = text.bytes > 0 ? text.at[0] : 0;
    bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
    if (str_equal(text, STR("("))) return TOKEN_GROUP;
    if (!letter) {
        bool quiet = text.bytes > 0;
        for (usize i = 0; i < text.bytes; i++)
            quiet = quiet && strchr("()[]{},;:.\"'`@#$\\", text.at[i]) && text.at[i];
        return quiet || str_equal(text, STR("=>")) || str_equal(text, STR("->")) ? TOKEN_PUNCTUATION
                                                                                 : TOKEN_OPERATOR;
    }
    for (u32 i = 0; i < ARRAY_LEN(CONTROL); i++)
        if (str_equal(text, str_of(CONTROL[i]))) return TOKEN_CONTROL;
    for (u32 i = 0; i < ARRAY_LEN(OPERATORS); i++)
        if (str_equal(text, str_of(OPERATORS[i]))) return TOKEN_OPERATOR;
    return TOKEN_WORD;
}
