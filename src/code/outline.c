#include "code/outline.h"

#include "base/hash.h"
#include "code/text.h"

/* Units in order, inside the text, and inside what their depth says. */
static bool units_fit(const struct outline *self)
{
    u32 bytes = self->head->text_bytes, last = 0;
    for (u32 i = 0; i < self->head->unit_count; i++) {
        const struct unit *unit = &self->units[i];
        bool named = unit->name_at != OUTLINE_NOWHERE;
        if (unit->start > unit->end || unit->end > bytes || unit->start < last) return false;
        if (!unit->kind || unit->kind >= UNIT_KINDS || unit->depth > OUTLINE_DEPTH_MAX)
            return false;
        if (named && (unit->name_at > bytes || unit->name_bytes > bytes - unit->name_at))
            return false;
        last = unit->start;
    }
    return true;
}

static bool findings_fit(const struct outline *self)
{
    u32 bytes = self->head->text_bytes;
    for (u32 i = 0; i < self->head->finding_count; i++) {
        const struct finding *finding = &self->findings[i];
        if (finding->start > finding->end || finding->end > bytes) return false;
        if (finding->slot_count > FINDING_SLOTS_MAX) return false;
        for (u32 k = 0; k < finding->slot_count; k++)
            if (finding->slots[k].at > bytes ||
                finding->slots[k].bytes > bytes - finding->slots[k].at)
                return false;
    }
    return true;
}

static bool faults_fit(const struct outline *self)
{
    u32 last = 0;
    for (u32 i = 0; i < self->head->fault_count; i++) {
        const struct fault_place *place = &self->faults[i];
        if (place->start > place->end || place->end > self->head->text_bytes) return false;
        if (place->start < last) return false;
        last = place->start;
    }
    return true;
}

bool outline_read(struct outline *self, struct str bytes)
{
    static const struct outline_head EMPTY = {.magic = OUTLINE_MAGIC, .error_at = OUTLINE_NOWHERE};
    const struct outline_head *head = (const void *)bytes.at;
    *self = (struct outline){&EMPTY, NULL, NULL, NULL, NULL};
    if (bytes.bytes < sizeof *head || head->magic != OUTLINE_MAGIC) return false;
    if (head->unit_count > OUTLINE_UNITS_MAX || head->finding_count > FINDINGS_MAX) return false;
    if (head->text_bytes > TEXT_BYTES_MAX || head->token_count > TOKENS_MAX ||
        head->fault_count > FAULTS_MAX)
        return false;
    usize units = sizeof *head + head->unit_count * sizeof(struct unit),
          findings = units + head->finding_count * sizeof(struct finding);
    usize faults = findings + head->fault_count * sizeof(struct fault_place);
    if (bytes.bytes != faults + head->token_count * sizeof(u16)) return false;
    struct outline whole = {head, (const void *)(bytes.at + sizeof *head),
                            (const void *)(bytes.at + units), (const void *)(bytes.at + findings),
                            (const void *)(bytes.at + faults)};
    if (!units_fit(&whole) || !findings_fit(&whole) || !faults_fit(&whole)) return false;
    *self = whole;
    return true;
}

bool outline_parses_at(const struct outline *self, u32 at)
{
    if (!(self->head->flags & OUTLINE_ERROR)) return true;
    if (self->head->flags & OUTLINE_UNCLOSED) return false;
    bool inside = false, found = false, broken = false;
    for (u32 i = 0; i < self->head->unit_count; i++) {
        const struct unit *unit = &self->units[i];
        if (unit->depth == 0) inside = at >= unit->start && at <= unit->end;
        found |= inside;
        broken |= inside && (unit->flags & UNIT_BROKEN);
    }
    return found && !broken;
}

bool outline_reads_in(const struct outline *self, u32 start, u32 end)
{
    if (!(self->head->flags & OUTLINE_ERROR) || (self->head->flags & OUTLINE_UNCLOSED)) return true;
    for (u32 i = 0; i < self->head->fault_count; i++)
        if (self->faults[i].start <= end && self->faults[i].end >= start) return false;
    return self->head->fault_count == self->head->error_count || outline_parses_at(self, end);
}

u32 outline_keep(const struct outline *self, struct text *text, struct seen_unit *out)
{
    u32 count = MIN(self->head->unit_count, OUTLINE_UNITS_MAX);
    u8 name[NAME_BYTES_MAX];
    for (u32 i = 0; i < count; i++) {
        const struct unit *unit = &self->units[i];
        u32 hash = 0, bytes = MIN((u32)unit->name_bytes, NAME_BYTES_MAX);
        if (unit->name_at != OUTLINE_NOWHERE) {
            text_copy(text, unit->name_at, bytes, name);
            hash = (u32)hash64(HASH64_START, (struct str){name, bytes}) | 1;
        }
        out[i] = (struct seen_unit){unit->exact, unit->shape, hash, (u16)MIN(unit->weight, 65535u),
                                    unit->kind,  unit->depth};
    }
    return count;
}

/* ---- comparing ---- */

#define PARTNER_NONE 0xffffu
_Static_assert(OUTLINE_UNITS_MAX < PARTNER_NONE, "a unit's number fits beside 'none'");

