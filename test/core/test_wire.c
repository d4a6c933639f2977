/* The protocol's faults, each by its code, and its limits, each at its border. */
#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"

static const char *const CODES[FAULT_COUNT] = {
#define X(name, code, violation, text) [FAULT_##name] = code,
    FAULTS(X)
#undef X
};
static bool heard[FAULT_COUNT];

static char long_text[3u << 20];

/* The error of the last step, which must be there once, with this code and field ("" for none). */
static void check_error(const struct world *world, enum fault fault, const char *field)
{
    char want[128];
    struct str frame = STR("no error");
    CHECK_EQ(world_count(world, EFFECT_SEND, "{\"t\":\"error\"", &frame), 1);
    snprintf(want, sizeof want, "\"code\":\"%s\"", CODES[fault]);
    if (!world_holds(frame, want))
        fprintf(stderr, "%.*s\n", (int)frame.bytes, (const char *)frame.at);
    CHECK(world_holds(frame, want));
    snprintf(want, sizeof want, ",\"field\":\"%s\"}", field);
    CHECK_EQ(world_holds(frame, "\"field\""), *field != 0);
    if (*field) CHECK(world_holds(frame, want));
    CHECK_EQ(world_sent(world, "ack"), 0);
    heard[fault] = true;
}

/* A session whose document is "a🐟b" (four units), at revision 1. */
static struct world *small(void)
{
    struct world *world = world_open(LANGUAGE_JAVASCRIPT, 1, "");
    world_say(world, 1, 2000,
              "{\"t\":\"text\",\"text\":\"a\xf0\x9f\x90\x9f"
              "b\"}");
    return world;
}

static void refuses(struct str frame, enum fault fault, const char *field)
{
    struct world *world = small();
    world_step(world, EVENT_FRAME, 1, 2100, frame);
    check_error(world, fault, field);
    world_check_text(world, STR("a\xf0\x9f\x90\x9f"
                                "b"));
    CHECK_EQ(world->session->revision, 1);
    CHECK_EQ(world->session->sockets[0].strikes, fault_is_violation(fault));
    world_say(world, 1, 2200,
              "{\"t\":\"edit\",\"rev\":1,\"len\":5,\"d\":[[4,0,\"c\"]]}"); /* and it goes on */
    world_check_text(world, STR("a\xf0\x9f\x90\x9f"
                                "bc"));
    CHECK_EQ(world->session->sockets[0].strikes, 0);
    world_free(world);
}

/* Frames are written with ` for ". */
static struct str with_quotes(const char *frame)
{
    static u8 memory[16384];
    usize bytes = strlen(frame);
    CHECK(bytes <= sizeof memory);
    for (usize i = 0; i < bytes; i++) memory[i] = frame[i] == '`' ? '"' : (u8)frame[i];
    return (struct str){memory, bytes};
}

