#include "syntax/plain.h"

#include "base/hash.h"
#include "syntax/heap.h"
#include "syntax/numbers.h"

static bool is_letter(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           byte == '$' || byte >= 0x80;
}
static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

static u8 peek(const struct lexer *self, u32 ahead)
{
    return self->at + ahead < self->text.bytes ? self->text.at[self->at + ahead] : 0;
}

static bool looks_at(const struct lexer *self, const char *word)
{
    struct str wanted = str_of(word);
    return self->text.bytes - self->at >= wanted.bytes &&
           memcmp(self->text.at + self->at, wanted.at, wanted.bytes) == 0;
}

/* Goes on to the next place of `word`, and past it; or to the end. */
static void skip_past(struct lexer *self, const char *word)
{
    while (self->at < self->text.bytes && !looks_at(self, word))
        self->fresh |= self->text.at[self->at++] == '\n';
    self->at = (u32)MIN(self->at + strlen(word), self->text.bytes);
}

static void skip_line(struct lexer *self)
{
    while (self->at < self->text.bytes && self->text.at[self->at] != '\n') self->at++;
}

/* Skips one comment. False when there is none. */
static bool skip_comment(struct lexer *self)
{
    switch (self->comments) {
    case COMMENT_C:
        if (looks_at(self, "//")) return skip_line(self), true;
        if (looks_at(self, "/*")) return self->at += 2, skip_past(self, "*/"), true;
        return false;
    case COMMENT_HASH: return looks_at(self, "#") && (skip_line(self), true);
    case COMMENT_DASHES:
        if (looks_at(self, "--[[")) return skip_past(self, "]]"), true;
        if (looks_at(self, "/*")) return self->at += 2, skip_past(self, "*/"), true;
        return looks_at(self, "--") && (skip_line(self), true);
    case COMMENT_MARKUP: return looks_at(self, "<!--") && (skip_past(self, "-->"), true);
    default: return false;
    }
}

static void skip_blank(struct lexer *self)
{
    while (self->at < self->text.bytes) {
        u8 byte = self->text.at[self->at];
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f') {
            self->fresh |= byte == '\n';
            self->at++;
        } else if (!skip_comment(self)) {
            return;
        }
    }
}

static void read_string(struct lexer *self, u8 quote)
{
    bool fresh = self->fresh;
    const char *triple = quote == '"' ? "\"\"\"" : "'''";
    if (quote != '`' && looks_at(self, triple)) {
        self->at += 3;
        skip_past(self, triple);
        self->fresh = fresh;
        return;
    }
    self->at++;
    while (self->at < self->text.bytes) {
        u8 byte = self->text.at[self->at];
        if (byte == '\n' && quote != '`') return;
        self->at++;
        if (byte == quote) return;
        if (byte == '\\' && self->at < self->text.bytes && peek(self, 0) != '\n') self->at++;
    }
}

/* In prose and markup an apostrophe is no quote. */
static bool opens_string(const struct lexer *self, u8 byte)
{
    if (self->comments == COMMENT_NONE || self->comments == COMMENT_MARKUP) return byte == '"';
    return byte == '"' || byte == '\'' || byte == '`';
}

/* A comment may begin right behind an operator. */
static bool begins_comment(const struct lexer *self)
{
    if (self->comments == COMMENT_C) return looks_at(self, "//") || looks_at(self, "/*");
    return self->comments == COMMENT_DASHES && looks_at(self, "--");
}

/* Operators are read whole, brackets and the like one by one. */
static void read_sign(struct lexer *self)
{
    u8 first = self->text.at[self->at++];
    while (self->at < self->text.bytes && strchr("+-*/%=<>!&|^~?:", first) && peek(self, 0) &&
           strchr("+-*/%=<>!&|^~?:", peek(self, 0)) && !begins_comment(self))
        self->at++;
}

