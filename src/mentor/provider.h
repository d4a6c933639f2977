/* provider.h: who may be asked, in one list.
 *
 * A provider has a number (stored in snapshots: new ones go to the end), a word in settings, a word
 * on the wire for who spoke, and a price. Prices are micro-dollars (1e-6 USD) for a million tokens;
 * a deployment may set others (README). */
#ifndef MENTOR_PROVIDER_H
#define MENTOR_PROVIDER_H

#include "base/str.h"

/* X(ENUM, "word in MENTOR_MODELS", "source on the wire", price in, price out)
 * Workers AI: Llama 3.3 70B fp8-fast, $0.293 and $2.253. OpenAI-compatible services differ, so they
 * are taken to cost what Llama costs until a setting says better. Gemini: 2.5 Flash. */
#define PROVIDERS(X)                                                                               \
    X(EMBEDDED, "embedded", "embedded", 0, 0)                                                      \
    X(WORKERS_AI, "workers-ai", "llama-3.3", 293000, 2253000)                                      \
    X(OPENAI, "openai", "openai", 293000, 2253000)                                                 \
    X(GEMINI, "gemini", "gemini", 300000, 2500000)

enum provider {
#define X(name, word, source, in, out) PROVIDER_##name,
    PROVIDERS(X)
#undef X
        PROVIDER_COUNT
};

struct price {
    u32 in, out; /* micro-dollars for a million tokens */
};

struct provider_info {
    const char *word, *source;
    struct price price;
};

extern const struct provider_info PROVIDER_INFO[PROVIDER_COUNT];

/* The provider of this word (borrowed for the call), or PROVIDER_COUNT. */
enum provider provider_find(struct str word);

/* Who is asked at this turn, of an order of providers as four bits each from the lowest. Behind the
 * last one the embedded mentor goes on alone. */
enum provider provider_at(u32 order, u32 turn);

/* What so many tokens cost, in micro-dollars, rounded up. */
u64 price_micro(const struct price *price, u32 tokens_in, u32 tokens_out);

#endif
