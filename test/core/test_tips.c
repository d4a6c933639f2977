/* Tips: they follow the code, speak of what is there, and go when it goes. */
#include "session/tips.h"

#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"

static struct sketch sketch;
static enum language
    language; /* one that has a tip which a query finds and which quotes no names */
static u16 found;

static bool choose_tip(void)
{
    for (u32 i = 0; i < LANGUAGE_COUNT; i++) {
        found = tip_of((enum language)i, TIP_FOUND, 0, 0);
        language = (enum language)i;
        if (found != NO_TIP && LANGUAGE_INFO[i].grammar) return true;
    }
    return false;
}
#define NEEDS_TIP                                                                                  \
    if (!choose_tip()) SKIP("no tip of the catalogue fits")

/* Asks for a look and answers it with the sketch. */
static void look(struct world *world, i64 now_ms)
{
    world_say(world, 1, now_ms, "{\"t\":\"look\"}");
    CHECK(world->parse);
    world_step(world, EVENT_OUTLINE, world->parse, now_ms + 1, sketch_bytes(&sketch));
}

/* A session with this text and the tip at [start, end). */
static struct world *standing_at(const char *text, u32 start, u32 end)
{
    struct world *world = world_open(language, 1, "");
    world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"%s\"}", text);
    sketch_begin(&sketch, language, world->session->text.bytes);
    sketch_finding(&sketch, found, start, end);
    look(world, 2001);
    CHECK_EQ(world_sent(world, "tip"), 1);
    return world;
}

static u32 standing(const struct world *world)
{
    return tips_count(world->session);
}

