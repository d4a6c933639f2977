/* The document: leaves, units, lines, and what must trap. Random stacks of edits are in
 * property/laws.c. */
#include "base/hash.h"
#include "core/naive.h"
#include "core/random.h"

static const char FISH[] = "\xf0\x9f\x90\x9f", EURO[] = "\xe2\x82\xac", E_ACUTE[] = "\xc3\xa9";

/* `count` times the same character. Caller frees. */
static struct str repeat(const char *character, u32 count)
{
    usize width = strlen(character);
    u8 *memory = malloc(width * count + 1);
    for (u32 i = 0; i < count; i++) memcpy(memory + i * width, character, width);
    return (struct str){memory, width * count};
}

static void give_back(struct str text)
{
    free((void *)(uintptr_t)text.at);
}

/* One splice in both documents, and all that can be said of the result. */
static void splice_both(struct text *text, struct naive *naive, u32 at, u32 del, struct str ins)
{
    struct edit edit = text_splice(text, at, del, ins);
    CHECK(edit.at == at && edit.del == del && edit.ins == ins.bytes);
    naive_splice(naive, at, del, ins);
    text_check(text);
    text_check_same(text, naive);
}

TEST(text_starts_empty)
{
    struct text *text = text_new();
    u32 at = 9;
    text_check(text);
    CHECK(text_find_unit(text, 0, &at) && at == 0);
    CHECK(!text_find_unit(text, 1, &at));
    CHECK_EQ(text_unit_at(text, 0), 0);
    CHECK_EQ(text_piece(text, 0).bytes, 0);
    CHECK_EQ(text_line_start(text, 1), 0);
    CHECK_EQ(text_line_start(text, 2), 0);
    CHECK_EQ(text_line_end(text, 0), 0);
    struct line line = text_line_at(text, 0);
    CHECK(line.number == 1 && line.start == 0);
    text_splice(text, 0, 0, STR(""));
    text_check(text);
    text_free(text);
}

/* Insertions and deletions round the sizes at which a leaf is filled, cut, merged or emptied. */
TEST(text_at_the_edges_of_leaves)
{
    static const u32 SIZES[] = {1,
                                4,
                                LEAF_FILL - 4,
                                LEAF_FILL - 1,
                                LEAF_FILL,
                                LEAF_FILL + 1,
                                LEAF_BYTES - 4,
                                LEAF_BYTES - 1,
                                LEAF_BYTES,
                                LEAF_BYTES + 1,
                                2 * LEAF_FILL,
                                2 * LEAF_FILL + 1,
                                3 * LEAF_BYTES};
    for (u32 i = 0; i < ARRAY_LEN(SIZES); i++)
        for (u32 k = 0; k < ARRAY_LEN(SIZES); k++) {
            struct text *text = text_new();
            struct naive naive = naive_of(STR(""));
            struct str first = repeat("a", SIZES[i]), second = repeat("b", SIZES[k]);
            splice_both(text, &naive, 0, 0, first);
            splice_both(text, &naive, SIZES[i] / 2, 0, second);
            splice_both(text, &naive, text->bytes, 0, second);
            splice_both(text, &naive, 0, 0, STR("x"));
            splice_both(text, &naive, MIN(SIZES[k], text->bytes), 0, STR("y"));
            for (u32 round = 0; text->bytes && round < 12; round++) {
                u32 at = MIN(SIZES[k], text->bytes - 1);
                splice_both(text, &naive, at, MIN(SIZES[i], text->bytes - at), STR(""));
            }
            splice_both(text, &naive, 0, text->bytes, STR(""));
            CHECK_EQ(text->leaf_count, 0);
            text_free(text);
            free(naive.at);
            give_back(first);
            give_back(second);
        }
}

