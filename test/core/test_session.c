/* The machine: acks, repeats, resync, saving, looks, sockets. */
#include "session/look.h"
#include "session/sockets.h"

#include "core/random.h"
#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"
#include "core.h"

static struct sketch sketch;

/* Types one letter at the end; the session's document is all units of one byte. */
static void type(struct world *world, u32 socket, i64 now_ms)
{
    const struct session *session = world->session;
    world_say(world, socket, now_ms, "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"d\":[[%u,0,\"a\"]]}", session->revision, session->text.units + 1,
              session->text.units);
}

/* Rings all alarms up to `until_ms` at their times; parses are answered with an empty outline. Counts saves. */
static u32 sleep_until(struct world *world, i64 until_ms)
{
    u32 saves = 0;
    for (u32 rings = 0; world->armed_ms && world->armed_ms <= until_ms; rings++) {
        CHECK(rings < 100); /* no alarm that sets itself off for ever */
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
        saves += world_count(world, EFFECT_SAVE, "", NULL);
        if (!world->parse) continue;
        sketch_begin(&sketch, (enum language)world->parse_language, (u32)world->parse_text.bytes);
        world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
        saves += world_count(world, EFFECT_SAVE, "", NULL);
    }
    return saves;
}

/* ---- acks and repeats ---- */

TEST(acks_are_coalesced)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    type(world, 1, 5000);
    CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":1}")); /* the first of a burst at once */
    for (u32 i = 1; i < ACKS_MAX; i++) {
        type(world, 1, 5000 + 10 * i);
        CHECK_EQ(world_sent(world, "ack"), 0);
    }
    type(world, 1, 5200);
    CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":17}")); /* then ACKS_MAX at a time */
    type(world, 1, 5210);
    type(world, 2, 5220); /* another socket's burst begins */
    CHECK_EQ(world_sent(world, "ack"), 1);
    CHECK_EQ(sleep_until(world, 6420), 1); /* at the pause the rest, before the save */
    CHECK_EQ(world->session->sockets[0].unacked, 0);
    type(world, 1, 9000);
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_free(world);
}

/* Every edit is acknowledged in the end, and never before it was made. */
TEST(acks_come_for_every_edit)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    struct random random = {3};
    i64 now_ms = 5000;
    for (u32 round = 0; round < 400; round++) {
        now_ms += random_below(&random, 700);
        while (world->armed_ms && world->armed_ms <= now_ms) {
            world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
            CHECK_EQ(world->session->sockets[0].unacked, 0);
            if (world->parse) world_step(world, EVENT_FAIL, world->parse, world->now_ms, STR("away"));
        }
        type(world, 1, now_ms);
        CHECK(world->session->sockets[0].unacked < ACKS_MAX);
        if (world->session->sockets[0].unacked) CHECK(world->armed_ms); /* somebody will send the rest */
    }
    world_free(world);
}

TEST(text_is_answered_with_one_ack)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"one\"}");
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_say(world, 1, 5001, "{\"t\":\"text\",\"text\":\"one\"}"); /* the same again: nothing changes, still an answer */
    CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":1}"));
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_say(world, 1, 5002, "{\"t\":\"text\",\"text\":\"two\"}");
    CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":2}"));
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_free(world);
}

static const char HELLO[] = "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"tab\"}";

TEST(repeats_are_dropped_by_their_number)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_say(world, 1, 5000, "%s", HELLO);
    world_say(world, 1, 5001, "{\"t\":\"edit\",\"rev\":0,\"len\":1,\"n\":1,\"d\":[[0,0,\"a\"]]}");
    world_say(world, 1, 5002, "{\"t\":\"edit\",\"rev\":1,\"len\":2,\"n\":2,\"d\":[[1,0,\"b\"]]}");
    for (u32 n = 1; n <= 2; n++) { /* sent again, whatever revision they name now */
        world_say(world, 1, 5003, "{\"t\":\"edit\",\"rev\":2,\"len\":3,\"n\":%u,\"d\":[[0,0,\"x\"]]}", n);
        CHECK_STR(world_frame(world, "ack"), STR("{\"t\":\"ack\",\"rev\":2,\"n\":2}"));
        CHECK_EQ(world_sent(world, "resync"), 0);
    }
    world_check_text(world, STR("ab"));
    /* The connection is lost; the tab comes back on another one and is told how far it got. */
    world_step(world, EVENT_GONE, 1, 6000, STR(""));
    world_step(world, EVENT_OPEN, 5, 6001, STR("{\"role\":\"owner\",\"client\":\"tab\"}"));
    CHECK(world_holds(world_frame(world, "welcome"), "\"n\":2,"));
    world_say(world, 5, 6002, "{\"t\":\"edit\",\"rev\":2,\"len\":3,\"n\":2,\"d\":[[0,0,\"x\"]]}");
    world_check_text(world, STR("ab"));
    world_say(world, 5, 6003, "{\"t\":\"edit\",\"rev\":2,\"len\":3,\"n\":3,\"d\":[[2,0,\"c\"]]}");
    world_check_text(world, STR("abc"));
    /* Also after the object was lost and came back from its save. */
    CHECK(sleep_until(world, 9000));
    struct world *later = world_new();
    world_start(later, 9001, "", world->saves[0], STR(""));
    world_step(later, EVENT_OPEN, 1, 9002, STR("{\"role\":\"owner\"}"));
    world_say(later, 1, 9003, "%s", HELLO);
    CHECK(world_holds(world_frame(later, "welcome"), "\"n\":3,"));
    world_say(later, 1, 9004, "{\"t\":\"edit\",\"rev\":3,\"len\":4,\"n\":3,\"d\":[[0,0,\"x\"]]}");
    world_check_text(later, STR("abc"));
    world_free(later);
    world_free(world);
}

