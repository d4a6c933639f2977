#include "mentor/dialect.h"

#include "base/json.h"

enum form { FORM_UNKNOWN, FORM_EVENTS, FORM_WHOLE };

#define TOKENS_SAID_MAX 1000000000 /* what a usage may say; more is taken for nonsense */

void dialect_init(struct dialect *self, enum provider provider)
{
    check(provider == PROVIDER_WORKERS_AI || provider == PROVIDER_OPENAI ||
          provider == PROVIDER_GEMINI);
    memset(self, 0, sizeof *self);
    sse_init(&self->sse);
    self->provider = (u8)provider;
}

static void fault(struct dialect *self, enum dialect_fault why)
{
    if (!self->fault) self->fault = (u8)why;
}

static void finish(struct dialect *self, enum finish why)
{
    self->finish = (u8)MAX((u32)self->finish, (u32)why);
    if (why) self->complete = true;
}

/* Whatever was counted before, a provider that counts up or tells the sum at the end is read. */
static void count(struct dialect *self, i64 in, i64 out)
{
    self->usage.in = (u32)MAX((i64)self->usage.in, in);
    self->usage.out = (u32)MAX((i64)self->usage.out, out);
    self->usage.known = true;
}

static void say(struct dialect *self, struct str piece, struct buf *text)
{
    if (piece.bytes) self->text = true;
    buf_put_str(text, piece);
}

/* A piece of text. Workers AI sends one that reads like a number or a word of JSON as such, and in
 * JSON mode an object. Null is a piece that is not there. */
static void say_value(struct dialect *self, const struct cJSON *value, struct buf *text)
{
    struct str piece;
    if (json_is_null(value)) return;
    if (json_string(value, &piece)) {
        say(self, piece, text);
        return;
    }
    bool tree = json_is_object(value) || json_is_array(value);
    if ((tree && self->provider != PROVIDER_WORKERS_AI) || !json_write(text, value))
        fault(self, DIALECT_BROKEN);
    else self->text = true;
}

/* ---- what all of them say alike ---- */

/* {"error": {"code": 429}}, {"error": "words"}, {"errors": [{"code": 3040}]}, and an older vLLM's
 * {"object": "error", "code": 400}. The words are nobody's business. */
static bool read_error(struct dialect *self, const struct cJSON *root)
{
    const struct cJSON *error = json_get(root, "error");
    struct str object;
    if (json_is_null(error)) error = json_first(json_get(root, "errors"));
    if (json_is_null(error) && json_string(json_get(root, "object"), &object) &&
        str_equal(object, STR("error")))
        error = root;
    if (json_is_null(error)) return false;
    i64 code;
    if (json_integer(json_get(error, "code"), 1, 99999, &code)) self->code = (u32)code;
    fault(self, DIALECT_ERROR);
    return true;
}

static i64 tokens(const struct cJSON *usage, const char *key)
{
    i64 some;
    return json_integer(json_get(usage, key), 0, TOKENS_SAID_MAX, &some) ? some : -1;
}

/* ---- OpenAI, and Workers AI ---- */

static void read_openai_finish(struct dialect *self, const struct cJSON *why)
{
    struct str word;
    if (!json_string(why, &word) || !word.bytes) return;
    if (str_equal(word, STR("length"))) finish(self, FINISH_LENGTH);
    else if (str_equal(word, STR("content_filter"))) finish(self, FINISH_BLOCKED);
    else finish(self, FINISH_STOP);
}

static void read_openai(struct dialect *self, const struct cJSON *root, struct buf *text)
{
    const struct cJSON *usage = json_get(root, "usage");
    i64 in = tokens(usage, "prompt_tokens"), out = tokens(usage, "completion_tokens");
    if (in >= 0 && out >= 0) count(self, in, out);
    if (self->provider == PROVIDER_WORKERS_AI) say_value(self, json_get(root, "response"), text);
    const struct cJSON *choice = json_first(json_get(root, "choices"));
    const struct cJSON *part = json_get(choice, "delta");
    struct str refusal;
    if (json_is_null(part)) part = json_get(choice, "message");
    say_value(self, json_get(part, "content"), text);
    if (json_string(json_get(part, "refusal"), &refusal) && refusal.bytes)
        finish(self, FINISH_BLOCKED);
    read_openai_finish(self, json_get(choice, "finish_reason"));
}

/* ---- Gemini ---- */

/* Every reason but two means that somebody did not want it said: SAFETY, RECITATION, BLOCKLIST, …
 */
