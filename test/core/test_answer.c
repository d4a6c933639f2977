/* Answers: what the gate passes is said to whom it may be said to, and the rest comes to nothing.
 */
#include "code/names.h"
#include "core/calling.h"
#include "session/lately.h"
#include "session/look.h"
#include "session/tips.h"

#define ONE   "\"models\":[\"workers-ai\"]"
#define THIRD "What does `items[i]` give when `i` is one more than the last index of the list?"
#define UNDO                                                                                       \
    "With `const` the reader knows that a name keeps its value. Does the loop change this "        \
    "variable?"
#define POEM "O tinned fish in your silver bed, you shine in the shop like a moon of tin."

/* An answer about line 2 that names this rule. */
static const char *answer_of(const char *rule, const char *tip)
{
    static char bytes[1024];
    snprintf(
        bytes, sizeof bytes,
        TALK_WRAP("{\"line\":2,\"quote\":\"i <= items.length\",\"rule\":\"%s\",\"concept\":\"loop "
                  "bounds\",\"tip\":\"%s\"}"),
        rule, tip);
    return bytes;
}

/* ---- who hears it ---- */

TEST(answer_in_own_words_is_for_owners)
{
    struct world *world = calling(ONE);
    calling_answer(world, 2500, TALK_GOOD);
    CHECK_EQ(world_sent(world, "tip"), 2);
    for (u32 socket = 1; socket <= 2; socket++) {
        CHECK_EQ(calling_heard(world, socket, "tip", "\"text\":\"" TALK_TIP "\""), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"line\":2,\"column\":17,"), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"quote\":\"i <= items.length\""), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"severity\":\"idea\""), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"concept\":\"loop bounds\""), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"source\":\"llama-3.3\""), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"hint\":0,\"hints\":[]"), 1);
        CHECK_EQ(calling_heard(world, socket, "tip", "\"rule\""), 0);
    }
    CHECK_EQ(calling_heard(world, 3, "tip", ""), 0);
    CHECK_EQ(calling_heard(world, 3, "state", "\"why\":\"said\""), 1);
    struct effect_head head;
    struct str payload;
    bool saved = false;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        saved |= head.effect == EFFECT_SAVE && world_holds(payload, TALK_TIP);
        if (head.effect == EFFECT_SEND && world_holds(payload, "\"t\":\"tip\"")) CHECK(saved);
    }
    /* Whoever comes later is told the same. */
    world_step(world, EVENT_OPEN, 4, 3000, STR("{\"role\":\"owner\"}"));
    CHECK_EQ(calling_heard(world, 4, "welcome", TALK_TIP), 1);
    world_step(world, EVENT_OPEN, 5, 3000, STR("{\"role\":\"viewer\"}"));
    CHECK_EQ(calling_heard(world, 5, "welcome", "\"tips\":[]"), 1);
    CHECK_EQ(calling_heard(world, 5, "welcome", TALK_TIP), 0);
    world_say(world, 1, 3001, "{\"t\":\"hint\",\"tip\":1}"); /* it has no ladder */
    CHECK_EQ(calling_heard(world, 1, "error", "no_more_hints"), 1);
    world_free(world);
}

/* A tip of ours that it names is what a viewer sees; the owner also has its ladder. */
TEST(answer_that_names_a_tip_is_for_all)
{
    u16 model = tip_of(LANGUAGE_JAVASCRIPT, TIP_MODEL, 0, 0);
    if (model == NO_TIP) SKIP("the catalogue has no tip that a model may name");
    const struct tip *tip = &CATALOGUE[model];
    char rule[96];
    snprintf(rule, sizeof rule, "\"rule\":\"%s\"", tip->id);
    struct world *world = calling(ONE);
    calling_answer(world, 2500, answer_of(tip->id, TALK_TIP));
    CHECK_EQ(world_sent(world, "tip"), 3);
    for (u32 round = 0; round < 2; round++) {
        for (u32 socket = 1; socket <= 3; socket++) {
            CHECK_EQ(calling_heard(world, socket, "tip", rule), 1);
            CHECK_EQ(calling_heard(world, socket, "tip", TALK_TIP), socket != 3);
            CHECK_EQ(calling_heard(world, socket, "tip", tip->sentence), socket == 3);
            CHECK_EQ(calling_heard(world, socket, "tip", "\"concept\":\"loop bounds\""),
                     socket != 3);
            CHECK_EQ(calling_heard(world, socket, "tip", tip->ladder[round]), 1);
        }
        world_say(world, 1, 3000, "{\"t\":\"hint\",\"tip\":1}");
    }
    world_step(world, EVENT_OPEN, 4, 4000, STR("{\"role\":\"owner\"}"));
    CHECK_EQ(calling_heard(world, 4, "welcome", TALK_TIP), 1);
    world_step(world, EVENT_OPEN, 5, 4000, STR("{\"role\":\"viewer\"}"));
    CHECK_EQ(calling_heard(world, 5, "welcome", rule), 1);
    CHECK_EQ(calling_heard(world, 5, "welcome", tip->sentence), 1);
    CHECK_EQ(calling_heard(world, 5, "welcome", "loop bounds"), 0);
    CHECK_EQ(calling_heard(world, 5, "welcome", TALK_TIP), 0);
    world_free(world);
}

