#include "syntax/heap.h"

#include <string.h>

#include "syntax/bounds.h"
#include "syntax/heap_state.h"

/* tree-sitter and the scanners allocate through these four words, and we own them. */
void *(*ts_current_malloc)(usize) = heap_alloc;
void *(*ts_current_calloc)(usize, usize) = heap_alloc_zeroed;
void *(*ts_current_realloc)(void *, usize) = heap_resize;
void (*ts_current_free)(void *) = heap_free;

struct heap heap;

void heap_end(void)
{
    if (heap.on_end) heap.on_end();
    __builtin_trap();
}

void heap_count(usize bytes)
{
    heap.asked += bytes;
    if (heap.fail_at > 0 && --heap.fail_at == 0) heap_end();
}

void *heap_alloc_zeroed(usize count, usize bytes)
{
    if (bytes > 0 && count > HEAP_BYTES_MAX / bytes) heap_end();
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
