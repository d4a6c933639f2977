/* The gate's rules about bytes, form, place and time. Words are in test_gate_talk.c, code in
 * test_gate_spans.c. */
#include "code/names.h"
#include "mentor/gate_parts.h"

#include "core/gate_rows.h"

static const char GOOD[] = "The loop adds each price to `total` one by one.";

static void check_judged(struct judgement judged, enum gate_rule rule, enum gate_field field,
                         u32 offset)
{
    if (judged.rule != rule)
        fprintf(stderr, "%s, not %s\n", gate_rule_word(judged.rule), gate_rule_word(rule));
    CHECK_EQ(judged.rule, rule);
    CHECK_EQ(judged.field, field);
    CHECK_EQ(judged.offset, offset);
}

static void check_answer(const char *answer, enum gate_rule rule, u32 offset)
{
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    enum gate_field field = rule == GATE_PASS ? GATE_FIELD_CONCEPT : GATE_FIELD_REPLY;
    check_judged(judge_text(&gate, answer), rule, field, offset);
}

#define TAIL "\"quote\":\"" SCENE_QUOTE "\",\"tip\":\"The loop adds each price to `total`.\""

/* ---- the rules' own words ---- */

TEST(gate_names_its_rules_and_fields)
{
    CHECK_STR(str_of(gate_rule_word(GATE_PASS)), STR("pass"));
    CHECK_STR(str_of(gate_rule_word(GATE_UNDO)), STR("undo"));
    CHECK_STR(str_of(gate_field_word(GATE_FIELD_REPLY)), STR("reply"));
    CHECK_STR(str_of(gate_field_word(GATE_FIELD_CONCEPT)), STR("concept"));
    CHECK_TRAPS(gate_rule_word(GATE_RULE_COUNT));
    CHECK_TRAPS(gate_field_word((enum gate_field)4));
}

/* ---- bytes and form ---- */

TEST(gate_reads_so_many_bytes_and_no_more)
{
    static u8 memory[REPLY_BYTES_MAX + 1];
    static const char ANSWER[] = "{\"line\":3," TAIL "}";
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    memset(memory, ' ', sizeof memory);
    memcpy(memory, ANSWER, sizeof ANSWER - 1);
    struct str most = {memory, REPLY_BYTES_MAX}, more = {memory, REPLY_BYTES_MAX + 1};
    check_judged(judge(&gate, most), GATE_PASS, GATE_FIELD_CONCEPT, 0);
    check_judged(judge(&gate, more), GATE_LONG, GATE_FIELD_REPLY, REPLY_BYTES_MAX);
}

TEST(gate_wants_utf8)
{
    check_answer("{\"line\":3,\xff" TAIL "}", GATE_UTF8, 10);
    check_answer("{\"line\":3," TAIL ",\"concept\":\"\xc0\xaf\"}", GATE_UTF8, 100);
    check_answer("{\"line\":3," TAIL ",\"concept\":\"loops\"}", GATE_PASS, 0);
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, "let \xc3\xa9t\xc3\xa9 = 0;\n");
    check_judged(judge_text(&gate, "{\"line\":1,\"quote\":\"\xc3\xa9t\xc3\xa9\",\"tip\":\"The "
                                   "variable holds a number.\"}"),
                 GATE_PASS, GATE_FIELD_CONCEPT, 0);
}

TEST(gate_wants_one_object_and_nothing_else)
{
    check_answer("", GATE_JSON, 0);
    check_answer("The loop adds each price.", GATE_JSON, 0);
    check_answer("{\"line\":3," TAIL "} and more", GATE_JSON, 90);
    check_answer("{\"line\":3," TAIL "}{}", GATE_JSON, 89);
    check_answer("[{\"line\":3," TAIL "}]", GATE_JSON, 0);
    check_answer("{\"line\":3," TAIL, GATE_JSON, 88);
    check_answer("\"words\"", GATE_JSON, 0);
    check_answer(" {\"line\":3," TAIL "}\n", GATE_PASS, 0);
    check_answer("{ \"line\" : 3 , " TAIL " }", GATE_PASS, 0);
}

