#include "code/diff.h"

#include "base/hash.h"
#include "base/limits.h"

/* How far a search for a middle snake goes before the box counts as rewritten: at 2 * 1024 lines of
 * difference nobody reads hunks any more, and the work stays below a few million steps. */
#define SNAKE_MAX     1024
#define BOX_DEPTH_MAX 48

struct sandwich diff_sandwich(struct str a, struct str b)
{
    usize most = MIN(a.bytes, b.bytes), prefix = 0, suffix = 0;
    for (u64 x, y; prefix + 8 <= most; prefix += 8) {
        memcpy(&x, a.at + prefix, 8);
        memcpy(&y, b.at + prefix, 8);
        if (x != y) break;
    }
    while (prefix < most && a.at[prefix] == b.at[prefix]) prefix++;
    while (prefix && prefix < a.bytes && (a.at[prefix] & 0xc0) == 0x80) prefix--;
    while (prefix && prefix < b.bytes && (b.at[prefix] & 0xc0) == 0x80) prefix--;
    most -= prefix;
    const u8 *a_end = a.at + a.bytes, *b_end = b.at + b.bytes;
    for (u64 x, y; suffix + 8 <= most; suffix += 8) {
        memcpy(&x, a_end - suffix - 8, 8);
        memcpy(&y, b_end - suffix - 8, 8);
        if (x != y) break;
    }
    while (suffix < most && a_end[-(isize)suffix - 1] == b_end[-(isize)suffix - 1]) suffix++;
    while (suffix && (a_end[-(isize)suffix] & 0xc0) == 0x80) suffix--;
    return (struct sandwich){(u32)prefix, (u32)suffix};
}

/* One text cut into lines. `id` numbers lines by content, over both texts. */
struct side {
    struct str text;
    u32 count;
    u32 *start; /* count + 1 byte offsets */
    u32 *id;
    u32 *kept;    /* lines that stand in the other text too: their indices */
    u32 *kept_id; /* and their numbers, side by side for the search */
    u32 kept_count;
    u8 *changed; /* one flag a line */
};

#define EACH_BYTE(byte) (0x0101010101010101ull * (byte))

/* The high bit of each of eight bytes that is a "\n": a word at a time, since most time of a diff
 * would else go into looking for line ends (H. Warren, "Hacker's Delight", finding a zero byte). */
static u64 newline_bits(const u8 *at)
{
    u64 word;
    memcpy(&word, at, sizeof word);
    word ^= EACH_BYTE('\n');
    return ~(((word & EACH_BYTE(0x7f)) + EACH_BYTE(0x7f)) | word | EACH_BYTE(0x7f));
}

static u32 count_lines(struct str text)
{
    u32 count = 0;
    usize i = 0;
    for (; i + 8 <= text.bytes; i += 8)
        count += (u32)__builtin_popcountll(newline_bits(text.at + i));
    for (; i < text.bytes; i++) count += text.at[i] == '\n';
    return count + (text.bytes && text.at[text.bytes - 1] != '\n');
}

/* Where each line starts, and behind the last one where the text ends. */
static void find_starts(struct str text, u32 count, u32 *start)
{
    u32 line = 0, i = 0;
    start[0] = 0;
    for (; i + 8 <= text.bytes; i += 8)
        for (u64 bits = newline_bits(text.at + i); bits; bits &= bits - 1)
            start[++line] = i + (u32)__builtin_ctzll(bits) / 8 + 1;
    for (; i < text.bytes; i++)
        if (text.at[i] == '\n') start[++line] = i + 1;
    if (line < count) start[count] = (u32)text.bytes;
}

usize diff_arena_bytes(u32 a_lines, u32 b_lines)
{
    usize lines = (usize)a_lines + b_lines + 4;
    usize table = 16;
    while (table < 2 * lines) table *= 2;
    return lines * (4 * sizeof(u32) + 1) + table * sizeof(u32) * 2 + lines * sizeof(u32) * 2 +
           4 * (2 * SNAKE_MAX + 8) * sizeof(i32) + 512;
}

static void side_init(struct side *self, struct str text, struct arena *arena)
{
    u32 count = count_lines(text);
    *self = (struct side){.text = text, .count = count};
    self->start = arena_take(arena, (count + 1) * sizeof(u32));
    self->id = arena_take(arena, count * sizeof(u32));
    self->kept = arena_take(arena, count * sizeof(u32));
    self->kept_id = arena_take(arena, count * sizeof(u32));
    self->changed = arena_take(arena, count);
    check(self->start && self->id && self->kept && self->kept_id && self->changed);
    if (count) memset(self->changed, 0, count);
    find_starts(text, count, self->start);
}

static struct str line_of(const struct side *self, u32 line)
{
    return (struct str){self->text.at + self->start[line],
                        self->start[line + 1] - self->start[line]};
}

