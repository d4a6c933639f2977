/* Where a piece of an answer ends.
 *
 * Fences and spans are read as CommonMark reads them, but for one thing: a fence is one at any
 * indentation and behind the sign of a quote, since models write them so in lists. Such a block is
 * `foreign`: another reader may take it for prose, so what is judged in prose is judged in it too.
 * A tick that is not closed in its line makes the rest of its paragraph `loose`: no tick of it
 * protects. */
#include "mentor/speech_parts.h"

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* ---- fences ---- */

/* How many signs of a fence a line begins with, at least three, or 0. */
static u32 fence_of(struct str line, u8 *sign, bool *foreign, struct str *rest)
{
    usize at = 0;
    *foreign = false;
    while (at < line.bytes && (is_blank(line.at[at]) || line.at[at] == '>')) {
        if (line.at[at] != ' ' || at >= 3) *foreign = true;
        at++;
    }
    usize start = at;
    if (at == line.bytes || (line.at[at] != '`' && line.at[at] != '~')) return 0;
    *sign = line.at[at];
    while (at < line.bytes && line.at[at] == *sign) at++;
    *rest = (struct str){line.at + at, line.bytes - at};
    return at - start >= 3 && at - start < 200 ? (u32)(at - start) : 0;
}

static bool is_empty(struct str line)
{
    for (usize i = 0; i < line.bytes; i++)
        if (!is_blank(line.at[i]) && line.at[i] != '\r' && line.at[i] != '\n') return false;
    return true;
}

/* A line ended outside of a block: does it open one? */
static bool opens_block(struct speech *self, struct str line)
{
    u8 sign = 0;
    bool foreign;
    struct str rest = {NULL, 0};
    u32 length = self->line_new ? fence_of(line, &sign, &foreign, &rest) : 0;
    if (!length || (sign == '`' && memchr(rest.at, '`', rest.bytes))) return false;
    self->block = 1;
    self->block_sign = sign;
    self->block_length = (u8)length;
    self->foreign = foreign;
    return true;
}

static bool closes_block(const struct speech *self, struct str line)
{
    u8 sign = 0;
    bool foreign;
    struct str rest = {NULL, 0};
    u32 length = fence_of(line, &sign, &foreign, &rest);
    if (foreign && !self->foreign) return false;
    return length >= self->block_length && sign == self->block_sign && is_empty(rest);
}

/* ---- spans ---- */

bool cut_span(struct str text, usize *at, struct str *prose, struct str *span)
{
    usize start = *at;
    while (*at < text.bytes) {
        const u8 *tick = memchr(text.at + *at, '`', text.bytes - *at);
        if (!tick) break;
        usize open = (usize)(tick - text.at), from = open;
        bool escaped = open && text.at[open - 1] == '\\';
        while (from < text.bytes && text.at[from] == '`') from++;
        *at = from;
        for (usize end = from; !escaped && end < text.bytes;) {
            tick = memchr(text.at + end, '`', text.bytes - end);
            if (!tick) break;
            usize close = (usize)(tick - text.at);
            for (end = close; end < text.bytes && text.at[end] == '`';) end++;
            if (end - close != from - open) continue;
            *prose = (struct str){text.at + start, open - start};
            *span = (struct str){text.at + from, close - from};
            *at = end;
            return true;
        }
    }
    *at = text.bytes;
    *prose = (struct str){text.at + start, text.bytes - start};
    return false;
}

struct str cut_block(struct str piece)
{
    const u8 *end = memchr(piece.at, '\n', piece.bytes);
    str_take(&piece, end ? (usize)(end - piece.at) + 1 : piece.bytes);
    usize bytes = piece.bytes;
    while (bytes && (piece.at[bytes - 1] == '\n' || piece.at[bytes - 1] == '\r')) bytes--;
    while (bytes && piece.at[bytes - 1] != '\n') bytes--;
    struct str last = {piece.at + bytes, piece.bytes - bytes}, rest;
    u8 sign;
    bool foreign;
    if (fence_of(last, &sign, &foreign, &rest)) piece.bytes = bytes;
    return piece;
}