/* Rules that are not a model's to name give its words no rank: the owner hears them alone. */
TEST(answer_that_names_something_else_is_in_own_words)
{
    const u16 tips[] = {
        tip_of(LANGUAGE_JAVASCRIPT, TIP_FOUND, 0, 0), tip_of(LANGUAGE_JAVASCRIPT, TIP_FOUND, 1, 0),
        tip_of(LANGUAGE_JAVASCRIPT, TIP_FIX, 0, 0), tip_of(LANGUAGE_JAVASCRIPT, TIP_PRAISE, 0, 0),
        tip_of(LANGUAGE_C, TIP_FOUND, 0, 0)};
    for (u32 i = 0; i < ARRAY_LEN(tips) + 1; i++) {
        const char *id = i == ARRAY_LEN(tips) ? "no-such-rule" : CATALOGUE[tips[i]].id;
        if (i < ARRAY_LEN(tips) && tips[i] == NO_TIP) continue;
        struct world *world = calling(ONE);
        calling_answer(world, 2500, answer_of(id, TALK_TIP));
        CHECK_EQ(world_sent(world, "tip"), 2);
        CHECK_EQ(calling_heard(world, 1, "tip", "\"rule\""), 0);
        CHECK_EQ(calling_heard(world, 3, "tip", ""), 0);
        CHECK(!world->parse);
        world_free(world);
    }
}

/* As many sockets as there may be, with everything open, fit into what a step may write. */
TEST(answer_reaches_everybody_at_once)
{
    u16 model = tip_of(LANGUAGE_JAVASCRIPT, TIP_MODEL, 0, 0);
    if (model == NO_TIP) SKIP("the catalogue has no tip that a model may name");
    struct world *world = calling(ONE);
    for (u32 id = 4; id <= SOCKETS_MAX; id++)
        world_step(world, EVENT_OPEN, id, 2100, STR("{\"role\":\"owner\"}"));
    calling_answer(world, 2500, answer_of(CATALOGUE[model].id, TALK_TIP));
    CHECK_EQ(world_sent(world, "tip"), SOCKETS_MAX);
    for (u32 i = 1; i < LADDER_STEPS && CATALOGUE[model].ladder[i]; i++)
        world_say(world, 1, 2600, "{\"t\":\"hint\",\"tip\":1}");
    CHECK_EQ(world_sent(world, "tip"), SOCKETS_MAX);
    world_free(world);
}

/* ---- what is refused ---- */

TEST(answer_that_is_refused_is_shown_to_nobody)
{
    u16 model = tip_of(LANGUAGE_JAVASCRIPT, TIP_MODEL, 0, 0);
    for (u32 i = 0; i < 2; i++) {
        struct world *world = calling(ONE);
        world->unsaid = "tinned fish";
        calling_answer(world, 2500,
                       answer_of(i && model != NO_TIP ? CATALOGUE[model].id : "x", POEM));
        calling_check_why(world, REASON_MODEL_REFUSED);
        CHECK_EQ(world_count(world, EFFECT_NOTE, "{\"what\":\"gate\",\"rule\":\"word\"}", NULL), 1);
        CHECK(!world->parse); /* no query can confirm it */
        CHECK(!calling_stores(world, "tinned"));
        struct str memory = {(const u8 *)world->session, sizeof *world->session};
        CHECK(!world_holds(memory, "tinned")); /* it is wiped */
        struct str said[SAID_MAX];
        CHECK_EQ(lately_said(world->session, said), 0);
        calling_look(world, 20000, "g"); /* nor is a later prompt to hear of it */
        CHECK(world->call);
        calling_answer(world, 20100, TALK_GOOD);
        CHECK_EQ(world_sent(world, "tip"), 2);
        world_free(world);
    }
}

