/* mentor step: a story is events and the effects that are expected after each, as text in virtual
 * time.
 *
 *   # a sentence about what follows
 *   @0     start session [workers-ai]   the session's name, then the models that may be asked
 *   @5     open 1 owner                 a socket; further words are JSON members of its payload
 *   @100   frame 1 {"t":"edit",…}       the rest of the line, byte for byte; \xNN is a byte
 *   @300   gone 1
 *   @1300  alarm                        the alarm rings
 *   @9000  sleep                        all alarms up to then ring at their times
 *   @9000  grant 2 49                   call 2 begins; the learner has 49 messages left
 *   @9001  chunk 2 {"response":…}       a provider's bytes for call 2; then: done 2, or fail 2 and
 *                                       the host's line (mentor/failure.h)
 *   @9050  hit 7 {"do":"look"}          a request to the ledger, which is no session's and outlives
 *                                       all instances; the answer is sent to 7
 *   @9060  spoil                        a byte of the stored ledger changes
 *   @9100  restart                      the instance is lost; a new one starts from the last save
 *   @9100  rebuild                      the same, with sockets still open
 *   > send 1 {"t":"ack","rev":1}        an effect that is expected; … stands for anything
 *
 * The syntax sandbox answers each parse at once. The story is printed as it happened: where an
 * expectation fits it stays as it is written, so the output is the blessed story. Exit status 1
 * when it differs from the file. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "cli/cli.h"
#include "cli/host.h"
#include "code/language.h"

#define LINE_BYTES_MAX (8u << 20)

struct story {
    struct host host;
    struct str rest; /* of the file */
    struct buf line; /* an effect as text */
    struct buf name; /* the session's configuration */
    i64 now_ms;
    bool digest, differs;
    bool hitting; /* what is saved now is the ledger */
};

/* The next line, without its end; false at the end of the file. */
static bool next_line(struct str *rest, struct str *line)
{
    if (!rest->bytes) return false;
    const u8 *end = memchr(rest->at, '\n', rest->bytes);
    *line = str_take(rest, end ? (usize)(end - rest->at) : rest->bytes);
    str_take(rest, 1);
    return true;
}

/* The next word of a line, and the spaces behind it. */
static struct str next_word(struct str *line)
{
    usize bytes = 0;
    while (bytes < line->bytes && line->at[bytes] != ' ') bytes++;
    struct str word = str_take(line, bytes);
    while (line->bytes && line->at[0] == ' ') str_take(line, 1);
    return word;
}

