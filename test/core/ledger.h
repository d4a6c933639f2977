/* ledger.h: a ledger as its host keeps it: bytes in storage, one request after the other.
 *
 * Every request also proves that what is stored is whole, survives being written and read, and is
 * stored before the answer leaves. */
#ifndef TEST_CORE_LEDGER_H
#define TEST_CORE_LEDGER_H

#include "core/world.h"
#include "session/limiter.h"

struct ledger {
    struct world *world;
    struct str stored; /* owned */
    bool saved;        /* by the last request */
    u32 notes;
    char answer[1024], note[1024]; /* of the last request; its last note */
};

static inline void ledger_begin(struct ledger *self)
{
    *self = (struct ledger){.world = world_new()};
}

static inline void ledger_end(struct ledger *self)
{
    world_free(self->world);
    free((void *)(uintptr_t)self->stored.at);
}

/* What was stored is a whole ledger, and written again it is the same bytes. */
static inline void check_stored(struct str stored)
{
    static u8 again[LIMITER_BYTES_MAX];
    static struct limiter limiter;
    struct buf out;
    memset(&limiter, 0x5a, sizeof limiter);
    CHECK(limiter_read(&limiter, stored));
    buf_init(&out, again, sizeof again);
    limiter_write(&limiter, &out);
    CHECK(!out.overflow);
    CHECK_STR(buf_str(&out), stored);
}

static inline void take_text(char *out, usize bytes, struct str text)
{
    CHECK(text.bytes < bytes);
    memcpy(out, text.at, text.bytes);
    out[text.bytes] = 0;
}

/* Performs what the request led to: stored first, answered last, and once each at most. */
static inline void ledger_perform(struct ledger *self, u32 id)
{
    struct effect_head head;
    struct str payload;
    bool answered = false;
    self->saved = false;
    self->notes = 0;
    for (u32 at = 0; world_effect(self->world, &at, &head, &payload);) {
        CHECK(!answered);
        if (head.effect == EFFECT_SAVE) {
            CHECK(!self->saved && !self->notes && !str_equal(payload, self->stored));
            world_keep(&self->stored, payload);
            check_stored(self->stored);
            self->saved = true;
        } else if (head.effect == EFFECT_NOTE) {
            self->notes++;
            take_text(self->note, sizeof self->note, payload);
        } else {
            CHECK_EQ(head.effect, EFFECT_SEND);
            CHECK_EQ(head.id, id);
            take_text(self->answer, sizeof self->answer, payload);
            answered = true;
        }
    }
    CHECK(answered);
}

static inline const char *ledger_ask(struct ledger *self, i64 now_ms, struct str request)
{
    static u8 memory[LIMITER_BYTES_MAX + 65536];
    static u32 id;
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_u32(&out, (u32)self->stored.bytes);
    buf_put_str(&out, self->stored);
    buf_put_str(&out, request);
    CHECK(!out.overflow);
    world_step(self->world, EVENT_HIT, ++id, now_ms, buf_str(&out));
    ledger_perform(self, id);
    return self->answer;
}

static inline __attribute__((format(printf, 3, 4))) const char *hit(struct ledger *self, i64 now_ms,
                                                                    const char *format, ...)
{
    char request[2048];
    va_list values;
    va_start(values, format);
    int bytes = vsnprintf(request, sizeof request, format, values);
    va_end(values);
    CHECK(bytes >= 0 && (usize)bytes < sizeof request);
    return ledger_ask(self, now_ms, (struct str){(u8 *)request, (usize)bytes});
}

#define CHECK_TEXT(a, b) CHECK_STR(str_of(a), str_of(b))

#endif
