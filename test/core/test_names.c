/* Which names stand in the code: not those of comments and texts, but those of code inside texts.
 */
#include "code/names.h"

#include "core/test.h"

static bool finds(enum language language, const char *code, const char *name)
{
    struct name_wanted wanted[] = {{str_of("nowhere_at_all"), true}, {str_of(name), false}};
    names_find(str_of(code), language, wanted, 2);
    CHECK(!wanted[0].found);
    return wanted[1].found;
}

struct look {
    enum language language;
    const char *code;
};

/* `here` is code in each of these. */
TEST(names_stand_in_code)
{
    static const struct look LOOKS[] = {
        {LANGUAGE_PLAIN, "here"},
        {LANGUAGE_PLAIN, "  here  "},
        {LANGUAGE_PLAIN, "a.here(b)"},
        {LANGUAGE_PLAIN, "<!-- here"},
        {LANGUAGE_C, "\"\"\"a\" here"},
        {LANGUAGE_C, "`here`"},
        {LANGUAGE_HTML, "<p a--here>"},
        {LANGUAGE_RUST, "let c = '\"'; here"},
        {LANGUAGE_PLAIN, "# here // here"},
        {LANGUAGE_PLAIN, "it's no\nhere"},
        {LANGUAGE_JAVASCRIPT, "/* no */here"},
        {LANGUAGE_JAVASCRIPT, "// no\nhere"},
        {LANGUAGE_JAVASCRIPT, "\"no\"+here"},
        {LANGUAGE_JAVASCRIPT, "'no\\'no'+here"},
        {LANGUAGE_JAVASCRIPT, "'unclosed\nhere"},
        {LANGUAGE_JAVASCRIPT, "`no ${here} no`"},
        {LANGUAGE_JAVASCRIPT, "`no ${ {a: 1}, here } no`"},
        {LANGUAGE_JAVASCRIPT, "`no ${ `no ${here}` } no`"},
        {LANGUAGE_JAVASCRIPT, "`a ${b} c`; here"},
        {LANGUAGE_JAVASCRIPT, "`a ${'}'} c`; here"},
        {LANGUAGE_JAVASCRIPT, "`no\nno`; here"},
        {LANGUAGE_JAVASCRIPT, "a = b / here / c"},
        {LANGUAGE_JAVASCRIPT, "(a) / here / c"},
        {LANGUAGE_JAVASCRIPT, "a[0] / here / c"},
        {LANGUAGE_JAVASCRIPT, "a = /no[/]no\\/no/; here"},
        {LANGUAGE_JAVASCRIPT, "a = /unclosed\nhere"},
        {LANGUAGE_JAVASCRIPT, "/no/.test(here)"},
        {LANGUAGE_JAVASCRIPT, "a = /[unclosed/\nhere"},
        {LANGUAGE_JAVASCRIPT, "'a' / here / c"},
        {LANGUAGE_TYPESCRIPT, "f(/no'no/, here)"},
        {LANGUAGE_JAVA, "a = '\"'; here"},
        {LANGUAGE_JAVA, "(a, /here/ 2)"},
        {LANGUAGE_C, "#define here 1"},
        {LANGUAGE_C, "a /b/ here"},
        {LANGUAGE_PYTHON, "# no\nhere"},
        {LANGUAGE_PYTHON, "\"\"\"no\nno\"\"\" + here"},
        {LANGUAGE_PYTHON, "'''no\n\"no'''\nhere"},
        {LANGUAGE_PYTHON, "f\"no {here} no\""},
        {LANGUAGE_PYTHON, "f'no {a[b]} {here:>3} no'"},
        {LANGUAGE_PYTHON, "f'no {a} no'\nhere"},
        {LANGUAGE_PYTHON, "f'no {\"{\"} no'\nhere"},
        {LANGUAGE_PYTHON, "'' + here"},
        {LANGUAGE_PYTHON, "a // here"},
        {LANGUAGE_PYTHON, "a /* here */"},
        {LANGUAGE_RUBY, "# no\nhere"},
        {LANGUAGE_SQL, "-- no\nhere"},
        {LANGUAGE_SQL, "a - here"},
        {LANGUAGE_LUA, "x = '--' .. here"},
        {LANGUAGE_GO, "`no \"no` + here"},
        {LANGUAGE_GO, "`no ${no` + here"},
        {LANGUAGE_GO, "`no \\` + here"},
        {LANGUAGE_GO, "'\\'' + here"},
        {LANGUAGE_RUST, "fn f<'a>(x: &'a str) { here }"},
        {LANGUAGE_RUST, "let c = 'x'; here"},
        {LANGUAGE_RUST, "let c = '\\''; here"},
        {LANGUAGE_RUST, "&'here str"},
        {LANGUAGE_HTML, "<p class=here>no</p>"},
        {LANGUAGE_HTML, "<script>no'</script><b here>"},
        {LANGUAGE_HTML, "<script>let here = 1;</script>"},
        {LANGUAGE_HTML, "<style>.here { a: b }</style>"},
        {LANGUAGE_HTML, "<!-- no --><here>"},
        {LANGUAGE_HTML, "no <here>"},
        {LANGUAGE_SVELTE, "it's {here}"},
        {LANGUAGE_CSS, "/* no */ .here {}"},
    };
    for (u32 i = 0; i < ARRAY_LEN(LOOKS); i++) {
        if (!finds(LOOKS[i].language, LOOKS[i].code, "here"))
            fprintf(stderr, "%u: %s\n", i, LOOKS[i].code);
        CHECK(finds(LOOKS[i].language, LOOKS[i].code, "here"));
    }
}

