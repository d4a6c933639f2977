/* world.h: a session in memory of exactly the size that it asks for, and what its host would
 * remember.
 *
 * Each step gets its payload, arena and outbox in blocks of their own, so that a sanitizer sees one
 * byte too many; the arena is filled with junk, so that nothing counts on zeros. Every effect is
 * checked for its form. */
#ifndef TEST_CORE_WORLD_H
#define TEST_CORE_WORLD_H

#include <stdarg.h>

#include "core/naive.h"
#include "mentor/failure.h"
#include "session/session.h"
#include "session/snapshot.h"
#include "session/wire.h"

struct world {
    struct session *session;
    u8 *out; /* the effects of the last step */
    u32 out_bytes;
    i64 now_ms, armed_ms;            /* of the last step; of the alarm, 0 for none */
    u32 parse, parse_language;       /* the parse that is out, 0 for none */
    struct str parse_text, saves[2]; /* owned */
    u32 call;                        /* the call that is out, 0 for none */
    u32 calls, refused, settles;     /* made; of those refused by a ledger; told to the ledgers */
    u32 settled;                     /* the last call of those */
    const char *unsaid;              /* what must stand in no effect, NULL for nothing */
    u8 junk;
};

static inline void world_keep(struct str *place, struct str bytes)
{
    u8 *copy = malloc(bytes.bytes ? bytes.bytes : 1);
    if (bytes.bytes) memcpy(copy, bytes.at, bytes.bytes);
    free((void *)(uintptr_t)place->at);
    *place = (struct str){copy, bytes.bytes};
}

static inline struct world *world_new(void)
{
    struct world *self = calloc(1, sizeof *self);
    self->session = malloc(sizeof *self->session);
    memset(self->session, 0xa5, sizeof *self->session);
    session_init(self->session, malloc(1), 0);
    self->junk = 0xa5;
    return self;
}

static inline void world_free(struct world *self)
{
    free(self->session->text.pool);
    free(self->session);
    free(self->out);
    free((void *)(uintptr_t)self->parse_text.at);
    for (u32 i = 0; i < 2; i++) free((void *)(uintptr_t)self->saves[i].at);
    free(self);
}

/* The effects of the last step, one after the other; `*at` starts at 0. */
static inline bool world_effect(const struct world *self, u32 *at, struct effect_head *head,
                                struct str *payload)
{
    if (*at == self->out_bytes) return false;
    CHECK(self->out_bytes - *at >= sizeof *head);
    memcpy(head, self->out + *at, sizeof *head);
    *at += (u32)sizeof *head;
    CHECK(head->effect > EFFECT_NONE && head->effect < EFFECT_COUNT && !head->spare);
    u32 padded = (head->bytes + 7) & ~7u;
    CHECK(padded >= head->bytes && padded <= self->out_bytes - *at);
    *payload = (struct str){self->out + *at, head->bytes};
    for (u32 i = head->bytes; i < padded; i++) CHECK(payload->at[i] == 0);
    *at += padded;
    return true;
}

/* Does `bytes` hold `part`? */
static inline bool world_holds(struct str bytes, const char *part)
{
    usize length = strlen(part);
    for (usize i = 0; i + length <= bytes.bytes; i++)
        if (memcmp(bytes.at + i, part, length) == 0) return true;
    return false;
}

static inline void world_perform(struct world *self)
{
    struct effect_head head;
    struct str payload;
    u32 parses = 0;
    for (u32 at = 0; world_effect(self, &at, &head, &payload);) {
        bool json = head.effect == EFFECT_SEND || head.effect == EFFECT_CALL ||
                    head.effect == EFFECT_NOTE || head.effect == EFFECT_SETTLE;
        if (json) CHECK_EQ(json_check(payload), JSON_FINE);
        if (self->unsaid) CHECK(!world_holds(payload, self->unsaid));
        if (head.effect == EFFECT_ARM) {
            CHECK((i64)head.at > self->now_ms &&
                  (!self->armed_ms || (i64)head.at < self->armed_ms));
            self->armed_ms = (i64)head.at;
        } else if (head.effect == EFFECT_SAVE) {
            struct str before = self->saves[1];
            self->saves[1] = self->saves[0];
            self->saves[0] = before;
            world_keep(&self->saves[0], payload);
        } else if (head.effect == EFFECT_PARSE) {
            CHECK_EQ(parses++, 0);
            self->parse = head.id;
            self->parse_language = (u32)head.at;
            world_keep(&self->parse_text, payload);
        } else if (head.effect == EFFECT_CALL) {
            CHECK(!self->call); /* never two at a time */
            self->call = head.id;
            self->calls++;
        } else if (head.effect == EFFECT_SETTLE) {
            CHECK(head.id > self->settled); /* once each */
            self->settled = head.id;
            self->settles++;
        } else if (head.effect == EFFECT_HALT) {
            CHECK_EQ(head.id, self->call);
            self->call = 0;
        }
    }
}

