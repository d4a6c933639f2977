/* The syntax sandbox: units and hashes in every language, findings, limits, hostile text, memory
 * that ends. */
#include "core/test.h"

#include "code/language.h"
#include "code/outline.h"
#include "mentor/catalogue.h"
#include "syntax/bounds.h"
#include "syntax/grammar.h"
#include "syntax/heap.h"
#include "syntax/syntax.h"

static _Alignas(8) u8 kept[2][4 << 20];

/* Outlines a text and keeps the bytes in one of two places, so that two can be compared. */
static struct outline look_at(int place, u32 language, const char *text, usize bytes)
{
    u8 *inbox = syntax_inbox((u32)bytes);
    CHECK(inbox);
    memcpy(inbox, text, bytes);
    const u8 *result = syntax_outline(language, (u32)bytes);
    u32 length;
    memcpy(&length, result, sizeof length);
    CHECK(length <= sizeof kept[0]);
    memcpy(kept[place], result + 8, length);
    struct outline outline;
    CHECK(outline_read(&outline, (struct str){kept[place], length}));
    CHECK_EQ(outline.head->language, language & ~SYNTAX_PLAIN);
    CHECK_EQ(outline.head->text_bytes, bytes);
    CHECK_EQ(outline.head->catalogue, CATALOGUE_STAMP);
    CHECK_EQ(heap_used(), 0);
    return outline;
}

static struct outline look(enum language language, const char *text)
{
    return look_at(0, language, text, strlen(text));
}

/* Units as "kind name", children in parentheses: "class Door(function open(return))". */
static const char *drawing(const struct outline *outline, const char *text)
{
    static const char *const NAMES[] = {"?",    "function", "class",   "branch",
                                        "loop", "leave",    "declare", "statement"};
    static char out[8192];
    usize at = 0;
    u32 depth = 0;
    for (u32 i = 0; i < outline->head->unit_count; i++) {
        const struct unit *unit = &outline->units[i];
        CHECK(at < sizeof out - 200);
        for (; depth < unit->depth; depth++) out[at++] = '(';
        for (; depth > unit->depth; depth--) out[at++] = ')';
        if (at > 0 && out[at - 1] != '(') out[at++] = ' ';
        at += (usize)snprintf(out + at, 20, "%s", NAMES[unit->kind]);
        if (unit->name_at != OUTLINE_NOWHERE)
            at += (usize)snprintf(out + at, 100, ":%.*s", unit->name_bytes, text + unit->name_at);
        if (unit->flags & UNIT_BROKEN) out[at++] = '!';
    }
    for (; depth > 0; depth--) out[at++] = ')';
    out[at] = 0;
    return out;
}

static void check_drawing(enum language language, const char *text, const char *wanted)
{
    struct outline outline = look(language, text);
    const char *drawn = drawing(&outline, text);
    if (strcmp(drawn, wanted) != 0)
        fprintf(stderr, "%s\n  drawn  %s\n  wanted %s\n", text, drawn, wanted);
    CHECK(strcmp(drawn, wanted) == 0);
}

TEST(every_word_of_a_table_is_in_its_grammar)
{
    for (u32 i = 0; i < LANGUAGE_COUNT; i++) {
        const char *word = grammar_unknown_word((enum language)i);
        if (word) fprintf(stderr, "%s: %s\n", LANGUAGE_INFO[i].wire, word);
        CHECK(!word);
        CHECK_EQ(grammar_facts((enum language)i) != NULL, LANGUAGE_INFO[i].grammar);
    }
}

TEST(javascript_units)
{
    check_drawing(LANGUAGE_JAVASCRIPT,
                  "import { a } from 'a';\n"
                  "export class Door extends Wall {\n"
                  "  #open = false;\n"
                  "  constructor(n) { super(); this.n = n; }\n"
                  "}\n"
                  "const twice = (x) => { return x * 2; };\n"
                  "const half = (x) => x / 2;\n"
                  "for (let i = 0; i < 3; i++) { if (i) break; else twice(i); }\n"
                  "try { go(); } catch (e) { throw e; } finally { stop(); }\n"
                  "switch (a) { case 1: go(); break; default: stop(); }\n"
                  "const el = <b onClick={() => { go(); }}>hi</b>;\n",
                  "declare:a declare:Door(class:Door(declare:#open function:constructor(statement "
                  "statement))) "
                  "declare:twice(function:twice(leave)) declare:half "
                  "loop(branch(leave branch(statement))) "
                  "branch(statement branch(leave) branch(statement)) "
                  "branch(branch(statement leave) branch(statement)) "
                  "declare:el(function(statement))");
}

