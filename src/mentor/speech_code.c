/* How much of the solution does an answer give away?
 *
 * The solution's fingerprints, less those of the starter and the instructions, are the secret. All
 * code of an answer is one row of symbols, wherever it stood: blocks, spans, comments, and lines of
 * prose that are code; so a solution in spans, a line each, is as whole as one in a block. Prose
 * between them, and spans of a single word, part nothing.
 *
 * A solution of few fingerprints looks like everyday code; speech_exact.c looks after it. */
#include "base/hash.h"
#include "mentor/speech_parts.h"

/* By measurement (test/data/speech/README.md). */
#define SECRET_SHARE    40u /* per cent of what is left that may not be said */
#define SECRET_FEW      20u /* fingerprints: of fewer that are left, more than half */
#define SECRET_COMPLETE 85u /* per cent that learner and answer may have together */
#define SECRET_MIN      6u  /* fingerprints: fewer are a hint */
#define SECRET_SMALL    10u /* a solution of fewer is compared only as it is */

#define CARRIER_BYTES_MIN 60u /* a text between quotes that is read for code */

enum mark { MARK_KNOWN = 1, MARK_HELD = 2, MARK_SAID = 4 };

u32 code_hash(struct str text)
{
    u64 hash = hash64(HASH64_START, text);
    u32 short_hash = (u32)(hash ^ hash >> 32) | 0x40000000u;
    return short_hash; /* above the symbols with small numbers */
}

/* ---- what the learner has ---- */

static void own_add(struct speech *self, u32 hash)
{
    u32 bit = hash * 0x9e3779b1u % SPEECH_OWN_BITS;
    self->code.own[bit / 32] |= 1u << bit % 32;
}

bool code_is_own(const struct speech *self, u32 hash)
{
    u32 bit = hash * 0x9e3779b1u % SPEECH_OWN_BITS;
    return self->code.own[bit / 32] >> bit % 32 & 1;
}

/* ---- symbols ---- */

enum source { SOURCE_SECRET, SOURCE_KNOWN, SOURCE_HELD, SOURCE_SAID };

/* One reading of a text. */
struct reading {
    struct speech *speech;
    enum source source;
    struct winnow winnow;
    bool found; /* the exact text of a small solution */
};

static void mark(struct speech *self, u32 gram, enum source source)
{
    u8 *marks = fingerprints_find(&self->code.secret, gram);
    if (!marks) return;
    u8 before = *marks;
    *marks |= (u8)(source == SOURCE_KNOWN  ? MARK_KNOWN
                   : source == SOURCE_HELD ? MARK_HELD
                                           : MARK_SAID);
    if (*marks == before) return;
    if (source == SOURCE_KNOWN) self->code.total--;
    if (source == SOURCE_HELD) self->code.held += !(before & MARK_KNOWN);
    if (source == SOURCE_SAID) self->code.said += !(before & (MARK_KNOWN | MARK_HELD));
}

/* True when the symbol is in no gram that the learner has. */
static bool is_fresh(struct speech *self, u32 gram)
{
    bool known = !gram || code_is_own(self, gram);
    self->code.fresh_run = known ? 0 : self->code.fresh_run + 1;
    return self->code.fresh_run >= GRAM_TOKENS;
}

static bool put_symbol(struct reading *self, const struct symbol *symbol)
{
    struct speech *speech = self->speech;
    u32 gram = grams_put(&speech->code.grams, symbol->shape);
    if (self->source != SOURCE_SECRET) self->found |= exact_put(speech, symbol->exact);
    if (self->source == SOURCE_SECRET) {
        u32 kept = gram ? winnow_put(&self->winnow, gram) : 0;
        if (kept) fingerprints_add(&speech->code.secret, kept);
        return false;
    }
    if (gram) mark(speech, gram, self->source);
    if (self->source == SOURCE_SAID) return is_fresh(speech, gram);
    if (gram) own_add(speech, gram);
    return false;
}

/* ---- prose that is code ---- */