TEST(gate_wants_its_keys_once)
{
    check_answer("{}", GATE_KEYS, 0);
    check_answer("{" TAIL "}", GATE_KEYS, 0);
    check_answer("{\"line\":3,\"quote\":\"total\"}", GATE_KEYS, 0);
    check_answer("{\"line\":3,\"tip\":\"The loop adds each price.\"}", GATE_KEYS, 0);
    check_answer("{\"line\":3,\"line\":3," TAIL "}", GATE_KEYS, 0);
    check_answer("{\"Line\":3," TAIL "}", GATE_KEYS, 0);
    check_answer("{\"line\":3,\"text\":\"\"," TAIL "}", GATE_KEYS, 0);
    check_answer("{\"line\":3,\"rule\":null,\"concept\":null," TAIL "}", GATE_PASS, 0);
    check_answer("{\"line\":3,\"rule\":\"\",\"concept\":\"\"," TAIL "}", GATE_PASS, 0);
}

TEST(gate_wants_the_types)
{
    check_answer("{\"line\":\"3\"," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":3.5," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":-1," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":4294967296," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":null," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":3,\"rule\":1," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":3,\"concept\":[]," TAIL "}", GATE_TYPES, 0);
    check_answer("{\"line\":3,\"quote\":null,\"tip\":\"\"}", GATE_TYPES, 0);
    check_answer("{\"line\":3,\"quote\":\"\",\"tip\":null}", GATE_TYPES, 0);
    check_answer("{\"line\":3.0," TAIL "}", GATE_PASS, 0);
    check_answer("{\"line\":3e0," TAIL "}", GATE_PASS, 0);
}

TEST(gate_hears_that_there_is_nothing)
{
    check_answer("{\"line\":0,\"quote\":\"\",\"tip\":\"\"}", GATE_NOTHING, 0);
    check_answer("{\"tip\":\"\",\"quote\":\"\",\"line\":0,\"rule\":null,\"concept\":\"\"}",
                 GATE_NOTHING, 0);
    check_answer("{\"line\":0," TAIL "}", GATE_LINE, 0);
    check_answer("{\"line\":0,\"quote\":\"total\",\"tip\":\"\"}", GATE_LINE, 0);
    check_answer("{\"line\":0,\"quote\":\"\",\"tip\":\"All is well.\"}", GATE_LINE, 0);
}

