/* heap_state.h: what the two ways to keep blocks share: a region (heap_region.c), or the C
 * library's malloc (heap_libc.c, for the sanitizers). Nobody else includes it. */
#ifndef SYNTAX_HEAP_STATE_H
#define SYNTAX_HEAP_STATE_H

#include "base/base.h"

enum layer { LAYER_KEPT = 0x4b455054, LAYER_SCRATCH = 0x53435254, LAYER_FREE = 0x46524545 };

struct heap {
    bool keeping; /* the kept layer is open */
    u32 fail_at;
    usize used; /* bytes of scratch in use */
    u64 asked;  /* bytes asked for since the last wipe */
    void (*on_end)(void);
};
extern struct heap heap;

/* Memory has ended: does not come back. */
void heap_end(void);

/* Every allocation passes here first. */
void heap_count(usize bytes);

static inline u32 heap_layer(void)
{
    return heap.keeping ? LAYER_KEPT : LAYER_SCRATCH;
}

#endif
