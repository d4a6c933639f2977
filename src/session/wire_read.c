/* Reading the frames of clients. */
#include "base/hash.h"
#include "base/utf8.h"
#include "session/wire.h"

static enum fault fault_of(enum json_fault fault)
{
    switch (fault) {
    case JSON_FINE: return FAULT_NONE;
    case JSON_UTF8: return FAULT_BAD_UTF8;
    case JSON_SURROGATE: return FAULT_LONE_SURROGATE;
    case JSON_NUL: return FAULT_NUL;
    case JSON_MEMORY: return FAULT_TOO_COMPLEX;
    case JSON_SYNTAX:
    case JSON_DEPTH:
    case JSON_DUPLICATE: break;
    }
    return FAULT_BAD_JSON;
}

u64 wire_hash(struct str digits)
{
    u64 value = 0;
    if (digits.bytes != 16) return 0;
    for (u32 i = 0; i < 16; i++) {
        u8 byte = digits.at[i];
        bool digit = byte >= '0' && byte <= '9', letter = byte >= 'a' && byte <= 'f';
        if (!digit && !letter) return 0;
        value = value << 4 | (u64)(digit ? byte - '0' : byte - 'a' + 10);
    }
    return value;
}

u64 wire_client(struct str word)
{
    return word.bytes ? hash64(HASH64_START, word) | 1 : 0;
}

bool wire_edit(struct wire_edit *self, const struct cJSON *element)
{
    const struct cJSON *at = json_first(element), *del = at ? json_next(at) : NULL,
                       *ins = del ? json_next(del) : NULL;
    i64 place, count;
    if (!ins || json_next(ins)) return false;
    if (!json_integer(at, 0, TEXT_BYTES_MAX, &place) ||
        !json_integer(del, 0, TEXT_BYTES_MAX, &count))
        return false;
    *self = (struct wire_edit){(u32)place, (u32)count, {NULL, 0}};
    return json_string(ins, &self->ins);
}

