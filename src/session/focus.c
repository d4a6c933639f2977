#include "session/focus.h"

/* A set of hashes with open addressing, at most half full. */
#define PLACES (2 * OUTLINE_UNITS_MAX)
_Static_assert((PLACES & (PLACES - 1)) == 0, "a place is some bits of a hash");

static u64 *place_of(u64 *set, u64 hash)
{
    u32 at = (u32)(hash >> 20) & (PLACES - 1);
    while (set[at] && set[at] != hash) at = (at + 1) & (PLACES - 1);
    return &set[at];
}

/* The bytes of a unit that belong to no unit inside it, as far as they lie before the first one. */
static struct prompt_range own_range(const struct outline *outline, u32 index)
{
    const struct unit *unit = &outline->units[index], *next = unit + 1;
    bool inside = index + 1 < outline->head->unit_count && next->depth > unit->depth;
    return (struct prompt_range){unit->start, inside ? MAX(unit->start, next->start) : unit->end};
}

static void add(struct session *session, struct prompt_range range)
{
    struct prompt_range *last =
        session->focus_count ? &session->focus[session->focus_count - 1] : NULL;
    range.end = MIN(range.end, session->text.bytes);
    range.start = MIN(range.start, range.end);
    bool full = session->focus_count == FOCUS_MAX;
    if (last && (full || range.start <= last->end)) last->end = MAX(last->end, range.end);
    else session->focus[session->focus_count++] = range;
}

void focus_find(struct session *session, const struct outline *outline, struct arena *arena)
{
    u64 *set = arena_take(arena, PLACES * sizeof *set);
    check(set);
    memset(set, 0, PLACES * sizeof *set);
    session->focus_count = 0;
    session->focus_revision = session->revision;
    for (u32 i = 0; i < session->seen_count; i++)
        if (session->seen[i].exact) *place_of(set, session->seen[i].exact) = session->seen[i].exact;
    for (u32 i = 0; i < outline->head->unit_count; i++) {
        u64 exact = outline->units[i].exact;
        if (exact && !*place_of(set, exact)) add(session, own_range(outline, i));
    }
}
