/* The page's chat: a question, its answer to the owners, and what is kept of both. */
#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"
#include "session/ask.h"

static const char *const MODELS = "\"models\":[\"openai\"]";
static const char *const TWO = "\"models\":[\"openai\",\"gemini\"]";

/* Two owners (1, 2) and a viewer (3) with a line of code. */
static struct world *meet(const char *config)
{
    struct world *world = world_open(LANGUAGE_JAVASCRIPT, 2, config);
    world_step(world, EVENT_OPEN, 3, 1000, STR("{\"role\":\"viewer\"}"));
    world_say(world, 1, 1001, "{\"t\":\"text\",\"text\":\"let a = 1;\\n\"}");
    return world;
}

static void ask(struct world *world, i64 now_ms)
{
    world_say(world, 1, now_ms, "{\"t\":\"ask\",\"question\":\"Why?\"}");
}

/* A piece of an OpenAI stream. */
static void hear(struct world *world, i64 now_ms, const char *text, const char *finish)
{
    char event[1024];
    snprintf(event, sizeof event,
             "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}\n\n",
             text, finish);
    world_step(world, EVENT_CHUNK, world->call, now_ms, str_of(event));
}

static void finish(struct world *world, i64 now_ms)
{
    world_step(world, EVENT_DONE, world->call, now_ms, STR(""));
}

/* Frames of a type that went to this socket in the last step, which hold `part`. */
static u32 got(const struct world *world, u32 socket, const char *type, const char *part)
{
    struct effect_head head;
    struct str payload;
    char begin[64];
    u32 count = 0;
    snprintf(begin, sizeof begin, "{\"t\":\"%s\"", type);
    for (u32 at = 0; world_effect(world, &at, &head, &payload);)
        count += head.effect == EFFECT_SEND && (head.id == socket || !head.id) &&
                 world_holds(payload, begin) && world_holds(payload, part);
    return count;
}

TEST(ask_answer_goes_to_owners_and_is_kept)
{
    struct world *world = meet(MODELS);
    struct str call;
    ask(world, 2000);
    for (u32 socket = 1; socket <= 2; socket++)
        CHECK_EQ(got(world, socket, "asked", "\"question\":\"Why?\""), 1);
    CHECK_EQ(got(world, 3, "asked", ""), 0);
    CHECK_EQ(world_count(world, EFFECT_SAVE, "Why?", NULL), 1); /* before it is paid for */
    CHECK_EQ(world_count(world, EFFECT_CALL, "\"question\":", &call), 1);
    CHECK(world_holds(call, "1 | let a = 1;") && world_holds(call, "> Why?"));
    hear(world, 2100, "It is **one**. ", "null");
    CHECK_EQ(got(world, 1, "say", "It is **one**."), 1);
    CHECK_EQ(got(world, 2, "say", "It is **one**."), 1);
    CHECK_EQ(got(world, 3, "say", ""), 0);
    world_step(world, EVENT_GRANT, world->call, 2101, STR("41"));
    hear(world, 2200, "What did you expect?", "\"stop\"");
    finish(world, 2300);
    CHECK_EQ(got(world, 1, "said", "\"finish\":\"stop\",\"remaining\":41"), 1);
    CHECK_EQ(got(world, 3, "said", ""), 0);
    CHECK_EQ(world->settles, 1);
    /* A tab that comes later sees it; a viewer does not. */
    world_step(world, EVENT_OPEN, 4, 3000, STR("{\"role\":\"owner\"}"));
    CHECK(world_holds(world_frame(world, "welcome"),
                      "\"chat\":[{\"who\":\"learner\",\"text\":\"Why?\"},{\"who\":\"tutor\","
                      "\"text\":\"It is **one**. What did you expect?\"}]"));
    world_step(world, EVENT_OPEN, 5, 3000, STR("{\"role\":\"viewer\"}"));
    CHECK(!world_holds(world_frame(world, "welcome"), "\"chat\""));
    /* The next question brings what was said before. */
    ask(world, 4000);
    CHECK_EQ(world_count(world, EFFECT_CALL, "What did you expect?", NULL), 1);
    world_free(world);
}

TEST(ask_one_at_a_time)
{
    struct world *world = meet(MODELS);
    ask(world, 2000);
    ask(world, 2001);
    CHECK(world_holds(world_frame(world, "error"), "busy"));
    CHECK_EQ(world_count(world, EFFECT_CALL, "", NULL), 0);
    hear(world, 2100, "First part. Second", "null");
    world_say(world, 2, 2200, "{\"t\":\"stop\"}");
    CHECK_EQ(world_count(world, EFFECT_HALT, "", NULL), 1);
    CHECK_EQ(got(world, 1, "said", ""), 1);
    CHECK_EQ(world->settles, 1);
    world_say(world, 2, 2201, "{\"t\":\"stop\"}"); /* nothing to stop */
    CHECK_EQ(world_sent(world, "said") + world_sent(world, "error"), 0);
    ask(world, 2300);
    CHECK_EQ(world_count(world, EFFECT_CALL, "First part.", NULL), 1); /* what was shown stays */
    world_free(world);
}

