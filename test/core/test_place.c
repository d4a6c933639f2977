/* What a line says without a parse: where typing stopped, and which edits touch no code. */
#include "code/place.h"
#include "core/naive.h"
#include "core/random.h"
#include "syntax/plain.h"

static enum ending ending_of(enum language language, const char *before, const char *after)
{
    struct text *text = text_new();
    text_splice(text, 0, 0, str_of(after));
    text_splice(text, 0, 0, str_of(before));
    enum ending ending = place_ending(text, language, (u32)strlen(before));
    text_free(text);
    return ending;
}

TEST(place_says_where_typing_stopped)
{
    static const struct {
        const char *before, *after;
        enum ending ending;
        enum language language;
    } CASES[] = {
        {"", "", ENDING_DONE, LANGUAGE_C},
        {"int a;\n", "return 0;", ENDING_DONE, LANGUAGE_C},
        {"int a;", "", ENDING_DONE, LANGUAGE_C},
        {"if (a) {", "}", ENDING_DONE, LANGUAGE_C},
        {"}  ", "", ENDING_DONE, LANGUAGE_C},
        {"a = 1; // why", "", ENDING_DONE, LANGUAGE_C},
        {"a = 1 # why", "", ENDING_DONE, LANGUAGE_PYTHON},
        {"a = 1 # why", "", ENDING_WORD, LANGUAGE_C},
        {"-- all", "", ENDING_DONE, LANGUAGE_SQL},
        {"foo(a)", "", ENDING_OPEN, LANGUAGE_C},
        {"foo(a, ", ")", ENDING_OPEN, LANGUAGE_C},
        {"let total", "", ENDING_WORD, LANGUAGE_JAVASCRIPT},
        {"foo(", "bar)", ENDING_WORD, LANGUAGE_JAVASCRIPT},
        {"to", "tal = 1", ENDING_CUT, LANGUAGE_JAVASCRIPT},
        {"total =", "", ENDING_CUT, LANGUAGE_JAVASCRIPT},
        {"total = ", "  ", ENDING_CUT, LANGUAGE_JAVASCRIPT},
        {"total = ", "(1);", ENDING_OPEN, LANGUAGE_JAVASCRIPT},
        {"i++", "", ENDING_OPEN, LANGUAGE_JAVASCRIPT},
        {"Map<K>", "", ENDING_OPEN, LANGUAGE_JAVA},
        {"cout <<", "", ENDING_CUT, LANGUAGE_CPP},
        {"cin >>", "", ENDING_CUT, LANGUAGE_CPP},
        {"say(\"hello", "\")", ENDING_CUT, LANGUAGE_JAVASCRIPT},
        {"say(\"// no comment\")", "", ENDING_OPEN, LANGUAGE_JAVASCRIPT},
        {"fn f<'a>(x)", "", ENDING_OPEN, LANGUAGE_RUST},
        {"<p>one</p>", "", ENDING_DONE, LANGUAGE_HTML},
        {"<p class=", "", ENDING_CUT, LANGUAGE_HTML},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++)
        CHECK_EQ(ending_of(CASES[i].language, CASES[i].before, CASES[i].after), CASES[i].ending);
}

static bool is_open(enum language language, const char *line)
{
    struct text *text = text_new();
    text_splice(text, 0, 0, str_of(line));
    bool open = place_is_open(text, language, text->bytes);
    text_free(text);
    return open;
}

TEST(place_sees_what_is_open_without_a_grammar)
{
    CHECK(is_open(LANGUAGE_HTML, "<div"));
    CHECK(is_open(LANGUAGE_HTML, "<"));
    CHECK(is_open(LANGUAGE_HTML, "<p>one</"));
    CHECK(is_open(LANGUAGE_SVELTE, "<a href=\"x"));
    CHECK(is_open(LANGUAGE_KOTLIN, "val a = \"x"));
    CHECK(!is_open(LANGUAGE_HTML, "<div>"));
    CHECK(!is_open(LANGUAGE_HTML, "if (a < b"));
    CHECK(!is_open(LANGUAGE_HTML, "it's text"));
    CHECK(!is_open(LANGUAGE_KOTLIN, "val a = f(x"));
}

/* One edit of a text; was it quiet? */
static bool is_quiet(enum language language, const char *start, u32 at, u32 del, const char *ins)
{
    struct typing typing = {0};
    struct text *text = text_new();
    u8 out[64];
    text_splice(text, 0, 0, str_of(start));
    text_copy(text, at, del, out);
    struct edit edit = text_splice(text, at, del, str_of(ins));
    bool quiet = place_is_quiet(&typing, text, language, edit, (struct str){out, del}, str_of(ins));
    text_free(text);
    return quiet;
}

