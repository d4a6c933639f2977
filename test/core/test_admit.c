/* Tokens, judged in all but their signature: what is let through, what is not, and by which word.
 * The same through the border with memory of exactly the size that it asks for. */
#include "core/jws.h"
#include "core/world.h"
#include "session/admit.h"

#define NOW_S   1795132800
#define NOW     ((i64)NOW_S * 1000)
#define ONE_KEY "{\"keys\":[{\"alg\":\"HS256\"}]}"
#define HEADER  "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define EXP     "\"exp\":1795136400"
#define CLAIMS  "{\"sub\":\"42\"," EXP "}"
#define SIGNED  32u

static u8 arena_memory[1u << 20];

static struct admit judge_token(const char *policy_json, struct str token, i64 now_ms)
{
    struct admit admit;
    struct admit_policy policy;
    struct arena arena;
    memset(arena_memory, 0xa5, sizeof arena_memory);
    arena_init(&arena, arena_memory, sizeof arena_memory);
    memset(&policy, 0xa5, sizeof policy);
    CHECK(admit_policy_read(&policy, str_of(policy_json), &arena));
    admit_judge(&admit, &policy, token, now_ms, &arena);
    CHECK((admit.why == ADMIT_WHY_FINE) == (admit.verdict != ADMIT_INVALID));
    return admit;
}

static struct admit judge(const char *policy, const char *header, const char *claims)
{
    return judge_token(policy, jws_make(str_of(header), str_of(claims), SIGNED), NOW);
}

/* The word by which a token with these claims is judged; "expired" for an expired one. */
static const char *word(const char *policy, const char *header, const char *claims)
{
    struct admit admit = judge(policy, header, claims);
    return admit.verdict == ADMIT_EXPIRED ? "expired" : ADMIT_WHY_WORDS[admit.why];
}

#define CHECK_WORD(policy, header, claims, wanted)                                                 \
    CHECK_STR(str_of(word(policy, header, claims)), STR(wanted))

struct row {
    const char *text, *word;
};

static void check_claims(const char *policy, const struct row *rows, u32 count)
{
    for (u32 i = 0; i < count; i++) {
        const char *told = word(policy, HEADER, rows[i].text);
        if (strcmp(told, rows[i].word) != 0)
            fprintf(stderr, "%s\n  is %s, not %s\n", rows[i].text, told, rows[i].word);
        CHECK(strcmp(told, rows[i].word) == 0);
    }
}

/* ---- what a good token tells ---- */

TEST(a_good_token_tells_who_asks)
{
    struct admit admit =
        judge(ONE_KEY, HEADER, "{\"sub\":\"gr\\u00fcn\",\"exercise_slug\":\"bob\"," EXP "}");
    CHECK_EQ(admit.verdict, ADMIT_OK);
    CHECK_STR(admit.user, STR("gr\xc3\xbcn"));
    CHECK(!admit.integer && admit.key == 0 && admit.exp == 1795136400.0);
    CHECK_STR(admit.slug, STR("bob"));
    admit = judge(ONE_KEY, HEADER, "{\"sub\":-42," EXP "}");
    CHECK_STR(admit.user, STR("-42"));
    CHECK(admit.verdict == ADMIT_OK && admit.integer && !admit.slug.at);
}

TEST(an_invalid_one_tells_nothing)
{
    struct admit admit = judge(ONE_KEY, HEADER, "{\"sub\":\"42\"," EXP ",\"exercise_slug\":1}");
    CHECK_EQ(admit.verdict, ADMIT_INVALID);
    CHECK(!admit.user.at && !admit.slug.at && !admit.key && admit.exp == 0 && !admit.integer);
}

/* ---- the form ---- */

