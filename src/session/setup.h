/* setup.h: what a deployment says of its models, as the host hands it over in JSON. */
#ifndef SESSION_SETUP_H
#define SESSION_SETUP_H

#include "base/json.h"
#include "mentor/provider.h"

/* ["gemini", …]: the order in which they are asked, as provider_at reads it. Behind the embedded
 * mentor nobody is asked, and words that name no provider are passed over. */
u32 setup_models(const struct cJSON *names);

/* {"openai": [in, out], …}: what the deployment says that a provider costs; PROVIDER_INFO says the
 * rest. */
void setup_prices(struct price prices[PROVIDER_COUNT], const struct cJSON *given);

#endif
