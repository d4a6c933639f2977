#include "mentor/reply.h"

#include "base/json.h"
#include "base/limits.h"

bool reply_read(struct reply *self, struct str bytes, struct arena *arena)
{
    enum json_fault fault;
    i64 line;
    const struct cJSON *root = json_read(bytes, arena, &fault);
    if (!json_is_object(root)) return false;
    u32 keys = 0;
    for (const struct cJSON *key = json_member(root); key; key = json_next(key)) keys++;
    if (keys != 3 || !json_integer(json_get(root, "line"), 0, TEXT_LINES_MAX, &line)) return false;
    if (!json_string(json_get(root, "quote"), &self->quote) ||
        !json_string(json_get(root, "rule"), &self->rule))
        return false;
    self->line = (u32)line;
    self->nothing = str_equal(self->rule, STR("none"));
    return true;
}
