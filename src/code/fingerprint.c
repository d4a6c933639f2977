#include "code/fingerprint.h"

#include "base/hash.h"

u32 grams_put(struct grams *self, u32 token)
{
    self->last[self->count++ % GRAM_TOKENS] = token;
    if (self->count < GRAM_TOKENS) return 0;
    u32 row[GRAM_TOKENS];
    u64 hash = HASH64_START;
    for (u32 i = 0; i < GRAM_TOKENS; i++) {
        row[i] = self->last[(self->count + i) % GRAM_TOKENS];
        u32 value = row[i];
        if (value & GRAM_NAME) { /* as far back as it stands there already */
            u32 first = 0;
            while (row[first] != row[i]) first++;
            value = GRAM_NAME | first;
        }
        hash = hash64_mix(hash, value);
    }
    u32 gram = (u32)(hash ^ hash >> 32);
    return gram ? gram : 1;
}

u32 winnow_put(struct winnow *self, u32 gram)
{
    self->window[self->count++ % GRAM_WINDOW] = gram;
    if (self->count < GRAM_WINDOW) return 0;
    u32 best = self->count - GRAM_WINDOW; /* the rightmost of the smallest */
    for (u32 i = best + 1; i < self->count; i++)
        if (self->window[i % GRAM_WINDOW] <= self->window[best % GRAM_WINDOW]) best = i;
    if (self->count > GRAM_WINDOW && best == self->chosen) return 0;
    self->chosen = best;
    return self->window[best % GRAM_WINDOW];
}

u32 winnow_end(const struct winnow *self)
{
    u32 best = 0;
    if (self->count >= GRAM_WINDOW) return 0;
    for (u32 i = 0; i < self->count; i++)
        if (!best || self->window[i] < best) best = self->window[i];
    return best;
}

/* The slot of a gram, or the free one where it belongs. */
static u32 slot_of(const struct fingerprints *self, u32 gram)
{
    u32 slot = gram % FINGERPRINTS_SLOTS;
    while (self->slots[slot] && self->slots[slot] != gram) slot = (slot + 1) % FINGERPRINTS_SLOTS;
    return slot;
}

void fingerprints_add(struct fingerprints *self, u32 gram)
{
    u32 slot = slot_of(self, gram);
    if (self->slots[slot] || self->count == FINGERPRINTS_MAX) return;
    self->slots[slot] = gram;
    self->count++;
}

u8 *fingerprints_find(struct fingerprints *self, u32 gram)
{
    u32 slot = slot_of(self, gram);
    return self->slots[slot] ? &self->marks[slot] : NULL;
}