TEST(wire_refuses_each_with_its_code)
{
    static const struct {
        enum fault fault;
        const char *field;
        const char *frames[10];
    } CASES[] = {
        {FAULT_BAD_JSON,
         "",
         {"", "hello", "[]", "`t`", "null", "{`t`:`look`", "{`t`:`look`}{}",
          "{`t`:`look`,`t`:`look`}"}},
        {FAULT_BAD_UTF8, "", {"\xff", "{`t`:`look\xc3`}", "{`t`:`text`,`text`:`\xed\xa0\x80`}"}},
        {FAULT_LONE_SURROGATE,
         "",
         {"{`t`:`text`,`text`:`\\ud83d`}", "{`t`:`edit`,`rev`:1,`len`:5,`d`:[[0,0,`\\udc1f`]]}"}},
        {FAULT_NUL, "", {"{`t`:`text`,`text`:`\\u0000`}"}},
        {FAULT_UNKNOWN_TYPE, "t", {"{`t`:``}", "{`t`:`Edit`}", "{`t`:`welcome`}"}},
        {FAULT_BAD_FIELD, "t", {"{}", "{`T`:`look`}", "{`t`:7}", "{`t`:[`look`]}"}},
        {FAULT_BAD_FIELD, "hash", {"{`t`:`hello`,`rev`:0}", "{`t`:`hello`,`rev`:0,`hash`:1}"}},
        {FAULT_BAD_FIELD, "client", {"{`t`:`hello`,`rev`:0,`hash`:``,`client`:1}"}},
        {FAULT_BAD_FIELD,
         "language",
         {"{`t`:`hello`,`rev`:0,`hash`:``,`language`:1}", "{`t`:`set`,`language`:null}"}},
        {FAULT_BAD_REVISION,
         "rev",
         {"{`t`:`hello`,`hash`:``}", "{`t`:`edit`,`rev`:-1,`len`:4,`d`:[]}",
          "{`t`:`edit`,`rev`:1.5,`len`:4,`d`:[]}", "{`t`:`edit`,`rev`:`1`,`len`:4,`d`:[]}",
          "{`t`:`edit`,`rev`:4294967296,`len`:4,`d`:[]}",
          "{`t`:`edit`,`rev`:1e999,`len`:4,`d`:[]}"}},
        {FAULT_BAD_FIELD,
         "len",
         {"{`t`:`edit`,`rev`:1,`d`:[]}", "{`t`:`edit`,`rev`:1,`len`:-4,`d`:[]}"}},
        {FAULT_BAD_FIELD,
         "d",
         {"{`t`:`edit`,`rev`:1,`len`:4}", "{`t`:`edit`,`rev`:1,`len`:4,`d`:{}}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,0]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,0,``,0]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,0,1]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[-1,0,``]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,0.5,``]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,9999999,``]]}",
          "{`t`:`edit`,`rev`:1,`len`:5,`d`:[[0,0,`x`],{`0`:1}]}"}},
        {FAULT_BAD_FIELD,
         "n",
         {"{`t`:`edit`,`rev`:1,`len`:4,`d`:[],`n`:0}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[],`n`:`1`}"}},
        {FAULT_BAD_FIELD, "text", {"{`t`:`text`}", "{`t`:`text`,`text`:null}"}},
        {FAULT_BAD_FIELD,
         "tip",
         {"{`t`:`seen`,`tip`:0,`verdict`:`helpful`}", "{`t`:`seen`,`verdict`:`helpful`}",
          "{`t`:`hint`,`tip`:`1`}"}},
        {FAULT_BAD_FIELD,
         "verdict",
         {"{`t`:`seen`,`tip`:1,`verdict`:`good`}", "{`t`:`seen`,`tip`:1}"}},
        {FAULT_UNKNOWN_TIP,
         "",
         {"{`t`:`hint`,`tip`:1}", "{`t`:`seen`,`tip`:4294967295,`verdict`:`wrong`}"}},
        {FAULT_UNKNOWN_LANGUAGE,
         "language",
         {"{`t`:`set`,`language`:`klingon`}", "{`t`:`set`,`language`:`JavaScript`}",
          "{`t`:`text`,`text`:`changed`,`language`:`klingon`}"}},
        {FAULT_BAD_FIELD,
         "question",
         {"{`t`:`ask`}", "{`t`:`ask`,`question`:1}", "{`t`:`ask`,`question`:` \\n`}"}},
        {FAULT_UNKNOWN_DIAL, "dial", {"{`t`:`set`,`dial`:`loud`}", "{`t`:`set`,`dial`:``}"}},
        {FAULT_BAD_EDIT,
         "",
         {"{`t`:`edit`,`rev`:1,`len`:4,`d`:[[5,0,`x`]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,5,`x`]]}",
          "{`t`:`edit`,`rev`:1,`len`:5,`d`:[[2,0,`x`]]}",
          "{`t`:`edit`,`rev`:1,`len`:3,`d`:[[0,2,``]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[0,0,`xyz`],[0,4,``],[9,0,``]]}",
          "{`t`:`edit`,`rev`:1,`len`:4,`d`:[[1048576,1048576,``]]}"}},
    };
    for (u32 i = 0; i < ARRAY_LEN(CASES); i++)
        for (u32 k = 0; k < ARRAY_LEN(CASES[i].frames) && CASES[i].frames[k]; k++)
            refuses(with_quotes(CASES[i].frames[k]), CASES[i].fault, CASES[i].field);
    refuses(STR("{\"t\":\"text\",\"text\":\"\0\"}"), FAULT_BAD_JSON, "");
    snprintf(long_text, sizeof long_text, "{`t`:`hello`,`rev`:0,`hash`:``,`client`:`%065d`}", 1);
    refuses(with_quotes(long_text), FAULT_BAD_FIELD, "client");
    snprintf(long_text, sizeof long_text, "{`t`:`ask`,`question`:`%0*d`}",
             (int)CHAT_QUESTION_UNITS_MAX + 1, 1);
    refuses(with_quotes(long_text), FAULT_QUESTION_TOO_LONG, "question");
}