TEST(answer_that_sees_nothing)
{
    struct world *world = calling(ONE);
    calling_answer(world, 2500, TALK_NOTHING);
    calling_check_why(world, REASON_MODEL_SILENT);
    world_free(world);
}

/* The words are refused, but a query of ours may find what they name: then ours are said. */
TEST(answer_that_is_refused_may_be_confirmed)
{
    u16 found = tip_of(LANGUAGE_JAVASCRIPT, TIP_FOUND, 0, 0);
    if (found == NO_TIP) SKIP("no tip of the catalogue fits");
    enum { ON_LINE, ON_OTHER_LINE, NOT_FOUND, TRAPPED, LOST } how;
    for (how = ON_LINE; how <= LOST; how++) {
        struct world *world = calling(ONE);
        world->unsaid = "tinned fish";
        calling_answer(world, 2500, answer_of(CATALOGUE[found].id, POEM));
        CHECK(world->parse && !world->session->call);
        CHECK_EQ(world_sent(world, "tip"), 0);
        if (how == LOST) { /* it is read again all the same */
            struct str bytes = world_snapshot(world);
            struct world *later = world_new();
            world_start(later, 2600, ONE, bytes, STR(""));
            CHECK(later->session->changed && later->armed_ms);
            free((void *)(uintptr_t)bytes.at);
            world_free(later);
            world_free(world);
            continue;
        }
        if (how == TRAPPED) {
            world_step(world, EVENT_FAIL, world->parse, 2600, STR("trap"));
            CHECK_EQ(world_sent(world, "tip"), 0);
            world_free(world);
            continue;
        }
        struct sketch *sketch = talk_sketch(world, "f");
        if (how <= ON_OTHER_LINE) sketch_finding(sketch, found, 0, 3);
        if (how == ON_LINE) sketch_finding(sketch, found, 31, 48); /* of two, this one */
        u32 calls = world->calls;
        world_step(world, EVENT_OUTLINE, world->parse, 2600, sketch_bytes(sketch));
        CHECK_EQ(world->calls, calls);
        if (how == ON_LINE) {
            CHECK_EQ(calling_heard(world, 3, "tip", CATALOGUE[found].sentence), 1);
            CHECK_EQ(calling_heard(world, 3, "tip", "\"source\":\"embedded\""), 1);
            CHECK_EQ(calling_heard(world, 3, "tip", "\"line\":2"), 1);
        }
        if (how == NOT_FOUND) calling_check_why(world, REASON_MODEL_REFUSED);
        CHECK_EQ(world->session->confirm_tip, 0);
        world_free(world);
    }
}

/* ---- what was said and done lately ---- */

TEST(answer_that_was_given_lately_is_not_said_again)
{
    struct world *world = calling(ONE);
    calling_answer(world, 2500, TALK_GOOD);
    calling_look(world, 20000, "g");
    calling_answer(world, 20100, TALK_GOOD);
    CHECK_EQ(world_count(world, EFFECT_NOTE, "\"repeat\"", NULL), 1);
    calling_check_why(world, REASON_TIPS_STAND);
    /* In other words about the same place, while it stands and when it was dismissed. */
    calling_look(world, 40000, "h");
    calling_answer(world, 40100,
                   TALK_WRAP(TALK_ANSWER(2, "i <= items.length", "null", TALK_OTHER)));
    calling_check_why(world, REASON_TIPS_STAND);
    world_say(world, 1, 41000, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"dismissed\"}");
    calling_look(world, 700000, "i");
    calling_answer(world, 700100,
                   TALK_WRAP(TALK_ANSWER(2, "i <= items.length", "null", TALK_OTHER)));
    calling_check_why(world, REASON_TIPS_STAND);
    calling_look(world, 1400000, "j");
    calling_answer(world, 1400100, TALK_WRAP(TALK_ANSWER(3, "total += items[i]", "null", THIRD)));
    CHECK_EQ(calling_heard(world, 1, "tip", "\"line\":3,"), 1);
    world_free(world);
}

