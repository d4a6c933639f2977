/* What is stored: the same bytes again, nothing damaged, nothing from a stranger. */
#include "code/names.h"
#include "core/snapshots.h"
#include "session/lately.h"

TEST(snapshot_has_everything_that_it_should_prove)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    u32 count;
    for (u32 tag = SESSION; tag <= UNDONE; tag++)
        if (tag != REPLY) CHECK(section(bytes, tag, &count));
    CHECK(section(bytes, SEEN_TOKENS, &count) && count);
    CHECK(section(bytes, MARK, &count) && count);
    CHECK(!section(bytes, REPLY, &count)); /* what a model says is not kept */
    CHECK(world_holds(bytes, FREE_TIP));   /* but for what the gate has passed */
    if (tip_of(LANGUAGE_RUST, TIP_MODEL, 0, 0) != NO_TIP) CHECK(world->session->call);
    CHECK(bytes.bytes <= snapshot_bytes(world->session));
    give_back(bytes);
    world_free(world);
}

static void check_round_trip(struct world *world)
{
    struct str first = world_snapshot(world), second;
    struct session *session = fresh(first.bytes);
    struct buf out;
    CHECK(snapshot_read(session, first));
    text_check(&session->text);
    buf_init(&out, malloc(first.bytes), first.bytes);
    snapshot_write(session, &out);
    second = buf_str(&out);
    CHECK(!out.overflow);
    CHECK_EQ(first.bytes, second.bytes);
    CHECK(memcmp(first.at, second.at, first.bytes) == 0);
    give_back(first);
    give_back(second);
    end(session);
}

TEST(snapshot_round_trip_is_the_same_bytes)
{
    struct world *world = world_open(LANGUAGE_PYTHON, 0, "");
    check_round_trip(world);
    world_free(world);
    world = rich();
    check_round_trip(world);
    world_free(world);
    world = world_open(LANGUAGE_PLAIN, SOCKETS_MAX, "");
    static char most[TEXT_BYTES_MAX + 1];
    memset(most, 'm', TEXT_BYTES_MAX);
    world_say(world, 1, 2000, "{\"t\":\"text\",\"text\":\"%s\"}", most);
    CHECK_EQ(world->session->text.bytes, TEXT_BYTES_MAX);
    for (u32 i = 0; i < CLIENTS_MAX + 3; i++) { /* more clients than are remembered */
        world_say(world, 1 + i % SOCKETS_MAX, 3000,
                  "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"c%u\"}", i);
        world_say(world, 1 + i % SOCKETS_MAX, 3000,
                  "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"n\":1,\"d\":[[%u,1,\"n\"]]}", i + 1,
                  TEXT_BYTES_MAX, i);
    }
    check_round_trip(world);
    world_free(world);
}

TEST(snapshot_with_any_bit_flipped_is_refused)
{
    struct world *worlds[] = {world_open(LANGUAGE_C, 0, ""), world_open(LANGUAGE_C, 1, ""), rich()};
    for (u32 w = 0; w < ARRAY_LEN(worlds); w++) {
        struct str bytes = world_snapshot(worlds[w]);
        struct session *session = fresh(bytes.bytes);
        u8 *at = (u8 *)(uintptr_t)bytes.at, *pool = session->text.pool;
        u32 slots = session->text.slot_count;
        for (u32 bit = 0; bit < 8 * bytes.bytes; bit++) {
            at[bit / 8] ^= (u8)(1 << bit % 8);
            session_init(session, pool, slots);
            bool read = snapshot_read(session, bytes);
            if (read) fprintf(stderr, "byte %u of %zu, bit %u\n", bit / 8, bytes.bytes, bit % 8);
            CHECK(!read);
            at[bit / 8] ^= (u8)(1 << bit % 8);
        }
        CHECK(reads(bytes));
        end(session);
        give_back(bytes);
        world_free(worlds[w]);
    }
}