/* What is odd and right all the same. */
TEST(wire_takes_what_is_valid)
{
    static const char *const FRAMES[] = {
        " {`t` : `look` , `extra` : [ { `deep` : [ 1.5e-7 ] } ] } ",
        "{`t`:`set`}",
        "{`t`:`edit`,`rev`:1,`len`:4,`d`:[]}",
        "{`t`:`edit`,`rev`:1.0,`len`:4.0,`d`:[[1e0,2,`\xf0\x9f\x90\x9f`]]}",
        "{`t`:`text`,`text`:``}",
        "{`t`:`set`,`language`:`svelte`}",
        "{`t`:`hello`,`rev`:4294967295,`hash`:`not a hash`,`client`:``}",
        "{`t`:`\\u0065dit`,`rev`:1,`len`:4,`d`:[]}",
        "{`t`:`edit`,`rev`:1,`len`:4,`n`:4294967295,`d`:[[4,0,``]]}",
        "{`t`:`hello`,`rev`:0,`hash`:``,`client`:`a client of just as many bytes as may be, "
        "sixty-four in "
        "all, yes`}",
    };
    for (u32 i = 0; i < ARRAY_LEN(FRAMES); i++) {
        struct world *world = small();
        world_step(world, EVENT_FRAME, 1, 2100, with_quotes(FRAMES[i]));
        if (world_sent(world, "error")) fprintf(stderr, "frame %u\n", i);
        CHECK_EQ(world_sent(world, "error"), 0);
        CHECK_EQ(world_sent(world, "resync"), 0);
        world_free(world);
    }
}

TEST(wire_text_limit_is_exact)
{
    struct world *world = small();
    memset(long_text, 'x', TEXT_BYTES_MAX + 1);
    long_text[TEXT_BYTES_MAX + 1] = 0;
    world_say(world, 1, 3000, "{\"t\":\"text\",\"text\":\"%s\"}", long_text); /* one too many */
    check_error(world, FAULT_TEXT_TOO_LONG, "");
    CHECK_EQ(world->session->text.bytes, 6);
    long_text[TEXT_BYTES_MAX] = 0;
    world_say(world, 1, 3001, "{\"t\":\"text\",\"text\":\"%s\"}", long_text);
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->text.bytes, TEXT_BYTES_MAX);
    world_say(world, 1, 3002, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[7,0,\"y\"]]}",
              TEXT_BYTES_MAX + 1);
    check_error(world, FAULT_TEXT_TOO_LONG, "");
    CHECK_EQ(world_sent(world, "resync"), 1);
    world_say(world, 1, 3003, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[7,1,\"\xc3\xa9\"]]}",
              TEXT_BYTES_MAX);
    check_error(world, FAULT_TEXT_TOO_LONG, ""); /* units fit, bytes do not */
    world_say(world, 1, 3004, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[7,2,\"\xc3\xa9\"]]}",
              TEXT_BYTES_MAX - 1);
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->text.bytes, TEXT_BYTES_MAX);
    CHECK_EQ(world->session->sockets[0].strikes, 0);
    text_check(&world->session->text);
    world_free(world);
}

/* The last part is made first, so it may grow over the limit before the first part shrinks: the
 * result is what counts. */
TEST(wire_text_may_grow_here_and_shrink_there)
{
    struct world *world = small();
    static char part[1u << 20];
    memset(part, 'p', sizeof part);
    part[700000] = 0;
    world_say(world, 1, 3000, "{\"t\":\"text\",\"text\":\"%s\\nsame\\nshort\\n\"}", part);
    CHECK_EQ(world_sent(world, "ack"), 1);
    world_say(world, 1, 3001, "{\"t\":\"text\",\"text\":\"short\\nsame\\n%s\\n\"}", part);
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->revision, 3);
    CHECK_EQ(world->session->text.bytes, 700000 + 12);
    struct str text = world_text(world);
    CHECK(memcmp(text.at, "short\nsame\nppp", 14) == 0);
    free((void *)(uintptr_t)text.at);
    char *at = part;
    for (u32 i = 0; i < 30000; i++) *at++ = '\\', *at++ = 'n';
    *at = 0;
    world_say(world, 1, 3002, "{\"t\":\"text\",\"text\":\"%sx\\nsame\\ny\"}",
              part); /* the same with lines */
    world_say(world, 1, 3003, "{\"t\":\"text\",\"text\":\"x\\nsame\\ny%s\"}", part);
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->revision, 5);
    CHECK_EQ(world->session->text.newlines, 30002);
    world_free(world);
}

