/* What must not leave in a prompt, and what must not be taken for it. The secrets are made up; they
 * are written in pieces so that nobody's scanner takes this file for a leak. */
#include "mentor/mask.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "core/random.h"
#include "core/rows.h"
#include "core/test.h"

/* The line as the prompt would show it; `mask` may go over many. */
static struct str masked(struct mask *mask, struct str line)
{
    static u8 memory[1 << 16];
    struct buf out;
    struct mask_span span;
    usize at = 0;
    buf_init(&out, memory, sizeof memory);
    mask_line(mask, line);
    while (mask_next(mask, &span)) {
        CHECK(span.from >= at && span.from < span.to && span.to <= line.bytes);
        buf_put(&out, line.at + at, span.from - at);
        buf_put_text(&out, MASK_SHOWN);
        at = span.to;
    }
    buf_put(&out, line.at + at, line.bytes - at);
    CHECK(!out.overflow);
    return buf_str(&out);
}

#define S MASK_SHOWN
#define R "b3J7kQ9xT2mZ5wL8" /* looks random */

static const struct {
    const char *line, *shown;
} SECRETS[] = {
    /* a name that says it */
    {"password = \"hunter2\"", "password = \"" S "\""},
    {"const dbPassword = 'x';", "const dbPassword = '" S "';"},
    {"let PASSWORD: string = `abc def`;", "let PASSWORD: string = `" S "`;"},
    {"password: str = \"hunter2\"", "password: str = \"" S "\""},
    {"pwd := \"letmein\"", "pwd := \"" S "\""},
    {"var password string = \"letmein\"", "var password string = \"" S "\""},
    {"char password[20] = \"letmein\";", "char password[20] = \"" S "\";"},
    {"const char *API_KEY = \"abcdef\";", "const char *API_KEY = \"" S "\";"},
    {"#define WIFI_PASSWORD \"letmein\"", "#define WIFI_PASSWORD \"" S "\""},
    {"let secret: &str = \"abc\";", "let secret: &str = \"" S "\";"},
    {"let secret = String::from(\"abc\");", "let secret = String::from(\"" S "\");"},
    {"String passwd = new String(\"abc\");", "String passwd = new String(\"" S "\");"},
    {"$db_pass = 'letmein';", "$db_pass = '" S "';"},
    {"'password' => 'letmein',", "'password' => '" S "',"},
    {"{\"password\": \"letmein\", \"user\": \"bob\"}",
     "{\"password\": \"" S "\", \"user\": \"bob\"}"},
    {"config[\"api_key\"] = \"abcdef\"", "config[\"api_key\"] = \"" S "\""},
    {"client_secret: \"abcdef\",", "client_secret: \"" S "\","},
    {"connect(user=\"bob\", password=\"letmein\")", "connect(user=\"bob\", password=\"" S "\")"},
    {"if password == \"letmein\":", "if password == \"" S "\":"},
    {"if (password === 'letmein') {", "if (password === '" S "') {"},
    {"if (password.equals(\"letmein\")) {", "if (password.equals(\"" S "\")) {"},
    {"key = process.env.API_KEY || 'abc123';", "key = process.env.API_KEY || '" S "';"},
    {"os.environ.get(\"SECRET_KEY\", \"abc123\")", "os.environ.get(\"SECRET_KEY\", \"" S "\")"},
    {"password = 12345", "password = " S},
    {"token = \"a1b2c3d4e5\"", "token = \"" S "\""},
    {"accessToken: 'a1b2c3d4',", "accessToken: '" S "',"},
    {"password = f\"hunter{n}\"", "password = f\"" S "\""},
    {"password = \"\"\"hunter2\"\"\"", "password = \"\"\"" S "\"\"\""},
    {"secret = \"part one\" + \"part two\"", "secret = \"" S "\" + \"" S "\""},
    {"passphrase = \"correct horse battery staple\"", "passphrase = \"" S "\""},
    {"s = \"{\\\"password\\\": \\\"letmein\\\"}\"", "s = \"{\\\"password\\\": \\\"" S "\\\"}\""},
    {"<password>letmein</password>", "<password>" S "</password>"},
    {"<bean password=\"letmein\"/>", "<bean password=\"" S "\"/>"},
    /* without quotes */
    {"DB_PASSWORD=hunter2", "DB_PASSWORD=" S},
    {"export API_KEY=abc123def", "export API_KEY=" S},
    {"password: hunter2", "password: " S},
    {"url = \"https://x.org/?api_key=abc123&q=1\"", "url = \"https://x.org/?api_key=" S "&q=1\""},
    {"cs = \"Server=db;User Id=sa;Password=letmein;\"",
     "cs = \"Server=db;User Id=sa;Password=" S ";\""},
    {"h = \"X-Api-Key: abc123def\"", "h = \"X-Api-Key: " S "\""},
    {"# password: hunter2", "# password: " S},
    /* headers, URLs */
    {"Authorization: Bearer abcd", "Authorization: Bearer " S},
    {"headers = {\"Authorization\": \"Bearer abc.def-123\"}",
     "headers = {\"Authorization\": \"Bearer " S "\"}"},
    {"-H 'Authorization: Basic dXNlcjpwYXNz'", "-H 'Authorization: Basic " S "'"},
    {"\"Authorization\": \"token abc123\"", "\"Authorization\": \"token " S "\""},
    {"auth = \"Bearer \" + x; b = 'Bearer abcdef123'",
     "auth = \"Bearer \" + x; b = 'Bearer " S "'"},
    {"url = \"postgres://bob:letmein@db/x\"", "url = \"postgres://bob:" S "@db/x\""},
    {"redis://:letmein@localhost:6379", "redis://:" S "@localhost:6379"},
    {"mongodb+srv://u:p%40ss@c0.x.net/?a=b", "mongodb+srv://u:" S "@c0.x.net/?a=b"},
    {"sql.Open(\"mysql\", \"root:letmein@tcp(127.0.0.1:3306)/db\")",
     "sql.Open(\"mysql\", \"root:" S "@tcp(127.0.0.1:3306)/db\")"},
    {"git clone https://"
     "ghp_" R R "@github.com/x/y",
     "git clone https://" S "@github.com/x/y"},
    {"h.Set(\"Authorization\", \"Bearer \" + \"abc123def\")",
     "h.Set(\"Authorization\", \"Bearer \" + \"" S "\")"},
    {"curl -u admin:letmein https://x.org", "curl -u admin:" S " https://x.org"},
    {"secret_key_base: 0123456789abcdef", "secret_key_base: " S},
    {"if (pw == \"letmein\") {", "if (pw == \"" S "\") {"},
    /* shapes */
    {"id = 'AK"
     "IAIOSFODNN7EXAMPLE'",
     "id = '" S "'"},
    {"k = 'AS"
     "IAIOSFODNN7EXAMPLE'",
     "k = '" S "'"},
    {"# gh"
     "o_" R R,
     "# " S},
    {"x = 'github"
     "_pat_" R "_" R "'",
     "x = '" S "'"},
    {"x = 'gl"
     "pat-" R "'",
     "x = '" S "'"},
    {"openai.key('s"
     "k-proj-" R "-" R "')",
     "openai.key('" S "')"},
    {"x = 's"
     "k-" R R "'",
     "x = '" S "'"},
    {"x = 'sk-"
     "ant-api03-" R "'",
     "x = '" S "'"},
    {"x = 'AI"
     "zaSyA1" R R "_'",
     "x = '" S "'"},
    {"x = 'GOC"
     "SPX-" R "'",
     "x = '" S "'"},
    {"x = 'ya"
     "29." R R "'",
     "x = '" S "'"},
    {"x = 'xo"
     "xb-123456789012-" R "'",
     "x = '" S "'"},
    {"u = 'https://hooks."
     "slack.com/services/T0123/B0123/" R "'",
     "u = 'https://" S "'"},
    {"x = 's"
     "k_live_" R "'",
     "x = '" S "'"},
    {"x = 'r"
     "k_test_" R "'",
     "x = '" S "'"},
    {"x = 'wh"
     "sec_" R R "'",
     "x = '" S "'"},
    {"x = 'S"
     "G." R "." R "'",
     "x = '" S "'"},
    {"x = 'np"
     "m_" R R "'",
     "x = '" S "'"},
    {"x = 'py"
     "pi-AgE" R R "'",
     "x = '" S "'"},
    {"x = 'h"
     "f_" R R "'",
     "x = '" S "'"},
    {"x = 'sh"
     "pat_" R R "'",
     "x = '" S "'"},
    {"x = 'A"
     "C0123456789abcdef0123456789abcdef'",
     "x = '" S "'"},
    {"bot = '123456789"
     ":AAF" R R "'",
     "bot = '" S "'"},
    {"j = 'eyJ"
     "hbGciOiJIUzI1NiJ9.eyJ"
     "zdWIiOiIxIn0.c2lnbmF0dXJl'",
     "j = '" S "'"},
    /* only that it looks random */
    {"x = \"" R R "\"", "x = \"" S "\""},
    {"AWS_SECRET_ACCESS_KEY=wJal"
     "rXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
     "AWS_SECRET_ACCESS_KEY=" S},
};

