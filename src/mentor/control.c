#include "mentor/control.h"

#include "base/utf8.h"
#include "mentor/show.h"

/* Folded characters that are compared: the longest name with its brackets, or a mark. */
#define FOLD_MAX 32u

u32 control_character(struct str text, usize at, u32 *point)
{
    u8 lead = text.at[at];
    u32 bytes = utf8_bytes(lead);
    *point = lead;
    if (lead < 0x80) return 1;
    *point = 0xffff;
    if (lead < 0xc2 || lead > 0xf4 || bytes > text.bytes - at) return 1;
    u32 value = lead & (0x7fu >> bytes);
    for (u32 i = 1; i < bytes; i++) value = value << 6 | (text.at[at + i] & 0x3f);
    *point = value;
    return bytes;
}

static u32 digit_of(u8 byte)
{
    if (byte >= '0' && byte <= '9') return byte - (u32)'0';
    u8 letter = byte | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - (u32)'a' + 10 : 99;
}

/* A number of up to `most` digits at `*at`; false when there is none. */
static bool read_number(struct str text, usize *at, u32 base, u32 most, u32 *value)
{
    u32 count = 0;
    for (*value = 0; count < most && *at < text.bytes; count++, (*at)++) {
        u32 digit = digit_of(text.at[*at]);
        if (digit >= base) break;
        *value = *value * base + digit;
    }
    return count > 0;
}

static bool follows(struct str text, usize at, const char *word)
{
    usize bytes = strlen(word);
    return bytes <= text.bytes - at && memcmp(text.at + at, word, bytes) == 0;
}

/* `at` behind a backslash. Returns the bytes of the escape from there on, 0 for none. */
static usize read_backslash(struct str text, usize at, u32 *point)
{
    usize end = at;
    while (end < text.bytes && text.at[end] == '\\') end++; /* escaped more than once */
    if (end >= text.bytes) return 0;
    u8 letter = text.at[end];
    if (letter >= '0' && letter <= '7') return read_number(text, &end, 8, 3, point) ? end - at : 0;
    if (letter != 'u' && letter != 'U' && letter != 'x') return 0;
    end++;
    bool braced = end < text.bytes && text.at[end] == '{';
    end += braced;
    if (!read_number(text, &end, 16, braced || letter == 'U' ? 8 : letter == 'u' ? 4 : 2, point))
        return 0;
    end += braced && end < text.bytes && text.at[end] == '}';
    return end - at;
}

/* `at` behind an ampersand. */
static usize read_entity(struct str text, usize at, u32 *point)
{
    static const struct {
        const char *name;
        u8 point;
    } NAMES[] = {{"lt", '<'},     {"gt", '>'},   {"vert", '|'}, {"verbar", '|'}, {"lbrack", '['},
                 {"lsqb", '['},   {"rsqb", ']'}, {"sol", '/'},  {"num", '#'},    {"colon", ':'},
                 {"lowbar", '_'}, {"LT", '<'},   {"GT", '>'},   {"rbrack", ']'}};
    usize end = at;
    while (follows(text, end, "amp;")) end += 4; /* escaped more than once */
    if (follows(text, end, "#")) {
        bool hex = follows(text, end, "#x") || follows(text, end, "#X");
        end += hex ? 2 : 1;
        if (!read_number(text, &end, hex ? 16 : 10, 7, point)) return 0;
        return end - at + follows(text, end, ";");
    }
    for (u32 i = 0; i < ARRAY_LEN(NAMES); i++) {
        if (!follows(text, end, NAMES[i].name)) continue;
        *point = NAMES[i].point;
        end += strlen(NAMES[i].name);
        return end - at + follows(text, end, ";");
    }
    return 0;
}

/* The character at `at` as a decoder might see it. Returns the bytes it takes. */
static usize read_decoded(struct str text, usize at, u32 *point)
{
    usize bytes = control_character(text, at, point), more = 0;
    u32 value = 0;
    if (*point == '\\') more = read_backslash(text, at + 1, &value);
    if (*point == '&') more = read_entity(text, at + 1, &value);
    if (*point == '%') {
        usize end = at + 1;
        while (follows(text, end, "25")) end += 2;
        if (read_number(text, &end, 16, 2, &value)) more = end - at - 1;
    }
    if (more) *point = value;
    return bytes + more;
}