TEST(wire_line_limit_is_exact)
{
    struct world *world = small();
    char *at = long_text;
    for (u32 i = 0; i < TEXT_LINES_MAX; i++) *at++ = '\\', *at++ = 'n';
    *at = 0;
    world_say(world, 1, 3000, "{\"t\":\"text\",\"text\":\"%s\"}",
              long_text); /* so many line ends make one line more */
    check_error(world, FAULT_TOO_MANY_LINES, "");
    at[-2] = 0;
    world_say(world, 1, 3001, "{\"t\":\"text\",\"text\":\"%s\"}", long_text);
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->text.newlines, TEXT_LINES_MAX - 1);
    world_say(world, 1, 3002, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[7,0,\"\\n\"]]}",
              TEXT_LINES_MAX);
    check_error(world, FAULT_TOO_MANY_LINES, "");
    world_say(world, 1, 3003, "{\"t\":\"edit\",\"rev\":2,\"len\":%u,\"d\":[[7,1,\"\\n\"]]}",
              TEXT_LINES_MAX - 1);
    CHECK_EQ(world_sent(world, "error"), 0);
    world_free(world);
}

TEST(wire_frame_limit_is_exact)
{
    struct world *world = small();
    usize bytes =
        (usize)sprintf(long_text, "{\"t\":\"edit\",\"rev\":1,\"len\":5,\"d\":[[0,0,\"c\"]]}");
    memset(long_text + bytes, ' ', FRAME_BYTES_MAX + 1 - bytes); /* white space behind the frame */
    world_step(world, EVENT_FRAME, 1, 2001, (struct str){(u8 *)long_text, FRAME_BYTES_MAX});
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->revision, 2);
    world_step(world, EVENT_FRAME, 1, 2002, (struct str){(u8 *)long_text, FRAME_BYTES_MAX + 1});
    check_error(world, FAULT_FRAME_TOO_LONG, "");
    CHECK_EQ(world_count(world, EFFECT_DROP, "frame_too_long", NULL), 1);
    CHECK_EQ(world->session->revision, 2);
    world_free(world);
}

/* A frame of `count` edits, each of which puts an x in front. */
static struct str many_edits(u32 count, u32 length)
{
    char *at =
        long_text + sprintf(long_text, "{\"t\":\"edit\",\"rev\":1,\"len\":%u,\"d\":[", length);
    for (u32 i = 0; i < count; i++) at += sprintf(at, "%s[0,0,\"x\"]", i ? "," : "");
    at += sprintf(at, "]}");
    return (struct str){(u8 *)long_text, (usize)(at - long_text)};
}

TEST(wire_edit_limit_is_exact)
{
    struct world *world = small();
    world_step(world, EVENT_FRAME, 1, 3000,
               many_edits(FRAME_EDITS_MAX + 1, 4 + FRAME_EDITS_MAX + 1));
    check_error(world, FAULT_TOO_COMPLEX, "d");
    CHECK_EQ(world->session->text.units, 4);
    world_step(world, EVENT_FRAME, 1, 3001,
               many_edits(FRAME_EDITS_MAX, 4 + FRAME_EDITS_MAX + 1)); /* all undone */
    CHECK_EQ(world_sent(world, "resync"), 1);
    world_check_text(world, STR("a\xf0\x9f\x90\x9f"
                                "b"));
    world_step(world, EVENT_FRAME, 1, 3002, many_edits(FRAME_EDITS_MAX, 4 + FRAME_EDITS_MAX));
    CHECK_EQ(world_sent(world, "error"), 0);
    CHECK_EQ(world->session->text.units, 4 + FRAME_EDITS_MAX);
    world_free(world);
}

/* Values that nobody asked for, beside a document that needs the rest of the memory: refused, never
 * a trap. */
