#include "code/text.h"

#include "base/hash.h"
#include "base/utf8.h"

static u8 *leaf_at(const struct text *self, u32 leaf)
{
    return self->pool + (usize)self->leaves[leaf].slot * LEAF_BYTES;
}

void text_init(struct text *self, u8 *pool, u32 slot_count)
{
    self->bytes = self->units = self->newlines = 0;
    self->leaf_count = 0;
    self->near.leaf = self->near.byte = self->near.unit = 0;
    self->slot_count = slot_count;
    self->slot_top = self->free_count = 0;
    self->pool = pool;
}

u32 text_slots_needed(const struct text *self, u32 extra)
{
    /* A splice cuts its text, with up to one leaf before and after it, into leaves of nearly
     * LEAF_FILL bytes. The bytes kept free at a leaf's end are at most one character. Each edit of
     * a frame may cut anew, but neighbours merge, so the invariant bounds the leaves by the bytes.
     */
    u32 bytes = MIN(self->bytes + extra, TEXT_BYTES_MAX);
    return MIN(2 * (bytes / (LEAF_FILL - 4)) + 8, LEAVES_MAX);
}

/* ---- finding a place ---- */

/* Walks `near` to the leaf that holds byte `at` (or ends there). */
static void walk_to_byte(struct text *self, u32 at)
{
    check(at <= self->bytes);
    while (at < self->near.byte) {
        const struct leaf *leaf = &self->leaves[--self->near.leaf];
        self->near.byte -= leaf->bytes;
        self->near.unit -= leaf->units;
    }
    while (self->near.leaf + 1 < self->leaf_count &&
           at > self->near.byte + self->leaves[self->near.leaf].bytes) {
        const struct leaf *leaf = &self->leaves[self->near.leaf++];
        self->near.byte += leaf->bytes;
        self->near.unit += leaf->units;
    }
}

static void walk_to_unit(struct text *self, u32 unit)
{
    while (unit < self->near.unit) {
        const struct leaf *leaf = &self->leaves[--self->near.leaf];
        self->near.byte -= leaf->bytes;
        self->near.unit -= leaf->units;
    }
    while (self->near.leaf + 1 < self->leaf_count &&
           unit > self->near.unit + self->leaves[self->near.leaf].units) {
        const struct leaf *leaf = &self->leaves[self->near.leaf++];
        self->near.byte += leaf->bytes;
        self->near.unit += leaf->units;
    }
}

bool text_find_unit(struct text *self, u32 unit, u32 *byte)
{
    bool inside = false;
    if (unit > self->units) return false;
    if (!self->leaf_count) {
        *byte = 0;
        return true;
    }
    walk_to_unit(self, unit);
    const struct leaf *leaf = &self->leaves[self->near.leaf];
    u32 rest = unit - self->near.unit;
    /* In a leaf of nothing but ASCII a unit is a byte. */
    if (leaf->units != leaf->bytes)
        rest = (u32)utf8_skip((struct str){leaf_at(self, self->near.leaf), leaf->bytes}, rest,
                              &inside);
    *byte = self->near.byte + rest;
    return !inside;
}

u32 text_unit_at(struct text *self, u32 at)
{
    if (!self->leaf_count) return 0;
    walk_to_byte(self, at);
    u32 rest = at - self->near.byte;
    const struct leaf *leaf = &self->leaves[self->near.leaf];
    if (leaf->units == leaf->bytes) return self->near.unit + rest;
    return self->near.unit + utf8_measure((struct str){leaf_at(self, self->near.leaf), rest}).units;
}

struct str text_piece(struct text *self, u32 at)
{
    if (at >= self->bytes) return (struct str){self->pool, 0};
    walk_to_byte(self, at);
    /* A place between two leaves belongs to the second one. */
    if (at == self->near.byte + self->leaves[self->near.leaf].bytes) walk_to_byte(self, at + 1);
    u32 offset = at - self->near.byte;
    return (struct str){leaf_at(self, self->near.leaf) + offset,
                        (usize)self->leaves[self->near.leaf].bytes - offset};
}

bool text_is_between(struct text *self, u32 at)
{
    return at == self->bytes || (at < self->bytes && (text_piece(self, at).at[0] & 0xc0) != 0x80);
}

void text_copy(struct text *self, u32 at, u32 bytes, u8 *out)
{
    check(at <= self->bytes && bytes <= self->bytes - at);
    while (bytes) {
        struct str piece = text_piece(self, at);
        u32 count = (u32)MIN(piece.bytes, bytes);
        memcpy(out, piece.at, count);
        out += count;
        at += count;
        bytes -= count;
    }
}