TEST(snapshot_of_a_wrong_length_is_refused)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    u8 *longer = calloc(1, bytes.bytes + 64);
    memcpy(longer, bytes.at, bytes.bytes);
    for (usize cut = 0; cut < bytes.bytes + 64; cut++)
        CHECK_EQ(reads((struct str){longer, cut}), cut == bytes.bytes);
    for (usize cut = HEAD_BYTES; cut < bytes.bytes;
         cut++) { /* sealed again: a section that ends early is still refused or left out */
        struct str part = {NULL, 0};
        world_keep(&part, (struct str){longer, cut});
        seal(part);
        if (cut % 8) CHECK(!reads(part));
        give_back(part);
    }
    free(longer);
    give_back(bytes);
    world_free(world);
}

/* Starts from two generations and tells what the first socket hears. */
static struct world *start_from(struct str newest, struct str before, const char *restored,
                                const char *error)
{
    struct world *world = world_new();
    struct str frame = STR("");
    char note[64];
    snprintf(note, sizeof note, "\"restored\":\"%s\"", restored);
    world_start(world, 20000, "", newest, before);
    CHECK_EQ(world_count(world, EFFECT_NOTE, note, NULL), 1);
    world_step(world, EVENT_OPEN, 7, 20001, STR("{\"role\":\"owner\"}"));
    CHECK_EQ(world_sent(world, "welcome"), 1);
    CHECK_EQ(world_count(world, EFFECT_SEND, "\"t\":\"error\"", &frame), *error != 0);
    CHECK(world_holds(frame, error));
    world_step(world, EVENT_OPEN, 8, 20002, STR("{\"role\":\"owner\"}"));
    CHECK_EQ(world_sent(world, "error"), 0); /* told once */
    return world;
}

TEST(snapshot_falls_back_to_the_older_generation)
{
    struct world *world = rich();
    struct str newest = world_snapshot(world), before = {NULL, 0},
               junk = STR("CMS1 not a snapshot at all, but long enough");
    world_keep(&before, world->saves[0]);
    struct session *older = fresh(before.bytes);
    CHECK(snapshot_read(older, before));
    u8 *copy = malloc(older->text.bytes + 1);
    text_copy(&older->text, 0, older->text.bytes, copy);
    struct str text = world_text(world);

    struct world *restored = start_from(newest, before, "newest", "");
    world_check_text(restored, text);
    world_free(restored);
    restored = start_from(junk, before, "before", "restored_older");
    world_check_text(restored, (struct str){copy, older->text.bytes});
    CHECK_EQ(restored->session->revision, older->revision);
    world_free(restored);
    restored = start_from(STR(""), before, "before", "restored_older");
    world_free(restored);
    restored = start_from(junk, junk, "nothing", "restored_empty");
    world_check_text(restored, STR(""));
    world_free(restored);
    restored = start_from(junk, STR(""), "nothing", "restored_empty");
    world_free(restored);
    restored = start_from(STR(""), STR(""), "new", "");
    world_free(restored);
    restored = start_from(newest, junk, "newest", "");
    world_free(restored);
    free(copy);
    end(older);
    give_back(text);
    give_back(newest);
    give_back(before);
    world_free(world);
}

/* A notice that nobody has heard yet sleeps with the session. */
TEST(snapshot_keeps_an_untold_notice)
{
    struct world *world = world_new();
    world_start(world, 20000, "", STR("junk"), STR("junk"));
    struct str bytes = world_snapshot(world);
    struct world *later = start_from(bytes, STR(""), "newest", "restored_empty");
    world_free(later);
    give_back(bytes);
    world_free(world);
}

static u32 tips_of(const struct session *session)
{
    u32 count = 0;
    for (u32 i = 0; i < TIPS_MAX; i++) count += session->tips[i].id != 0;
    return count;
}

