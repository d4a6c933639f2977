#include "base/json.h"

#include <cJSON.h>

#include "base/limits.h"

/* cJSON takes its allocator from a global hook; this is the arena of the read in progress, NULL
 * between reads. */
static struct arena *reading;

static void *take_bytes(usize bytes)
{
    return reading ? arena_take(reading, bytes) : NULL;
}

static void give_back(void *bytes)
{
    (void)bytes; /* The arena is emptied as a whole when the step ends. */
}

/* No object may hold a key twice. */
static enum json_fault check_keys(const cJSON *object)
{
    u32 count = 0;
    for (const cJSON *key = object->child; key; key = key->next) {
        if (++count > JSON_KEYS_MAX) return JSON_MEMORY;
        for (const cJSON *other = object->child; other != key; other = other->next)
            if (strcmp(other->string, key->string) == 0) return JSON_DUPLICATE;
    }
    return JSON_FINE;
}

/* Walks the tree without recursion: cJSON has no link to a parent, so the way from the root is
 * kept. It is never longer than JSON_DEPTH_MAX. */
static enum json_fault check_tree(const cJSON *root)
{
    const cJSON *way[JSON_DEPTH_MAX + 1];
    u32 depth = 0;
    const cJSON *at = root;
    while (at) {
        if (cJSON_IsObject(at)) {
            enum json_fault fault = check_keys(at);
            if (fault) return fault;
        }
        if (at->child && depth < ARRAY_LEN(way)) {
            way[depth++] = at;
            at = at->child;
            continue;
        }
        while (at && !at->next) at = depth ? way[--depth] : NULL;
        if (at == root) return JSON_FINE;
        if (at) at = at->next;
    }
    return JSON_FINE;
}

const cJSON *json_read(struct str text, struct arena *arena, enum json_fault *fault)
{
    *fault = json_check(text);
    if (*fault) return NULL;
    cJSON_Hooks hooks = {take_bytes, give_back};
    cJSON_InitHooks(&hooks);
    reading = arena;
    const cJSON *root = cJSON_ParseWithLength((const char *)text.at, text.bytes);
    reading = NULL;
    if (!root) {
        *fault = JSON_MEMORY; /* The text is JSON: the check said so. */
        return NULL;
    }
    *fault = check_tree(root);
    return *fault ? NULL : root;
}

const cJSON *json_get(const cJSON *object, const char *key)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

bool json_is_object(const cJSON *value)
{
    return cJSON_IsObject(value);
}

bool json_is_array(const cJSON *value)
{
    return cJSON_IsArray(value);
}

bool json_is_null(const cJSON *value)
{
    return !value || cJSON_IsNull(value);
}

bool json_is_true(const cJSON *value)
{
    return cJSON_IsTrue(value);
}

bool json_string(const cJSON *value, struct str *out)
{
    if (!cJSON_IsString(value)) return false;
    *out = str_of(value->valuestring); /* \u0000 was refused, so the first NUL is the end. */
    return true;
}

bool json_integer(const cJSON *value, i64 min, i64 max, i64 *out)
{
    if (!cJSON_IsNumber(value)) return false;
    f64 number = value->valuedouble;
    if (!(number >= -0x1p63 && number < 0x1p63))
        return false; /* what an i64 cannot hold, NaN and infinities */
    i64 whole = (i64)number;
    if ((f64)whole != number || whole < min || whole > max) return false;
    *out = whole;
    return true;
}

bool json_number(const cJSON *value, f64 *out)
{
    if (!cJSON_IsNumber(value) || !__builtin_isfinite(value->valuedouble)) return false;
    *out = value->valuedouble;
    return true;
}

const cJSON *json_first(const cJSON *array)
{
    return cJSON_IsArray(array) ? array->child : NULL;
}

const cJSON *json_member(const cJSON *object)
{
    return cJSON_IsObject(object) ? object->child : NULL;
}

const cJSON *json_next(const cJSON *element)
{
    return element->next;
}

struct str json_key(const cJSON *member)
{
    return member->string ? str_of(member->string) : (struct str){NULL, 0};
}