/* Numbers lines by content: a hash table of lines already met, compared byte by byte, since a wrong
 * "equal" would damage a document. */
struct names {
    u32 mask, count;
    u32 *table;  /* 0 = empty, else 1 + number */
    u32 *origin; /* for each number: 2 * line, + 1 when the line is of b */
    u32 *hash;   /* for each number: 32 bits of its hash, to spare most comparisons */
};

static u32 name_of(struct names *self, const struct side *a, const struct side *b, u32 line,
                   bool of_b)
{
    struct str text = line_of(of_b ? b : a, line);
    u64 hash = hash64(HASH64_START, text);
    for (u32 at = (u32)hash & self->mask;; at = (at + 1) & self->mask) {
        u32 entry = self->table[at];
        if (!entry) {
            self->table[at] = self->count + 1;
            self->origin[self->count] = 2 * line + of_b;
            self->hash[self->count] = (u32)(hash >> 32);
            return self->count++;
        }
        u32 origin = self->origin[entry - 1];
        if (self->hash[entry - 1] == (u32)(hash >> 32) &&
            str_equal(text, line_of(origin & 1 ? b : a, origin / 2)))
            return entry - 1;
    }
}

/* Numbers all lines and sets aside those that stand in one text only: they have surely changed. */
static void match_lines(struct side *a, struct side *b, struct arena *arena)
{
    struct names names = {15, 0, NULL, NULL, NULL};
    usize lines = (usize)a->count + b->count;
    while (names.mask + 1 < 2 * lines) names.mask = names.mask * 2 + 1;
    names.table = arena_take(arena, ((usize)names.mask + 1) * sizeof(u32));
    names.origin = arena_take(arena, lines * sizeof(u32));
    names.hash = arena_take(arena, lines * sizeof(u32));
    check(names.table && names.origin && names.hash);
    memset(names.table, 0, ((usize)names.mask + 1) * sizeof(u32));
    for (u32 i = 0; i < a->count; i++) a->id[i] = name_of(&names, a, b, i, false);
    u32 of_a = names.count;
    u8 *in_b = (u8 *)names.table; /* the table is done with after b's turn; its memory is large
                                     enough for the flags */
    for (u32 i = 0; i < b->count; i++) b->id[i] = name_of(&names, a, b, i, true);
    memset(in_b, 0, names.count);
    for (u32 i = 0; i < b->count; i++) {
        in_b[b->id[i]] = 1;
        b->changed[i] = b->id[i] >= of_a;
        if (b->changed[i]) continue;
        b->kept_id[b->kept_count] = b->id[i];
        b->kept[b->kept_count++] = i;
    }
    for (u32 i = 0; i < a->count; i++) {
        a->changed[i] = !in_b[a->id[i]];
        if (a->changed[i]) continue;
        a->kept_id[a->kept_count] = a->id[i];
        a->kept[a->kept_count++] = i;
    }
}

/* Part of the edit graph: kept lines [a0, a1) against [b0, b1). */
struct box {
    i32 a0, a1, b0, b1;
};

struct search {
    struct side *a, *b;
    i32 *forward, *backward; /* furthest x for each diagonal, SNAKE_MAX + 4 on each side */
};

/* Finds a point on a shortest path through the box. False when it would cost more than SNAKE_MAX
 * steps. */
static bool middle_point(const struct search *self, struct box box, i32 *mid_a, i32 *mid_b)
{
    const u32 *a = self->a->kept_id + box.a0, *b = self->b->kept_id + box.b0;
    i32 n = box.a1 - box.a0, m = box.b1 - box.b0, delta = n - m;
    i32 *forward = self->forward + SNAKE_MAX + 4, *backward = self->backward + SNAKE_MAX + 4;
    bool odd = delta & 1;
    forward[1] = backward[1] = 0;
    i32 most = MIN((n + m + 1) / 2, SNAKE_MAX);
    for (i32 d = 0; d <= most; d++) {
        for (i32 k = -d; k <= d; k += 2) {
            i32 x = k == -d || (k != d && forward[k - 1] < forward[k + 1]) ? forward[k + 1]
                                                                           : forward[k - 1] + 1;
            i32 y = x - k;
            while (x < n && y < m && x >= 0 && y >= 0 && a[x] == b[y]) x++, y++;
            forward[k] = x;
            i32 reverse = delta - k;
            if (odd && reverse >= -(d - 1) && reverse <= d - 1 && x + backward[reverse] >= n) {
                *mid_a = MIN(x, n), *mid_b = MAX(0, MIN(y, m));
                return true;
            }
        }
        for (i32 k = -d; k <= d; k += 2) {
            i32 x = k == -d || (k != d && backward[k - 1] < backward[k + 1]) ? backward[k + 1]
                                                                             : backward[k - 1] + 1;
            i32 y = x - k;
            while (x < n && y < m && x >= 0 && y >= 0 && a[n - 1 - x] == b[m - 1 - y]) x++, y++;
            backward[k] = x;
            i32 reverse = delta - k;
            if (!odd && reverse >= -d && reverse <= d && x + forward[reverse] >= n) {
                *mid_a = MAX(0, n - x), *mid_b = MAX(0, MIN(m - y, m));
                return true;
            }
        }
    }
    return false;
}

