#include "mentor/reply.h"

#include "base/json.h"
#include "base/limits.h"

/* Takes the value of one key; false when its type is wrong. */
static bool take(struct str *out, const struct cJSON *value, bool or_null)
{
    *out = (struct str){NULL, 0};
    return json_string(value, out) || (or_null && json_is_null(value));
}

static bool is_known(struct str key)
{
    static const char *const KEYS[] = {"line", "quote", "rule", "concept", "tip"};
    for (u32 i = 0; i < ARRAY_LEN(KEYS); i++)
        if (str_equal(key, str_of(KEYS[i]))) return true;
    return false;
}

enum reply_fault reply_read(struct reply *self, struct str bytes, struct arena *arena, usize *at)
{
    enum json_fault fault;
    i64 line;
    *self = (struct reply){0};
    *at = REPLY_BYTES_MAX;
    if (bytes.bytes > REPLY_BYTES_MAX) return REPLY_LONG;
    fault = json_check_at(bytes, at);
    if (fault) return fault == JSON_UTF8 ? REPLY_UTF8 : REPLY_JSON;
    *at = 0;
    const struct cJSON *root = json_read(bytes, arena, &fault);
    if (!root) return fault == JSON_DUPLICATE ? REPLY_KEYS : REPLY_JSON;
    if (!json_is_object(root)) return REPLY_JSON;
    for (const struct cJSON *key = json_member(root); key; key = json_next(key))
        if (!is_known(json_key(key))) return REPLY_KEYS;
    if (!json_get(root, "line") || !json_get(root, "quote") || !json_get(root, "tip"))
        return REPLY_KEYS;
    if (!json_integer(json_get(root, "line"), 0, UINT32_MAX, &line)) return REPLY_TYPES;
    if (!take(&self->quote, json_get(root, "quote"), false) ||
        !take(&self->tip, json_get(root, "tip"), false) ||
        !take(&self->rule, json_get(root, "rule"), true) ||
        !take(&self->concept, json_get(root, "concept"), true))
        return REPLY_TYPES;
    self->line = (u32)line;
    self->nothing = !line && !self->quote.bytes && !self->tip.bytes;
    return REPLY_FINE;
}