/* It is prose, part of another name, or behind what never ends. */
TEST(names_do_not_stand_in_prose)
{
    static const struct look LOOKS[] = {
        {LANGUAGE_PLAIN, ""},
        {LANGUAGE_PLAIN, "Here"},
        {LANGUAGE_PLAIN, "here2 2here _here here_ $here \xc3\xa9here here\xc3\xa9"},
        {LANGUAGE_PLAIN, "her"},
        {LANGUAGE_PLAIN, "\"here\""},
        {LANGUAGE_PLAIN, "ere here1"},
        {LANGUAGE_JAVASCRIPT, "// here"},
        {LANGUAGE_JAVASCRIPT, "/* here */"},
        {LANGUAGE_JAVASCRIPT, "/* here"},
        {LANGUAGE_JAVASCRIPT, "/* no *\n here"},
        {LANGUAGE_JAVASCRIPT, "\"here\""},
        {LANGUAGE_JAVASCRIPT, "'here'"},
        {LANGUAGE_JAVASCRIPT, "`here`"},
        {LANGUAGE_JAVASCRIPT, "`no ${a} here`"},
        {LANGUAGE_JAVASCRIPT, "`no ${ {a: 1} } here`"},
        {LANGUAGE_JAVASCRIPT, "`no ${ `b ${c} here` } no`"},
        {LANGUAGE_JAVASCRIPT, "`no ${ `b` } here`"},
        {LANGUAGE_JAVASCRIPT, "`no $here`"},
        {LANGUAGE_JAVASCRIPT, "`no $ here`"},
        {LANGUAGE_RUST, "'\\u{here}'"},
        {LANGUAGE_JAVASCRIPT, "`no {here}`"},
        {LANGUAGE_JAVASCRIPT, "'no ${here}'"},
        {LANGUAGE_JAVASCRIPT, "`no\nhere"},
        {LANGUAGE_JAVASCRIPT, "'no\\\nhere'"},
        {LANGUAGE_JAVASCRIPT, "'no\\"},
        {LANGUAGE_JAVASCRIPT, "a = /here/;"},
        {LANGUAGE_JAVASCRIPT, "/here/.test(a)"},
        {LANGUAGE_JAVASCRIPT, "f(/[/]here/)"},
        {LANGUAGE_JAVASCRIPT, "f(/\\/here/)"},
        {LANGUAGE_JAVASCRIPT, "a = /\\"},
        {LANGUAGE_JAVASCRIPT, "a = /here"},
        {LANGUAGE_JAVASCRIPT, "{ /here/ }"},
        {LANGUAGE_JAVASCRIPT, "a ? /here/ : b"},
        {LANGUAGE_JAVASCRIPT, "a ? b : /here/"},
        {LANGUAGE_JAVASCRIPT, "[/here/]"},
        {LANGUAGE_JAVASCRIPT, "!/here/"},
        {LANGUAGE_JAVASCRIPT, "a && /here/"},
        {LANGUAGE_JAVASCRIPT, "a || /here/; "},
        {LANGUAGE_JAVASCRIPT, "} /here/"},
        {LANGUAGE_JAVASCRIPT, "; /here/"},
        {LANGUAGE_TYPESCRIPT, "// here"},
        {LANGUAGE_PYTHON, "# here"},
        {LANGUAGE_PYTHON, "\"\"\"no\nhere\"\"\""},
        {LANGUAGE_PYTHON, "'''no\n'here'''"},
        {LANGUAGE_PYTHON, "'''no\nhere"},
        {LANGUAGE_PYTHON, "'here'"},
        {LANGUAGE_PYTHON, "f'{a} here'"},
        {LANGUAGE_RUBY, "# here"},
        {LANGUAGE_RUBY, "'here'"},
        {LANGUAGE_SHELL, "# here"},
        {LANGUAGE_SQL, "-- here"},
        {LANGUAGE_LUA, "-- here"},
        {LANGUAGE_GO, "`here`"},
        {LANGUAGE_GO, "`no ${here}`"},
        {LANGUAGE_RUST, "\"here\" // here"},
        {LANGUAGE_HTML, "<p>here</p>"},
        {LANGUAGE_HTML, "here"},
        {LANGUAGE_HTML, "<!-- here -->"},
        {LANGUAGE_HTML, "<p title=\"here\">no</p>"},
        {LANGUAGE_HTML, "<script>let a = 1;</script><p>here</p>"},
        {LANGUAGE_HTML, "<style>.a { b: c }</style> here"},
        {LANGUAGE_SVELTE, "<!-- here"},
        {LANGUAGE_CSS, "/* here */"},
    };
    for (u32 i = 0; i < ARRAY_LEN(LOOKS); i++) {
        if (finds(LOOKS[i].language, LOOKS[i].code, "here"))
            fprintf(stderr, "%u: %s\n", i, LOOKS[i].code);
        CHECK(!finds(LOOKS[i].language, LOOKS[i].code, "here"));
    }
}