enum lexeme lexer_next(struct lexer *self)
{
    self->fresh = self->at == 0;
    skip_blank(self);
    self->start = self->end = self->at;
    if (self->at >= self->text.bytes) return LEXEME_END;
    u8 byte = peek(self, 0);
    enum lexeme lexeme = LEXEME_SIGN;
    if (is_letter(byte)) {
        lexeme = LEXEME_WORD;
        while (is_letter(peek(self, 0)) || is_digit(peek(self, 0))) self->at++;
    } else if (is_digit(byte)) {
        lexeme = LEXEME_NUMBER;
        while (is_letter(peek(self, 0)) || is_digit(peek(self, 0)) ||
               (peek(self, 0) == '.' && is_digit(peek(self, 1))))
            self->at++;
    } else if (opens_string(self, byte)) {
        lexeme = LEXEME_STRING;
        read_string(self, byte);
    } else {
        read_sign(self);
    }
    self->end = self->at;
    return lexeme;
}

static enum unit_kind kind_of(struct str word)
{
    static const struct {
        const char *word;
        enum unit_kind kind;
    } KINDS[] = {
        {"function", UNIT_FUNCTION}, {"def", UNIT_FUNCTION},    {"fun", UNIT_FUNCTION},
        {"func", UNIT_FUNCTION},     {"fn", UNIT_FUNCTION},     {"class", UNIT_CLASS},
        {"struct", UNIT_CLASS},      {"interface", UNIT_CLASS}, {"enum", UNIT_CLASS},
        {"module", UNIT_CLASS},      {"if", UNIT_BRANCH},       {"else", UNIT_BRANCH},
        {"elif", UNIT_BRANCH},       {"elsif", UNIT_BRANCH},    {"switch", UNIT_BRANCH},
        {"case", UNIT_BRANCH},       {"when", UNIT_BRANCH},     {"try", UNIT_BRANCH},
        {"catch", UNIT_BRANCH},      {"for", UNIT_LOOP},        {"foreach", UNIT_LOOP},
        {"while", UNIT_LOOP},        {"until", UNIT_LOOP},      {"repeat", UNIT_LOOP},
        {"return", UNIT_LEAVE},      {"break", UNIT_LEAVE},     {"continue", UNIT_LEAVE},
        {"throw", UNIT_LEAVE},       {"raise", UNIT_LEAVE},     {"let", UNIT_DECLARE},
        {"var", UNIT_DECLARE},       {"val", UNIT_DECLARE},     {"const", UNIT_DECLARE},
        {"local", UNIT_DECLARE},     {"import", UNIT_DECLARE},  {"using", UNIT_DECLARE},
        {"include", UNIT_DECLARE},   {"require", UNIT_DECLARE},
    };
    for (u32 i = 0; i < ARRAY_LEN(KINDS); i++)
        if (str_equal(word, str_of(KINDS[i].word))) return KINDS[i].kind;
    return UNIT_STATEMENT;
}

/* The end of the line's code is known only when the next line begins, so units are opened with
 * their line's end. */
static u32 line_end(struct str text, u32 at)
{
    while (at < text.bytes && text.at[at] != '\n') at++;
    while (at > 0 && (text.at[at - 1] == ' ' || text.at[at - 1] == '\t' || text.at[at - 1] == '\r'))
        at--;
    return at;
}

void plain_outline(struct writer *writer, enum language language, struct str text)
{
    struct lexer lexer = {.text = text, .comments = LANGUAGE_INFO[language].comments};
    struct numbers names;
    numbers_init(&names, (u32)text.bytes / 4);
    writer->head->flags |= OUTLINE_LEXED;
    bool open = false;
    for (enum lexeme lexeme; (lexeme = lexer_next(&lexer)) != LEXEME_END;) {
        struct str token = {text.at + lexer.start, lexer.end - lexer.start};
        if (lexer.fresh || !open) {
            if (open) writer_close(writer);
            enum unit_kind kind = lexeme == LEXEME_WORD ? kind_of(token) : UNIT_STATEMENT;
            open =
                writer_open(writer, kind, lexer.start, MAX(line_end(text, lexer.start), lexer.end));
        }
        u64 exact = hash64(HASH64_START, token), shape = exact;
        enum token_class class = token_class_of(token);
        if (lexeme == LEXEME_NUMBER) class = TOKEN_LITERAL;
        if (lexeme == LEXEME_STRING) class = TOKEN_STRING;
        if (lexeme == LEXEME_WORD && class == TOKEN_WORD && kind_of(token) == UNIT_STATEMENT) {
            class = TOKEN_NAME;
            shape = numbers_hash(&names, exact);
        }
        writer_token(writer, class, exact, shape);
    }
    if (open) writer_close(writer);
}
