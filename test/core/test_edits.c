/* Edits of tabs: acknowledged, dropped when they come twice, refused when they do not fit, told to
 * the others. */
#include "session/look.h"
#include "session/sockets.h"

#include "core/random.h"
#include "core/typing.h"

TEST(acks_are_coalesced)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    type(world, 1, 5000);
    CHECK_STR(world_frame(world, "ack"),
              STR("{\"t\":\"ack\",\"rev\":1}")); /* the first of a burst at once */
    for (u32 i = 1; i < ACKS_MAX; i++) {
        type(world, 1, 5000 + 10 * i);
        CHECK_EQ(world_sent(world, "ack"), 0);
    }
    type(world, 1, 5200);
    CHECK_STR(world_frame(world, "ack"),
              STR("{\"t\":\"ack\",\"rev\":17}")); /* then ACKS_MAX at a time */
    type(world, 1, 5210);
    type(world, 2, 5220); /* another socket's burst begins */
    CHECK_EQ(world_sent(world, "ack"), 1);
    CHECK_EQ(sleep_until(world, 5000 + SAVE_LATEST_MS), 1); /* the rest before the save */
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
            if (world->parse)
                world_step(world, EVENT_FAIL, world->parse, world->now_ms, STR("away"));
        }
        type(world, 1, now_ms);
        CHECK(world->session->sockets[0].unacked < ACKS_MAX);
        if (world->session->sockets[0].unacked)
            CHECK(world->armed_ms); /* somebody will send the rest */
    }
    world_free(world);
}

TEST(text_is_answered_with_one_ack)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"one\"}");
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_say(
        world, 1, 5001,
        "{\"t\":\"text\",\"text\":\"one\"}"); /* the same again: nothing changes, still an answer */
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
        world_say(world, 1, 5003,
                  "{\"t\":\"edit\",\"rev\":2,\"len\":3,\"n\":%u,\"d\":[[0,0,\"x\"]]}", n);
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

/* Says which client socket 1 is, and has it make an edit with this number when there is one. */
static void speak_as(struct world *world, u32 client, u32 number)
{
    const struct session *session = world->session;
    world_say(world, 1, 5000, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"c%u\"}",
              client);
    if (!number) return;
    world_say(world, 1, 5000, "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"n\":%u,\"d\":[[0,0,\"a\"]]}",
              session->revision, session->text.units + 1, number);
}

TEST(clients_are_forgotten_by_age)
{
    static const u32 REMEMBERED[] = {8, 0, 7}; /* c1 was silent longest */
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    for (u32 i = 0; i < CLIENTS_MAX; i++) speak_as(world, i, 7);
    speak_as(world, 0, 8);
    speak_as(world, CLIENTS_MAX, 7); /* one more than are remembered */
    CHECK_EQ(world->session->revision, CLIENTS_MAX + 2);
    for (u32 i = 0; i < ARRAY_LEN(REMEMBERED); i++) {
        char want[8];
        snprintf(want, sizeof want, "\"n\":%u,", REMEMBERED[i]);
        speak_as(world, i, 0);
        CHECK(world_holds(world_frame(world, "welcome"), want));
    }
    world_free(world);
}

TEST(resync_when_an_edit_does_not_fit)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    type(world, 1, 5000);
    static const char *const FRAMES[] = {
        "\"rev\":0,\"len\":2,\"d\":[[0,0,\"x\"]]", /* made for the text before */
        "\"rev\":2,\"len\":2,\"d\":[[0,0,\"x\"]]", /* for one that is still to come */
        "\"rev\":1,\"len\":3,\"d\":[[0,0,\"x\"]]", /* for one that was longer */
        "\"rev\":1,\"len\":4,\"d\":[[0,0,\"xy\"],[3,0,\"z\"],[0,1,\"\"],[0,1,\"\"]]",
    };
    for (u32 i = 0; i < ARRAY_LEN(FRAMES); i++) {
        world_say(world, 2, 5001, "{\"t\":\"edit\",\"n\":4,%s}", FRAMES[i]);
        CHECK_STR(world_frame(world, "resync"), STR("{\"t\":\"resync\",\"rev\":1,\"n\":4}"));
        CHECK_EQ(world_sent(world, "error"), 0);
        CHECK_EQ(world_sent(world, "edit"), 0);
        world_check_text(world, STR("a"));
    }
    CHECK_EQ(world->session->sockets[1].strikes, 0);
    world_say(
        world, 2, 5002,
        "{\"t\":\"edit\",\"rev\":1,\"len\":2,\"n\":4,\"d\":[[0,0,\"x\"]]}"); /* rebased: its number
                                                                                is still free */
    world_check_text(world, STR("xa"));
    world_free(world);
}

/* What was sent behind a refused edit, before the client could know, was made for a text that never
 * was. */
