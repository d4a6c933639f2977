/* Code as a row of symbols, so that its layout and its names do not matter.
 *
 * One reader for every language: what differs is how comments begin and which words are reserved.
 * It need not be right about each sign, but it must read the same code the same way wherever it
 * stands. White space, braces and semicolons count nothing, nor does a comma before a bracket that
 * closes; let, const and var are one word; === is ==; x++ is x += 1. A name counts as itself when
 * it is reserved, or belongs to the language and is called or stands behind a dot; any other name
 * may be any name. */
#include "code/names.h"
#include "mentor/lexicon.h"
#include "mentor/speech_parts.h"

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

static bool stands(const struct lexemes *self, const char *text)
{
    for (usize at = self->at; *text; text++, at++)
        if (at >= self->text.bytes || self->text.at[at] != (u8)*text) return false;
    return true;
}

struct lexemes lexemes_of(struct str text, enum language language, bool prose, bool line_new)
{
    return (struct lexemes){
        .text = text, .language = language, .prose = prose, .line_new = line_new};
}

static struct str rest_of_line(const struct lexemes *self)
{
    struct str rest = {self->text.at + self->at, self->text.bytes - self->at};
    const u8 *end = rest.bytes ? memchr(rest.at, '\n', rest.bytes) : NULL;
    if (end) rest.bytes = (usize)(end - rest.at);
    return rest;
}

/* Skips white space; at a new line also what stands before its own text. */
static void skip_blanks(struct lexemes *self)
{
    for (;;) {
        if (self->line_new) {
            self->at += cut_prefix(rest_of_line(self));
            self->line_new = false;
            self->first = true;
            self->indent = 0;
            while (self->at < self->text.bytes && is_blank(self->text.at[self->at])) {
                self->at++;
                self->indent++;
            }
        }
        if (self->at == self->text.bytes) return;
        u8 byte = self->text.at[self->at];
        if (byte == '\n') self->line_new = true;
        else if (byte > ' ' && byte != '\\') return;
        self->at++;
    }
}

/* The bytes up to `end`, or to the end of the text; `at` moves behind it. */
static struct str take_to(struct lexemes *self, const char *end)
{
    usize start = self->at;
    while (self->at < self->text.bytes && !stands(self, end)) self->at++;
    struct str taken = {self->text.at + start, self->at - start};
    self->at = MIN(self->at + strlen(end), self->text.bytes);
    return taken;
}

/* How comments begin and end. */
static const struct {
    u8 style;
    const char *begin, *end;
} REMARKS[] = {{COMMENT_C, "//", "\n"},
               {COMMENT_C, "/*", "*/"},
               {COMMENT_HASH, "#", "\n"},
               {COMMENT_DASHES, "--", "\n"},
               {COMMENT_MARKUP, "<!--", "-->"}};

static bool take_remark(struct lexemes *self, struct str *remark)
{
    u8 style = LANGUAGE_INFO[self->language].comments;
    for (u32 i = 0; i < ARRAY_LEN(REMARKS); i++) {
        if (REMARKS[i].style != style || !stands(self, REMARKS[i].begin)) continue;
        self->at += strlen(REMARKS[i].begin);
        *remark = take_to(self, REMARKS[i].end);
        if (REMARKS[i].end[0] == '\n' && self->text.at[self->at - 1] == '\n') self->at--;
        return true;
    }
    if (!self->first || style != COMMENT_HASH || !(stands(self, "\"\"\"") || stands(self, "'''")))
        return false;
    const char *quote = stands(self, "'''") ? "'''" : "\"\"\"";
    self->at += 3;
    *remark = take_to(self, quote);
    return true;
}

/* In prose the sign of a comment is only passed over: what follows is prose like the rest. */
static bool pass_remark(struct lexemes *self)
{
    u8 style = LANGUAGE_INFO[self->language].comments;
    for (u32 i = 0; i < ARRAY_LEN(REMARKS); i++) {
        if (REMARKS[i].style != style) continue;
        const char *sign = stands(self, REMARKS[i].begin)                      ? REMARKS[i].begin
                           : REMARKS[i].end[1] && stands(self, REMARKS[i].end) ? REMARKS[i].end
                                                                               : NULL;
        if (!sign) continue;
        self->at += strlen(sign);
        self->line_new = self->first; /* numbers and bullets may stand behind it */
        return true;
    }
    return false;
}

/* A longer text between quotes is read as what it says: many that are open would take long. */
#define STRING_BYTES_MAX 1024u

/* A text between quotes; one that is not closed in its line is none, but between back-ticks. */
static bool take_string(struct lexemes *self, struct str *string)
{
    u8 quote = self->text.at[self->at];
    if (quote != '"' && quote != '\'' && quote != '`') return false;
    if (stands(self, "\"\"\"") || stands(self, "'''")) {
        const char *end = quote == '"' ? "\"\"\"" : "'''";
        self->at += 3;
        *string = take_to(self, end);
        return true;
    }
    if (self->prose && quote == '\'' && self->at && name_is_part(self->text.at[self->at - 1]))
        return false; /* don't */
    usize last = MIN(self->text.bytes, self->at + STRING_BYTES_MAX);
    for (usize end = self->at + 1; end < last; end++) {
        u8 byte = self->text.at[end];
        if (byte == '\n' && quote != '`') return false;
        if (byte == '\\') end++;
        if (byte != quote) continue;
        *string = (struct str){self->text.at + self->at + 1, end - self->at - 1};
        self->at = end + 1;
        return true;
    }
    return false;
}

