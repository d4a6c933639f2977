/* The heap out of malloc, block by block, so that the sanitizers see each one. */
#include "syntax/heap.h"

#ifdef SYNTAX_LIBC_HEAP

#include <stdlib.h>
#include <string.h>

#include "syntax/bounds.h"
#include "syntax/heap_state.h"

/* Blocks of a layer hang on a ring, so that a wipe finds those that nobody freed. */
struct ring {
    struct ring *before, *after;
    usize bytes;
    u32 layer;
    u32 padding;
};
static struct ring scratch_ring = {&scratch_ring, &scratch_ring, 0, 0, 0};
static struct ring kept_ring = {&kept_ring, &kept_ring, 0, 0, 0};

static struct ring *ring_of(void *memory)
{
    return (struct ring *)memory - 1;
}

static void ring_leave(struct ring *self)
{
    self->before->after = self->after;
    self->after->before = self->before;
}

void *heap_alloc(usize bytes)
{
    heap_count(bytes);
    struct ring *self = NULL;
    if (heap.used + bytes > HEAP_BYTES_MAX) heap_end();
    self = malloc(sizeof(struct ring) + bytes);
    if (!self) heap_end();
    struct ring *ring = heap.keeping ? &kept_ring : &scratch_ring;
    *self = (struct ring){ring, ring->after, bytes, heap_layer(), 0};
    self->after->before = self;
    ring->after = self;
    if (!heap.keeping) heap.used += bytes;
    return self + 1;
}

void heap_free(void *memory)
{
    if (!memory) return;
    struct ring *self = ring_of(memory);
    check(self->layer == heap_layer());
    if (!heap.keeping) heap.used -= self->bytes;
    ring_leave(self);
    free(self);
}

void *heap_resize(void *memory, usize bytes)
{
    void *fresh = heap_alloc(bytes);
    if (memory) {
        memcpy(fresh, memory, MIN(bytes, ring_of(memory)->bytes));
        heap_free(memory);
    }
    return fresh;
}

void heap_wipe(void)
{
    heap.keeping = false;
    while (scratch_ring.after != &scratch_ring) heap_free(scratch_ring.after + 1);
    check(heap.used == 0);
    heap.asked = 0;
}

void heap_keep(void)
{
    check(heap.used == 0);
    heap.keeping = true;
}

void heap_scratch(void)
{
    heap.keeping = false;
}

#endif
