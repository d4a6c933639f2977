/* Values given to, or compared with, a name that says they are secret. */
#include "mentor/mask.h"

enum op {
    OP_NONE,
    OP_GIVE,  /* = := => -> <- || ?? */
    OP_EQUAL, /* == != .equals( */
    OP_COLON,
    OP_COMMA, /* setting("password", "x") */
};

static bool is_letter(u8 c)
{
    return (u8)((c | 0x20) - 'a') < 26;
}

static bool is_digit(u8 c)
{
    return c >= '0' && c <= '9';
}

static bool is_quote(u8 c)
{
    return c == '"' || c == '\'' || c == '`';
}

static u8 at_or_0(struct str line, usize at)
{
    return at < line.bytes ? line.at[at] : 0;
}

static bool follows(struct str line, usize at, const char *word)
{
    usize bytes = strlen(word);
    return at <= line.bytes && bytes <= line.bytes - at && memcmp(line.at + at, word, bytes) == 0;
}

static bool is_one_of(u8 c, const char *set)
{
    return memchr(set, c, strlen(set)) != NULL;
}

static usize skip_blanks(struct str line, usize at)
{
    while (at_or_0(line, at) == ' ' || at_or_0(line, at) == '\t') at++;
    return at;
}

/* ---- values ---- */

struct look {
    u32 blanks, digits, letters, signs;
    bool capital; /* begins with one */
};

static struct look look_of(struct str value)
{
    struct look look = {.capital = value.bytes && (u8)(value.at[0] - 'A') < 26};
    for (usize i = 0; i < value.bytes; i++) {
        u8 c = value.at[i];
        if (c == ' ') look.blanks++;
        else if (is_digit(c)) look.digits++;
        else if (is_letter(c) || c >= 0x80) look.letters++;
        else look.signs++;
    }
    return look;
}

/* A place that is filled in later, or a word that says what kind of value comes. */
static bool stands_for_another(struct str value)
{
    static const char *const KINDS[] = {
        "string",   "text",   "required", "true",        "false", "null",      "none",  "None",
        "password", "String", "include",  "same-origin", "omit",  "undefined", "hidden"};
    for (u32 i = 0; i < ARRAY_LEN(KINDS); i++)
        if (str_equal(value, str_of(KINDS[i]))) return true;
    u8 first = at_or_0(value, 0), second = at_or_0(value, 1);
    return first == '{' || first == '<' || (first == '%' && value.bytes <= 12) ||
           (first == '$' && (second == '{' || second == '(' || is_letter(second)));
}

/* `told`: given or compared, so that prose is no label of a field. */
static bool is_secret(struct str value, enum secrecy secrecy, bool told)
{
    struct look look = look_of(value);
    if (!value.bytes || !(look.letters + look.digits) || stands_for_another(value)) return false;
    if (secrecy == SECRECY_STRONG) {
        bool prose = look.blanks >= 3 || (look.blanks && look.capital && !look.digits);
        return told || !prose;
    }
    if (look.blanks) return false;
    if (look.digits && look.letters && value.bytes >= 8) return true;
    return value.bytes >= 16 && look.letters == value.bytes && !look.capital && told;
}

/* Passes what may stand before a literal: brackets, a few calls, letters of a string's kind. */
static usize skip_wrappers(struct str line, usize at)
{
    static const char *const CALLS[] = {"String::from(", "new String(", "std::string(",
                                        "Buffer.from(",  "string(",     "SecretStr("};
    at = skip_blanks(line, at);
    for (u32 i = 0; i < ARRAY_LEN(CALLS); i++)
        if (follows(line, at, CALLS[i])) return skip_blanks(line, at + strlen(CALLS[i]));
    while (at_or_0(line, at) == '(' || at_or_0(line, at) == '[') at = skip_blanks(line, at + 1);
    usize letters = at;
    while (letters < at + 2 && at_or_0(line, letters) &&
           is_one_of(line.at[letters], "rRbBuUfFL@$8"))
        letters++;
    return is_quote(at_or_0(line, letters)) ? letters : at;
}

