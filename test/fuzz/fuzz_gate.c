/* fuzz_gate: bytes become a program, and what a model says of it.
 *
 * The first byte chooses the language, the second how the answer is made: of bytes as they are, or
 * of pieces of tips (words, spans, signs, and broken ones), which a later byte chooses. What the
 * gate passes is held against checks that are written here once more, in other words; it passes
 * again as it is; and every verdict comes twice. */
#define TEST_FUZZ
#include "base/hash.h"
#include "base/utf8.h"
#include "core/gate_rows.h"
#include "mentor/lexicon.h"

#define CODE_BYTES_MAX 2048u
#define MARK           0x5ca1ab1e0ddba11dull

struct input {
    const u8 *at, *end;
};

static u8 take(struct input *self)
{
    return self->at < self->end ? *self->at++ : 0;
}

static const char *const PIECES[] = {
    "The ",
    "the ",
    "loop ",
    "reads ",
    "value ",
    "function ",
    "if ",
    "a ",
    "number ",
    "array ",
    "of ",
    "each ",
    "is ",
    "you ",
    "remove ",
    "check ",
    "then ",
    "not ",
    "don't ",
    "run ",
    "script ",
    "your ",
    "password ",
    "no ",
    "errors ",
    "found ",
    "code ",
    "perfect ",
    "eval ",
    "use ",
    "total ",
    "return ",
    "true ",
    "every ",
    "query ",
    "`total`",
    "`items`",
    "`let`",
    "`x = y`",
    "`a b`",
    "`f(`",
    "`\"value\"`",
    "`return `",
    "`\\n`",
    "`1234`",
    "`12345`",
    "``",
    "`",
    "`http://a`",
    "'total'",
    "\"items\"",
    "(=)",
    "{ ",
    "=== ",
    ". ",
    ", ",
    "; ",
    ": ",
    "! ",
    "? ",
    ".",
    " ",
    "-",
    "/",
    "(s)",
    "()",
    "12 ",
    "1.5 ",
    "50% ",
    "2nd ",
    "e.g. ",
    "Math.PI ",
    "a.example",
    "@",
    "#",
    "<b>",
    "\n",
    "\xe2\x80\x99s ",
    "\xe2\x80\xa6",
    "\xe2\x80\x94 ",
    "\xe2\x80\x9c",
    "\xe2\x80\x8b",
    "\xe2\x80\xae",
    "\xc3\xa9",
    "\xd8\x9c",
    "\xf0\x9f\x90\x9f",
    "\xc2\xa0",
    "5ca1ab1e",
    "0ddba11d",
    "d11abdd0",
    "plain words that a beginner knows ",
    "sardines ",
    "\xff",
};

static const char *const CODES[] = {
    "let total = 0;\nfor (let i = 0; i < items.length; i++) {\n  total += items[i].price;\n}\n",
    "def total(items, a=[]):\n    # sum of items\n    return f\"{items} value\"\n",
    "fn f<'a>(items: &'a str) -> u8 { let total = 'x'; total }\r\n",
    "<p>total</p><script>let items = `a ${total} b`;</script>",
    "// http://a x = y a b\nconst total = /items/; 'value'\n",
    "\xc3\xa9t\xc3\xa9 = total; \xd8\x9c items \xe2\x80\xae a b\n",
};

static void make_code(struct input *input, u8 how, struct buf *out)
{
    if (how & 1) {
        for (u8 lines = take(input) % 8; lines; lines--)
            buf_put_text(out, CODES[take(input) % ARRAY_LEN(CODES)]);
        return;
    }
    usize bytes = (usize)take(input) * 4, left = (usize)(input->end - input->at);
    bytes = MIN(bytes, left);
    usize start = out->bytes;
    buf_put(out, input->at, bytes);
    input->at += bytes;
    for (;;) { /* a document is UTF-8 */
        struct str code = {out->at + start, out->bytes - start};
        usize bad = utf8_check(code);
        if (bad == code.bytes) return;
        out->at[start + bad] = '?';
    }
}