/* Folds what begins at `at` to small letters and signs of ASCII; everything else becomes 0x80. */
static u32 fold(struct str text, usize at, u8 word[FOLD_MAX])
{
    u32 count = 0;
    while (count < FOLD_MAX && at < text.bytes) {
        u32 point;
        at += read_decoded(text, at, &point);
        if (point >= 0xff01 && point <= 0xff5e) point -= 0xff01 - '!';
        if (point == 0x2581 || point == 0xfe4f) point = '_'; /* how some vocabularies write it */
        if (point == 0xfe64) point = '<';
        if (point == 0xfe65) point = '>';
        if (point == 0x17f) point = 's';
        if (point >= 0x1d400 && point <= 0x1d6a3) point = 'a' + (point - 0x1d400) % 26;
        if (point >= 0x24b6 && point <= 0x24e9) point = 'a' + (point - 0x24b6) % 26;
        if (point >= 0x80 && show_escapes(point)) continue;
        if (point < 0x20 && point != '\t' && point != '\n') continue;
        if (point >= 'A' && point <= 'Z') point += 0x20;
        word[count++] = point < 0x80 ? (u8)point : 0x80;
    }
    return count;
}

static bool is_in(struct str name, const char *const *names, usize count)
{
    for (usize i = 0; i < count; i++)
        if (str_equal(name, str_of(names[i]))) return true;
    return false;
}

static bool is_name_byte(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte == '-';
}

/* Of a name as it stands, in any case. */
static bool is_word_byte(u8 byte)
{
    return byte == '_' || (byte < 0x80 && is_name_byte(byte | 0x20) && byte != '-' && byte >= '0');
}

/* The name in brackets at the start of the folded text: "<s>", "[/inst]". Empty when it is none. */
static struct str name_inside(struct str word, u8 close)
{
    usize from = 1;
    while (from < word.bytes && (word.at[from] == '/' || word.at[from] == ' ')) from++;
    usize end = from;
    while (end < word.bytes && is_name_byte(word.at[end])) end++;
    struct str name = {word.at + from, end - from};
    while (end < word.bytes && word.at[end] == ' ') end++;
    bool closed = end < word.bytes && (word.at[end] == close || word.at[end] == '/');
    return closed ? name : (struct str){word.at, 0};
}

static bool holds(struct str name, const char *part)
{
    usize bytes = strlen(part);
    for (usize i = 0; i + bytes <= name.bytes; i++)
        if (memcmp(name.at + i, part, bytes) == 0) return true;
    return false;
}

static bool angle_begins(struct str word)
{
    static const char *const NAMES[] = {
        "s",         "bos",        "eos",   "pad",           "unk",      "mask",   "cls",
        "sep",       "eot",        "eod",   "eop",           "sys",      "inst",   "system",
        "user",      "assistant",  "human", "model",         "tool",     "think",  "tool_call",
        "endoftext", "tool_calls", "sop",   "tool_response", "im_start", "im_end", "function_call",
        "thinking",  "startoftext"};
    if (word.bytes > 1 && word.at[1] == '|') return true;
    struct str inner = name_inside(word, '>');
    if (!inner.bytes) /* "<<SYS>>" */
        return word.bytes > 5 && word.at[1] == '<' &&
               (memcmp(word.at + 2, "sys", 3) == 0 || memcmp(word.at + 2, "/sys", 4) == 0);
    return is_in(inner, NAMES, ARRAY_LEN(NAMES)) || holds(inner, "_of_") || holds(inner, "fim_") ||
           holds(inner, "unused") || holds(inner, "extra_id") || holds(inner, "reserved_special");
}

static bool bracket_begins(struct str word)
{
    static const char *const NAMES[] = {
        "inst",       "sys",          "system",       "system_prompt", "available_tools",
        "tool_calls", "tool_results", "tool_content", "assistant"};
    return is_in(name_inside(word, ']'), NAMES, ARRAY_LEN(NAMES));
}