TEST(secrets_of_every_kind_are_masked)
{
    u32 count = 0;
    for (u32 i = 0; i < ARRAY_LEN(SECRETS); i++, count++) {
        struct mask mask = {0};
        CHECK_STR(masked(&mask, str_of(SECRETS[i].line)), str_of(SECRETS[i].shown));
    }
    CHECK(count >= 40);
}

TEST(ordinary_code_stays)
{
    static const char *const LINES[] = {
        "password = input(\"Enter your password: \")",
        "const password = document.getElementById(\"password\").value;",
        "<input type=\"password\" name=\"password\" placeholder=\"Password\">",
        "if (password.length < 8) {",
        "print(\"Password: \" + password)",
        "let passwordLength = 12;",
        "password: userInput,",
        "password: String,",
        "fn login(password: &str) -> bool {",
        "errors.password = check(password);",
        "password: \"Please enter your password\",",
        "type User = { password: string };",
        "{ password: 'string' }",
        "token = tokens[0]",
        "if token == \"(\":",
        "token = \"PLUS\"",
        "return { token: 'identifier' };",
        "bypass = \"on\"",
        "const API_KEY = process.env.API_KEY;",
        "api_key = os.environ[\"API_KEY\"]",
        "url = `https://${user}:${pass}@host`;",
        "const secret = `${prefix}`;",
        "headers.Authorization = `Bearer ${token}`;",
        "// The Bearer scheme needs a header",
        "getElementsByClassNameAndTagName2",
        "const url = \"https://example.com/a/long/path/with/many/parts/2023/10/index.html\";",
        "id = \"550e8400-e29b-41d4-a716-446655440000\"",
        "import { readFileSync } from 'node:fs';",
        "http://localhost:8080/a@b",
        "x = 0x1234567890abcdef",
        "alphabet = \"abcdefghijklmnopqrstuvwxyz\"",
        "ALPHABET = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\"",
        "credentials: 'same-origin',",
        "don't use a password here, it's bad",
        "task-runner-with-a-long-name-2",
        "secretKeys = []",
        "curl -u $USER:$PASS https://x.org",
        "throw = \"over\"",
        "sort -u name:x",
        "",
    };
    for (u32 i = 0; i < ARRAY_LEN(LINES); i++) {
        struct mask mask = {0};
        CHECK_STR(masked(&mask, str_of(LINES[i])), str_of(LINES[i]));
    }
}