#define RUN_MAX 96u

/* Symbols of prose that could be code: they count when a sign makes them code, or when they are a
 * line of their own that begins with a reserved word. */
struct run {
    u32 count, signs;
    bool whole, leads; /* from the line's beginning; its first word may stand alone in code */
    struct symbol symbols[RUN_MAX];
};

static void run_end(struct reading *self, struct run *run, bool line_ends)
{
    bool code = (run->signs && run->count >= 3) ||
                (run->whole && line_ends && run->leads && run->count <= 8);
    for (u32 i = 0; code && i < run->count; i++) put_symbol(self, &run->symbols[i]);
    *run = (struct run){0};
}

/* A sign that prose does not have: no dash, no star, a bracket or dot only within a word. */
static bool is_sign_of_code(const struct lexeme *lexeme, const struct lexemes *lexemes)
{
    if (lexeme->kind != LEXEME_SIGN) return false;
    u8 sign = lexeme->text.at[0];
    if (sign == '(') return lexeme->glued;
    if (sign == '.')
        return lexeme->glued && lexeme->text.bytes == 1 && lexemes->at < lexemes->text.bytes &&
               name_is_part(lexemes->text.at[lexemes->at]);
    if (sign == '*' || sign == '-') return lexeme->text.bytes > 1 && lexeme->text.at[1] != sign;
    return lexeme->text.bytes > 1 || memchr("=[{+<>%&", sign, 8);
}

/* Most prose can be told from code at a glance. */
static bool may_be_code(struct str text)
{
    for (usize i = 0; i < text.bytes; i++) switch (text.at[i]) {
        case '=':
        case '[':
        case '{':
        case '+':
        case '<':
        case '>':
        case '%':
        case '&':
        case '|': return true;
        case '(':
        case '.':
            if (i && name_is_part(text.at[i - 1]) &&
                (text.at[i] == '(' || (i + 1 < text.bytes && name_is_part(text.at[i + 1]))))
                return true;
            break;
        default: break;
        }
    return false;
}

/* A reserved word that begins a line of code without a sign, and few lines of prose. */
static bool may_lead(struct str word)
{
    static const char *const WORDS[] = {"return", "else",  "elif",  "break",  "continue", "pass",
                                        "yield",  "raise", "throw", "import", "from"};
    return WORD_IS_ONE(word, WORDS);
}

/* Does a line begin with such a word? */
static bool line_leads(struct str line)
{
    usize at = cut_prefix(line), end;
    while (at < line.bytes && line.at[at] <= ' ') at++;
    for (end = at; end < line.bytes && name_is_part(line.at[end]);) end++;
    return may_lead((struct str){line.at + at, end - at});
}

/* Prose, as a line or a part of one. */
static void read_prose(struct reading *self, struct str text, bool line_new)
{
    const u8 *end = memchr(text.at, '\n', text.bytes);
    bool line = !end || end + 1 == text.at + text.bytes;
    if (line && !may_be_code(text) && !(line_new && line_leads(text))) return;
    enum language language = (enum language)self->speech->language;
    struct lexemes lexemes = lexemes_of(text, language, true, line_new);
    struct run run = {.whole = line_new};
    struct symbol symbol;
    bool word = false; /* the last one was a word that another one makes a sentence */
    for (struct lexeme one = lexemes_next(&lexemes); one.kind; one = lexemes_next(&lexemes)) {
        if (one.first) {
            run_end(self, &run, true);
            run.whole = line_new || one.text.at > text.at;
            word = false;
        }
        if (one.kind == LEXEME_REMARK) {
            run_end(self, &run, true);
            continue;
        }
        bool counts = lexemes_symbol(&lexemes, &one, &symbol);
        bool name = one.kind == LEXEME_NAME && !symbol.keyword;
        if ((word && name) || lexeme_is(&one, "|") || run.count == RUN_MAX)
            run_end(self, &run, false);
        word = name;
        if (!counts && !is_sign_of_code(&one, &lexemes)) continue;
        if (!run.count) run.leads = symbol.keyword && may_lead(one.text);
        run.signs += is_sign_of_code(&one, &lexemes);
        if (counts) run.symbols[run.count++] = symbol;
    }
    run_end(self, &run, true);
}