static i64 number_of(struct str word)
{
    i64 value = 0;
    for (usize i = 0; i < word.bytes; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9') value = value * 10 + (word.at[i] - '0');
    return value;
}

static const char *effect_word(u32 effect)
{
    static const char *const WORDS[] = {"none",
#define X(name, word) word,
                                        EFFECTS(X)
#undef X
    };
    return effect < ARRAY_LEN(WORDS) ? WORDS[effect] : "?";
}

/* Who is asked: the first string behind the first key of a call. */
static struct str provider_of(struct str payload)
{
    str_take(&payload, strlen("{\"provider\":\""));
    const u8 *end = payload.bytes ? memchr(payload.at, '"', payload.bytes) : NULL;
    return (struct str){payload.at, end ? (usize)(end - payload.at) : 0};
}

static void put_effect(struct buf *out, const struct effect_head *head, struct str payload,
                       bool hitting)
{
    u32 number = (u32)head->at;
    buf_put_text(out, "> ");
    buf_put_text(out, effect_word(head->effect));
    buf_put_u8(out, ' ');
    switch (head->effect) {
    case EFFECT_SEND:
        if (head->id) buf_put_decimal(out, head->id);
        else buf_put_text(out, "all");
        if (!head->id && number) {
            buf_put_text(out, " but ");
            buf_put_decimal(out, number);
        }
        buf_put_u8(out, ' ');
        buf_put_str(out, payload);
        break;
    case EFFECT_DROP:
        buf_put_decimal(out, head->id);
        buf_put_u8(out, ' ');
        buf_put_decimal(out, number);
        buf_put_u8(out, ' ');
        buf_put_str(out, payload);
        break;
    case EFFECT_ARM:
        buf_put_u8(out, '@');
        buf_put_decimal(out, (u64)head->at);
        break;
    case EFFECT_SAVE:
        buf_put_text(out, hitting ? "ledger" : "revision ");
        if (!hitting) buf_put_decimal(out, head->id);
        break;
    case EFFECT_PARSE: buf_put_text(out, LANGUAGE_INFO[number].wire); break;
    case EFFECT_CALL:
        buf_put_decimal(out, head->id);
        buf_put_u8(out, ' ');
        buf_put_str(out, provider_of(payload));
        break;
    case EFFECT_HALT:
    case EFFECT_BACK: buf_put_decimal(out, head->id); break;
    case EFFECT_SETTLE:
        buf_put_decimal(out, head->id);
        buf_put_u8(out, ' ');
        buf_put_str(out, payload);
        break;
    default: buf_put_str(out, payload); break;
    }
}

/* Does `line` fit `pattern`, in which "…" stands for anything? */
static bool fits(struct str line, struct str pattern)
{
    static const char ANY[] = "\xe2\x80\xa6";
    while (pattern.bytes) {
        if (pattern.bytes >= 3 && memcmp(pattern.at, ANY, 3) == 0) {
            str_take(&pattern, 3);
            for (usize skip = 0; skip <= line.bytes; skip++)
                if (fits((struct str){line.at + skip, line.bytes - skip}, pattern)) return true;
            return false;
        }
        if (!line.bytes || line.at[0] != pattern.at[0]) return false;
        str_take(&line, 1);
        str_take(&pattern, 1);
    }
    return line.bytes == 0;
}

static void hear(void *context, const struct effect_head *head, struct str payload)
{
    struct story *self = context;
    if (self->digest) return;
    self->line.bytes = 0;
    put_effect(&self->line, head, payload, self->hitting);
    struct str line = buf_str(&self->line), rest = self->rest, expected;
    if (next_line(&rest, &expected) && expected.bytes && expected.at[0] == '>' &&
        fits(line, expected)) {
        line = expected;
        self->rest = rest;
    } else {
        self->differs = true;
    }
    printf("%.*s\n", (int)line.bytes, (const char *)line.at);
}

/* Length and hash of an outbox: enough to compare two builds, and small for a hundred thousand
 * steps. */
static void print_bytes(void *context, struct str outbox)
{
    const struct story *self = context;
    struct text_hash hash;
    if (!self->digest) return;
    text_hash_init(&hash);
    text_hash_put(&hash, outbox);
    printf("%zu %016llx\n", outbox.bytes, (unsigned long long)text_hash_value(&hash));
}

/* The configuration of a start: a name and models. */
static void configure(struct story *self, struct str words)
{
    struct buf *out = &self->name;
    buf_put_text(out, "{\"session\":");
    buf_json_string(out, next_word(&words));
    buf_put_text(out, ",\"seed\":\"00000000000000aa\",\"models\":[");
    for (bool first = true; words.bytes; first = false) {
        if (!first) buf_put_u8(out, ',');
        buf_json_string(out, next_word(&words));
    }
    buf_put_u8(out, ']');
}

/* Starts, or starts again: the open sockets are not known any more unless they are rebuilt. */
static void start(struct story *self, bool restore, bool rebuilt)
{
    static u8 memory[4096];
    struct buf config;
    buf_init(&config, memory, sizeof memory);
    buf_put_str(&config, buf_str(&self->name));
    if (rebuilt) buf_put_text(&config, ",\"rebuilt\":1,\"sockets\":[1,2,3,4,5,6,7,8]");
    buf_put_text(&config, ",\"alarm\":");
    buf_put_decimal(&config, (u64)self->host.armed_ms);
    buf_put_u8(&config, '}');
    host_start(&self->host, self->now_ms, buf_str(&config), restore);
}

static void open_socket(struct story *self, u32 id, struct str words)
{
    static u8 memory[4096];
    struct buf payload;
    buf_init(&payload, memory, sizeof memory);
    buf_put_text(&payload, "{\"role\":");
    buf_json_string(&payload, next_word(&words));
    if (words.bytes) buf_put_u8(&payload, ',');
    buf_put_str(&payload, words);
    buf_put_u8(&payload, '}');
    host_step(&self->host, EVENT_OPEN, id, self->now_ms, buf_str(&payload));
}

/* The bytes of a frame: \xNN becomes a byte, so that a story can hold bad UTF-8. */
static struct str frame_bytes(struct str words, u8 *out)
{
    usize bytes = 0;
    for (usize i = 0; i < words.bytes; i++) {
        bool hex = i + 3 < words.bytes && words.at[i] == '\\' && words.at[i + 1] == 'x';
        char digits[3] = {hex ? (char)words.at[i + 2] : '0', hex ? (char)words.at[i + 3] : '0', 0};
        out[bytes++] = hex ? (u8)strtoul(digits, NULL, 16) : words.at[i];
        if (hex) i += 3;
    }
    return (struct str){out, bytes};
}

static bool run_event(struct story *self, struct str line)
{
    static u8 memory[LINE_BYTES_MAX];
    static const struct {
        const char *word;
        enum event event;
    } PLAIN[] = {{"frame", EVENT_FRAME}, {"grant", EVENT_GRANT}, {"chunk", EVENT_CHUNK},
                 {"done", EVENT_DONE},   {"fail", EVENT_FAIL},   {"gone", EVENT_GONE}};
    self->now_ms = number_of(next_word(&line));
    struct str verb = next_word(&line);
    if (str_equal(verb, STR("start"))) {
        configure(self, line);
        start(self, false, false);
    } else if (str_equal(verb, STR("restart")) || str_equal(verb, STR("rebuild"))) {
        start(self, true, str_equal(verb, STR("rebuild")));
    } else if (str_equal(verb, STR("open"))) {
        u32 id = (u32)number_of(next_word(&line));
        open_socket(self, id, line);
    } else if (str_equal(verb, STR("alarm"))) {
        self->host.armed_ms = 0;
        host_step(&self->host, EVENT_ALARM, 0, self->now_ms, line);
    } else if (str_equal(verb, STR("sleep"))) {
        host_sleep(&self->host, self->now_ms);
    } else if (str_equal(verb, STR("hit"))) {
        u32 id = (u32)number_of(next_word(&line));
        self->hitting = true;
        host_hit(&self->host, id, self->now_ms, line);
        self->hitting = false;
    } else if (str_equal(verb, STR("spoil")) && self->host.ledger.bytes) {
        ((u8 *)(uintptr_t)self->host.ledger.at)[self->host.ledger.bytes / 2] ^= 1;
    } else {
        for (u32 i = 0; i < ARRAY_LEN(PLAIN); i++) {
            if (!str_equal(verb, str_of(PLAIN[i].word))) continue;
            u32 id = (u32)number_of(next_word(&line));
            host_step(&self->host, PLAIN[i].event, id, self->now_ms, frame_bytes(line, memory));
            return true;
        }
        fprintf(stderr, "mentor step: there is no event %.*s\n", (int)verb.bytes,
                (const char *)verb.at);
        return false;
    }
    return true;
}

int cli_step(int count, char **words)
{
    static u8 line_memory[LINE_BYTES_MAX], name_memory[1024];
    struct story self = {.host = {.parses = true, .listen = hear, .bytes = print_bytes}};
    const char *path = "-";
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--bytes") == 0) self.digest = true;
        else path = words[i];
    }
    self.host.context = &self;
    self.rest = file_read(path);
    buf_init(&self.line, line_memory, sizeof line_memory);
    buf_init(&self.name, name_memory, sizeof name_memory);
    struct str line;
    while (next_line(&self.rest, &line)) {
        if (line.bytes && line.at[0] == '>') { /* expected, and did not happen */
            self.differs = true;
            continue;
        }
        if (!self.digest) printf("%.*s\n", (int)line.bytes, (const char *)line.at);
        if (line.bytes && line.at[0] == '@' && !run_event(&self, line)) return 2;
    }
    return self.differs && !self.digest;
}