/* The tips that stand after reading a snapshot, which must be read. */
static u32 standing_after(struct str bytes)
{
    struct session *session = fresh(bytes.bytes);
    CHECK(snapshot_read(session, bytes));
    u32 count = tips_of(session);
    end(session);
    return count;
}

TEST(snapshot_drops_a_tip_that_the_catalogue_lost)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    u32 count;
    u8 *tip = section(bytes, TIP, &count);
    if (!tip) SKIP("no tip of the catalogue fits");
    CHECK_EQ(tips_of(world->session), 2);
    CHECK_EQ(standing_after(bytes), 2);
    tip[2] ^= 1; /* a letter of its id */
    seal(bytes);
    CHECK_EQ(standing_after(bytes), 1); /* dropped, and the rest is read */
    tip[2] ^= 1;
    seal(bytes);
    CHECK_EQ(standing_after(bytes), 2);
    give_back(bytes);
    world_free(world);
}

/* Tags of the future are passed over, and an older snapshot has fewer numbers. */
TEST(snapshot_of_other_versions)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    struct buf out;
    u8 *memory = malloc(2 * bytes.bytes + 64);
    buf_init(&out, memory, bytes.bytes + 64);
    buf_put_str(&out, bytes);
    buf_put_u32(&out, 999);
    buf_put_u32(&out, 5);
    buf_put_text(&out, "later");
    buf_align(&out, 8);
    seal(buf_str(&out));
    CHECK(reads(buf_str(&out)));
    memory[4]++; /* another version: its sections may mean something else */
    CHECK(!reads(buf_str(&out)));

    /* The numbers twice, or not first: the language that a tip was read in would not be the one it
     * has. */
    u32 many;
    const u8 *numbers = section(bytes, SESSION, &many);
    u32 whole = 8 + ((many + 7) & ~7u);
    buf_init(&out, memory, bytes.bytes + 64 + whole);
    buf_put_str(&out, bytes);
    buf_put(&out, numbers - 8, whole);
    seal(buf_str(&out));
    CHECK(!reads(buf_str(&out)));
    buf_init(&out, memory, bytes.bytes + 64 + whole);
    buf_put(&out, bytes.at, HEAD_BYTES);
    buf_put(&out, numbers - 8 + whole, bytes.bytes - HEAD_BYTES - whole);
    buf_put(&out, numbers - 8, whole);
    seal(buf_str(&out));
    CHECK(!reads(buf_str(&out)));

    /* Only the first ten numbers: the others keep what session_init made. */
    u32 count;
    const u8 *from = section(bytes, SESSION, &count);
    u32 kept = 1u + from[0] + 10 * 8;
    buf_init(&out, memory, bytes.bytes + 64);
    buf_put(&out, bytes.at, HEAD_BYTES);
    buf_put_u32(&out, SESSION);
    buf_put_u32(&out, kept);
    buf_put(&out, from, kept);
    buf_align(&out, 8);
    seal(buf_str(&out));
    struct session *session = fresh(out.bytes);
    CHECK(snapshot_read(session, buf_str(&out)));
    CHECK_EQ(session->revision, world->session->revision);
    CHECK_EQ(session->why, REASON_EMPTY);
    end(session);
    memory[HEAD_BYTES + 4]--; /* half a number is damage */
    seal(buf_str(&out));
    CHECK(!reads(buf_str(&out)));
    free(memory);
    give_back(bytes);
    world_free(world);
}

/* A section as it is stored. */
static void put_section(struct buf *out, u32 tag, const void *bytes, u32 count)
{
    buf_put_u32(out, tag);
    buf_put_u32(out, count);
    buf_put(out, bytes, count);
    buf_align(out, 8);
}

/* As it was stored before models had own words: fewer numbers, tips without them, and what a model
 * had said so far, which is left out. */
