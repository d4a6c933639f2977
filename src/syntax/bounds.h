/* bounds.h: what one call of the sandbox may cost, in bytes and operations (law 3; the rest is in
 * base/limits.h).
 *
 * A Worker has 128 MB for everything. A program of 100 KB needs about 5 MB here; these bounds let a
 * document of 1 MiB through when it is ordinary code, and send a hostile one to the plain lexer. */
#ifndef SYNTAX_BOUNDS_H
#define SYNTAX_BOUNDS_H

/* All memory of the heap: beyond it a trap. */
#define HEAP_BYTES_MAX ((usize)96 << 20)

/* Scratch at which a parse gives up: plain lexer. */
#define HEAP_BYTES_TIGHT ((usize)64 << 20)

/* Nodes of one tree: plain lexer. Text of 1 MiB has about 400,000. */
#define TREE_NODES_MAX (1u << 20)

/* Parser operations that any text may take … */
#define PARSE_OPS_BASE 200000u

/* … and for each byte; ordinary code takes 1 to 3. Then: plain lexer. */
#define PARSE_OPS_PER_BYTE 30u

/* Bytes a parse may ask the heap for, in all … */
#define PARSE_WORK_BASE ((u64)8 << 20)

/* … and for each byte; ordinary code asks for 15 to 50. Then: plain lexer. */
#define PARSE_WORK_PER_BYTE 64u

/* Signs in a row under one node; beyond it no queries, which then take n^2. */
#define CROWD_MAX 1000u

/* Query operations that any text may take … */
#define QUERY_OPS_BASE 2000000u

/* … and for each byte. Then: no further findings. */
#define QUERY_OPS_PER_BYTE 60u

/* Half-made matches at a time: their cost is its square. Then: no further findings. */
#define QUERY_MATCHES_MAX 256u

/* Nodes that all predicates of one call may visit. Then: no further findings. */
#define PREDICATE_STEPS_MAX 20000000u

#endif