TEST(names_of_every_length_are_found)
{
    static char code[200];
    for (usize bytes = 1; bytes < 64; bytes++) {
        memset(code, 'a', bytes);
        memcpy(code + bytes, " b", 3);
        struct name_wanted wanted = {{(u8 *)code, bytes}, false};
        names_find(str_of(code), LANGUAGE_C, &wanted, 1);
        CHECK(wanted.found);
        wanted.name.bytes--;
        names_find(str_of(code), LANGUAGE_C, &wanted, 1);
        CHECK(!wanted.found);
    }
    memset(code, 'a', 64); /* longer than any that is asked about */
    code[64] = 0;
    struct name_wanted wanted = {{(u8 *)code, 64}, true};
    names_find(str_of(code), LANGUAGE_C, &wanted, 1);
    CHECK(!wanted.found);
    struct name_wanted both[] = {{STR("a"), false}, {(struct str){(u8 *)code, 64}, true}};
    memcpy(code + 64, " a", 3);
    names_find(str_of(code), LANGUAGE_C, both, 2);
    CHECK(both[0].found && !both[1].found);
}

TEST(names_find_many_at_once_and_keeps_none_from_before)
{
    struct name_wanted wanted[] = {
        {STR("one"), true}, {STR("two"), false}, {STR("six"), true}, {STR("one"), false}};
    names_find(STR("two one"), LANGUAGE_C, wanted, 4);
    CHECK(wanted[0].found && wanted[1].found && !wanted[2].found && wanted[3].found);
    names_find(STR(""), LANGUAGE_C, wanted, 4);
    for (u32 i = 0; i < 4; i++) CHECK(!wanted[i].found);
    names_find(STR("one"), LANGUAGE_C, NULL, 0);
}