TEST(wire_value_limit_beside_a_large_text)
{
    struct world *world = small();
    memset(long_text, '\n', TEXT_LINES_MAX - 1);
    char *text = long_text + (1u << 20);
    for (u32 i = 0; i < TEXT_LINES_MAX / 2; i++) *text++ = '\\', *text++ = 'n';
    *text = 0;
    world_say(world, 1, 3000, "{\"t\":\"text\",\"text\":\"%s\"}", long_text + (1u << 20));
    for (u32 count = 1000; count < 600000; count = count * 5 / 4) {
        char *at = long_text;
        at += sprintf(at, "{\"t\":\"text\",\"text\":\"%u\\n\\n%s\",\"x\":[0", count, "a\\nb\\n\\n");
        for (u32 i = 0; i < count; i++) at += sprintf(at, ",0");
        at += sprintf(at, "]}");
        world_step(world, EVENT_FRAME, 1, 3001,
                   (struct str){(u8 *)long_text, (usize)(at - long_text)});
        if (count > JSON_VALUES_MAX) check_error(world, FAULT_TOO_COMPLEX, "");
        else CHECK_EQ(world_sent(world, "error"), 0);
        world->session->sockets[0].strikes = 0;
    }
    world_free(world);
}

TEST(wire_key_limit)
{
    char *at = long_text + sprintf(long_text, "{\"t\":\"look\"");
    for (u32 i = 0; i < JSON_KEYS_MAX; i++) at += sprintf(at, ",\"k%u\":0", i);
    sprintf(at, "}");
    refuses(str_of(long_text), FAULT_TOO_COMPLEX, "");
}

TEST(wire_depth_limit_is_exact)
{
    for (u32 depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        struct world *world = small();
        char *at =
            long_text + sprintf(long_text, "{\"t\":\"edit\",\"rev\":1,\"len\":4,\"d\":[],\"x\":");
        for (u32 i = 1; i < depth; i++) *at++ = '[';
        for (u32 i = 1; i < depth; i++) *at++ = ']';
        sprintf(at, "}");
        world_step(world, EVENT_FRAME, 1, 3000, str_of(long_text));
        if (depth > JSON_DEPTH_MAX) check_error(world, FAULT_BAD_JSON, "");
        CHECK_EQ(world->session->revision, depth > JSON_DEPTH_MAX ? 1 : 2);
        world_free(world);
    }
}

TEST(wire_third_strike_ends_the_connection)
{
    struct world *world = small();
    world_step(world, EVENT_OPEN, 2, 2000, STR("{\"role\":\"owner\"}"));
    world_say(world, 1, 2001, "x");
    world_say(world, 1, 2002,
              "{\"t\":\"set\",\"language\":\"klingon\"}"); /* a fault, but no violation */
    world_say(world, 1, 2003, "x");
    world_say(world, 1, 2004, "{\"t\":\"look\"}"); /* a good frame: counting begins anew */
    world_say(world, 2, 2005, "x");                /* strikes are of one socket */
    world_say(world, 1, 2005, "x");
    world_say(world, 1, 2006, "x");
    CHECK_EQ(world_count(world, EFFECT_DROP, "", NULL), 0);
    world_say(world, 1, 2007, "{\"t\":\"nonsense\"}");
    check_error(world, FAULT_UNKNOWN_TYPE, "t");
    struct effect_head head;
    struct str payload;
    bool dropped = false;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);)
        if (head.effect == EFFECT_DROP)
            dropped = head.id == 1 && head.at == 1008 && str_equal(payload, STR("unknown_type"));
    CHECK(dropped);
    world_say(world, 1, 2008,
              "{\"t\":\"text\",\"text\":\"too late\"}"); /* the host may still deliver some */
    CHECK_EQ(world->out_bytes, 0);
    CHECK_EQ(world->session->revision, 1);
    world_step(world, EVENT_GONE, 1, 2009, STR(""));
    world_step(world, EVENT_OPEN, 1, 2010,
               STR("{\"role\":\"owner\"}")); /* a number may come back: it begins anew */
    world_say(world, 1, 2011, "x");
    CHECK_EQ(world_sent(world, "error"), 1);
    world_free(world);
}

