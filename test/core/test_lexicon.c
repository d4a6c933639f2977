/* The words of a tip and the names of a language: exact, whole, and nothing else. */
#include "mentor/lexicon.h"

#include "core/test.h"

#define TEXT_MAX 64

static enum word_class word(const char *text)
{
    return lexicon_word(str_of(text));
}

TEST(lexicon_tells_the_classes_of_words)
{
    static const struct {
        const char *text;
        enum word_class class;
    } CASES[] = {
        {"the", WORD_GLUE},          {"doesn't", WORD_GLUE},
        {"it's", WORD_GLUE},         {"you", WORD_GLUE},
        {"instead", WORD_GLUE},      {"use", WORD_PLAIN},
        {"prefer", WORD_PLAIN},      {"clearer", WORD_PLAIN},
        {"unexpectedly", WORD_WEAK}, {"return", WORD_WEAK},
        {"line", WORD_WEAK},         {"key", WORD_WEAK},
        {"keys", WORD_WEAK},         {"value", WORD_WEAK},
        {"variable", WORD_STRONG},   {"variables", WORD_STRONG},
        {"array", WORD_STRONG},      {"boolean", WORD_STRONG},
        {"loop", WORD_STRONG},       {"callbacks", WORD_STRONG},
        {"reassigned", WORD_STRONG}, {"concatenating", WORD_STRONG},
        {"rethrow", WORD_STRONG},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) CHECK_EQ(word(CASES[i].text), CASES[i].class);
}

TEST(lexicon_knows_no_people_food_nature_money_or_belief)
{
    static const char *const UNKNOWN[] = {
        "i",       "me",        "my",        "we",      "our",       "he",
        "she",     "his",       "her",       "him",     "thee",      "thou",
        "john",    "fish",      "whale",     "bread",   "sea",       "wind",
        "heart",   "god",       "lord",      "church",  "vote",      "senator",
        "money",   "dollars",   "bank",      "mother",  "brother",   "love",
        "hate",    "die",       "kill",      "blood",   "assistant", "administrator",
        "sorry",   "hello",     "password1", "b",       "x",         "z",
        "variabl", "variablee", "loo",       "arrayss", "usee",
    };
    for (u32 i = 0; i < ARRAY_LEN(UNKNOWN); i++) CHECK_EQ(word(UNKNOWN[i]), WORD_UNKNOWN);
}

TEST(lexicon_reads_parts_and_endings)
{
    CHECK_EQ(word("off-by-one"), WORD_GLUE);
    CHECK_EQ(word("zero-based"), WORD_PLAIN);
    CHECK_EQ(word("non-empty"), WORD_WEAK);
    CHECK_EQ(word("function-scoped"), WORD_STRONG);
    CHECK_EQ(word("snake_case"), WORD_STRONG);
    CHECK_EQ(word("left-hand"), WORD_PLAIN);
    CHECK_EQ(word("pascal-fish"), WORD_UNKNOWN);
    CHECK_EQ(word("f-string"), WORD_STRONG);
    CHECK_EQ(word("function's"), WORD_STRONG);
    CHECK_EQ(word("functions'"), WORD_STRONG);
    CHECK_EQ(word("empty-sub"), WORD_UNKNOWN);
    CHECK_EQ(word("loop-fish"), WORD_UNKNOWN);
    CHECK_EQ(word("fish-loop"), WORD_UNKNOWN);
    CHECK_EQ(word("one-two-one-two"), WORD_GLUE);
    CHECK_EQ(word("one-two-one-two-one"), WORD_UNKNOWN);
    CHECK_EQ(word(""), WORD_UNKNOWN);
    CHECK_EQ(word("-"), WORD_UNKNOWN);
    CHECK_EQ(word("-loop"), WORD_UNKNOWN);
    CHECK_EQ(word("loop-"), WORD_UNKNOWN);
    CHECK_EQ(word("loop--loop"), WORD_UNKNOWN);
    CHECK_EQ(word("'s"), WORD_UNKNOWN);
    CHECK_EQ(word("Loop"), WORD_UNKNOWN);
    CHECK_EQ(word("\xff\x80loop"), WORD_UNKNOWN);
    CHECK_EQ(lexicon_word((struct str){(const u8 *)"loop\0", 5}), WORD_UNKNOWN);
    CHECK_EQ(
        word("loopcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"),
        WORD_UNKNOWN);
}

