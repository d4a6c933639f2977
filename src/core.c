#include "core.h"

#include "base/memory.h"
#include "mentor/catalogue.h"
#include "session/session.h"
#include "session/snapshot.h"

#define ABI_VERSION 1
#define ABI_BYTES   4096

/* A snapshot, and the one before it, come with a start. */
#define START_BYTES_MAX (4u * TEXT_BYTES_MAX)

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

static struct session session;
static u8 *inbox;  /* of the step that comes next; the arena begins behind its payload */
static u8 *outbox; /* of the last step */
static u64 abi_memory[ABI_BYTES / 8];

EXPORT("core_abi") const u8 *core_abi(void)
{
    static const char *const EVENT_NAMES[] = {
#define X(name, word) word,
        EVENTS(X)
#undef X
    };
    static const char *const EFFECT_NAMES[] = {
#define X(name, word) word,
        EFFECTS(X)
#undef X
    };
    struct buf out;
    buf_init(&out, (u8 *)abi_memory + 8, sizeof abi_memory - 8);
    buf_put_text(&out, "{\"version\":");
    buf_put_decimal(&out, ABI_VERSION);
    buf_put_text(&out, ",\"catalogue\":");
    buf_put_decimal(&out, CATALOGUE_STAMP);
    buf_put_text(&out, ",\"frame_bytes\":");
    buf_put_decimal(&out, FRAME_BYTES_MAX);
    buf_put_text(&out, ",\"read_plain\":");
    buf_put_decimal(&out, LANGUAGE_READ_PLAIN);
    buf_put_text(&out, ",\"events\":[");
    for (u32 i = 0; i < ARRAY_LEN(EVENT_NAMES); i++) {
        if (i) buf_put_u8(&out, ',');
        buf_json_string(&out, str_of(EVENT_NAMES[i]));
    }
    buf_put_text(&out, "],\"effects\":[");
    for (u32 i = 0; i < ARRAY_LEN(EFFECT_NAMES); i++) {
        if (i) buf_put_u8(&out, ',');
        buf_json_string(&out, str_of(EFFECT_NAMES[i]));
    }
    buf_put_text(&out, "],\"languages\":[");
    for (u32 i = 0; i < LANGUAGE_COUNT; i++) {
        if (i) buf_put_u8(&out, ',');
        buf_json_string(&out, str_of(LANGUAGE_INFO[i].wire));
    }
    buf_put_text(&out, "]}");
    check(!out.overflow);
    u32 bytes = (u32)out.bytes;
    memcpy(abi_memory, &bytes, sizeof bytes);
    return (const u8 *)abi_memory;
}

static u32 longest(enum event event)
{
    return event == EVENT_START ? START_BYTES_MAX : FRAME_BYTES_MAX;
}

EXPORT("core_inbox") u8 *core_inbox(u32 event, u32 len)
{
    check(event > EVENT_NONE && event < EVENT_COUNT);
    if (len > longest((enum event)event)) return NULL;
    if (!session.text.pool) session_init(&session, memory_base(), 0);
    /* The pool may grow in place: nothing behind it outlives a step. */
    u32 slots = MAX(session_slots(&session, (enum event)event, len), session.text.slot_count);
    session.text.slot_count = slots;
    inbox = session.text.pool + (usize)slots * LEAF_BYTES;
    memory_ensure(inbox + len + 8);
    return inbox;
}

EXPORT("core_step") void core_step(u32 event, u32 id, f64 now_ms, u32 len)
{
    struct arena arena;
    struct effects effects;
    check(event > EVENT_NONE && event < EVENT_COUNT);
    bool fits = len <= longest((enum event)event);
    u32 held = fits ? len : 0;
    if (!held) core_inbox(event, 0);
    usize arena_bytes = session_arena_bytes(&session, (enum event)event, held);
    usize outbox_bytes = session_outbox_bytes(&session, (enum event)event, held);
    u8 *arena_start = inbox + ((held + 15) & ~(usize)7);
    outbox = arena_start + ((arena_bytes + 7) & ~(usize)7);
    memory_ensure(outbox + outbox_bytes + 8);
    arena_init(&arena, arena_start, arena_bytes);
    effects_init(&effects, outbox + 8, outbox_bytes);
    session_step(&session, (enum event)event, id, (i64)now_ms, (struct str){inbox, len}, &arena,
                 &effects);
    u32 bytes = (u32)effects.out.bytes;
    memcpy(outbox, &bytes, sizeof bytes);
    inbox = NULL;
}

EXPORT("core_outbox") const u8 *core_outbox(void)
{
    return outbox;
}
