#include "base/memory.h"

#include "base/limits.h"

#ifdef __wasm__

extern u8 __heap_base; /* the linker's: the first byte behind stack and data */

u8 *memory_base(void)
{
    return (u8 *)(((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15);
}

void memory_ensure(const u8 *end)
{
    const usize page = 64u << 10;
    usize have = __builtin_wasm_memory_size(0), need = ((usize)end + page - 1) / page;
    if (need > have) check(__builtin_wasm_memory_grow(0, need - have) != (usize)-1);
}

#else

static _Alignas(16) u8
    reservation[MEMORY_BYTES_MAX]; /* the system commits a page when it is first touched */

u8 *memory_base(void)
{
    return reservation;
}

void memory_ensure(const u8 *end)
{
    check(end >= reservation && (usize)(end - reservation) <= sizeof reservation);
}

#endif