TEST(typescript_units)
{
    check_drawing(LANGUAGE_TYPESCRIPT,
                  "interface Shape { area(): number; }\n"
                  "type Id = string | number;\n"
                  "enum Color { Red, Green }\n"
                  "function f<T>(x: T, n = 1): T { let y: T = x; return y; }\n"
                  "abstract class A<T> implements Shape { private n: number = 0; area() { return "
                  "this.n; } }\n",
                  "class:Shape(declare:area) class:Id class:Color function:f(declare:y leave) "
                  "class:A(declare:n function:area(leave))");
}

TEST(python_units)
{
    check_drawing(LANGUAGE_PYTHON,
                  "import math\n"
                  "class Door:\n"
                  "    size = 3\n"
                  "    def open(self, how=1):\n"
                  "        if how > 2:\n"
                  "            return 1\n"
                  "        elif how:\n"
                  "            pass\n"
                  "        else:\n"
                  "            for i in range(3): print(i)\n"
                  "@cache\n"
                  "def f(x):\n"
                  "    while True:\n"
                  "        with open(x) as g: break\n"
                  "match a:\n"
                  "    case 1: pass\n",
                  "declare:math class:Door(statement function:open(branch(leave branch(statement) "
                  "branch(loop(statement))))) statement(function:f(loop(branch(leave)))) "
                  "branch(branch(statement))");
}

TEST(java_units)
{
    check_drawing(
        LANGUAGE_JAVA,
        "package a.b;\nimport java.util.List;\n"
        "public class Door {\n"
        "    private int n = 0;\n"
        "    Door(int n) { this.n = n; }\n"
        "    int open(List<String> xs) {\n"
        "        for (String x : xs) { if (x == null) continue; }\n"
        "        for (int i = 0; i < 3; i++) n++;\n"
        "        xs.forEach(x -> { print(x); });\n"
        "        return n;\n"
        "    }\n"
        "}\n",
        "declare declare class:Door(declare:n function:Door(statement) "
        "function:open(loop(branch(leave)) loop(statement) statement(function(statement)) leave))");
}

TEST(c_units)
{
    check_drawing(
        LANGUAGE_C,
        "#include <stdio.h>\n#define TWICE(x) ((x) * 2)\n"
        "struct point { int x, y; };\n"
        "static int *find(int *list, int n) {\n"
        "    struct point p = {1, 2};\n"
        "    for (int i = 0; i < n; i++) { if (list[i]) return list + i; }\n"
        "    switch (n) { case 1: break; default: n = 2; }\n"
        "    do n--; while (n > 0);\n"
        "    return NULL;\n"
        "}\n",
        "declare declare:TWICE class:point(declare:x) function:find(declare:p loop(branch(leave)) "
        "branch(branch(leave) branch(statement)) loop(statement) leave)");
}

TEST(cpp_units)
{
    check_drawing(
        LANGUAGE_CPP,
        "#include <vector>\nusing namespace std;\n"
        "template <typename T> class Box { public: T get() const { return t; } private: T t; };\n"
        "int Box::size(const vector<int> &v) {\n"
        "    for (auto &x : v) { cout << x; }\n"
        "    try { go(); } catch (int e) { throw; }\n"
        "    auto f = [&](int a) { return a; };\n"
        "}\n",
        "declare declare declare:Box(class:Box(statement function:get(leave) statement declare:t)) "
        "function:size(loop(statement) branch(statement branch(leave)) "
        "declare:f(function(leave)))");
}

TEST(go_units)
{
    check_drawing(LANGUAGE_GO,
                  "package main\nimport \"fmt\"\n"
                  "type Door struct { n int }\n"
                  "func (d *Door) Open(n int) (int, error) {\n"
                  "\tx, err := f(n)\n"
                  "\tif err != nil { return 0, err }\n"
                  "\tfor i := 0; i < 3; i++ { d.n += i }\n"
                  "\tswitch { case x > 1: go f(1)\n default: defer f(2)\n }\n"
                  "\treturn x, nil\n"
                  "}\n",
                  "declare declare class:Door(declare:n) function:Open(declare:x branch(leave) "
                  "loop(statement) "
                  "branch(branch(statement) branch(statement)) leave)");
}

TEST(rust_units)
{
    check_drawing(LANGUAGE_RUST,
                  "use std::io;\n"
                  "struct Door { n: u32 }\n"
                  "impl Door {\n"
                  "    fn open(&mut self, k: u32) -> u32 {\n"
                  "        let mut x = k;\n"
                  "        for i in 0..3 { if i > 1 { break; } else { x += i; } }\n"
                  "        match x { 0 => return 1, _ => {} }\n"
                  "        x + 1\n"
                  "    }\n"
                  "}\n",
                  "declare class:Door(declare:n) class:Door(function:open(declare:x "
                  "loop(branch(leave branch(statement))) branch(branch(leave) branch) statement))");
}

