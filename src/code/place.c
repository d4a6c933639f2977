#include "code/place.h"

#define BLANK_LINES_MAX 64u  /* that are looked over for the line above */
#define LOOK_BYTES      256u /* of a line, before the place and behind it */

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_word(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte >= 0x80;
}

static bool is_all_blank(struct str some)
{
    for (usize i = 0; i < some.bytes; i++)
        if (!is_blank(some.at[i])) return false;
    return true;
}

static bool has_line_end(struct str some)
{
    return some.bytes && memchr(some.at, '\n', some.bytes);
}

/* Up to LOOK_BYTES of the line, before `at` and from `at` on. */
struct around {
    u8 before_bytes[LOOK_BYTES], after_bytes[LOOK_BYTES];
    struct str before, after;
    bool cut; /* the line starts before that: what it is inside of is not known */
};

static void look_around(struct around *self, struct text *text, u32 at)
{
    u32 most = MIN(at, LOOK_BYTES), count = 0;
    text_copy(text, at - most, most, self->before_bytes);
    u32 start = most;
    while (start > 0 && self->before_bytes[start - 1] != '\n') start--;
    self->before = (struct str){self->before_bytes + start, most - start};
    self->cut = !start && most < at;
    most = MIN(text->bytes - at, LOOK_BYTES);
    text_copy(text, at, most, self->after_bytes);
    while (count < most && self->after_bytes[count] != '\n') count++;
    self->after = (struct str){self->after_bytes, count};
}

enum inside { INSIDE_CODE, INSIDE_STRING, INSIDE_COMMENT };

/* Does a text of three quotes begin here, as some languages have it over several lines? */
static bool is_triple(struct str line, usize at)
{
    return at + 2 < line.bytes && line.at[at] != '`' && line.at[at + 1] == line.at[at] &&
           line.at[at + 2] == line.at[at];
}

/* The place behind the quotes that end what `line` has open at `at`; its length when none do. */
static usize behind_string(struct str line, usize at)
{
    u8 quote = line.at[at];
    usize quotes = is_triple(line, at) ? 3 : 1;
    for (at += quotes; at < line.bytes; at++) {
        if (line.at[at] == '\\' && quotes == 1) at++;
        else if (line.at[at] == quote && (quotes == 1 || is_triple(line, at))) return at + quotes;
    }
    return line.bytes + 1;
}

/* Where the end of `before` lies, seen from the start of its line. */
static enum inside inside_of(struct str before, enum language language)
{
    u8 style = LANGUAGE_INFO[language].comments;
    for (usize i = 0; i < before.bytes;) {
        u8 byte = before.at[i], next = i + 1 < before.bytes ? before.at[i + 1] : 0;
        if (style == COMMENT_C && byte == '/' && next == '/') return INSIDE_COMMENT;
        if (style == COMMENT_HASH && byte == '#') return INSIDE_COMMENT;
        if (style == COMMENT_DASHES && byte == '-' && next == '-') return INSIDE_COMMENT;
        /* In Rust an apostrophe begins a lifetime more often than a letter. */
        bool opens = byte == '"' || byte == '`' || (byte == '\'' && language != LANGUAGE_RUST);
        i = opens ? behind_string(before, i) : i + 1;
        if (i > before.bytes) return INSIDE_STRING;
    }
    return INSIDE_CODE;
}

/* Does the line end in an operator that has no right side yet? `i++` is whole, and so is `Map<K>`.
 */
static bool wants_more(struct str before)
{
    u8 last = before.at[before.bytes - 1],
       left = before.bytes > 1 ? before.at[before.bytes - 2] : 0;
    if (last == '>') return left == '>' || left == ' ';
    if ((last == '+' || last == '-') && left == last) return false;
    if (last == '/' && left == '*') return false;
    return strchr("=+-*/%&|^<.!~?", last) != NULL;
}

