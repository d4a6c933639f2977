#include "session/session.h"

#include <cJSON.h>

#include "code/diff.h"
#include "session/ask.h"
#include "session/focus.h"
#include "session/limiter.h"
#include "session/look.h"
#include "session/save.h"
#include "session/snapshot.h"

/* Beside the largest thing written in a step: heads, small frames, the tips. */
#define OUTBOX_BYTES_MIN (24u << 10)

void step_parse(struct step *step, u32 id, u8 language, struct text *text)
{
    struct buf *out = effect_begin(step->effects, EFFECT_PARSE, id, language);
    u8 *place = buf_reserve(out, text->bytes);
    check(place);
    text_copy(text, 0, text->bytes, place);
    effect_end(step->effects);
}

void session_init(struct session *self, u8 *pool, u32 slot_count)
{
    memset(self, 0, offsetof(struct session, seen)); /* what follows is filled as it is counted */
    self->talk.question = 0;
    self->talk.spent_micro = 0;
    self->conversation.bytes = 0;
    text_init(&self->text, pool, slot_count);
    self->language = LANGUAGE_JAVASCRIPT;
    self->why = self->told_why = REASON_EMPTY;
    self->params = PARAMS_DEFAULT;
}

u32 session_slots(const struct session *self, enum event event, u32 bytes)
{
    return text_slots_needed(&self->text, event == EVENT_FRAME || event == EVENT_START ? bytes : 0);
}

usize session_arena_bytes(const struct session *self, enum event event, u32 bytes)
{
    /* Reading JSON: a node for each value, with what a string takes rounded up, and each string
     * once. Beside it what was deleted by edits, for undoing them. */
    if (event == EVENT_ADMIT) bytes = MIN(bytes, ADMIT_BYTES_MAX); /* of more, nothing is read */
    usize values = MIN(bytes / 2 + 1, JSON_VALUES_MAX + 1);
    usize json = values * (sizeof(cJSON) + 16 + sizeof(u32) * 16) + 3 * (usize)bytes;
    if (event == EVENT_HIT) return ARENA_BYTES_MIN + sizeof(struct limiter);
    if (event == EVENT_CHUNK ||
        event == EVENT_DONE) /* one event of the stream; the code to judge */
        return ARENA_BYTES_MIN + DIALECT_ARENA_BYTES + REPLY_ARENA_BYTES + self->text.bytes +
               SSE_EVENT_BYTES_MAX + bytes;
    if (event == EVENT_OUTLINE) {
        u32 now = MIN(bytes / 2, TOKENS_MAX);
        u32 seen = MAX(self->seen_tokens_count, self->mark_count);
        return ARENA_BYTES_MIN + OUTLINE_ARENA_BYTES + FOCUS_ARENA_BYTES +
               2 * tokens_arena_bytes(now + seen);
    }
    if (event != EVENT_FRAME) return ARENA_BYTES_MIN + json + self->text.bytes;
    /* A frame may bring a document: the old text and the line diff. */
    u32 lines = MIN(bytes / 2 + 1, TEXT_LINES_MAX);
    return ARENA_BYTES_MIN + json + 2 * (usize)self->text.bytes +
           diff_arena_bytes(self->text.newlines + 1, lines);
}

/* A question's call, which shows code and conversation; both sides of that in a welcome and,
 * stored, in a save; and while an answer comes, what one step may release of it, for each socket.
 */
static usize chat_outbox_bytes(const struct session *self, enum event event, u32 bytes)
{
    usize question = MIN((usize)bytes, 4 * CHAT_QUESTION_UNITS_MAX);
    usize talked = self->conversation.bytes + question, sockets = 0, said = 0;
    usize call = MIN(CHAT_PROMPT_BYTES_MAX, (16u << 10) + 6 * (self->text.bytes + talked));
    for (u32 i = 0; i < SOCKETS_MAX; i++) sockets += self->sockets[i].id != 0;
    if (talk_is_open(&self->talk)) {
        said = SPEECH_PIECE_BYTES_MAX + SSE_EVENT_BYTES_MAX + CHAT_OWN_BYTES_MAX;
        if (event == EVENT_CHUNK) said += bytes;
        talked += self->talk.answer_bytes + said;
    }
    return call + 8 * talked + sockets * 6 * MIN(said, CHAT_ANSWER_BYTES_MAX);
}

usize session_outbox_bytes(const struct session *self, enum event event, u32 bytes)
{
    if (event == EVENT_START)
        return OUTBOX_BYTES_MIN; /* snapshots are read, and nothing of them is sent */
    if (event == EVENT_HIT) return OUTBOX_BYTES_MIN + LIMITER_BYTES_MAX; /* stored once */
    if (event == EVENT_ADMIT) return OUTBOX_BYTES_MIN;
    /* A welcome escapes the text (at most six bytes for one), a parse and a save hold it once; an
     * edit for other tabs escapes what came in. After an outline the save may hold as many units as
     * came. */
    usize text = MIN((usize)self->text.bytes + bytes, TEXT_BYTES_MAX);
    usize seen = self->seen_count * sizeof(struct seen_unit) + bytes +
                 (self->seen_tokens_count + self->mark_count) * sizeof(u16);
    return OUTBOX_BYTES_MIN + 8 * text + 6 * (usize)bytes + 2 * seen + SOCKETS_MAX * 512 +
           PROMPT_BYTES_MAX + chat_outbox_bytes(self, event, bytes);
}

/* The host holds one alarm. It is moved only to an earlier time: a later one costs a write to
 * storage at each key. */
static void arm(struct step *step)
{
    struct session *session = step->session;
    i64 look = look_due_ms(session), save = save_due_ms(session), ask = ask_due_ms(session);
    i64 due = look && (!save || look < save) ? look : save;
    if (ask && (!due || ask < due)) due = ask;
    if (!due) return;
    due = MAX(due, step->now_ms + 1);
    if (session->armed_ms && session->armed_ms <= due) return;
    session->armed_ms = due;
    effect_put(step->effects, EFFECT_ARM, 0, (f64)session->armed_ms, (struct str){NULL, 0});
}

void session_step(struct session *self, enum event event, u32 id, i64 now_ms, struct str payload,
                  struct arena *arena, struct effects *effects)
{
    struct step step = {self, effects, arena, now_ms};
    if (event == EVENT_HIT) { /* a ledger is nothing of this session, nor needs one */
        event_hit(&step, id, payload);
        return;
    }
    if (event == EVENT_ADMIT) { /* and who may begin one is asked before there is any */
        event_admit(&step, id, payload);
        return;
    }
    check(self->started || event == EVENT_START);
    switch (event) {
    case EVENT_START: event_start(&step, payload); break;
    case EVENT_OPEN: event_open(&step, id, payload); break;
    case EVENT_FRAME: event_frame(&step, id, payload); break;
    case EVENT_GONE: event_gone(&step, id); break;
    case EVENT_ALARM: event_alarm(&step); break;
    case EVENT_OUTLINE: event_outline(&step, id, payload); break;
    case EVENT_CHUNK: event_chunk(&step, id, payload); break;
    case EVENT_DONE: event_done(&step, id); break;
    case EVENT_FAIL: event_fail(&step, id, payload); break;
    case EVENT_GRANT: event_grant(&step, id, payload); break;
    case EVENT_NONE:
    case EVENT_HIT:
    case EVENT_ADMIT:
    case EVENT_ASK:
    case EVENT_LESSON:
    case EVENT_COUNT: check(false);
    }
    look_tell(&step);
    arm(&step);
}
