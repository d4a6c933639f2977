/* base.h: the few words that every other file uses.
 *
 * Vocabulary: a `check` states an invariant of ours. When it does not hold the program is wrong,
 * not its input, so the instance traps; the host throws it away and rebuilds it from the last
 * snapshot. Bad input is never a check. Invariant: memory is little-endian everywhere we run (wasm,
 * x86-64, arm64); snapshots and the border rely on it. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;
typedef double f64;
typedef size_t usize;
typedef ptrdiff_t isize;

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b)        ((a) < (b) ? (a) : (b))
#define MAX(a, b)        ((a) > (b) ? (a) : (b))

/* An invariant of ours: traps when it is broken, in every build. */
#define check(condition) ((condition) ? (void)0 : __builtin_trap())

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "snapshots and the border are little-endian");
_Static_assert(sizeof(f64) == 8, "times cross the border as 8-byte doubles");

#endif