/* Names that a language has, and one that it has not. */
TEST(lexicon_knows_each_language_by_its_names)
{
    static const struct {
        enum language language;
        const char *keyword, *standard, *standard_too, *neither;
    } CASES[] = {
        {LANGUAGE_JAVASCRIPT, "await", "parseInt", "innerHTML", "elif"},
        {LANGUAGE_JAVASCRIPT, "of", "reduce", "querySelector", "println"},
        {LANGUAGE_JAVASCRIPT, "null", "Math", "PI", "None"},
        {LANGUAGE_JAVASCRIPT, "const", "textContent", "setTimeout", "unwrap"},
        {LANGUAGE_TYPESCRIPT, "readonly", "Promise", "addEventListener", "elif"},
        {LANGUAGE_PYTHON, "elif", "ZeroDivisionError", "enumerate", "parseInt"},
        {LANGUAGE_PYTHON, "None", "append", "range", "null"},
        {LANGUAGE_JAVA, "extends", "StringBuilder", "charAt", "None"},
        {LANGUAGE_C, "sizeof", "strcmp", "malloc", "vector"},
        {LANGUAGE_CPP, "constexpr", "vector", "strcmp", "unwrap"},
        {LANGUAGE_GO, "defer", "append", "Println", "println!"},
        {LANGUAGE_RUST, "match", "Vec", "unwrap", "malloc"},
        {LANGUAGE_CSHARP, "foreach", "WriteLine", "IEnumerable", "elif"},
        {LANGUAGE_KOTLIN, "fun", "listOf", "let", "elif"},
        {LANGUAGE_SWIFT, "guard", "enumerated", "Int", "elif"},
        {LANGUAGE_PHP, "echo", "strlen", "array_map", "elif"},
        {LANGUAGE_RUBY, "unless", "each_with_index", "puts", "elif"},
        {LANGUAGE_SHELL, "esac", "grep", "printf", "parseInt"},
        {LANGUAGE_SQL, "SELECT", "COUNT", "coalesce", "parseInt"},
        {LANGUAGE_LUA, "elseif", "ipairs", "tostring", "parseInt"},
        {LANGUAGE_HTML, "section", "alt", "href", "parseInt"},
        {LANGUAGE_CSS, "media", "background-color", "flex", "parseInt"},
        {LANGUAGE_SVELTE, "await", "onMount", "innerHTML", "elif"},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        enum language language = CASES[i].language;
        CHECK(lexicon_is_keyword(str_of(CASES[i].keyword), language));
        CHECK(lexicon_is_standard(str_of(CASES[i].standard), language));
        CHECK(lexicon_is_standard(str_of(CASES[i].standard_too), language));
        CHECK(!lexicon_is_keyword(str_of(CASES[i].neither), language));
        CHECK(!lexicon_is_standard(str_of(CASES[i].neither), language));
    }
    CHECK(!lexicon_is_standard(STR("Parseint"), LANGUAGE_JAVASCRIPT));
    CHECK(!lexicon_is_keyword(STR("Return"), LANGUAGE_C));
    CHECK(!lexicon_is_keyword(STR(""), LANGUAGE_C));
    CHECK(!lexicon_is_keyword(STR("if"), LANGUAGE_PLAIN));
}

/* Walks the graph of words by itself: every path is a word with its class, and a text that leaves
 * a path is none. */
static u32 walk_words(u32 at, u8 *text, usize bytes)
{
    static const char LETTERS[] = " abcdefghijklmnopqrstuvwxyz'-_";
    CHECK(bytes < TEXT_MAX);
    u32 count = 0;
    u32 seen = 0;
    u8 edge = LEXICON_WORDS[at];
    if (!(edge & LEXICON_LETTER)) {
        CHECK_EQ(lexicon_word((struct str){text, bytes}), WORD_GLUE + (edge >> 6));
        count++;
        if (edge & LEXICON_LAST) return count;
        at++;
    }
    do {
        edge = LEXICON_WORDS[at];
        u32 code = edge & LEXICON_LETTER;
        u32 low = LEXICON_WORDS[at + 1], high = LEXICON_WORDS[at + 2];
        u32 next = edge & LEXICON_NEXT ? at + 1 : low | high << 8;
        CHECK(code && code < sizeof LETTERS - 1 && !(seen >> code & 1));
        seen |= 1u << code;
        text[bytes] = (u8)LETTERS[code];
        count += walk_words(next, text, bytes + 1);
        at += 3;
    } while (!(edge & LEXICON_LAST));
    return count;
}

TEST(lexicon_finds_every_word)
{
    u8 text[TEXT_MAX + 1];
    CHECK(walk_words(0, text, 0) > 5000);
}

static bool is_language_set(struct str name, struct lexicon_set set)
{
    bool good = true;
    for (u32 i = 0; i < LANGUAGE_COUNT; i++) {
        good &= lexicon_is_keyword(name, i) == (set.keyword >> i & 1u);
        good &= lexicon_is_standard(name, i) == (set.standard >> i & 1u);
    }
    return good;
}

/* Decodes the names anew: each is found with its languages, in the order of bytes; with a last byte
 * more, or another one in its middle that no name has, it is not. */
TEST(lexicon_finds_every_name_and_no_neighbour)
{
    u8 text[TEXT_MAX * 2], before[TEXT_MAX * 2] = {0};
    u32 count = 0;
    for (u32 block = 0; block < LEXICON_BLOCK_COUNT; block++) {
        const u8 *at = LEXICON_NAMES + LEXICON_BLOCKS[block];
        while (at < LEXICON_NAMES + LEXICON_BLOCKS[block + 1]) {
            usize bytes = at[0] & 63u;
            struct lexicon_set set = LEXICON_SETS[at[0] >> 6 | at[1] << 2];
            at += 2;
            do text[bytes++] = *at & 0x7f;
            while (!(*at++ & 0x80));
            text[bytes] = 0;
            CHECK(strcmp((const char *)before, (const char *)text) < 0);
            memcpy(before, text, bytes + 1);
            CHECK(is_language_set((struct str){text, bytes}, set));
            text[bytes] = '~';
            CHECK(is_language_set((struct str){text, bytes + 1}, (struct lexicon_set){0}));
            for (usize i = 0; i < bytes; i++) {
                text[i] = '~';
                CHECK(is_language_set((struct str){text, bytes}, (struct lexicon_set){0}));
                text[i] = before[i];
            }
            count++;
        }
    }
    CHECK(count > 3000);
}

TEST_MAIN
