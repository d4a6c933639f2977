#include "base/arena.h"

void arena_init(struct arena *self, u8 *memory, usize capacity)
{
    usize skew = (usize)((uintptr_t)memory & 7);
    usize skip = skew ? 8 - skew : 0;
    if (skip > capacity) skip = capacity;
    *self = (struct arena){memory + skip, 0, capacity - skip};
}

usize arena_left(const struct arena *self)
{
    return self->capacity - self->used;
}

void *arena_take(struct arena *self, usize bytes)
{
    usize left = arena_left(self);
    if (bytes > left) return NULL;
    usize rounded = (bytes + 7) & ~(usize)7;
    void *place = self->memory + self->used;
    self->used += MIN(rounded, left);
    return place;
}
