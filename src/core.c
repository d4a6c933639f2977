#include "core.h"

#include "base/memory.h"
#include "mentor/catalogue.h"
#include "session/session.h"
#include "session/snapshot.h"
#include "session/tutor.h"

#define ABI_VERSION 1
#define ABI_BYTES   4096

/* A snapshot, and the one before it, come with a start. */
#define START_BYTES_MAX (4u * TEXT_BYTES_MAX)

/* What the host says of who asks, before the body of a question. */
#define ASK_HEAD_BYTES_MAX (8u << 10)

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

/* An instance serves a session, or the chat tutor, from its first event on. */
static enum { USE_NOTHING, USE_SESSION, USE_TUTOR } use;
static union {
    struct session session;
    struct tutor tutor;
} self;
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
    buf_put_text(&out, ",\"chat_bytes\":");
    buf_put_decimal(&out, CHAT_BODY_BYTES_MAX);
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
    if (event == EVENT_ASK) return CHAT_BODY_BYTES_MAX + ASK_HEAD_BYTES_MAX;
    return event == EVENT_START ? START_BYTES_MAX : FRAME_BYTES_MAX;
}

static void choose_use(enum event event)
{
    if (use == USE_NOTHING && tutor_takes(event)) {
        tutor_init(&self.tutor, memory_base());
        use = USE_TUTOR;
    } else if (use == USE_NOTHING) {
        session_init(&self.session, memory_base(), 0);
        use = USE_SESSION;
    }
    check(use == USE_TUTOR || !tutor_takes(event));
}

/* Where the payload of the next step may begin: behind all that outlives it. */
static u8 *kept_end(enum event event, u32 len)
{
    if (use == USE_TUTOR) return tutor_kept_end(&self.tutor, event, len);
    /* The pool may grow in place: nothing behind it outlives a step. */
    struct text *text = &self.session.text;
    text->slot_count = MAX(session_slots(&self.session, event, len), text->slot_count);
    return text->pool + (usize)text->slot_count * LEAF_BYTES;
}

EXPORT("core_inbox") u8 *core_inbox(u32 event, u32 len)
{
    check(event > EVENT_NONE && event < EVENT_COUNT);
    if (len > longest((enum event)event)) return NULL;
    choose_use((enum event)event);
    inbox = kept_end((enum event)event, len);
    inbox += -(usize)inbox & 7;
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
    bool tutors = use == USE_TUTOR;
    usize arena_bytes = tutors ? tutor_arena_bytes(&self.tutor, (enum event)event, held)
                               : session_arena_bytes(&self.session, (enum event)event, held);
    usize outbox_bytes = tutors ? tutor_outbox_bytes(&self.tutor, (enum event)event, held)
                                : session_outbox_bytes(&self.session, (enum event)event, held);
    u8 *arena_start = inbox + ((held + 15) & ~(usize)7);
    outbox = arena_start + ((arena_bytes + 7) & ~(usize)7);
    memory_ensure(outbox + outbox_bytes + 8);
    arena_init(&arena, arena_start, arena_bytes);
    effects_init(&effects, outbox + 8, outbox_bytes);
    struct str payload = {inbox, len};
    if (tutors)
        tutor_step(&self.tutor, (enum event)event, id, (i64)now_ms, payload, &arena, &effects);
    else session_step(&self.session, (enum event)event, id, (i64)now_ms, payload, &arena, &effects);
    u32 bytes = (u32)effects.out.bytes;
    memcpy(outbox, &bytes, sizeof bytes);
    inbox = NULL;
}

EXPORT("core_outbox") const u8 *core_outbox(void)
{
    return outbox;
}