TEST(resync_takes_along_what_was_sent_behind)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"edit\",\"rev\":0,\"len\":2,\"n\":1,\"d\":[[0,0,\"ab\"]]}");
    world_say(world, 1, 5001, "{\"t\":\"edit\",\"rev\":0,\"len\":3,\"n\":2,\"d\":[[0,0,\"x\"]]}");
    CHECK_EQ(world_sent(world, "resync"), 1);
    for (u32 n = 3; n < 6; n++) { /* revision and length happen to fit */
        world_say(world, 1, 5002,
                  "{\"t\":\"edit\",\"rev\":1,\"len\":3,\"n\":%u,\"d\":[[0,0,\"y\"]]}", n);
        CHECK_EQ(world_sent(world, "resync"), 1);
        world_check_text(world, STR("ab"));
    }
    world_say(world, 1, 5003,
              "{\"t\":\"edit\",\"rev\":1,\"len\":3,\"n\":7,\"d\":[[0,0,\"z\"]]}"); /* a gap: it was
                                                                                      rebased */
    world_check_text(world, STR("zab"));
    world_say(world, 1, 5004, "{\"t\":\"edit\",\"rev\":2,\"len\":4,\"n\":8,\"d\":[[3,0,\"c\"]]}");
    world_check_text(world, STR("zabc"));
    world_say(world, 1, 5005, "{\"t\":\"edit\",\"rev\":9,\"len\":4,\"n\":9,\"d\":[[3,0,\"c\"]]}");
    world_say(world, 1, 5006,
              "{\"t\":\"text\",\"text\":\"new\"}"); /* the other way out of a refusal */
    world_say(world, 1, 5007,
              "{\"t\":\"edit\",\"rev\":4,\"len\":4,\"n\":10,\"d\":[[3,0,\"er\"],[0,1,\"\"]]}");
    world_check_text(world, STR("ewer"));
    world_free(world);
}

/* A tab has one connection: when it comes back before the old one is noticed to be dead, the old
 * one goes. */
TEST(sockets_of_one_tab_replace_each_other)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    world_say(world, 1, 5000, "%s", HELLO);
    world_say(world, 1, 5001, "{\"t\":\"edit\",\"rev\":0,\"len\":1,\"n\":1,\"d\":[[0,0,\"a\"]]}");
    world_say(world, 2, 5002, "%s", HELLO);
    CHECK(world_holds(world_frame(world, "welcome"), "\"n\":1,"));
    struct effect_head head;
    struct str payload;
    u32 drops = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);)
        if (head.effect == EFFECT_DROP) drops += head.id == 1 && head.at == 4410;
    CHECK_EQ(drops, 1);
    world_say(
        world, 1, 5003,
        "{\"t\":\"edit\",\"rev\":1,\"len\":2,\"n\":2,\"d\":[[1,0,\"b\"]]}"); /* it comes late */
    CHECK_EQ(world->out_bytes, 0);
    world_say(world, 2, 5004, "{\"t\":\"edit\",\"rev\":1,\"len\":2,\"n\":2,\"d\":[[1,0,\"b\"]]}");
    world_check_text(world, STR("ab"));
    world_step(world, EVENT_OPEN, 3, 5005, STR("{\"role\":\"owner\",\"client\":\"tab\"}"));
    CHECK_EQ(world_count(world, EFFECT_DROP, "replaced", NULL), 1);
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
    world_step(world, EVENT_OPEN, 2, 5004,
               STR("{\"role\":\"owner\",\"rev\":1,\"hash\":\"4d0ea411ad0515d0\"}"));
    CHECK(!world_holds(world_frame(world, "welcome"), "\"text\":\"hello"));
    world_free(world);
}

/* Other tabs hear what was done, in units, and the one who did it does not. */
TEST(edits_are_told_to_the_other_tabs)
{
    struct world *world = world_open(LANGUAGE_PLAIN, 2, "");
    world_say(world, 2, 5000, "{\"t\":\"text\",\"text\":\"\xf0\x9f\x90\x9f\\nb\"}");
    world_say(world, 1, 5001,
              "{\"t\":\"edit\",\"rev\":1,\"len\":6,\"d\":[[2,0,\"\\\"\xc3\xa9\"],[0,2,"
              "\"\xf0\x9f\x90\x9f\"]]}");
    struct effect_head head;
    struct str payload;
    u32 told = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        if (head.effect != EFFECT_SEND || !world_holds(payload, "\"t\":\"edit\"")) continue;
        told++;
        CHECK(head.id == 0 && head.at == 1);
        CHECK_STR(payload, STR("{\"t\":\"edit\",\"rev\":2,\"len\":6,\"d\":[[2,0,\"\\\"\xc3\xa9\"],["
                               "0,2,\"\xf0\x9f\x90\x9f\"]]}"));
    }
    CHECK_EQ(told, 1);
    world_step(world, EVENT_GONE, 2, 5002, STR(""));
    type(world, 1, 5003);
    CHECK_EQ(world_sent(world, "edit"), 0); /* nobody is there to hear it */
    world_free(world);
}

TEST_MAIN