/* A key fills lines, also where each is a string of the program. */
TEST(a_private_key_is_masked_to_its_end)
{
    static const struct {
        const char *line, *shown;
    } LINES[] = {{"key = \"\"\"-----BEGIN RSA PRIVATE"
                  " KEY-----",
                  NULL},
                 {"MIIEowIBAAKCAQEA", S},
                 {"ab+/cd==", S},
                 {"q", S},
                 {"-----END RSA PRIVATE KEY-----\"\"\"", NULL},
                 {"total = 1", NULL},
                 {"k = \"-----BEGIN PRIVATE"
                  " KEY-----\\n\" +",
                  NULL},
                 {"  \"MIIEow\\n\" +", "  \"" S "\\n\" +"},
                 {"  \"abcd\\n\" +", "  \"" S "\\n\" +"},
                 {"  \"-----END PRIVATE KEY-----\";", NULL},
                 {"x = \"-----BEGIN EC PRIVATE"
                  " KEY-----\\nMHcC\\n-----END EC PRIVATE KEY-----\"",
                  "x = \"-----BEGIN EC PRIVATE"
                  " KEY-----" S "-----END EC PRIVATE KEY-----\""},
                 {"if line == \"-----BEGIN PRIVATE"
                  " KEY-----\":",
                  NULL},
                 {"    found = True", NULL},
                 {"password = (", NULL},
                 {"    \"letmein\"", "    \"" S "\""},
                 {"name = \"bob\"", NULL}};
    struct mask mask = {0};
    for (u32 i = 0; i < ARRAY_LEN(LINES); i++) {
        const char *line = LINES[i].line, *shown = LINES[i].shown ? LINES[i].shown : line;
        struct str got = masked(&mask, str_of(line));
        if (i == 6)
            shown = "k = \"-----BEGIN PRIVATE"
                    " KEY-----" S "\" +";
        CHECK_STR(got, str_of(shown));
    }
}