TEST(snapshot_from_before_own_words)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    u32 count;
    const u8 *numbers = section(bytes, SESSION, &count);
    struct buf out;
    buf_init(&out, malloc(2 * bytes.bytes), 2 * bytes.bytes);
    buf_put(&out, bytes.at, HEAD_BYTES);
    put_section(&out, SESSION, numbers, count - 8 * 8); /* those from spent_micro on */
    const u8 *text = section(bytes, TEXT, &count);
    put_section(&out, TEXT, text, count);
    const u8 *tip = section(bytes, TIP, &count);
    if (tip && tip[1]) put_section(&out, TIP, tip, count - 3); /* no words, no concept */
    put_section(&out, REPLY, "{\"line\":1,", 10);
    seal(buf_str(&out));
    struct session *session = fresh(out.bytes);
    CHECK(snapshot_read(session, buf_str(&out)));
    CHECK_EQ(session->revision, world->session->revision);
    CHECK_EQ(session->spent_calls, world->session->spent_calls);
    CHECK(!session->spent_micro && !session->rest_until_ms && !session->day &&
          !session->confirm_tip);
    CHECK(!session->reply_bytes && !session->said[0].bytes && !session->undone[0].token);
    CHECK_EQ(tips_of(session), tip && tip[1]);
    CHECK(!session->tips[0].own.text_bytes);
    struct world *later = world_new();
    world_start(later, 20000, "\"models\":[\"workers-ai\"]", buf_str(&out), STR(""));
    CHECK_EQ(later->session->call, 0); /* the call that was out is lost with its instance */
    world_free(later);
    free(out.at);
    end(session);
    give_back(bytes);
    world_free(world);
}

/* A tip in own words alone, for who asked about it; what was said and taken out, in its order. */
TEST(snapshot_keeps_own_words_and_what_was_lately)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world), said[SAID_MAX], again[SAID_MAX];
    struct session *session = fresh(bytes.bytes);
    u64 undone[UNDONE_MAX], undone_again[UNDONE_MAX];
    CHECK(snapshot_read(session, bytes));
    bool found = false;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *tip = &session->tips[i];
        if (!tip->id || !tip->own.text_bytes) continue;
        found = true;
        CHECK_EQ(tip->tip, TIP_NONE);
        CHECK_EQ(tip->source, PROVIDER_WORKERS_AI);
        CHECK_STR(((struct str){tip->own.text, tip->own.text_bytes}), STR(FREE_TIP));
        CHECK_STR(((struct str){tip->own.concept, tip->own.concept_bytes}), STR("names"));
    }
    CHECK(found);
    u32 count = lately_said(world->session, said);
    CHECK(count && lately_said(session, again) == count);
    for (u32 i = 0; i < count; i++) CHECK_STR(again[i], said[i]);
    CHECK_STR(said[count - 1], STR(FREE_TIP));
    count = lately_undone(world->session, 2000, undone);
    CHECK_EQ(count, 1);
    CHECK_EQ(lately_undone(session, 2000, undone_again), count);
    CHECK(undone[0] == undone_again[0] && undone[0] == names_hash(STR("abc")));
    /* More than is kept: the oldest went first, and their order stays. */
    for (u32 i = 0; i < SAID_MAX + 2; i++) {
        char words[16];
        snprintf(words, sizeof words, "tip %u", i);
        lately_say(session, str_of(words));
    }
    struct buf out;
    usize most = snapshot_bytes(session);
    buf_init(&out, malloc(most), most);
    snapshot_write(session, &out);
    CHECK(!out.overflow);
    struct session *third = fresh(out.bytes);
    CHECK(snapshot_read(third, buf_str(&out)));
    CHECK_EQ(lately_said(third, again), SAID_MAX);
    CHECK_STR(again[0], STR("tip 2"));
    CHECK_STR(again[SAID_MAX - 1], STR("tip 7"));
    free(out.at);
    end(third);
    end(session);
    give_back(bytes);
    world_free(world);
}