TEST(clients_are_forgotten_by_age)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    for (u32 i = 0; i < CLIENTS_MAX + 1; i++) {
        world_say(world, 1, 5000, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"c%u\"}", i);
        world_say(world, 1, 5000, "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"n\":7,\"d\":[[0,0,\"a\"]]}", i, i + 1);
    }
    static const u32 WANT[] = {0, 7, 7}; /* c0 was silent longest */
    for (u32 i = 0; i < 3; i++) {
        char want[8];
        snprintf(want, sizeof want, "\"n\":%u,", WANT[i]);
        world_say(world, 1, 5001, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"c%u\"}", i == 2 ? CLIENTS_MAX : i);
        CHECK(world_holds(world_frame(world, "welcome"), want));
    }
    world_free(world);
}

TEST(resync_when_an_edit_does_not_fit)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    type(world, 1, 5000);
    static const char *const FRAMES[] = {"{\"t\":\"edit\",\"rev\":0,\"len\":2,\"n\":4,\"d\":[[0,0,\"x\"]]}", "{\"t\":\"edit\",\"rev\":2,\"len\":2,\"n\":4,\"d\":[[0,0,\"x\"]]}",
                                         "{\"t\":\"edit\",\"rev\":1,\"len\":3,\"n\":4,\"d\":[[0,0,\"x\"]]}", "{\"t\":\"edit\",\"rev\":1,\"len\":4,\"n\":4,\"d\":[[0,0,\"xy\"],[3,0,\"z\"],[0,1,\"\"],[0,1,\"\"]]}"};
    for (u32 i = 0; i < ARRAY_LEN(FRAMES); i++) {
        world_step(world, EVENT_FRAME, 2, 5001, str_of(FRAMES[i]));
        CHECK_STR(world_frame(world, "resync"), STR("{\"t\":\"resync\",\"rev\":1,\"n\":4}"));
        CHECK_EQ(world_sent(world, "error"), 0);
        CHECK_EQ(world_sent(world, "edit"), 0);
        world_check_text(world, STR("a"));
    }
    CHECK_EQ(world->session->sockets[1].strikes, 0);
    world_say(world, 2, 5002, "{\"t\":\"edit\",\"rev\":1,\"len\":2,\"n\":4,\"d\":[[0,0,\"x\"]]}"); /* rebased: its number is still free */
    world_check_text(world, STR("xa"));
    world_free(world);
}

TEST(hello_sends_the_text_only_when_it_must)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"hello, world\"}");
    world_say(world, 1, 5001, "{\"t\":\"hello\",\"rev\":1,\"hash\":\"4d0ea411ad0515d0\"}");
    CHECK(!world_holds(world_frame(world, "welcome"), "\"text\":\"hello"));
    CHECK(world_holds(world_frame(world, "welcome"), "\"hash\":\"4d0ea411ad0515d0\""));
    world_say(world, 1, 5002, "{\"t\":\"hello\",\"rev\":1,\"hash\":\"4d0ea411ad0515d1\"}");
    CHECK(world_holds(world_frame(world, "welcome"), "\"text\":\"hello, world\""));
    world_say(world, 1, 5003, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"4d0ea411ad0515d0\"}");
    CHECK(world_holds(world_frame(world, "welcome"), "\"text\":\"hello, world\""));
    world_step(world, EVENT_OPEN, 2, 5004, STR("{\"role\":\"owner\",\"rev\":1,\"hash\":\"4d0ea411ad0515d0\"}"));
    CHECK(!world_holds(world_frame(world, "welcome"), "\"text\":\"hello"));
    world_free(world);
}