static void make_tip(struct input *input, u8 how, struct buf *out)
{
    if (!(how & 2)) {
        buf_put(out, input->at, (usize)(input->end - input->at));
        input->at = input->end;
        return;
    }
    while (input->at < input->end && out->bytes < 600) {
        u8 piece = take(input);
        if (piece < 250) buf_put_text(out, PIECES[piece % ARRAY_LEN(PIECES)]);
        else buf_put_u8(out, take(input));
    }
}

/* A quote that stands on some line, or nearly. */
static struct str make_quote(struct input *input, struct str code, u32 *line)
{
    u8 first = take(input), length = take(input) % 130, shift = take(input);
    usize at = code.bytes ? (usize)first * code.bytes / 256 : 0;
    usize bytes = MIN((usize)length, code.bytes - at);
    *line = 1;
    for (usize i = 0; i < at; i++) *line += code.at[i] == '\n';
    if (shift > 200) *line += shift - 228u;
    struct str quote = {code.at + at, bytes};
    if (shift % 2 == 0) { /* to the line's end */
        const u8 *end = bytes ? memchr(quote.at, '\n', bytes) : NULL;
        if (end) quote.bytes = (usize)(end - quote.at);
    }
    return quote;
}

/* ---- the same promises in other words ---- */

static bool contains(struct str text, const void *piece, usize bytes)
{
    for (usize i = 0; i + bytes <= text.bytes; i++)
        if (memcmp(text.at + i, piece, bytes) == 0) return true;
    return false;
}

static u32 code_point(const u8 *at, u32 bytes)
{
    if (bytes == 1) return at[0];
    u32 point = at[0] & (0xffu >> (bytes + 1));
    for (u32 i = 1; i < bytes; i++) point = point << 6 | (at[i] & 63u);
    return point;
}

