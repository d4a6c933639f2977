/* The machine: saving in time, looks, sockets. */
#include "session/look.h"

#include "core/random.h"
#include "core/typing.h"

static struct sketch sketch;

/* ---- saving ---- */

/* While somebody types without a pause, no change waits longer than SAVE_LATEST_MS for its save. */
TEST(saves_are_at_most_two_seconds_apart)
{
    for (u64 seed = 1; seed <= 20; seed++) {
        struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
        struct random random = {seed};
        i64 now_ms = 5000, unsaved_ms = 0;
        u32 saves = 0, slow = seed % 2 ? 300 : 1150;
        for (u32 round = 0; round < 300; round++) {
            now_ms += random_below(&random, slow);
            while (world->armed_ms && world->armed_ms <= now_ms) {
                world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
                if (unsaved_ms) CHECK(world->now_ms - unsaved_ms <= SAVE_LATEST_MS);
                if (!world_count(world, EFFECT_SAVE, "", NULL)) continue;
                CHECK_EQ(world_sent(world, "saved"), 1);
                CHECK(unsaved_ms);
                unsaved_ms = 0;
                saves++;
            }
            if (unsaved_ms) CHECK(now_ms - unsaved_ms < SAVE_LATEST_MS);
            type(world, 1, now_ms);
            if (!unsaved_ms) unsaved_ms = now_ms;
        }
        CHECK(saves >= (u32)((now_ms - 5000) / (SAVE_LATEST_MS + slow)));
        CHECK(saves <= (u32)((now_ms - 5000) / 1200) + 1); /* and they are coalesced */
        CHECK_EQ(sleep_until(world, now_ms + 20000), 1);
        CHECK(!world->session->dirty);
        world_free(world);
    }
}

/* `saved` stands behind its save, and what was saved is what is promised. */
TEST(saves_hold_what_they_promise)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    for (u32 i = 0; i < 5; i++) type(world, 1, 5000 + i);
    world_step(world, EVENT_ALARM, 0, world->armed_ms,
               STR("")); /* not still yet, but all are acknowledged */
    CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":5}"));
    CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 0);
    world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    struct effect_head head;
    struct str payload;
    u32 order = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        if (head.effect == EFFECT_SAVE) CHECK_EQ(order++, 0);
        if (head.effect == EFFECT_SAVE) CHECK_EQ(head.id, 5);
        if (head.effect != EFFECT_SEND || !world_holds(payload, "\"t\":\"saved\"")) continue;
        CHECK_EQ(order++, 1);
        CHECK_STR(payload, STR("{\"t\":\"saved\",\"rev\":5}"));
    }
    CHECK_EQ(order, 2);
    struct world *later = world_new();
    world_start(later, 9000, "", world->saves[0], STR(""));
    world_check_text(later, STR("aaaaa"));
    CHECK(later->session->revision == 5 && later->session->saved_revision == 5 &&
          !later->session->dirty);
    world_free(later);
    world_free(world);
}

/* An alarm may come twice, late, or without having been armed. */
TEST(alarms_may_come_at_any_time)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_step(world, EVENT_ALARM, 0, 1001, STR(""));
    CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 0);
    type(world, 1, 5000);
    world_step(world, EVENT_ALARM, 0, 5000, STR("")); /* too early: armed again */
    CHECK(world->armed_ms > 5000);
    world_step(world, EVENT_ALARM, 0, 60000, STR("")); /* late */
    CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 1);
    CHECK(world->parse);
    u32 parse = world->parse;
    world_step(world, EVENT_ALARM, 0, 60000, STR("")); /* twice */
    CHECK(!world->parse && !world_count(world, EFFECT_SAVE, "", NULL));
    world_step(world, EVENT_FAIL, parse + 7, 60001, STR("")); /* of something that is not out */
    CHECK_EQ(world->session->look, LOOK_LOOKING);
    world_step(world, EVENT_FAIL, parse, 60002, STR("trap"));
    CHECK_EQ(world->session->why, REASON_PARSE_FAILED);
    world_step(world, EVENT_OUTLINE, parse, 60003, STR("late"));
    world_step(world, EVENT_CHUNK, parse, 60003, STR("late"));
    world_step(world, EVENT_DONE, parse, 60003, STR(""));
    CHECK_EQ(world->out_bytes, 0);
    world_free(world);
}

/* ---- looks ---- */

TEST(looks_wait_until_the_hands_are_still)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    type(world, 1, 5000);
    CHECK(
        world_holds(world_frame(world, "state"), "\"look\":\"waiting\",\"why\":\"waiting_pause\""));
    type(world, 1, 6000);
    CHECK_EQ(world_sent(world, "state"), 0); /* told once */
    world_step(world, EVENT_ALARM, 0, 6200, STR(""));
    CHECK(!world->parse);
    world_step(world, EVENT_ALARM, 0, 7200, STR(""));
    CHECK(world->parse && str_equal(world->parse_text, STR("aa")));
    u32 parse = world->parse;
    type(world, 1, 7300); /* the code moves on while the parse is out */
    sketch_begin(&sketch, LANGUAGE_PLAIN, 2);
    world_step(world, EVENT_OUTLINE, parse, 7301, sketch_bytes(&sketch));
    CHECK_EQ(world->session->look, LOOK_WAITING);
    sleep_until(world, 8500);
    CHECK_EQ(world->session->look, LOOK_IDLE);
    world_free(world);
}