/* What was shown stands in the next prompt, also after the instance was lost. */
TEST(answer_is_told_in_the_next_prompt)
{
    for (u32 lost = 0; lost < 2; lost++) {
        struct world *world = calling(ONE);
        calling_answer(world, 2500, TALK_GOOD);
        if (lost) {
            struct world *later = world_new();
            world_start(later, 3000, ONE, world->saves[0], STR(""));
            world_step(later, EVENT_OPEN, 1, 3001, STR("{\"role\":\"owner\"}"));
            world_free(world);
            world = later;
        }
        calling_look(world, 20000, "g");
        CHECK_EQ(world_count(world, EFFECT_CALL, "You said lately", NULL), 1);
        CHECK_EQ(world_count(world, EFFECT_CALL, "The last index of ", NULL), 1);
        world_free(world);
    }
}

TEST(answer_finds_what_the_catalogue_said_too)
{
    u16 found = tip_of(LANGUAGE_JAVASCRIPT, TIP_FOUND, 0, 0);
    if (found == NO_TIP) SKIP("no tip of the catalogue fits");
    struct world *world = talk_open(ONE);
    struct sketch *sketch = talk_sketch(world, "f");
    sketch_finding(sketch, found, 0, 3);
    world_step(world, EVENT_OUTLINE, world->parse, 2001, sketch_bytes(sketch));
    CHECK_EQ(world_sent(world, "tip"), 1);
    calling_look(world, 20000, "g");
    char head[24];
    snprintf(head, sizeof head, "- %.18s", CATALOGUE[found].sentence);
    CHECK_EQ(world_count(world, EFFECT_CALL, "You said lately", NULL), 1);
    if (!strpbrk(head, "`\"\1\2\3")) CHECK_EQ(world_count(world, EFFECT_CALL, head, NULL), 1);
    world_free(world);
}