#define A16 "aaaaaaaaaaaaaaaa"
TEST(gate_wants_the_form_of_a_rules_name)
{
    check_answer("{\"line\":3,\"rule\":\"Off_by_one\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"off by one\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"../keys\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"a{\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"a`\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"a:\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"" A16 A16 A16 A16 "a\"," TAIL "}", GATE_RULE, 0);
    check_answer("{\"line\":0,\"quote\":\"\",\"tip\":\"\",\"rule\":\"BUY\"}", GATE_RULE, 0);
    check_answer("{\"line\":3,\"rule\":\"" A16 A16 A16 A16 "\"," TAIL "}", GATE_PASS, 0);
    check_answer("{\"line\":3,\"rule\":\"no-such-rule-az09\"," TAIL "}", GATE_PASS, 0);
}

/* The catalogue's tip that is named is told whatever is said of the words, but not of the place. */
TEST(gate_tells_the_tip_that_is_named)
{
    const struct tip *tip = NULL;
    for (u32 i = 0; i < CATALOGUE_COUNT && !tip; i++)
        if (CATALOGUE[i].languages >> LANGUAGE_JAVASCRIPT & 1) tip = &CATALOGUE[i];
    CHECK(tip);
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    static char answer[512];
    snprintf(answer, sizeof answer, "{\"line\":3,\"rule\":\"%s\"," TAIL "}", tip->id);
    CHECK(judge_text(&gate, answer).named == tip);
    snprintf(answer, sizeof answer,
             "{\"line\":3,\"rule\":\"%s\",\"quote\":\"" SCENE_QUOTE "\",\"tip\":\"bananas\"}",
             tip->id);
    struct judgement judged = judge_text(&gate, answer);
    CHECK(judged.rule == GATE_SIZE && judged.named == tip);
    gate.language = LANGUAGE_PLAIN;
    CHECK(judge_text(&gate, answer).named == NULL || tip->languages >> LANGUAGE_PLAIN & 1);
    CHECK(judge_text(&gate, "{\"line\":3," TAIL "}").named == NULL);
}

/* ---- the place ---- */

struct place {
    u32 line;
    const char *quote;
    enum gate_rule rule;
    u32 start;
};

static void check_places(const struct gate *gate, const struct place *places, u32 count)
{
    for (u32 i = 0; i < count; i++) {
        struct str quote = str_of(places[i].quote);
        struct judgement judged = judge_said(gate, places[i].line, quote, STR(""),
                                             STR("The loop adds one number to each other."));
        if (judged.rule != places[i].rule || (!judged.rule && judged.start != places[i].start))
            fprintf(stderr, "place %u: %s, %u\n", i, gate_rule_word(judged.rule), judged.start);
        CHECK_EQ(judged.rule, places[i].rule);
        if (judged.rule) {
            bool of_line = judged.rule == GATE_LINE;
            CHECK_EQ(judged.field, of_line ? GATE_FIELD_REPLY : GATE_FIELD_QUOTE);
            CHECK_EQ(judged.offset, 0);
            continue;
        }
        CHECK_EQ(judged.start, places[i].start);
        CHECK_EQ(judged.end, places[i].start + quote.bytes);
    }
}
#define PLACES(gate, ...)                                                                          \
    do {                                                                                           \
        static const struct place places_there[] = {__VA_ARGS__};                                  \
        check_places(gate, places_there, ARRAY_LEN(places_there));                                 \
    } while (0)

TEST(gate_finds_the_quote_on_its_line)
{
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, "let aaab = aab;\nlet aab = 2;\r\n\nlast line");
    PLACES(&gate, {1, "let aaab = aab;", GATE_PASS, 0}, {1, "aab", GATE_PASS, 5},
           {1, "ab;", GATE_PASS, 12}, {2, "let aab", GATE_PASS, 16}, {2, "= 2;", GATE_PASS, 24},
           {2, "aab", GATE_PASS, 20}, {4, "last line", GATE_PASS, 31}, {4, "ine", GATE_PASS, 37});
    PLACES(&gate, {0, "let", GATE_LINE, 0}, {5, "let", GATE_LINE, 0},
           {4000000000u, "let", GATE_LINE, 0}, {3, "let", GATE_PLACE, 0},
           {1, "let aab", GATE_PLACE, 0}, {2, "aaab", GATE_PLACE, 0},
           {4, "last line!", GATE_PLACE, 0}, {4, "inee", GATE_PLACE, 0}, {1, "LET", GATE_PLACE, 0},
           {2, "last", GATE_PLACE, 0}, {1, "aab; let", GATE_PLACE, 0});
    struct gate ended = gate_on(LANGUAGE_JAVASCRIPT, "one two\n");
    PLACES(&ended, {1, "two", GATE_PASS, 4}, {2, "two", GATE_PLACE, 0}, {3, "two", GATE_LINE, 0});
    struct gate empty = gate_on(LANGUAGE_JAVASCRIPT, "");
    PLACES(&empty, {1, "two", GATE_PLACE, 0}, {2, "two", GATE_LINE, 0});
}

