#include "mentor/provider.h"

const struct provider_info PROVIDER_INFO[PROVIDER_COUNT] = {
#define X(name, word, source, in, out) {word, source, {in, out}},
    PROVIDERS(X)
#undef X
};

enum provider provider_find(struct str word)
{
    for (u32 i = 0; i < PROVIDER_COUNT; i++)
        if (str_equal(word, str_of(PROVIDER_INFO[i].word))) return (enum provider)i;
    return PROVIDER_COUNT;
}

u64 price_micro(const struct price *price, u32 tokens_in, u32 tokens_out)
{
    u64 parts = (u64)price->in * tokens_in + (u64)price->out * tokens_out;
    return (parts + 999999) / 1000000;
}

enum provider provider_at(u32 order, u32 turn)
{
    u32 number = turn < 8 ? order >> (4 * turn) & 15 : 0;
    return number < PROVIDER_COUNT ? (enum provider)number : PROVIDER_EMBEDDED;
}