/* One event. A frame that is too long for an inbox comes without its bytes, as core.c has it. */
static inline void world_step(struct world *self, enum event event, u32 id, i64 now_ms,
                              struct str payload)
{
    struct session *session = self->session;
    struct arena arena;
    struct effects effects;
    bool held = event == EVENT_START || payload.bytes <= FRAME_BYTES_MAX;
    u32 bytes = held ? (u32)payload.bytes : 0, slots = session_slots(session, event, bytes);
    if (slots > session->text.slot_count) {
        session->text.pool = realloc(session->text.pool, (usize)slots * LEAF_BYTES);
        session->text.slot_count = slots;
    }
    usize arena_bytes = session_arena_bytes(session, event, bytes),
          out_bytes = session_outbox_bytes(session, event, bytes);
    u8 *inbox = malloc(bytes ? bytes : 1), *arena_memory = malloc(arena_bytes),
       *out = malloc(out_bytes);
    if (bytes) memcpy(inbox, payload.at, bytes);
    memset(arena_memory, self->junk, arena_bytes);
    arena_init(&arena, arena_memory, arena_bytes);
    effects_init(&effects, out, out_bytes);
    if (event == EVENT_ALARM) self->armed_ms = 0;
    if (event == EVENT_DONE || event == EVENT_FAIL) self->call = id == self->call ? 0 : self->call;
    if (event == EVENT_FAIL && id == session->call && id && !session->call_retry_ms)
        self->refused += failure_read(payload).outcome == OUTCOME_NONE;
    if (event == EVENT_OUTLINE || event == EVENT_FAIL)
        self->parse = id == self->parse ? 0 : self->parse;
    self->now_ms = now_ms;
    session_step(session, event, id, now_ms, (struct str){inbox, payload.bytes}, &arena, &effects);
    free(inbox);
    free(arena_memory);
    free(self->out);
    self->out = realloc(out, effects.out.bytes ? effects.out.bytes : 1);
    self->out_bytes = (u32)effects.out.bytes;
    world_perform(self);
    CHECK_EQ(session->armed_ms, self->armed_ms);
}

/* The start of a session: `config` is the inside of its JSON, without name and seed. */
static inline void world_start(struct world *self, i64 now_ms, const char *config,
                               struct str newest, struct str before)
{
    static u8 memory[16u << 20];
    char json[2048];
    struct buf out;
    u32 bytes =
        (u32)snprintf(json, sizeof json, "{\"session\":\"s1\",\"seed\":\"00000000000000aa\"%s%s}",
                      *config ? "," : "", config);
    buf_init(&out, memory, sizeof memory);
    buf_put_u32(&out, bytes);
    buf_put_u32(&out, (u32)newest.bytes);
    buf_put_u32(&out, (u32)before.bytes);
    buf_put(&out, json, bytes);
    buf_put_str(&out, newest);
    buf_put_str(&out, before);
    CHECK(!out.overflow);
    world_step(self, EVENT_START, 0, now_ms, buf_str(&out));
}

/* A fresh world with a session in `language` and, for each id, an owner's socket. */
static inline struct world *world_open(enum language language, u32 sockets, const char *config)
{
    struct world *self = world_new();
    char text[512];
    snprintf(text, sizeof text, "\"language\":\"%s\"%s%s", LANGUAGE_INFO[language].wire,
             *config ? "," : "", config);
    world_start(self, 1000, text, STR(""), STR(""));
    for (u32 id = 1; id <= sockets; id++)
        world_step(self, EVENT_OPEN, id, 1000, STR("{\"role\":\"owner\"}"));
    return self;
}

/* A frame of a socket, as printf would write it. */
static inline __attribute__((format(printf, 4, 5))) void
world_say(struct world *self, u32 socket, i64 now_ms, const char *format, ...)
{
    static char frame[4u << 20];
    va_list values;
    va_start(values, format);
    int bytes = vsnprintf(frame, sizeof frame, format, values);
    va_end(values);
    CHECK(bytes >= 0 && (usize)bytes < sizeof frame);
    world_step(self, EVENT_FRAME, socket, now_ms, (struct str){(u8 *)frame, (usize)bytes});
}

/* How many effects of the last step are of this kind and hold `part`; `*last` is the payload of the
 * last one. */
static inline u32 world_count(const struct world *self, enum effect effect, const char *part,
                              struct str *last)
{
    struct effect_head head;
    struct str payload;
    u32 count = 0;
    for (u32 at = 0; world_effect(self, &at, &head, &payload);) {
        if (head.effect != (u32)effect || !world_holds(payload, part)) continue;
        count++;
        if (last) *last = payload;
    }
    return count;
}

/* How many frames of type `type` went out in the last step. */
static inline u32 world_sent(const struct world *self, const char *type)
{
    char part[64];
    snprintf(part, sizeof part, "{\"t\":\"%s\"", type);
    return world_count(self, EFFECT_SEND, part, NULL);
}

/* The last frame of this type; it must be there. */
static inline struct str world_frame(const struct world *self, const char *type)
{
    char part[64];
    struct str frame = {NULL, 0};
    snprintf(part, sizeof part, "{\"t\":\"%s\"", type);
    CHECK(world_count(self, EFFECT_SEND, part, &frame));
    return frame;
}

/* The bytes of the document. Caller frees. */
static inline struct str world_text(const struct world *self)
{
    struct text *text = &self->session->text;
    u8 *copy = malloc(text->bytes + 1);
    text_copy(text, 0, text->bytes, copy);
    return (struct str){copy, text->bytes};
}

static inline void world_check_text(const struct world *self, struct str want)
{
    struct str text = world_text(self);
    CHECK_STR(text, want);
    free((void *)(uintptr_t)text.at);
    text_check(&self->session->text);
}

/* The session's state as a snapshot. Caller frees. */
static inline struct str world_snapshot(const struct world *self)
{
    usize bytes = snapshot_bytes(self->session);
    struct buf out;
    buf_init(&out, malloc(bytes), bytes);
    snapshot_write(self->session, &out);
    CHECK(!out.overflow);
    return buf_str(&out);
}

#endif
