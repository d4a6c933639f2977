/* The spans of a tip: they name what is there, and do not write what the learner is to write. */
#include "code/names.h"
#include "mentor/gate_parts.h"
#include "mentor/lexicon.h"

#define NAME_BYTES_MOST  40u /* longer names are sentences */
#define TEXT_BYTES_MOST  24u /* of a text between quotes in a span */
#define NAME_PARTS_MOST  5u  /* so are names of more words */
#define LETTERS_MOST     6u  /* names of one letter in a tip: more could spell something */
#define NUMBER_MOST      7u  /* digits of a number that stands there: longer ones can be called */
#define DIGITS_MOST      4u  /* of a number that does not stand in the code */
#define WRITTEN_MOST     14u /* tokens of a span that does not stand in the code */
#define STATEMENT_TOKENS 6u  /* of such a span with a semicolon in it */

/* What a span is made of. */
struct parts {
    u32 tokens;
    u32 own;        /* names that are neither words of the language nor of its library */
    u32 side;       /* pairs of names, no keyword among them, with nothing but a blank between */
    bool leaves;    /* it begins with return */
    bool assigns;   /* it holds an = (or +=, :=) that is no comparison */
    bool statement; /* it holds a semicolon */
    bool own_after; /* one of the learner's names stands behind the return or the = */
    bool shown;     /* it stands in the quote, which is shown anyway */
    bool works;     /* and an operator or a call stands there too */
};

struct wanted {
    struct name_wanted names[TIP_NAMES_MAX];
    u16 at[TIP_NAMES_MAX];
    u32 count;
    u32 letters; /* names of one letter, which say nothing by themselves */
};

static bool is_number(struct str token)
{
    return token.at[0] >= '0' && token.at[0] <= '9';
}

/* U+00C0 to U+1FFF and CJK letters: what a learner may name things with, and nothing invisible. */
static bool is_shown_letter(struct str token, usize at)
{
    u8 lead = token.at[at];
    if (lead < 0xc3 || lead > 0xe9 || at + 1 >= token.bytes) return false;
    if (lead == 0xcc || lead == 0xcd) return false; /* combining marks */
    u8 next = token.at[at + 1];
    if (lead == 0xd8 && (next <= 0x85 || next == 0x9c)) return false; /* formats of Arabic */
    if ((lead == 0xdb && next == 0x9d) || (lead == 0xdc && next == 0x8f)) return false;
    if (lead == 0xe0 && next == 0xa3) return false; /* marks and formats of Arabic */
    if (lead == 0xe1) return token.at[at + 1] >= 0xb8 && token.at[at + 1] <= 0xbb;
    if (lead == 0xe2) return false; /* punctuation, formats, signs */
    return lead != 0xe3 || (token.at[at + 1] >= 0x81 && token.at[at + 1] != 0x85);
}

static bool is_plain_name(struct str token)
{
    for (usize i = 0; i < token.bytes; i++) {
        if (token.at[i] < 0x80) continue;
        if (!is_shown_letter(token, i)) return false;
        i += token.at[i] >= 0xe0 ? 2 : 1;
    }
    return token.bytes <= NAME_BYTES_MOST;
}

/* "for…of", "map(…)": a model's dots stand for what it leaves out. */
static bool is_ellipsis(struct str span, usize at)
{
    return span.bytes - at >= 3 && memcmp(span.at + at, "\xe2\x80\xa6", 3) == 0;
}

/* Nothing in it is hidden, turns the writing round, or can be followed. Asked of every span, also
 * of one that stands in the quote: the quote is shown in the editor, as the learner has it. */
static bool is_visible(struct str span)
{
    for (usize i = 0; i < span.bytes; i++) {
        u8 byte = span.at[i];
        if (byte < ' ' || byte == 0x7f) return false;
        if (byte < 0x80) continue;
        if (!is_ellipsis(span, i) && !is_shown_letter(span, i)) return false;
        i += byte >= 0xe0 ? 2 : 1;
    }
    return true;
}

/* foo stands for any name. */
static bool is_placeholder(struct str name)
{
    static const char *const NAMES[] = {"foo", "bar", "baz", "arg", "args", "fn", "obj", "arr"};
    for (u32 i = 0; i < ARRAY_LEN(NAMES); i++)
        if (str_equal(name, str_of(NAMES[i]))) return true;
    return false;
}

/* `radix`: the parameter of a library is called by a programming word that could stand without
 * back-ticks. Spans that are no more than that count as the word. False when it is none. */
