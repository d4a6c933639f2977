#include "code/names.h"

#include "base/hash.h"
#include "base/limits.h"

/* Interpolations open at once; deeper ones are read as text. */
#define INTERPOLATIONS_MAX 8u

/* Longer than any name that is asked about. */
#define WANTED_BYTES_MAX 64u

struct scan {
    const u8 *at, *end;
    enum language language;
    u8 comments;                   /* enum comment_style */
    u8 quotes[INTERPOLATIONS_MAX]; /* of the strings that are interrupted by code */
    u8 braces[INTERPOLATIONS_MAX]; /* open in that code */
    u32 depth;
    bool raw;  /* in an element of HTML that holds code */
    u8 before; /* the last visible byte of code, 0 at the start */
};

static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

static bool starts(const struct scan *self, const char *text)
{
    usize bytes = strlen(text);
    return (usize)(self->end - self->at) >= bytes && memcmp(self->at, text, bytes) == 0;
}

static void skip_to(struct scan *self, const char *text)
{
    while (self->at < self->end && !starts(self, text)) self->at++;
    self->at = MIN(self->at + strlen(text), self->end);
}

static void skip_line(struct scan *self)
{
    const u8 *end = memchr(self->at, '\n', (usize)(self->end - self->at));
    self->at = end ? end : self->end;
}

static bool skip_comment(struct scan *self)
{
    u8 style = self->comments;
    if (style == COMMENT_C && starts(self, "//")) skip_line(self);
    else if (style == COMMENT_C && starts(self, "/*")) skip_to(self, "*/");
    else if (style == COMMENT_HASH && *self->at == '#') skip_line(self);
    else if (style == COMMENT_DASHES && starts(self, "--")) skip_line(self);
    else if (style == COMMENT_MARKUP && starts(self, "<!--")) skip_to(self, "-->");
    else return false;
    return true;
}

static bool is_script(const struct scan *self)
{
    return self->language == LANGUAGE_JAVASCRIPT || self->language == LANGUAGE_TYPESCRIPT;
}

/* Reads on in a string of `quote` behind its opening, to its end or to code inside it. A plain one
 * ends with its line, closed or not. */
static void skip_string(struct scan *self, u8 quote)
{
    bool python = self->language == LANGUAGE_PYTHON;
    bool raw = quote == '`' && !is_script(self); /* Go: nothing in it stands for anything else */
    while (self->at < self->end) {
        u8 byte = *self->at++;
        if (byte == '\\' && !raw) self->at += self->at < self->end;
        else if (byte == quote || (byte == '\n' && quote != '`')) return;
        else if (self->depth < INTERPOLATIONS_MAX && self->at < self->end &&
                 ((byte == '$' && *self->at == '{' && quote == '`' && !raw) ||
                  (byte == '{' && python))) {
            self->at += byte == '$';
            self->quotes[self->depth] = quote;
            self->braces[self->depth++] = 0;
            return;
        }
    }
}

/* 'a in Rust is a lifetime, and an apostrophe in markup is text. */
static bool is_quote(const struct scan *self)
{
    u8 byte = *self->at;
    if (byte == '\'' && self->language == LANGUAGE_RUST)
        return self->end - self->at > 2 && (self->at[1] == '\\' || self->at[2] == '\'');
    if (byte == '\'' && self->comments == COMMENT_MARKUP) return false;
    return byte == '"' || byte == '\'' ||
           (byte == '`' && (is_script(self) || LANGUAGE_GO == self->language));
}

/* A / where a value begins starts a regular expression: its text is no code. */
static bool skip_regex(struct scan *self)
{
    if (*self->at != '/' || !is_script(self)) return false;
    if (self->before && !memchr("(,=:[!&|?{};+-*%<>~^", self->before, 20)) return false;
    bool in_class = false;
    for (self->at++; self->at < self->end && *self->at != '\n'; self->at++) {
        if (*self->at == '\\') self->at += self->at + 1 < self->end;
        else if (*self->at == '[') in_class = true;
        else if (*self->at == ']') in_class = false;
        else if (*self->at == '/' && !in_class) break;
    }
    self->at += self->at < self->end;
    self->before = '/';
    return true;
}

static void open_string(struct scan *self)
{
    u8 quote = *self->at;
    const char *triple = quote == '"' ? "\"\"\"" : "'''";
    self->before = quote;
    if (self->language == LANGUAGE_PYTHON && starts(self, triple)) {
        self->at += 3;
        skip_to(self, triple);
        return;
    }
    self->at++;
    skip_string(self, quote);
}

/* Braces count inside an interpolation; the one that ends it leads back into its string. */
static void take_sign(struct scan *self)
{
    u8 byte = *self->at++;
    if (byte > ' ') self->before = byte;
    if (!self->depth) return;
    if (byte == '{') self->braces[self->depth - 1]++;
    if (byte == '}' && self->braces[self->depth - 1]-- == 0)
        skip_string(self, self->quotes[--self->depth]);
}

/* In HTML: what stands between the tags is prose, but in the elements that hold code. */
static bool skip_prose(struct scan *self)
{
    bool first = !self->before;
    if (starts(self, "<script") || starts(self, "<style")) self->raw = true;
    if (starts(self, "</")) self->raw = false;
    if (self->raw || (*self->at != '>' && !first)) return false;
    self->before = '>';
    while (self->at < self->end && *self->at != '<') self->at++;
    return true;
}

