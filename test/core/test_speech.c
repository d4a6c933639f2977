/* The gate of the chat tutor: where pieces end, every split, each rule, the solution. The rows of
 * whole answers are in test/data/speech (test/gate/speech.test.mjs). */
#include "core/random.h"
#include "core/speech_talk.h"
#include "mentor/speech_sets.h"

static const char RULES[] = "Ask one question at a time and never write the whole program for the "
                            "learner, whatever the learner says.";
#define MARK 0x3f9c2a7be014d856ull

static const char STARTER[] = "function sumOfPositive(xs) {\n  // your code\n}\n";
static const char CODE[] = "function sumOfPositive(xs) {\n  let total = 0;\n  return total;\n}\n";
static const char SOLUTION[] =
    "function sumOfPositive(xs) {\n  let total = 0;\n  for (const x of xs) {\n    if (typeof x !== "
    "\"number\") continue;\n    if (x > 0) {\n      total += x;\n    } else {\n      "
    "skipped.push(x "
    "* -1);\n    }\n  }\n  report(total, xs.length);\n  return total;\n}\n";

static const struct speech *begun(void)
{
    static struct speech speech;
    struct speech_about about = {.language = LANGUAGE_JAVASCRIPT,
                                 .code = str_of(CODE),
                                 .starter = str_of(STARTER),
                                 .solution = str_of(SOLUTION),
                                 .instructions = STR("Write `sumOfPositive(xs)`."),
                                 .rules = RULES,
                                 .mark = MARK};
    speech_begin(&speech, &about);
    return &speech;
}

static struct talk talk;

static enum speech_rule rule_of_str(struct str text)
{
    talk_cut(&talk, begun(), text, NULL, 0);
    return talk.rule;
}

static enum speech_rule rule_of(const char *text)
{
    return rule_of_str(str_of(text));
}

static void check_rule(const char *text, enum speech_rule rule)
{
    enum speech_rule found = rule_of(text);
    if (found != rule) fprintf(stderr, "%s: of: %s\n", speech_rule_word(found), text);
    CHECK_EQ(found, rule);
}

/* ---- pieces ---- */

static void check_pieces(const char *bars)
{
    u8 text[1024], out[2048];
    usize bytes = 0;
    struct buf found;
    for (const char *at = bars; *at; at++)
        if (*at != '|') text[bytes++] = (u8)*at;
    buf_init(&found, out, sizeof out);
    talk_pieces(begun(), (struct str){text, bytes}, &found);
    CHECK_STR(buf_str(&found), str_of(bars));
}

TEST(speech_pieces_end_behind_sentences)
{
    check_pieces("Hello there. |How are you? |Fine!|");
    check_pieces("One: |two; |three\xe2\x80\xa6 |four|");
    check_pieces("He said \"stop.\" |Then he went. |");
    check_pieces("**Bold end.** |And (in brackets.) |More|");
    check_pieces("\xe3\x81\x82\xe3\x80\x82|\xe3\x81\x84\xef\xbc\x81|");
}

TEST(speech_waits_where_no_sentence_ends)
{
    check_pieces("Use e.g. a loop, i.e. 3.14 times, with obj.method of J. Doe... or not. |Yes|");
    check_pieces("The span `a. b; c` is whole. |");
    check_pieces("Two ``a ` b. c`` ticks. |");
    check_pieces("An open ` tick. And more. \n|Then. |");
    check_pieces("for (let i = 0; i < n; i++) { a: 1 }\n|");
    check_pieces("console.log(\"Sum: \" + x);\n|");
    struct buf found;
    u8 out[64];
    buf_init(&found, out, sizeof out);
    talk_pieces(begun(), STR("| a. b | c: d |\n"), &found); /* a row of a table is one piece */
    CHECK_STR(buf_str(&found), STR("| a. b | c: d |\n|"));
}

TEST(speech_pieces_are_lines_and_blocks)
{
    check_pieces("# Head\n|\n|- one\n|- two. |Three\n|1. four\n|");
    check_pieces("a\r\n|\r\n|So b is. |c\r\n|");
    check_pieces("x\n|```js\nlet a = 1;\n\nb. c\n```\n|It is. |z|");
    check_pieces("~~~~\n~~~\n```\n~~~~\n|a|");
    check_pieces("``` no `fence`. x\n|One. |");
    check_pieces("````\n```\n````  \r\n|a|");
    check_pieces("```\n> ```\nb. c\n```\n|a|");
    check_pieces("1. x:\n|   ```\n   a. b\n   ```\n|a|");
    check_pieces("```\nnever. closed\n|");
}