static bool demote(struct pieces *pieces, struct str name)
{
    u8 memory[WORD_BYTES_MAX];
    struct str lower = piece_lower(name, memory);
    enum word_class class = lower.bytes ? lexicon_word(lower) : WORD_UNKNOWN;
    bool any = false;
    for (u32 i = 0; i < pieces->count && class >= WORD_WEAK; i++) {
        struct piece *piece = &pieces->at[i];
        if (piece->kind != PIECE_SPAN || !str_equal(piece_text(pieces, i), name)) continue;
        piece->kind = PIECE_WORD;
        piece->class = (u8) class;
        any = true;
    }
    return any;
}

static bool stands(struct str code, struct str piece)
{
    for (usize at = 0; at + piece.bytes <= code.bytes; at++) {
        const u8 *hit = memchr(code.at + at, piece.at[0], code.bytes - piece.bytes - at + 1);
        if (!hit) return false;
        if (memcmp(hit, piece.at, piece.bytes) == 0) return true;
        at = (usize)(hit - code.at);
    }
    return false;
}

/* A text between quotes inside a span: it is shown, so its word is looked up as those outside, and
 * more than one could say anything. */
static bool text_fits(struct str text)
{
    u8 memory[WORD_BYTES_MAX];
    bool phrase = memchr(text.at, ' ', text.bytes) && !str_equal(text, STR("use strict"));
    if (text.bytes > TEXT_BYTES_MOST || phrase) return false;
    for (usize at = 0; at < text.bytes;) {
        usize start = at;
        while (at < text.bytes && text.at[at] > ' ') at++;
        struct str lower = piece_lower((struct str){text.at + start, at - start}, memory);
        if (lower.bytes > 1 && lexicon_word(lower) == WORD_UNKNOWN) return false;
        if (lower.bytes == 1 && lower.at[0] >= 0x80) return false;
        at += at < text.bytes;
    }
    return true;
}

/* Digits that say something: of a million, one. */
static usize significant(struct str number)
{
    usize digits = 0;
    while (number.bytes && memchr("0_", number.at[number.bytes - 1], 2)) number.bytes--;
    for (usize i = 0; i < number.bytes; i++) digits += number.at[i] != '_';
    return digits;
}

static bool number_fits(const struct gate *self, struct str token)
{
    return token.bytes <= DIGITS_MOST ||
           (token.bytes <= NAME_BYTES_MOST && significant(token) <= NUMBER_MOST &&
            stands(self->code, token));
}

static bool want(struct wanted *wanted, struct str name, usize at)
{
    for (u32 i = 0; i < wanted->count; i++)
        if (str_equal(wanted->names[i].name, name)) return true;
    if (wanted->count == TIP_NAMES_MAX) return false;
    wanted->at[wanted->count] = (u16)at;
    wanted->names[wanted->count++] = (struct name_wanted){name, false};
    return true;
}

/* What a sign says of its span. */
static void read_sign(struct parts *parts, struct str sign)
{
    /* = and +=, :=, ??= and their like, but no comparison. */
    bool equals = sign.at[sign.bytes - 1] == '=';
    bool assigns = equals && (sign.bytes == 1 || !memchr("=!<>", sign.at[sign.bytes - 2], 4));
    parts->assigns |= assigns;
    parts->statement |= sign.at[0] == ';';
    bool behind = parts->leaves || parts->assigns;
    parts->works |= behind && !assigns && !memchr(");]},.", sign.at[0], 6);
}

/* One name of a span. False when it may not be named. */
static bool read_name(const struct gate *self, struct parts *parts, struct wanted *wanted,
                      struct str name, usize at, bool beside)
{
    if (lexicon_is_keyword(name, self->language)) {
        parts->leaves |= parts->tokens == 1 && str_equal(name, STR("return"));
        return true;
    }
    parts->side += beside;
    if (lexicon_is_standard(name, self->language)) return true;
    if (!is_plain_name(name)) return false;
    parts->own++;
    parts->own_after |= parts->leaves || parts->assigns;
    if (name.bytes == 1) return ++wanted->letters <= LETTERS_MOST;
    if (name.bytes == 2 && parts->shown) return true; /* of a range like A-Za-z */
    return is_placeholder(name) || (names_parts(name) <= NAME_PARTS_MOST && want(wanted, name, at));
}

/* The text between quotes that begins at `*at` of a span, moved behind it. False when it does not
 * end, or may not be shown. */