/* ---- hashes ---- */

struct pair {
    struct outline a, b;
};

static struct pair look_twice(enum language language, const char *a, const char *b)
{
    struct pair pair = {look_at(0, language, a, strlen(a)), look_at(1, language, b, strlen(b))};
    return pair;
}

/* How many units differ in a hash; -1 when there are not as many units. */
static int differing(const struct pair *pair, usize hash)
{
    int count = 0;
    if (pair->a.head->unit_count != pair->b.head->unit_count) return -1;
    for (u32 i = 0; i < pair->a.head->unit_count; i++)
        count += memcmp((const char *)&pair->a.units[i] + hash,
                        (const char *)&pair->b.units[i] + hash, 8) != 0;
    return count;
}
#define EXACT offsetof(struct unit, exact)
#define SHAPE offsetof(struct unit, shape)
#define TREE  offsetof(struct unit, tree)

static void check_differing(enum language language, const char *a, const char *b, int exact,
                            int shape)
{
    struct pair pair = look_twice(language, a, b);
    int found_exact = differing(&pair, EXACT), found_shape = differing(&pair, SHAPE);
    if (found_exact != exact || found_shape != shape) fprintf(stderr, "--- %s\n+++ %s\n", a, b);
    CHECK_EQ(found_exact, exact);
    CHECK_EQ(found_shape, shape);
}

/* The same program twice: as it is, and with comments and other white space. */
static const struct {
    enum language language;
    const char *plain, *dressed;
} DRESSED[] = {
    {LANGUAGE_JAVASCRIPT, "function f(a, b) {\n  return [a, b];\n}\nlet s = `x${f(1, 2)}y`;\n",
     "// a\nfunction f(a,\n  b) { /* why */\n\n    return [ a , b, ] // b\n}\nlet s   = `x${ f( "
     "1,2 ) /* c */}y`\n"},
    {LANGUAGE_TYPESCRIPT, "let a: number[] = [1, 2];\nf<number>(a);\n",
     "let a:number[]=[\n1,\n2,\n]\n/** doc */\nf<number>( a )\n"},
    {LANGUAGE_PYTHON, "def f(a, b):\n    if a:\n        return (a,)\n    print(a, b)\n",
     "# x\ndef f( a,b, ):  # y\n  if a:\n\n    # z\n    return ( a, )\n  print( a ,\n    b )\n"},
    {LANGUAGE_JAVA, "class A { int f(int a) { return a + 1; } }\n",
     "/** doc */ class A\n{\n  int f( int a )\n  {\n    return a+1; // one\n  }\n}\n"},
    {LANGUAGE_C, "#define N 3 + x\nint f(int *a) { return *a + N; }\n",
     "/* n */\n#define N  3  +  x  // three\nint f(int * a)\n{\n    return * a + N; /* n */\n}\n"},
    {LANGUAGE_CPP, "int f(std::vector<int> &v) { return v[0]; }\n",
     "int f( std::vector< int > & v ) // x\n{\n  return v[ 0 ];\n}\n"},
    {LANGUAGE_GO, "package a\nfunc f(a int) int { return a }\nfunc g() { f(1); f(2) }\n",
     "package a\n\n// f\nfunc f(a int) int {\n\treturn a // a\n}\nfunc g() {\n\tf(1)\n\tf(2)\n}\n"},
    {LANGUAGE_RUST, "fn f(a: u32) -> u32 { g(a, 1) }\n",
     "/// doc\nfn f( a : u32, ) -> u32\n{ // x\n    g( a , 1 ) /* y */\n}\n"},
    {LANGUAGE_KOTLIN, "fun f(a: Int) {\n  return a\n}\n",
     "/* x\n y */\n\nfun f(a:Int)   { // z\n\n      return a\n}"},
    {LANGUAGE_LUA, "local a = 1\nprint(a)\n", "--[[ x\n y ]]\nlocal a=1 -- one\n\n  print( a )\n"},
    {LANGUAGE_RUBY, "def f(a)\n  a + 1\nend\n", "# f\ndef f( a ) # a\n\n      a+1\nend # f\n"},
    {LANGUAGE_HTML, "<p>\nhello\n</p>\n", "<!-- a\n b -->\n<p>\n\n  hello <!-- c -->\n</p>"},
};

TEST(comments_and_space_leave_no_trace)
{
    for (u32 i = 0; i < ARRAY_LEN(DRESSED); i++) {
        check_differing(DRESSED[i].language, DRESSED[i].plain, DRESSED[i].dressed, 0, 0);
        struct pair pair = look_twice(DRESSED[i].language, DRESSED[i].plain, DRESSED[i].dressed);
        CHECK_EQ(differing(&pair, TREE), 0);
        for (u32 k = 0; k < pair.a.head->unit_count; k++)
            CHECK_EQ(pair.a.units[k].weight, pair.b.units[k].weight);
    }
}