TEST(place_knows_edits_that_are_no_code)
{
    CHECK(is_quiet(LANGUAGE_C, "a;", 2, 0, "\n"));
    CHECK(is_quiet(LANGUAGE_C, "a;", 2, 0, "   "));
    CHECK(is_quiet(LANGUAGE_C, "f( a)", 2, 1, ""));
    CHECK(is_quiet(LANGUAGE_C, "a; // x", 7, 0, "y"));
    CHECK(is_quiet(LANGUAGE_C, "a;\nb;", 2, 0, " // x"));
    CHECK(!is_quiet(LANGUAGE_C, "a; b;", 2, 0, " // x"));
    CHECK(!is_quiet(LANGUAGE_C, "a /", 3, 0, "// x"));
    CHECK(is_quiet(LANGUAGE_PYTHON, "a # x", 4, 1, ""));
    CHECK(is_quiet(LANGUAGE_C, "  a;", 0, 1, ""));
    CHECK(is_quiet(LANGUAGE_C, "a; ", 3, 0, "/"));
    CHECK(is_quiet(LANGUAGE_C, "a; /", 4, 0, "/"));
    CHECK(!is_quiet(LANGUAGE_C, "a ", 2, 0, "/")); /* it may be a division */
    CHECK(!is_quiet(LANGUAGE_PYTHON, "", 0, 0, "/"));
    CHECK(!is_quiet(LANGUAGE_C, "ab", 1, 0, " "));        /* two names now */
    CHECK(!is_quiet(LANGUAGE_C, "a b", 1, 1, ""));        /* one name now */
    CHECK(!is_quiet(LANGUAGE_C, "a <= b", 3, 0, " "));    /* another operator */
    CHECK(!is_quiet(LANGUAGE_C, "a; // x", 7, 0, "\ny")); /* the comment ends */
    CHECK(!is_quiet(LANGUAGE_C, "a; // x", 3, 1, ""));    /* it was the comment's sign */
    CHECK(!is_quiet(LANGUAGE_C, "a / b", 3, 0, "/"));     /* it becomes one */
    CHECK(!is_quiet(LANGUAGE_C, "\"a\"", 1, 0, " "));     /* inside a text */
    CHECK(!is_quiet(LANGUAGE_PYTHON, "  a", 0, 1, ""));   /* indentation is code there */
    CHECK(!is_quiet(LANGUAGE_PYTHON, "a // b", 6, 0, "c"));
}

/* The tokens of a text, as the plain lexer has them, without what stands between them. */
static u32 write_tokens(struct text *text, enum language language, u8 *out)
{
    static u8 bytes[4096];
    text_copy(text, 0, text->bytes, bytes);
    struct lexer lexer = {.text = {bytes, text->bytes},
                          .comments = LANGUAGE_INFO[language].comments};
    u32 count = 0;
    while (lexer_next(&lexer) != LEXEME_END) {
        memcpy(out + count, bytes + lexer.start, lexer.end - lexer.start);
        count += lexer.end - lexer.start;
        out[count++] = 0;
    }
    return count;
}

/* Three quotes open a text over several lines, which one line does not show. */
static bool has_triple(struct text *text)
{
    static u8 bytes[4096];
    text_copy(text, 0, text->bytes, bytes);
    bytes[text->bytes] = 0;
    return strstr((char *)bytes, "\"\"\"") != NULL;
}

/* Whatever is typed: an edit that is called quiet leaves the tokens as they were. The words are
 * typed key by key too, so that the way for the next key behind the last is taken. */
TEST(place_quiet_edits_change_no_token)
{
    static const char *const PIECES[] = {"a", "b1", " ",  "\n",  "/",  "//", ";",  "+",
                                         "(", ")",  "\"", "//x", "  ", "\t", "# y"};
    static const enum language LANGUAGES[] = {LANGUAGE_C, LANGUAGE_PYTHON};
    static u8 before[8192], after[8192], out[4096];
    struct random random = {17};
    u32 quiet = 0;
    for (u32 round = 0; round < 600; round++) {
        enum language language = LANGUAGES[round % ARRAY_LEN(LANGUAGES)];
        struct text *text = text_new();
        struct typing typing = {0};
        u32 caret = 0;
        for (u32 step = 0; step < 80; step++) {
            const char *ins = PIECES[random_below(&random, ARRAY_LEN(PIECES))];
            u32 at = random_below(&random, 3) ? caret : random_below(&random, text->bytes + 1);
            u32 del =
                random_below(&random, 4) ? 0 : at_most(text->bytes - at, random_below(&random, 3));
            if (del && random_below(&random, 2)) ins = "";
            if (at == caret && random_below(&random, 2)) at -= MIN(at, del); /* a backspace */
            if (has_triple(text)) break;
            u32 bytes = write_tokens(text, language, before);
            text_copy(text, at, del, out);
            struct edit edit = text_splice(text, at, del, str_of(ins));
            caret = at + edit.ins;
            if (!place_is_quiet(&typing, text, language, edit, (struct str){out, del},
                                str_of(ins)) ||
                has_triple(text))
                continue;
            if (strcmp(ins, "/") == 0)
                continue; /* taken for a comment's beginning: the next tells */
            quiet++;
            CHECK_EQ(write_tokens(text, language, after), bytes);
            CHECK(memcmp(before, after, bytes) == 0);
        }
        text_free(text);
    }
    CHECK(quiet > 1000);
}

TEST(place_finds_the_line_of_code_above)
{
    struct text *text = text_new();
    text_splice(text, 0, 0, STR("a;\n  b;\n\n   \n"));
    CHECK_EQ(place_code_line(text, 0), 0);
    CHECK_EQ(place_code_line(text, 5), 3);
    CHECK_EQ(place_code_line(text, 8), 3);
    CHECK_EQ(place_code_line(text, text->bytes), 3);
    text_free(text);
}

TEST_MAIN
