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
    for (u32 i = 0; i < 3 && world->armed_ms < 5000 + SAVE_LATEST_MS; i++) {
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR("")); /* how does the line end? */
        CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 0);
    }
    CHECK_EQ(world->armed_ms, 5000 + SAVE_LATEST_MS);
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
    CHECK_EQ(world_count(world, EFFECT_PARSE, "", NULL), 0);
    CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 0);
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
    i64 done_ms = 6000 + PARAMS_DEFAULT.wait_done_ms, word_ms = 6000 + PARAMS_DEFAULT.wait_word_ms;
    world_step(world, EVENT_ALARM, 0, done_ms - 1, STR(""));
    CHECK(!world->parse);
    world_step(world, EVENT_ALARM, 0, done_ms, STR("")); /* behind a letter the word may go on */
    CHECK(!world->parse);
    world_step(world, EVENT_ALARM, 0, word_ms - 1, STR(""));
    CHECK(!world->parse);
    world_step(world, EVENT_ALARM, 0, word_ms, STR(""));
    CHECK(world->parse && str_equal(world->parse_text, STR("aa")));
    u32 parse = world->parse;
    type(world, 1, word_ms + 100); /* the code moves on while the parse is out */
    sketch_begin(&sketch, LANGUAGE_PLAIN, 2);
    world_step(world, EVENT_OUTLINE, parse, word_ms + 101, sketch_bytes(&sketch));
    CHECK_EQ(world->session->look, LOOK_WAITING);
    sleep_until(world, word_ms + 99 + PARAMS_DEFAULT.wait_word_ms);
    CHECK_EQ(world->session->look, LOOK_WAITING);
    sleep_until(world, word_ms + 100 + PARAMS_DEFAULT.wait_word_ms);
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
    i64 word_ms = 5000 + PARAMS_DEFAULT.wait_word_ms;
    sleep_until(world, word_ms - 1);
    CHECK(!world->parse);
    world_step(world, EVENT_ALARM, 0, word_ms, STR(""));
    CHECK(world->parse);
    struct str bytes = world_snapshot(world);
    struct world *later = world_new();
    char config[96];
    snprintf(config, sizeof config, "\"sockets\":[2],\"alarm\":%lld,\"rebuilt\":1",
             (long long)word_ms + 1300);
    world_start(later, word_ms + 800, config, bytes, STR("")); /* an instance was lost */
    CHECK_EQ(world_sent(later, "resync"), 1);
    CHECK(later->session->sockets[0].id == 0 && later->session->sockets[1].id == 2);
    CHECK_EQ(later->session->look, LOOK_WAITING);
    CHECK(later->armed_ms &&
          later->armed_ms <= word_ms + 1300); /* the parse that was out is asked for again */
    sketch_begin(&sketch, LANGUAGE_PLAIN, 1);
    world_step(later, EVENT_OUTLINE, world->parse, word_ms + 800, sketch_bytes(&sketch));
    CHECK_EQ(later->session->look, LOOK_WAITING);
    world_step(later, EVENT_ALARM, 0, word_ms + 801, STR(""));
    CHECK(later->parse && later->parse != world->parse);
    world_free(later);
    free((void *)(uintptr_t)bytes.at);
    world_free(world);
}

/* Who asks for a look gets one, also while an older text is being read. */
TEST(looks_that_are_asked_for_do_not_wait)
{
    struct world *world = world_open(LANGUAGE_C, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"int a;\"}");
    u32 parse = world->parse;
    type(world, 1, 5001);
    world_say(world, 1, 5002, "{\"t\":\"look\"}");
    CHECK_EQ(world->parse, parse);
    sketch_begin(&sketch, LANGUAGE_C, 6);
    world_step(world, EVENT_OUTLINE, parse, 5003, sketch_bytes(&sketch));
    CHECK(world->parse && world->parse != parse);
    CHECK_STR(world->parse_text, STR("int a;a"));
    sketch_begin(&sketch, LANGUAGE_C, 7);
    world_step(world, EVENT_OUTLINE, world->parse, 5004, sketch_bytes(&sketch));
    CHECK_EQ(world->session->look, LOOK_IDLE);
    world_free(world);
}

/* Of a program with too many tokens the units tell what changed behind the last one. */
TEST(looks_see_changes_behind_the_last_token)
{
    struct world *world = world_open(LANGUAGE_C, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"int a;\"}");
    for (u32 i = 0; i < 2; i++) {
        sketch_begin(&sketch, LANGUAGE_C, 6 + i);
        sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, 3, "f", "f", 2 * TOKENS_MAX);
        CHECK_EQ(sketch.head.token_count, TOKENS_MAX);
        sketch.head.flags = OUTLINE_TOKENS_CUT;
        const char *word = i ? "after" : "before";
        sketch_unit(&sketch, UNIT_FUNCTION, 0, 3, 5, word, word, 40);
        world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
        if (i) break;
        type(world, 1, 9000);
        while (!world->parse) world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    }
    CHECK(world->session->budget.counted);
    CHECK(world_holds(world_frame(world, "state"), "\"why\":\"gathering\""));
    world_free(world);
}