/* The same program with a local name, a parameter, a function, a class or a member renamed
 * everywhere. */
static const struct {
    enum language language;
    const char *before, *after;
} RENAMED[] = {
    {LANGUAGE_JAVASCRIPT, "function f(a) { let b = a; return g(() => { b++; }); }\nf(1);\n",
     "function next(x) { let y = x; return g(() => { y++; }); }\nnext(1);\n"},
    {LANGUAGE_JAVASCRIPT,
     "class A { n = 0; up() { this.n += 1; } }\nconst {k, m: [v]} = new A();\nprint(k, v);\n",
     "class B { count = 0; add() { this.count += 1; } }\nconst {k, m: [w]} = new B();\nprint(k, "
     "w);\n"},
    {LANGUAGE_TYPESCRIPT, "function f<T>(a: T, b?: number) { const c = a; return c; }\n",
     "function f<T>(x: T, y?: number) { const z = x; return z; }\n"},
    {LANGUAGE_PYTHON,
     "def f(a, *b, c=1):\n    for d in a:\n        with open(d) as e:\n            print(d, e, [x "
     "for x in b], c)\n",
     "def g(a1, *b1, c1=1):\n    for d1 in a1:\n        with open(d1) as e1:\n            "
     "print(d1, e1, [y for y in b1], c1)\n"},
    {LANGUAGE_JAVA,
     "class A { int n; void f(String s) { for (int i = 0; i < n; i++) print(s, i); } }\n",
     "class B { int m; void g(String t) { for (int k = 0; k < m; k++) print(t, k); } }\n"},
    {LANGUAGE_C,
     "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }\n",
     "int f(int *b, int m) { int t = 0; for (int k = 0; k < m; k++) t += b[k]; return t; }\n"},
    {LANGUAGE_CPP,
     "int f(const std::string &a) { auto g = [&](int b) { return b; }; for (char c : a) g(c); }\n",
     "int f(const std::string &x) { auto h = [&](int y) { return y; }; for (char z : x) h(z); }\n"},
    {LANGUAGE_GO,
     "package m\nfunc f(a []int) int {\n\ts := 0\n\tfor _, x := range a {\n\t\ts += "
     "x\n\t}\n\treturn s\n}\n",
     "package m\nfunc f(b []int) int {\n\tt := 0\n\tfor _, y := range b {\n\t\tt += "
     "y\n\t}\n\treturn t\n}\n"},
    {LANGUAGE_RUST,
     "fn f(a: Vec<u32>) -> u32 { let mut s = 0; for x in a { s += x; } if let Some(y) = g() { s += "
     "y; } s }\n",
     "fn f(b: Vec<u32>) -> u32 { let mut t = 0; for z in b { t += z; } if let Some(w) = g() { t += "
     "w; } t }\n"},
    {LANGUAGE_KOTLIN, "fun f(a: Int) {\n  val b = a\n  print(b)\n}\n",
     "fun f(x: Int) {\n  val y = x\n  print(y)\n}\n"},
};

TEST(a_consistent_rename_moves_no_shape)
{
    for (u32 i = 0; i < ARRAY_LEN(RENAMED); i++) {
        struct pair pair = look_twice(RENAMED[i].language, RENAMED[i].before, RENAMED[i].after);
        if (differing(&pair, SHAPE) != 0)
            fprintf(stderr, "%s%s", RENAMED[i].before, RENAMED[i].after);
        CHECK_EQ(differing(&pair, SHAPE), 0);
        CHECK(differing(&pair, EXACT) > 0);
    }
}

