/* fuzz_jwt: bytes become a token, and what deployments ask for.
 *
 * The first byte chooses the policy, the second what the rest is: a token as it stands, or the
 * texts of a header and a payload with a line break between them, written as a token whose
 * signature has the right length. What is let through must be in canonical form, have an algorithm
 * of the policy, a user and a time that holds; at another time it may only be expired or good;
 * and one character more or less is another token, which is never good with the same signature. */
#define TEST_FUZZ
#include "core/jws.h"
#include "core/test.h"
#include "base/json.h"
#include "session/admit.h"

#define NOW_MS 1795132800000

#define FOUR_KEYS                                                                                  \
    "{\"alg\":\"HS256\"},{\"alg\":\"RS256\",\"kid\":\"a\"},"                                       \
    "{\"alg\":\"ES256\",\"kid\":\"b\"},{\"alg\":\"EdDSA\",\"kid\":\"b\"}"

static const char *const POLICIES[] = {
    "{\"keys\":[{\"alg\":\"HS256\"}]}",
    "{\"keys\":[{\"alg\":\"HS256\"}],\"issuer\":\"us\",\"audience\":\"chat\",\"leeway_s\":30}",
    ("{\"keys\":[" FOUR_KEYS "],\"life_s\":3600}"),
    "{\"keys\":[{\"alg\":\"ES256\",\"kid\":\"a\"}],\"header_only\":true}",
};

static u8 arena_memory[2u << 20];

static struct admit judge(const struct admit_policy *policy, struct str token, i64 now_ms,
                          struct arena arena)
{
    struct admit admit;
    memset(&admit, 0xa5, sizeof admit);
    admit_judge(&admit, policy, token, now_ms, &arena);
    CHECK((admit.why == ADMIT_WHY_FINE) == (admit.verdict != ADMIT_INVALID));
    if (admit.verdict == ADMIT_INVALID) CHECK(!admit.user.at && !admit.slug.at && !admit.key);
    return admit;
}

static void check_name(struct str name)
{
    CHECK(name.bytes <= ADMIT_NAME_BYTES_MAX);
    for (usize i = 0; i < name.bytes; i++) CHECK(name.at[i] >= 0x20 && name.at[i] != 0x7f);
}

/* Three parts, each the one text of its bytes. */
static void check_form(struct str token)
{
    static u8 bytes[ADMIT_TOKEN_BYTES_MAX], text[ADMIT_TOKEN_BYTES_MAX];
    u32 parts = 0;
    CHECK(token.bytes <= ADMIT_TOKEN_BYTES_MAX);
    while (token.bytes) {
        const u8 *dot = memchr(token.at, '.', token.bytes);
        struct str part = str_take(&token, dot ? (usize)(dot - token.at) : token.bytes);
        struct buf read, again;
        str_take(&token, 1);
        buf_init(&read, bytes, sizeof bytes);
        buf_init(&again, text, sizeof text);
        /* Read by a table of four characters to three bytes, not by the product's reader. */
        u32 held = 0, bits = 0;
        for (usize i = 0; i < part.bytes; i++) {
            static const char DIGITS[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            const char *digit = part.at[i] ? strchr(DIGITS, part.at[i]) : NULL;
            CHECK(digit);
            bits = bits << 6 | (u32)(digit - DIGITS);
            held += 6;
            if (held >= 8) buf_put_u8(&read, (u8)(bits >> (held -= 8)));
        }
        jws_encode(&again, buf_str(&read));
        CHECK_STR(buf_str(&again), part);
        CHECK(part.bytes && ++parts <= 3);
    }
    CHECK_EQ(parts, 3);
}

static void check_let_through(const struct admit_policy *policy, const struct admit *admit,
                              struct str token, struct arena arena)
{
    static u8 longer[ADMIT_TOKEN_BYTES_MAX + 1];
    check_form(token);
    CHECK(admit->key < policy->key_count);
    if (policy->header_only) {
        CHECK(!admit->user.at && admit->verdict == ADMIT_OK);
    } else {
        CHECK(admit->user.bytes);
        check_name(admit->user);
        if (admit->slug.at) check_name(admit->slug);
        if (admit->integer) CHECK(admit->user.bytes <= 17);
        CHECK(admit->exp >= 0 && admit->exp < 253402300800.0);
        bool over = (f64)NOW_MS / 1000 >= admit->exp + policy->exp_leeway_s;
        CHECK_EQ(over, admit->verdict == ADMIT_EXPIRED);
        if (policy->life_s <= 0) /* an hour before the end of time it has expired, at the latest */
            CHECK_EQ(judge(policy, token, (i64)253402300799000 + 60000, arena).verdict,
                     ADMIT_EXPIRED);
    }
    memcpy(longer, token.at, token.bytes);
    for (const char *byte = "=. \nA"; *byte; byte++) {
        longer[token.bytes] = (u8)*byte;
        struct admit more = judge(policy, (struct str){longer, token.bytes + 1}, NOW_MS, arena);
        /* RS256 alone has signatures of several lengths. */
        CHECK(more.verdict == ADMIT_INVALID ||
              (*byte == 'A' && policy->keys[admit->key].algorithm == ALGORITHM_RS256));
    }
}

/* A token of a header and a payload, signed at the length that its first key wants. */
static struct str make(struct str texts)
{
    const u8 *end = texts.bytes ? memchr(texts.at, '\n', texts.bytes) : NULL;
    struct str header = str_take(&texts, end ? (usize)(end - texts.at) : texts.bytes);
    str_take(&texts, 1);
    u32 bytes = 32;
    for (usize i = 0; i + 5 <= header.bytes; i++) {
        if (memcmp(header.at + i, "RS256", 5) == 0) bytes = 256;
        if (memcmp(header.at + i, "ES256", 5) == 0 || memcmp(header.at + i, "EdDSA", 5) == 0)
            bytes = 64;
    }
    return jws_make(header, texts, bytes);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    struct admit_policy policy;
    struct arena arena;
    test_now = "fuzz_jwt";
    if (count < 3 || count > 10000) return 0;
    arena_init(&arena, arena_memory, sizeof arena_memory);
    CHECK(admit_policy_read(&policy, str_of(POLICIES[bytes[0] % ARRAY_LEN(POLICIES)]), &arena));
    struct str token = {bytes + 2, count - 2};
    if (bytes[1] & 1) token = make(token);
    struct admit admit = judge(&policy, token, NOW_MS, arena);
    if (admit.verdict != ADMIT_INVALID) check_let_through(&policy, &admit, token, arena);
    /* Bytes may be a policy too: read or not, but never believed beyond its limits. */
    if (admit_policy_read(&policy, (struct str){bytes + 2, count - 2}, &arena)) {
        CHECK(policy.key_count > 0 && policy.key_count <= ADMIT_KEYS_MAX);
        CHECK(policy.exp_leeway_s >= 0 && policy.exp_leeway_s <= ADMIT_LEEWAY_S_MAX);
        judge(&policy, token, NOW_MS, arena);
    }
    return 0;
}