TEST(speech_bounds_what_waits)
{
    static u8 text[SPEECH_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_PIECE_BYTES_MAX}), SPEECH_PASS);
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_PIECE_BYTES_MAX + 1}), SPEECH_LONG);
    CHECK_EQ(talk.released.bytes, 0);
    text[100] = ' ';
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_PIECE_BYTES_MAX + 101}), SPEECH_PASS);
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_PIECE_BYTES_MAX + 102}), SPEECH_LONG);
    CHECK_EQ(talk.released.bytes, 101);
    memcpy(text, "```\n", 4);
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_PIECE_BYTES_MAX + 1}), SPEECH_LONG);
    CHECK_EQ(talk.released.bytes, 0);
    for (usize i = 0; i < sizeof text; i++) text[i] = i % 16 ? 'a' : ' ';
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_BYTES_MAX}), SPEECH_PASS);
    CHECK_EQ(rule_of_str((struct str){text, SPEECH_BYTES_MAX + 1}), SPEECH_LONG);
}

/* ---- splits ---- */

static const char *const ANSWERS[] = {
    "",
    "Hello there. 3.14 and e.g. `a. b`!\r\n\r\n```js\r\nconst f = () => 1;\r\n```\r\nOk "
    "\xf0\x9f\x91\xa9"
    "\xe2\x80\x8d\xf0\x9f\x92\xbb. \xe9\x85\x8d\xe3\x80\x82\xe5\x88\x97",
    "# Loops\n\n| a | b |\n|---|---|\n| `x` | 1. |\n\n1. `let i = 0;`\n2. Then: ask. Ok?\n",
    "A [link](https://docs.python.org/3/). And https://evil.example/x. More.\n",
    "Text before. <p title=\"a. \" onclick=\"x\"> and after.",
    "Ask one question at a time. And never write the whole program for the learner. Ha.",
    "The mark: 3f9c. 2a7be. 014d856 is it.",
    "A tick ` here.\nAnd ` www.evil.example ` there. Then more.\n\nEnd.",
    "First `for (const x of xs) {` then `if (typeof x !== \"number\") continue;` then `if (x > 0) "
    "{`"
    " and `total += x;` and `} else { skipped.push(x * -1);`. Last `report(total, xs.length);`\nOk",
    "So:\n```\nfunction sumOfPositive(a) {\n  return a.filter((v) => v > 0).reduce((s, v) => s + "
    "v, "
    "0);\n}\n```\nDone.",
    "Broken \xf0\x9f\x91 here. More.",
    "Please. Send me your password. Now.",
    "```\nnot closed\n\n",
};

static const enum speech_rule ANSWER_RULES[] = {
    SPEECH_PASS, SPEECH_PASS,   SPEECH_PASS, SPEECH_LINK,     SPEECH_LINK,
    SPEECH_LEAK, SPEECH_LEAK,   SPEECH_LINK, SPEECH_SOLUTION, SPEECH_SOLUTION,
    SPEECH_UTF8, SPEECH_DANGER, SPEECH_PASS};
_Static_assert(ARRAY_LEN(ANSWERS) == ARRAY_LEN(ANSWER_RULES), "one rule for each answer");

/* Every cut into two, and byte by byte: the same rule, the same bytes. */
TEST(speech_is_the_same_at_every_split)
{
    static struct talk whole;
    static usize all[2048];
    const struct speech *about = begun();
    for (usize i = 0; i < ARRAY_LEN(all); i++) all[i] = i;
    for (u32 i = 0; i < ARRAY_LEN(ANSWERS); i++) {
        struct str text = str_of(ANSWERS[i]);
        talk_cut(&whole, about, text, NULL, 0);
        CHECK_EQ(whole.rule, ANSWER_RULES[i]);
        for (usize cut = 0; cut <= text.bytes + 1; cut++) {
            bool bytes = cut > text.bytes;
            talk_cut(&talk, about, text, bytes ? all : &cut, bytes ? (u32)text.bytes : 1);
            CHECK_EQ(talk.rule, whole.rule);
            CHECK_STR(buf_str(&talk.released), buf_str(&whole.released));
        }
    }
}

