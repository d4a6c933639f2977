#include "mentor/gate.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "code/names.h"
#include "mentor/gate_parts.h"
#include "mentor/lexicon.h"

#define QUOTE_BYTES_MIN   3u /* fewer stand everywhere */
#define CONCEPT_WORDS_MAX 6u
#define SAME_OF_16        13u /* so many of sixteen words of the longer tip: it says the same */

static const char *const RULE_WORDS[GATE_RULE_COUNT] = {
#define X(name, word, why) word,
    GATE_RULES(X)
#undef X
};

const char *gate_rule_word(enum gate_rule rule)
{
    check(rule < GATE_RULE_COUNT);
    return RULE_WORDS[rule];
}

const char *gate_field_word(enum gate_field field)
{
    static const char *const WORDS[] = {"reply", "quote", "tip", "concept"};
    check(field < ARRAY_LEN(WORDS));
    return WORDS[field];
}

/* ---- the place ---- */

struct span {
    usize start, end; /* bytes of the code */
};

/* The line of this number without its end; false when there are fewer lines. */
static bool line_of(struct str code, u32 number, struct span *line)
{
    usize start = 0;
    for (u32 i = 1; i < number; i++) {
        const u8 *end =
            start < code.bytes ? memchr(code.at + start, '\n', code.bytes - start) : NULL;
        if (!end) return false;
        start = (usize)(end - code.at) + 1;
    }
    const u8 *end = start < code.bytes ? memchr(code.at + start, '\n', code.bytes - start) : NULL;
    *line = (struct span){start, end ? (usize)(end - code.at) : code.bytes};
    return true;
}

/* The first place of `quote` from `at` on that ends by `end`, or SIZE_MAX. */
static usize find(struct str code, usize at, usize end, struct str quote)
{
    while (at + quote.bytes <= end) {
        const u8 *hit = memchr(code.at + at, quote.at[0], end - at - quote.bytes + 1);
        if (!hit) return SIZE_MAX;
        at = (usize)(hit - code.at);
        if (memcmp(hit, quote.at, quote.bytes) == 0) return at;
        at++;
    }
    return SIZE_MAX;
}

/* Of all places in an edited text the one nearest to `near`. */
static usize find_nearest(struct str code, usize near, struct str quote)
{
    usize best = SIZE_MAX, best_distance = SIZE_MAX;
    for (usize at = find(code, 0, code.bytes, quote); at != SIZE_MAX;
         at = find(code, at + 1, code.bytes, quote)) {
        usize distance = at > near ? at - near : near - at;
        if (distance >= best_distance) break; /* they come in order */
        best = at;
        best_distance = distance;
    }
    return best;
}

static bool is_quotable(struct str quote)
{
    u32 visible = 0;
    if (quote.bytes < QUOTE_BYTES_MIN || quote.bytes > QUOTE_BYTES_MAX) return false;
    for (usize i = 0; i < quote.bytes; i++) {
        if (quote.at[i] == '\n' || quote.at[i] == '\r') return false;
        visible += quote.at[i] > ' ';
    }
    return visible >= 2;
}

static enum gate_rule judge_place(const struct gate *self, const struct reply *reply,
                                  struct judgement *out)
{
    struct span line = {0, 0};
    struct str code = self->code, quote = reply->quote;
    bool there = reply->line && line_of(code, reply->line, &line);
    out->field = GATE_FIELD_REPLY;
    if (!reply->line || (self->moved ? reply->line > self->asked_lines : !there)) return GATE_LINE;
    out->field = GATE_FIELD_QUOTE;
    if (!is_quotable(quote)) return GATE_QUOTE;
    usize at = there ? find(code, line.start, line.end, quote) : SIZE_MAX;
    if (at == SIZE_MAX && self->moved)
        at = find_nearest(code, there ? line.start : code.bytes, quote);
    if (at == SIZE_MAX) return GATE_PLACE;
    out->start = (u32)at;
    out->end = (u32)(at + quote.bytes);
    return GATE_PASS;
}

/* ---- what was said and done lately ---- */

void gate_shown(struct shown *self, struct str tip)
{
    u8 memory[WORD_BYTES_MAX];
    struct pieces pieces;
    self->count = 0;
    gate_cut(&pieces, tip); /* as far as it can be cut */
    for (u32 i = 0; i < pieces.count && self->count < TIP_WORDS_MAX; i++) {
        if (pieces.at[i].kind > PIECE_DOTTED) continue;
        u64 hash = hash64(HASH64_START, piece_lower(piece_text(&pieces, i), memory));
        self->words[self->count++] = (u16)(hash ^ hash >> 32);
    }
}

/* Nearly the same words, in whatever order. */
static bool is_same(const struct shown *a, const struct shown *b)
{
    u32 same = 0, most = MAX(a->count, b->count);
    u64 taken = 0;
    for (u32 i = 0; i < a->count; i++)
        for (u32 j = 0; j < b->count; j++) {
            if (a->words[i] != b->words[j] || taken >> j & 1) continue;
            taken |= 1ull << j;
            same++;
            break;
        }
    return most && same * 16 >= most * SAME_OF_16;
}
_Static_assert(TIP_WORDS_MAX <= 64, "a bit for each word");

static bool holds_token(struct str code, u64 hash)
{
    usize at = 0;
    for (struct str token = names_token(code, &at); token.bytes; token = names_token(code, &at))
        if (names_hash(token) == hash) return true;
    return false;
}