TEST(wire_viewers_only_read)
{
    static const char *const FRAMES[] = {"{\"t\":\"text\",\"text\":\"\"}",
                                         "{\"t\":\"edit\",\"rev\":1,\"len\":5,\"d\":[[0,0,\"x\"]]}",
                                         "{\"t\":\"look\"}",
                                         "{\"t\":\"set\",\"language\":\"c\"}",
                                         "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"wrong\"}",
                                         "{\"t\":\"hint\",\"tip\":1}"};
    struct world *world = small();
    world_step(world, EVENT_OPEN, 2, 2000, STR("{\"role\":\"viewer\"}"));
    CHECK(world_holds(world_frame(world, "welcome"), "\"role\":\"viewer\""));
    for (u32 i = 0; i < ARRAY_LEN(FRAMES); i++) {
        world_step(world, EVENT_FRAME, 2, 2001, str_of(FRAMES[i]));
        check_error(world, FAULT_NOT_ALLOWED, "");
    }
    CHECK_EQ(world->session->revision, 1);
    CHECK_EQ(world->session->language, LANGUAGE_JAVASCRIPT);
    world_say(world, 2, 2002, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\"}");
    CHECK(world_holds(world_frame(world, "welcome"), "\"text\":\"a"));
    world_free(world);
}

TEST(wire_faults_of_sockets_tips_and_starts)
{
    enum language language = LANGUAGE_PLAIN;
    while (language < LANGUAGE_COUNT && tip_of(language, TIP_FOUND, 0, 0) == NO_TIP) language++;
    struct world *world = world_open(MIN(language, LANGUAGE_C), SOCKETS_MAX, "");
    world_step(world, EVENT_OPEN, 99, 2000, STR("{\"role\":\"owner\"}"));
    check_error(world, FAULT_TOO_MANY_SOCKETS, "");
    CHECK_EQ(world_count(world, EFFECT_DROP, "too_many_sockets", NULL), 1);
    world_free(world);

    world = world_open(LANGUAGE_C, 2, "");
    for (u32 id = 1; id <= 2; id++)
        world_say(world, id, 2000, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"same\"}");
    CHECK_EQ(world_count(world, EFFECT_DROP, CODES[FAULT_REPLACED], NULL),
             1); /* told by the close alone */
    heard[FAULT_REPLACED] = true;
    world_free(world);

    static const enum fault STARTS[] = {FAULT_RESTORED_EMPTY, FAULT_RESTORED_OLDER};
    world = small();
    struct str good = world_snapshot(world);
    for (u32 i = 0; i < 2; i++) {
        struct world *later = world_new();
        world_start(later, 5000, "", STR("junk"), i ? good : STR("junk"));
        world_step(later, EVENT_OPEN, 1, 5001, STR("{\"role\":\"owner\"}"));
        check_error(later, STARTS[i], "");
        world_free(later);
    }
    free((void *)(uintptr_t)good.at);
    world_free(world);

    world = world_open(LANGUAGE_JAVASCRIPT, 1, "");
    world_say(world, 1, 2000, "{\"t\":\"ask\",\"question\":\"one\"}");
    world_say(world, 1, 2001, "{\"t\":\"ask\",\"question\":\"two\"}");
    check_error(world, FAULT_BUSY, "");
    world_free(world);

    if (language == LANGUAGE_COUNT) SKIP("no tip of the catalogue fits");
    static struct sketch sketch;
    world = world_open(language, 1, "");
    world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"some code\"}");
    world_say(world, 1, 2001, "{\"t\":\"look\"}");
    sketch_begin(&sketch, language, 9);
    sketch_finding(&sketch, tip_of(language, TIP_FOUND, 0, 0), 0, 4);
    world_step(world, EVENT_OUTLINE, world->parse, 2002, sketch_bytes(&sketch));
    CHECK_EQ(world_sent(world, "tip"), 1);
    for (u32 step = 2; step <= LADDER_STEPS; step++) {
        char want[16];
        snprintf(want, sizeof want, "\"hint\":%u,", step);
        world_say(world, 1, 2003, "{\"t\":\"hint\",\"tip\":1}");
        CHECK(world_holds(world_frame(world, "tip"), want));
    }
    world_say(world, 1, 2004, "{\"t\":\"hint\",\"tip\":1}");
    check_error(world, FAULT_NO_MORE_HINTS, "");
    world_free(world);
}

/* Runs last: no code of the list was left out above. */
TEST(wire_every_code_was_heard)
{
    if (test_passed < 12) SKIP("runs with all the others only");
    for (u32 i = 1; i < FAULT_COUNT; i++) {
        if (!heard[i]) fprintf(stderr, "%s was never heard\n", CODES[i]);
        CHECK(heard[i] || (i == FAULT_NO_MORE_HINTS && test_skipped));
    }
}

TEST_MAIN