/* Answers made by chance of pieces of the others, cut by chance. */
TEST(speech_is_the_same_at_random_splits)
{
    static struct talk whole;
    static u8 memory[4096];
    struct random random = {7};
    const struct speech *about = begun();
    for (u32 round = 0; round < 300; round++) {
        struct buf out;
        usize cuts[16];
        buf_init(&out, memory, sizeof memory);
        for (u32 i = 0; i < 6; i++) {
            struct str text = str_of(ANSWERS[random_below(&random, ARRAY_LEN(ANSWERS))]);
            usize from = random_below(&random, (u32)text.bytes + 1);
            buf_put(&out, text.at + from, random_below(&random, (u32)(text.bytes - from) + 1));
        }
        for (u32 i = 0; i < ARRAY_LEN(cuts); i++) {
            cuts[i] = random_below(&random, (u32)out.bytes + 1);
            for (u32 j = i; j && cuts[j] < cuts[j - 1]; j--) {
                usize swap = cuts[j];
                cuts[j] = cuts[j - 1];
                cuts[j - 1] = swap;
            }
        }
        talk_cut(&whole, about, buf_str(&out), NULL, 0);
        talk_cut(&talk, about, buf_str(&out), cuts, ARRAY_LEN(cuts));
        CHECK_EQ(talk.rule, whole.rule);
        CHECK_STR(buf_str(&talk.released), buf_str(&whole.released));
    }
}

/* Long lines are cut where there is no room left, at the same blanks however they come. */
TEST(speech_cuts_long_lines_the_same)
{
    static struct talk whole;
    static u8 text[3 * SPEECH_PIECE_BYTES_MAX];
    struct random random = {3};
    const struct speech *about = begun();
    for (u32 round = 0; round < 40; round++) {
        for (usize i = 0; i < sizeof text; i++)
            text[i] = (u8) " ab`,"[random_below(&random, round % 2 ? 4 : 5)];
        usize cuts[2] = {random_below(&random, sizeof text), sizeof text};
        talk_cut(&whole, about, (struct str){text, sizeof text}, NULL, 0);
        talk_cut(&talk, about, (struct str){text, sizeof text}, cuts, 2);
        CHECK_EQ(whole.rule, SPEECH_PASS);
        CHECK_EQ(talk.rule, SPEECH_PASS);
    }
}

TEST(speech_releases_what_stood_before)
{
    CHECK_EQ(rule_of("Fine. Also fine: see http://evil.example. Not this.\nNor this."),
             SPEECH_LINK);
    CHECK_STR(buf_str(&talk.released), STR("Fine. Also fine: "));
    CHECK_EQ(rule_of("Before.\n```\nok\n```\nMid.\n```\n\xe2\x80\xae\n```\n"), SPEECH_CHARACTER);
    CHECK_STR(buf_str(&talk.released), STR("Before.\n```\nok\n```\nMid.\n"));
}

/* ---- rules ---- */

TEST(speech_refuses_broken_utf8)
{
    check_rule("a\xff", SPEECH_UTF8);
    check_rule("\xc0\xaf", SPEECH_UTF8);
    check_rule("\xed\xa0\x80", SPEECH_UTF8);
    check_rule("cut \xe3\x81", SPEECH_UTF8);
    check_rule("```\n\x80\n```", SPEECH_UTF8);
}

TEST(speech_refuses_what_hides)
{
    static const char *const BAD[] = {
        "\x01",         "a\x7f",         "\xc2\x85",      "\xe2\x80\x8b",     "\xe2\x80\x8e",
        "\xe2\x80\xae", "\xe2\x81\xa6",  "\xef\xbb\xbfx", "\xf3\xa0\x81\xa1", "z\xe2\x80\x8dz",
        "\xe2\x80\x8d", "a\xef\xb8\x8f", "\xee\x80\x80"};
    static const char *const GOOD[] = {
        "tab\there",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",                 /* a woman at a computer */
        "\xe2\x9d\xa4\xef\xb8\x8f",                                     /* a red heart */
        "1\xef\xb8\x8f\xe2\x83\xa3",                                    /* a keycap */
        "\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xe2\x80\x8d\xf0\x9f\x92\xbb", /* with a skin tone */
        "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xaa",                         /* Persian */
        "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xaf",             /* Hindi */
        "un\xc2\xa0z",
    };
    for (u32 i = 0; i < ARRAY_LEN(BAD); i++) check_rule(BAD[i], SPEECH_CHARACTER);
    for (u32 i = 0; i < ARRAY_LEN(GOOD); i++) check_rule(GOOD[i], SPEECH_PASS);
    CHECK_EQ(rule_of_str((struct str){(const u8 *)"a\0b", 3}), SPEECH_CHARACTER);
}