static void read_gemini_finish(struct dialect *self, const struct cJSON *why)
{
    struct str word;
    if (!json_string(why, &word) || str_equal(word, STR("FINISH_REASON_UNSPECIFIED"))) return;
    if (str_equal(word, STR("STOP"))) finish(self, FINISH_STOP);
    else if (str_equal(word, STR("MAX_TOKENS"))) finish(self, FINISH_LENGTH);
    else finish(self, FINISH_BLOCKED);
}

static void read_gemini(struct dialect *self, const struct cJSON *root, struct buf *text)
{
    const struct cJSON *usage = json_get(root, "usageMetadata");
    i64 in = tokens(usage, "promptTokenCount");
    i64 said = tokens(usage, "candidatesTokenCount"), thought = tokens(usage, "thoughtsTokenCount");
    if (in >= 0) count(self, in, MAX(said, 0) + MAX(thought, 0));
    struct str blocked;
    if (json_string(json_get(json_get(root, "promptFeedback"), "blockReason"), &blocked))
        finish(self, FINISH_BLOCKED);
    const struct cJSON *candidate = json_first(json_get(root, "candidates"));
    const struct cJSON *part = json_first(json_get(json_get(candidate, "content"), "parts"));
    for (; part; part = json_next(part))
        if (!json_is_true(json_get(part, "thought"))) say_value(self, json_get(part, "text"), text);
    read_gemini_finish(self, json_get(candidate, "finishReason"));
}

/* ---- one JSON value, and where it comes from ---- */

static void read_object(struct dialect *self, const struct cJSON *root, struct buf *text)
{
    if (!json_is_object(root)) fault(self, DIALECT_BROKEN);
    if (self->fault || read_error(self, root)) return;
    if (self->provider == PROVIDER_GEMINI) read_gemini(self, root, text);
    else read_openai(self, root, text);
}

/* An event, or a whole answer; Gemini without alt=sse gives its events as one array. */
static void read_json(struct dialect *self, struct str json, struct arena *arena, struct buf *text)
{
    usize before = arena->used;
    enum json_fault why;
    const struct cJSON *root = json_read(json, arena, &why);
    if (!root) fault(self, why == JSON_MEMORY || why == JSON_DEPTH ? DIALECT_LONG : DIALECT_BROKEN);
    else if (self->form == FORM_WHOLE && json_is_array(root)) {
        for (const struct cJSON *e = json_first(root); e; e = json_next(e))
            read_object(self, e, text);
    } else read_object(self, root, text);
    arena->used = before;
}

/* Blanks before the first byte say nothing. A stream of events begins with the name of a field, a
 * comment's colon or a byte order mark; prose and HTML rarely do. */
static void find_form(struct dialect *self, struct str *bytes)
{
    while (bytes->bytes && memchr(" \t\r\n", *bytes->at, 4)) str_take(bytes, 1);
    if (!bytes->bytes) return;
    u8 first = *bytes->at;
    if (first == '{' || first == '[') self->form = FORM_WHOLE;
    else if ((first >= 'a' && first <= 'z') || first == ':' || first == 0xef)
        self->form = FORM_EVENTS;
    else fault(self, DIALECT_BROKEN);
}

static void keep(struct dialect *self, struct str bytes)
{
    if (bytes.bytes > sizeof self->sse.data - self->sse.used) {
        fault(self, DIALECT_LONG);
        return;
    }
    if (bytes.bytes) memcpy(self->sse.data + self->sse.used, bytes.at, bytes.bytes);
    self->sse.used += (u32)bytes.bytes;
}

void dialect_feed(struct dialect *self, struct str bytes, struct arena *arena, struct buf *text)
{
    struct str event;
    if (!self->fault && self->form == FORM_UNKNOWN) find_form(self, &bytes);
    if (self->fault) return;
    if (self->form == FORM_WHOLE) keep(self, bytes);
    if (self->form != FORM_EVENTS) return;
    while (!self->fault && !self->done && sse_next(&self->sse, &bytes, &event)) {
        if (str_equal(event, STR("[DONE]"))) self->done = self->complete = true;
        else if (event.bytes) read_json(self, event, arena, text);
    }
    if (self->sse.overflow) fault(self, DIALECT_LONG);
}

bool dialect_end(struct dialect *self, struct arena *arena, struct buf *text)
{
    if (!self->fault && self->form == FORM_WHOLE) {
        read_json(self, (struct str){self->sse.data, self->sse.used}, arena, text);
        self->complete = !self->fault;
    }
    if (!self->text) fault(self, DIALECT_EMPTY);
    if (!self->complete) fault(self, DIALECT_CUT);
    return self->fault == DIALECT_FINE;
}