TEST(a_shell_gives_values_without_quotes)
{
    struct mask mask = {.bare = true};
    CHECK_STR(masked(&mask, STR("password: letmein")), STR("password: " S));
    CHECK_STR(masked(&mask, STR("db_password=letmein # it")), STR("db_password=" S " # it"));
    CHECK_STR(masked(&mask, STR("password=$1")), STR("password=$1"));
    CHECK_STR(masked(&mask, STR("mysql --password letmein")), STR("mysql --password " S));
}

/* Spans are in order and inside the line, whatever the line is. */
TEST(any_line_is_masked_in_order)
{
    static const char *const PARTS[] = {"password",
                                        "=",
                                        ":",
                                        "\"",
                                        "'",
                                        "\\",
                                        "token",
                                        "-----BEGIN ",
                                        "PRIVATE KEY-----",
                                        "-----END",
                                        "://",
                                        "@",
                                        "a:b",
                                        "Bearer ",
                                        "AKIA",
                                        "eyJ",
                                        R,
                                        " ",
                                        "+",
                                        "<",
                                        "\0"};
    struct random random = {42};
    struct mask mask = {0};
    for (u32 i = 0; i < 20000; i++) {
        static u8 memory[4096];
        struct buf line;
        buf_init(&line, memory, sizeof memory);
        for (u32 parts = random_below(&random, 30); parts; parts--) {
            buf_put_text(&line, PARTS[random_below(&random, ARRAY_LEN(PARTS))]);
            if (random_once_in(&random, 9)) random_text(&random, SCRIPT_MIXED, 8, &line);
        }
        u8 *exact = malloc(line.bytes + 1); /* so that reading past the end is noticed */
        memcpy(exact, line.at, line.bytes);
        masked(&mask, (struct str){realloc(exact, line.bytes ? line.bytes : 1), line.bytes});
        free((void *)(uintptr_t)mask.line.at);
    }
}

/* Of the windows of real code beside the checkout, at most one in 200 is touched. */
TEST(real_code_is_left_alone)
{
    struct str rest = rows_open(SHARED "tips_anchored.jsonl"), row;
    static u8 memory[1 << 20];
    u32 rows = 0, touched = 0;
    if (!rest.at) SKIP("no ../shared");
    while (rows_next(&rest, &row)) {
        struct arena arena;
        enum json_fault fault;
        struct str code;
        struct mask mask = {0};
        arena_init(&arena, memory, sizeof memory);
        if (!json_string(json_get(json_read(row, &arena, &fault), "code"), &code)) continue;
        bool any = false;
        while (code.bytes) {
            const u8 *end = memchr(code.at, '\n', code.bytes);
            struct str line = str_take(&code, end ? (usize)(end - code.at) : code.bytes);
            str_take(&code, 1);
            any |= !str_equal(masked(&mask, line), line);
        }
        rows++;
        touched += any;
    }
    printf("real_code_is_left_alone: %u of %u rows touched\n", touched, rows);
    CHECK(rows > 3000);
    CHECK(touched * 200 <= rows);
}

TEST_MAIN