TEST(ask_viewer_may_not)
{
    struct world *world = meet(MODELS);
    world_say(world, 3, 2000, "{\"t\":\"ask\",\"question\":\"Why?\"}");
    CHECK(world_holds(world_frame(world, "error"), "not_allowed"));
    CHECK(!world->call);
    world_free(world);
}

TEST(ask_says_why_nothing_comes)
{
    struct world *world = meet(TWO);
    ask(world, 2000);
    world_step(world, EVENT_FAIL, world->call, 2100, STR("http 500"));
    CHECK_EQ(world_count(world, EFFECT_CALL, "\"provider\":\"gemini\"", NULL), 1);
    world_step(world, EVENT_FAIL, world->call, 2200, STR("http 500"));
    CHECK_EQ(got(world, 1, "said", "model_unavailable"), 1);
    CHECK_EQ(world_count(world, EFFECT_BACK, "", NULL), 1);
    ask(world, 3000);
    world_step(world, EVENT_FAIL, world->call, 3100, STR("refused messages 9000"));
    CHECK_EQ(got(world, 1, "said", "too_many_messages"), 1);
    CHECK_EQ(world_count(world, EFFECT_BACK, "", NULL), 0);
    ask(world, 4000);
    i64 due_ms = world->armed_ms;
    world_step(world, EVENT_ALARM, 0, due_ms, STR(""));
    while (world->call && world->armed_ms && world->armed_ms < 40000)
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    CHECK(!world_holds((struct str){world->out, world->out_bytes}, "timeout"));
    world_free(world);
}

TEST(ask_without_a_model_the_embedded_tutor_answers)
{
    struct world *world = meet("");
    ask(world, 2000);
    CHECK_EQ(world_count(world, EFFECT_CALL, "\"provider\":\"embedded\"", NULL), 1);
    finish(world, 2100);
    CHECK(world->parse);
    world_step(world, EVENT_FAIL, world->parse, 2200, STR("trap"));
    CHECK_EQ(got(world, 1, "say", "I am the embedded tutor"), 1);
    CHECK_EQ(got(world, 1, "said", "\"finish\":\"stop\""), 1);
    world_free(world);
}

TEST(ask_day_of_the_session_is_spent)
{
    struct world *world = meet("\"models\":[\"openai\"],\"session_micro\":100");
    ask(world, 2000);
    CHECK_EQ(world_count(world, EFFECT_CALL, "", NULL), 0);
    CHECK_EQ(got(world, 1, "said", "out_of_budget"), 1);
    world_free(world);
}

/* A finding that was told before gets the next step of its ladder, up to the last but one. */
TEST(ask_embedded_tutor_goes_up_the_ladder)
{
    static struct sketch sketch;
    enum language language = LANGUAGE_JAVASCRIPT;
    u16 number = tip_of(language, TIP_FOUND, 0, 0);
    const struct tip *tip = &CATALOGUE[number];
    struct world *world = meet("");
    for (u32 turn = 0; turn < LADDER_STEPS; turn++) {
        u32 step = MIN(turn, LADDER_STEPS - 2);
        ask(world, 2000 + 100 * turn);
        finish(world, 2010 + 100 * turn);
        sketch_begin(&sketch, language, (u32)world->parse_text.bytes);
        sketch_finding(&sketch, number, 0, 4);
        world_step(world, EVENT_OUTLINE, world->parse, 2020 + 100 * turn, sketch_bytes(&sketch));
        CHECK_EQ(got(world, 1, "say", "Line 1: "), 1);
        struct buf escaped;
        char words[1024];
        buf_init(&escaped, (u8 *)words, sizeof words - 1);
        buf_json_escaped(&escaped, str_of(tip->ladder[step]));
        words[escaped.bytes] = 0;
        CHECK_EQ(got(world, 1, "say", words), 1);
    }
    world_free(world);
}

/* The conversation survives; a question that was open does not go on. */
TEST(ask_conversation_is_stored)
{
    struct world *world = meet(MODELS);
    ask(world, 2000);
    hear(world, 2100, "Kept.", "\"stop\"");
    finish(world, 2200);
    ask(world, 2300);
    hear(world, 2400, "Lost words. And", "null");
    struct str bytes = world_snapshot(world);
    struct world *later = world_new();
    world_start(later, 9000, MODELS, bytes, STR(""));
    world_step(later, EVENT_OPEN, 1, 9001, STR("{\"role\":\"owner\"}"));
    struct str welcome = world_frame(later, "welcome");
    CHECK(world_holds(welcome, "\"Kept.\"") && !world_holds(welcome, "Lost words"));
    CHECK(!world_holds(welcome, "\"asked\""));
    CHECK(later->session->chat_micro);
    ask(later, 9100);
    CHECK(later->call);
    world_free(later);
    free((void *)(uintptr_t)bytes.at);
    world_free(world);
}