u64 text_hash_of(struct text *self)
{
    struct text_hash hash;
    text_hash_init(&hash);
    for (u32 i = 0; i < self->leaf_count; i++)
        text_hash_put(&hash, (struct str){leaf_at(self, i), self->leaves[i].bytes});
    return text_hash_value(&hash);
}

/* ---- lines ---- */

struct line text_line_at(struct text *self, u32 at)
{
    struct line line = {1, 0};
    u32 start = 0;
    check(at <= self->bytes);
    for (u32 i = 0; i < self->leaf_count && start <= at; start += self->leaves[i].bytes, i++) {
        const u8 *bytes = leaf_at(self, i);
        u32 count = MIN(at - start, self->leaves[i].bytes);
        bool whole = count == self->leaves[i].bytes;
        line.number +=
            whole ? self->leaves[i].newlines : utf8_measure((struct str){bytes, count}).newlines;
        for (u32 k = count; k-- > 0;) {
            if (bytes[k] != '\n') continue;
            line.start = start + k + 1;
            break;
        }
    }
    return line;
}

u32 text_line_start(struct text *self, u32 number)
{
    u32 start = 0, left = number ? number - 1 : 0; /* line ends still to pass */
    for (u32 i = 0; i < self->leaf_count && left; i++) {
        const struct leaf *leaf = &self->leaves[i];
        if (leaf->newlines < left) {
            left -= leaf->newlines;
            start += leaf->bytes;
            continue;
        }
        const u8 *bytes = leaf_at(self, i);
        for (u32 k = 0; k < leaf->bytes; k++)
            if (bytes[k] == '\n' && --left == 0) return start + k + 1;
    }
    return left ? self->bytes : start;
}

u32 text_line_end(struct text *self, u32 at)
{
    while (at < self->bytes) {
        struct str piece = text_piece(self, at);
        const u8 *end = memchr(piece.at, '\n', piece.bytes);
        if (end) return at + (u32)(end - piece.at);
        at += (u32)piece.bytes;
    }
    return self->bytes;
}

/* ---- changing it ---- */

static u16 slot_take(struct text *self)
{
    if (self->free_count) return self->free_slots[--self->free_count];
    check(self->slot_top < self->slot_count);
    return (u16)self->slot_top++;
}

static void measure_leaf(struct text *self, u32 leaf, u32 bytes)
{
    struct utf8_size size = utf8_measure((struct str){leaf_at(self, leaf), bytes});
    self->leaves[leaf].bytes = (u16)bytes;
    self->leaves[leaf].units = (u16)size.units;
    self->leaves[leaf].newlines = (u16)size.newlines;
}

static void leaves_remove(struct text *self, u32 first, u32 count)
{
    for (u32 i = first; i < first + count; i++)
        self->free_slots[self->free_count++] = self->leaves[i].slot;
    memmove(&self->leaves[first], &self->leaves[first + count],
            (self->leaf_count - first - count) * sizeof self->leaves[0]);
    self->leaf_count -= count;
}

static void leaves_make(struct text *self, u32 first, u32 count)
{
    check(self->leaf_count + count <= LEAVES_MAX);
    memmove(&self->leaves[first + count], &self->leaves[first],
            (self->leaf_count - first) * sizeof self->leaves[0]);
    for (u32 i = first; i < first + count; i++)
        self->leaves[i] = (struct leaf){0, 0, 0, slot_take(self)};
    self->leaf_count += count;
}

/* Merges leaf `index` with the one behind it when they hold no more than LEAF_FILL together. */
static void merge_behind(struct text *self, u32 index)
{
    if (index + 1 >= self->leaf_count) return;
    struct leaf *left = &self->leaves[index], *right = &self->leaves[index + 1];
    if (left->bytes + right->bytes > LEAF_FILL) return;
    memcpy(leaf_at(self, index) + left->bytes, leaf_at(self, index + 1), right->bytes);
    left->bytes = (u16)(left->bytes + right->bytes);
    left->units = (u16)(left->units + right->units);
    left->newlines = (u16)(left->newlines + right->newlines);
    leaves_remove(self, index + 1, 1);
}

