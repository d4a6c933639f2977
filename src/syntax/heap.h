/* heap.h: the memory of the sandbox, in two layers.
 *
 * Below lies what was made of our own sources before any text was seen: the compiled queries and
 * tables of a language. Above lies what a call allocates; it is wiped (zeroed) as a whole, whether
 * or not tree-sitter freed it, so one learner's text leaves no trace for the next. Allocation
 * cannot fail towards third-party C, which would not notice: when memory ends the sandbox traps,
 * and the host takes a new instance. A parse asks heap_is_tight() from time to time and gives up
 * well before.
 *
 * Vocabulary: kept (below the mark), scratch (above it). Invariant: scratch never lives in a kept
 * block, so wiping cannot touch what is kept. With SYNTAX_LIBC_HEAP every block comes from malloc,
 * so that the sanitizers see it.       */
#ifndef SYNTAX_HEAP_H
#define SYNTAX_HEAP_H

#include "base/base.h"

/* Never NULL. Blocks are aligned to 8. heap_resize(NULL, n) allocates, heap_free(NULL) does
 * nothing. */
void *heap_alloc(usize bytes);
void *heap_alloc_zeroed(usize count, usize bytes);
void *heap_resize(void *block, usize bytes);
void heap_free(void *block);

/* Opens the kept layer: what is allocated from here to heap_scratch() stays. Traps while scratch
 * holds anything. */
void heap_keep(void);

/* Closes it: what is allocated from now on is scratch. A program starts in scratch. */
void heap_scratch(void);

/* Ends a call: frees and zeroes all scratch, and goes back to it. */
void heap_wipe(void);

/* True when so much scratch is in use that a parse must give up (HEAP_BYTES_TIGHT). */
bool heap_is_tight(void);

/* Bytes that were ever asked for since the last wipe. Third-party work that grows with the square
 * of a text builds ever larger blocks, so this measures it where no clock does. */
u64 heap_asked(void);

/* Bytes of scratch in use, headers included. */
usize heap_used(void);

/* For tests: the n-th allocation from now finds no memory (0: none does). */
void heap_fail_at(u32 n);

/* For tests: what runs instead of the trap when memory ends. It must not return. */
void heap_on_end(void (*handler)(void));

#endif