TEST(three_parts_and_nothing_else)
{
    static const struct row ROWS[] = {
        {"", "parts"},
        {".", "parts"},
        {"..", "parts"},
        {"...", "parts"},
        {"e30", "parts"},
        {"e30.e30", "parts"},
        {".e30.e30", "parts"},
        {"e30..e30", "parts"},
        {"e30.e30.", "parts"},
        {"e30.e30.e30.", "parts"},
        {".e30.e30.e30", "parts"},
        {"e30.e30.e30.e30", "parts"},
        {"e30.e30.e30.e30.e30", "parts"},
        {"e30=.e30.e30", "base64"},
        {"e30.e30 .e30", "base64"},
        {"e30.e30.e30\n", "base64"},
        {" e30.e30.e30", "base64"},
        {"e30.e31.e30", "base64"},
        {"e30.e3.e30", "base64"},
        {"e30.e.e30", "base64"},
        {"e30.e30.+/+/", "base64"},
        {"e30.e30.e30", "alg"},
    };
    for (u32 i = 0; i < ARRAY_LEN(ROWS); i++) {
        struct admit admit = judge_token(ONE_KEY, str_of(ROWS[i].text), NOW);
        CHECK_STR(str_of(ADMIT_WHY_WORDS[admit.why]), str_of(ROWS[i].word));
    }
}

/* Every byte of a good token, replaced by any that base64url has not; and cut at every byte. */
TEST(no_byte_may_be_another)
{
    static u8 copy[JWS_BYTES_MAX];
    struct str token = jws_make(STR(HEADER), STR(CLAIMS), SIGNED);
    memcpy(copy, token.at, token.bytes);
    for (usize i = 0; i < token.bytes; i++) {
        u8 was = copy[i];
        for (u32 byte = 0; byte < 256; byte++) {
            bool digit = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                         (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
            if (digit || byte == was) continue;
            copy[i] = (u8)byte;
            CHECK_EQ(judge_token(ONE_KEY, (struct str){copy, token.bytes}, NOW).verdict,
                     ADMIT_INVALID);
        }
        copy[i] = was;
        CHECK_EQ(judge_token(ONE_KEY, (struct str){copy, i}, NOW).verdict, ADMIT_INVALID);
    }
    CHECK_EQ(judge_token(ONE_KEY, (struct str){copy, token.bytes}, NOW).verdict, ADMIT_OK);
}

TEST(a_token_may_have_8192_bytes)
{
    static char claims[8192];
    for (u32 fill = 6000; fill < 6100; fill++) {
        u32 count = (u32)snprintf(claims, sizeof claims, "{\"sub\":\"42\"," EXP ",\"x\":\"");
        memset(claims + count, 'x', fill);
        memcpy(claims + count + fill, "\"}", 3);
        struct str token = jws_make(STR(HEADER), str_of(claims), SIGNED);
        CHECK_EQ(judge_token(ONE_KEY, token, NOW).why,
                 token.bytes <= 8192 ? ADMIT_WHY_FINE : ADMIT_WHY_TOO_LONG);
    }
}

TEST(a_signature_has_the_length_of_its_algorithm)
{
    static const struct {
        const char *alg;
        u32 least, most;
    } CASES[] = {{"HS256", 32, 32}, {"ES256", 64, 64}, {"EdDSA", 64, 64}, {"RS256", 256, 1024}};
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        char policy[64], header[64];
        snprintf(policy, sizeof policy, "{\"keys\":[{\"alg\":\"%s\"}]}", CASES[i].alg);
        snprintf(header, sizeof header, "{\"alg\":\"%s\"}", CASES[i].alg);
        for (u32 bytes = 1; bytes <= 1100; bytes++) {
            struct str token = jws_make(str_of(header), STR(CLAIMS), bytes);
            CHECK_EQ(judge_token(policy, token, NOW).why,
                     bytes >= CASES[i].least && bytes <= CASES[i].most ? ADMIT_WHY_FINE
                                                                       : ADMIT_WHY_SIGNATURE);
        }
    }
}

/* ---- the header ---- */