TEST(gate_wants_a_short_quote_of_one_line)
{
    static char code[200], quote[QUOTE_BYTES_MAX + 2];
    memset(code, 'x', 130);
    memcpy(code + 130, "\nab   \na b\n", 12);
    memset(quote, 'x', QUOTE_BYTES_MAX + 1);
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, code);
    struct judgement judged =
        judge_said(&gate, 1, str_of(quote), STR(""), str_of("A number of the loop."));
    check_judged(judged, GATE_QUOTE, GATE_FIELD_QUOTE, 0);
    quote[QUOTE_BYTES_MAX] = 0;
    judged = judge_said(&gate, 1, str_of(quote), STR(""), str_of("A number of the loop."));
    check_judged(judged, GATE_PASS, GATE_FIELD_CONCEPT, 0);
    PLACES(&gate, {1, "", GATE_QUOTE, 0}, {1, "x", GATE_QUOTE, 0}, {1, "xx", GATE_QUOTE, 0},
           {1, "xxx", GATE_PASS, 0}, {2, "b   ", GATE_QUOTE, 0}, {2, "   ", GATE_QUOTE, 0},
           {2, "ab ", GATE_PASS, 131}, {3, "a b", GATE_PASS, 137}, {1, "xxx\n", GATE_QUOTE, 0},
           {1, "x\nab", GATE_QUOTE, 0}, {1, "\nab", GATE_QUOTE, 0});
    struct gate windows = gate_on(LANGUAGE_JAVASCRIPT, "one\r\ntwo\r\n");
    PLACES(&windows, {1, "one\r", GATE_QUOTE, 0}, {1, "one\r\n", GATE_QUOTE, 0},
           {1, "one", GATE_PASS, 0}, {2, "two", GATE_PASS, 5}, {2, "one", GATE_PLACE, 0});
}

TEST(gate_compares_quotes_byte_for_byte)
{
    struct gate gate = gate_on(
        LANGUAGE_JAVASCRIPT, "let \xc3\xa9t\xc3\xa9 = \"\xf0\x9f\x90\x9f\";\n\xc3\xa9t\xc3\xa9++;");
    PLACES(&gate, {1, "\xc3\xa9t\xc3\xa9", GATE_PASS, 4}, {2, "\xc3\xa9t\xc3\xa9", GATE_PASS, 20},
           {1, "\"\xf0\x9f\x90\x9f\"", GATE_PASS, 12}, {1, "ete", GATE_PLACE, 0},
           {1, "e\xcc\x81t", GATE_PLACE, 0}, {2, "\xc3\xa9t\xc3\xa9+++", GATE_PLACE, 0});
}

/* Edited since: the line first, then the nearest place, and no line that was never there. */
TEST(gate_finds_moved_code_again)
{
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, "one two\n\n\none two\n\none six\nnew one");
    gate.moved = true;
    gate.asked_lines = 9;
    PLACES(&gate, {1, "one", GATE_PASS, 0}, {4, "one", GATE_PASS, 10}, {6, "one", GATE_PASS, 19},
           {2, "two", GATE_PASS, 4}, {3, "two", GATE_PASS, 4}, {4, "two", GATE_PASS, 14},
           {5, "one", GATE_PASS, 19}, {7, "one", GATE_PASS, 31}, {9, "two", GATE_PASS, 14},
           {9, "one", GATE_PASS, 31}, {2, "six", GATE_PASS, 23}, {5, "two", GATE_PASS, 14});
    PLACES(&gate, {0, "one", GATE_LINE, 0}, {10, "one", GATE_LINE, 0}, {2, "gone", GATE_PLACE, 0},
           {9, "gone", GATE_PLACE, 0}, {1, "on", GATE_QUOTE, 0});
    gate.code =
        STR("a one\nb two one"); /* on its line, though another one is nearer to its start */
    PLACES(&gate, {2, "one", GATE_PASS, 12});
    gate.code = STR("one two\n\n\none two\n\none six\nnew one");
    gate.moved = false;
    PLACES(&gate, {2, "two", GATE_PLACE, 0}, {9, "two", GATE_LINE, 0}, {1, "two", GATE_PASS, 4});
    gate.moved = true;
    gate.asked_lines = 2; /* seven now: line 3 was not there to be asked about */
    PLACES(&gate, {2, "two", GATE_PASS, 4}, {3, "two", GATE_LINE, 0});
    gate.code = STR("");
    PLACES(&gate, {1, "two", GATE_PLACE, 0});
}