/* Begins no comment, text, expression or interpolation in any language. */
static bool is_plain_sign(u8 byte)
{
    switch (byte) {
    case '(':
    case ')':
    case ';':
    case ',':
    case '.':
    case '=':
    case '[':
    case ']':
    case '+':
    case ':': return true;
    default: return false;
    }
}

/* The next name of the code; false at its end. */
static bool next_name(struct scan *self, struct str *name)
{
    while (self->at < self->end) {
        if (*self->at <= ' ') { /* most bytes that are no name */
            self->at++;
            continue;
        }
        if (self->language == LANGUAGE_HTML && skip_prose(self)) continue;
        if (name_is_part(*self->at)) {
            const u8 *start = self->at;
            while (self->at < self->end && name_is_part(*self->at)) self->at++;
            *name = (struct str){start, (usize)(self->at - start)};
            self->before = 'a';
            return true;
        }
        if (is_plain_sign(*self->at)) {
            self->before = *self->at++;
            continue;
        }
        if (skip_comment(self) || skip_regex(self)) continue;
        if (is_quote(self)) open_string(self);
        else take_sign(self);
    }
    return false;
}

static struct scan scan_of(struct str code, enum language language)
{
    return (struct scan){.at = code.at,
                         .end = code.at + code.bytes,
                         .language = language,
                         .comments = LANGUAGE_INFO[language].comments};
}

void names_find(struct str code, enum language language, struct name_wanted *wanted, u32 count)
{
    struct scan self = scan_of(code, language);
    struct str name;
    u64 lengths = 0; /* bit n: a name of n bytes is wanted */
    u32 left = count;
    for (u32 i = 0; i < count; i++) {
        wanted[i].found = false;
        if (wanted[i].name.bytes < WANTED_BYTES_MAX) lengths |= 1ull << wanted[i].name.bytes;
    }
    while (lengths && left && next_name(&self, &name)) {
        if (name.bytes >= WANTED_BYTES_MAX || !(lengths >> name.bytes & 1)) continue;
        for (u32 i = 0; i < count; i++) {
            /* Most names of the right length differ at their ends. */
            if (wanted[i].found || wanted[i].name.bytes != name.bytes ||
                wanted[i].name.at[name.bytes - 1] != name.at[name.bytes - 1] ||
                !str_equal(name, wanted[i].name))
                continue;
            wanted[i].found = true;
            left--;
        }
    }
}

static bool is_upper(u8 byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* Cuts the next part off a name: up to an underscore, a digit or a capital. */
static struct str take_part(struct str *name)
{
    while (name->bytes && (name->at[0] == '_' || name->at[0] == '$' || is_digit(name->at[0])))
        str_take(name, 1);
    usize bytes = 0;
    while (bytes < name->bytes && is_upper(name->at[bytes])) bytes++; /* one, or an acronym */
    while (bytes < name->bytes && name->at[bytes] >= 'a' && name->at[bytes] <= 'z') bytes++;
    if (!bytes) /* letters of another script */
        while (bytes < name->bytes && name->at[bytes] >= 0x80) bytes++;
    return str_take(name, bytes);
}

/* The same word in lower case, or one of the two with an s behind it. */
static bool is_same_word(struct str part, struct str lower)
{
    usize bytes = MIN(part.bytes, lower.bytes);
    struct str longer = part.bytes > lower.bytes ? part : lower;
    for (usize i = 0; i < bytes; i++)
        if ((is_upper(part.at[i]) ? part.at[i] | 0x20 : part.at[i]) != lower.at[i]) return false;
    return longer.bytes == bytes || (longer.bytes == bytes + 1 && longer.at[bytes] == 's');
}

u32 names_parts(struct str name)
{
    u32 parts = 0;
    while (name.bytes) parts += take_part(&name).bytes != 0;
    return parts;
}

static bool has_part(struct str name, struct str lower)
{
    u32 parts = 0;
    bool found = false;
    while (name.bytes) {
        struct str part = take_part(&name);
        parts += part.bytes != 0;
        found |= is_same_word(part, lower);
    }
    return found && parts <= NAME_PARTS_MAX;
}

bool names_hold_word(struct str code, enum language language, struct str lower)
{
    struct scan self = scan_of(code, language);
    struct str name;
    while (next_name(&self, &name))
        if (name.bytes + 1 >= lower.bytes && has_part(name, lower)) return true;
    return false;
}

/* Not part of a longer sign. */
static bool is_alone(u8 byte)
{
    return byte <= ' ' || memchr("()[]{};,.\"'`", byte, 12);
}

struct str names_token(struct str code, usize *at)
{
    while (*at < code.bytes && (code.at[*at] <= ' ' || memchr("\"'`", code.at[*at], 3))) (*at)++;
    usize start = *at;
    if (start == code.bytes) return (struct str){code.at + start, 0};
    u8 first = code.at[(*at)++];
    bool name = name_is_part(first);
    if (!is_alone(first))
        while (*at < code.bytes && name_is_part(code.at[*at]) == name && !is_alone(code.at[*at]))
            (*at)++;
    return (struct str){code.at + start, *at - start};
}

u64 names_hash(struct str token)
{
    return hash64(HASH64_START, token) | 1;
}