enum ending place_ending(struct text *text, enum language language, u32 at)
{
    struct around around;
    look_around(&around, text, MIN(at, text->bytes));
    struct str before = around.before;
    enum inside inside = inside_of(before, language);
    if (inside == INSIDE_COMMENT) return ENDING_DONE;
    if (inside == INSIDE_STRING) return ENDING_CUT;
    if (is_all_blank(before)) return ENDING_DONE;
    struct str code = before;
    while (is_blank(code.at[code.bytes - 1])) code.bytes--;
    u8 last = code.at[code.bytes - 1];
    bool word_before = is_word(before.at[before.bytes - 1]);
    bool word_after = around.after.bytes && is_word(around.after.at[0]);
    bool ends = is_all_blank(around.after);
    if (last == ';' || last == '}' || (last == '{' && !word_after)) return ENDING_DONE;
    if (word_before || word_after) return word_before && word_after ? ENDING_CUT : ENDING_WORD;
    return ends && wants_more(code) ? ENDING_CUT : ENDING_OPEN;
}

u32 place_code_line(struct text *text, u32 at)
{
    struct around around;
    for (u32 lines = 0;; lines++) {
        u32 start = text_line_at(text, at).start;
        look_around(&around, text, start);
        if (!is_all_blank(around.after) || !start || lines == BLANK_LINES_MAX) return start;
        at = start - 1;
    }
}

/* Would the signs on both sides be read as they are if a blank stood between them, or none? A line
 * end is more than a blank: behind `return` it ends the statement. */
static bool is_seam(struct str before, struct str after, bool line_end)
{
    u8 left = before.bytes ? before.at[before.bytes - 1] : '\n';
    u8 right = after.bytes ? after.at[0] : '\n';
    if (line_end) return is_all_blank(before) || is_all_blank(after);
    if (is_blank(left) || is_blank(right)) return true;
    return strchr("()[]{},;", left) || strchr("()[]{},;", right);
}

/* Could this letter begin or end a comment or a string, or be a blank? */
static bool turns(u8 byte)
{
    return is_blank(byte) || strchr("/*#-\"'`\\", byte);
}

/* Is `some` a comment, from its first sign on, and nothing else before it? */
static bool begins_comment(struct str some, enum language language)
{
    while (some.bytes && is_blank(some.at[0])) str_take(&some, 1);
    return some.bytes &&
           inside_of((struct str){some.at, MIN(some.bytes, 2)}, language) == INSIDE_COMMENT;
}

/* Is the first or the second stroke of a comment typed where no division can stand: at the front of
 * a line, or behind what ends a statement? Were it no comment after all, the next key would tell.
 */
static bool is_opening(struct str before, struct str in, enum language language)
{
    if (LANGUAGE_INFO[language].comments != COMMENT_C || in.bytes != 1 || in.at[0] != '/')
        return false;
    if (before.bytes && before.at[before.bytes - 1] == '/') before.bytes--;
    while (before.bytes && is_blank(before.at[before.bytes - 1])) before.bytes--;
    return !before.bytes || strchr(";{},", before.at[before.bytes - 1]);
}

bool place_is_quiet(struct typing *typing, struct text *text, enum language language,
                    struct edit edit, struct str out, struct str in)
{
    struct around from, to;
    bool goes_on = typing->at && edit.at == typing->at && !edit.del && in.bytes == 1;
    typing->at = edit.at + edit.ins;
    if (goes_on && !turns(in.at[0])) return typing->inside == INSIDE_COMMENT;
    look_around(&from, text, edit.at);
    enum inside inside = inside_of(from.before, language);
    if (from.cut) {
        typing->at = 0;
        return false;
    }
    look_around(&to, text, edit.at + edit.ins);
    typing->inside = (u8)inside_of(to.before, language);
    if (inside == INSIDE_COMMENT) return !has_line_end(out) && !has_line_end(in);
    if (inside == INSIDE_STRING || !is_all_blank(out)) return false;
    /* A comment that comes at once, behind the code of its line. */
    if (begins_comment(in, language) && !has_line_end(in) && !has_line_end(out) &&
        is_all_blank(to.after))
        return is_seam(from.before, in, false);
    if (is_opening(from.before, in, language) && !out.bytes && is_all_blank(to.after)) return true;
    if (!is_all_blank(in)) return false;
    /* At the front of a line blanks are code in some languages. */
    bool front = is_all_blank(from.before) && !is_all_blank(to.after);
    if (front && LANGUAGE_INFO[language].comments == COMMENT_HASH) return false;
    return is_seam(from.before, to.after, has_line_end(out) || has_line_end(in));
}