TEST(another_meaning_moves_exact_and_shape)
{
    check_differing(LANGUAGE_JAVASCRIPT, "let a = 1;\nf(a);\n", "let a = 2;\nf(a);\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "let a = `x ${b} y`;\n", "let a = `x ${b} z`;\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "let a = `x ${b} y`;\n", "let a = `x ${c} y`;\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "if (a < b) f();\n", "if (a <= b) f();\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "for (;;) f();\n", "for (;f();) f();\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "let s = 'a b';\n", "let s = 'a  b';\n", 1, 1);
    check_differing(LANGUAGE_JAVASCRIPT, "async function f() { await g(); }\n",
                    "async function f() { g(); }\n", 1, 1);
    check_differing(LANGUAGE_TYPESCRIPT, "let a = `x ${b} y`;\n", "let a = `w ${b} y`;\n", 1, 1);
    check_differing(LANGUAGE_PYTHON, "x = 'it'\n", "x = 'is'\n", 1, 1);
    check_differing(LANGUAGE_PYTHON, "x = f'a {b} c'\n", "x = f'a {b} d'\n", 1, 1);
    check_differing(LANGUAGE_PYTHON, "x = f'a {b}'\n", "x = f'a {c}'\n", 1, 1);
    check_differing(LANGUAGE_PYTHON, "x = (1,)\n", "x = (1)\n", 1, 1);
    check_differing(LANGUAGE_PYTHON, "a = 'x' 'y'\n", "a = 'x' 'z'\n", 1, 1);
    check_differing(LANGUAGE_JAVA, "class A { String f() { return \"a\"; } }\n",
                    "class A { String f() { return \"b\"; } }\n", 1, 1);
    check_differing(LANGUAGE_C, "#define N 3\n", "#define N 4\n", 1, 1);
    check_differing(LANGUAGE_C, "int f(void) { return 'a'; }\n", "int f(void) { return 'b'; }\n", 1,
                    1);
    check_differing(LANGUAGE_CPP, "auto s = R\"(a)\";\n", "auto s = R\"(b)\";\n", 1, 1);
    check_differing(LANGUAGE_GO, "package a\nvar s = `a`\n", "package a\nvar s = `b`\n", 1, 1);
    check_differing(LANGUAGE_RUST, "fn f() { println!(\"a {}\", x); }\n",
                    "fn f() { println!(\"b {}\", x); }\n", 1, 1);
    check_differing(LANGUAGE_SWIFT, "let a = 1\nprint(a)\n", "let a = 2\nprint(a)\n", 1, 1);
    /* Two variables exchanged are not a rename: the second use differs. */
    check_differing(LANGUAGE_C, "int f(int a, int b) { return a - b; }\n",
                    "int f(int a, int b) { return b - a; }\n", 1, 1);
}

TEST(a_move_keeps_hashes_and_changes_the_tree_around)
{
    struct pair pair =
        look_twice(LANGUAGE_PYTHON, "def f():\n    a()\n    b()\n", "def f():\n    b()\n    a()\n");
    CHECK_EQ(pair.a.units[1].exact == pair.b.units[2].exact, true);
    CHECK_EQ(pair.a.units[2].exact == pair.b.units[1].exact, true);
    CHECK_EQ(pair.a.units[0].exact == pair.b.units[0].exact, true);
    CHECK_EQ(pair.a.units[0].tree == pair.b.units[0].tree, false);
    /* Out of the loop and in again: only the indentation differs. */
    pair = look_twice(LANGUAGE_PYTHON, "for i in x:\n    a()\n    b()\n",
                      "for i in x:\n    a()\nb()\n");
    CHECK_EQ(differing(&pair, EXACT), 0);
    CHECK_EQ(pair.a.units[2].depth, 1);
    CHECK_EQ(pair.b.units[2].depth, 0);
    CHECK_EQ(pair.a.units[0].tree == pair.b.units[0].tree, false);
}

TEST(weights_follow_the_header)
{
    struct outline outline =
        look(LANGUAGE_JAVASCRIPT, "a;\nf(1, b);\nif (x) {}\nfunction g(n) {}\n");
    CHECK_EQ(outline.units[0].weight, 1);             /* a name */
    CHECK_EQ(outline.units[1].weight, 1 + 2 + 2 + 1); /* f, its call, 1, b */
    CHECK_EQ(outline.units[2].weight, 4 + 1);         /* if, x */
    CHECK_EQ(outline.units[3].weight, 6 + 1 + 1 + 1); /* head, function, g, n */
}

/* ---- errors ---- */

TEST(an_error_is_flagged_where_it_is)
{
    const char *text = "let a = 1;\nfunction f() {\n  let b = ;\n  return b;\n}\nlet c = 2;\n";
    struct outline outline = look(LANGUAGE_JAVASCRIPT, text);
    CHECK(outline.head->flags & OUTLINE_ERROR);
    CHECK(!(outline.head->flags & OUTLINE_LEXED));
    CHECK(outline.head->error_count > 0);
    CHECK(outline.head->error_at >= strlen("let a = 1;\nfunction f() {\n") &&
          outline.head->error_at < strstr(text, "return") - text);
    CHECK_EQ(outline.units[0].flags, 0);
    CHECK_EQ(outline.units[outline.head->unit_count - 1].flags, 0);
    bool broken = false;
    for (u32 i = 0; i < outline.head->unit_count; i++)
        broken |= outline.units[i].flags & UNIT_BROKEN;
    CHECK(broken);
    outline = look(LANGUAGE_JAVASCRIPT, "let a = 1;\n");
    CHECK_EQ(outline.head->flags, 0);
    CHECK_EQ(outline.head->error_count, 0);
    CHECK_EQ(outline.head->error_at, OUTLINE_NOWHERE);
}

static const struct tip *tip_of(const struct finding *finding)
{
    CHECK(finding->tip < CATALOGUE_COUNT);
    return &CATALOGUE[finding->tip];
}

TEST(findings_carry_place_and_names)
{
    const char *text = "let lives = 3;\nif (lives = 0) stop();\n";
    struct outline outline = look(LANGUAGE_JAVASCRIPT, text);
    CHECK_EQ(outline.head->finding_count, 1);
    const struct finding *finding = &outline.findings[0];
    CHECK(strcmp(tip_of(finding)->id, "assignment-in-condition") == 0);
    CHECK(strncmp(text + finding->start, "lives = 0", finding->end - finding->start) == 0);
    CHECK_EQ(finding->slot_count, 1);
    CHECK(strncmp(text + finding->slots[0].at, "lives", finding->slots[0].bytes) == 0);
}

TEST(a_finding_near_an_error_is_dropped)
{
    CHECK_EQ(look(LANGUAGE_JAVASCRIPT, "if (a = 0) stop();\n").head->finding_count, 1);
    CHECK_EQ(look(LANGUAGE_JAVASCRIPT, "if (a = 0) stop(;\n").head->finding_count, 0);
    CHECK_EQ(look(LANGUAGE_JAVASCRIPT, "if (a = 0 { stop(); }\n").head->finding_count, 0);
    /* An error elsewhere does not silence it. */
    CHECK_EQ(
        look(LANGUAGE_JAVASCRIPT, "if (a = 0) { stop(); }\nlet b = = 2;\n").head->finding_count, 1);
}

TEST(a_name_too_long_to_quote_silences_its_finding)
{
    char text[200] = "if (";
    memset(text + 4, 'a', SLOT_BYTES_MAX);
    strcpy(text + 4 + SLOT_BYTES_MAX, " = 0) stop();\n");
    CHECK_EQ(look(LANGUAGE_JAVASCRIPT, text).head->finding_count, 1);
    memset(text + 4, 'a', SLOT_BYTES_MAX + 1);
    strcpy(text + 5 + SLOT_BYTES_MAX, " = 0) stop();\n");
    CHECK_EQ(look(LANGUAGE_JAVASCRIPT, text).head->finding_count, 0);
}

TEST(findings_are_cut_at_their_limit_and_stay_in_order)
{
    static char text[64 * 1024];
    usize at = 0;
    for (int i = 0; i < 500; i++) at += (usize)sprintf(text + at, "if (a%d = 0) stop();\n", i);
    struct outline outline = look(LANGUAGE_JAVASCRIPT, text);
    CHECK_EQ(outline.head->finding_count, FINDINGS_MAX);
    for (u32 i = 1; i < FINDINGS_MAX; i++)
        CHECK(outline.findings[i - 1].start < outline.findings[i].start);
}

/* ---- the plain lexer ---- */

TEST(the_plain_lexer_makes_a_unit_a_line)
{
    check_drawing(LANGUAGE_KOTLIN,
                  "import a.b\nfun f(x: Int): Int {\n  if (x > 1) {\n    return 1\n  }\n\n  // "
                  "note\n  val s = \"// no\"\n}\n",
                  "declare function branch leave statement declare statement");
    struct outline outline = look(LANGUAGE_KOTLIN, "a\nb\n");
    CHECK_EQ(outline.head->flags, OUTLINE_LEXED);
    check_drawing(LANGUAGE_PLAIN, "Dear reader, it's me.\n\nBye.\n", "statement statement");
    check_drawing(LANGUAGE_SQL, "select 'a' -- x\nfrom t /* y\n z */ where a = 1\n",
                  "statement statement statement");
    check_drawing(LANGUAGE_SHELL, "# x\nfor a in b; do\n  echo \"$a # no\"\ndone\n",
                  "loop statement statement");
    check_drawing(LANGUAGE_PLAIN, "", "");
    CHECK_EQ(look(LANGUAGE_PYTHON, "").head->unit_count, 0);
}

/* ---- limits ---- */

static struct outline look_repeated(enum language language, const char *piece, usize bytes)
{
    static char text[TEXT_BYTES_MAX];
    usize length = strlen(piece);
    for (usize i = 0; i < bytes; i++) text[i] = piece[i % length];
    return look_at(0, language, text, bytes);
}

TEST(too_many_units_are_cut)
{
    struct outline outline = look_repeated(LANGUAGE_JAVASCRIPT, "f(1);\n", 6 * OUTLINE_UNITS_MAX);
    CHECK_EQ(outline.head->unit_count, OUTLINE_UNITS_MAX);
    CHECK_EQ(outline.head->flags, 0);
    outline = look_repeated(LANGUAGE_JAVASCRIPT, "f(1);\n", 6 * OUTLINE_UNITS_MAX + 6);
    CHECK_EQ(outline.head->unit_count, OUTLINE_UNITS_MAX);
    CHECK_EQ(outline.head->flags, OUTLINE_CUT);
    outline = look_repeated(LANGUAGE_KOTLIN, "f(1)\n", 5 * OUTLINE_UNITS_MAX + 5);
    CHECK_EQ(outline.head->flags, OUTLINE_CUT | OUTLINE_LEXED);
}

TEST(what_is_cut_still_counts_in_the_last_unit)
{
    static char a[6 * (OUTLINE_UNITS_MAX + 10) + 1], b[sizeof a];
    for (usize i = 0; i + 6 < sizeof a; i += 6) memcpy(a + i, "f(1);\n", 6);
    memcpy(b, a, sizeof a);
    b[sizeof b - 8] = '2';
    CHECK(strcmp(a, b) != 0);
    struct pair pair = {look_at(0, LANGUAGE_JAVASCRIPT, a, sizeof a - 1),
                        look_at(1, LANGUAGE_JAVASCRIPT, b, sizeof b - 1)};
    pair.b.head = pair.b.head;
    CHECK(pair.a.units[0].exact == pair.b.units[0].exact);
    b[sizeof b - 8 - 5] = '2';
    CHECK_EQ(differing(&pair, EXACT), 0 + (pair.a.units[OUTLINE_UNITS_MAX - 1].exact !=
                                           pair.b.units[OUTLINE_UNITS_MAX - 1].exact));
}

TEST(units_nest_only_so_deep)
{
    static char text[4096];
    usize at = 0;
    for (int i = 0; i < 100; i++) at += (usize)sprintf(text + at, "if (a) {\n");
    for (int i = 0; i < 100; i++) at += (usize)sprintf(text + at, "}\n");
    struct outline outline = look(LANGUAGE_C, text);
    CHECK_EQ(outline.head->unit_count, OUTLINE_DEPTH_MAX);
    CHECK_EQ(outline.units[OUTLINE_DEPTH_MAX - 1].depth, OUTLINE_DEPTH_MAX - 1);
    CHECK(outline.units[OUTLINE_DEPTH_MAX - 1].weight > 100);
}

TEST(a_text_over_the_limit_has_no_inbox)
{
    CHECK(syntax_inbox(TEXT_BYTES_MAX) != NULL);
    CHECK(syntax_inbox(TEXT_BYTES_MAX + 1) == NULL);
}

static const char *const NASTY[] = {
    "(",         "[",    "{",       "([{",   "\"",       "'",        "`",       "`${",
    "\"\"\"",    "/*",   "//",      "<",     "<a ",      "f(",       "a=>",     "a?",
    "a.",        "-",    "!",       "if(a)", "if a:\n ", "x:",       "#if 1\n", "#define a(",
    "template<", "R\"(", "r#\"",    "|",     "fn(",      "else ",    "case 1:", "a<b>",
    "\\",        "@",    "$",       "0",     "\n",       "\t",       " ",       "{a:",
    "[a,",       "a,",   "lambda:", "f'{",   "async ",   "new ",     "...",     "'a",
    "func(",     "#[",   "!(",      "&",     "*",        "\xc3\xa9", "\xff",    "\xe2\x80\xa8",
};

/* All of them short, and for each language a few of the largest size. */
TEST(nasty_texts_end)
{
    for (u32 i = 0; i < ARRAY_LEN(NASTY); i++)
        for (u32 language = 0; language < LANGUAGE_CSHARP; language++) {
            bool large = i % 29 == language;
            look_repeated((enum language)language, NASTY[i], large ? TEXT_BYTES_MAX : 2000);
        }
}

TEST(random_bytes_end)
{
    static char text[TEXT_BYTES_MAX];
    u64 state = 42;
    for (u32 round = 0; round < 3; round++) {
        for (usize i = 0; i < sizeof text; i++) {
            state = state * 6364136223846793005ull + 1442695040888963407ull;
            u32 value = (u32)(state >> 33);
            text[i] = round == 0   ? (char)value
                      : round == 1 ? (char)(32 + value % 95)
                                   : "(){}[];=,. \n'\"`<>:a1"[value % 21];
        }
        for (u32 language = 0; language < LANGUAGE_CSHARP; language++)
            look_at(0, (enum language)language, text, language % 3 == round ? sizeof text : 30000);
    }
    memset(text, 0, sizeof text);
    for (u32 language = 0; language < LANGUAGE_COUNT; language++)
        look_at(0, (enum language)language, text, language == 1 ? sizeof text : 5000);
}

TEST(the_same_text_gives_the_same_bytes)
{
    for (u32 i = 0; i < ARRAY_LEN(DRESSED); i++) {
        const char *text = DRESSED[i].dressed;
        struct pair pair = {look_at(0, DRESSED[i].language, text, strlen(text)), {0}};
        look_repeated(LANGUAGE_JAVASCRIPT, NASTY[i], 3000);
        memcpy(kept[1], kept[0], sizeof kept[0]);
        pair.a = look_at(1, DRESSED[i].language, text, strlen(text));
        pair.b = look_at(0, DRESSED[i].language, text, strlen(text));
        usize bytes = sizeof *pair.a.head + pair.a.head->unit_count * sizeof(struct unit) +
                      pair.a.head->finding_count * sizeof(struct finding);
        CHECK_EQ(memcmp(pair.a.head, pair.b.head, bytes), 0);
    }
}

/* ---- memory ---- */

TEST(scratch_is_zero_after_a_call)
{
    look(LANGUAGE_JAVASCRIPT, "let secret = 'do not keep me';\nfunction f() { return secret; }\n");
#ifndef SYNTAX_LIBC_HEAP
    const u8 *memory = heap_alloc(1 << 20);
    for (usize i = 0; i < 1 << 20; i++) CHECK_EQ(memory[i], 0);
    heap_wipe();
#endif
    const u8 *inbox = syntax_inbox(2);
    for (usize i = 2; i < 100; i++) CHECK_EQ(inbox[i], 0);
}

/* Memory that ends at any allocation of a call gives the plain outline; the next call is as if
 * nothing had happened. */
TEST(memory_may_end_at_any_allocation)
{
    const char *text = "class A { f(a) { if (a = 1) { return `x${a}`; } } }\nlet b = ;\n";
    struct outline whole = look_at(1, LANGUAGE_JAVASCRIPT, text, strlen(text));
    usize units = whole.head->unit_count * sizeof(struct unit);
    bool ended = true;
    u32 n;
    for (n = 1; ended; n++) {
        heap_fail_at(n);
        struct outline outline = look_at(0, LANGUAGE_JAVASCRIPT, text, strlen(text));
        heap_fail_at(0);
        ended = outline.head->flags & OUTLINE_LEXED;
        if (!ended) CHECK_EQ(memcmp(outline.units, whole.units, units), 0);
        struct outline again = look_at(0, LANGUAGE_JAVASCRIPT, text, strlen(text));
        CHECK_EQ(again.head->unit_count, whole.head->unit_count);
        CHECK_EQ(memcmp(again.units, whole.units, units), 0);
    }
    CHECK(n > 20);
}

TEST(the_plain_lexer_can_be_asked_for)
{
    struct outline outline = look_at(0, LANGUAGE_JAVASCRIPT | SYNTAX_PLAIN, "f(1);\ng();\n", 11);
    CHECK_EQ(outline.head->flags, OUTLINE_LEXED);
    CHECK_EQ(outline.head->unit_count, 2);
}

/* Many texts in many languages, one after the other, give what each gives first: no call leaves a
 * trace. */
TEST(no_call_leaves_a_trace)
{
    enum { TEXTS = ARRAY_LEN(DRESSED) };
    static u64 first[TEXTS];
    u64 state = 1;
    for (u32 step = 0; step < 400; step++) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        u32 i = step < TEXTS ? step : (u32)(state >> 33) % TEXTS;
        if (step % 7 == 3) look_repeated(DRESSED[i].language, NASTY[step % ARRAY_LEN(NASTY)], 700);
        const char *text = step % 2 ? DRESSED[i].plain : DRESSED[i].dressed;
        struct outline outline = look_at(0, DRESSED[i].language, text, strlen(text));
        u64 hash = 0;
        for (u32 k = 0; k < outline.head->unit_count; k++) hash = hash * 31 + outline.units[k].tree;
        if (step < TEXTS) first[i] = hash;
        CHECK(first[i] == hash);
    }
}

TEST(the_heap_keeps_blocks_apart)
{
    enum { COUNT = 2000 };
    static u8 *blocks[COUNT];
    static usize sizes[COUNT];
    u64 state = 7;
    for (u32 step = 0; step < 60000; step++) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        u32 i = (u32)(state >> 40) % COUNT;
        usize bytes = (usize)(state >> 20) % (step % 100 == 0 ? 20000 : 200);
        for (usize k = 0; blocks[i] && k < sizes[i]; k++) CHECK_EQ(blocks[i][k], (u8)i);
        if (blocks[i] && step % 3 == 0) {
            heap_free(blocks[i]);
            blocks[i] = NULL;
            continue;
        }
        blocks[i] = heap_resize(blocks[i], bytes);
        CHECK_EQ((usize)blocks[i] % 8, 0);
        memset(blocks[i], (int)(u8)i, bytes);
        sizes[i] = bytes;
    }
    heap_wipe();
    CHECK_EQ(heap_used(), 0);
}

TEST_MAIN