/* ---- what was said and done lately ---- */

static enum gate_rule after(const char *first, const char *then)
{
    struct shown shown[2];
    gate_shown(&shown[0], STR("The condition compares a number with a string here."));
    gate_shown(&shown[1], str_of(first));
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    gate.shown = shown;
    gate.shown_count = 2;
    struct judgement judged =
        judge_said(&gate, SCENE_LINE, STR(SCENE_QUOTE), STR("loops"), str_of(then));
    if (judged.rule == GATE_REPEAT) CHECK(judged.field == GATE_FIELD_TIP && judged.offset == 0);
    else if (judged.rule)
        fprintf(stderr, "%s@%u: %s\n", gate_rule_word(judged.rule), judged.offset, then);
    return judged.rule;
}

TEST(gate_does_not_say_it_again)
{
    CHECK_EQ(after(GOOD, GOOD), GATE_REPEAT);
    CHECK_EQ(after(GOOD, "The Loop adds each price to `total`, one by one!"), GATE_REPEAT);
    CHECK_EQ(after(GOOD, "One by one the loop adds each price to `total`."), GATE_REPEAT);
    CHECK_EQ(after("Something else.", "The condition compares a number with a string here."),
             GATE_REPEAT);
    /* ten words: nine of ten are the same, eight are not */
    CHECK_EQ(after(GOOD, "The loop adds each number to `total` one by one."), GATE_REPEAT);
    CHECK_EQ(after(GOOD, "The loop adds each number to `items` one by one."), GATE_PASS);
    /* a word counts once: it is not the same as another that stands there twice */
    CHECK_EQ(
        after("Value value loop loop each index index.", "Value value index loop each each index."),
        GATE_REPEAT);
    CHECK_EQ(
        after("The loop the loop reads the index.", "The value the number the array the index."),
        GATE_PASS);
    CHECK_EQ(after("The array or a string of numbers.", "The array or the array or the array."),
             GATE_PASS);
    CHECK_EQ(
        after("The loop reads each value of the array and adds it to the total in a function.",
              "The loop reads each value of the array and adds it to one number from `items`."),
        GATE_PASS); /* 12 of 16 */
    CHECK_EQ(after("The loop reads each value of the array and adds it to the total in code.",
                   "The loop reads each value of the array and adds it to the string of `items`."),
             GATE_REPEAT); /* 13 of 16 */
    CHECK_EQ(after("", GOOD), GATE_PASS);
    CHECK_EQ(after("The loop adds each price to `total`.", GOOD), GATE_PASS); /* seven of ten */
}

TEST(gate_keeps_words_as_hashes)
{
    struct shown one, two;
    static char many[600];
    for (u32 i = 0; i < 60; i++) memcpy(many + 4 * i, "one ", 5);
    many[239] = 0; /* sixty words */
    gate_shown(&one, str_of(many));
    CHECK(one.count <= TIP_WORDS_MAX && one.count >= TIP_WORDS_MAX - 1);
    gate_shown(&one, STR("Each loop, 12 times (`total`)."));
    CHECK_EQ(one.count, 5);
    gate_shown(&two, STR("each LOOP 12; times `total`"));
    CHECK_EQ(two.count, 5);
    CHECK(memcmp(one.words, two.words, 5 * sizeof one.words[0]) == 0);
    gate_shown(&one, STR("Each loop reads Math.PI."));
    CHECK_EQ(one.count, 4);
    gate_shown(&one, STR(""));
    CHECK_EQ(one.count, 0);
}

