#include "syntax/heap.h"

#include <string.h>

#include "syntax/bounds.h"

/* tree-sitter and the scanners allocate through these four words, and we own them. */
void *(*ts_current_malloc)(usize) = heap_alloc;
void *(*ts_current_calloc)(usize, usize) = heap_alloc_zeroed;
void *(*ts_current_realloc)(void *, usize) = heap_resize;
void (*ts_current_free)(void *) = heap_free;

/* Four classes for each doubling of size waste at most a fifth of a block. */
#define CLASS_COUNT   112u
#define LAYER_KEPT    0x4b455054u
#define LAYER_SCRATCH 0x53435254u
#define LAYER_FREE    0x46524545u

/* The head of a block. A free one holds the next free block of its class in its first bytes. */
struct block {
    u32 class;
    u32 layer;
};
_Static_assert(sizeof(struct block) == 8, "blocks stay aligned to 8");

static struct {
    bool keeping;
    u32 fail_at;
    usize used; /* bytes of scratch in use */
    u64 asked;  /* bytes asked for since the last wipe */
    void (*on_end)(void);
} heap;

static void end_of_memory(void)
{
    if (heap.on_end) heap.on_end();
    __builtin_trap();
}

static void count_allocation(usize bytes)
{
    heap.asked += bytes;
    if (heap.fail_at > 0 && --heap.fail_at == 0) end_of_memory();
}

#ifdef SYNTAX_LIBC_HEAP

#include <stdlib.h>

/* Blocks of a layer hang on a ring, so that a wipe finds those that nobody freed. */
struct ring {
    struct ring *before, *after;
    usize bytes;
    struct block block;
};
static struct ring scratch_ring = {&scratch_ring, &scratch_ring, 0, {0, 0}};
static struct ring kept_ring = {&kept_ring, &kept_ring, 0, {0, 0}};

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
    count_allocation(bytes);
    struct ring *self = NULL;
    if (heap.used + bytes > HEAP_BYTES_MAX) end_of_memory();
    self = malloc(sizeof(struct ring) + bytes);
    if (!self) end_of_memory();
    struct ring *ring = heap.keeping ? &kept_ring : &scratch_ring;
    *self = (struct ring){ring, ring->after, bytes, {0, heap.keeping ? LAYER_KEPT : LAYER_SCRATCH}};
    self->after->before = self;
    ring->after = self;
    if (!heap.keeping) heap.used += bytes;
    return self + 1;
}

void heap_free(void *memory)
{
    if (!memory) return;
    struct ring *self = ring_of(memory);
    check(self->block.layer == (heap.keeping ? LAYER_KEPT : LAYER_SCRATCH));
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

#else

/* The class of a size; `*capacity` is what a block of it holds. */
static u32 class_of(usize bytes, usize *capacity)
{
    if (bytes > HEAP_BYTES_MAX) end_of_memory();
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
    if (__builtin_wasm_memory_grow(0, pages) == (usize)-1) end_of_memory();
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
    end_of_memory();
}

#endif

static struct block **free_list(u32 class)
{
    return heap.keeping ? &region.kept_free[class] : &region.scratch_free[class];
}

static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)memory - 1;
    check(block->layer == (heap.keeping ? LAYER_KEPT : LAYER_SCRATCH));
    return block;
}

/* Makes room for `bytes` more above the bump. */
static void region_reserve(usize bytes)
{
    if (!region.base) region_start();
    usize room = (usize)(region.limit - region.bump);
    if (room < bytes) region_grow(bytes - room);
    if ((usize)(region.bump - region.base) + bytes > HEAP_BYTES_MAX) end_of_memory();
}

void *heap_alloc(usize bytes)
{
    usize capacity;
    u32 class = class_of(bytes, &capacity);
    count_allocation(bytes);
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
    *block = (struct block){class, heap.keeping ? LAYER_KEPT : LAYER_SCRATCH};
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
    count_allocation(bytes);
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

void *heap_alloc_zeroed(usize count, usize bytes)
{
    if (bytes > 0 && count > HEAP_BYTES_MAX / bytes) end_of_memory();
    void *memory = heap_alloc(count * bytes);
    memset(memory, 0, count * bytes);
    return memory;
}

bool heap_is_tight(void)
{
    return heap.used > HEAP_BYTES_TIGHT;
}

u64 heap_asked(void)
{
    return heap.asked;
}

usize heap_used(void)
{
    return heap.used;
}

void heap_fail_at(u32 n)
{
    heap.fail_at = n;
}

void heap_on_end(void (*handler)(void))
{
    heap.on_end = handler;
}