bool mask_literal(struct mask *self, usize at, enum secrecy secrecy, bool told,
                  struct mask_span *span)
{
    struct str line = self->line;
    at = skip_wrappers(line, at);
    bool escaped = at_or_0(line, at) == '\\' && is_quote(at_or_0(line, at + 1));
    u8 quote = at_or_0(line, at + escaped);
    if (!is_quote(quote) || (!escaped && quote == self->quote)) return false;
    at += 1u + escaped;
    if (!escaped && at_or_0(line, at) == quote && at_or_0(line, at + 1) == quote) at += 2;
    usize end = at;
    while (end < line.bytes && line.at[end] != quote)
        end += !escaped && line.at[end] == '\\' ? 2 : 1;
    end = MIN(end, line.bytes);
    if (escaped && end > at && line.at[end - 1] == '\\') end--;
    if (!is_secret((struct str){line.at + at, end - at}, secrecy, told)) return false;
    *span = (struct mask_span){at, end};
    if (!escaped) self->quote = quote;
    self->chain = secrecy;
    return true;
}

/* ---- from the name to the value ---- */

static enum op read_op(struct str line, usize *at, bool quoted_name)
{
    static const struct {
        const char *text;
        enum op op;
    } OPS[] = {{"===", OP_EQUAL}, {"!==", OP_EQUAL}, {"==", OP_EQUAL}, {"!=", OP_EQUAL},
               {"=>", OP_GIVE},   {":=", OP_GIVE},   {"?=", OP_GIVE},  {"||=", OP_GIVE},
               {"||", OP_GIVE},   {"?\?=", OP_GIVE}, {"??", OP_GIVE},  {"+=", OP_GIVE},
               {"<-", OP_GIVE},   {"->", OP_GIVE},   {"=", OP_GIVE},   {".equals(", OP_EQUAL},
               {"or ", OP_GIVE},  {"::", OP_NONE},   {":", OP_COLON}};
    *at = skip_blanks(line, *at);
    for (u32 i = 0; i < ARRAY_LEN(OPS); i++) {
        if (!follows(line, *at, OPS[i].text)) continue;
        *at += strlen(OPS[i].text);
        return OPS[i].op;
    }
    if (!quoted_name || at_or_0(line, *at) != ',') return OP_NONE;
    (*at)++;
    return OP_COMMA;
}

/* Passes a type that stands between the name and "=": `: str =`, ` string =`, `[20] =`. */
static bool skip_type(struct str line, usize *at)
{
    usize end = *at;
    while (end < line.bytes && end < *at + 40 &&
           (is_letter(line.at[end]) || is_digit(line.at[end]) ||
            is_one_of(line.at[end], " _<>[]?&.|*")))
        end++;
    if (at_or_0(line, end) != '=' || at_or_0(line, end + 1) == '=' || at_or_0(line, end + 1) == '>')
        return false;
    *at = end + 1;
    return true;
}

/* A value without quotes, from `at` to a sign that ends it. */
static bool bare_value(struct mask *self, usize at, enum secrecy secrecy, const char *ends,
                       bool any, struct mask_span *span)
{
    struct str line = self->line;
    usize end = at;
    while (end < line.bytes && !is_one_of(line.at[end], ends)) end++;
    while (end > at && line.at[end - 1] == ' ') end--;
    struct str value = {line.at + at, end - at};
    struct look look = look_of(value);
    bool reference = value.bytes && is_one_of(value.at[0], "$%{<(+:&*");
    if (reference || look.blanks || !is_secret(value, secrecy, true)) return false;
    if (!any && (!look.digits || !look.letters || value.bytes < 6)) return false;
    *span = (struct mask_span){at, end};
    return true;
}

/* The number that a password is in some programs: four digits or more. */
static bool number_value(struct str line, usize at, enum secrecy secrecy, struct mask_span *span)
{
    usize end = at;
    while (is_digit(at_or_0(line, end))) end++;
    u8 next = at_or_0(line, end);
    if (secrecy != SECRECY_STRONG || end - at < 4 || is_letter(next) || next == '.') return false;
    *span = (struct mask_span){at, end};
    return true;
}

