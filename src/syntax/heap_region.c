/* The heap in one region: size classes over a bump pointer. */
#include "syntax/heap.h"

#ifndef SYNTAX_LIBC_HEAP

#include <string.h>

#include "syntax/bounds.h"
#include "syntax/heap_state.h"

/* Four classes for each doubling of size waste at most a fifth of a block. */
#define CLASS_COUNT 112u

/* The head of a block. A free one holds the next free block of its class in its first bytes. */
struct block {
    u32 class;
    u32 layer;
};
_Static_assert(sizeof(struct block) == 8, "blocks stay aligned to 8");

/* The class of a size; `*capacity` is what a block of it holds. */
static u32 class_of(usize bytes, usize *capacity)
{
    if (bytes > HEAP_BYTES_MAX) heap_end();
    u32 top = (u32)MAX(bytes, 16u) - 1;
    u32 shift = 29u - (u32)__builtin_clz(top);
    u32 quarters = (top >> shift) + 1;
    *capacity = (((usize)quarters << shift) + 7u) & ~(usize)7u;
    u32 class = shift * 4 + quarters - 5;
    check(class < CLASS_COUNT);
    return class;
}

/* The region: [base, bump) is handed out, [bump, high) was and is dirty, [high, limit) is ours and
 * zero. */
static struct {
    u8 *base, *mark, *bump, *high, *limit;
    struct block *kept_free[CLASS_COUNT];
    struct block *scratch_free[CLASS_COUNT];
} region;

#ifdef __wasm__

extern u8 __heap_base;
#define PAGE_BYTES ((usize)65536)

static void region_start(void)
{
    usize base = ((usize)&__heap_base + 7u) & ~(usize)7u;
    region.base = region.mark = region.bump = region.high = (u8 *)base;
    region.limit = (u8 *)(__builtin_wasm_memory_size(0) * PAGE_BYTES);
}

/* Asks the engine for more memory: an eighth of what is used at least, so that asking stays rare.
 */
static void region_grow(usize bytes)
{
    usize step = MAX(bytes, (usize)(region.limit - region.base) / 8);
    usize pages = (step + PAGE_BYTES - 1) / PAGE_BYTES;
    if (__builtin_wasm_memory_grow(0, pages) == (usize)-1) heap_end();
    region.limit += pages * PAGE_BYTES;
}

#else

static _Alignas(16) u8 native_memory[HEAP_BYTES_MAX];

static void region_start(void)
{
    region.base = region.mark = region.bump = region.high = native_memory;
    region.limit = native_memory + sizeof(native_memory);
}

static void region_grow(usize bytes)
{
    (void)bytes;
    heap_end();
}

#endif

static struct block **free_list(u32 class)
{
    return heap.keeping ? &region.kept_free[class] : &region.scratch_free[class];
}

static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)memory - 1;
    check(block->layer == heap_layer());
    return block;
}

/* Makes room for `bytes` more above the bump. */
static void region_reserve(usize bytes)
{
    if (!region.base) region_start();
    usize room = (usize)(region.limit - region.bump);
    if (room < bytes) region_grow(bytes - room);
    if ((usize)(region.bump - region.base) + bytes > HEAP_BYTES_MAX) heap_end();
}

void *heap_alloc(usize bytes)
{
    usize capacity;
    u32 class = class_of(bytes, &capacity);
    heap_count(bytes);
    struct block **list = free_list(class);
    struct block *block = *list;
    if (block) {
        check(block->layer == LAYER_FREE);
        memcpy(list, block + 1, sizeof(void *));
    } else {
        region_reserve(sizeof(struct block) + capacity);
        block = (struct block *)(void *)region.bump;
        region.bump += sizeof(struct block) + capacity;
        region.high = MAX(region.high, region.bump);
    }
    *block = (struct block){class, heap_layer()};
    if (!heap.keeping) heap.used += sizeof(struct block) + capacity;
    return block + 1;
}

static usize capacity_of(const struct block *block)
{
    usize quarters = block->class % 4 + 5;
    return ((quarters << (block->class / 4)) + 7u) & ~(usize)7u;
}

void heap_free(void *memory)
{
    if (!memory) return;
    struct block *block = block_of(memory);
    struct block **list = free_list(block->class);
    block->layer = LAYER_FREE;
    if (!heap.keeping) heap.used -= sizeof(struct block) + capacity_of(block);
    memcpy(block + 1, list, sizeof(void *));
    *list = block;
}

/* Grows the topmost block where it stands; a big array that doubles would otherwise leave its
 * halves behind. */
static bool grow_in_place(struct block *block, usize bytes)
{
    usize old = capacity_of(block);
    if ((u8 *)(block + 1) + old != region.bump) return false;
    usize capacity;
    u32 class = class_of(bytes, &capacity);
    heap_count(bytes);
    region_reserve(capacity - old);
    block->class = class;
    region.bump += capacity - old;
    region.high = MAX(region.high, region.bump);
    if (!heap.keeping) heap.used += capacity - old;
    return true;
}

void *heap_resize(void *memory, usize bytes)
{
    if (!memory) return heap_alloc(bytes);
    struct block *block = block_of(memory);
    usize old = capacity_of(block);
    if (bytes <= old || grow_in_place(block, bytes)) return memory;
    void *fresh = heap_alloc(bytes);
    memcpy(fresh, memory, old);
    heap_free(memory);
    return fresh;
}

void heap_wipe(void)
{
    if (!region.base) region_start();
    memset(region.mark, 0, (usize)(region.high - region.mark));
    memset(region.scratch_free, 0, sizeof(region.scratch_free));
    region.bump = region.high = region.mark;
    heap.keeping = false;
    heap.used = 0;
    heap.asked = 0;
}

void heap_keep(void)
{
    if (!region.base) region_start();
    check(region.bump == region.mark);
    heap.keeping = true;
}

void heap_scratch(void)
{
    region.mark = region.bump;
    heap.keeping = false;
}

#endif
