/* Outlines: damage is refused, and what changed between two of them is told apart. */
#include "core/naive.h"
#include "core/random.h"
#include "core/sketch.h"

static struct sketch sketch;

/* ---- reading ---- */

/* Opens the sketch's bytes from memory of exactly their length. */
static bool reads(usize bytes)
{
    struct outline outline;
    struct str whole = sketch_bytes(&sketch);
    u8 *exact = malloc(bytes ? bytes : 1);
    memcpy(exact, whole.at, MIN(bytes, whole.bytes));
    bool read = outline_read(&outline, (struct str){exact, bytes});
    if (!read) CHECK(outline.head && !outline.head->unit_count && !outline.head->finding_count);
    free(exact);
    return read;
}

/* A class with a method that has two statements, and a line behind it; one finding with a slot. */
static void draw(void)
{
    sketch_begin(&sketch, LANGUAGE_JAVASCRIPT, 100);
    sketch_unit(&sketch, UNIT_CLASS, 0, 0, 80, "class", "class", 7)->name_at = 6;
    sketch.units[0].name_bytes = 3;
    sketch_unit(&sketch, UNIT_FUNCTION, 1, 10, 78, "method", "method", 7);
    sketch_unit(&sketch, UNIT_DECLARE, 2, 20, 40, "let", "let", 3);
    sketch_unit(&sketch, UNIT_LEAVE, 2, 41, 60, "return", "return", 5);
    sketch_unit(&sketch, UNIT_STATEMENT, 0, 81, 100, "call", "call", 2);
    struct finding *finding = sketch_finding(&sketch, 0, 41, 60);
    finding->slot_count = 1;
    finding->slots[0].at = 97, finding->slots[0].bytes = 3;
    sketch_fault(&sketch, 30, 32);
    sketch_fault(&sketch, 30, 30);
    sketch.head.flags = 0;
}

TEST(outline_is_read)
{
    struct outline outline;
    draw();
    CHECK(outline_read(&outline, sketch_bytes(&sketch)));
    CHECK_EQ(outline.head->unit_count, 5);
    CHECK_EQ(outline.units[4].start, 81);
    CHECK_EQ(outline.findings[0].slots[0].at, 97);
    CHECK_EQ(outline.head->fault_count, 2);
    CHECK_EQ(outline.faults[0].end, 32);
    CHECK_EQ(outline.head->token_count, 3 + 1 + 3 + 1 + 1 + 1 + 2 + 1 + 1);
    CHECK_EQ(outline.tokens[0], sketch.tokens[0]);
    sketch_begin(&sketch, LANGUAGE_PLAIN, 0);
    CHECK(reads(sizeof sketch.head)); /* an empty one */
}

TEST(outline_of_a_wrong_length_is_refused)
{
    draw();
    usize bytes = sketch_bytes(&sketch).bytes;
    CHECK(reads(bytes));
    for (usize cut = 0; cut < bytes + 64; cut++)
        if (cut != bytes) CHECK(!reads(cut));
}

/* Each field that a reader relies on, beyond what it may be. */
TEST(outline_with_damage_is_refused)
{
#define REFUSED(damage)                                                                            \
    do {                                                                                           \
        draw();                                                                                    \
        damage;                                                                                    \
        CHECK(!reads(sketch_bytes(&sketch).bytes));                                                \
    } while (0)
    REFUSED(sketch.head.magic ^= 1);
    REFUSED(sketch.head.text_bytes = 99); /* shorter than its units */
    REFUSED(sketch.head.text_bytes = TEXT_BYTES_MAX + 1);
    REFUSED(sketch.units[1].start = 79); /* begins behind its end */
    REFUSED(sketch.units[4].end = 101);
    REFUSED(sketch.units[4].end = UINT32_MAX);
    REFUSED(sketch.units[3].start = 19); /* before the one that comes first */
    REFUSED(sketch.units[2].kind = 0);
    REFUSED(sketch.units[2].kind = UNIT_KINDS);
    REFUSED(sketch.units[2].depth = OUTLINE_DEPTH_MAX + 1);
    REFUSED(sketch.units[0].name_at = 98); /* the name ends behind the text */
    REFUSED(sketch.units[0].name_at = 101);
    REFUSED(sketch.units[0].name_at = OUTLINE_NOWHERE - 1);
    REFUSED(sketch.units[0].name_bytes = UINT16_MAX);
    REFUSED(sketch.faults[0].start = 33);
    REFUSED(sketch.faults[1].end = 101);
    REFUSED(sketch.faults[1].end = UINT32_MAX);
    REFUSED(sketch.faults[1].start = 29); /* before the one that comes first */
    REFUSED(sketch.findings[0].start = 61);
    REFUSED(sketch.findings[0].end = 101);
    REFUSED(sketch.findings[0].slot_count = FINDING_SLOTS_MAX + 1);
    REFUSED(sketch.findings[0].slots[0].at = 98);
    REFUSED(sketch.findings[0].slots[0].at = UINT32_MAX);
    REFUSED(sketch.findings[0].slots[0].bytes = UINT32_MAX);
#undef REFUSED
    draw();
    sketch.units[2].depth = OUTLINE_DEPTH_MAX;
    sketch.findings[0].slots[2].at = UINT32_MAX; /* a slot that is not counted is not looked at */
    CHECK(reads(sketch_bytes(&sketch).bytes));
}

