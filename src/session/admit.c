#include "session/admit.h"

#include "base/base64.h"
#include "base/json.h"

/* The largest whole number that a double and JavaScript hold beside its neighbours. */
#define WHOLE_MAX (((i64)1 << 53) - 1)

/* The end of the year 9999: what lies behind it was meant as milliseconds. */
#define DATE_MAX 253402300799.0

const char *const ADMIT_WHY_WORDS[ADMIT_WHY_COUNT] = {
#define X(name, word) word,
    ADMIT_WHYS(X)
#undef X
};

static const struct {
    const char *word;
    usize least, most;
} ALGORITHM_INFO[ALGORITHM_COUNT] = {
#define X(name, word, least, most) {word, least, most},
    ALGORITHMS(X)
#undef X
};

static enum algorithm algorithm_find(struct str word)
{
    u32 i = 0;
    while (i < ALGORITHM_COUNT && !str_equal(word, str_of(ALGORITHM_INFO[i].word))) i++;
    return (enum algorithm)i;
}

/* ---- the policy ---- */

/* A member that may be missing: then `out->at` is NULL. False for what is there and no string. */
static bool read_optional(const struct cJSON *object, const char *name, struct str *out)
{
    const struct cJSON *value = json_get(object, name);
    *out = (struct str){NULL, 0};
    return !value || json_string(value, out);
}

static bool read_seconds(const struct cJSON *object, const char *name, i64 *out)
{
    const struct cJSON *value = json_get(object, name);
    return !value || json_integer(value, 0, WHOLE_MAX, out);
}

static bool read_keys(struct admit_policy *self, const struct cJSON *keys)
{
    struct str word;
    for (const struct cJSON *e = json_first(keys); e; e = json_next(e)) {
        if (self->key_count == ADMIT_KEYS_MAX) return false;
        struct admit_key *key = &self->keys[self->key_count++];
        if (!json_string(json_get(e, "alg"), &word) || !read_optional(e, "kid", &key->kid))
            return false;
        key->algorithm = algorithm_find(word);
        if (key->algorithm == ALGORITHM_COUNT) return false;
    }
    return self->key_count > 0;
}

bool admit_policy_read(struct admit_policy *self, struct str json, struct arena *arena)
{
    enum json_fault fault;
    i64 leeway_s = -1, life_s = 0;
    if (json.bytes > ADMIT_POLICY_BYTES_MAX) return false;
    const struct cJSON *root = json_read(json, arena, &fault);
    memset(self, 0, sizeof *self);
    if (!json_is_object(root) || !read_keys(self, json_get(root, "keys"))) return false;
    if (!read_optional(root, "issuer", &self->issuer) ||
        !read_optional(root, "audience", &self->audience))
        return false;
    if (!read_seconds(root, "leeway_s", &leeway_s) || !read_seconds(root, "life_s", &life_s))
        return false;
    leeway_s = MIN(leeway_s, ADMIT_LEEWAY_S_MAX);
    self->exp_leeway_s = leeway_s < 0 ? 0 : (f64)leeway_s;
    self->begin_leeway_s = leeway_s < 0 ? ADMIT_LEEWAY_S_MAX : (f64)leeway_s;
    self->life_s = (f64)life_s;
    self->header_only = json_is_true(json_get(root, "header_only"));
    return true;
}

/* ---- the form ---- */

struct parts {
    struct str header, payload, signature; /* decoded */
};

static bool decode(struct str text, struct arena *arena, struct str *out)
{
    struct buf buf;
    usize bytes = base64url_bytes(text.bytes);
    u8 *memory = arena_take(arena, bytes);
    check(memory); /* session_arena_bytes has counted it */
    buf_init(&buf, memory, bytes);
    if (!base64url_read(&buf, text)) return false;
    *out = buf_str(&buf);
    return true;
}

static enum admit_why split(struct parts *self, struct str token, struct arena *arena)
{
    struct str texts[3];
    if (token.bytes > ADMIT_TOKEN_BYTES_MAX) return ADMIT_WHY_TOO_LONG;
    for (u32 i = 0; i < 3; i++) {
        const u8 *dot = token.bytes ? memchr(token.at, '.', token.bytes) : NULL;
        if (!dot == (i < 2)) return ADMIT_WHY_PARTS; /* two dots, no more and no fewer */
        texts[i] = str_take(&token, dot ? (usize)(dot - token.at) : token.bytes);
        str_take(&token, 1);
        if (!texts[i].bytes) return ADMIT_WHY_PARTS;
    }
    if (!decode(texts[0], arena, &self->header) || !decode(texts[1], arena, &self->payload))
        return ADMIT_WHY_BASE64;
    return decode(texts[2], arena, &self->signature) ? ADMIT_WHY_FINE : ADMIT_WHY_BASE64;
}

