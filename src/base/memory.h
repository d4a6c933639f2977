/* memory.h: the memory behind the static data, growing to the end and never back.
 *
 * In wasm it is the linear memory after the program's own data; natively one reservation of address
 * space of the same size, so that both behave alike. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "base/base.h"

/* Where it begins, aligned to 16. */
u8 *memory_base(void);

/* Makes every byte before `end` usable; traps when that is beyond MEMORY_BYTES_MAX. */
void memory_ensure(const u8 *end);

#endif
