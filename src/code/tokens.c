#include "code/tokens.h"

#include <string.h>

/* How often a token stands in the one row more than in the other: open addressing. */
struct entry {
    u16 token;
    u16 used;
    i32 more; /* in the row of now */
};
struct tally {
    struct entry *entries;
    u32 mask;
};
#define TALLY_MOST (2u << 16) /* twice as many as there are tokens */

static struct entry *find(const struct tally *self, u16 token)
{
    u32 at = (token * 0x9e3779b1u >> 8) & self->mask;
    while (self->entries[at].used && self->entries[at].token != token) at = (at + 1) & self->mask;
    return &self->entries[at];
}

static void count(struct tally *self, const u16 *tokens, u32 length, i32 by)
{
    for (u32 i = 0; i < length; i++) {
        struct entry *entry = find(self, tokens[i]);
        *entry = (struct entry){tokens[i], 1, entry->more + by};
    }
}

#define RENAMINGS_SOUGHT 256u /* tokens that differ: in more than that nobody sees a renaming */

/* A name that went `n` times beside one that came `n` times is a renaming. Takes both out. */
static u32 take_renamings(struct entry **differing, u32 length)
{
    u32 renamed = 0;
    for (u32 i = 0; i < length; i++) {
        struct entry *gone = differing[i];
        if (gone->more >= 0 || token_class(gone->token) != TOKEN_NAME) continue;
        for (u32 k = 0; k < length; k++) {
            struct entry *came = differing[k];
            if (came->more != -gone->more || token_class(came->token) != TOKEN_NAME) continue;
            gone->more = came->more = 0;
            renamed++;
            break;
        }
    }
    return renamed;
}

static void weigh(const struct tally *self, const struct token_points *table,
                  struct token_change *change)
{
    struct entry *differing[RENAMINGS_SOUGHT];
    u32 length = 0;
    for (u32 i = 0; i <= self->mask; i++) {
        if (!self->entries[i].more) continue;
        if (length < RENAMINGS_SOUGHT) differing[length] = &self->entries[i];
        length++;
    }
    change->reordered = length == 0;
    if (length <= RENAMINGS_SOUGHT) change->renamed = take_renamings(differing, length);
    for (u32 i = 0; i <= self->mask; i++) {
        const struct entry *entry = &self->entries[i];
        u32 points = table->of[token_class(entry->token)];
        if (entry->more > 0) change->came += points * (u32)entry->more;
        else change->gone += points * (u32)-entry->more;
    }
}

struct token_change tokens_compare(const u16 *seen, u32 seen_count, const u16 *now, u32 now_count,
                                   const struct token_points *points, struct arena *arena)
{
    struct token_change change = {0};
    u32 most = MIN(seen_count, now_count), front = 0, back = 0;
    while (front < most && seen[front] == now[front]) front++;
    while (back < most - front && seen[seen_count - 1 - back] == now[now_count - 1 - back]) back++;
    u32 old = seen_count - front - back, new = now_count - front - back;
    if (!old && !new) return change;
    struct tally tally = {NULL, 15};
    while (tally.mask + 1 < 2 * (old + new) && tally.mask < TALLY_MOST - 1)
        tally.mask = tally.mask * 2 + 1;
    usize bytes = ((usize)tally.mask + 1) * sizeof *tally.entries;
    tally.entries = arena_take(arena, bytes);
    check(tally.entries);
    memset(tally.entries, 0, bytes);
    count(&tally, seen + front, old, -1);
    count(&tally, now + front, new, 1);
    weigh(&tally, points, &change);
    return change;
}