TEST(tips_follow_edits)
{
    static const struct {
        u32 at, del;
        const char *ins;
        u32 start, end; /* of the tip afterwards; 0, 0 when it is gone */
        bool touched;
    } CASES[] = {
        {0, 0, "xx", 5, 9, false},
        {3, 0, "xx", 5, 9, false},
        {4, 0, "xx", 3, 9, true},
        {6, 0, "xx", 3, 9, true},
        {7, 0, "xx", 3, 7, false},
        {8, 0, "xx", 3, 7, false},
        {10, 0, "xx", 3, 7, false},
        {0, 2, "", 1, 5, false},
        {0, 3, "", 0, 4, false},
        {0, 3, "abcd", 4, 8, false},
        {2, 2, "", 2, 5, true},
        {3, 1, "", 3, 6, true},
        {2, 2, "ABC", 5, 8, true},
        {3, 1, "ABC", 6, 9, true},
        {5, 3, "", 3, 5, true},
        {6, 1, "", 3, 6, true},
        {5, 4, "AB", 3, 5, true},
        {4, 1, "AB", 3, 8, true},
        {7, 2, "", 3, 7, false},
        {7, 3, "x", 3, 7, false},
        {3, 4, "", 0, 0, false},
        {3, 4, "3456", 0, 0, false},
        {2, 6, "", 0, 0, false},
        {0, 10, "", 0, 0, false},
        {0, 10, "0123456789", 0, 0, false},
    };
    NEEDS_TIP;
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++) {
        struct world *world = standing_at("0123456789", 3, 7);
        u32 length = 10 - CASES[i].del + (u32)strlen(CASES[i].ins);
        world_say(world, 1, 3000, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[[%u,%u,\"%s\"]]}",
                  length, CASES[i].at, CASES[i].del, CASES[i].ins);
        CHECK_EQ(world->session->revision, 2);
        const struct standing *tip = &world->session->tips[0];
        CHECK_EQ(standing(world), CASES[i].end != 0);
        CHECK_EQ(world_sent(world, "gone"), CASES[i].end == 0);
        if (CASES[i].end) {
            CHECK_EQ(tip->start, CASES[i].start);
            CHECK_EQ(tip->end, CASES[i].end);
            CHECK_EQ(tip->touched, CASES[i].touched);
        } else {
            CHECK_STR(world_frame(world, "gone"),
                      STR("{\"t\":\"gone\",\"tip\":1,\"because\":\"moved\",\"text\":\"\"}"));
        }
        world_free(world);
    }
}

/* A whole document from a simple client moves a tip as its edits would. */
TEST(tips_follow_a_whole_text)
{
    NEEDS_TIP;
    struct world *world = standing_at("one\\ntwo\\nsix\\n", 4, 7);
    world_say(world, 1, 3000, "{\"t\":\"text\",\"text\":\"zero\\none\\ntwo\\nsix\\nten\\n\"}");
    CHECK_EQ(world->session->tips[0].start, 9);
    CHECK_EQ(world->session->tips[0].end, 12);
    CHECK(!world->session->tips[0].touched);
    world_say(world, 1, 3001,
              "{\"t\":\"text\",\"text\":\"zero\\none\\nnot two\\nsix\\nten\\n\"}"); /* the rest of
                                                                                       its line */
    CHECK_EQ(world->session->tips[0].start, 13);
    CHECK_EQ(world->session->tips[0].end, 16);
    world_say(world, 1, 3002, "{\"t\":\"text\",\"text\":\"zero\\none\\nsix\\nten\\n\"}");
    CHECK_EQ(world_sent(world, "gone"), 1);
    world_free(world);
}

/* What is left of a place may be white space only: then there is no code to show any more. */
TEST(tips_do_not_stand_on_nothing)
{
    NEEDS_TIP;
    struct world *world = standing_at("let a  \\nb;", 4, 7);
    world_say(world, 1, 3000, "{\"t\":\"edit\",\"rev\":1,\"len\":9,\"d\":[[4,1,\"\"]]}");
    CHECK_EQ(world_sent(world, "gone"), 1);
    world_free(world);
    world = standing_at("let ab\\nb;", 4, 8);
    world_say(world, 1, 3000,
              "{\"t\":\"edit\",\"rev\":1,\"len\":7,\"d\":[[4,2,\"\"]]}"); /* the place begins with a
                                                                             line end now */
    CHECK_EQ(world_sent(world, "gone"), 1);
    world_free(world);
}

TEST(tips_quote_and_place)
{
    NEEDS_TIP;
    struct world *world =
        standing_at("\xf0\x9f\x90\x9f x\\n\xc3\xa9\xf0\x9f\x90\x9f code here \\nmore", 13, 28);
    struct str frame = world_frame(world, "tip");
    CHECK(world_holds(frame, "\"rev\":1,\"line\":2,\"column\":4,\"end_line\":3,\"end_column\":4,"
                             "\"quote\":\" code here\","));
    world_free(world);
    char text[400];
    memset(text, 'q', 399);
    text[399] = 0;
    memcpy(text + 118, "\xf0\x9f\x90\x9f", 4); /* where a quote of 120 bytes would end */
    world = standing_at(text, 0, 300);
    char want[160];
    snprintf(want, sizeof want, "\"quote\":\"%.118s\",", text);
    CHECK(world_holds(world_frame(world, "tip"), want));
    world_free(world);
}

TEST(tips_retire_when_they_are_fixed)
{
    NEEDS_TIP;
    struct world *world = standing_at("0123456789", 3, 7);
    sketch.head.finding_count = 0;
    look(world, 12000);
    struct str gone = world_frame(world, "gone");
    CHECK(world_holds(gone, "\"tip\":1,\"because\":\"fixed\""));
    if (catalogue_praise(0)) CHECK(!world_holds(gone, "\"text\":\"\""));
    CHECK_EQ(standing(world), 0);
    /* It is advice, so it is stored: whoever comes back does not meet the tip again. */
    CHECK(world->armed_ms && world->armed_ms <= 12001 + 2000);
    world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    if (world->armed_ms && !world_count(world, EFFECT_SAVE, "", NULL))
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
    CHECK_EQ(world_count(world, EFFECT_SAVE, "", NULL), 1);
    struct world *later = world_new();
    world_start(later, 30000, "", world->saves[0], STR(""));
    CHECK_EQ(standing(later), 0);
    world_free(later);
    world_free(world);
}

/* No finding does not always mean fixed. */
TEST(tips_stay_when_nobody_can_know)
{
    NEEDS_TIP;
    struct world *world = standing_at("0123456789", 3, 7);
    sketch.head.finding_count = 0;
    sketch.head.flags = OUTLINE_ERROR; /* its line does not parse now */
    sketch_unit(&sketch, UNIT_STATEMENT, 0, 0, 10, "s", "s", 1)->flags = UNIT_BROKEN;
    look(world, 12000);
    CHECK_EQ(standing(world), 1);
    sketch.head.flags = OUTLINE_LEXED; /* the plain lexer looked, and it asks no queries */
    sketch.units[0].flags = 0;
    look(world, 13000);
    CHECK_EQ(standing(world), 1);
    sketch.head.flags = 0;
    for (u32 i = 0; i < FINDINGS_MAX; i++)
        sketch_finding(&sketch, found, 8, 9); /* there were more than are kept */
    look(world, 14000);
    CHECK_EQ(standing(world), 1);
    sketch.head.finding_count--;
    look(world, 15000);
    CHECK_EQ(standing(world), 1); /* that tip stands again: it is found at another place */
    CHECK_EQ(world->session->tips[0].start, 8);
    world_free(world);
}

TEST(tips_are_confirmed_where_they_moved)
{
    NEEDS_TIP;
    struct world *world = standing_at("0123456789", 3, 7);
    world_say(world, 1, 12000, "{\"t\":\"edit\",\"rev\":1,\"len\":12,\"d\":[[5,0,\"xx\"]]}");
    sketch.head.text_bytes = 12;
    sketch.findings[0].start = 4, sketch.findings[0].end = 9;
    look(world, 13000);
    CHECK(world_holds(world_frame(world, "tip"), "\"id\":1,"));
    CHECK(world_holds(world_frame(world, "tip"), "\"quote\":\"4xx56\""));
    CHECK_EQ(standing(world), 1);
    CHECK(!world->session->tips[0].touched);
    look(world, 14000); /* nothing new: not sent again */
    CHECK_EQ(world_sent(world, "tip"), 0);
    world_free(world);
}

TEST(tips_dismissed_are_muted_for_that_code)
{
    NEEDS_TIP;
    static const char *const VERDICTS[] = {"dismissed", "wrong"};
    for (u32 i = 0; i < 2; i++) {
        struct world *world = standing_at("0123456789", 3, 7);
        world_say(world, 1, 3000, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"%s\"}", VERDICTS[i]);
        CHECK(world_holds(world_frame(world, "gone"), "\"because\":\"dismissed\""));
        look(world, 12000);
        CHECK_EQ(world_sent(world, "tip"), 0);
        sketch.findings[0].end = 8; /* other code */
        look(world, 13000);
        CHECK_EQ(world_sent(world, "tip"), 1);
        CHECK_EQ(world->session->tips[0].id, 2); /* a number is not used twice */
        world_free(world);
    }
    struct world *world = standing_at("0123456789", 3, 7);
    world_say(world, 1, 3000, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"helpful\"}");
    CHECK_EQ(world_sent(world, "gone"), 0);
    CHECK_EQ(world->session->tips[0].helpful, 1);
    world_free(world);
}

TEST(tips_of_one_kind_stand_once)
{
    NEEDS_TIP;
    struct world *world = standing_at("0123456789", 3, 7);
    sketch_finding(&sketch, found, 8, 10);
    look(world, 12000);
    CHECK_EQ(world_sent(world, "tip"), 0);
    CHECK_EQ(standing(world), 1);
    world_free(world);
}

/* The sandbox reads hostile text, so what it says of places is not believed. */
TEST(tips_refuse_findings_that_cannot_be)
{
    NEEDS_TIP;
    u16 named = NO_TIP;
    enum language other = LANGUAGE_PLAIN;
    for (u32 i = 0; i < LANGUAGE_COUNT && named == NO_TIP; i++)
        named = tip_of(other = (enum language)i, TIP_FOUND, 1, 0);
    const struct {
        u16 tip, slots;
        u32 start, end, at, bytes;
        bool said;
    } cases[] = {
        {found, 0, 1, 5, 0, 0, true},
        {found, 0, 2, 6, 0, 0, false},
        {found, 0, 1, 4, 0, 0, false},
        {found, 0, 3, 3, 0, 0, false},
        {found, 1, 1, 5, 0, 1, false},
        {found, 0, 5, 6, 0, 0, false},
        {(u16)CATALOGUE_COUNT, 0, 1, 5, 0, 0, false},
        {0xffff, 0, 1, 5, 0, 0, false},
        {named, 1, 1, 5, 6, 3, true},
        {named, 1, 1, 5, 0, 5, true},
        {named, 1, 1, 5, 2, 3, false},
        {named, 1, 1, 5, 6, 4, false},
        {named, 1, 1, 5, 5, 2, false},
        {named, 1, 1, 5, 9, 1, false},
        {named, 1, 1, 5, 6, 0, false},
        {named, 0, 1, 5, 0, 0, false},
        {named, 2, 1, 5, 6, 3, false},
    };
    for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
        if (cases[i].tip == NO_TIP && i > 7) continue; /* no tip with a name in it */
        struct world *world = world_open(i > 7 ? other : language, 1, "");
        world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"a\xf0\x9f\x90\x9f bcd`\"}");
        sketch_begin(&sketch, i > 7 ? other : language, 10);
        struct finding *finding =
            sketch_finding(&sketch, cases[i].tip, cases[i].start, cases[i].end);
        finding->slot_count = cases[i].slots;
        finding->slots[0].at = cases[i].at, finding->slots[0].bytes = cases[i].bytes;
        look(world, 2001);
        if (world_sent(world, "tip") != cases[i].said) fprintf(stderr, "case %u\n", i);
        CHECK_EQ(world_sent(world, "tip"), cases[i].said);
        world_free(world);
    }
}

