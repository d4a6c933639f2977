/* calling.h: a session that has asked a model, and what the provider's bytes may be.
 *
 * Two owners (sockets 1 and 2) and a viewer (3) look at a loop that reads one item too many. */
#ifndef TEST_CORE_CALLING_H
#define TEST_CORE_CALLING_H

#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"
#include "session/call.h"

#define TALK_DAY_MS 86400000
#define TALK_ASKED  2002 /* when the model is asked, epoch milliseconds */

/* As it stands, and as a frame writes it. */
#define TALK_CODE                                                                                  \
    "let total = 0;\nfor (let i = 0; i <= items.length; i++) {\n  total += items[i];\n}\n"
#define TALK_FRAME                                                                                 \
    "let total = 0;\\nfor (let i = 0; i <= items.length; i++) {\\n  total += items[i];\\n}\\n"
#define TALK_UNITS (sizeof TALK_CODE - 1)

/* A tip that the gate passes, and another one for another line. */
#define TALK_TIP                                                                                   \
    "The last index of `items` is one less than its length. Which index does the loop read in "    \
    "its last step?"
#define TALK_OTHER "The variable `total` starts at zero. Which line of the loop changes it?"

/* The bytes of Workers AI in JSON mode round a model's answer. */
#define TALK_IN  700
#define TALK_OUT 60
#define TALK_WRAP(answer)                                                                          \
    "{\"response\":" answer ",\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":60}}"
#define TALK_ANSWER(line, quote, rule, tip)                                                        \
    "{\"line\":" #line ",\"quote\":\"" quote "\",\"rule\":" rule                                   \
    ",\"concept\":\"loop bounds\",\"tip\":\"" tip "\"}"
#define TALK_GOOD    TALK_WRAP(TALK_ANSWER(2, "i <= items.length", "null", TALK_TIP))
#define TALK_SECOND  TALK_WRAP(TALK_ANSWER(1, "total = 0", "null", TALK_OTHER))
#define TALK_NOTHING TALK_WRAP("{\"line\":0,\"quote\":\"\",\"rule\":null,\"tip\":\"\"}")

/* The document read as one unit, changed in one `word`; a finding where one is wanted. */
static inline struct sketch *talk_sketch(struct world *world, const char *word)
{
    static struct sketch sketch;
    u32 bytes = (u32)world->parse_text.bytes;
    sketch_begin(&sketch, (enum language)world->parse_language, bytes);
    sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, bytes, word, word, 40);
    return &sketch;
}

/* Asks for a look at `now_ms` and lets it be read as `word`, which asks a model when one may be
 * asked. */
static inline void calling_look(struct world *world, i64 now_ms, const char *word)
{
    world_say(world, 1, now_ms, "{\"t\":\"look\"}");
    CHECK(world->parse);
    world_step(world, EVENT_OUTLINE, world->parse, now_ms + 1,
               sketch_bytes(talk_sketch(world, word)));
}

/* The session before its first question. `config` goes into its start. */
static inline struct world *talk_open(const char *config)
{
    struct world *world = world_open(LANGUAGE_JAVASCRIPT, 2, config);
    world_step(world, EVENT_OPEN, 3, 1000, STR("{\"role\":\"viewer\"}"));
    world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"%s\"}", TALK_FRAME);
    CHECK_EQ(world->session->text.units, TALK_UNITS);
    return world;
}

/* The session whose model was asked at TALK_ASKED. */
static inline struct world *calling(const char *config)
{
    struct world *world = talk_open(config);
    calling_look(world, TALK_ASKED - 1, "f");
    CHECK(world->call);
    CHECK_EQ(world->session->look, LOOK_ASKING);
    return world;
}

static inline void calling_chunk(struct world *world, i64 now_ms, const char *bytes)
{
    world_step(world, EVENT_CHUNK, world->call, now_ms, str_of(bytes));
}

static inline void calling_fail(struct world *world, i64 now_ms, const char *line)
{
    world_step(world, EVENT_FAIL, world->call, now_ms, str_of(line));
}

/* The whole answer in pieces of seven bytes; nothing happens before it ends. */
static inline void calling_answer(struct world *world, i64 now_ms, const char *bytes)
{
    u32 call = world->call, length = (u32)strlen(bytes);
    CHECK(call);
    for (u32 at = 0; at < length; at += 7) {
        struct str piece = {(const u8 *)bytes + at, MIN(7, length - at)};
        world_step(world, EVENT_CHUNK, call, now_ms, piece);
        CHECK_EQ(world_count(world, EFFECT_SEND, "", NULL), 0);
    }
    world_step(world, EVENT_DONE, call, now_ms, STR(""));
}

/* How often the last step said a frame of this type that holds `part` to this socket. */
static inline u32 calling_heard(const struct world *world, u32 socket, const char *type,
                                const char *part)
{
    struct effect_head head;
    struct str payload;
    char start[64];
    u32 count = 0;
    snprintf(start, sizeof start, "{\"t\":\"%s\"", type);
    for (u32 at = 0; world_effect(world, &at, &head, &payload);)
        count += head.effect == EFFECT_SEND && (!head.id || head.id == socket) &&
                 world_holds(payload, start) && world_holds(payload, part);
    return count;
}

/* The learner was told this reason, in its word and its sentence; nothing else was shown. */
static inline void calling_check_why(const struct world *world, enum reason why)
{
    char want[512];
    snprintf(want, sizeof want, "\"why\":\"%s\",\"text\":\"%s\"", reason_word(why),
             reason_sentence(why));
    CHECK(world_holds(world_frame(world, "state"), want));
    CHECK_EQ(world_sent(world, "tip"), 0);
    CHECK_EQ(world->session->call, 0);
    CHECK_EQ(world->session->why, why);
}

/* The last step settled a call of this provider so; once. */
static inline void calling_check_settle(const struct world *world, const char *provider, u64 micro,
                                        const char *outcome)
{
    char want[160];
    struct str payload = STR("");
    snprintf(want, sizeof want, "{\"provider\":\"%s\",\"micro\":%llu,\"outcome\":\"%s\"}", provider,
             (unsigned long long)micro, outcome);
    CHECK_EQ(world_count(world, EFFECT_SETTLE, "", &payload), 1);
    CHECK_STR(payload, str_of(want));
}

/* Who is asked in the last step; empty when nobody is. */
static inline struct str calling_asked(const struct world *world)
{
    struct str payload = {NULL, 0};
    if (world_count(world, EFFECT_CALL, "", &payload) != 1) return STR("");
    str_take(&payload, strlen("{\"provider\":\""));
    const u8 *end = memchr(payload.at, '"', payload.bytes);
    return (struct str){payload.at, (usize)(end - payload.at)};
}

/* Rings the alarm until `until_ms` has come; parses are not answered. */
static inline void calling_wait(struct world *world, i64 until_ms)
{
    for (u32 rings = 0; world->armed_ms && world->armed_ms <= until_ms; rings++) {
        CHECK(rings < 50);
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    }
}

/* The state as a snapshot holds this. */
static inline bool calling_stores(const struct world *world, const char *part)
{
    struct str bytes = world_snapshot(world);
    bool holds = world_holds(bytes, part);
    free((void *)(uintptr_t)bytes.at);
    return holds;
}

#endif
