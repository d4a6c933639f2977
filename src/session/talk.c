#include "session/talk.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "session/cost.h"
#include "session/session.h"

const struct talk_end_info TALK_END_INFO[TALK_END_COUNT] = {
#define X(name, word, status, text) {word, text, status},
    TALK_ENDS(X)
#undef X
};

void talk_begin(struct talk *self, u32 question)
{
    check(question);
    self->question = question;
    self->end = TALK_OPEN;
    self->wants = TALK_WANTS_ATTEMPT;
    self->rule = SPEECH_PASS;
    self->heard = false;
    self->call = 0;
    self->turn = self->tries = 0;
    self->provider = PROVIDER_EMBEDDED;
    self->retry_ms = self->until_ms = 0;
    self->spent_micro = 0;
    self->tokens_in = self->tokens_out = 0;
    self->counted = false;
    self->remaining = 0;
    self->answer_bytes = self->told_bytes = 0;
    memset(&self->dialect, 0, sizeof self->dialect); /* of a question before it */
}

/* ---- how it ends ---- */

/* What came to nothing is given back; what was withheld was an answer. */
static void over(struct talk *self, struct step *step, enum talk_end end)
{
    self->end = (u8)end;
    self->call = 0;
    self->retry_ms = 0;
    self->wants = TALK_WANTS_NOTHING;
    if (end > TALK_WITHHELD && end != TALK_MESSAGES)
        effect_put(step->effects, EFFECT_BACK, self->question, 0, (struct str){NULL, 0});
    memset(&self->dialect, 0, sizeof self->dialect); /* nothing unjudged is left */
    memset(&self->speech, 0, sizeof self->speech);
}

/* The provider's own count; where it does not count, or broke off before it did, ours, which errs
 * upwards. */
static void count_tokens(struct talk *self)
{
    const struct usage *usage = &self->dialect.usage;
    if (usage->known) self->tokens_in = usage->in;
    self->tokens_out = usage->known ? usage->out : self->said.tokens;
}

/* Tells the ledgers that the attempt is over, unless they never let it begin. */
static void settle(struct talk *self, struct step *step, enum outcome outcome, bool begun)
{
    const struct price *price = &self->prices[self->provider];
    if (begun) count_tokens(self);
    u64 micro = begun ? price_micro(price, self->tokens_in, self->tokens_out) : 0;
    self->spent_micro += micro;
    cost_tell(step, self->call, (enum provider)self->provider, outcome, micro);
}

static void halt(const struct talk *self, struct step *step)
{
    effect_put(step->effects, EFFECT_HALT, self->call, 0, (struct str){NULL, 0});
}

static void withhold(struct talk *self, struct step *step, enum speech_rule rule)
{
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"speech\",\"rule\":");
    buf_json_string(out, str_of(speech_rule_word(rule)));
    buf_put_u8(out, '}');
    effect_end(step->effects);
    self->rule = (u8)rule;
    over(self, step, TALK_WITHHELD);
}

/* ---- an attempt ---- */

static bool is_last(const struct talk *self)
{
    return provider_at(self->models, self->turn + 1u) == PROVIDER_EMBEDDED;
}

