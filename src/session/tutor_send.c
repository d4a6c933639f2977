#include "session/tutor_send.h"

#include "base/date.h"

#define STATUS_OK    200
#define STATUS_LIMIT 429
#define STATUS_AWAY  503
#define AWAY_RETRY_S 30 /* when nobody said how long a provider rests */

static void put_number(struct buf *out, const char *key, u64 value)
{
    buf_json_key(out, key);
    buf_put_decimal(out, value);
}

static void put_string(struct buf *out, const char *key, struct str value)
{
    buf_json_key(out, key);
    buf_json_string(out, value);
}

/* ---- errors in the place of a stream ---- */

static struct buf *error_begin(struct step *step, const struct tutor *self, u16 status,
                               const char *code, const char *text)
{
    struct buf *out = effect_begin(step->effects, EFFECT_SEND, self->id, status);
    buf_put_text(out, "{\"error\":{");
    put_string(out, "code", str_of(code));
    put_string(out, "text", str_of(text));
    return out;
}

static void error_end(struct step *step, struct buf *out)
{
    buf_put_text(out, "}}");
    effect_end(step->effects);
}

void tutor_send_refusal(struct step *step, const struct tutor *self, enum question_fault fault,
                        const struct question *question)
{
    const struct question_fault_info *info = &QUESTION_FAULT_INFO[fault];
    struct buf *out = error_begin(step, self, info->status, info->code, info->text);
    if (question && question->field) put_string(out, "field", str_of(question->field));
    if (question && question->limit) {
        put_number(out, "limit", question->limit);
        put_number(out, "size", question->size);
    }
    if (fault == QUESTION_LONG) put_number(out, "limit", CHAT_BODY_BYTES_MAX);
    if (info->status == STATUS_AWAY) put_number(out, "retry_after_s", AWAY_RETRY_S);
    error_end(step, out);
}

static void send_error(struct step *step, const struct tutor *self,
                       const struct talk_end_info *info)
{
    i64 until_ms = self->talk.until_ms;
    u64 after_s =
        until_ms > step->now_ms ? (u64)(until_ms - step->now_ms + 999) / 1000 : AWAY_RETRY_S;
    struct buf *out = error_begin(step, self, info->status, info->word, info->text);
    if (info->status == STATUS_LIMIT) {
        put_number(out, "limit", self->limit);
        put_number(out, "window_s", self->window_s);
    }
    put_number(out, "retry_after_s", after_s);
    if (until_ms > step->now_ms && until_ms < (i64)1 << 47) {
        buf_json_key(out, "opens_at");
        buf_put_u8(out, '"');
        date_put(out, until_ms);
        buf_put_u8(out, '"');
    }
    error_end(step, out);
}

/* ---- the stream ---- */

static struct buf *event_begin(struct step *step, struct tutor *self, const char *type)
{
    struct buf *out = effect_begin(step->effects, EFFECT_SEND, self->id, STATUS_OK);
    buf_put_text(out, "data: {\"type\":\"");
    buf_put_text(out, type);
    buf_put_u8(out, '"');
    self->streaming = true;
    return out;
}

static void event_end(struct step *step, struct buf *out)
{
    buf_put_text(out, "}\n\n");
    effect_end(step->effects);
}

void tutor_send_news(struct step *step, struct tutor *self)
{
    struct str news = talk_news(&self->talk);
    if (news.bytes) {
        struct buf *out = event_begin(step, self, "chunk");
        put_string(out, "text", news);
        event_end(step, out);
    } else if (self->talk.heard && !self->streaming) { /* the head may go: somebody answers */
        self->streaming = true;
        effect_put(step->effects, EFFECT_SEND, self->id, STATUS_OK, (struct str){NULL, 0});
    }
}

static void note_end(struct step *step, const struct tutor *self)
{
    const struct talk *talk = &self->talk;
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"chat\",\"end\":");
    buf_json_string(out, str_of(TALK_END_INFO[talk->end].word));
    buf_put_text(out, ",\"provider\":");
    buf_json_string(out, str_of(PROVIDER_INFO[talk->provider].word));
    put_number(out, "ms", (u64)MAX(step->now_ms - talk->call_ms, 0));
    put_number(out, "tokens_in", talk->tokens_in);
    put_number(out, "tokens_out", talk->tokens_out);
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void tutor_send_end(struct step *step, struct tutor *self)
{
    const struct talk *talk = &self->talk;
    const struct talk_end_info *info = &TALK_END_INFO[talk->end];
    bool whole = talk->end == TALK_STOP || talk->end == TALK_LENGTH;
    note_end(step, self);
    if (info->status != STATUS_OK && !self->streaming) {
        send_error(step, self, info);
        return;
    }
    struct buf *out = event_begin(step, self, whole ? "done" : "error");
    if (whole) {
        put_string(out, "finish", str_of(info->word));
        buf_put_text(out, ",\"tokens\":{\"in\":");
        buf_put_decimal(out, talk->tokens_in);
        put_number(out, "out", talk->tokens_out);
        buf_put_u8(out, '}');
        put_number(out, "remaining", talk->remaining);
    } else {
        put_string(out, "code", str_of(info->word));
        put_string(out, "message", str_of(info->text));
    }
    event_end(step, out);
}

/* ---- the site ---- */

static void put_message(struct buf *out, const char *role, struct str content, u32 tokens)
{
    buf_put_u8(out, '{');
    put_string(out, "role", str_of(role));
    put_string(out, "content", content);
    put_number(out, "tokens", tokens);
    buf_put_u8(out, '}');
}

void tutor_hand_off(struct step *step, const struct tutor *self, const struct question *question)
{
    const struct talk *talk = &self->talk;
    struct str user = {self->user, self->user_bytes};
    struct buf *out = effect_begin(step->effects, EFFECT_POST, self->id, 0);
    buf_put_text(out, "{\"user_id\":");
    if (self->user_is_number) buf_put_str(out, user);
    else buf_json_string(out, user);
    put_string(out, "exercise_slug", question->slug);
    buf_put_text(out, ",\"messages\":[");
    put_message(out, "user", question->question, talk->tokens_in);
    buf_put_u8(out, ',');
    put_message(out, "assistant", (struct str){talk->answer, talk->answer_bytes}, talk->tokens_out);
    buf_put_text(out, "],\"timestamp\":\"");
    date_put(out, step->now_ms);
    buf_put_text(out, "\"}");
    effect_end(step->effects);
}

void tutor_note_lesson(struct step *step, const char *why)
{
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"lesson\",\"refused\":");
    buf_json_string(out, str_of(why));
    buf_put_u8(out, '}');
    effect_end(step->effects);
}