/* Which key of a unit a pass looks at. */
enum key { KEY_EXACT, KEY_SHAPE, KEY_NAME };

static u64 key_of(const struct seen_unit *unit, enum key key)
{
    u64 base = key == KEY_EXACT ? unit->exact : key == KEY_SHAPE ? unit->shape : unit->name;
    return hash64_mix(hash64_mix(HASH64_START, base), unit->kind);
}

struct compare {
    const struct seen_unit *seen, *now;
    u32 seen_count, now_count;
    u16 *seen_partner, *now_partner; /* index of the partner on the other side, or PARTNER_NONE */
    u32 *table;                      /* open addressing: 0 = empty, else 1 + index of a seen unit */
    u32 mask;
};

static void pair(struct compare *self, u32 seen, u32 now)
{
    self->seen_partner[seen] = (u16)now;
    self->now_partner[now] = (u16)seen;
}

/* Pairs units without a partner that agree in one key, the first with the first. */
static void pair_by(struct compare *self, enum key key)
{
    memset(self->table, 0, ((usize)self->mask + 1) * sizeof *self->table);
    for (u32 i = self->seen_count;
         i-- > 0;) { /* backwards, so that the first of equals is found first */
        if (self->seen_partner[i] != PARTNER_NONE || (key == KEY_NAME && !self->seen[i].name))
            continue;
        u32 at = (u32)key_of(&self->seen[i], key) & self->mask;
        while (self->table[at] &&
               key_of(&self->seen[self->table[at] - 1], key) != key_of(&self->seen[i], key))
            at = (at + 1) & self->mask;
        self->table[at] = i + 1;
    }
    for (u32 i = 0; i < self->now_count; i++) {
        if (self->now_partner[i] != PARTNER_NONE || (key == KEY_NAME && !self->now[i].name))
            continue;
        u64 want = key_of(&self->now[i], key);
        u32 at = (u32)want & self->mask;
        while (self->table[at] && key_of(&self->seen[self->table[at] - 1], key) != want)
            at = (at + 1) & self->mask;
        if (!self->table[at]) continue;
        u32 found = self->table[at] - 1;
        /* Taken already: the next seen unit with the same key, if there is one. Equal units mostly
         * stand near. */
        while (found < self->seen_count && (self->seen_partner[found] != PARTNER_NONE ||
                                            key_of(&self->seen[found], key) != want))
            found++;
        if (found == self->seen_count) continue;
        pair(self, found, i);
        self->table[at] = found + 1;
    }
}

static bool is_structure(u8 kind)
{
    return kind == UNIT_FUNCTION || kind == UNIT_CLASS || kind == UNIT_BRANCH || kind == UNIT_LOOP;
}

static void count_now(const struct compare *self, struct outline_change *change)
{
    u32 furthest = 0; /* 1 + the last seen unit that a same unit was paired with */
    for (u32 i = 0; i < self->now_count; i++) {
        const struct seen_unit *now = &self->now[i];
        u32 partner = self->now_partner[i];
        if (partner == PARTNER_NONE) {
            change->appeared += now->weight;
            change->structure |= is_structure(now->kind);
            continue;
        }
        const struct seen_unit *seen = &self->seen[partner];
        if (seen->exact == now->exact) {
            change->same++;
            change->moved += partner < furthest;
            furthest = MAX(furthest, partner);
        } else if (seen->shape == now->shape) {
            change->renamed++;
        } else {
            change->changed += MAX(seen->weight, now->weight);
        }
    }
}

struct outline_change outline_compare(const struct seen_unit *seen, u32 seen_count,
                                      const struct seen_unit *now, u32 now_count,
                                      struct arena *arena)
{
    struct outline_change change = {0};
    struct compare self = {seen, now, seen_count, now_count, NULL, NULL, NULL, 15};
    while (self.mask + 1 < 2 * seen_count) self.mask = self.mask * 2 + 1;
    self.seen_partner = arena_take(arena, (seen_count + 1) * sizeof(u16));
    self.now_partner = arena_take(arena, (now_count + 1) * sizeof(u16));
    self.table = arena_take(arena, ((usize)self.mask + 1) * sizeof(u32));
    check(self.seen_partner && self.now_partner && self.table);
    memset(self.seen_partner, 0xff, (seen_count + 1) * sizeof(u16));
    memset(self.now_partner, 0xff, (now_count + 1) * sizeof(u16));
    /* Most units stand where they stood: a sandwich spares them the table. */
    u32 front = 0, back = 0, most = MIN(seen_count, now_count);
    while (front < most && seen[front].exact == now[front].exact)
        pair(&self, front, front), front++;
    while (back < most - front &&
           seen[seen_count - 1 - back].exact == now[now_count - 1 - back].exact) {
        pair(&self, seen_count - 1 - back, now_count - 1 - back);
        back++;
    }
    if (front + back < MAX(seen_count, now_count)) {
        pair_by(&self, KEY_EXACT);
        pair_by(&self, KEY_SHAPE);
        pair_by(&self, KEY_NAME);
    }
    count_now(&self, &change);
    for (u32 i = 0; i < seen_count; i++) {
        if (self.seen_partner[i] != PARTNER_NONE) continue;
        change.vanished += seen[i].weight;
        change.structure |= is_structure(seen[i].kind);
    }
    return change;
}