/* An optional language. */
static enum fault read_language(struct frame *self, const struct cJSON *root, const char **field)
{
    const struct cJSON *value = json_get(root, "language");
    struct str name;
    self->language = LANGUAGE_COUNT;
    if (!value) return FAULT_NONE;
    *field = "language";
    if (!json_string(value, &name)) return FAULT_BAD_FIELD;
    self->language = language_find((const char *)name.at, name.bytes);
    if (self->language == LANGUAGE_COUNT) return FAULT_UNKNOWN_LANGUAGE;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_revision(struct frame *self, const struct cJSON *root, const char **field)
{
    i64 revision;
    *field = "rev";
    if (!json_integer(json_get(root, "rev"), 0, UINT32_MAX, &revision)) return FAULT_BAD_REVISION;
    self->revision = (u32)revision;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_hello(struct frame *self, const struct cJSON *root, const char **field)
{
    struct str hash = {NULL, 0}, client = {NULL, 0};
    enum fault fault = read_revision(self, root, field);
    if (fault) return fault;
    *field = "hash";
    if (!json_string(json_get(root, "hash"), &hash)) return FAULT_BAD_FIELD;
    *field = "client";
    if (json_get(root, "client") &&
        (!json_string(json_get(root, "client"), &client) || client.bytes > NAME_BYTES_MAX))
        return FAULT_BAD_FIELD;
    *field = NULL;
    self->hash = wire_hash(hash);
    self->client = wire_client(client);
    return read_language(self, root, field);
}

static enum fault read_edit(struct frame *self, const struct cJSON *root, const char **field)
{
    i64 length, number = 0;
    enum fault fault = read_revision(self, root, field);
    if (fault) return fault;
    *field = "len";
    if (!json_integer(json_get(root, "len"), 0, UINT32_MAX, &length)) return FAULT_BAD_FIELD;
    *field = "n";
    if (json_get(root, "n") && !json_integer(json_get(root, "n"), 1, UINT32_MAX, &number))
        return FAULT_BAD_FIELD;
    *field = "d";
    self->edits = json_get(root, "d");
    if (!json_is_array(self->edits)) return FAULT_BAD_FIELD;
    u32 count = 0;
    struct wire_edit edit;
    for (const struct cJSON *e = json_first(self->edits); e; e = json_next(e)) {
        if (++count > FRAME_EDITS_MAX) return FAULT_TOO_COMPLEX;
        if (!wire_edit(&edit, e)) return FAULT_BAD_FIELD;
    }
    *field = NULL;
    self->length = (u32)length;
    self->number = (u32)number;
    return FAULT_NONE;
}

static enum fault read_set(struct frame *self, const struct cJSON *root, const char **field)
{
    struct str word;
    enum fault fault = read_language(self, root, field);
    if (fault || !json_get(root, "dial")) return fault;
    *field = "dial";
    if (!json_string(json_get(root, "dial"), &word)) return FAULT_BAD_FIELD;
    self->dial = dial_of(word);
    if (self->dial == DIAL_COUNT) return FAULT_UNKNOWN_DIAL;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_text(struct frame *self, const struct cJSON *root, const char **field)
{
    *field = "text";
    if (!json_string(json_get(root, "text"), &self->text)) return FAULT_BAD_FIELD;
    *field = NULL;
    return read_language(self, root, field);
}

static enum fault read_tip(struct frame *self, const struct cJSON *root, const char **field)
{
    i64 tip;
    *field = "tip";
    if (!json_integer(json_get(root, "tip"), 1, UINT32_MAX, &tip)) return FAULT_BAD_FIELD;
    self->tip = (u32)tip;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_seen(struct frame *self, const struct cJSON *root, const char **field)
{
    struct str verdict;
    enum fault fault = read_tip(self, root, field);
    if (fault) return fault;
    *field = "verdict";
    if (!json_string(json_get(root, "verdict"), &verdict)) return FAULT_BAD_FIELD;
    if (str_equal(verdict, STR("helpful"))) self->verdict = VERDICT_HELPFUL;
    else if (str_equal(verdict, STR("wrong"))) self->verdict = VERDICT_WRONG;
    else if (str_equal(verdict, STR("dismissed"))) self->verdict = VERDICT_DISMISSED;
    else return FAULT_BAD_FIELD;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_ask(struct frame *self, const struct cJSON *root, const char **field)
{
    bool blank = true;
    *field = "question";
    if (!json_string(json_get(root, "question"), &self->text)) return FAULT_BAD_FIELD;
    for (usize i = 0; i < self->text.bytes; i++) blank &= self->text.at[i] <= ' ';
    if (blank) return FAULT_BAD_FIELD;
    if (utf8_measure(self->text).units > CHAT_QUESTION_UNITS_MAX) return FAULT_QUESTION_TOO_LONG;
    *field = NULL;
    return FAULT_NONE;
}

static enum fault read_nothing(struct frame *self, const struct cJSON *root, const char **field)
{
    (void)self, (void)root, (void)field;
    return FAULT_NONE;
}

enum fault wire_read(struct frame *self, struct str bytes, struct arena *arena, const char **field)
{
    static const struct {
        const char *word;
        enum frame_type type;
        enum fault (*read)(struct frame *, const struct cJSON *, const char **);
    } TYPES[] = {
        {"edit", FRAME_EDIT, read_edit},    {"hello", FRAME_HELLO, read_hello},
        {"text", FRAME_TEXT, read_text},    {"look", FRAME_LOOK, read_nothing},
        {"left", FRAME_LEFT, read_nothing}, {"set", FRAME_SET, read_set},
        {"seen", FRAME_SEEN, read_seen},    {"hint", FRAME_HINT, read_tip},
        {"ask", FRAME_ASK, read_ask},       {"stop", FRAME_STOP, read_nothing},
    };
    enum json_fault json;
    struct str type;
    *field = NULL;
    *self = (struct frame){.type = FRAME_NONE, .language = LANGUAGE_COUNT, .dial = DIAL_COUNT};
    const struct cJSON *root = json_read(bytes, arena, &json);
    if (!root) return fault_of(json);
    if (!json_is_object(root)) return FAULT_BAD_JSON;
    *field = "t";
    if (!json_string(json_get(root, "t"), &type)) return FAULT_BAD_FIELD;
    for (u32 i = 0; i < ARRAY_LEN(TYPES); i++) {
        if (!str_equal(type, str_of(TYPES[i].word))) continue;
        self->type = TYPES[i].type;
        *field = NULL;
        return TYPES[i].read(self, root, field);
    }
    return FAULT_UNKNOWN_TYPE;
}