TEST(outline_counts_are_exact)
{
    for (u32 more = 0; more < 2; more++) {
        sketch_begin(&sketch, LANGUAGE_C, 10);
        for (u32 i = 0; i < OUTLINE_UNITS_MAX + more; i++)
            sketch_unit(&sketch, UNIT_STATEMENT, 0, 5, 5, "s", "s", 1);
        CHECK_EQ(reads(sketch_bytes(&sketch).bytes), !more);
        sketch_begin(&sketch, LANGUAGE_C, 10);
        for (u32 i = 0; i < FINDINGS_MAX + more; i++) sketch_finding(&sketch, 0, 5, 6);
        CHECK_EQ(reads(sketch_bytes(&sketch).bytes), !more);
        sketch_begin(&sketch, LANGUAGE_C, 10);
        for (u32 i = 0; i < FAULTS_MAX + more; i++) sketch_fault(&sketch, 5, 6);
        CHECK_EQ(reads(sketch_bytes(&sketch).bytes), !more);
        sketch_begin(&sketch, LANGUAGE_C, 10);
        for (u32 i = 0; i < TOKENS_MAX + more; i++) sketch_token(&sketch, TOKEN_NAME, i);
        CHECK_EQ(reads(sketch_bytes(&sketch).bytes), !more);
    }
}

/* Random bytes, and random damage: whatever is read lies inside its bounds. */
TEST(outline_random_damage)
{
    static _Alignas(8) u8 memory[sizeof sketch.bytes];
    struct random random = {1};
    u32 read = 0;
    for (u32 round = 0; round < 20000; round++) {
        struct outline outline;
        draw();
        struct str bytes = sketch_bytes(&sketch);
        memcpy(memory, bytes.at, bytes.bytes);
        for (u32 i = random_below(&random, 3); i-- > 0;)
            memory[random_below(&random, (u32)bytes.bytes)] ^= (u8)(1 << random_below(&random, 8));
        if (!outline_read(&outline, (struct str){memory, bytes.bytes})) continue;
        read++;
        for (u32 i = 0; i < outline.head->unit_count; i++) {
            const struct unit *unit = &outline.units[i];
            CHECK(unit->start <= unit->end && unit->end <= outline.head->text_bytes);
        }
        outline_parses_at(&outline, random_below(&random, 120));
    }
    CHECK(read > 1000 && read < 20000);
}

TEST(outline_parses_where_nothing_is_broken)
{
    struct outline outline;
    draw();
    CHECK(outline_read(&outline, sketch_bytes(&sketch)));
    CHECK(outline_parses_at(&outline, 50) &&
          outline_parses_at(&outline, 1000)); /* no error anywhere */
    sketch.head.flags = OUTLINE_ERROR;
    sketch.units[3].flags = UNIT_BROKEN; /* in the class */
    CHECK(outline_read(&outline, sketch_bytes(&sketch)));
    CHECK(!outline_parses_at(&outline, 0) && !outline_parses_at(&outline, 50) &&
          !outline_parses_at(&outline, 80));
    CHECK(outline_parses_at(&outline, 81) &&
          outline_parses_at(&outline, 100)); /* the line behind it is whole */
    sketch.units[4].start = 90;
    CHECK(outline_read(&outline, sketch_bytes(&sketch)));
    CHECK(!outline_parses_at(&outline, 85)); /* no unit stands there: the error may be what does */
}