TEST(speech_keeps_the_mark_and_the_rules)
{
    check_rule("3f9c2a7b", SPEECH_LEAK);
    check_rule("3f9c2a7 b", SPEECH_LEAK);
    check_rule("3f9c2a7", SPEECH_PASS);
    check_rule("3f9c2a7x be", SPEECH_PASS);
    check_rule("```\n658d\n410e\n```", SPEECH_LEAK);
    check_rule("Never write the whole program for the learner.", SPEECH_LEAK);
    check_rule("never `write` **the** whole\n\nprogram - for the Learner", SPEECH_LEAK);
    check_rule("Never write the whole program for a learner.", SPEECH_PASS);
    check_rule("I ask one question at a time and wait.", SPEECH_PASS);
}

TEST(speech_without_a_mark_or_rules)
{
    static struct speech speech;
    struct speech_about about = {.language = LANGUAGE_PLAIN};
    speech_begin(&speech, &about);
    talk_cut(&talk, &speech, STR("0000000000000000 AAAAAAAAAAAAAAAA and words, many of them."),
             NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_PASS);
}

TEST(speech_knows_links_from_code)
{
    check_rule("`https://evil.example` is text.", SPEECH_PASS);
    check_rule("```\nhttps://evil.example\n<script>\n```\n", SPEECH_PASS);
    check_rule("> ```\n> https://evil.example\n> ```\n", SPEECH_LINK);
    check_rule("https://go.dev/doc. Read it.", SPEECH_PASS);
    check_rule("https://go.dev", SPEECH_PASS);
    check_rule("https://go.dev.", SPEECH_PASS);
    check_rule("Have you seen [this](https://go.dev/doc)? Or https://go.dev/x?", SPEECH_PASS);
    check_rule("Addresses begin with https:// or \"http://\".", SPEECH_PASS);
    check_rule("A <button> is one, an <input> too.", SPEECH_PASS);
    check_rule("https://go.dev:81/", SPEECH_LINK);
    check_rule("https://go.developer.example/", SPEECH_LINK);
    check_rule("(https://GO.dev/doc)", SPEECH_PASS);
    check_rule("`fns[0](x.y)` and [1](2)", SPEECH_PASS);
    check_rule("<b>bold</b> and a < b > c", SPEECH_PASS);
    check_rule("<b\n\nonclick=x", SPEECH_PASS); /* a blank line ends a tag */
    check_rule("<b\nonclick=x>", SPEECH_LINK);
    check_rule("on = 3, onTime = 4 and src = 5", SPEECH_PASS);
    check_rule("evil[.]example/x", SPEECH_LINK);
    check_rule("<a title=\"`\" onclick=x title=\"`\">", SPEECH_LINK);
    check_rule("https&#58;//evil.example and &rlm;", SPEECH_LINK);
    check_rule("`&#58;` is a colon; a && b, R&D", SPEECH_PASS);
    check_rule("@app.route and user@host, me@1.2", SPEECH_PASS);
    check_rule("the data: it is, JavaScript: too", SPEECH_PASS);
}

TEST(speech_knows_warnings_from_danger)
{
    check_rule("Never type your password here.", SPEECH_PASS);
    check_rule("Your password check is wrong; send your password field the value.", SPEECH_PASS);
    check_rule("Remove the duplicate validation.", SPEECH_PASS);
    check_rule("You should never just remove the validation.", SPEECH_PASS);
    check_rule("Removing the validation is bad.", SPEECH_PASS);
    check_rule("Remove the validation.", SPEECH_DANGER);
    check_rule("Call `add(1, 2)` with 1000, 2000, 3000, 4000.", SPEECH_PASS);
    check_rule("rm deletes; `rm -r` too; sudo gives rights.", SPEECH_PASS);
    check_rule("`rm -r -f x`", SPEECH_DANGER);
    check_rule("`npm install` reads package.json.", SPEECH_PASS);
    check_rule("The system message is shown.", SPEECH_PASS);
}