/* One section more, forged; the rest as it is. */
static bool reads_with(struct str bytes, u32 tag, const void *more, u32 count)
{
    struct buf out;
    buf_init(&out, malloc(bytes.bytes + count + 16), bytes.bytes + count + 16);
    buf_put_str(&out, bytes);
    put_section(&out, tag, more, count);
    seal(buf_str(&out));
    bool read = reads(buf_str(&out));
    free(out.at);
    return read;
}

/* A free place's tip: [place, id, id, start, end, source, step, …, own words]. */
static u32 forge_tip(u8 *to, const char *id, u8 source, struct str own, struct str concept)
{
    struct buf out;
    buf_init(&out, to, 1024);
    buf_put_u8(&out, TIPS_MAX - 1);
    buf_put_u8(&out, (u8)strlen(id));
    buf_put_text(&out, id);
    buf_put_u32(&out, 77);
    buf_put_u32(&out, 1);
    buf_put_u32(&out, 3);
    buf_put_u8(&out, source);
    for (u32 i = 0; i < 4; i++) buf_put_u8(&out, 0); /* step, touched, helpful, slots */
    buf_put_u16(&out, (u16)own.bytes);
    buf_put_str(&out, own);
    buf_put_u8(&out, (u8) concept.bytes);
    buf_put_str(&out, concept);
    CHECK(!out.overflow);
    return (u32)out.bytes;
}

TEST(snapshot_with_forged_words_is_refused)
{
    static u8 long_words[TIP_BYTES_MAX + 1], tip[1024];
    struct world *world = rich();
    struct str bytes = world_snapshot(world), words = STR("own words");
    memset(long_words, 'w', sizeof long_words);
    const struct {
        const char *id;
        u8 source;
        struct str own, concept;
        bool read;
    } tips[] = {
        {"", 1, words, STR(""), true},
        {"", 1, {long_words, TIP_BYTES_MAX}, {long_words, CONCEPT_BYTES_MAX}, true},
        {"", 1, {long_words, TIP_BYTES_MAX + 1}, STR(""), false},
        {"", 1, words, {long_words, CONCEPT_BYTES_MAX + 1}, false},
        {"", 1, STR("\xff"), STR(""), false},
        {"", 1, words, STR("\xff"), false},
        {"", 1, {(const u8 *)"a\0b", 3}, STR(""), false},
        {"", PROVIDER_COUNT, words, STR(""), false},
        {"", PROVIDER_EMBEDDED, words, STR(""), false}, /* it speaks in the catalogue's words */
        {"", 1, STR(""), STR(""), true},       /* no words at all: dropped, the rest is read */
        {"gone-tip", 1, words, STR(""), true}, /* its rule is gone: dropped too */
    };
    for (u32 i = 0; i < ARRAY_LEN(tips); i++) {
        u32 count = forge_tip(tip, tips[i].id, tips[i].source, tips[i].own, tips[i].concept);
        if (reads_with(bytes, TIP, tip, count) != tips[i].read) fprintf(stderr, "tip %u\n", i);
        CHECK_EQ(reads_with(bytes, TIP, tip, count), tips[i].read);
        if (tips[i].own.bytes) CHECK(!reads_with(bytes, TIP, tip, count - 1)); /* cut */
    }
    struct undone undone = {7, 1000}, never = {7, -1}, beyond = {7, (i64)1 << 53};
    CHECK(reads_with(bytes, SAID, "said", 4));
    CHECK(reads_with(bytes, SAID, long_words, TIP_BYTES_MAX));
    CHECK(!reads_with(bytes, SAID, long_words, TIP_BYTES_MAX + 1));
    CHECK(!reads_with(bytes, SAID, "", 0));
    CHECK(!reads_with(bytes, SAID, "\xc3", 1));
    CHECK(!reads_with(bytes, SAID, "a\0b", 3));
    CHECK(reads_with(bytes, UNDONE, &undone, sizeof undone));
    CHECK(!reads_with(bytes, UNDONE, &undone, sizeof undone - 1));
    CHECK(!reads_with(bytes, UNDONE, &never, sizeof never));
    CHECK(!reads_with(bytes, UNDONE, &beyond, sizeof beyond));
    give_back(bytes);
    world_free(world);
}

