#include "session/question.h"

#include "base/utf8.h"

const struct question_fault_info QUESTION_FAULT_INFO[QUESTION_FAULT_COUNT] = {
#define X(name, status, code, text) {code, text, status},
    QUESTION_FAULTS(X)
#undef X
};

static enum question_fault fault_of(enum json_fault fault)
{
    if (fault == JSON_DUPLICATE) return QUESTION_DUPLICATE;
    return fault == JSON_DEPTH || fault == JSON_MEMORY ? QUESTION_DEEP : QUESTION_JSON;
}

static enum question_fault fault_in(struct question *self, const char *field,
                                    enum question_fault fault)
{
    self->field = field;
    return fault;
}

static enum question_fault too_long(struct question *self, const char *field, u32 limit, u32 size)
{
    self->limit = limit;
    self->size = size;
    return fault_in(self, field, QUESTION_SIZE);
}

static bool is_blank(struct str text)
{
    for (usize i = 0; i < text.bytes; i++)
        if (text.at[i] > ' ') return false;
    return true;
}

/* A string of at most `most` UTF-16 units. */
static enum question_fault read_string(struct question *self, const struct cJSON *root,
                                       const char *field, u32 most, bool required, struct str *out)
{
    const struct cJSON *value = json_get(root, field);
    *out = STR("");
    if (!value) return required ? fault_in(self, field, QUESTION_MISSING) : QUESTION_FINE;
    if (json_is_null(value) && !required) return QUESTION_FINE;
    if (!json_string(value, out)) return fault_in(self, field, QUESTION_TYPE);
    u32 units = utf8_measure(*out).units;
    return units > most ? too_long(self, field, most, units) : QUESTION_FINE;
}

static enum question_fault read_turn(struct question *self, const struct cJSON *message,
                                     u32 *all_units)
{
    struct chat_turn *turn = &self->turns[self->turn_count];
    struct str role;
    bool fine = json_string(json_get(message, "role"), &role) &&
                (str_equal(role, STR("user")) || str_equal(role, STR("assistant"))) &&
                json_string(json_get(message, "content"), &turn->text);
    if (!fine) return fault_in(self, "history", QUESTION_TYPE);
    u32 units = utf8_measure(turn->text).units;
    if (units > CHAT_MESSAGE_UNITS_MAX)
        return too_long(self, "history", CHAT_MESSAGE_UNITS_MAX, units);
    *all_units += units;
    turn->learner = str_equal(role, STR("user"));
    self->turn_count++;
    return QUESTION_FINE;
}

static enum question_fault read_history(struct question *self, const struct cJSON *root)
{
    const struct cJSON *history = json_get(root, "history");
    u32 count = 0, units = 0;
    if (json_is_null(history)) return QUESTION_FINE;
    if (!json_is_array(history)) return fault_in(self, "history", QUESTION_TYPE);
    for (const struct cJSON *e = json_first(history); e; e = json_next(e)) count++;
    if (count > CHAT_HISTORY_MAX) return too_long(self, "history", CHAT_HISTORY_MAX, count);
    for (const struct cJSON *e = json_first(history); e; e = json_next(e)) {
        enum question_fault fault = read_turn(self, e, &units);
        if (fault) return fault;
    }
    return units > CHAT_HISTORY_UNITS_MAX ? too_long(self, "history", CHAT_HISTORY_UNITS_MAX, units)
                                          : QUESTION_FINE;
}

enum question_fault question_read(struct question *self, struct str body, struct arena *arena)
{
    struct {
        const char *field;
        u32 most;
        bool required;
        struct str *out;
    } const strings[] = {
        {"exerciseSlug", NAME_BYTES_MAX, true, &self->slug},
        {"code", CHAT_CODE_UNITS_MAX, true, &self->code},
        {"question", CHAT_QUESTION_UNITS_MAX, true, &self->question},
        {"language", NAME_BYTES_MAX, false, &self->language},
        {"taskId", NAME_BYTES_MAX, false, &self->task},
        {"locale", NAME_BYTES_MAX, false, &self->locale},
    };
    enum json_fault json;
    memset(self, 0, sizeof *self);
    if (body.bytes > CHAT_BODY_BYTES_MAX) return QUESTION_LONG;
    const struct cJSON *root = json_read(body, arena, &json);
    if (!root) return fault_of(json);
    if (!json_is_object(root)) return QUESTION_OBJECT;
    for (u32 i = 0; i < ARRAY_LEN(strings); i++) {
        enum question_fault fault = read_string(self, root, strings[i].field, strings[i].most,
                                                strings[i].required, strings[i].out);
        if (fault) return fault;
    }
    if (is_blank(self->slug)) return fault_in(self, "exerciseSlug", QUESTION_TYPE);
    if (is_blank(self->question)) return fault_in(self, "question", QUESTION_TYPE);
    if (self->locale.bytes && !chat_locale_fits(self->locale))
        return fault_in(self, "locale", QUESTION_TYPE);
    return read_history(self, root);
}
