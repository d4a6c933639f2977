#include "code/place.h"

#define BLANK_LINES_MAX 64u /* that are looked over for the line above */
#define NEAR_BYTES      40u /* of a line, before the place and behind it, that are looked at first */
#define LOOK_BYTES      256u /* that are looked at most */

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_word(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte >= 0x80;
}

static bool is_bracket(u8 byte)
{
    return byte && strchr("()[]{},;", byte);
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

/* Most lines are short: a little of one is copied first, and more only when it goes on. */
static void look_before(struct around *self, struct text *text, u32 at)
{
    u32 most = MIN(at, NEAR_BYTES), start = 0;
    for (;; most = MIN(at, LOOK_BYTES)) {
        text_copy(text, at - most, most, self->before_bytes);
        for (start = most; start > 0 && self->before_bytes[start - 1] != '\n';) start--;
        if (start > 0 || most == MIN(at, LOOK_BYTES)) break;
    }
    self->before = (struct str){self->before_bytes + start, most - start};
    self->cut = !start && most < at;
}

static void look_after(struct around *self, struct text *text, u32 at)
{
    u32 left = text->bytes - at, most = MIN(left, NEAR_BYTES), count = 0;
    for (;; most = MIN(left, LOOK_BYTES)) {
        text_copy(text, at, most, self->after_bytes);
        for (count = 0; count < most && self->after_bytes[count] != '\n';) count++;
        if (count < most || most == MIN(left, LOOK_BYTES)) break;
    }
    self->after = (struct str){self->after_bytes, count};
}

static void look_around(struct around *self, struct text *text, u32 at)
{
    look_before(self, text, at);
    look_after(self, text, at);
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
        /* In Rust an apostrophe begins a lifetime more often than a letter; in prose it is one. */
        bool prose = style == COMMENT_NONE || style == COMMENT_MARKUP;
        bool opens = byte == '"' || (byte == '`' && !prose) ||
                     (byte == '\'' && !prose && language != LANGUAGE_RUST);
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
    bool markup = LANGUAGE_INFO[language].comments == COMMENT_MARKUP;
    if (markup && last == '>' && !word_after) return ENDING_DONE;
    if (word_before || word_after) return word_before && word_after ? ENDING_CUT : ENDING_WORD;
    return ends && wants_more(code) ? ENDING_CUT : ENDING_OPEN;
}

bool place_is_open(struct text *text, enum language language, u32 at)
{
    struct around around;
    look_before(&around, text, MIN(at, text->bytes));
    struct str before = around.before;
    if (inside_of(before, language) == INSIDE_STRING) return true;
    if (LANGUAGE_INFO[language].comments != COMMENT_MARKUP) return false;
    bool open = false; /* a tag: `<` with its name right behind it, and no `>` yet */
    for (usize i = 0; i < before.bytes; i++) {
        u8 next = i + 1 < before.bytes ? before.at[i + 1] : 'a';
        if (before.at[i] == '<') open = is_word(next) || next == '/' || next == '!';
        if (before.at[i] == '>') open = false;
    }
    return open;
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
    return is_bracket(left) || is_bracket(right);
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

/* Code, or more of a comment or string: with blanks perhaps, but not of them alone, and without
 * what could begin or end one. */
static bool turns_nowhere(struct str some)
{
    bool letters = false;
    for (usize i = 0; i < some.bytes; i++) {
        bool blank = some.at[i] == ' ';
        if (!blank && turns(some.at[i])) return false;
        letters |= !blank;
    }
    return letters;
}

/* A key right behind the last one, or a backspace over it, when what is known of the line is
 * enough. */
static bool is_known(struct typing *typing, struct text *text, enum language language,
                     struct edit edit, struct str out, struct str in, bool *quiet)
{
    bool behind = !edit.del && edit.at == typing->at;
    bool back = !edit.ins && edit.at + edit.del == typing->at;
    if (!typing->at || !(behind || back)) return false;
    bool letters = turns_nowhere(back ? out : in);
    u8 style = LANGUAGE_INFO[language].comments;
    *quiet = typing->inside == INSIDE_COMMENT;
    if (letters || (behind && in.bytes == 1 && in.at[0] == ' ' && typing->inside != INSIDE_CODE)) {
        typing->last = letters && back ? 0 : in.at[in.bytes - 1];
    } else if (behind && in.bytes == 1 && in.at[0] == ' ' && typing->last &&
               !(style == COMMENT_HASH && is_blank(typing->last))) {
        u32 next_at = edit.at + edit.ins;
        u8 next = next_at < text->bytes ? text_piece(text, next_at).at[0] : '\n';
        *quiet = is_blank(typing->last) || is_bracket(typing->last) || is_blank(next) ||
                 is_bracket(next);
        typing->last = ' ';
    } else {
        return false;
    }
    typing->at = edit.at + edit.ins;
    return true;
}

/* The same, for an edit anywhere: from the line as it is now. */
static bool is_quiet_here(struct typing *typing, struct text *text, enum language language,
                          struct edit edit, struct str out, struct str in)
{
    struct around from, to;
    look_before(&from, text, edit.at);
    enum inside inside = inside_of(from.before, language);
    *typing = (struct typing){edit.at + edit.ins, (u8)inside, in.bytes ? in.at[in.bytes - 1] : 0};
    if (from.cut) {
        typing->at = 0;
        return false;
    }
    if (turns_nowhere(in) && (turns_nowhere(out) || !out.bytes)) return inside == INSIDE_COMMENT;
    look_around(&to, text, edit.at + edit.ins);
    typing->inside = (u8)inside_of(to.before, language);
    if (inside == INSIDE_COMMENT) return !has_line_end(out) && !has_line_end(in);
    if (inside == INSIDE_STRING || !is_all_blank(out)) return false;
    /* A comment that comes at once, behind the code of its line. */
    bool line_end = has_line_end(out) || has_line_end(in);
    if (begins_comment(in, language) && !line_end && is_all_blank(to.after))
        return is_seam(from.before, in, false);
    if (is_opening(from.before, in, language) && !out.bytes && is_all_blank(to.after)) return true;
    if (!is_all_blank(in)) return false;
    /* At the front of a line blanks are code in some languages. */
    bool front = is_all_blank(from.before) && !is_all_blank(to.after);
    if (front && LANGUAGE_INFO[language].comments == COMMENT_HASH) return false;
    return is_seam(from.before, to.after, line_end);
}

bool place_is_quiet(struct typing *typing, struct text *text, enum language language,
                    struct edit edit, struct str out, struct str in)
{
    bool quiet;
    if (is_known(typing, text, language, edit, out, in, &quiet)) return quiet;
    return is_quiet_here(typing, text, language, edit, out, in);
}