TEST(text_never_cuts_a_character_at_a_leaf)
{
    const char *const CHARACTERS[] = {FISH, EURO, E_ACUTE};
    for (u32 i = 0; i < ARRAY_LEN(CHARACTERS); i++)
        for (u32 shift = 0; shift < 5; shift++) {
            struct text *text = text_new();
            struct naive naive = naive_of(STR(""));
            struct str many = repeat(CHARACTERS[i], 2000), ascii = repeat("a", shift);
            u32 width = (u32)strlen(CHARACTERS[i]), at, units = width == 4 ? 2 : 1;
            splice_both(text, &naive, 0, 0, ascii);
            splice_both(text, &naive, shift, 0, many);
            for (u32 unit = 0; unit <= text->units; unit++) {
                bool between = unit <= shift || (unit - shift) % units == 0;
                CHECK_EQ(text_find_unit(text, unit, &at), between);
                if (between)
                    CHECK_EQ(at, unit <= shift ? unit : shift + (unit - shift) / units * width);
                if (between) CHECK_EQ(text_unit_at(text, at), unit);
            }
            CHECK(!text_find_unit(text, text->units + 1, &at) &&
                  !text_find_unit(text, UINT32_MAX, &at));
            splice_both(text, &naive, shift, text->bytes - shift, STR(""));
            text_free(text);
            free(naive.at);
            give_back(many);
            give_back(ascii);
        }
}

TEST(text_pieces_cover_the_text)
{
    struct text *text = text_new();
    struct str many = repeat(EURO, 4000);
    text_splice(text, 0, 0, many);
    for (u32 at = 0, steps = 0; at < text->bytes; steps++) {
        struct str piece = text_piece(text, at);
        CHECK(piece.bytes && piece.bytes <= LEAF_BYTES && steps < LEAVES_MAX);
        CHECK(memcmp(piece.at, many.at + at, piece.bytes) == 0);
        at += (u32)piece.bytes;
    }
    CHECK_EQ(text_piece(text, text->bytes).bytes, 0);
    CHECK_EQ(text_piece(text, text->bytes + 5).bytes, 0);
    text_free(text);
    give_back(many);
}

/* Lines against the naive answer, at every byte of texts whose line ends lie in all places round
 * leaves. */
TEST(text_lines)
{
    for (u64 seed = 1; seed <= 12; seed++) {
        struct text *text = text_new();
        struct random random = {seed};
        u32 bytes = 200 + random_below(&random, 5000), number = 1, start = 0;
        u8 *memory = malloc(bytes);
        for (u32 i = 0; i < bytes; i++)
            memory[i] = random_once_in(&random, seed & 1 ? 3 : 900) ? '\n' : 'a';
        text_splice(text, 0, 0, (struct str){memory, bytes});
        for (u32 at = 0; at <= bytes; at++) {
            struct line line = text_line_at(text, at);
            CHECK_EQ(line.number, number);
            CHECK_EQ(line.start, start);
            CHECK_EQ(text_line_start(text, number), start);
            const u8 *end = at < bytes ? memchr(memory + at, '\n', bytes - at) : NULL;
            CHECK_EQ(text_line_end(text, at), end ? end - memory : bytes);
            if (at < bytes && memory[at] == '\n') number++, start = at + 1;
        }
        CHECK_EQ(text_line_start(text, number + 1), bytes);
        CHECK_EQ(text_line_start(text, UINT32_MAX), bytes);
        CHECK_EQ(text_line_start(text, 0), 0);
        text_free(text);
        free(memory);
    }
}

TEST(text_holds_the_longest_document_however_it_is_cut)
{
    struct text *text = text_new();
    struct random random = {7};
    struct str piece = repeat("a", 700);
    while (text->bytes + piece.bytes <= TEXT_BYTES_MAX) {
        u32 needed = text_slots_needed(text, (u32)piece.bytes);
        text_splice(text, random_below(&random, text->bytes + 1), 0, piece);
        CHECK(text->slot_top <= needed);
    }
    while (text->bytes < TEXT_BYTES_MAX)
        text_splice(text, random_below(&random, text->bytes + 1), 0, STR("b"));
    text_check(text);
    CHECK(text->leaf_count <= 2 * (TEXT_BYTES_MAX / (LEAF_FILL - 4)) + 1);
    text_splice(text, 0, TEXT_BYTES_MAX, STR("")); /* and goes at once */
    text_check(text);
    CHECK_EQ(text->leaf_count, 0);
    text_free(text);
    give_back(piece);
}