/* ---- keeping and comparing ---- */

TEST(outline_keep_reads_names_from_the_text)
{
    struct text *text = text_new();
    struct seen_unit seen[8], other[8];
    struct outline outline;
    u8 code[100];
    memset(code, 'x', sizeof code);
    text_splice(text, 0, 0, (struct str){code, sizeof code});
    draw();
    sketch.units[1].weight = 70000;
    CHECK(outline_read(&outline, sketch_bytes(&sketch)));
    CHECK_EQ(outline_keep(&outline, text, seen), 5);
    CHECK(seen[0].name && !seen[1].name);
    CHECK_EQ(seen[1].weight, 65535);
    CHECK_EQ(seen[3].depth, 2);
    CHECK(seen[3].exact == sketch.units[3].exact && seen[3].shape == sketch.units[3].shape &&
          seen[3].kind == UNIT_LEAVE);
    text_splice(text, 7, 1, STR("y"));
    CHECK_EQ(outline_keep(&outline, text, other), 5);
    CHECK(other[0].name != seen[0].name);
    text_free(text);
}

static struct seen_unit before[OUTLINE_UNITS_MAX], after[OUTLINE_UNITS_MAX];
static u32 before_count, after_count;

static void put(struct seen_unit *units, u32 *count, enum unit_kind kind, const char *exact,
                const char *shape, const char *name, u32 weight)
{
    units[(*count)++] = (struct seen_unit){hash64(HASH64_START, str_of(exact)),
                                           hash64(HASH64_START, str_of(shape)),
                                           *name ? (u32)hash64(HASH64_START, str_of(name)) | 1 : 0,
                                           (u16)weight,
                                           (u8)kind,
                                           0};
}

/* Compares in the arena that outline_compare says it needs, filled with junk. */
static struct outline_change compare(void)
{
    struct arena arena;
    usize bytes = OUTLINE_ARENA_BYTES - OUTLINE_UNITS_MAX * sizeof(struct seen_unit);
    u8 *memory = malloc(bytes);
    memset(memory, 0xa5, bytes);
    arena_init(&arena, memory, bytes);
    struct outline_change change =
        outline_compare(before, before_count, after, after_count, &arena);
    free(memory);
    return change;
}

static void draw_before(void)
{
    before_count = after_count = 0;
    put(before, &before_count, UNIT_FUNCTION, "f(a)", "f(1)", "f", 7);
    put(before, &before_count, UNIT_DECLARE, "let a=1", "let 1=1", "a", 3);
    put(before, &before_count, UNIT_BRANCH, "if(a)", "if(1)", "", 4);
    put(before, &before_count, UNIT_FUNCTION, "g(b)", "g(1)", "g", 7);
    put(before, &before_count, UNIT_LEAVE, "return b", "return 1", "", 5);
    memcpy(after, before, sizeof before);
    after_count = before_count;
}

static void check_change(u32 same, u32 moved, u32 renamed, u32 appeared, u32 vanished, u32 changed,
                         bool structure)
{
    struct outline_change change = compare();
    CHECK_EQ(change.same, same);
    CHECK_EQ(change.moved, moved);
    CHECK_EQ(change.renamed, renamed);
    CHECK_EQ(change.appeared, appeared);
    CHECK_EQ(change.vanished, vanished);
    CHECK_EQ(change.changed, changed);
    CHECK_EQ(change.structure, structure);
}

TEST(compare_tells_what_happened)
{
    draw_before();
    check_change(5, 0, 0, 0, 0, 0, false);
    after[1].exact ^= 1, after[4].exact ^= 1; /* names changed, shapes not */
    check_change(3, 0, 2, 0, 0, 0, false);
    draw_before();
    after[0].exact ^= 1, after[0].shape ^= 1,
        after[0].weight = 9; /* the same name: changed, at its larger weight */
    check_change(4, 0, 0, 0, 0, 9, false);
    draw_before();
    after[2].exact ^= 1,
        after[2].shape ^= 1; /* without a name: one vanished, one appeared, and both are branches */
    check_change(4, 0, 0, 4, 4, 0, true);
    draw_before();
    put(after, &after_count, UNIT_STATEMENT, "go()", "go()", "", 3);
    check_change(5, 0, 0, 3, 0, 0, false);
    put(after, &after_count, UNIT_LOOP, "for()", "for()", "", 6);
    check_change(5, 0, 0, 9, 0, 0, true);
    draw_before();
    after_count = 4; /* the return went */
    check_change(4, 0, 0, 0, 5, 0, false);
    after_count = 0;
    check_change(0, 0, 0, 0, 26, 0, true);
    before_count = 0;
    check_change(0, 0, 0, 0, 0, 0, false);
    after_count = 5;
    check_change(0, 0, 0, 26, 0, 0, true);
}