/* A span names what the learner took out just now, and the quoted line has it no more. */
static bool undoes(const struct gate *self, const struct judgement *place, struct str span)
{
    usize at = 0, start = place->start, end = place->end;
    while (start && self->code.at[start - 1] != '\n') start--;
    while (end < self->code.bytes && self->code.at[end] != '\n') end++;
    for (struct str token = names_token(span, &at); token.bytes; token = names_token(span, &at))
        for (u32 i = 0; i < self->undone_count; i++) {
            if (names_hash(token) != self->undone[i]) continue;
            if (!holds_token((struct str){self->code.at + start, end - start}, self->undone[i]))
                return true;
        }
    return false;
}

static struct fault_at judge_lately(const struct gate *self, const struct pieces *pieces,
                                    const struct judgement *place)
{
    struct shown now;
    gate_shown(&now, pieces->tip);
    for (u32 i = 0; i < self->shown_count; i++)
        if (is_same(&now, &self->shown[i])) return (struct fault_at){GATE_REPEAT, 0};
    for (u32 i = 0; i < pieces->count; i++)
        if (pieces->at[i].kind == PIECE_SPAN && undoes(self, place, piece_text(pieces, i)))
            return (struct fault_at){GATE_UNDO, pieces->at[i].at};
    return (struct fault_at){GATE_PASS, 0};
}

/* ---- the whole ---- */

/* A few words of the lexicon: it is shown beside the tip. They say no more than a tip may. */
static struct fault_at judge_concept(const struct gate *self, struct str concept)
{
    u8 memory[WORD_BYTES_MAX];
    u32 words = 0;
    struct pieces pieces;
    pieces.tip = concept;
    pieces.count = 0;
    if (concept.bytes > CONCEPT_BYTES_MAX) return (struct fault_at){GATE_CONCEPT, 0};
    for (usize at = 0; at < concept.bytes;) {
        usize start = at;
        while (at < concept.bytes && concept.at[at] != ' ' && concept.at[at] != '-') at++;
        struct str lower = piece_lower((struct str){concept.at + start, at - start}, memory);
        bool known = lower.bytes && lexicon_word(lower) != WORD_UNKNOWN;
        if (!known || ++words > CONCEPT_WORDS_MAX)
            return (struct fault_at){GATE_CONCEPT, (u32)start};
        pieces.at[pieces.count++] =
            (struct piece){.kind = PIECE_WORD, .at = (u16)start, .bytes = (u16)lower.bytes};
        at += at < concept.bytes;
    }
    struct fault_at talk = gate_leak(self, &pieces);
    if (!talk.rule) talk = gate_talk(&pieces);
    return (struct fault_at){talk.rule ? GATE_CONCEPT : GATE_PASS, talk.offset};
}

static struct fault_at judge_tip(const struct gate *self, struct str tip, struct judgement *out)
{
    struct pieces pieces;
    struct str place = {self->code.at + out->start, out->end - out->start};
    struct fault_at fault = gate_cut(&pieces, tip);
    if (!fault.rule) fault = gate_leak(self, &pieces);
    if (!fault.rule) fault = gate_talk(&pieces);
    if (!fault.rule) fault = gate_words(self, &pieces);
    if (!fault.rule) fault = gate_spans(self, place, &pieces);
    if (fault.rule && fault.rule != GATE_SOLUTION) return fault;
    struct fault_at topic = gate_topic(&pieces);
    if (topic.rule || fault.rule) return topic.rule ? topic : fault;
    return judge_lately(self, &pieces, out);
}

/* The names of rules that the catalogue has. One that it has not is no fault: nothing of it is
 * shown. */
static bool rule_has_form(struct str rule)
{
    for (usize i = 0; i < rule.bytes; i++) {
        u8 byte = rule.at[i];
        if ((byte < 'a' || byte > 'z') && (byte < '0' || byte > '9') && byte != '-') return false;
    }
    return rule.bytes <= NAME_BYTES_MAX;
}

static enum gate_rule rule_of(enum reply_fault fault)
{
    static const u8 RULES[] = {
        [REPLY_FINE] = GATE_PASS, [REPLY_LONG] = GATE_LONG, [REPLY_UTF8] = GATE_UTF8,
        [REPLY_JSON] = GATE_JSON, [REPLY_KEYS] = GATE_KEYS, [REPLY_TYPES] = GATE_TYPES};
    return (enum gate_rule)RULES[fault];
}

struct judgement gate_judge(const struct gate *self, struct str answer, struct reply *reply,
                            struct arena *arena)
{
    struct judgement out = {.rule = GATE_PASS};
    usize at;
    out.rule = rule_of(reply_read(reply, answer, arena, &at));
    out.offset = (u32)at;
    if (out.rule) return out;
    out.offset = 0;
    if (!rule_has_form(reply->rule)) out.rule = GATE_RULE;
    else if (reply->nothing) out.rule = GATE_NOTHING;
    if (out.rule) return out;
    if (reply->rule.bytes)
        out.named = catalogue_find((const char *)reply->rule.at, reply->rule.bytes, self->language);
    out.rule = judge_place(self, reply, &out);
    if (out.rule) return out;
    out.field = GATE_FIELD_TIP;
    struct fault_at fault = judge_tip(self, reply->tip, &out);
    if (!fault.rule) {
        out.field = GATE_FIELD_CONCEPT;
        fault = judge_concept(self, reply->concept);
    }
    out.rule = fault.rule;
    out.offset = fault.offset;
    return out;
}