/* "# Instruction" behind another "#", also "# Instructions". */
static bool heading_begins(struct str word)
{
    static const char *const NAMES[] = {"instruction", "response", "human", "assistant"};
    static const char *const WHOLE[] = {"system", "user", "input"};
    usize from = 1;
    while (from < word.bytes && (word.at[from] == ' ' || word.at[from] == '\t')) from++;
    usize end = from;
    while (end < word.bytes && is_name_byte(word.at[end])) end++;
    struct str name = {word.at + from, end - from};
    for (u32 i = 0; i < ARRAY_LEN(NAMES); i++) {
        struct str start = {name.at, MIN(name.bytes, strlen(NAMES[i]))};
        if (str_equal(start, str_of(NAMES[i]))) return true;
    }
    return is_in(name, WHOLE, ARRAY_LEN(WHOLE));
}

enum place {
    PLACE_IN_WORD, /* no name of a turn begins here */
    PLACE_IN_CODE, /* `{ user: 1 }` is a key of an object */
    PLACE_OF_LINE, /* only blanks before it */
    PLACE_OF_TALK, /* behind a quote, the sign of a comment, or an escaped line end */
};

static enum place place_of(struct str line, usize at)
{
    bool after_escape =
        at > 1 && line.at[at - 2] == '\\' &&
        (line.at[at - 1] == 'n' || line.at[at - 1] == 'r' || line.at[at - 1] == 't');
    if (after_escape) return PLACE_OF_TALK;
    if (at && (is_word_byte(line.at[at - 1]) || line.at[at - 1] == '$')) return PLACE_IN_WORD;
    usize before = at;
    while (before && (line.at[before - 1] == ' ' || line.at[before - 1] == '\t')) before--;
    if (before && memchr("#/*\"'`>", line.at[before - 1], 7)) return PLACE_OF_TALK;
    return before ? PLACE_IN_CODE : PLACE_OF_LINE;
}

static bool turn_begins(struct str line, usize at, struct str word)
{
    static const char *const ALWAYS[] = {"human", "assistant"};
    static const char *const TALK[] = {"user", "system", "ai", "model", "developer", "tool"};
    usize end = 0;
    while (end < word.bytes && is_name_byte(word.at[end])) end++;
    usize colon = end;
    while (colon < word.bytes && word.at[colon] == ' ') colon++;
    if (colon >= word.bytes || word.at[colon] != ':') return false;
    struct str name = {word.at, end};
    enum place place = place_of(line, at);
    bool capital = line.at[at] < 'a'; /* "System:" */
    if (is_in(name, ALWAYS, ARRAY_LEN(ALWAYS)))
        return place >= PLACE_OF_LINE || (place == PLACE_IN_CODE && capital);
    return is_in(name, TALK, ARRAY_LEN(TALK)) &&
           (place == PLACE_OF_TALK || (place == PLACE_OF_LINE && capital));
}

static bool is_mark(struct str word, u64 mark)
{
    for (u32 i = 0; i < 16; i++)
        if (i >= word.bytes || digit_of(word.at[i]) != (mark >> (60 - 4 * i) & 15)) return false;
    return true;
}

bool control_begins(struct str line, usize at, u64 mark)
{
    u8 memory[FOLD_MAX], first = line.at[at];
    bool sign = first >= 0x80 || memchr("<[#\\&%", first, 6);
    bool turn = memchr("hausmdt", first | 0x20, 7) &&
                !(at && is_word_byte(line.at[at - 1]) && !(at > 1 && line.at[at - 2] == '\\'));
    if (!sign && !turn && digit_of(first) != mark >> 60) return false;
    if (first >= 0x80) {
        u32 point;
        control_character(line, at, &point);
        bool folds = (point >= 0xff01 && point <= 0xff5e) || point == 0xfe64 ||
                     (point >= 0x1d400 && point <= 0x1d7ff) || (point >= 0x24b6 && point <= 0x24e9);
        if (!folds) return false;
    }
    struct str word = {memory, fold(line, at, memory)};
    if (!word.bytes) return false;
    if (is_mark(word, mark)) return true;
    switch (memory[0]) {
    case '<': return angle_begins(word);
    case '[': return bracket_begins(word);
    case '#': return at && line.at[at - 1] == '#' && heading_begins(word);
    default: return turn_begins(line, at, word);
    }
}
