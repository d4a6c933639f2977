/* admit.h: who may: judges a token, a compact JWS whose payload is the claims of a JWT.
 *
 * Everything about a token is judged here but its signature: the core has no cryptography, so the
 * host checks it with the key that is named here, and only then believes the verdict. EXPIRED says
 * that a token would have been good once; of a token with a bad signature the host tells nothing.
 *
 * RFC 7515 and 7519 say what a token is, RFC 8725 what has gone wrong with them. One key has one
 * algorithm, and the deployment says which: what a token says of itself can choose among the keys,
 * but never how one is used. What is not understood is refused: `crit`, `b64`, `zip`, `enc`. A key
 * in the header (`jwk`) is refused, and places of keys (jku, x5u, x5c) are never looked at.
 *
 * Vocabulary: part (one of the three of a token), policy (what the deployment asks for), leeway
 * (how far clocks may be apart), NumericDate (seconds since 1970, perhaps with a fraction). */
#ifndef SESSION_ADMIT_H
#define SESSION_ADMIT_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

/* X(ENUM, "name in a header", bytes of a signature at least, at most) */
#define ALGORITHMS(X)                                                                              \
    X(HS256, "HS256", 32, 32)                                                                      \
    X(RS256, "RS256", 256, 1024)                                                                   \
    X(ES256, "ES256", 64, 64)                                                                      \
    X(EDDSA, "EdDSA", 64, 64)

enum algorithm {
#define X(name, word, least, most) ALGORITHM_##name,
    ALGORITHMS(X)
#undef X
        ALGORITHM_COUNT
};

struct admit_key {
    enum algorithm algorithm;
    struct str kid; /* `at` is NULL when the key has none */
};

/* Strings are borrowed from the tree that they were read from. */
struct admit_policy {
    struct admit_key keys[ADMIT_KEYS_MAX];
    u32 key_count;
    struct str issuer, audience;      /* `at` is NULL when none is asked for */
    f64 exp_leeway_s, begin_leeway_s; /* for exp; for nbf and iat */
    f64 life_s;                       /* how far exp may lie ahead of iat, or of now; 0: any */
    bool header_only;                 /* form, header and key; the payload is any bytes */
};

/* X(ENUM, "word for the log") */
#define ADMIT_WHYS(X)                                                                              \
    X(FINE, "fine")                                                                                \
    X(POLICY, "policy") /* the host's own words cannot be read */                                  \
    X(TOO_LONG, "too_long")                                                                        \
    X(PARTS, "parts") /* not three that hold something */                                          \
    X(BASE64, "base64")                                                                            \
    X(HEADER, "header") /* not an object of JSON, strictly read */                                 \
    X(ALG, "alg")       /* none, or not the algorithm of any key that it could be */               \
    X(TYP, "typ")                                                                                  \
    X(EXTENSION, "extension") /* crit, b64, enc, zip, jwk */                                       \
    X(KID, "kid")                                                                                  \
    X(SIGNATURE, "signature") /* of a length that no good one has */                               \
    X(PAYLOAD, "payload")     /* not an object of JSON, strictly read */                           \
    X(EXP, "exp")                                                                                  \
    X(NBF, "nbf")                                                                                  \
    X(IAT, "iat")                                                                                  \
    X(LIFE, "life")                                                                                \
    X(ISS, "iss")                                                                                  \
    X(AUD, "aud")                                                                                  \
    X(SUB, "sub")                                                                                  \
    X(SLUG, "exercise_slug")

enum admit_why {
#define X(name, word) ADMIT_WHY_##name,
    ADMIT_WHYS(X)
#undef X
        ADMIT_WHY_COUNT
};
extern const char *const ADMIT_WHY_WORDS[ADMIT_WHY_COUNT];

enum admittance { ADMIT_OK, ADMIT_EXPIRED, ADMIT_INVALID };

/* When it is ADMIT_INVALID, `verdict` and `why` are all there is. Strings are borrowed from the
 * arena. */
struct admit {
    enum admittance verdict;
    enum admit_why why;
    u32 key;         /* place in the policy's list of the key that must have signed */
    struct str user; /* sub as text, never empty; NULL when header_only */
    bool integer;    /* sub was a number */
    struct str slug; /* exercise_slug; `at` is NULL when there is none */
    f64 exp;         /* seconds */
};

/* Reads {keys: [{alg, kid?}], issuer?, audience?, leeway_s?, life_s?, header_only?}. leeway_s
 * counts as ADMIT_LEEWAY_S_MAX at most. Without it exp has no leeway, and nbf and iat have all of
 * that: nobody gains by a token that works too early. False when it is not that. */
bool admit_policy_read(struct admit_policy *self, struct str json, struct arena *arena);

/* Judges `token` at `now_ms`. Takes from the arena what is decoded, and its JSON. */
void admit_judge(struct admit *self, const struct admit_policy *policy, struct str token,
                 i64 now_ms, struct arena *arena);

#endif