/* Numbers of the last eight, each out of its range. */
TEST(snapshot_with_forged_sums_is_refused)
{
    const struct {
        u32 from_end; /* 1 is the last number */
        u64 value;
        bool read;
    } cases[] = {
        {8, 1ull << 53, true},        {8, (1ull << 53) + 1, false},   /* spent_micro */
        {7, (1ull << 53) - 1, true},  {7, 1ull << 53, false},         /* rest_until_ms */
        {7, UINT64_MAX, false},       {6, REASON_COUNT, false},       /* rest_why */
        {6, REASON_COUNT - 1, true},  {5, CATALOGUE_COUNT + 9, true}, /* confirm_tip: never found */
        {3, (1ull << 53) + 1, false},                                 /* day_micro */
        {2, UINT32_MAX, true},                                        /* day */
        {1, 1ull << 53, true},        {1, (1ull << 53) + 1, false},   /* chat_micro */
    };
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
        u32 count;
        struct str forged = {NULL, 0};
        world_keep(&forged, bytes);
        u8 *numbers = section(forged, SESSION, &count);
        memcpy(numbers + count - 8 * cases[i].from_end, &cases[i].value, 8);
        seal(forged);
        if (reads(forged) != cases[i].read) fprintf(stderr, "case %u\n", i);
        CHECK_EQ(reads(forged), cases[i].read);
        give_back(forged);
    }
    give_back(bytes);
    world_free(world);
}

/* Forged: sealed as if it were ours, but a section says what cannot be. */
TEST(snapshot_with_a_forged_section_is_refused)
{
    struct world *world = rich();
    struct str bytes = world_snapshot(world);
    u32 count;
    const u8 *first = section(bytes, SESSION, &count);
    u32 numbers = 1u + first[0]; /* where they start: language, models, notice, seed, … */
    const u8 *tip = section(bytes, TIP, &count);
    if (!tip) SKIP("no tip of the catalogue fits");
    u32 places = 2u + tip[1] + 4; /* where its start and end stand */
    struct {
        u32 tag, at;
        u8 value;
        bool read; /* harmless: it is read all the same */
    } patches[] = {
        {SESSION, 0, 0, false}, /* without a name */
        {SESSION, 0, NAME_BYTES_MAX + 1, false},
        {SESSION, numbers, LANGUAGE_COUNT, false},
        {SESSION, numbers + 8 * 9, 9, false}, /* no such state of the look */
        {SESSION, numbers + 8 * 10, REASON_COUNT, false},
        {TEXT, 0, 0xff, false}, /* not UTF-8 */
        {TEXT, 0, 0, false},
        {TEXT, 0, 'y', true},
        {TIP, 0, TIPS_MAX, false},    /* no such place */
        {TIP, places, 250, false},    /* behind the text */
        {TIP, places + 4, 26, false}, /* in the middle of a character */
        {TIP, places + 4, 27, true},
        {TIP, places, 11, false}, /* begins behind its end */
        {TIP, places + 9, LADDER_STEPS + 1, false},
        {TIP, places + 12, FINDING_SLOTS_MAX + 1, false},
        {SOCKET, 0, SOCKETS_MAX, false},
        {SOCKET, 1, 0, false},
    };
    for (u32 i = 0; i < ARRAY_LEN(patches); i++) {
        struct str forged = {NULL, 0};
        world_keep(&forged, bytes);
        section(forged, patches[i].tag, &count)[patches[i].at] = patches[i].value;
        seal(forged);
        if (reads(forged) != patches[i].read) fprintf(stderr, "patch %u\n", i);
        CHECK_EQ(reads(forged), patches[i].read);
        give_back(forged);
    }
    give_back(bytes);
    world_free(world);
}

TEST_MAIN