/* ---- lines ---- */

/* The bytes of one sign before a line's text, with the blank behind it; 0 for none. */
static usize prefix_of(struct str line)
{
    static const char *const SIGNS[] = {"> ",  "| ",  "+ ",   "- ",   "* ",           "$ ",
                                        ">>>", "...", "[ ] ", "[x] ", "\xe2\x80\xa2 "};
    for (u32 i = 0; i < ARRAY_LEN(SIGNS); i++) {
        usize bytes = strlen(SIGNS[i]);
        if (line.bytes >= bytes && memcmp(line.at, SIGNS[i], bytes) == 0) return bytes;
    }
    if (line.bytes > 1 && line.at[0] == '>' && line.at[1] == '>') return 1;
    usize at = 0;
    while (at < line.bytes && at < 4 && is_digit(line.at[at])) at++;
    if (!at || at == line.bytes) return 0;
    if (memchr(".:)|", line.at[at], 4)) at++;
    else if (!is_blank(line.at[at])) return 0;
    if (at < line.bytes && is_blank(line.at[at])) return at + 1;
    return 0;
}

usize cut_prefix(struct str line)
{
    usize taken = 0;
    for (u32 signs = 0; signs < 5; signs++) {
        usize blanks = 0;
        while (taken + blanks < line.bytes && is_blank(line.at[taken + blanks])) blanks++;
        struct str rest = {line.at + taken + blanks, line.bytes - taken - blanks};
        usize bytes = prefix_of(rest);
        if (!bytes) break;
        taken += blanks + bytes;
    }
    return taken;
}

/* Words that stand before another word in code. */
static bool joins_words(struct str word)
{
    static const char *const WORDS[] = {
        "let",   "const",  "var",  "int",    "return", "for",    "while",  "if",     "else",
        "def",   "new",    "in",   "not",    "and",    "or",     "is",     "import", "from",
        "class", "public", "void", "static", "fn",     "func",   "double", "float",  "String",
        "char",  "await",  "of",   "async",  "elif",   "except", "string", "throw",  "function"};
    return WORD_IS_ONE(word, WORDS);
}

bool cut_is_code(struct str line)
{
    usize at = cut_prefix(line);
    bool word = false; /* the last thing was a word that another one makes a sentence */
    for (; at < line.bytes; at++) {
        u8 byte = line.at[at];
        if (is_letter(byte)) {
            usize start = at;
            while (at < line.bytes && name_is_part(line.at[at])) at++;
            if (word) return false;
            word = !joins_words((struct str){line.at + start, at - start});
            at--;
        } else if (memchr("=({[", byte, 4)) {
            return at && (byte != '(' || !is_blank(line.at[at - 1]) || !word);
        } else if (!is_blank(byte)) {
            word = false;
        }
    }
    return false;
}

/* ---- sentences ---- */

static bool is_abbreviation(struct str word)
{
    static const char *const WORDS[] = {"e.g", "i.e", "etc", "vs",  "cf",   "approx", "Mr",   "Mrs",
                                        "Ms",  "Dr",  "St",  "no",  "fig",  "E.g",    "I.e",  "z.B",
                                        "pl",  "stb", "ca",  "bzw", "p.ej", "resp",   "incl", "ex"};
    return WORD_IS_ONE(word, WORDS);
}

/* A full stop at the end of `line`: does a sentence end with it? */
static bool stop_ends(struct str line, usize stop)
{
    if (stop && line.at[stop - 1] == '.') return false; /* an ellipsis */
    usize start = stop;
    while (start && !is_blank(line.at[start - 1]) && !memchr("([\"'*", line.at[start - 1], 5))
        start--;
    struct str word = {line.at + start, stop - start};
    if (is_abbreviation(word)) return false;
    if (word.bytes == 1 && is_letter(word.at[0])) return false; /* an initial */
    bool digits = word.bytes > 0;
    for (usize i = 0; i < word.bytes; i++) digits &= is_digit(word.at[i]);
    return !(digits && is_empty((struct str){line.at, start})); /* the number of a list's line */
}

