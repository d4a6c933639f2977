#include "syntax/numbers.h"

#include "base/hash.h"
#include "syntax/heap.h"

#define TAG       0x6e616d65u
#define NAMES_MAX (1u << 18)

void numbers_init(struct numbers *self, u32 names)
{
    u32 slots = 64;
    while (slots < MIN(names, NAMES_MAX) * 2) slots *= 2;
    *self = (struct numbers){.mask = slots - 1, .epoch = 1, .most = slots / 2};
    self->slots = heap_alloc_zeroed(slots, sizeof(struct number_slot));
}

void numbers_restart(struct numbers *self)
{
    self->epoch++;
    self->count = 0;
}

u64 numbers_hash(struct numbers *self, u64 name)
{
    u32 at = (u32)(name >> 20) & self->mask;
    while (self->slots[at].epoch == self->epoch && self->slots[at].hash != name)
        at = (at + 1) & self->mask;
    struct number_slot *slot = &self->slots[at];
    if (slot->epoch != self->epoch) {
        if (self->count == self->most) return hash64_mix(TAG, self->most);
        *slot = (struct number_slot){name, self->epoch, self->count++};
    }
    return hash64_mix(TAG, slot->number);
}