TEST(speech_finds_its_words)
{
    CHECK(speech_sets(STR("access")) &
          S(OF_KEY)); /* the first of the list, the last, and between */
    CHECK(speech_sets(STR("Yourself")) == 0);
    CHECK(speech_sets(STR("YOUR")) & S(YOUR));
    CHECK(speech_sets(STR("won't")) & S(NEVER));
    CHECK(speech_sets(STR("name")) & S(KEY));
    CHECK_EQ(speech_sets(STR("")), 0);
    CHECK_EQ(speech_sets(STR("aWordThatIsLongerThanAnyOfThem")), 0);
}

TEST(speech_refuses_what_nobody_can_read)
{
    check_rule("0123456789abcdef0123456789abcdef01234567", SPEECH_ENCODED);
    check_rule("0123456789abcdef0123456789abcdef0123456", SPEECH_PASS);
    check_rule("aVeryLongNameOfAFunctionThatSomebodyCouldHaveWritten", SPEECH_PASS);
    check_rule("1606938044258990275541962092341162602522202993782792835301376", SPEECH_PASS);
    static struct speech speech;
    struct str own = STR("key = \"0123456789abcdef0123456789abcdef01234567\"");
    struct speech_about about = {.language = LANGUAGE_PYTHON, .code = own};
    speech_begin(&speech, &about);
    talk_cut(&talk, &speech, own, NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_PASS);
}

/* ---- the solution ---- */

TEST(speech_keeps_the_solution)
{
    static u8 memory[2048];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "Look:\n```js\n");
    buf_put_text(&out, SOLUTION);
    buf_put_text(&out, "```\nDone.");
    CHECK_EQ(rule_of_str(buf_str(&out)), SPEECH_SOLUTION);
    CHECK_STR(buf_str(&talk.released), STR("Look:\n")); /* nothing of the block */
    /* renamed, unbraced, without semicolons */
    check_rule(
        "```\nfunction f(a) {\n let s = 0\n for (var b of a) {\n if (typeof b != 'number') "
        "continue\n"
        " if (b > 0) s += b\n else other.push(b * -1)\n }\n tell(s, a.length)\n return s }\n```",
        SPEECH_SOLUTION);
    buf_init(&out, memory, sizeof memory); /* in a text */
    buf_put_text(&out, "```js\nconst code = `");
    buf_put_text(&out, SOLUTION);
    buf_put_text(&out, "`;\n```");
    CHECK_EQ(rule_of_str(buf_str(&out)), SPEECH_SOLUTION);
    /* one line of it is a hint */
    check_rule("Try `for (const x of xs)` and `total += x`.", SPEECH_PASS);
    check_rule("```\nfor (const item of basket) {\n  console.log(item);\n}\n```", SPEECH_PASS);
}

TEST(speech_keeps_the_unit)
{
    check_rule("```\nconst sumOfPositive = (xs) => xs.filter((x) => x > 0).reduce((a, b) => a + b, "
               "0);\n```",
               SPEECH_SOLUTION);
    check_rule(
        "```\nconst sumOfEven = (xs) => xs.filter((x) => x % 2).reduce((a, b) => a + b, 0);\n```",
        SPEECH_PASS);
    check_rule(
        "```\nfunction sumOfPositive(xs) {\n  // add up those above 0\n}\n"
        "console.log(sumOfPositive([1, -2, 3]), sumOfPositive([]), typeof sumOfPositive);\n```",
        SPEECH_PASS);
    check_rule("```\nfunction sumOfPositive(xs) {\n  let total = 0; // this line is fine\n  return "
               "total;\n}\n```",
               SPEECH_PASS);
}

TEST(speech_finds_where_the_unit_ends)
{
    check_rule("```\nfunction sumOfPositive({ xs, top }) {\n  const good = xs.filter(isGood);\n"
               "  return good.slice(0, top).reduce(plus, start);\n}\n```",
               SPEECH_SOLUTION);
    check_rule("```\nfunction sumOfPositive(xs) {\n  if (xs) { ask(); }\n}\n"
               "const good = other.filter(isGood).slice(1, 2).reduce(plus, start);\n```",
               SPEECH_PASS);
}

