/* tutoring.h: one request to the chat tutor, with everything that its host would do.
 *
 * What outlives a step lies in one block; payload, arena and outbox of a step in blocks of their
 * own, of exactly the size that it asks for. What the client gets is gathered in `sent`. */
#ifndef TEST_CORE_TUTORING_H
#define TEST_CORE_TUTORING_H

#include "base/json.h"
#include "core/test.h"
#include "session/question.h"
#include "session/tutor.h"

#define TUTORING_KEPT (1u << 20)
#define TUTORING_SENT (512u << 10)

struct tutoring {
    struct tutor tutor;
    u8 *kept, *out;
    usize out_bytes;
    i64 now_ms, armed_ms;
    u32 status, heads;         /* of the response; how often it was begun */
    u32 calls, settles, backs; /* effects so far */
    u32 call, parse, lesson;   /* that are out, 0 for none */
    bool dropped, halted;
    struct str body, post; /* of the last call; of the hand-off */
    u8 body_memory[CHAT_PROMPT_BYTES_MAX + 65536], post_memory[TUTORING_SENT];
    usize sent_bytes;
    u8 sent[TUTORING_SENT];
};

static inline struct tutoring *tutoring_new(void)
{
    struct tutoring *self = calloc(1, sizeof *self);
    self->kept = malloc(TUTORING_KEPT);
    self->now_ms = 1000000;
    tutor_init(&self->tutor, self->kept);
    return self;
}

static inline void tutoring_free(struct tutoring *self)
{
    free(self->kept);
    free(self->out);
    free(self);
}

static inline void tutoring_sent(struct tutoring *self, u32 status, struct str payload)
{
    CHECK(!self->dropped);
    CHECK(!self->status || self->status == status); /* one head */
    self->heads += !self->status;
    if (status != 200) CHECK(!self->status); /* an error comes whole, and once */
    self->status = status;
    CHECK(self->sent_bytes + payload.bytes < TUTORING_SENT);
    memcpy(self->sent + self->sent_bytes, payload.at, payload.bytes);
    self->sent_bytes += payload.bytes;
}

static inline void tutoring_perform(struct tutoring *self, const struct effect_head *head,
                                    struct str payload)
{
    bool json = head->effect == EFFECT_CALL || head->effect == EFFECT_NOTE ||
                head->effect == EFFECT_SETTLE || head->effect == EFFECT_POST;
    if (json) CHECK_EQ(json_check(payload), JSON_FINE);
    switch ((enum effect)head->effect) {
    case EFFECT_SEND: tutoring_sent(self, (u32)head->at, payload); break;
    case EFFECT_DROP: self->dropped = true; break;
    case EFFECT_ARM: self->armed_ms = (i64)head->at; break;
    case EFFECT_CALL:
        CHECK(!self->call);
        self->call = head->id;
        self->calls++;
        CHECK(payload.bytes <= sizeof self->body_memory);
        memcpy(self->body_memory, payload.at, payload.bytes);
        self->body = (struct str){self->body_memory, payload.bytes};
        break;
    case EFFECT_HALT:
        CHECK_EQ(head->id, self->call);
        self->halted = true;
        self->call = 0;
        break;
    case EFFECT_SETTLE: self->settles++; break;
    case EFFECT_BACK: self->backs++; break;
    case EFFECT_PARSE: self->parse = head->id; break;
    case EFFECT_LESSON: self->lesson = head->id; break;
    case EFFECT_POST:
        CHECK(payload.bytes <= sizeof self->post_memory);
        memcpy(self->post_memory, payload.at, payload.bytes);
        self->post = (struct str){self->post_memory, payload.bytes};
        break;
    default: CHECK_EQ(head->effect, EFFECT_NOTE);
    }
}

static inline void tutoring_step(struct tutoring *self, enum event event, u32 id,
                                 struct str payload)
{
    struct arena arena;
    struct effects effects;
    struct effect_head head;
    u32 bytes = (u32)payload.bytes;
    usize arena_bytes = tutor_arena_bytes(&self->tutor, event, bytes),
          out_bytes = tutor_outbox_bytes(&self->tutor, event, bytes);
    CHECK((usize)(tutor_kept_end(&self->tutor, event, bytes) - self->kept) <= TUTORING_KEPT);
    u8 *inbox = malloc(bytes ? bytes : 1), *memory = malloc(arena_bytes);
    if (bytes) memcpy(inbox, payload.at, bytes);
    memset(memory, 0xa5, arena_bytes);
    arena_init(&arena, memory, arena_bytes);
    free(self->out);
    self->out = malloc(out_bytes);
    effects_init(&effects, self->out, out_bytes);
    if (event == EVENT_DONE || event == EVENT_FAIL) self->call = 0;
    tutor_step(&self->tutor, event, id, self->now_ms, (struct str){inbox, bytes}, &arena, &effects);
    free(inbox);
    free(memory);
    CHECK(!effects.out.overflow);
    self->out_bytes = effects.out.bytes;
    for (usize at = 0; at < self->out_bytes;) {
        memcpy(&head, self->out + at, sizeof head);
        at += sizeof head;
        tutoring_perform(self, &head, (struct str){self->out + at, head.bytes});
        at += (head.bytes + 7) & ~7u;
    }
}

/* A request: the inside of the host's JSON behind its seed, and the body. */
static inline void tutoring_ask(struct tutoring *self, const char *head, struct str body)
{
    char json[1024];
    struct buf out;
    usize room = body.bytes + sizeof json + 4;
    u8 *memory = malloc(room);
    u32 bytes =
        (u32)snprintf(json, sizeof json, "{\"seed\":\"00000000000000aa\",\"user\":\"42\"%s%s}",
                      *head ? "," : "", head);
    buf_init(&out, memory, room);
    buf_put_u32(&out, bytes);
    buf_put(&out, json, bytes);
    buf_put_str(&out, body);
    self->status = self->heads = 0;
    self->sent_bytes = 0;
    self->dropped = self->halted = false;
    self->post = (struct str){NULL, 0};
    tutoring_step(self, EVENT_ASK, 1, buf_str(&out));
    free(memory);
}

static inline bool tutoring_holds(struct str bytes, const char *part)
{
    usize length = strlen(part);
    for (usize i = 0; i + length <= bytes.bytes; i++)
        if (memcmp(bytes.at + i, part, length) == 0) return true;
    return false;
}

/* Did the client get this? */
static inline bool tutoring_got(const struct tutoring *self, const char *part)
{
    return tutoring_holds((struct str){self->sent, self->sent_bytes}, part);
}

#endif