TEST(a_header_says_nothing_but_its_algorithm_type_and_key)
{
    static const struct row ROWS[] = {
        {"{\"alg\":\"HS256\"}", "fine"},
        {" {\"typ\" : \"jWt\",\n\"alg\":\"HS256\"} ", "fine"},
        {"{\"alg\":\"HS256\",\"typ\":\"AT+jwt\"}", "fine"},
        {"{\"\\u0061lg\":\"HS256\"}", "fine"}, /* the same name in JSON */
        {"{\"alg\":\"HS256\",\"jku\":\"https://evil.example\",\"x5u\":1,\"x5c\":[]}", "fine"},
        {"{\"alg\":\"HS256\",\"cty\":\"x\",\"x5t\":\"x\",\"Alg\":\"none\"}", "fine"},
        {"{\"alg\":\"HS256\",\"b64\":true}", "fine"},
        {"{\"alg\":\"HS256\",\"kid\":\"any\"}", "fine"},
        {"{\"alg\":\"HS256\",\"kid\":\"\"}", "fine"},
        {"[]", "header"},
        {"null", "header"},
        {"\"x\"", "header"},
        {"{", "header"},
        {"{}x", "header"},
        {"\xef\xbb\xbf{\"alg\":\"HS256\"}", "header"},
        {"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "header"},
        {"{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", "header"},
        {"{\"alg\":\"HS256\",\"kid\":\"k\\u0000\"}", "header"},
        {"{\"alg\":\"HS256\",\"kid\":\"\\ud800\"}", "header"},
        {"{\"alg\":\"HS256\",\"kid\":\"\xff\"}", "header"},
        {"{\"alg\":\"HS256\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
         "]]]]}",
         "header"},
        {"{}", "alg"},
        {"{\"alg\":\"none\"}", "alg"},
        {"{\"alg\":\"None\"}", "alg"},
        {"{\"alg\":\"\"}", "alg"},
        {"{\"alg\":\"hs256\"}", "alg"},
        {"{\"alg\":\"HS256 \"}", "alg"},
        {"{\"alg\":\"HS384\"}", "alg"},
        {"{\"alg\":\"RS256\"}", "alg"},
        {"{\"alg\":\"ES256\"}", "alg"},
        {"{\"alg\":\"RS256\",\"kid\":\"x\"}", "alg"},
        {"{\"alg\":[\"HS256\"]}", "alg"},
        {"{\"alg\":{\"HS256\":1}}", "alg"},
        {"{\"alg\":null}", "alg"},
        {"{\"alg\":true}", "alg"},
        {"{\"alg\":256}", "alg"},
        {"{\"alg\":\"HS256\",\"typ\":\"JWE\"}", "typ"},
        {"{\"alg\":\"HS256\",\"typ\":\"\"}", "typ"},
        {"{\"alg\":\"HS256\",\"typ\":\"JWTx\"}", "typ"},
        {"{\"alg\":\"HS256\",\"typ\":null}", "typ"},
        {"{\"alg\":\"HS256\",\"typ\":[\"JWT\"]}", "typ"},
        {"{\"alg\":\"HS256\",\"kid\":1}", "kid"},
        {"{\"alg\":\"HS256\",\"kid\":null}", "kid"},
        {"{\"alg\":\"HS256\",\"crit\":[]}", "extension"},
        {"{\"alg\":\"HS256\",\"crit\":null}", "extension"},
        {"{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}", "extension"},
        {"{\"alg\":\"HS256\",\"b64\":false}", "extension"},
        {"{\"alg\":\"HS256\",\"b64\":null}", "extension"},
        {"{\"alg\":\"HS256\",\"enc\":\"A128GCM\"}", "extension"},
        {"{\"alg\":\"HS256\",\"zip\":\"DEF\"}", "extension"},
        {"{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}", "extension"},
    };
    for (u32 i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *told = word(ONE_KEY, ROWS[i].text, CLAIMS);
        if (strcmp(told, ROWS[i].word) != 0) fprintf(stderr, "%s is %s\n", ROWS[i].text, told);
        CHECK(strcmp(told, ROWS[i].word) == 0);
    }
}

/* Which key must have signed: -1 for none. */
static int key_of(const char *keys, const char *header)
{
    char policy[512];
    snprintf(policy, sizeof policy, "{\"keys\":%s}", keys);
    u32 bytes = strstr(header, "RS256") ? 256u : strstr(header, "HS256") ? 32u : 64u;
    struct admit admit = judge_token(policy, jws_make(str_of(header), STR(CLAIMS), bytes), NOW);
    return admit.verdict == ADMIT_OK ? (int)admit.key : -1;
}

TEST(a_token_chooses_among_keys_but_not_how_one_is_used)
{
    const char *three = "[{\"alg\":\"HS256\"},{\"alg\":\"RS256\",\"kid\":\"a\"},"
                        "{\"alg\":\"ES256\",\"kid\":\"b\"}]";
    CHECK_EQ(key_of(three, "{\"alg\":\"HS256\"}"), 0);
    CHECK_EQ(key_of(three, "{\"alg\":\"RS256\",\"kid\":\"a\"}"), 1);
    CHECK_EQ(key_of(three, "{\"alg\":\"ES256\",\"kid\":\"b\"}"), 2);
    CHECK_EQ(key_of(three, "{\"alg\":\"RS256\"}"), 1); /* the only one of its algorithm */
    CHECK_EQ(key_of(three, "{\"alg\":\"HS256\",\"kid\":\"a\"}"), -1);
    CHECK_EQ(key_of(three, "{\"alg\":\"RS256\",\"kid\":\"b\"}"), -1);
    CHECK_EQ(key_of(three, "{\"alg\":\"HS256\",\"kid\":\"c\"}"), -1);
    CHECK_EQ(key_of(three, "{\"alg\":\"RS256\",\"kid\":\"A\"}"), -1);
    CHECK_EQ(key_of(three, "{\"alg\":\"RS256\",\"kid\":\"\"}"), -1);
    CHECK_EQ(key_of(three, "{\"alg\":\"EdDSA\"}"), -1);
    const char *one = "[{\"alg\":\"RS256\",\"kid\":\"a\"}]";
    CHECK_EQ(key_of(one, "{\"alg\":\"RS256\"}"), 0);
    CHECK_EQ(key_of(one, "{\"alg\":\"RS256\",\"kid\":\"b\"}"), -1);
    CHECK_EQ(key_of("[{\"alg\":\"RS256\"}]", "{\"alg\":\"RS256\",\"kid\":\"b\"}"), 0);
    CHECK_EQ(key_of("[{\"alg\":\"RS256\"}]", "{\"alg\":\"HS256\",\"kid\":\"b\"}"), -1);
    const char *twice = "[{\"alg\":\"HS256\",\"kid\":\"a\"},{\"alg\":\"HS256\",\"kid\":\"a\"}]";
    CHECK_EQ(key_of(twice, "{\"alg\":\"HS256\",\"kid\":\"a\"}"), -1);
    CHECK_EQ(key_of(twice, "{\"alg\":\"HS256\"}"), -1);
    const char *nameless = "[{\"alg\":\"HS256\",\"kid\":\"a\"},{\"alg\":\"HS256\"}]";
    CHECK_EQ(key_of(nameless, "{\"alg\":\"HS256\"}"), 1);
    CHECK_EQ(key_of(nameless, "{\"alg\":\"HS256\",\"kid\":\"a\"}"), 0);
    CHECK_EQ(key_of(nameless, "{\"alg\":\"HS256\",\"kid\":\"b\"}"), -1);
    CHECK_EQ(key_of("[{\"alg\":\"HS256\"},{\"alg\":\"HS256\"}]", "{\"alg\":\"HS256\"}"), -1);
}

/* ---- the claims ---- */

TEST(a_payload_is_one_object_strictly_read)
{
    static const struct row ROWS[] = {
        {"[]", "payload"},
        {"null", "payload"},
        {"\"x\"", "payload"},
        {"1", "payload"},
        {"{", "payload"},
        {"{}{}", "payload"},
        {"{\"sub\":\"42\"," EXP ",}", "payload"},
        {"{\"sub\":\"42\",\"sub\":\"1\"," EXP "}", "payload"},
        {"{\"sub\":\"42\",\"s\\u0075b\":\"1\"," EXP "}", "payload"},
        {"{\"sub\":\"42\\u0000\"," EXP "}", "payload"},
        {"{\"sub\":\"\\udc00\"," EXP "}", "payload"},
        {"{\"sub\":\"\xc0\xaf\"," EXP "}", "payload"},
        {"{\"sub\":\"42\",\"x\":{\"a\":1,\"a\":2}," EXP "}", "payload"},
        {"{\"sub\":\"42\",\"exp\":NaN}", "payload"},
        {"{\"sub\":\"42\",\"exp\":+1}", "payload"},
        {"{\"sub\":\"42\",\"exp\":01}", "payload"},
        {"{'sub':'42'," EXP "}", "payload"},
        {"{\"s\\u0075b\":\"42\"," EXP "}", "fine"},
        {"\n{ \"sub\" : \"42\" , \"exp\" : 1795136400 }\t", "fine"},
    };
    check_claims(ONE_KEY, ROWS, ARRAY_LEN(ROWS));
}

TEST(times_by_default)
{
    static const struct row ROWS[] = {
        {"{\"sub\":\"42\"}", "exp"},
        {"{\"sub\":\"42\",\"exp\":null}", "exp"},
        {"{\"sub\":\"42\",\"exp\":\"1795136400\"}", "exp"},
        {"{\"sub\":\"42\",\"exp\":true}", "exp"},
        {"{\"sub\":\"42\",\"exp\":[1795136400]}", "exp"},
        {"{\"sub\":\"42\",\"exp\":-1}", "exp"},
        {"{\"sub\":\"42\",\"exp\":1e999}", "exp"},
        {"{\"sub\":\"42\",\"exp\":-1e999}", "exp"},
        {"{\"sub\":\"42\",\"exp\":1795136400000}", "exp"}, /* milliseconds */
        {"{\"sub\":\"42\",\"exp\":253402300799}", "fine"},
        {"{\"sub\":\"42\",\"exp\":1795132800}", "expired"}, /* on or after */
        {"{\"sub\":\"42\",\"exp\":1795132799}", "expired"},
        {"{\"sub\":\"42\",\"exp\":1795132800.001}", "fine"},
        {"{\"sub\":\"42\",\"exp\":1.795132801e9}", "fine"},
        {"{\"sub\":\"42\",\"exp\":0}", "expired"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":1795132830}", "fine"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":1795132831}", "nbf"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":\"1\"}", "nbf"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":null}", "nbf"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":0}", "fine"},
        {"{\"sub\":\"42\"," EXP ",\"nbf\":-1}", "nbf"},
        {"{\"sub\":\"42\"," EXP ",\"iat\":1795132830}", "fine"},
        {"{\"sub\":\"42\"," EXP ",\"iat\":1795132831}", "iat"},
        {"{\"sub\":\"42\"," EXP ",\"iat\":\"1\"}", "iat"},
        {"{\"sub\":\"42\"," EXP ",\"iat\":{}}", "iat"},
        {"{\"sub\":\"42\",\"exp\":1795132799,\"nbf\":1795139999}", "nbf"},
    };
    check_claims(ONE_KEY, ROWS, ARRAY_LEN(ROWS));
}

TEST(times_with_a_leeway_and_a_longest_life)
{
#define WITH(setting) "{\"keys\":[{\"alg\":\"HS256\"}]," setting "}"
    static const char *const THIRTY[] = {WITH("\"leeway_s\":30"), WITH("\"leeway_s\":3000")};
    for (u32 i = 0; i < 2; i++) {
        CHECK_WORD(THIRTY[i], HEADER, "{\"sub\":\"42\",\"exp\":1795132771}", "fine");
        CHECK_WORD(THIRTY[i], HEADER, "{\"sub\":\"42\",\"exp\":1795132770}", "expired");
        CHECK_WORD(THIRTY[i], HEADER, "{\"sub\":\"42\"," EXP ",\"nbf\":1795132830}", "fine");
        CHECK_WORD(THIRTY[i], HEADER, "{\"sub\":\"42\"," EXP ",\"nbf\":1795132830.5}", "nbf");
    }
    const char *none = WITH("\"leeway_s\":0"), *life = WITH("\"life_s\":3600");
    CHECK_WORD(none, HEADER, "{\"sub\":\"42\"," EXP ",\"nbf\":1795132800,\"iat\":1795132800}",
               "fine");
    CHECK_WORD(none, HEADER, "{\"sub\":\"42\"," EXP ",\"nbf\":1795132801}", "nbf");
    CHECK_WORD(none, HEADER, "{\"sub\":\"42\"," EXP ",\"iat\":1795132801}", "iat");
    CHECK_WORD(life, HEADER, "{\"sub\":\"42\",\"exp\":1795136400}", "fine");
    CHECK_WORD(life, HEADER, "{\"sub\":\"42\",\"exp\":1795136401}", "life");
    CHECK_WORD(life, HEADER, "{\"sub\":\"42\",\"iat\":1795132000,\"exp\":1795135600}", "fine");
    CHECK_WORD(life, HEADER, "{\"sub\":\"42\",\"iat\":1795132000,\"exp\":1795135601}", "life");
}

/* What was good once and is not any more is expired, at every later time. */
TEST(time_passes_once)
{
    struct str token = jws_make(STR(HEADER), STR("{\"sub\":\"42\",\"exp\":1795132800.5}"), SIGNED);
    CHECK_EQ(judge_token(ONE_KEY, token, NOW + 499).verdict, ADMIT_OK);
    CHECK_EQ(judge_token(ONE_KEY, token, NOW + 500).verdict, ADMIT_EXPIRED);
    CHECK_EQ(judge_token(ONE_KEY, token, NOW * 2).verdict, ADMIT_EXPIRED);
    CHECK_EQ(judge_token(ONE_KEY, token, 0).verdict, ADMIT_OK);
}

TEST(subjects)
{
    static char rows[3][600];
    static const struct row ROWS[] = {
        {"{" EXP "}", "sub"},
        {"{\"sub\":\"\"," EXP "}", "sub"},
        {"{\"sub\":null," EXP "}", "sub"},
        {"{\"sub\":true," EXP "}", "sub"},
        {"{\"sub\":[\"42\"]," EXP "}", "sub"},
        {"{\"sub\":{}," EXP "}", "sub"},
        {"{\"sub\":4.5," EXP "}", "sub"},
        {"{\"sub\":1e999," EXP "}", "sub"},
        {"{\"sub\":9007199254740992," EXP "}", "sub"}, /* its neighbour would be the same */
        {"{\"sub\":9007199254740991," EXP "}", "fine"},
        {"{\"sub\":-9007199254740991," EXP "}", "fine"},
        {"{\"sub\":0," EXP "}", "fine"},
        {"{\"sub\":\"a\\nb\"," EXP "}", "sub"},
        {"{\"sub\":\"a\\u007f\"," EXP "}", "sub"},
        {"{\"sub\":\"a\\u0085\"," EXP "}", "sub"},
        {"{\"sub\":\"a\\u00a0\"," EXP "}", "fine"},
        {"{\"sub\":\" \"," EXP "}", "fine"},
        {"{\"sub\":\"auth0|5f\"," EXP "}", "fine"},
        {rows[0], "fine"},
        {rows[1], "sub"},
    };
    memset(rows[2], 'a', 256);
    snprintf(rows[0], sizeof rows[0], "{\"sub\":\"%.255s\"," EXP "}", rows[2]);
    snprintf(rows[1], sizeof rows[1], "{\"sub\":\"%.256s\"," EXP "}", rows[2]);
    check_claims(ONE_KEY, ROWS, ARRAY_LEN(ROWS));
}

TEST(issuers_audiences_and_slugs)
{
    static const struct row FREE[] = {
        {"{\"sub\":1," EXP ",\"iss\":\"any\",\"aud\":\"any\"}", "fine"},
        {"{\"sub\":1," EXP ",\"iss\":1}", "iss"},
        {"{\"sub\":1," EXP ",\"aud\":[]}", "fine"},
        {"{\"sub\":1," EXP ",\"aud\":[\"a\",1]}", "aud"},
        {"{\"sub\":1," EXP ",\"aud\":{}}", "aud"},
        {"{\"sub\":1," EXP ",\"exercise_slug\":null}", "exercise_slug"},
        {"{\"sub\":1," EXP ",\"exercise_slug\":[\"bob\"]}", "exercise_slug"},
        {"{\"sub\":1," EXP ",\"exercise_slug\":\"a\\tb\"}", "exercise_slug"},
        {"{\"sub\":1," EXP ",\"exercise_slug\":\"\"}", "fine"},
    };
    static const struct row BOUND[] = {
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":\"chat\"}", "fine"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":[\"x\",\"chat\"]}", "fine"},
        {"{\"sub\":1," EXP ",\"aud\":\"chat\"}", "iss"},
        {"{\"sub\":1," EXP ",\"iss\":\"US\",\"aud\":\"chat\"}", "iss"},
        {"{\"sub\":1," EXP ",\"iss\":[\"us\"],\"aud\":\"chat\"}", "iss"},
        {"{\"sub\":1," EXP ",\"iss\":\"us/\",\"aud\":\"chat\"}", "iss"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\"}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":[]}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":\"chat \"}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":[\"chat2\"]}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":[[\"chat\"]]}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":[\"chat\",null]}", "aud"},
        {"{\"sub\":1," EXP ",\"iss\":\"us\",\"aud\":{\"0\":\"chat\"}}", "aud"},
        {"{\"sub\":1,\"exp\":1,\"iss\":\"no\",\"aud\":\"chat\"}",
         "iss"}, /* not expired: not ours */
    };
    check_claims(ONE_KEY, FREE, ARRAY_LEN(FREE));
    check_claims(WITH("\"issuer\":\"us\",\"audience\":\"chat\""), BOUND, ARRAY_LEN(BOUND));
}

TEST(the_header_alone)
{
    const char *policy = WITH("\"header_only\":true");
    struct admit admit = judge(policy, HEADER, "any bytes");
    CHECK(admit.verdict == ADMIT_OK && !admit.user.at);
    CHECK_WORD(policy, "{\"alg\":\"none\"}", "any bytes", "alg");
    CHECK_WORD(policy, HEADER, "", "parts");
}

/* ---- the border ---- */

#define POLICY_OF(json) ((struct str){(const u8 *)(json), strlen(json)})

static struct str ask(struct world *world, struct str policy, struct str token)
{
    static u8 memory[4u << 20];
    struct effect_head head;
    struct str told;
    struct buf out;
    u32 at = 0;
    buf_init(&out, memory, sizeof memory);
    buf_put_u32(&out, (u32)policy.bytes);
    buf_put_str(&out, policy);
    buf_put_str(&out, token);
    CHECK(!out.overflow);
    world_step(world, EVENT_ADMIT, 7, NOW, buf_str(&out));
    CHECK(world_effect(world, &at, &head, &told) && at == world->out_bytes);
    CHECK(head.effect == EFFECT_SEND && head.id == 7);
    return told;
}

TEST(the_border_tells_it_as_json)
{
    struct world *world = world_new();
    struct str good = jws_make(STR(HEADER), STR(CLAIMS), SIGNED);
    CHECK_STR(
        ask(world, STR(ONE_KEY), good),
        STR("{\"verdict\":\"ok\",\"why\":\"fine\",\"key\":0,\"user\":\"42\",\"integer\":false,"
            "\"slug\":null,\"exp\":1795136400}"));
    struct str late =
        jws_make(STR(HEADER), STR("{\"sub\":7,\"exp\":5.25,\"exercise_slug\":\"\\\"\"}"), SIGNED);
    CHECK_STR(
        ask(world, STR(ONE_KEY), late),
        STR("{\"verdict\":\"expired\",\"why\":\"fine\",\"key\":0,\"user\":\"7\",\"integer\":true,"
            "\"slug\":\"\\\"\",\"exp\":5.250}"));
    CHECK_STR(ask(world, STR(ONE_KEY), STR("x")),
              STR("{\"verdict\":\"invalid\",\"why\":\"parts\"}"));
    CHECK_STR(ask(world, STR(WITH("\"header_only\":true")), jws_make(STR(HEADER), STR("x"), 32)),
              STR("{\"verdict\":\"ok\",\"why\":\"fine\",\"key\":0,\"user\":null,\"integer\":false,"
                  "\"slug\":null,\"exp\":null}"));
    world_free(world);
}

/* The most values, keys and bytes that a policy and a token can hold, in memory of exactly the size
 * that is asked for. */
TEST(the_largest_fit)
{
    static char text[3u << 20], policy[ADMIT_POLICY_BYTES_MAX + 2];
    struct world *world = world_new();
    usize at = (usize)snprintf(policy, sizeof policy, "{\"keys\":[{\"alg\":\"HS256\"}],\"x\":[0");
    while (at + 4 <= ADMIT_POLICY_BYTES_MAX) policy[at++] = ',', policy[at++] = '0';
    policy[at++] = ']', policy[at++] = '}';
    CHECK(at > ADMIT_POLICY_BYTES_MAX - 2 && at <= ADMIT_POLICY_BYTES_MAX);
    usize count = (usize)snprintf(text, sizeof text, "{\"sub\":\"42\"," EXP ",\"x\":[0");
    while (count < 6000) text[count++] = ',', text[count++] = '0';
    text[count++] = ']', text[count++] = '}', text[count] = 0;
    struct str token = jws_make(STR(HEADER), str_of(text), SIGNED);
    CHECK(token.bytes > 8000 && token.bytes <= ADMIT_TOKEN_BYTES_MAX);
    CHECK(world_holds(ask(world, (struct str){(u8 *)policy, at}, token), "\"verdict\":\"ok\""));
    memset(policy + at, ' ', sizeof policy - at);
    CHECK(world_holds(ask(world, (struct str){(u8 *)policy, ADMIT_POLICY_BYTES_MAX + 1}, token),
                      "\"why\":\"policy\""));
    memset(text, 'a', sizeof text);
    for (usize bytes = ADMIT_TOKEN_BYTES_MAX + 1; bytes < FRAME_BYTES_MAX - 100; bytes *= 3)
        CHECK(world_holds(ask(world, STR(ONE_KEY), (struct str){(u8 *)text, bytes}),
                          "\"why\":\"too_long\""));
    world_free(world);
}

TEST(what_cannot_be_held_is_answered_and_what_the_host_breaks_traps)
{
    struct effect_head head;
    struct str told;
    u32 at = 0;
    struct world *world = world_new();
    world_step(world, EVENT_ADMIT, 7, NOW, (struct str){NULL, FRAME_BYTES_MAX + 1u});
    CHECK(world_effect(world, &at, &head, &told));
    CHECK_STR(told, STR("{\"verdict\":\"invalid\",\"why\":\"too_long\"}"));
    static const u8 SHORT[] = {9, 0, 0, 0, 1};
    CHECK_TRAPS(world_step(world, EVENT_ADMIT, 7, NOW, (struct str){SHORT, 5}));
    CHECK_TRAPS(world_step(world, EVENT_ADMIT, 7, NOW, (struct str){SHORT, 3}));
    CHECK_TRAPS(world_step(world, EVENT_ADMIT, 7, -1, (struct str){SHORT, 5}));
    world_free(world);
}

TEST(a_policy_that_cannot_be_read_lets_nobody_in)
{
    static const char *const BAD[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{\"alg\":\"HS256\"}}",
        "{\"keys\":[{}]}",
        "{\"keys\":[\"HS256\"]}",
        "{\"keys\":[{\"alg\":\"none\"}]}",
        "{\"keys\":[{\"alg\":\"HS256\",\"kid\":1}]}",
        "{\"keys\":[{\"alg\":\"HS256\"},{\"alg\":\"PS256\"}]}",
        WITH("\"issuer\":1"),
        WITH("\"issuer\":\"a\\u0000\""),
        WITH("\"audience\":[\"chat\"]"),
        WITH("\"leeway_s\":-1"),
        WITH("\"leeway_s\":\"30\""),
        WITH("\"leeway_s\":0.5"),
        WITH("\"life_s\":-1"),
        WITH("\"life_s\":\"x\""),
    };
    struct world *world = world_new();
    struct str good = jws_make(STR(HEADER), STR(CLAIMS), SIGNED);
    for (u32 i = 0; i < ARRAY_LEN(BAD); i++)
        CHECK_STR(ask(world, POLICY_OF(BAD[i]), good),
                  STR("{\"verdict\":\"invalid\",\"why\":\"policy\"}"));
    char many[1024] = "{\"keys\":[{\"alg\":\"HS256\"}";
    for (u32 i = 1; i < ADMIT_KEYS_MAX; i++) strcat(many, ",{\"alg\":\"ES256\"}");
    strcat(many, "]}");
    CHECK(world_holds(ask(world, POLICY_OF(many), good), "\"verdict\":\"ok\""));
    strcpy(many + strlen(many) - 2, ",{\"alg\":\"ES256\"}]}");
    CHECK(world_holds(ask(world, POLICY_OF(many), good), "\"why\":\"policy\""));
    world_free(world);
}

TEST(a_session_does_not_notice)
{
    struct world *world = world_open(LANGUAGE_PYTHON, 1, "");
    world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"x = 1\"}");
    u64 hash = text_hash_of(&world->session->text);
    CHECK(world_holds(ask(world, STR(ONE_KEY), jws_make(STR(HEADER), STR(CLAIMS), SIGNED)),
                      "\"ok\""));
    CHECK(text_hash_of(&world->session->text) == hash);
    world_free(world);
}

TEST_MAIN
