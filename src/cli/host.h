/* host.h: the native host of the core, in virtual time.
 *
 * Does what the Durable Object does, without a network: it steps the core, answers each parse at
 * once with the syntax sandbox, keeps the last two saves and the armed alarm. What else the core
 * asks for goes to the caller's listener.   */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include "base/str.h"
#include "session/effects.h"

struct host {
    i64 armed_ms; /* 0 for no alarm */
    u8 *saves[2]; /* newest first, owned */
    usize save_bytes[2];
    struct str ledger; /* what a hit stored last, owned */
    bool parses;       /* answer parses with the sandbox; otherwise the caller does */
    void *context;
    /* Told each effect in order; the payload is borrowed for the call. May be NULL. */
    void (*listen)(void *context, const struct effect_head *head, struct str payload);
    /* Told the whole outbox of each step. May be NULL. */
    void (*bytes)(void *context, struct str outbox);
};

/* One event at `now_ms`, and the outline that answers its parse. Exits with a message when memory
 * runs out. */
void host_step(struct host *self, enum event event, u32 id, i64 now_ms, struct str payload);

/* Starts a session: `config` is the JSON of a start (session/event_start.c). With `restore` the
 * saves are given back. */
void host_start(struct host *self, i64 now_ms, struct str config, bool restore);

/* Asks the ledger; `request` is JSON (session/event_hit.c). */
void host_hit(struct host *self, u32 id, i64 now_ms, struct str request);

/* Steps the alarms that are armed up to and including `until_ms`, at their times. */
void host_sleep(struct host *self, i64 until_ms);

/* Reads a whole file; exits with a message when it cannot. The bytes are the caller's, with a NUL
 * behind them. */
struct str file_read(const char *path);

#endif