static bool is_hidden(u32 point)
{
    static const u32 RANGES[][2] = {
        {0, 0x1f},        {0x7f, 0xa0},     {0xad, 0xad},       {0x300, 0x36f},   {0x600, 0x605},
        {0x61c, 0x61c},   {0x6dd, 0x6dd},   {0x70f, 0x70f},     {0x8e2, 0x8e2},   {0x115f, 0x1160},
        {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f},   {0x2028, 0x202f}, {0x205f, 0x206f},
        {0x3000, 0x3000}, {0x3164, 0x3164}, {0xd800, 0xf8ff},   {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
        {0xffa0, 0xffa0}, {0xfff0, 0xffff}, {0x10000, 0x10ffff}};
    for (u32 i = 0; i < ARRAY_LEN(RANGES); i++)
        if (point >= RANGES[i][0] && point <= RANGES[i][1]) return true;
    return false;
}

static bool is_word_byte(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte >= 0x80;
}

static void check_characters(struct str tip)
{
    u32 units = 0, digits = 0;
    bool inside = false, quoted = false;
    for (usize i = 0; i < tip.bytes;) {
        u32 bytes = utf8_bytes(tip.at[i]), point = code_point(tip.at + i, bytes);
        CHECK(!is_hidden(point));
        units += bytes == 4 ? 2 : 1;
        if (point == '`') inside = !inside;
        else if (!inside) {
            u8 before = i ? tip.at[i - 1] : ' ';
            if (point == ' ') quoted = false;
            else if ((before == ' ' || before == '(') && (point == '"' || point == '\''))
                quoted = true;
            bool plain = point < 0x80 ? is_word_byte((u8)point) ||
                                            strchr(" .,;:!?()'\"-/%{}[]=<>&|+*^~", (int)point)
                                      : (point >= 0x2013 && point <= 0x2014) ||
                                            (point >= 0x2018 && point <= 0x201d) || point == 0x2026;
            if (point == '_' || point == '$') plain = false;
            CHECK(plain || quoted);
            digits = point >= '0' && point <= '9' ? digits + 1 : 0;
            CHECK(digits <= 4 || quoted);
        }
        i += bytes;
    }
    CHECK(!inside);
    CHECK(units >= 12 && units <= 240);
    CHECK(!contains(tip, "://", 3));
}

static struct str lower(struct str word, u8 *memory)
{
    for (usize i = 0; i < word.bytes; i++)
        memory[i] = word.at[i] >= 'A' && word.at[i] <= 'Z' ? (u8)(word.at[i] + 32) : word.at[i];
    return (struct str){memory, word.bytes};
}

static bool may_be_named(struct str name, struct str code, enum language language)
{
    u8 memory[1024];
    if (name.bytes < 2 || contains(code, name.at, name.bytes)) return true;
    if (lexicon_is_keyword(name, language) || lexicon_is_standard(name, language)) return true;
    static const char *const STAND_IN[] = {"foo", "bar", "baz", "arg", "args", "fn", "obj", "arr"};
    for (u32 i = 0; i < ARRAY_LEN(STAND_IN); i++)
        if (str_equal(name, str_of(STAND_IN[i]))) return true;
    return lexicon_word(lower(name, memory)) != WORD_UNKNOWN;
}

/* Every name of every span is of the code, of the language, or a word; three dots of one character
 * part names, and what follows a backslash is an escape. */
static void check_spans(struct str tip, struct str code, enum language language)
{
    bool inside = false;
    for (usize i = 0; i < tip.bytes;) {
        if (tip.at[i] == '`') inside = !inside;
        if (!inside || !is_word_byte(tip.at[i])) {
            i++;
            continue;
        }
        usize start = i;
        while (i < tip.bytes && is_word_byte(tip.at[i]) &&
               !contains((struct str){tip.at + i, MIN(3, tip.bytes - i)}, "\xe2\x80\xa6", 3))
            i++;
        if (i == start) {
            i += 3;
            continue;
        }
        struct str name = {tip.at + start, i - start};
        if (tip.at[start - 1] == '\\' || (name.at[0] >= '0' && name.at[0] <= '9')) continue;
        if (!may_be_named(name, code, language))
            fprintf(stderr, "names %.*s\n", (int)name.bytes, (const char *)name.at);
        CHECK(may_be_named(name, code, language));
    }
}

static void check_place(const struct gate *gate, const struct judgement *judged)
{
    struct str quote = heard.quote, code = gate->code;
    CHECK(quote.bytes >= 3 && quote.bytes <= 120);
    CHECK(judged->end <= code.bytes && judged->end - judged->start == quote.bytes);
    CHECK(memcmp(code.at + judged->start, quote.at, quote.bytes) == 0);
    u32 line = 1;
    for (u32 i = 0; i < judged->start; i++) line += code.at[i] == '\n';
    for (usize i = 0; i < quote.bytes; i++) CHECK(quote.at[i] != '\n' && quote.at[i] != '\r');
    CHECK(gate->moved ? heard.line && heard.line <= gate->asked_lines : heard.line == line);
}

static void check_mark(struct str tip, u64 mark)
{
    char forward[17], plain[1024];
    usize count = 0;
    snprintf(forward, sizeof forward, "%016llx", (unsigned long long)mark);
    for (usize i = 0; i < tip.bytes; i++)
        if (is_word_byte(tip.at[i]) && tip.at[i] < 0x80 && tip.at[i] != '_' && tip.at[i] != '$')
            plain[count++] = (char)(tip.at[i] | (tip.at[i] >= 'A' && tip.at[i] <= 'Z' ? 32 : 0));
    struct str letters = {(u8 *)plain, count};
    char turned[17], back[17];
    for (u32 i = 0; i < 16; i++) {
        back[15 - i] = forward[i];
        turned[i] = forward[i] >= 'a' ? (char)(forward[i] + 13) : forward[i];
    }
    for (u32 i = 0; i <= 8; i++)
        CHECK(!contains(letters, forward + i, 8) && !contains(letters, back + i, 8) &&
              !contains(letters, turned + i, 8));
}

static void check_concept(struct str concept)
{
    CHECK(concept.bytes <= 48);
    for (usize i = 0; i < concept.bytes; i++) {
        u8 byte = concept.at[i];
        CHECK(byte == ' ' || byte == '-' || byte == '\'' ||
              (byte < 0x80 && is_word_byte(byte) && byte != '_' && byte != '$'));
    }
}

/* What was passed, written as the model could have written it, passes and is shown as it was. */
static void check_again(const struct gate *gate)
{
    static u8 kept_memory[4096], answer[8192];
    struct buf kept, out;
    buf_init(&kept, kept_memory, sizeof kept_memory);
    buf_put_str(&kept, heard.tip);
    buf_init(&out, answer, sizeof answer);
    write_answer(&out, heard.line, heard.quote, heard.concept, heard.tip);
    if (buf_str(&out).bytes > REPLY_BYTES_MAX) return; /* written longer than it was */
    struct judgement judged = judge(gate, buf_str(&out));
    CHECK_EQ(judged.rule, GATE_PASS);
    CHECK_STR(heard.tip, buf_str(&kept));
}

static void check_offset(const struct judgement *judged, struct str answer)
{
    CHECK(judged->rule < GATE_RULE_COUNT && judged->field <= GATE_FIELD_CONCEPT);
    usize bytes[] = {answer.bytes, heard.quote.bytes, heard.tip.bytes, heard.concept.bytes};
    CHECK(judged->offset <= bytes[judged->field]);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 code_memory[CODE_BYTES_MAX], tip_memory[8192], answer_memory[1u << 16];
    struct input input = {bytes, bytes + count};
    struct buf code, tip, out;
    struct shown shown[1];
    u64 undone[] = {hash64(HASH64_START, STR("total")) | 1};
    u32 line;
    test_now = "fuzz_gate";
    enum language language = (enum language)(take(&input) % LANGUAGE_COUNT);
    u8 how = take(&input);
    buf_init(&code, code_memory, sizeof code_memory);
    buf_init(&tip, tip_memory, sizeof tip_memory);
    buf_init(&out, answer_memory, sizeof answer_memory);
    make_code(&input, how, &code);
    struct gate gate = {.language = language, .code = buf_str(&code), .mark = MARK};
    struct str quote = make_quote(&input, gate.code, &line);
    gate.moved = how & 4;
    gate.asked_lines = line + (how >> 6);
    gate_shown(&shown[0], STR("The loop reads each value."));
    gate.shown = shown;
    gate.shown_count = how >> 3 & 1;
    gate.undone = undone;
    gate.undone_count = how >> 4 & 1;
    make_tip(&input, how, &tip);
    if (how & 32) { /* the whole answer is of the input */
        buf_put_str(&out, buf_str(&tip));
    } else {
        static const char *const CONCEPTS[] = {"",        "loops",     "off-by-one",
                                               "give up", "b\xc3\xa9", "x y z"};
        write_answer(&out, line, quote, str_of(CONCEPTS[how % ARRAY_LEN(CONCEPTS)]), buf_str(&tip));
    }
    struct judgement judged = judge(&gate, buf_str(&out)), again = judge(&gate, buf_str(&out));
    CHECK(judged.rule == again.rule && judged.field == again.field &&
          judged.offset == again.offset);
    CHECK(judged.start == again.start && judged.end == again.end && judged.named == again.named);
    check_offset(&judged, buf_str(&out));
    if (judged.rule) return 0;
    check_characters(heard.tip);
    check_spans(heard.tip, gate.code, language);
    check_place(&gate, &judged);
    check_mark(heard.tip, MARK);
    check_concept(heard.concept);
    check_again(&gate);
    return 0;
}