/* The usual edit: all of it in the leaf of `near`. */
static void splice_inside(struct text *self, u32 offset, u32 del, struct str ins)
{
    struct leaf *leaf = &self->leaves[self->near.leaf];
    u8 *bytes = leaf_at(self, self->near.leaf);
    struct utf8_size out = utf8_measure((struct str){bytes + offset, del}), in = utf8_measure(ins);
    memmove(bytes + offset + ins.bytes, bytes + offset + del, leaf->bytes - offset - del);
    if (ins.bytes) memcpy(bytes + offset, ins.at, ins.bytes);
    leaf->bytes = (u16)(leaf->bytes - del + ins.bytes);
    leaf->units = (u16)(leaf->units - out.units + in.units);
    leaf->newlines = (u16)(leaf->newlines - out.newlines + in.newlines);
    self->units += in.units - out.units;
    self->newlines += in.newlines - out.newlines;
}

/* Cuts the three parts, one after the other, into leaves from index `first` on, each at most
 * LEAF_FILL long and ended between characters. Returns how many. The parts are read byte by byte at
 * the seams only. */
static u32 fill_leaves(struct text *self, u32 first, struct str parts[3])
{
    u32 made = 0;
    while (parts[0].bytes + parts[1].bytes + parts[2].bytes) {
        leaves_make(self, first + made, 1);
        u8 *out = leaf_at(self, first + made);
        u32 used = 0;
        for (u32 p = 0; p < 3; p++) {
            struct str some = utf8_cut(parts[p], LEAF_FILL - used);
            memcpy(out + used, some.at, some.bytes);
            used += (u32)some.bytes;
            str_take(&parts[p], some.bytes);
            if (parts[p].bytes) break; /* this leaf is full */
        }
        measure_leaf(self, first + made, used);
        made++;
    }
    return made;
}

/* The general edit: takes out the leaves it touches and cuts what remains of them, with the
 * insertion, into new ones. */
static void splice_across(struct text *self, u32 at, u32 del, struct str ins)
{
    u8 head[LEAF_BYTES], tail[LEAF_BYTES];
    u32 first = self->near.leaf, head_bytes = at - self->near.byte;
    u32 last = first,
        last_end = self->near.byte + (self->leaf_count ? self->leaves[first].bytes : 0);
    while (last_end < at + del) last_end += self->leaves[++last].bytes;
    u32 tail_bytes = last_end - (at + del), touched = self->leaf_count ? last - first + 1 : 0;
    if (touched) {
        memcpy(head, leaf_at(self, first), head_bytes);
        memcpy(tail, leaf_at(self, last) + self->leaves[last].bytes - tail_bytes, tail_bytes);
    }
    for (u32 i = first; i < first + touched; i++) {
        self->units -= self->leaves[i].units;
        self->newlines -= self->leaves[i].newlines;
    }
    leaves_remove(self, first, touched);
    struct str parts[3] = {{head, head_bytes}, ins, {tail, tail_bytes}};
    u32 made = fill_leaves(self, first, parts);
    for (u32 i = first; i < first + made; i++) {
        self->units += self->leaves[i].units;
        self->newlines += self->leaves[i].newlines;
    }
    if (made) merge_behind(self, first + made - 1);
}

/* Restores the invariant round `near` after bytes went away there. `near` still starts before the
 * edit. */
static void merge_around(struct text *self)
{
    u32 here = self->near.leaf;
    u32 bytes = here < self->leaf_count ? self->leaves[here].bytes : 0;
    if (here && self->leaves[here - 1].bytes + bytes <= LEAF_FILL) {
        const struct leaf *before = &self->leaves[--self->near.leaf];
        self->near.byte -= before->bytes;
        self->near.unit -= before->units;
    }
    /* Twice: the leaf before it, when it came first, and then the one behind. */
    merge_behind(self, self->near.leaf);
    merge_behind(self, self->near.leaf);
    if (self->near.leaf >= self->leaf_count)
        self->near.leaf = self->near.byte = self->near.unit = 0;
}

struct edit text_splice(struct text *self, u32 at, u32 del, struct str ins)
{
    check(at <= self->bytes && del <= self->bytes - at);
    check(ins.bytes <= TEXT_BYTES_MAX && self->bytes - del + ins.bytes <= TEXT_BYTES_MAX);
    walk_to_byte(self, at);
    u32 offset = at - self->near.byte;
    u32 room = self->leaf_count ? self->leaves[self->near.leaf].bytes : 0;
    bool inside = room && offset + del <= room && room - del + ins.bytes <= LEAF_BYTES &&
                  room - del + ins.bytes > 0;
    if (inside) splice_inside(self, offset, del, ins);
    else splice_across(self, at, del, ins);
    self->bytes = self->bytes - del + (u32)ins.bytes;
    if (!inside || del) merge_around(self);
    return (struct edit){at, del, (u32)ins.bytes};
}
