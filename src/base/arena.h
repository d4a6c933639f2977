/* arena.h: memory for the length of one step.
 *
 * Takes bytes from one block and gives them all back at once: the arena is empty between steps (law
 * 4). Running out is an answer (NULL), never a crash. cJSON allocates from it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena {
    u8 *memory;
    usize used, capacity; /* bytes */
};

void arena_init(struct arena *self, u8 *memory, usize capacity);

/* `bytes` bytes aligned to 8, not cleared; NULL when they do not fit. */
void *arena_take(struct arena *self, usize bytes);

/* What is left, in bytes. */
usize arena_left(const struct arena *self);

#endif