TEST(gate_does_not_ask_back_what_was_taken_out)
{
    u64 undone[] = {names_hash(STR("sum")), names_hash(STR("let")), names_hash(STR("items"))};
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, "let total = 0;\nsum(items);\nsum(total);\n");
    gate.undone = undone;
    gate.undone_count = ARRAY_LEN(undone);
    static const struct said SAID[] = {
        {GATE_UNDO, "The loop starts at `^let` in this scope."},
        {GATE_UNDO, "The call of `total` needs `^let` before it."},
        {GATE_UNDO, "The function reads all of `^sum(items)` here."},
        {GATE_PASS, "The call of `sum` adds each number in the array."},
        {GATE_PASS, "The call of `total` needs an array here."}};
    check_rows(&gate, 3, "sum(total)", SAID, ARRAY_LEN(SAID));
    static const struct said FIRST[] = {
        {GATE_PASS, "The variable of `let` is read by the loop."},
        {GATE_UNDO, "The variable needs `^sum` to be called with it."}};
    check_rows(&gate, 1, "total", FIRST, ARRAY_LEN(FIRST));
    static const struct said SECOND[] = {
        {GATE_PASS, "The function reads all of `sum(items)` here."},
        {GATE_UNDO, "The variable needs `^let` before it is read."}};
    check_rows(&gate, 2, "(items)", SECOND, ARRAY_LEN(SECOND));
    gate.code = STR("sum(total); let x;\n"); /* the line has it again, behind the quote */
    static const struct said THERE[] = {{GATE_PASS, "The loop starts at `let` in this scope."}};
    check_rows(&gate, 1, "sum(total)", THERE, ARRAY_LEN(THERE));
    gate.code = STR("let total = 0;\nsum(items);\nsum(total);\n");
    static const struct said WORDS[] = {{GATE_PASS, "The function must let the loop read it."}};
    check_rows(&gate, 3, "sum(total)", WORDS, ARRAY_LEN(WORDS)); /* no span: an English word */
    gate.undone_count = 1;
    static const struct said LESS[] = {{GATE_PASS, "The variable needs `let` before it is read."}};
    check_rows(&gate, 2, "(items)", LESS, ARRAY_LEN(LESS));
}

/* ---- the concept ---- */

static void check_concept(const char *concept, enum gate_rule rule, u32 offset)
{
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    struct judgement judged =
        judge_said(&gate, SCENE_LINE, STR(SCENE_QUOTE), str_of(concept), str_of(GOOD));
    if (judged.rule != rule || judged.offset != offset) fprintf(stderr, "concept %s\n", concept);
    check_judged(judged, rule, GATE_FIELD_CONCEPT, offset);
}

TEST(gate_wants_a_concept_of_a_few_plain_words)
{
    check_concept("", GATE_PASS, 0);
    check_concept("loops", GATE_PASS, 0);
    check_concept("Loop Bounds", GATE_PASS, 0);
    check_concept("off-by-one", GATE_PASS, 0);
    check_concept("one two one two one two", GATE_PASS, 0);
    check_concept("one two one two one two one", GATE_CONCEPT, 24);
    check_concept("variable variable variable variable variable tab", GATE_PASS, 0); /* 48 bytes */
    check_concept("variable variable variable variable variable tabs", GATE_CONCEPT, 0);
    check_concept("loops of sardines", GATE_CONCEPT, 9);
    check_concept("loops  of", GATE_CONCEPT, 6);
    check_concept(" loops", GATE_CONCEPT, 0);
    check_concept("loop.example", GATE_CONCEPT, 0);
    check_concept("loop\nbounds", GATE_CONCEPT, 0);
    check_concept("<b>loop</b>", GATE_CONCEPT, 0);
    check_concept("`total`", GATE_CONCEPT, 0);
    check_concept("loops!", GATE_CONCEPT, 0);
}

TEST_MAIN