static void mark(struct side *side, i32 from, i32 to)
{
    for (i32 i = from; i < to; i++) side->changed[side->kept[i]] = 1;
}

static void compare_box(const struct search *self, struct box box, u32 depth)
{
    const u32 *a = self->a->kept_id, *b = self->b->kept_id;
    i32 mid_a, mid_b;
    while (box.a0 < box.a1 && box.b0 < box.b1 && a[box.a0] == b[box.b0]) box.a0++, box.b0++;
    while (box.a0 < box.a1 && box.b0 < box.b1 && a[box.a1 - 1] == b[box.b1 - 1]) box.a1--, box.b1--;
    bool empty = box.a0 == box.a1 || box.b0 == box.b1;
    if (empty || depth == BOX_DEPTH_MAX || !middle_point(self, box, &mid_a, &mid_b)) {
        mark(self->a, box.a0, box.a1);
        mark(self->b, box.b0, box.b1);
        return;
    }
    mid_a += box.a0, mid_b += box.b0;
    struct box left = {box.a0, mid_a, box.b0, mid_b}, right = {mid_a, box.a1, mid_b, box.b1};
    bool stuck =
        (left.a1 == box.a1 && left.b1 == box.b1) || (right.a0 == box.a0 && right.b0 == box.b0);
    if (stuck) { /* the point is a corner: one half would be the box again */
        mark(self->a, box.a0, box.a1);
        mark(self->b, box.b0, box.b1);
        return;
    }
    compare_box(self, left, depth + 1);
    compare_box(self, right, depth + 1);
}

/* Runs of changed lines become hunks. Unchanged lines of both sides stand against each other in
 * order. */
static u32 make_hunks(const struct side *a, const struct side *b, u32 skip, struct hunk *out,
                      u32 max)
{
    u32 count = 0, i = 0, j = 0;
    while (i < a->count || j < b->count) {
        u32 i0 = i, j0 = j;
        while (i < a->count && a->changed[i]) i++;
        while (j < b->count && b->changed[j]) j++;
        if (i > i0 || j > j0) {
            struct hunk hunk = {skip + a->start[i0], a->start[i] - a->start[i0],
                                skip + b->start[j0], b->start[j] - b->start[j0]};
            if (count == max) { /* the last one swallows all that follows */
                struct hunk *last = &out[max - 1];
                hunk = (struct hunk){last->a_at, hunk.a_at + hunk.a_bytes - last->a_at, last->b_at,
                                     hunk.b_at + hunk.b_bytes - last->b_at};
                count--;
            }
            out[count++] = hunk;
        }
        while (i < a->count && j < b->count && !a->changed[i] && !b->changed[j]) i++, j++;
    }
    return count;
}

/* Moves the cuts of a sandwich back to starts of lines. */
static void widen_to_lines(struct str a, struct sandwich *cut)
{
    while (cut->prefix && a.at[cut->prefix - 1] != '\n') cut->prefix--;
    while (cut->suffix && cut->suffix < a.bytes && a.at[a.bytes - cut->suffix - 1] != '\n')
        cut->suffix--;
}

u32 diff_lines(struct str a, struct str b, struct arena *arena, struct hunk *out, u32 max)
{
    struct sandwich cut = diff_sandwich(a, b);
    if (cut.prefix == a.bytes && cut.prefix == b.bytes) return 0;
    /* The byte before a suffix must end a line in both texts. */
    widen_to_lines(a, &cut);
    while (cut.suffix && b.bytes > cut.suffix && b.at[b.bytes - cut.suffix - 1] != '\n') {
        cut.suffix--;
        widen_to_lines(a, &cut);
    }
    struct side side_a, side_b;
    side_init(&side_a, (struct str){a.at + cut.prefix, a.bytes - cut.prefix - cut.suffix}, arena);
    side_init(&side_b, (struct str){b.at + cut.prefix, b.bytes - cut.prefix - cut.suffix}, arena);
    match_lines(&side_a, &side_b, arena);
    usize row = (2 * SNAKE_MAX + 8) * sizeof(i32);
    struct search search = {&side_a, &side_b, arena_take(arena, row), arena_take(arena, row)};
    check(search.forward && search.backward);
    compare_box(&search, (struct box){0, (i32)side_a.kept_count, 0, (i32)side_b.kept_count}, 0);
    return make_hunks(&side_a, &side_b, cut.prefix, out, max);
}