TEST(compare_counts_moves)
{
    draw_before();
    after[0] = before[1], after[1] = before[0];
    check_change(5, 1, 0, 0, 0, 0, false);
    draw_before();
    for (u32 i = 0; i < 5; i++) after[i] = before[(i + 1) % 5]; /* the first went to the end */
    check_change(5, 1, 0, 0, 0, 0, false);
    after[0].exact ^= 1; /* moved and renamed is renamed */
    check_change(4, 1, 1, 0, 0, 0, false);
}

/* The kind is part of what is compared: a branch is no loop, whatever their hashes say. */
TEST(compare_keeps_kinds_apart)
{
    before_count = after_count = 0;
    put(before, &before_count, UNIT_BRANCH, "x", "x", "", 4);
    put(before, &before_count, UNIT_STATEMENT, "s", "s", "", 1);
    put(after, &after_count, UNIT_STATEMENT, "t", "t", "", 1);
    put(after, &after_count, UNIT_LOOP, "x", "x", "", 4);
    check_change(0, 0, 0, 5, 5, 0, true);
}

TEST(compare_equal_units)
{
    before_count = after_count = 0;
    for (u32 i = 0; i < OUTLINE_UNITS_MAX; i++) {
        put(before, &before_count, UNIT_STATEMENT, "s", "s", "", 2);
        put(after, &after_count, UNIT_STATEMENT, "s", "s", "", 2);
    }
    check_change(OUTLINE_UNITS_MAX, 0, 0, 0, 0, 0, false);
    after_count--;
    check_change(OUTLINE_UNITS_MAX - 1, 0, 0, 0, 2, 0, false);
    before[0].exact = 1, before[0].shape = 2; /* the sandwich now meets different ends */
    after[after_count - 1].exact = 3, after[after_count - 1].shape = 4;
    check_change(OUTLINE_UNITS_MAX - 2, 0, 0, 2, 4, 0, false);
    for (u32 i = 0; i < OUTLINE_UNITS_MAX; i++)
        before[i].exact = i, before[i].shape = i; /* few equal ones among many */
    after_count = OUTLINE_UNITS_MAX;
    after[after_count - 1] = after[after_count - 2] = after[0];
    check_change(0, 0, 0, 2 * OUTLINE_UNITS_MAX, 2 * OUTLINE_UNITS_MAX, 0, false);
    before[OUTLINE_UNITS_MAX / 2] = after[0];
    check_change(1, 0, 0, 2 * (OUTLINE_UNITS_MAX - 1), 2 * (OUTLINE_UNITS_MAX - 1), 0, false);
}

/* Every unit of both sides is counted once, whatever the outlines look like. */
TEST(compare_counts_every_unit_once)
{
    static const char *const WORDS[] = {"a", "b", "c", "d"};
    for (u64 seed = 1; seed <= 3000; seed++) {
        struct random random = {seed};
        struct seen_unit *sides[] = {before, after};
        u32 *counts[] = {&before_count, &after_count};
        u32 most = 1 + random_below(&random, 12);
        for (u32 side = 0; side < 2; side++) {
            *counts[side] = 0;
            for (u32 i = random_below(&random, most + 1); i-- > 0;)
                put(sides[side], counts[side], (enum unit_kind)(1 + random_below(&random, 2)),
                    WORDS[random_below(&random, 4)], WORDS[random_below(&random, 4)],
                    random_once_in(&random, 2) ? WORDS[random_below(&random, 4)] : "", 1);
        }
        struct outline_change change = compare();
        CHECK_EQ(change.same + change.renamed + change.changed + change.appeared, after_count);
        CHECK_EQ(change.same + change.renamed + change.changed + change.vanished, before_count);
        CHECK(change.moved <= change.same);
    }
}

TEST_MAIN
