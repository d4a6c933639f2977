/* naive.h: the document as a child would write it: one array of bytes, every question answered by
 * walking from the start.
 *
 * The tests compare the real document with it, and check the invariant of the leaves. */
#ifndef TEST_CORE_NAIVE_H
#define TEST_CORE_NAIVE_H

#include "base/utf8.h"
#include "code/text.h"
#include "core/test.h"

/* A fuzzer should look for new ways through our code, not through the tests' own. */
#define NAIVE static inline __attribute__((no_sanitize("coverage"), noinline))

struct naive {
    u8 *at;
    u32 bytes;
};

static inline u32 naive_width(u8 lead)
{
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

NAIVE u32 naive_units(const struct naive *self, u32 bytes)
{
    u32 units = 0;
    for (u32 i = 0; i < bytes; i += naive_width(self->at[i]))
        units += naive_width(self->at[i]) == 4 ? 2 : 1;
    return units;
}

/* The byte offset of a unit; false when there is none. */
NAIVE bool naive_find(const struct naive *self, u32 unit, u32 *byte)
{
    u32 i = 0, units = 0;
    while (units < unit && i < self->bytes) {
        units += naive_width(self->at[i]) == 4 ? 2 : 1;
        i += naive_width(self->at[i]);
    }
    *byte = i;
    return units == unit;
}

/* Is `at` in the text and between characters? */
static inline bool naive_between(const struct naive *self, u32 at)
{
    return at == self->bytes || (at < self->bytes && (self->at[at] & 0xc0) != 0x80);
}

NAIVE void naive_splice(struct naive *self, u32 at, u32 del, struct str ins)
{
    u32 bytes = self->bytes - del + (u32)ins.bytes;
    u8 *next = malloc(bytes ? bytes : 1);
    memcpy(next, self->at, at);
    if (ins.bytes) memcpy(next + at, ins.at, ins.bytes);
    memcpy(next + at + ins.bytes, self->at + at + del, self->bytes - at - del);
    free(self->at);
    *self = (struct naive){next, bytes};
}

static inline struct naive naive_of(struct str text)
{
    struct naive self = {calloc(1, 1), 0};
    naive_splice(&self, 0, 0, text);
    return self;
}

static inline struct str naive_str(const struct naive *self)
{
    return (struct str){self->at, self->bytes};
}

NAIVE u32 naive_newlines(const struct naive *self, u32 bytes)
{
    u32 count = 0;
    for (u32 i = 0; i < bytes; i++) count += self->at[i] == '\n';
    return count;
}

/* A document with memory of its own for the largest text. */
static inline struct text *text_new(void)
{
    struct text *self = malloc(sizeof *self);
    memset(self, 0xa5, sizeof *self); /* text_init must not count on zeros */
    text_init(self, malloc((usize)LEAVES_MAX * LEAF_BYTES), LEAVES_MAX);
    return self;
}

static inline void text_free(struct text *self)
{
    free(self->pool);
    free(self);
}

/* What a leaf says of its bytes is so. */
NAIVE void text_check_leaf(const struct text *self, const struct leaf *leaf)
{
    struct str run = {self->pool + (usize)leaf->slot * LEAF_BYTES, leaf->bytes};
    CHECK_EQ(utf8_check(run), run.bytes);
    struct utf8_size size = utf8_measure(run);
    CHECK_EQ(leaf->units, size.units);
    CHECK_EQ(leaf->newlines, size.newlines);
}

/* The invariant of text.h, and the sums; with `deep` also what every leaf says of its bytes. */
NAIVE void text_check_as(const struct text *self, bool deep)
{
    static u8 used[LEAVES_MAX];
    u32 bytes = 0, units = 0, newlines = 0;
    memset(used, 0, sizeof used);
    CHECK(self->leaf_count <= LEAVES_MAX && self->slot_top <= self->slot_count);
    for (u32 i = 0; i < self->leaf_count; i++) {
        const struct leaf *leaf = &self->leaves[i];
        if (i == self->near.leaf) CHECK(self->near.byte == bytes && self->near.unit == units);
        CHECK(leaf->bytes > 0 && leaf->bytes <= LEAF_BYTES);
        CHECK(leaf->slot < self->slot_top && !used[leaf->slot]);
        used[leaf->slot] = 1;
        if (deep) text_check_leaf(self, leaf);
        if (i) CHECK(self->leaves[i - 1].bytes + leaf->bytes >= LEAF_FILL - 4);
        bytes += leaf->bytes, units += leaf->units, newlines += leaf->newlines;
    }
    if (!self->leaf_count) CHECK(!self->near.leaf && !self->near.byte && !self->near.unit);
    else CHECK(self->near.leaf < self->leaf_count);
    for (u32 i = 0; i < self->free_count; i++) {
        CHECK(self->free_slots[i] < self->slot_top && !used[self->free_slots[i]]);
        used[self->free_slots[i]] = 1;
    }
    CHECK_EQ(self->leaf_count + self->free_count, self->slot_top);
    CHECK_EQ(self->bytes, bytes);
    CHECK_EQ(self->units, units);
    CHECK_EQ(self->newlines, newlines);
}

static inline void text_check(const struct text *self)
{
    text_check_as(self, true);
}

/* Both hold the same bytes. */
NAIVE void text_check_same(struct text *self, const struct naive *naive)
{
    CHECK_EQ(self->bytes, naive->bytes);
    u8 *copy = malloc(self->bytes + 1);
    text_copy(self, 0, self->bytes, copy);
    bool same = memcmp(copy, naive->at, naive->bytes) == 0;
    free(copy);
    CHECK(same);
}

#endif