static bool read_text(struct str span, usize *at)
{
    u8 quote = span.at[*at];
    usize start = ++*at;
    while (*at < span.bytes && span.at[*at] != quote) (*at)++;
    if (*at == span.bytes) return false;
    struct str text = {span.at + start, *at - start};
    (*at)++;
    return text_fits(text);
}

/* Behind the escape whose backslash is before `at`: one letter or sign, or hexadecimal digits
 * behind x or u. More would be a word. */
static usize escape_end(struct str span, usize at)
{
    if (at == span.bytes || span.at[at] >= 0x80) return at;
    bool digits = span.at[at] == 'u' || span.at[at] == 'x';
    usize most = MIN(at + 5, span.bytes);
    at++;
    while (digits && at < most && memchr("0123456789abcdefABCDEF", span.at[at], 22)) at++;
    return at;
}

/* Reads a span. False when it holds what may not stand there. */
static bool read_span(const struct gate *self, struct str span, usize offset, struct parts *parts,
                      struct wanted *wanted)
{
    bool name_before = false;
    for (usize at = 0; at < span.bytes;) {
        u8 byte = span.at[at];
        if (byte == ' ') {
            at++;
            continue;
        }
        parts->tokens++;
        if (byte == '"' || byte == '\'') {
            name_before = false;
            if (!read_text(span, &at)) return false;
            continue;
        }
        usize start = at;
        if (is_ellipsis(span, at)) {
            at += 3;
            name_before = false;
            continue;
        }
        struct str token = names_token(span, &at);
        for (usize i = 1; i < token.bytes; i++)
            if (is_ellipsis(token, i)) at = start + (token.bytes = i);
        if (byte == '\\') { /* \d, \u0020: an escape, not a name */
            name_before = false;
            at = escape_end(span, start + 1);
        } else if (!name_is_part(byte)) {
            name_before = false;
            read_sign(parts, token);
        } else if (is_number(token)) {
            name_before = false;
            if (!number_fits(self, token)) return false;
        } else {
            if (!read_name(self, parts, wanted, token, offset + start, name_before)) return false;
            name_before = !lexicon_is_keyword(token, self->language);
        }
    }
    return true;
}

/* Does a span that stands nowhere in the code do the learner's work? */
static bool is_solution(const struct parts *parts)
{
    bool sets = parts->leaves || parts->assigns;
    return parts->tokens > WRITTEN_MOST || (sets && parts->own_after) ||
           (sets && parts->works && parts->own) ||
           (parts->statement && parts->tokens >= STATEMENT_TOKENS);
}

static bool holds(struct str text, const char *piece)
{
    return stands(text, str_of(piece));
}

struct fault_at gate_spans(const struct gate *self, struct str quote, struct pieces *pieces)
{
    struct wanted wanted = {.count = 0};
    struct fault_at solution = {GATE_PASS, 0};
    u32 spans = 0, words = 0;
    for (u32 i = 0; i < pieces->count; i++) {
        struct piece *piece = &pieces->at[i];
        words += piece->kind == PIECE_WORD;
        if (piece->kind == PIECE_QUOTED && piece->class != WORD_UNKNOWN) piece->kind = PIECE_WORD;
        if (piece->kind == PIECE_QUOTED) piece->kind = PIECE_SPAN;
        if (piece->kind != PIECE_SPAN) continue;
        struct parts parts;
        struct str span = piece_text(pieces, i);
        spans++;
        if (holds(span, "://") || !is_visible(span)) return (struct fault_at){GATE_NAME, piece->at};
        parts = (struct parts){.shown = stands(quote, span)};
        if (!read_span(self, span, piece->at, &parts, &wanted))
            return (struct fault_at){GATE_NAME, piece->at};
        bool there = parts.tokens > 1 && stands(self->code, span);
        if (parts.side > 1 || (parts.side && !there))
            return (struct fault_at){GATE_NAME, piece->at};
        if (!there && !solution.rule && is_solution(&parts))
            solution = (struct fault_at){GATE_SOLUTION, piece->at};
    }
    if (spans > words + 1) return (struct fault_at){GATE_SPAN, 0};
    names_find(self->code, self->language, wanted.names, wanted.count);
    for (u32 i = 0; i < wanted.count; i++)
        if (!wanted.names[i].found && !demote(pieces, wanted.names[i].name))
            return (struct fault_at){GATE_NAME, wanted.at[i]};
    return solution;
}