/* As much as fits, of what takes most room as JSON, to as many sockets as there may be. */
TEST(ask_has_room_for_the_largest)
{
    static char frame[64 << 10], event[64 << 10];
    struct world *world = world_open(LANGUAGE_JAVASCRIPT, SOCKETS_MAX, MODELS);
    world_say(world, 1, 1500, "{\"t\":\"text\",\"text\":\"let a = 1;\\n\"}");
    usize at = (usize)snprintf(frame, sizeof frame, "{\"t\":\"ask\",\"question\":\"");
    for (u32 i = 0; i < CHAT_QUESTION_UNITS_MAX; i++) frame[at++] = '\\', frame[at++] = '"';
    at += (usize)snprintf(frame + at, sizeof frame - at, "\"}");
    usize end =
        (usize)snprintf(event, sizeof event, "data: {\"choices\":[{\"delta\":{\"content\":\"");
    while (end < SSE_EVENT_BYTES_MAX - 200)
        end += (usize)snprintf(event + end, sizeof event - end, "\\\"\\\"\\\"\\\"\\t\\n");
    end += (usize)snprintf(event + end, sizeof event - end, "\"}}]}\n\n");
    for (u32 turn = 0; turn < 6; turn++) {
        i64 now_ms = 2000 + 1000 * turn;
        world_step(world, EVENT_FRAME, 1, now_ms, (struct str){(u8 *)frame, at});
        CHECK(world->call);
        for (u32 i = 0; i < 5 && world->call; i++) { /* the last of them is too much */
            world_step(world, EVENT_CHUNK, world->call, now_ms + 1, (struct str){(u8 *)event, end});
            if (world->call) CHECK_EQ(world_sent(world, "say"), SOCKETS_MAX);
        }
        CHECK_EQ(got(world, 8, "said", "\"finish\":\"length\""), 1);
        world_say(world, 2, now_ms + 2, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\"}");
        CHECK_EQ(got(world, 2, "welcome", "\"chat\""), 1);
        world_step(world, EVENT_ALARM, 0, now_ms + 500, STR(""));
    }
    CHECK(world->session->conversation.bytes > CONVERSATION_BYTES_MAX / 2);
    world_free(world);
}

/* ---- the block of messages ---- */

TEST(conversation_forgets_the_oldest)
{
    struct conversation *self = malloc(sizeof *self);
    struct chat_turn turns[4], turn;
    static u8 words[CONVERSATION_BYTES_MAX];
    self->bytes = 0;
    memset(words, 'w', sizeof words);
    for (u32 i = 0; i < 100; i++) {
        words[0] = (u8)('a' + i % 26);
        conversation_add(self, i % 2, (struct str){words, 1000 + i});
        CHECK(self->bytes <= CONVERSATION_BYTES_MAX);
        CHECK_EQ(conversation_last(self, turns, 4), MIN(i + 1, 4));
        CHECK_EQ(turns[MIN(i, 3)].text.bytes, 1000 + i);
        CHECK_EQ(turns[MIN(i, 3)].learner, i % 2);
    }
    u32 at = 0, count = 0;
    while (conversation_next(self, &at, &turn)) count++;
    CHECK(at == self->bytes && count > 20);
    conversation_add(self, true, (struct str){words, sizeof words}); /* cut, and fits */
    CHECK_EQ(conversation_last(self, turns, 1), 1);
    CHECK_EQ(turns[0].text.bytes, CONVERSATION_BYTES_MAX / 2);
    struct conversation *other = malloc(sizeof *other);
    other->bytes = 0;
    CHECK(conversation_read(other, (struct str){self->at, self->bytes}));
    CHECK_STR(((struct str){other->at, other->bytes}), ((struct str){self->at, self->bytes}));
    static const char *const broken[] = {"\1", "\2\0\0\0", "\1\1\0\0", "\1\0\1\0\xff"};
    static const u8 lengths[] = {1, 4, 4, 5};
    for (u32 i = 0; i < ARRAY_LEN(broken); i++)
        CHECK(!conversation_read(other, (struct str){(const u8 *)broken[i], lengths[i]}));
    CHECK(!conversation_read(other, (struct str){(const u8 *)"\1\0\2\0x", 5}));
    CHECK_EQ(other->bytes, self->bytes);
    free(other);
    free(self);
}

TEST_MAIN
