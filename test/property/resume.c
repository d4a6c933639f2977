/* Law: a session that is put away and taken up again at any point of a trace decides as one that
 * was not. Plays recorded traces (beside the checkout; skipped where they are absent)
 * with and without losing the instance at random steps, and compares all that is said. */
#include <stdio.h>

#include "base/hash.h"
#include "base/json.h"
#include "core/random.h"
#include "core/rows.h"
#include "core/world.h"
#include "syntax/syntax.h"

#define TRACES     "../shared/budget/traces/"
#define LINES_MOST 1200u /* of a trace: under the sanitizers a parse takes its time */

struct play {
    struct world *world;
    struct random *losses; /* NULL: the instance is never lost */
    enum language language;
    u64 decisions; /* hash of the calls and reasons so far */
    u32 calls, resumed;
};

static void configure(const struct play *self, char *config, usize room)
{
    snprintf(config, room,
             "\"language\":\"%s\",\"models\":[\"workers-ai\"],\"sockets\":[1],\"alarm\":%lld",
             LANGUAGE_INFO[self->language].wire, (long long)self->world->armed_ms);
}

/* The instance goes; another one starts from a snapshot of this very moment. */
static void lose(struct play *self)
{
    static u8 memory[8u << 20];
    char config[256];
    struct buf out;
    struct world *old = self->world;
    buf_init(&out, memory, sizeof memory);
    snapshot_write(old->session, &out);
    CHECK(!out.overflow);
    configure(self, config, sizeof config);
    self->world = world_new();
    self->world->armed_ms = old->armed_ms;
    world_start(self->world, old->now_ms, config, buf_str(&out), STR(""));
    world_free(old);
    self->resumed++;
}

static void step(struct play *self, enum event event, u32 id, i64 now_ms, struct str payload)
{
    struct effect_head head;
    struct str bytes;
    u32 parse = 0, call = 0;
    if (self->losses && random_once_in(self->losses, 12)) lose(self);
    world_step(self->world, event, id, now_ms, payload);
    for (u32 at = 0; world_effect(self->world, &at, &head, &bytes);) {
        bool state = head.effect == EFFECT_SEND && world_holds(bytes, "\"t\":\"state\"");
        if (head.effect == EFFECT_PARSE) parse = head.id;
        if (head.effect == EFFECT_CALL) call = head.id;
        if (!state && head.effect != EFFECT_CALL) continue;
        self->decisions = hash64_mix(self->decisions, (u64)now_ms);
        self->decisions = hash64(self->decisions, bytes);
    }
    if (parse) {
        struct str text = self->world->parse_text;
        u32 length;
        memcpy(syntax_inbox((u32)text.bytes), text.at, text.bytes);
        const u8 *result = syntax_outline(self->language, (u32)text.bytes);
        memcpy(&length, result, sizeof length);
        world_step(self->world, EVENT_OUTLINE, parse, now_ms, (struct str){result + 8, length});
        for (u32 at = 0; world_effect(self->world, &at, &head, &bytes);) {
            if (head.effect == EFFECT_CALL) call = head.id;
            if (head.effect != EFFECT_SEND) continue;
            self->decisions = hash64(self->decisions, bytes);
        }
    }
    if (!call) return;
    self->calls++;
    self->decisions = hash64_mix(self->decisions, (u64)now_ms);
    world_step(self->world, EVENT_CHUNK, call, now_ms,
               STR("{\"response\":{\"line\":0,\"quote\":\"\",\"tip\":\"\"}}"));
    world_step(self->world, EVENT_DONE, call, now_ms, STR(""));
}

static void sleep_to(struct play *self, i64 until_ms)
{
    while (self->world->armed_ms && self->world->armed_ms < until_ms)
        step(self, EVENT_ALARM, 0, self->world->armed_ms, STR(""));
}

