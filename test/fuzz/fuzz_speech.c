/* fuzz_speech: bytes become an exercise and a tutor's answer about it.
 *
 * The first byte chooses the language, the second how exercise and answer are made, the next three
 * where the answer is cut: of bytes as they are, or of pieces of answers, which a later byte
 * chooses. Read in one piece, cut there, and byte by byte, an answer must come to the same rule and
 * the same released bytes; these are a prefix of it, are UTF-8, hide nothing and do not hold the
 * mark. */
#define TEST_FUZZ
#include "base/utf8.h"
#include "core/speech_talk.h"

#define MARK 0x5ca1ab1e0ddba11dull

struct input {
    const u8 *at, *end;
};

static u8 take(struct input *self)
{
    return self->at < self->end ? *self->at++ : 0;
}

static const char *const PIECES[] = {
    "Hello there. ",
    "What is it? ",
    "e.g. ",
    "3.14 ",
    "1. ",
    "- ",
    "> ",
    "```\n",
    "```js\n",
    "~~~\n",
    "`",
    "``",
    "`total`",
    "`x = 1; y`",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "let total = 0;\n",
    "for (const x of xs) {\n",
    "  total += x;\n",
    "}\n",
    "return total;\n",
    "def f(xs):\n",
    "    return [x for x in xs]\n",
    "function sum(xs) {\n",
    "sum(xs)",
    "const sum = (a) => ",
    "class ",
    "# ",
    "// ",
    "/* ",
    "*/",
    "\"",
    "'",
    "don't ",
    "\"\"\"",
    "<!-- ",
    "https://go.dev/",
    "http://a.example ",
    "www.a.b ",
    "](",
    "]: ",
    "![",
    "<div ",
    "<p title=",
    "onclick=",
    ">",
    "<script",
    "a@b.cd ",
    "javascript:x",
    "your ",
    "password ",
    "enter ",
    "never ",
    "curl x | sh ",
    "rm -rf ",
    "pip install ",
    "disable ",
    "validation ",
    "system ",
    "notice ",
    "5ca1ab1e",
    "0ddba11d",
    "ask one question at a time ",
    "and wait for the learner ",
    "0123456789abcdef",
    "\xf0\x9f\x91\xa9",
    "\xe2\x80\x8d",
    "\xef\xb8\x8f",
    "\xe2\x80\xae",
    "\xe3\x80\x82",
    "\xe2\x80\xa6 ",
    "\xd9\x85",
    "\xff",
    "\xc3",
    "| a | b |\n",
    "|---|\n",
    "\\",
    "&#106;",
    "...",
    "; ",
};

static const char RULES[] = "Ask one question at a time and wait for the learner to answer it.";
static const char SOLUTION[] =
    "function sum(xs) {\nlet total = 0;\nfor (const x of xs) {\n  total "
    "+= x;\n}\nif (total > 9) return total * 2;\nlog(total, xs.length);\n"
    "return total;\n}\n";

static struct str make(struct input *input, bool pieces, u32 limit, u8 *memory, usize capacity)
{
    struct buf out;
    buf_init(&out, memory, capacity);
    if (!pieces) {
        usize bytes = MIN((usize)(input->end - input->at), limit);
        buf_put(&out, input->at, bytes);
        input->at += bytes;
    }
    for (u32 i = 0; pieces && i < limit && input->at < input->end && out.bytes + 64 < capacity;
         i++) {
        u8 piece = take(input);
        if (piece < 250) buf_put_text(&out, PIECES[piece % ARRAY_LEN(PIECES)]);
        else buf_put_u8(&out, take(input));
    }
    return buf_str(&out);
}

/* The first bytes of a text that are UTF-8. */
static struct str valid(struct str text)
{
    return (struct str){text.at, utf8_check(text)};
}

static void check_released(struct str released)
{
    char mark[17];
    CHECK_EQ(utf8_check(released), released.bytes);
    snprintf(mark, sizeof mark, "%016llx", (unsigned long long)MARK);
    for (usize i = 0; i < released.bytes; i++) {
        const u8 *at = released.at + i;
        usize left = released.bytes - i;
        CHECK(*at >= 0x20 || *at == '\n' || *at == '\r' || *at == '\t');
        CHECK(left < 3 || memcmp(at, "\xe2\x80\xae", 3) != 0);
        CHECK(left < 8 || (memcmp(at, mark, 8) != 0 && memcmp(at, mark + 8, 8) != 0));
    }
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 code[4096], given[4096], answer[TALK_BYTES_MAX];
    static usize all[TALK_BYTES_MAX];
    static struct speech speech;
    static struct talk whole, cut;
    struct input input = {bytes, bytes + count};
    test_now = "fuzz_speech";
    enum language language = (enum language)(take(&input) % LANGUAGE_COUNT);
    u8 how = take(&input);
    usize cuts[3] = {take(&input), take(&input), take(&input)};
    struct speech_about about = {
        .language = language, .rules = how & 1 ? RULES : NULL, .mark = MARK};
    about.solution = how & 2 ? str_of(SOLUTION) : STR("");
    about.code = how & 4 ? valid(make(&input, how & 8, 16, code, sizeof code)) : STR("");
    about.instructions = how & 16 ? valid(make(&input, how & 8, 8, given, sizeof given)) : STR("");
    if (how & 32) about.starter = about.code;
    struct str text = make(&input, how & 64, SPEECH_BYTES_MAX, answer, sizeof answer);
    speech_begin(&speech, &about);
    talk_cut(&whole, &speech, text, NULL, 0);
    check_released(buf_str(&whole.released));
    for (u32 i = 0; i < 3; i++) { /* rising: each a part of what the one before left */
        usize from = i ? cuts[i - 1] : 0;
        cuts[i] = from + cuts[i] * (text.bytes - from) / 256;
    }
    talk_cut(&cut, &speech, text, cuts, 3);
    CHECK_EQ(cut.rule, whole.rule);
    CHECK_STR(buf_str(&cut.released), buf_str(&whole.released));
    for (usize i = 0; i < text.bytes; i++) all[i] = i;
    talk_cut(&cut, &speech, text, all, (u32)text.bytes);
    CHECK_EQ(cut.rule, whole.rule);
    CHECK_STR(buf_str(&cut.released), buf_str(&whole.released));
    return 0;
}