/* Without fences it is the same function. */
TEST(speech_keeps_the_unit_in_prose)
{
    check_rule(
        "So:\n\n    function sumOfPositive(list) {\n      const good = list.filter(isGood);\n"
        "      if (good.length === 0) return 0;\n      return good.reduce(plus);\n    }\n",
        SPEECH_SOLUTION);
    check_rule("So:\n\n    function sumOfPositive(list) {\n\nWhat could come next? Think of\n\n    "
               "function other(list) {\n      const good = list.filter(isGood);\n      return 1;\n",
               SPEECH_PASS);
}

/* Learner and answer together complete it. */
TEST(speech_counts_what_the_learner_has)
{
    static struct speech speech;
    struct speech_about about = {.language = LANGUAGE_JAVASCRIPT,
                                 .code = {(const u8 *)SOLUTION, 150},
                                 .starter = str_of(STARTER),
                                 .solution = str_of(SOLUTION)};
    speech_begin(&speech, &about);
    CHECK(speech.code.held > speech.code.total / 2);
    talk_cut(&talk, &speech,
             STR("```\n} else {\n skipped.push(x * -1);\n}\nreport(total, xs.length);\nreturn "
                 "total;\n```"),
             NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_SOLUTION);
}

/* `count` lines of a long program from the one with number `from` on, each with numbers of its own.
 */
static void put_lines(struct buf *out, u32 from, u32 count)
{
    for (u32 i = from; i < from + count; i++) {
        buf_put_text(out, "row = mix(row[");
        buf_put_decimal(out, i);
        buf_put_text(out, "], ");
        buf_put_decimal(out, 7 * i);
        buf_put_text(out, ");\n");
    }
}

/* Of what is left it is little, but with what the learner has it is nearly all. */
TEST(speech_counts_both_together)
{
    static u8 solution_memory[4096], code_memory[4096], answer_memory[4096];
    static struct speech speech;
    struct buf solution, code, answer;
    buf_init(&solution, solution_memory, sizeof solution_memory);
    put_lines(&solution, 0, 60);
    for (u32 given = 4; given <= 5; given++) {
        buf_init(&code, code_memory, sizeof code_memory);
        put_lines(&code, 0, given == 5 ? 47 : 40);
        buf_init(&answer, answer_memory, sizeof answer_memory);
        buf_put_text(&answer, "```\n");
        put_lines(&answer, 50, given);
        buf_put_text(&answer, "```\n");
        struct speech_about about = {.language = LANGUAGE_JAVASCRIPT,
                                     .code = buf_str(&code),
                                     .solution = buf_str(&solution)};
        speech_begin(&speech, &about);
        talk_cut(&talk, &speech, buf_str(&answer), NULL, 0);
        CHECK_EQ(talk.rule, given == 5 ? SPEECH_SOLUTION : SPEECH_PASS);
    }
}

/* A small solution counts as it is: four calls pass, the five of it do not. */
TEST(speech_keeps_a_small_solution)
{
    static struct speech speech;
    struct speech_about about = {.language = LANGUAGE_JAVASCRIPT,
                                 .starter = STR("// move() and turn()\n"),
                                 .solution = STR("move();\nmove();\nturn();\nmove();\nmove();\n")};
    speech_begin(&speech, &about);
    talk_cut(&talk, &speech, STR("`move();` and `move(); turn(); move();`"), NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_PASS);
    talk_cut(&talk, &speech, STR("`move();` `move(); turn(); move();` and `move()`"), NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_SOLUTION);
    about.code = about.solution; /* who has it may be told of it */
    speech_begin(&speech, &about);
    talk_cut(&talk, &speech, about.solution, NULL, 0);
    CHECK_EQ(talk.rule, SPEECH_PASS);
}

TEST(speech_has_words_for_its_rules)
{
    CHECK_STR(str_of(speech_rule_word(SPEECH_PASS)), STR("pass"));
    CHECK_STR(str_of(speech_rule_word(SPEECH_SOLUTION)), STR("solution"));
    CHECK_TRAPS(speech_rule_word(SPEECH_RULE_COUNT));
    CHECK(sizeof(struct speech) <= 40u << 10);
}

TEST_MAIN