/* Deeper than the scan keeps, an interpolation is read as text, and its end is still found. */
TEST(names_give_up_on_deep_interpolations)
{
    static char code[400];
    for (u32 depth = 1; depth <= 8; depth++) {
        usize at = 0;
        for (u32 i = 0; i < depth; i++, at += 3) memcpy(code + at, "`${", 3);
        memcpy(code + at, "here", 5);
        CHECK(finds(LANGUAGE_JAVASCRIPT, code, "here"));
        at += 4;
        for (u32 i = 0; i < depth; i++, at += 2) memcpy(code + at, "}`", 2);
        memcpy(code + at, ";gone", 6);
        CHECK(finds(LANGUAGE_JAVASCRIPT, code, "gone"));
        CHECK(finds(LANGUAGE_JAVASCRIPT, code, "here"));
    }
    CHECK(!finds(LANGUAGE_JAVASCRIPT, "`${`${`${`${`${`${`${`${`${here", "here"));
}

TEST(names_know_their_bytes)
{
    static const char START[] = "azAZ_$", NOT[] = "@[`{/:-. \n\x7f";
    for (u32 i = 0; i < sizeof START - 1; i++)
        CHECK(name_is_start((u8)START[i]) && name_is_part((u8)START[i]));
    for (u32 i = 0; i < sizeof NOT; i++)
        CHECK(!name_is_start((u8)NOT[i]) && !name_is_part((u8)NOT[i]));
    CHECK(name_is_start(0x80) && name_is_start(0xff));
    CHECK(!name_is_start('0') && name_is_part('0') && name_is_part('9'));
}

static void check_tokens(const char *code, const char *const *tokens)
{
    usize at = 0;
    for (; *tokens; tokens++) CHECK_STR(names_token(str_of(code), &at), str_of(*tokens));
    CHECK_EQ(names_token(str_of(code), &at).bytes, 0);
    CHECK_EQ(names_token(str_of(code), &at).bytes, 0);
}
#define TOKENS(code, ...) check_tokens(code, (const char *const[]){__VA_ARGS__ NULL})

TEST(names_cut_code_into_tokens)
{
    TOKENS("", );
    TOKENS(" \n\t", );
    TOKENS("\"'`", );
    TOKENS("a", "a", );
    TOKENS("a += b1;", "a", "+=", "b1", ";", );
    TOKENS("f(x)[0]", "f", "(", "x", ")", "[", "0", "]", );
    TOKENS("a===b", "a", "===", "b", );
    TOKENS("a=-b", "a", "=-", "b", );
    TOKENS("{};,.", "{", "}", ";", ",", ".", );
    TOKENS("a.b", "a", ".", "b", );
    TOKENS("=>{", "=>", "{", );
    TOKENS("'text here'", "text", "here", );
    TOKENS("a\"b\"", "a", "b", );
    TOKENS("+\"b", "+", "b", );
    TOKENS("\xc3\xa9t\xc3\xa9+1", "\xc3\xa9t\xc3\xa9", "+", "1", );
}

TEST(names_hash_tells_tokens_apart)
{
    CHECK(names_hash(STR("let")) == names_hash(STR("let")));
    CHECK(names_hash(STR("let")) != names_hash(STR("Let")));
    CHECK(names_hash(STR("let")) != 0 && names_hash(STR("")) != 0);
}

TEST_MAIN
