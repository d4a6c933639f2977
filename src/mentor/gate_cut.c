/* Cutting a tip into pieces: which characters may stand outside code, and what they are. */
#include "base/utf8.h"
#include "code/names.h"
#include "mentor/gate_parts.h"

#define QUOTED_BYTES_MAX 40u /* between ' or ": longer texts are no code */
#define SPAN_BYTES_MAX   60u /* longer ones are not named but written */
#define DIGITS_ALL_MAX   10u /* of all numbers, with their signs */
#define DIGITS_MAX       4u  /* of a number: longer ones are no advice */

static bool is_letter(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

static u8 peek(struct str tip, usize at)
{
    return at < tip.bytes ? tip.at[at] : 0;
}

struct str piece_lower(struct str word, u8 *memory)
{
    if (word.bytes > WORD_BYTES_MAX) return (struct str){memory, 0};
    for (usize i = 0; i < word.bytes; i++) {
        u8 byte = word.at[i];
        memory[i] = byte >= 'A' && byte <= 'Z' ? (u8)(byte | 0x20) : byte;
    }
    return (struct str){memory, word.bytes};
}

/* Typographic signs that models write, each of three bytes E2 80 xx: what they stand for, else 0.
 */
static u8 typographic(struct str tip, usize at)
{
    if (peek(tip, at) != 0xe2 || peek(tip, at + 1) != 0x80) return 0;
    switch (peek(tip, at + 2)) {
    case 0x98: return '(';  /* opening ' */
    case 0x99: return '\''; /* closing ', apostrophe */
    case 0x9c:
    case 0x9d: return '"'; /* “ ” */
    case 0x93:
    case 0x94: return ';'; /* dashes part clauses */
    case 0xa6: return ','; /* … */
    default: return 0;
    }
}

static struct fault_at broken(enum gate_rule rule, usize offset)
{
    return (struct fault_at){rule, (u32)offset};
}

static const struct fault_at FINE = {GATE_PASS, 0};

static void put(struct pieces *self, enum piece_kind kind, usize at, usize bytes)
{
    check(self->count < PIECES_MAX);
    self->at[self->count++] = (struct piece){.kind = (u8)kind, .at = (u16)at, .bytes = (u16)bytes};
}

/* A word goes on over letters, digits, and an apostrophe, a hyphen or an underscore between
 * letters. */
static usize word_end(struct str tip, usize at)
{
    for (;;) {
        u8 byte = peek(tip, at);
        u8 next = peek(tip, at + 1);
        if (is_letter(byte) || is_digit(byte)) at++;
        else if ((byte == '\'' || byte == '-' || byte == '_') && is_letter(next)) at++;
        else if (typographic(tip, at) == '\'' && is_letter(peek(tip, at + 3))) at += 3;
        else return at;
    }
}

/* Digits with at most one point among them, and a percent sign. */
static usize number_end(struct str tip, usize at)
{
    bool point = false;
    while (is_digit(peek(tip, at)) ||
           (!point && peek(tip, at) == '.' && is_digit(peek(tip, at + 1)))) {
        point |= peek(tip, at) == '.';
        at++;
    }
    return at + (peek(tip, at) == '%');
}

/* What stands between quotes and has no blank in it may be code. Where it ends, or 0. */
static usize quoted_end(struct str tip, usize at)
{
    u8 quote = tip.at[at];
    u8 before = at ? tip.at[at - 1] : ' ';
    if (before != ' ' && before != '(') return 0;
    for (usize end = at + 1; end < tip.bytes && end - at <= QUOTED_BYTES_MAX; end++) {
        if (tip.at[end] == quote) return end > at + 1 && !is_letter(peek(tip, end + 1)) ? end : 0;
        if (tip.at[end] == ' ' || tip.at[end] == '`') return 0;
    }
    return 0;
}

/* "(=)": signs between brackets. Where they end, or 0. */
static usize signs_end(struct str tip, usize at)
{
    usize end = at + 1;
    while (end < tip.bytes && memchr("=+-*/%<>!&|^~?.:", tip.at[end], 16)) end++;
    return end > at + 1 && end - at <= 5 && peek(tip, end) == ')' ? end : 0;
}

/* What may stand behind a sign that parts words. */
static bool is_end(u8 byte)
{
    return !byte || memchr(" `\"')", byte, 5) || byte == 0xe2;
}

/* An operator or a bracket with blanks round it, as in "expected { after": where it ends, or 0.
 * None that is markup at the start of a line. */
static usize operator_end(struct str tip, usize at)
{
    static const char *const SIGNS[] = {"{",  "}",  "[",  "]",  "=",  "==", "===", "!=", "!==",
                                        "<=", ">=", "&&", "||", "+=", "-=", "=>",  "++"};
    for (u32 i = 0; i < ARRAY_LEN(SIGNS); i++) {
        usize end = at + strlen(SIGNS[i]);
        bool same = end <= tip.bytes && memcmp(tip.at + at, SIGNS[i], end - at) == 0;
        u8 next = peek(tip, end);
        if (same && (is_end(next) || (next == '.' && end + 1 == tip.bytes))) return end;
    }
    return 0;
}

/* What one sign is, at the end of which the cut goes on; 0 bytes for one that may not stand. */
static usize cut_sign(struct pieces *self, usize at)
{
    struct str tip = self->tip;
    u8 sign = typographic(tip, at), byte = tip.at[at];
    usize bytes = sign ? 3 : 1, end;
    if (!sign) sign = byte;
    bool between = at && is_letter(tip.at[at - 1]) && is_letter(peek(tip, at + 1));
    if ((byte == '\'' || byte == '"') && (end = quoted_end(tip, at))) {
        put(self, PIECE_QUOTED, at + 1, end - at - 1);
        return end + 1 - at;
    }
    if (byte == '(' && (end = signs_end(tip, at))) {
        put(self, PIECE_QUOTED, at + 1, end - at - 1);
        return end + 1 - at;
    }
    if ((end = operator_end(tip, at)) && (!at || tip.at[at - 1] == ' ')) {
        put(self, PIECE_QUOTED, at, end - at);
        return end - at;
    }
    switch (sign) {
    case '.':
    case '!':
    case '?':
        while (sign == '.' && bytes < 3 && peek(tip, at + bytes) == '.') bytes++;
        if (!is_end(peek(tip, at + bytes))) return 0; /* 10.0.0.1 */
        put(self, PIECE_STOP, at, bytes);
        return bytes;
    case ',':
    case ';':
    case ':':
        if (!is_end(peek(tip, at + bytes))) return 0; /* javascript:alert */
        put(self, PIECE_BREAK, at, bytes);
        return bytes;
    case '(':
    case ')':
    case '"':
    case '\'': put(self, PIECE_SIGN, at, bytes); return bytes;
    case '-':
        return between || is_digit(peek(tip, at + 1)) || (at && tip.at[at - 1] == '`') ||
                       peek(tip, at + 1) == '`'
                   ? 1
                   : 0;
    case '/':
        return between || (at && tip.at[at - 1] == ')' && is_letter(peek(tip, at + 1))) ||
                       (at && peek(tip, at + 1) == '`' && tip.at[at - 1] == '`')
                   ? 1
                   : 0;
    default: return 0;
    }
}

static struct fault_at cut_span(struct pieces *self, usize *at)
{
    struct str tip = self->tip;
    usize start = *at + 1, end = start;
    while (end < tip.bytes && tip.at[end] != '`') end++;
    if (end == tip.bytes || end == start || end - start > SPAN_BYTES_MAX)
        return broken(GATE_SPAN, *at);
    if (tip.at[start] == ' ' || tip.at[end - 1] == ' ') return broken(GATE_SPAN, *at);
    /* Two spans side by side would be a text of their own. */
    bool after_span = self->count && self->at[self->count - 1].kind == PIECE_SPAN;
    if (after_span && tip.at[*at - 1] == ' ') return broken(GATE_SPAN, *at);
    put(self, PIECE_SPAN, start, end - start);
    *at = end + 1;
    usize sign = typographic(tip, *at) == '\'' ? 3 : peek(tip, *at) == '\'';
    if (sign && peek(tip, *at + sign) == 's' && !is_letter(peek(tip, *at + sign + 1)))
        *at += sign + 1; /* the possessive of a name */
    return FINE;
}

/* "variable(s)", "class(es)": bytes of the ending. */
static usize plural_bytes(struct str tip, usize at)
{
    struct str rest = {tip.at + at, tip.bytes - at};
    struct str one = {rest.at, MIN(rest.bytes, 3)}, two = {rest.at, MIN(rest.bytes, 4)};
    return str_equal(one, STR("(s)")) ? 3 : str_equal(two, STR("(es)")) ? 4 : 0;
}

/* A point inside a word ("JSON.parse", "a.example") is a name of code without back-ticks, or an
 * address. */
static struct fault_at cut_word(struct pieces *self, usize *at)
{
    struct str tip = self->tip;
    usize end = word_end(tip, *at);
    enum piece_kind kind = PIECE_WORD;
    bool short_form = end - *at == 1 && peek(tip, end) == '.' && is_letter(peek(tip, end + 1)) &&
                      peek(tip, end + 2) == '.'; /* e.g. i.e. */
    if (short_form) end += 3;
    else if (peek(tip, end) == '.' && is_letter(peek(tip, end + 1))) {
        while (peek(tip, end) == '.' && is_letter(peek(tip, end + 1))) end = word_end(tip, end + 1);
        kind = PIECE_DOTTED;
    }
    /* C#, C++, F#: languages, and no signs that may stand elsewhere. */
    if (end - *at == 1 && peek(tip, end) == '#') end++;
    else if (end - *at == 1 && peek(tip, end) == '+' && peek(tip, end + 1) == '+') end += 2;
    if (peek(tip, end) == '(' && peek(tip, end + 1) == ')') {
        put(self, kind, *at, end - *at);
        *at = end + 2;
        return FINE;
    }
    put(self, kind, *at, end - *at);
    *at = end + plural_bytes(tip, end);
    return FINE;
}

static struct fault_at cut_number(struct pieces *self, usize *at)
{
    struct str tip = self->tip;
    usize end = number_end(tip, *at), digits = 0;
    if (is_letter(peek(tip, end))) { /* "2nd", and what is no word: the lexicon knows */
        end = word_end(tip, end);
        put(self, PIECE_WORD, *at, end - *at);
        *at = end;
        return FINE;
    }
    for (usize i = *at; i < end; i++) digits += is_digit(tip.at[i]);
    bool again = self->count && self->at[self->count - 1].kind == PIECE_NUMBER;
    if (digits > DIGITS_MAX || again) return broken(GATE_CHARACTER, *at);
    put(self, PIECE_NUMBER, *at, end - *at);
    *at = end;
    return FINE;
}

struct fault_at gate_cut(struct pieces *self, struct str tip)
{
    self->tip = tip;
    self->count = 0;
    struct utf8_size size = utf8_measure(tip);
    if (size.units < TIP_CHARACTERS_MIN) return broken(GATE_SIZE, 0);
    if (size.units > TIP_CHARACTERS_MAX || tip.bytes > TIP_BYTES_MAX)
        return broken(GATE_SIZE, MIN(tip.bytes, TIP_CHARACTERS_MAX));
    if (tip.at[0] == ' ' || tip.at[tip.bytes - 1] == ' ') return broken(GATE_CHARACTER, 0);
    struct fault_at fault = FINE;
    u32 words = 0, digits = 0;
    for (usize at = 0; at < tip.bytes && !fault.rule;) {
        u32 count = self->count;
        u8 byte = tip.at[at];
        if (byte == '`') fault = cut_span(self, &at);
        else if (is_letter(byte)) fault = cut_word(self, &at);
        else if (is_digit(byte)) fault = cut_number(self, &at);
        else if (byte == ' ') at++;
        else {
            usize bytes = cut_sign(self, at);
            if (!bytes) return broken(GATE_CHARACTER, at);
            at += bytes;
        }
        bool number = self->count > count && self->at[count].kind == PIECE_NUMBER;
        digits += number ? self->at[count].bytes : 0;
        if (digits > DIGITS_ALL_MAX) return broken(GATE_CHARACTER, self->at[count].at);
        words += self->count > count && self->at[count].kind <= PIECE_DOTTED;
        if (words > TIP_WORDS_MAX) return broken(GATE_SIZE, at);
    }
    return fault;
}