/* A pool of just as many slots as text_slots_needed says is enough for a frame's edits, also in
 * between. */
TEST(text_needs_no_more_slots_than_it_says)
{
    for (u64 seed = 1; seed <= 60; seed++) {
        struct random random = {seed};
        struct text *text = text_new();
        struct str start = repeat("s", random_size(&random, 60000) + 1), one = repeat("i", 1600);
        text_splice(text, 0, 0, start);
        u32 left = random_size(&random, 40000);
        text->slot_count = MAX(text_slots_needed(text, left), text->slot_top);
        while (left) {
            u32 bytes = 1 + random_below(&random, 1600),
                at = random_below(&random, text->bytes + 1);
            bytes = MIN(bytes, left);
            text_splice(text, at,
                        random_once_in(&random, 3) ? random_below(&random, text->bytes - at + 1)
                                                   : 0,
                        (struct str){one.at, bytes});
            left -= bytes;
        }
        text_check(text);
        text_free(text);
        give_back(start);
        give_back(one);
    }
}

TEST(text_hash_does_not_see_the_leaves)
{
    struct text *text = text_new();
    struct str many = repeat("line\n", 3000);
    struct text_hash hash;
    text_hash_init(&hash);
    text_hash_put(&hash, many);
    for (u32 at = 0; at < many.bytes; at += 500) /* in pieces, the later ones first */
        text_splice(text, 0, 0, (struct str){many.at + many.bytes - at - 500, 500});
    CHECK(text_hash_of(text) == text_hash_value(&hash));
    text_splice(text, 9, 0, STR("x"));
    CHECK(text_hash_of(text) != text_hash_value(&hash));
    text_splice(text, 9, 1, STR(""));
    CHECK(text_hash_of(text) == text_hash_value(&hash));
    text_free(text);
    give_back(many);
}

/* What callers promise is checked in every build. */
TEST(text_traps_outside_its_limits)
{
    struct text *text = text_new();
    struct str most = repeat("a", TEXT_BYTES_MAX);
    u8 out[8];
    text_splice(text, 0, 0, STR("abc"));
    CHECK_TRAPS(text_splice(text, 4, 0, STR("")));
    CHECK_TRAPS(text_splice(text, 2, 2, STR("")));
    CHECK_TRAPS(text_splice(text, 2, UINT32_MAX, STR("")));
    CHECK_TRAPS(text_splice(text, 0, 0, most));
    CHECK_TRAPS(text_copy(text, 2, 2, out));
    CHECK_TRAPS(text_unit_at(text, 4));
    CHECK_TRAPS(text_line_at(text, 4));
    text_splice(text, 0, 3, most);
    CHECK_TRAPS(text_splice(text, 5, 0, STR("b")));
    text_init(text, text->pool, 1); /* one slot: a second leaf has no place */
    text_splice(text, 0, 0, STR("abc"));
    CHECK_TRAPS(text_splice(text, 0, 0, (struct str){most.at, LEAF_BYTES}));
    text_free(text);
    give_back(most);
}

TEST(edit_map_follows_an_offset)
{
    struct edit edit = {10, 5, 3};
    CHECK_EQ(edit_map(edit, 9, false), 9);
    CHECK_EQ(edit_map(edit, 9, true), 9);
    CHECK_EQ(edit_map(edit, 10, false), 10);
    CHECK_EQ(edit_map(edit, 10, true), 13);
    CHECK_EQ(edit_map(edit, 12, false), 10);
    CHECK_EQ(edit_map(edit, 12, true), 13);
    CHECK_EQ(edit_map(edit, 15, false), 13);
    CHECK_EQ(edit_map(edit, 16, true), 14);
    struct edit insertion = {10, 0, 3};
    CHECK_EQ(edit_map(insertion, 10, false), 10);
    CHECK_EQ(edit_map(insertion, 10, true), 13);
    CHECK_EQ(edit_map(insertion, 11, false), 14);
}

TEST_MAIN