static void write_call(struct talk *self, struct step *step, const struct chat *chat)
{
    enum provider provider = (enum provider)self->provider;
    struct buf *out = effect_begin(step->effects, EFFECT_CALL, self->call, (f64)self->deadline_ms);
    buf_put_text(out, "{\"provider\":");
    buf_json_string(out, str_of(PROVIDER_INFO[provider].word));
    buf_put_text(out, ",\"question\":");
    buf_put_decimal(out, self->question);
    buf_put_text(out, is_last(self) ? ",\"last\":true" : ",\"last\":false");
    buf_put_text(out, ",\"body\":");
    if (provider == PROVIDER_EMBEDDED) buf_put_text(out, "null");
    else self->tokens_in = chat_write(chat, provider, out);
    self->micro = (u32)price_micro(&self->prices[provider], self->tokens_in,
                                   provider == PROVIDER_EMBEDDED ? 0 : CHAT_OUT_TOKENS_MAX);
    buf_put_text(out, ",\"micro\":");
    buf_put_decimal(out, self->micro);
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void talk_attempt(struct talk *self, struct step *step, u32 number, const struct chat *chat,
                  struct str code)
{
    static const struct str NOTHING = {NULL, 0};
    const struct lesson *lesson = chat->lesson;
    struct speech_about about = {.language = chat->language,
                                 .code = code,
                                 .starter = lesson ? lesson->starter : NOTHING,
                                 .solution = lesson ? lesson->solution : NOTHING,
                                 .instructions = lesson ? lesson->instructions : NOTHING,
                                 .rules = CHAT_RULES,
                                 .mark = chat_mark(chat)};
    check(number && talk_is_open(self) && !self->answer_bytes);
    self->call = number;
    self->wants = TALK_WANTS_NOTHING;
    self->provider = (u8)provider_at(self->models, self->turn);
    self->call_ms = step->now_ms;
    self->deadline_ms = step->now_ms + TALK_FIRST_MS;
    self->retry_ms = 0;
    self->said = (struct estimate){0};
    if (self->provider != PROVIDER_EMBEDDED) {
        dialect_init(&self->dialect, (enum provider)self->provider);
        speech_begin(&self->speech, &about);
    }
    write_call(self, step, chat);
}

void talk_grant(struct talk *self, u32 left)
{
    self->counted = true;
    self->remaining = left;
}

/* ---- what comes to nothing ---- */

static enum talk_end end_of(const struct talk *self, const struct failure *failure)
{
    if (self->answer_bytes) return failure->kind == FAILURE_SLOW ? TALK_SLOW : TALK_BROKEN;
    if (failure->kind == FAILURE_REFUSED_MESSAGES) return TALK_MESSAGES;
    if (failure->kind == FAILURE_REFUSED_DAY) return TALK_SPENT;
    if (!self->heard) return TALK_NOBODY;
    return failure->kind == FAILURE_SLOW ? TALK_SLOW : TALK_BROKEN;
}

static void failed(struct talk *self, struct step *step, const struct failure *failure)
{
    /* Nobody is billed for an error in the place of an answer; who was slow may have read all. */
    bool begun = self->dialect.text || failure->outcome == OUTCOME_SLOW;
    if (failure->outcome != OUTCOME_NONE) settle(self, step, failure->outcome, begun);
    if (!self->answer_bytes && failure->retry && !self->tries) {
        u64 chance = hash64_mix(hash64_mix(HASH64_START, self->chance), self->call);
        self->tries = 1;
        self->retry_ms = failure_again_ms(failure, chance, step->now_ms);
        return;
    }
    if (!self->answer_bytes && failure->other && !is_last(self)) {
        self->turn++;
        self->tries = 0;
        self->wants = TALK_WANTS_ATTEMPT;
        return;
    }
    self->until_ms = (i64)failure->until_ms;
    over(self, step, end_of(self, failure));
}

void talk_fail(struct talk *self, struct step *step, struct str line)
{
    struct failure failure = failure_read(line);
    if (!self->retry_ms) failed(self, step, &failure);
}

/* ---- the answer ---- */

/* Room for the text of so many bytes of a stream, and of an event that waited for its end. */
static struct buf text_room(struct step *step, usize bytes)
{
    struct buf text;
    usize room = bytes + SSE_EVENT_BYTES_MAX;
    u8 *memory = arena_take(step->arena, room);
    check(memory);
    buf_init(&text, memory, room);
    return text;
}

/* Judges what was said. False when nothing more is to come. */
static bool hear(struct talk *self, struct step *step, const struct buf *text, bool whole)
{
    struct buf answer;
    usize room = CHAT_ANSWER_BYTES_MAX - CHAT_OWN_BYTES_MAX - self->answer_bytes;
    buf_init(&answer, self->answer + self->answer_bytes, room);
    enum speech_rule rule = speech_feed(&self->speech, buf_str(text), &answer);
    if (whole && !rule) rule = speech_end(&self->speech, &answer);
    self->answer_bytes += (u32)answer.bytes;
    self->heard |= text->bytes > 0;
    estimate_put(&self->said, buf_str(text));
    check(!answer.overflow); /* SPEECH_BYTES_MAX have room */
    if (!rule) return true;
    if (!whole) halt(self, step);
    settle(self, step, OUTCOME_OK, true);
    if (rule == SPEECH_LONG) over(self, step, TALK_LENGTH);
    else withhold(self, step, rule);
    return false;
}

/* What was wrong with an answer. */
static struct failure failure_of(const struct dialect *dialect)
{
    if (dialect->fault == DIALECT_ERROR) return failure_of_code(dialect->code);
    return failure_of_kind(FAILURE_BROKEN);
}

void talk_chunk(struct talk *self, struct step *step, struct str bytes)
{
    if (self->retry_ms || self->provider == PROVIDER_EMBEDDED) return;
    struct buf text = text_room(step, bytes.bytes);
    dialect_feed(&self->dialect, bytes, step->arena, &text);
    self->deadline_ms = MIN(step->now_ms + TALK_IDLE_MS, self->call_ms + TALK_WHOLE_MS);
    if (!hear(self, step, &text, false) || !self->dialect.fault) return;
    struct failure failure = failure_of(&self->dialect);
    halt(self, step);
    failed(self, step, &failure);
}

static bool is_blank(const struct talk *self)
{
    for (u32 i = 0; i < self->answer_bytes; i++)
        if (self->answer[i] > ' ') return false;
    return true;
}

/* It ended as a provider ends: with text, without it, or because somebody did not want it said. */
static void finished(struct talk *self, struct step *step)
{
    enum talk_end end = self->dialect.finish == FINISH_LENGTH ? TALK_LENGTH : TALK_STOP;
    if (is_blank(self)) end = TALK_EMPTY;
    settle(self, step, OUTCOME_OK, true);
    over(self, step, end);
}

void talk_done(struct talk *self, struct step *step)
{
    if (self->retry_ms) return;
    if (self->provider == PROVIDER_EMBEDDED) {
        self->call = 0;
        self->wants = TALK_WANTS_EMBEDDED;
        return;
    }
    struct buf text = text_room(step, 0);
    bool whole = dialect_end(&self->dialect, step->arena, &text);
    bool blocked = self->dialect.finish == FINISH_BLOCKED;
    if (!hear(self, step, &text, whole && !blocked)) return;
    if (whole && !blocked) {
        finished(self, step);
    } else if (blocked) {
        settle(self, step, OUTCOME_OK, true);
        over(self, step, TALK_BLOCKED);
    } else if (self->dialect.fault == DIALECT_EMPTY && is_last(self)) {
        settle(self, step, OUTCOME_OK, true);
        over(self, step, TALK_EMPTY);
    } else {
        struct failure failure = failure_of(&self->dialect);
        failed(self, step, &failure);
    }
}

i64 talk_due_ms(const struct talk *self)
{
    if (!talk_is_open(self)) return 0;
    if (self->retry_ms) return self->retry_ms;
    return self->call ? self->deadline_ms : 0;
}

void talk_alarm(struct talk *self, struct step *step)
{
    i64 due_ms = talk_due_ms(self);
    if (!due_ms || step->now_ms < due_ms) return;
    if (self->retry_ms) {
        self->retry_ms = 0;
        self->wants = TALK_WANTS_ATTEMPT;
        return;
    }
    struct failure failure = failure_of_kind(FAILURE_SLOW);
    halt(self, step);
    failed(self, step, &failure);
}

void talk_say(struct talk *self, struct str text)
{
    text = utf8_cut(text, CHAT_ANSWER_BYTES_MAX - self->answer_bytes);
    memcpy(self->answer + self->answer_bytes, text.at, text.bytes);
    self->answer_bytes += (u32)text.bytes;
}

void talk_close(struct talk *self)
{
    self->end = TALK_STOP;
    self->call = 0;
    self->wants = TALK_WANTS_NOTHING;
}

void talk_give_up(struct talk *self, struct step *step, enum talk_end end)
{
    over(self, step, end);
}

void talk_halt(struct talk *self, struct step *step)
{
    if (self->call && !self->retry_ms) {
        halt(self, step);
        if (self->provider != PROVIDER_EMBEDDED) settle(self, step, OUTCOME_HALTED, true);
    }
    over(self, step, TALK_STOPPED);
    self->question = 0;
}

struct str talk_news(struct talk *self)
{
    struct str news = {self->answer + self->told_bytes, self->answer_bytes - self->told_bytes};
    self->told_bytes = self->answer_bytes;
    return news;
}