static bool is_env_name(struct str name)
{
    for (usize i = 0; i < name.bytes; i++)
        if (name.at[i] >= 'a') return false;
    return true;
}

static bool unquoted(struct mask *self, struct str name, enum secrecy secrecy, enum op op, usize at,
                     bool in_string, struct mask_span *span)
{
    struct str line = self->line;
    bool tight = at_or_0(line, at - 1) == '=' &&
                 at_or_0(line, at) != ' '; /* nothing between "=" and the value */
    bool strong = secrecy == SECRECY_STRONG;
    if (in_string && tight) return bare_value(self, at, secrecy, "&;\"'`<>,)\\ ", strong, span);
    at = skip_blanks(line, at);
    if (in_string && op == OP_COLON)
        return bare_value(self, at, secrecy, "\"'`,;\\\n", false, span);
    if (in_string) return false;
    if (number_value(line, at, secrecy, span)) return true;
    bool env = op == OP_GIVE && tight && is_env_name(name);
    if ((self->bare && (op == OP_GIVE || op == OP_COLON)) || env)
        return bare_value(self, at, secrecy, " #;\"'`,)(", strong, span);
    return op == OP_COLON && bare_value(self, at, secrecy, " (){}[].,;\"'`", false, span) &&
           skip_blanks(line, span->to) == line.bytes;
}

static bool is_defined(struct str line, usize at)
{
    usize from = skip_blanks(line, 0);
    return from < at && (follows(line, from, "#define ") || follows(line, from, "%define "));
}

bool mask_value(struct mask *self, usize at, usize *name_bytes, struct mask_span *span)
{
    struct str line = self->line;
    usize end = at;
    while (is_letter(at_or_0(line, end)) || is_digit(at_or_0(line, end)) ||
           is_one_of(at_or_0(line, end), "_-"))
        end++;
    while (end > at && line.at[end - 1] == '-') end--; /* "password->" */
    *name_bytes = end - at;
    struct str name = {line.at + at, end - at};
    enum secrecy secrecy = mask_name(name);
    if (secrecy == SECRECY_NONE) return false;
    u8 before = at ? line.at[at - 1] : 0;
    if (before == '<' && at_or_0(line, end) == '>')
        return bare_value(self, end + 1, secrecy, "<", true, span);
    bool slashed = at_or_0(line, end) == '\\' && is_quote(at_or_0(line, end + 1));
    bool quoted_name = is_quote(before) && at_or_0(line, end + slashed) == before;
    if (quoted_name) end += 1u + slashed;
    bool in_string = self->quote && !(quoted_name && before == self->quote && !slashed);
    u8 quote = self->quote; /* of a quoted name it ends before the value */
    if (!in_string) self->quote = 0;
    while (quoted_name && (at_or_0(line, end) == ']' || at_or_0(line, end) == ')')) end++;
    usize name_end = end;
    enum op op = read_op(line, &end, quoted_name);
    if (op == OP_NONE && (before == '-' || is_defined(line, at))) op = OP_GIVE;
    else if (!quoted_name && (op == OP_COLON || is_one_of(at_or_0(line, name_end), " [")) &&
             (op == OP_NONE || op == OP_COLON) && skip_type(line, &end))
        op = OP_GIVE;
    if (op == OP_NONE) self->quote = quote;
    if (op == OP_NONE) return false;
    bool told = op == OP_GIVE || op == OP_EQUAL;
    self->expects = SECRECY_NONE;
    bool found = mask_literal(self, end, secrecy, told, span);
    usize rest = skip_blanks(line, end);
    if (at_or_0(line, rest) == '(' || at_or_0(line, rest) == '\\')
        rest = skip_blanks(line, rest + 1);
    if (!found && rest == line.bytes && told) self->expects = secrecy;
    if (!found && op != OP_COMMA && op != OP_EQUAL)
        found = unquoted(self, name, secrecy, op, end, in_string, span);
    if (found && op == OP_COMMA) {
        struct look look = look_of((struct str){line.at + span->from, span->to - span->from});
        found = look.digits && !look.blanks;
    }
    if (!found) self->quote = quote, self->chain = SECRECY_NONE;
    return found;
}