/* What was asked of the sandbox in one language is not heard in another. */
TEST(looks_begin_again_in_another_language)
{
    struct world *world = world_open(LANGUAGE_C, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"int a;\"}");
    u32 parse = world->parse;
    CHECK(parse);
    world_say(world, 1, 5001, "{\"t\":\"set\",\"language\":\"java\"}");
    sketch_begin(&sketch, LANGUAGE_C, 6);
    world_step(world, EVENT_OUTLINE, parse, 5002, sketch_bytes(&sketch));
    CHECK_EQ(world->out_bytes, 0);
    sleep_until(world, 60000);
    CHECK(world->session->request > parse);
    CHECK_EQ(world->session->why, REASON_NOTHING_FOUND);
    world_free(world);
}

/* Types `code` into an empty document; it is read as half typed. */
static struct world *half_typed(const char *code, u32 units)
{
    struct world *world = world_open(LANGUAGE_C, 1, "");
    world_say(world, 1, 5000, "{\"t\":\"edit\",\"rev\":0,\"len\":%u,\"d\":[[0,0,\"%s\"]]}", units,
              code);
    while (!world->parse) world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    sketch_begin(&sketch, LANGUAGE_C, units);
    sketch_fault(&sketch, 0, units);
    world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
    CHECK(world_holds(world_frame(world, "state"), "\"why\":\"half_typed\""));
    return world;
}

/* Who is stuck on a line is looked at, also when she judged a tip or took a letter back meanwhile.
 */
TEST(looks_come_to_who_is_stuck)
{
    for (u32 how = 0; how < 3; how++) {
        struct world *world = half_typed("int f(", 6);
        i64 stuck_ms = 5000 + PARAMS_DEFAULT.wait_broken_ms;
        if (how == 1) {
            world->session->tips[0] = (struct standing){.id = 1, .step = 1, .end = 3};
            world_say(world, 1, 9500, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"dismissed\"}");
            stuck_ms = 9500 + PARAMS_DEFAULT.cool_dismissed_ms;
        } else if (how == 2) {
            world_say(world, 1, 9500, "{\"t\":\"edit\",\"rev\":1,\"len\":7,\"d\":[[6,0,\"a\"]]}");
            world_say(world, 1, 9900, "{\"t\":\"edit\",\"rev\":2,\"len\":6,\"d\":[[6,1,\"\"]]}");
            stuck_ms = 9900 + PARAMS_DEFAULT.wait_broken_ms;
        }
        u32 parses = 0;
        while (world->armed_ms && world->armed_ms <= stuck_ms) {
            world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
            if (!world->parse) continue;
            parses++;
            world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
        }
        CHECK_EQ(world->now_ms, stuck_ms);
        CHECK_EQ(parses,
                 how == 2 ? 2 : 1); /* the one that waits again, and the one that does not */
        CHECK_EQ(world->session->look, LOOK_IDLE);
        world_free(world);
    }
}

/* Blanks and comments are not read; a line end behind `return` is no blank. */
TEST(looks_at_code_only)
{
    static const struct {
        u32 at;
        const char *ins;
        bool read;
    } CASES[] = {
        {0, " ", false},   {0, "\\n", false}, {15, "  ", false}, {18, "x", false},
        {18, "\\n", true}, {8, "\\n", true},  {8, " ", false},   {9, "\\n", true},
        {15, "\\n", true}, {14, " ", false},  {10, "y", true},   {12, "// ", true},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = world_open(LANGUAGE_JAVASCRIPT, 1, "");
        world_say(world, 1, 5000, "{\"t\":\"text\",\"text\":\"{ return x + 1; // why\"}");
        sketch_begin(&sketch, LANGUAGE_JAVASCRIPT, 22);
        world_step(world, EVENT_OUTLINE, world->parse, 5001, sketch_bytes(&sketch));
        CHECK_EQ(world->session->look, LOOK_IDLE);
        u32 more = CASES[i].ins[0] == '\\' ? 1 : (u32)strlen(CASES[i].ins);
        world_say(world, 1, 9000, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[%u,0,\"%s\"]]}",
                  22 + more, CASES[i].at, CASES[i].ins);
        CHECK_EQ(world->session->revision, 2);
        if (world->session->changed != CASES[i].read) fprintf(stderr, "case %u\n", i);
        CHECK_EQ(world->session->changed, CASES[i].read);
        world_free(world);
    }
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
