#include "session/setup.h"

u32 setup_models(const struct cJSON *names)
{
    u32 models = 0, count = 0;
    struct str word;
    for (const struct cJSON *e = json_first(names); e; e = json_next(e)) {
        enum provider provider = json_string(e, &word) ? provider_find(word) : PROVIDER_COUNT;
        if (provider == PROVIDER_EMBEDDED || count == PROVIDER_COUNT) break;
        if (provider != PROVIDER_COUNT) models |= (u32)provider << (4 * count++);
    }
    return models;
}

void setup_prices(struct price prices[PROVIDER_COUNT], const struct cJSON *given)
{
    i64 in, out;
    for (u32 i = 0; i < PROVIDER_COUNT; i++) prices[i] = PROVIDER_INFO[i].price;
    for (const struct cJSON *e = json_member(given); e; e = json_next(e)) {
        enum provider provider = provider_find(json_key(e));
        const struct cJSON *first = json_first(e);
        if (provider == PROVIDER_COUNT || !first) continue;
        if (json_integer(first, 0, UINT32_MAX, &in) && json_next(first) &&
            json_integer(json_next(first), 0, UINT32_MAX, &out))
            prices[provider] = (struct price){(u32)in, (u32)out};
    }
}
