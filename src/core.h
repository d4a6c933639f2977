/* core.h: the border of core.wasm. One way in, one way out.
 *
 * The host writes a payload at core_inbox(len), calls core_step, and reads the effects at
 * core_outbox(). The core never calls the host: the module has no imports. One instance serves one
 * session, or, with the events hit and admit alone, any number of ledgers and tokens; after a trap
 * it is thrown away and a new one is started from the last snapshot.
 *
 * Memory: a small stack first (an overflow then traps instead of writing over data), the state, the
 * pool of the text, and behind it the inbox, the arena and the outbox of the step in progress.
 * Memory only grows.
 *
 *   outbox: u32 bytes, u32 spare, then effects; each a head of 24 bytes {u32 effect, u32 id, f64
 * at, u32 bytes, u32 spare} and its payload, padded to 8. Valid until the next call. */
#ifndef CORE_H
#define CORE_H

#include "base/base.h"

/* JSON that tells the host all numbers and names of the border: {version, catalogue, events:
 * [names], effects: [names], frame_bytes, read_plain, languages: [...]}; a number of the lists
 * counts from 1. Points at u32 length, u32 spare, bytes. */
const u8 *core_abi(void);

/* Where to write a payload of `len` bytes for the next core_step; NULL when no event may be so
 * long. The step must be told the same length. */
u8 *core_inbox(u32 event, u32 len);

/* Handles one event at `now_ms` (epoch milliseconds). `id` is a socket's or request's number, or 0.
 * A frame that was too long for an inbox is stepped with its length all the same: the core answers
 * it without reading it. */
void core_step(u32 event, u32 id, f64 now_ms, u32 len);

/* The effects of the last step. */
const u8 *core_outbox(void);

#endif