/* Other tabs hear what was done, in units, and the one who did it does not. */
TEST(edits_are_told_to_the_other_tabs)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    world_say(world, 2, 5000, "{\"t\":\"text\",\"text\":\"\xf0\x9f\x90\x9f\\nb\"}");
    world_say(world, 1, 5001, "{\"t\":\"edit\",\"rev\":1,\"len\":6,\"d\":[[2,0,\"\\\"\xc3\xa9\"],[0,2,\"\xf0\x9f\x90\x9f\"]]}");
    struct effect_head head;
    struct str payload;
    u32 told = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        if (head.effect != EFFECT_SEND || !world_holds(payload, "\"t\":\"edit\"")) continue;
        told++;
        CHECK(head.id == 0 && head.at == 1);
        CHECK_STR(payload, STR("{\"t\":\"edit\",\"rev\":2,\"len\":6,\"d\":[[2,0,\"\\\"\xc3\xa9\"],[0,2,\"\xf0\x9f\x90\x9f\"]]}"));
    }
    CHECK_EQ(told, 1);
    world_step(world, EVENT_GONE, 2, 5002, STR(""));
    type(world, 1, 5003);
    CHECK_EQ(world_sent(world, "edit"), 0); /* nobody is there to hear it */
    world_free(world);
}

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
    world_step(world, EVENT_ALARM, 0, world->armed_ms, STR("")); /* not still yet, but all are acknowledged */
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
    CHECK(later->session->revision == 5 && later->session->saved_revision == 5 && !later->session->dirty);
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
    CHECK(world_holds(world_frame(world, "state"), "\"look\":\"waiting\",\"why\":\"waiting_pause\""));
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

/* An outline that does not fit the code it was asked for is refused, also when it was asked for now, and not for ever. */
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
        world_step(world, EVENT_OUTLINE, world->parse, 5002, damage == 4 ? STR("") : sketch_bytes(&sketch));
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
    world_start(later, 7000, "\"sockets\":[2],\"alarm\":7500,\"rebuilt\":1", bytes, STR("")); /* an instance was lost */
    CHECK_EQ(world_sent(later, "resync"), 1);
    CHECK(later->session->sockets[0].id == 0 && later->session->sockets[1].id == 2);
    CHECK_EQ(later->session->look, LOOK_WAITING);
    CHECK(later->armed_ms && later->armed_ms <= 7500); /* the parse that was out is asked for again */
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
    world_step(world, EVENT_OPEN, 3, 2002, STR("{\"role\":\"owner\",\"again\":1}")); /* known: no second welcome */
    CHECK_EQ(world->out_bytes, 0);
    world_step(world, EVENT_GONE, 50, 2003, STR(""));
    world_step(world, EVENT_GONE, 3, 2004, STR(""));
    world_step(world, EVENT_OPEN, 51, 2005, STR("{\"role\":\"viewer\",\"again\":1}")); /* unknown: told all */
    CHECK_EQ(world_sent(world, "welcome"), 1);
    world_free(world);
}

/* ---- the border ---- */

/* Through core.c: what a host may do wrong with lengths is an answer, and the largest start fits its memory. */
TEST(border_takes_the_largest_payloads)
{
    static u8 junk[4u << 20];
    u32 lengths[3] = {0, 2u << 20, 0};
    const char config[] = "{\"session\":\"s\",\"seed\":\"00000000000000aa\"}";
    lengths[0] = sizeof config - 1;
    lengths[2] = (u32)(sizeof junk - sizeof lengths) - lengths[0] - lengths[1];
    memset(junk, 'j', sizeof junk);
    memcpy(junk, lengths, sizeof lengths);
    memcpy(junk + sizeof lengths, config, lengths[0]);
    CHECK(!core_inbox(EVENT_START, sizeof junk + 1) && !core_inbox(EVENT_FRAME, FRAME_BYTES_MAX + 1));
    memcpy(core_inbox(EVENT_START, sizeof junk), junk, sizeof junk);
    core_step(EVENT_START, 0, 1000, sizeof junk);
    static const char role[] = "{\"role\":\"owner\"}";
    memcpy(core_inbox(EVENT_OPEN, sizeof role - 1), role, sizeof role - 1);
    core_step(EVENT_OPEN, 1, 1001, sizeof role - 1);
    u32 bytes;
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "restored_empty"));
    /* A frame of 2 MiB that is one text of 1 MiB with each byte escaped, told to another tab. */
    memcpy(core_inbox(EVENT_OPEN, sizeof role - 1), role, sizeof role - 1);
    core_step(EVENT_OPEN, 2, 1002, sizeof role - 1);
    u32 at = (u32)sprintf((char *)junk, "{\"t\":\"text\",\"text\":\"");
    while (at + 4 <= FRAME_BYTES_MAX) junk[at++] = '\\', junk[at++] = '"';
    junk[at++] = '"', junk[at++] = '}';
    memcpy(core_inbox(EVENT_FRAME, at), junk, at);
    core_step(EVENT_FRAME, 1, 1003, at);
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "\"t\":\"ack\""));
    core_step(EVENT_FRAME, 1, 1004, UINT32_MAX); /* too long to hold: answered without being read */
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "frame_too_long"));
    CHECK_TRAPS(core_step(EVENT_COUNT, 0, 1005, 0));
    CHECK_TRAPS(core_inbox(EVENT_NONE, 0));
}

TEST(border_tells_its_names)
{
    u32 bytes;
    const u8 *abi = core_abi();
    memcpy(&bytes, abi, sizeof bytes);
    struct str json = {abi + 8, bytes};
    CHECK_EQ(json_check(json), JSON_FINE);
    CHECK(world_holds(json, "\"events\":[\"start\",\"open\",") && world_holds(json, "\"effects\":[\"send\",\"drop\","));
}

TEST_MAIN