/* ---- the header ---- */

static bool equal_in_any_case(struct str word, const char *lower)
{
    if (word.bytes != strlen(lower)) return false;
    for (usize i = 0; i < word.bytes; i++) {
        u8 byte = word.at[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte) != lower[i]) return false;
    }
    return true;
}

/* How many keys could be meant, and the last one. */
struct choice {
    u32 count, key;
};

static void choose(struct choice *self, u32 key)
{
    self->count++;
    self->key = key;
}

/* The one key that must have signed. A token that names a key means that key, and no other; only a
 * sole key without a name answers to any. One that names none means the nameless key of its
 * algorithm, or else the only key of its algorithm. Where two could be meant, none is. */
static enum admit_why find_key(const struct admit_policy *policy, struct str kid,
                               enum algorithm algorithm, u32 *out)
{
    struct choice named = {0, 0}, nameless = {0, 0}, any = {0, 0};
    for (u32 i = 0; i < policy->key_count; i++) {
        const struct admit_key *key = &policy->keys[i];
        if (kid.at && key->kid.at && str_equal(key->kid, kid)) choose(&named, i);
        if (key->algorithm != algorithm) continue;
        choose(&any, i);
        if (!key->kid.at) choose(&nameless, i);
    }
    struct choice one = kid.at ? named : nameless.count ? nameless : any;
    if (kid.at && !named.count && policy->key_count == 1 && !policy->keys[0].kid.at)
        one = (struct choice){1, 0};
    if (one.count != 1) return !kid.at && !any.count ? ADMIT_WHY_ALG : ADMIT_WHY_KID;
    *out = one.key;
    return policy->keys[one.key].algorithm == algorithm ? ADMIT_WHY_FINE : ADMIT_WHY_ALG;
}

static enum admit_why judge_header(const struct admit_policy *policy, struct str text,
                                   struct arena *arena, u32 *key)
{
    static const char *const REFUSED[] = {"crit", "enc", "zip", "jwk"};
    enum json_fault fault;
    struct str word, kid;
    const struct cJSON *header = json_read(text, arena, &fault);
    if (!json_is_object(header)) return ADMIT_WHY_HEADER;
    for (u32 i = 0; i < ARRAY_LEN(REFUSED); i++)
        if (json_get(header, REFUSED[i])) return ADMIT_WHY_EXTENSION;
    const struct cJSON *b64 = json_get(header, "b64"), *typ = json_get(header, "typ");
    if (b64 && !json_is_true(b64)) return ADMIT_WHY_EXTENSION;
    if (typ && (!json_string(typ, &word) ||
                !(equal_in_any_case(word, "jwt") || equal_in_any_case(word, "at+jwt"))))
        return ADMIT_WHY_TYP;
    if (!read_optional(header, "kid", &kid)) return ADMIT_WHY_KID;
    if (!json_string(json_get(header, "alg"), &word)) return ADMIT_WHY_ALG;
    enum algorithm algorithm = algorithm_find(word);
    if (algorithm == ALGORITHM_COUNT) return ADMIT_WHY_ALG;
    return find_key(policy, kid, algorithm, key);
}

/* ---- the claims: each function judges one, and says FINE or that claim's word ---- */

static bool read_date(const struct cJSON *value, f64 *out)
{
    return json_number(value, out) && *out >= 0 && *out <= DATE_MAX;
}

static enum admit_why judge_dates(struct admit *self, const struct admit_policy *policy,
                                  const struct cJSON *claims, f64 now_s)
{
    const struct cJSON *nbf = json_get(claims, "nbf"), *iat = json_get(claims, "iat");
    f64 begin, issued = now_s;
    if (!read_date(json_get(claims, "exp"), &self->exp)) return ADMIT_WHY_EXP;
    if (nbf && (!read_date(nbf, &begin) || now_s < begin - policy->begin_leeway_s))
        return ADMIT_WHY_NBF;
    if (iat && (!read_date(iat, &issued) || now_s < issued - policy->begin_leeway_s))
        return ADMIT_WHY_IAT;
    if (policy->life_s > 0 && self->exp - issued > policy->life_s) return ADMIT_WHY_LIFE;
    return ADMIT_WHY_FINE;
}