TEST(tips_go_with_their_language)
{
    NEEDS_TIP;
    struct world *world = standing_at("0123456789", 3, 7);
    world_step(world, EVENT_OPEN, 2, 3000, STR("{\"role\":\"owner\"}"));
    world_say(world, 1, 3000, "{\"t\":\"set\",\"language\":\"%s\"}",
              language == LANGUAGE_C ? "go" : "c");
    CHECK(world_holds(world_frame(world, "gone"), "\"because\":\"moved\""));
    CHECK_EQ(world_sent(world, "set"), 1);
    CHECK_EQ(standing(world), 0);
    world_free(world);
}

/* Praise that a query finds is said when nothing else stands, and once. */
TEST(tips_praise_once)
{
    NEEDS_TIP;
    u16 praise = tip_of(language, TIP_PRAISE, 0, 0);
    if (praise == NO_TIP) SKIP("the catalogue has no praise that a query finds");
    struct world *world = standing_at("0123456789", 3, 7);
    sketch_finding(&sketch, praise, 0, 2);
    look(world, 12000);
    CHECK_EQ(world_sent(world, "tip"), 0); /* first things first */
    world_say(world, 1, 13000, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"dismissed\"}");
    look(world, 14000);
    CHECK(world_holds(world_frame(world, "tip"), "\"severity\":\"praise\""));
    CHECK(world_holds(world_frame(world, "tip"), "\"hints\":[]"));
    world_say(world, 1, 15000, "{\"t\":\"hint\",\"tip\":2}");
    CHECK_EQ(world_sent(world, "error"), 1);
    world_say(world, 1, 15001, "{\"t\":\"seen\",\"tip\":2,\"verdict\":\"dismissed\"}");
    look(world, 22000);
    CHECK_EQ(world_sent(world, "tip"), 0);
    world_free(world);
}

TEST_MAIN