static struct str take_name(struct lexemes *self)
{
    usize start = self->at;
    bool number = is_digit(self->text.at[start]);
    for (; self->at < self->text.bytes; self->at++) {
        u8 byte = self->text.at[self->at];
        bool point = number && byte == '.' && self->at + 1 < self->text.bytes &&
                     is_digit(self->text.at[self->at + 1]);
        if (!name_is_part(byte) && !point) break;
    }
    return (struct str){self->text.at + start, self->at - start};
}

/* The longer ones first. */
static const struct {
    const char *text, *counts;
} SIGNS[] = {{"===", "=="}, {"!==", "!="}, {"...", "..."}, {"**=", "**="}, {"==", "=="},
             {"=>", "=>"},  {"!=", "!="},  {"<=", "<="},   {">=", ">="},   {"->", "->"},
             {"++", "+="},  {"--", "-="},  {"+=", "+="},   {"-=", "-="},   {"*=", "*="},
             {"/=", "/="},  {"%=", "%="},  {"&&", "&&"},   {"||", "||"},   {"**", "**"},
             {":=", ":="},  {"::", "::"},  {"??", "??"},   {"?.", "."},    {"<<", "<<"},
             {">>", ">>"}};

static struct str take_sign(struct lexemes *self)
{
    const u8 *at = self->text.at + self->at;
    bool longer = self->at + 1 < self->text.bytes && memchr("=>&|+-*:?.<", at[1], 11);
    for (u32 i = 0; longer && i < ARRAY_LEN(SIGNS); i++) {
        if (SIGNS[i].text[0] != (char)at[0] || !stands(self, SIGNS[i].text)) continue;
        usize bytes = strlen(SIGNS[i].text);
        self->at += bytes;
        if (bytes == 2 && at[0] == at[1] && (at[0] == '+' || at[0] == '-')) self->more = STR("1");
        return str_of(SIGNS[i].counts);
    }
    self->at++;
    return (struct str){at, 1};
}

struct lexeme lexemes_next(struct lexemes *self)
{
    struct lexeme lexeme = {.kind = LEXEME_NUMBER, .text = self->more, .glued = true};
    if (self->more.bytes) {
        self->more.bytes = 0;
        return lexeme;
    }
    usize before = self->at;
    skip_blanks(self);
    lexeme = (struct lexeme){.kind = LEXEME_END,
                             .first = self->first,
                             .glued = self->at == before,
                             .indent = self->indent};
    if (self->at == self->text.bytes) return lexeme;
    u8 byte = self->text.at[self->at];
    if (self->prose ? pass_remark(self) : take_remark(self, &lexeme.text)) {
        lexeme.kind = LEXEME_REMARK;
        return lexeme; /* the line has still its first lexeme to come */
    }
    self->first = false;
    if (name_is_part(byte)) {
        lexeme.kind = is_digit(byte) ? LEXEME_NUMBER : LEXEME_NAME;
        lexeme.text = take_name(self);
        u8 next = self->at < self->text.bytes ? self->text.at[self->at] : 0;
        bool prefix = lexeme.text.bytes <= 2 && memchr("fFrRbBuU", byte, 8);
        if (!prefix || self->prose || (next != '"' && next != '\'')) return lexeme;
    }
    if (take_string(self, &lexeme.text)) lexeme.kind = LEXEME_STRING;
    else if (lexeme.kind == LEXEME_END) {
        lexeme.kind = LEXEME_SIGN;
        lexeme.text = take_sign(self);
    }
    return lexeme;
}

/* The next byte that is no white space, 0 at the end. */
static u8 peek(const struct lexemes *self)
{
    usize at = self->at;
    while (at < self->text.bytes && self->text.at[at] <= ' ') at++;
    return at < self->text.bytes ? self->text.at[at] : 0;
}

static bool name_counts(const struct lexemes *self, struct str name)
{
    usize start = (usize)(name.at - self->text.at);
    bool called = peek(self) == '(', member = start && self->text.at[start - 1] == '.';
    return (called || member) && lexicon_is_standard(name, self->language);
}

static bool is_declaration(struct str word)
{
    return str_equal(word, STR("let")) || str_equal(word, STR("const")) ||
           str_equal(word, STR("var"));
}

bool lexemes_symbol(const struct lexemes *self, const struct lexeme *lexeme, struct symbol *symbol)
{
    u32 hash = code_hash(lexeme->text) & ~GRAM_NAME;
    *symbol = (struct symbol){hash, hash, false};
    switch (lexeme->kind) {
    case LEXEME_END:
    case LEXEME_REMARK: return false;
    case LEXEME_NUMBER: return true;
    case LEXEME_STRING:
        symbol->shape = 1;
        symbol->exact ^= 1;
        return true;
    case LEXEME_SIGN: {
        u8 next = lexeme_is(lexeme, ",") ? peek(self) : 0;
        return !memchr(";{}\"'`", lexeme->text.at[0], 6) && next != ')' && next != ']' &&
               next != '}';
    }
    case LEXEME_NAME: break;
    }
    symbol->keyword = lexicon_is_keyword(lexeme->text, self->language);
    if (symbol->keyword && is_declaration(lexeme->text)) symbol->shape = symbol->exact = 2;
    if (!symbol->keyword && !name_counts(self, lexeme->text)) symbol->shape |= GRAM_NAME;
    return true;
}