/* One line of a trace as a frame. Its positions are code points, which are units here. */
static void play_line(struct play *self, const struct cJSON *line)
{
    static u8 memory[1u << 20], frame_memory[1u << 20];
    struct buf list, frame;
    i64 t, at, del, units = self->world->session->text.units;
    struct str ins;
    CHECK(json_integer(json_get(line, "t"), 0, INT64_MAX / 4, &t));
    sleep_to(self, t + 1000);
    buf_init(&list, memory, sizeof memory);
    for (const struct cJSON *e = json_first(json_get(line, "edits")); e; e = json_next(e)) {
        const struct cJSON *second = json_next(json_first(e));
        CHECK(json_integer(json_first(e), 0, UINT32_MAX, &at) &&
              json_integer(second, 0, UINT32_MAX, &del) && json_string(json_next(second), &ins));
        for (usize i = 0; i < ins.bytes; i++) CHECK(ins.at[i] < 0x80);
        units += (i64)ins.bytes - del;
        buf_put_text(&list, list.bytes ? ",[" : "[");
        buf_put_decimal(&list, (u64)at);
        buf_put_u8(&list, ',');
        buf_put_decimal(&list, (u64)del);
        buf_put_u8(&list, ',');
        buf_json_string(&list, ins);
        buf_put_u8(&list, ']');
    }
    buf_init(&frame, frame_memory, sizeof frame_memory);
    buf_put_text(&frame, "{\"t\":\"edit\",\"rev\":");
    buf_put_decimal(&frame, self->world->session->revision);
    buf_put_text(&frame, ",\"len\":");
    buf_put_decimal(&frame, (u64)units);
    buf_put_text(&frame, ",\"d\":[");
    buf_put_str(&frame, buf_str(&list));
    buf_put_text(&frame, "]}");
    CHECK(!frame.overflow && !list.overflow);
    step(self, EVENT_FRAME, 1, t + 1000, buf_str(&frame));
}

static void begin(struct play *self, const struct cJSON *header)
{
    static u8 memory[1u << 20];
    struct buf frame;
    struct str word, initial = {NULL, 0};
    char config[256];
    CHECK(json_string(json_get(header, "language"), &word));
    self->language = language_find((const char *)word.at, word.bytes);
    CHECK(self->language != LANGUAGE_COUNT);
    self->world = world_new();
    configure(self, config, sizeof config);
    world_start(self->world, 1000, config, STR(""), STR(""));
    world_step(self->world, EVENT_OPEN, 1, 1000, STR("{\"role\":\"owner\"}"));
    json_string(json_get(header, "initial"), &initial);
    if (!initial.bytes) return;
    buf_init(&frame, memory, sizeof memory);
    buf_put_text(&frame, "{\"t\":\"text\",\"text\":");
    buf_json_string(&frame, initial);
    buf_put_u8(&frame, '}');
    step(self, EVENT_FRAME, 1, 1000, buf_str(&frame));
}

static struct play play(struct str trace, struct random *losses)
{
    static u8 memory[4u << 20];
    struct play self = {.losses = losses};
    for (u32 number = 0; trace.bytes && number < LINES_MOST; number++) {
        const u8 *end = memchr(trace.at, '\n', trace.bytes);
        struct str line = str_take(&trace, end ? (usize)(end - trace.at) : trace.bytes);
        enum json_fault fault;
        struct arena arena;
        str_take(&trace, 1);
        if (!line.bytes) continue;
        arena_init(&arena, memory, sizeof memory);
        const struct cJSON *root = json_read(line, &arena, &fault);
        CHECK(root);
        if (number) play_line(&self, root);
        else begin(&self, root);
    }
    sleep_to(&self, INT64_MAX);
    world_free(self.world);
    return self;
}

static void hold_on(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, TRACES "%s.jsonl", name);
    struct str trace = rows_open(path);
    if (!trace.at) SKIP("no traces beside the checkout");
    struct play whole = play(trace, NULL);
    CHECK(whole.calls > 3);
    for (u64 seed = 1; seed <= 2; seed++) {
        struct random losses = {seed};
        struct play torn = play(trace, &losses);
        CHECK(torn.resumed > 50);
        CHECK_EQ(torn.calls, whole.calls);
        CHECK_EQ(torn.decisions, whole.decisions);
    }
}

TEST(resumed_sessions_decide_alike_cpp)
{
    hold_on("jb-student-cpp");
}

TEST(resumed_sessions_decide_alike_python)
{
    hold_on("synth-p1-term2048-game-py");
}

TEST(resumed_sessions_decide_alike_javascript)
{
    hold_on("synth-p4-g2048-grid-js");
}

TEST_MAIN