/* An outline that does not fit the code it was asked for is refused, also when it was asked for
 * now, and not for ever. */
TEST(looks_refuse_an_outline_of_other_code)
{
    for (u32 damage = 0; damage < 5; damage++) {
        struct world *world = world_open(LANGUAGE_C, 1, "");
        world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"int a;\"}");
        world_say(world, 1, 5001, "{\"t\":\"look\"}");
        sketch_begin(&sketch, LANGUAGE_C, 6);
        if (damage == 0) sketch.head.text_bytes = 7;
        if (damage == 1) sketch.head.language = LANGUAGE_CPP;
        if (damage == 2) sketch.head.catalogue++;
        if (damage == 3) sketch.head.magic++;
        world_step(world, EVENT_OUTLINE, world->parse, 5002,
                   damage == 4 ? STR("") : sketch_bytes(&sketch));
        CHECK(world_holds(world_frame(world, "state"), "\"why\":\"parse_failed\""));
        CHECK_EQ(world_count(world, EFFECT_NOTE, "\"refused\"", NULL), 1);
        u32 request = world->session->request;
        sleep_until(world, 60000);
        CHECK_EQ(world->session->request, request);
        world_free(world);
    }
}

TEST(looks_go_on_after_a_restart)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    type(world, 1, 5000);
    sleep_until(world, 6199);
    world_step(world, EVENT_ALARM, 0, 6200, STR(""));
    CHECK(world->parse);
    struct str bytes = world_snapshot(world);
    struct world *later = world_new();
    world_start(later, 7000, "\"sockets\":[2],\"alarm\":7500,\"rebuilt\":1", bytes,
                STR("")); /* an instance was lost */
    CHECK_EQ(world_sent(later, "resync"), 1);
    CHECK(later->session->sockets[0].id == 0 && later->session->sockets[1].id == 2);
    CHECK_EQ(later->session->look, LOOK_WAITING);
    CHECK(later->armed_ms &&
          later->armed_ms <= 7500); /* the parse that was out is asked for again */
    sketch_begin(&sketch, LANGUAGE_PLAIN, 1);
    world_step(later, EVENT_OUTLINE, world->parse, 7000, sketch_bytes(&sketch));
    CHECK_EQ(later->session->look, LOOK_WAITING);
    world_step(later, EVENT_ALARM, 0, 7001, STR(""));
    CHECK(later->parse && later->parse != world->parse);
    world_free(later);
    free((void *)(uintptr_t)bytes.at);
    world_free(world);
}

/* ---- sockets ---- */

TEST(sockets_are_counted)
{
    struct world *world = world_open(LANGUAGE_PLAIN, SOCKETS_MAX, "");
    world_step(world, EVENT_OPEN, 50, 2000, STR("{\"role\":\"owner\"}"));
    CHECK_EQ(world_sent(world, "error"), 1);
    CHECK_EQ(world_sent(world, "welcome"), 0);
    struct effect_head head;
    struct str payload;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);)
        if (head.effect == EFFECT_DROP) CHECK(head.id == 50 && head.at == 4409);
    world_say(world, 50, 2001, "{\"t\":\"text\",\"text\":\"x\"}"); /* it was never let in */
    CHECK_EQ(world->out_bytes, 0);
    world_step(world, EVENT_OPEN, 3, 2002,
               STR("{\"role\":\"owner\",\"again\":1}")); /* known: no second welcome */
    CHECK_EQ(world->out_bytes, 0);
    world_step(world, EVENT_GONE, 50, 2003, STR(""));
    world_step(world, EVENT_GONE, 3, 2004, STR(""));
    world_step(world, EVENT_OPEN, 51, 2005,
               STR("{\"role\":\"viewer\",\"again\":1}")); /* unknown: told all */
    CHECK_EQ(world_sent(world, "welcome"), 1);
    world_free(world);
}

/* The host hands on words of strangers; what cannot be kept is refused, and never a trap. */
TEST(sockets_with_words_that_cannot_be)
{
    static const char *const WORDS[] = {"\\u0000", "\\ud83d", "a\\udc1f", "\xff"};
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    for (u32 i = 0; i < ARRAY_LEN(WORDS); i++)
        for (u32 k = 0; k < 2; k++) {
            char payload[128];
            snprintf(payload, sizeof payload, "{\"role\":\"owner\",\"%s\":\"%s\",\"rev\":0}",
                     k ? "hash" : "client", WORDS[i]);
            world_step(world, EVENT_OPEN, 9, 2000, str_of(payload));
            CHECK_EQ(world_sent(world, "error"), 1);
            CHECK_EQ(world_count(world, EFFECT_DROP, "bad_field", NULL), 1);
            CHECK_EQ(world_sent(world, "welcome"), 0);
        }
    world_step(world, EVENT_OPEN, 9, 2001,
               STR("{\"role\":\"owner\",\"client\":\"\",\"rev\":-1,\"hash\":\"x\"}"));
    CHECK_EQ(world_sent(world, "welcome"), 1);
    world_free(world);
}

TEST_MAIN