/* ---- code ---- */

static void read_code(struct reading *self, struct str text)
{
    enum language language = (enum language)self->speech->language;
    struct lexemes lexemes = lexemes_of(text, language, false, true);
    struct symbol symbol;
    for (struct lexeme one = lexemes_next(&lexemes); one.kind; one = lexemes_next(&lexemes)) {
        if (one.kind == LEXEME_REMARK) {
            if (self->source != SOURCE_SECRET) read_prose(self, one.text, one.first);
            continue;
        }
        bool counts = lexemes_symbol(&lexemes, &one, &symbol);
        bool fresh = counts && put_symbol(self, &symbol);
        if (one.kind == LEXEME_STRING && one.text.bytes >= CARRIER_BYTES_MIN &&
            self->source == SOURCE_SAID)
            read_prose(self, one.text, true);
        if (self->source == SOURCE_SAID) unit_put(self->speech, &one, fresh);
        else if (one.kind == LEXEME_NAME) own_add(self->speech, code_hash(one.text));
    }
}

/* Markdown outside of blocks. */
static void read_spans(struct reading *self, struct str text, bool line_new)
{
    struct str prose, span;
    usize at = 0;
    bool more = true;
    while (more) {
        more = cut_span(text, &at, &prose, &span);
        if (prose.bytes) read_prose(self, prose, line_new && prose.at == text.at);
        if (more && !word_is_single(span)) read_code(self, span);
        if (self->source == SOURCE_SAID) unit_break(self->speech);
    }
}

static void read_source(struct speech *self, struct str text, enum source source, bool prose)
{
    struct reading reading = {.speech = self, .source = source};
    if (prose) read_spans(&reading, text, true);
    else read_code(&reading, text);
    if (source == SOURCE_SECRET) {
        u32 kept = winnow_end(&reading.winnow);
        if (kept) fingerprints_add(&self->code.secret, kept);
        self->code.total = self->code.secret.count;
    }
    if (reading.found) self->code.exact_count = 0; /* it is no secret */
    self->code.grams = (struct grams){0};
    self->code.exact_at = 0;
}

void code_begin(struct speech *self, const struct speech_about *about)
{
    read_source(self, about->solution, SOURCE_SECRET, false);
    exact_begin(self, about);
    read_source(self, about->starter, SOURCE_KNOWN, false);
    read_source(self, about->instructions, SOURCE_KNOWN, true);
    read_source(self, about->code, SOURCE_HELD, false);
    want_begin(self, about);
}

/* A line of prose that is code as it stands, so that a function without fences is still one. */
static bool is_code_line(const struct speech *self, struct str text)
{
    if (!self->line_new || memchr(text.at, '`', text.bytes)) return false;
    return memchr(text.at, '}', text.bytes) || cut_is_code(text) || line_leads(text);
}

static bool has_letters(struct str text)
{
    for (usize i = 0; i < text.bytes; i++)
        if (name_is_part(text.at[i])) return true;
    return false;
}

bool code_holds(struct speech *self, struct str text, bool block)
{
    struct reading reading = {.speech = self, .source = SOURCE_SAID};
    bool line = !block && is_code_line(self, text);
    if (block || (!line && has_letters(text))) unit_break(self);
    if (block || line) read_code(&reading, block ? cut_block(text) : text);
    else read_spans(&reading, text, self->line_new);
    if (unit_is_complete(self) || reading.found) return true;
    u32 left = self->code.total - self->code.held, said = self->code.said;
    if (self->code.total < SECRET_SMALL || said < SECRET_MIN) return false;
    if (left < SECRET_FEW ? said * 2 > left : said * 100 >= left * SECRET_SHARE) return true;
    return (self->code.held + said) * 100 >= self->code.total * SECRET_COMPLETE;
}