/* The bytes of a mark that may stand behind the end of a sentence, or 0. */
static usize closer_before(struct str line, usize end)
{
    static const char *const WIDE[] = {"\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb", "\xe2\x80\x9c"};
    if (end && memchr("\"')]*_", line.at[end - 1], 6)) return 1;
    for (u32 i = 0; i < ARRAY_LEN(WIDE); i++) {
        usize bytes = strlen(WIDE[i]);
        if (end >= bytes && memcmp(line.at + end - bytes, WIDE[i], bytes) == 0) return bytes;
    }
    return 0;
}

/* The last byte of `line` is a blank: is there the end of a sentence before it? */
static bool sentence_ends(struct str line)
{
    usize end = line.bytes - 1;
    for (usize bytes = 1; bytes; end -= bytes) bytes = closer_before(line, end);
    if (!end) return false;
    u8 last = line.at[end - 1];
    bool wide = end >= 3 && memcmp(line.at + end - 3, "\xe2\x80\xa6", 3) == 0; /* … */
    if (!wide && !memchr(".!?:;", last, 5)) return false;
    if (last == '.' && !stop_ends(line, end - 1)) return false;
    u8 first = line.at[0];
    return first != '|' && first != '~' && !cut_is_code(line);
}

/* 。！？ end a sentence with nothing behind them. */
static bool wide_ends(struct str line)
{
    static const char *const ENDS[] = {"\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f"};
    for (u32 i = 0; line.bytes >= 3 && i < ARRAY_LEN(ENDS); i++)
        if (memcmp(line.at + line.bytes - 3, ENDS[i], 3) == 0) return !cut_is_code(line);
    return false;
}

/* Keeps count of the ticks of a line: `line_tick` of them opened a span that is not closed. */
static void count_ticks(struct speech *self, struct str line)
{
    u8 byte = line.at[line.bytes - 1];
    if (byte == '`') {
        if (self->tick < 255) self->tick++;
        return;
    }
    if (!self->tick) return;
    usize before = line.bytes - 1u - self->tick;
    bool escaped = before < line.bytes && before && line.at[before - 1] == '\\';
    if (self->line_tick == self->tick) self->line_tick = 0;
    else if (!self->line_tick && !escaped) self->line_tick = self->tick;
    self->tick = 0;
}

bool cut_put(struct speech *self)
{
    struct str line = {self->pending + self->line, self->pending_bytes - self->line};
    u8 byte = line.at[line.bytes - 1];
    if (self->block) {
        if (byte != '\n') return false;
        bool closed = self->line && closes_block(self, line);
        self->line = self->pending_bytes;
        return closed;
    }
    count_ticks(self, line);
    if (byte == '\n') {
        if (!opens_block(self, line)) return true;
        self->line = self->pending_bytes;
        self->line_tick = 0;
        return false;
    }
    if (self->line_tick || self->tick) return false;
    if (is_blank(byte)) return sentence_ends(line);
    return byte >= 0x80 && wide_ends(line);
}

void cut_taken(struct speech *self, u32 bytes)
{
    struct str piece = {self->pending, bytes};
    bool ended = piece.at[bytes - 1] == '\n';
    if (self->block || (ended && self->line_new && is_empty(piece))) {
        self->loose = false;
        self->in_tag = false;
    } else if (self->line_tick) {
        self->loose = true;
    }
    if (ended || self->block) self->line_tick = self->tick = 0;
    self->line_new = ended;
    self->block = 0;
    self->line = 0;
    memmove(self->pending, self->pending + bytes, self->pending_bytes - bytes);
    self->pending_bytes -= bytes;
}