/* `aud` is a string or an array of nothing but strings, even where no audience is asked for. */
static enum admit_why judge_audience(const struct admit_policy *policy, const struct cJSON *claims)
{
    const struct cJSON *aud = json_get(claims, "aud");
    struct str wanted = policy->audience, word;
    bool meant = false;
    if (!aud) return wanted.at ? ADMIT_WHY_AUD : ADMIT_WHY_FINE;
    if (json_string(aud, &word)) meant = str_equal(word, wanted);
    else if (!json_is_array(aud)) return ADMIT_WHY_AUD;
    for (const struct cJSON *e = json_first(aud); e; e = json_next(e)) {
        if (!json_string(e, &word)) return ADMIT_WHY_AUD;
        meant |= str_equal(word, wanted);
    }
    return meant || !wanted.at ? ADMIT_WHY_FINE : ADMIT_WHY_AUD;
}

/* A name that may be kept and compared: not too long, and no control character (of which UTF-8
 * writes those above 0x7f as 0xc2 0x80 to 0xc2 0x9f). */
static bool is_name(struct str text)
{
    if (text.bytes > ADMIT_NAME_BYTES_MAX) return false;
    for (usize i = 0; i < text.bytes; i++) {
        u8 byte = text.at[i];
        if (byte < 0x20 || byte == 0x7f) return false;
        if (byte == 0xc2 && text.at[i + 1] < 0xa0) return false; /* valid UTF-8: a byte follows */
    }
    return true;
}

static enum admit_why judge_subject(struct admit *self, const struct cJSON *claims,
                                    struct arena *arena)
{
    const struct cJSON *sub = json_get(claims, "sub");
    struct buf digits;
    i64 number;
    if (json_string(sub, &self->user))
        return self->user.bytes && is_name(self->user) ? ADMIT_WHY_FINE : ADMIT_WHY_SUB;
    if (!json_integer(sub, -WHOLE_MAX, WHOLE_MAX, &number)) return ADMIT_WHY_SUB;
    u8 *memory = arena_take(arena, 24);
    check(memory);
    buf_init(&digits, memory, 24);
    buf_put_signed(&digits, number);
    self->user = buf_str(&digits);
    self->integer = true;
    return ADMIT_WHY_FINE;
}

static enum admit_why judge_claims(struct admit *self, const struct admit_policy *policy,
                                   struct str text, f64 now_s, struct arena *arena)
{
    enum json_fault fault;
    struct str issuer;
    const struct cJSON *claims = json_read(text, arena, &fault);
    if (!json_is_object(claims)) return ADMIT_WHY_PAYLOAD;
    enum admit_why why = judge_dates(self, policy, claims, now_s);
    if (why) return why;
    if (!read_optional(claims, "iss", &issuer)) return ADMIT_WHY_ISS;
    if (policy->issuer.at && !(issuer.at && str_equal(issuer, policy->issuer)))
        return ADMIT_WHY_ISS;
    why = judge_audience(policy, claims);
    if (!why) why = judge_subject(self, claims, arena);
    if (why) return why;
    if (!read_optional(claims, "exercise_slug", &self->slug) || !is_name(self->slug))
        return ADMIT_WHY_SLUG;
    return ADMIT_WHY_FINE;
}

/* ---- all of it ---- */

static enum admit_why judge(struct admit *self, const struct admit_policy *policy, struct str token,
                            f64 now_s, struct arena *arena)
{
    struct parts parts;
    enum admit_why why = split(&parts, token, arena);
    if (!why) why = judge_header(policy, parts.header, arena, &self->key);
    if (why) return why;
    enum algorithm algorithm = policy->keys[self->key].algorithm;
    if (parts.signature.bytes < ALGORITHM_INFO[algorithm].least ||
        parts.signature.bytes > ALGORITHM_INFO[algorithm].most)
        return ADMIT_WHY_SIGNATURE;
    return policy->header_only ? ADMIT_WHY_FINE
                               : judge_claims(self, policy, parts.payload, now_s, arena);
}

void admit_judge(struct admit *self, const struct admit_policy *policy, struct str token,
                 i64 now_ms, struct arena *arena)
{
    f64 now_s = (f64)now_ms / 1000;
    memset(self, 0, sizeof *self);
    self->why = judge(self, policy, token, now_s, arena);
    if (self->why) *self = (struct admit){.verdict = ADMIT_INVALID, .why = self->why};
    else if (!policy->header_only && now_s >= self->exp + policy->exp_leeway_s)
        self->verdict = ADMIT_EXPIRED; /* "on or after", RFC 7519 */
}