/* The learner had `const` and took it out: for half a minute nobody asks it back. */
TEST(answer_does_not_ask_back_what_was_taken_out)
{
    for (u32 late = 0; late < 3; late++) {
        struct world *world = talk_open(ONE);
        world_step(world, EVENT_OUTLINE, world->parse, 2001, sketch_bytes(talk_sketch(world, "e")));
        world_say(world, 1, 2100, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[0,3,\"const\"]]}",
                  (u32)TALK_UNITS + 2);
        world_say(world, 1, 3000, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[0,5,\"let\"]]}",
                  (u32)TALK_UNITS);
        calling_look(world, 15000, "f");
        CHECK(world->call);
        bool moves = late == 2; /* while the model thinks */
        if (moves)
            world_say(world, 1, 16000,
                      "{\"t\":\"edit\",\"rev\":3,\"len\":%u,\"d\":[[%u,0,\"\\n\"]]}",
                      (u32)TALK_UNITS + 1, (u32)TALK_UNITS);
        calling_answer(world, 3000 + UNDONE_MS - (late != 1),
                       TALK_WRAP(TALK_ANSWER(1, "let total", "null", UNDO)));
        if (late == 1) CHECK_EQ(calling_heard(world, 1, "tip", UNDO), 1);
        else {
            CHECK_EQ(world_count(world, EFFECT_NOTE, "\"undo\"", NULL), 1);
            CHECK_EQ(world->session->why, moves ? REASON_CODE_MOVED_ON : REASON_MODEL_REFUSED);
            CHECK_EQ(world_sent(world, "tip"), 0);
        }
        world_free(world);
    }
}

/* Of a word that was cut short, the whole word is what was taken out. */
TEST(lately_completes_words)
{
    struct world *world = talk_open("");
    world_say(world, 1, 2100, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[6,3,\"\"]]}",
              (u32)TALK_UNITS - 3); /* total -> to */
    u64 undone[UNDONE_MAX];
    CHECK_EQ(lately_undone(world->session, 2101, undone), 1);
    CHECK(undone[0] == names_hash(STR("total")));
    CHECK_EQ(lately_undone(world->session, 2100 + UNDONE_MS - 1, undone), 1);
    CHECK_EQ(lately_undone(world->session, 2100 + UNDONE_MS, undone), 0);
    world_free(world);
}

/* ---- code that moves while the model thinks ---- */

TEST(answer_follows_the_code_it_quotes)
{
    static const struct {
        u32 at, del;
        const char *ins, *place; /* where it is said; NULL when its code is gone */
    } CASES[] = {
        {0, 0, "// sum\\n", "\"line\":3,\"column\":17,"},
        {TALK_UNITS, 0, "more();\\n", "\"line\":2,\"column\":17,"},
        {0, 15, "", "\"line\":1,\"column\":17,"},
        {31, 0, "  ", "\"line\":2,\"column\":19,"},
        {33, 2, "<", NULL},
        {31, 17, "", NULL},
        {0, TALK_UNITS, "nothing;", NULL},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = calling(ONE);
        u32 ins = (u32)strlen(CASES[i].ins) - (strstr(CASES[i].ins, "\\n") != NULL);
        world_say(world, 1, 2100, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[%u,%u,\"%s\"]]}",
                  (u32)TALK_UNITS - CASES[i].del + ins, CASES[i].at, CASES[i].del, CASES[i].ins);
        CHECK_EQ(world->session->revision, 2);
        if (!world->call) { /* emptied: nothing to ask about any more */
            world_free(world);
            continue;
        }
        calling_answer(world, 2500, TALK_GOOD);
        if (CASES[i].place) CHECK_EQ(calling_heard(world, 1, "tip", CASES[i].place), 1);
        else CHECK_EQ(world_sent(world, "tip"), 0);
        if (!CASES[i].place) CHECK_EQ(world->session->why, REASON_CODE_MOVED_ON);
        if (i == 1) CHECK(world->session->changed && world->armed_ms); /* and that is still read */
        world_free(world);
    }
}

/* Its code was changed later: no query can confirm it, so it has had its say. */
TEST(answer_goes_when_its_code_is_changed)
{
    struct world *world = calling(ONE);
    calling_answer(world, 2500, TALK_GOOD);
    world_say(world, 1, 12000, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[34,1,\"\"]]}",
              (u32)TALK_UNITS - 1);
    CHECK_EQ(world_sent(world, "gone"), 0);
    calling_look(world, 13000, "g");
    CHECK(world_holds(world_frame(world, "gone"), "\"tip\":1,\"because\":\"moved\""));
    CHECK_EQ(tips_count(world->session), 0);
    world_free(world);
}

/* ---- what the prompt shows ---- */

/* Two statements; the words say what stands in them. */
static void look_at_two(struct world *world, i64 now_ms, const char *first, const char *second)
{
    world_say(world, 1, now_ms, "{\"t\":\"look\"}");
    struct sketch *sketch = talk_sketch(world, "");
    u32 bytes = (u32)world->parse_text.bytes, cut = bytes - (u32)TALK_UNITS + 14;
    sketch_begin(sketch, LANGUAGE_JAVASCRIPT, bytes);
    sketch_unit(sketch, UNIT_STATEMENT, 0, 0, cut, first, first, 30);
    sketch_unit(sketch, UNIT_STATEMENT, 0, cut + 1, bytes - 1, second, second, 30);
    world_step(world, EVENT_OUTLINE, world->parse, now_ms + 1, sketch_bytes(sketch));
    CHECK(world->call);
}

static void check_marked(const struct world *world, bool first, bool second)
{
    CHECK_EQ(world_count(world, EFFECT_CALL, first ? "1*| let" : "1 | let", NULL), 1);
    CHECK_EQ(world_count(world, EFFECT_CALL, second ? "2*| for" : "2 | for", NULL), 1);
}

TEST(call_shows_what_changed_since_the_last)
{
    struct world *world = talk_open(ONE);
    look_at_two(world, 2001, "a", "b"); /* where the learner begins is no change */
    check_marked(world, false, false);
    calling_answer(world, 2500, TALK_NOTHING);
    look_at_two(world, 20000, "a2", "b");
    check_marked(world, true, false);
    calling_answer(world, 20500, TALK_NOTHING);
    look_at_two(world, 40000, "a2", "b2");
    check_marked(world, false, true);
    calling_fail(world, 40500, "cut"); /* it was asked about, though nobody answered */
    look_at_two(world, 60000, "a3", "b3");
    check_marked(world, true, true);
    world_free(world);
}

/* The code moved before the retry: the lines that are marked would be others. */
TEST(call_that_is_retried_marks_no_wrong_lines)
{
    struct world *world = talk_open(ONE);
    look_at_two(world, 2001, "a", "b");
    calling_answer(world, 2500, TALK_NOTHING);
    look_at_two(world, 20000, "a2", "b");
    calling_fail(world, 20100, "code 3040");
    world_say(world, 1, 20200, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[0,0,\"\\n\"]]}",
              (u32)TALK_UNITS + 1);
    calling_wait(world, 20100 + 4 * FAILURE_RETRY_MS);
    CHECK(world->call);
    CHECK_EQ(world_count(world, EFFECT_CALL, "2 | let", NULL), 1);
    CHECK_EQ(world_count(world, EFFECT_CALL, "*|", NULL), 0);
    world_free(world);
}

TEST_MAIN
