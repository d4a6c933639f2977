#include "session/tutor.h"

#include <cJSON.h>

#include "base/hash.h"
#include "session/session.h"
#include "session/setup.h"
#include "session/tutor_send.h"
#include "session/wire.h"

void tutor_init(struct tutor *self, u8 *pool)
{
    memset(self, 0, offsetof(struct tutor, talk));
    self->talk.question = 0;
    self->kept = pool;
    text_init(&self->text, pool, 0);
}

/* ---- memory ---- */

u8 *tutor_kept_end(const struct tutor *self, enum event event, u32 bytes)
{
    if (event == EVENT_ASK) {
        u32 slots = text_slots_needed(&self->text, bytes);
        return self->text.pool + (usize)slots * LEAF_BYTES + bytes;
    }
    u32 more = event == EVENT_LESSON ? bytes : 0;
    return self->kept + self->body_bytes + self->lesson_bytes + more;
}

/* Reading JSON: a node for each value, and each string twice. */
static usize json_arena(usize bytes)
{
    return MIN(bytes, CHAT_VALUES_MAX) * (sizeof(cJSON) + 96) + 3 * bytes;
}

usize tutor_arena_bytes(const struct tutor *self, enum event event, u32 bytes)
{
    usize body = event == EVENT_ASK ? bytes : self->body_bytes;
    usize lesson = event == EVENT_LESSON ? bytes : self->lesson_bytes;
    usize stream = event == EVENT_CHUNK || event == EVENT_DONE
                       ? bytes + SSE_EVENT_BYTES_MAX + DIALECT_ARENA_BYTES
                       : 0;
    return ARENA_BYTES_MIN + json_arena(body) + (lesson ? LESSON_ARENA_BYTES : 0) + stream;
}

/* What is sent on of an answer, the body of a call, and at the end the conversation: six bytes for
 * one at the most. A code that is parsed is sent as it is. */
usize tutor_outbox_bytes(const struct tutor *self, enum event event, u32 bytes)
{
    usize body = event == EVENT_ASK ? bytes : self->body_bytes;
    usize lesson = event == EVENT_LESSON ? bytes : self->lesson_bytes;
    usize call = MIN(CHAT_PROMPT_BYTES_MAX, (16u << 10) + 6 * (body + lesson));
    usize said = MIN(CHAT_ANSWER_BYTES_MAX, self->talk.answer_bytes + SSE_EVENT_BYTES_MAX +
                                                CHAT_OWN_BYTES_MAX + (usize)bytes);
    return (16u << 10) + call + 12 * said + 6 * MIN(body, 4 * CHAT_QUESTION_UNITS_MAX) + body;
}

/* ---- what is asked ---- */

/* Everything that a request is about, read again from what was kept. */
struct exchange {
    struct question question;
    struct lesson own; /* the deployment's, when it brought one */
    struct chat chat;
};

/* False when the exercise is not known. The body was read before and is fine. A step has an arena
 * for reading it once: who has done with an exchange gives it back (arena->used). */
static bool load(struct step *step, struct tutor *self, struct exchange *out)
{
    const char *fault;
    struct str body = {self->kept, self->body_bytes};
    struct str lesson = {self->kept + self->body_bytes, self->lesson_bytes};
    check(question_read(&out->question, body, step->arena) == QUESTION_FINE);
    const struct question *question = &out->question;
    bool brought = lesson.bytes && lesson_read(&out->own, lesson, step->arena, &fault);
    out->chat = (struct chat){.language = (enum language)self->language,
                              .text = &self->text,
                              .lesson = brought ? &out->own : lesson_find(question->slug),
                              .foreign = brought,
                              .task = question->task,
                              .turns = question->turns,
                              .turn_count = question->turn_count,
                              .question = question->question,
                              .locale = question->locale,
                              .seed = self->seed + self->request};
    return out->chat.lesson != NULL;
}

/* ---- the response ---- */

static void close(struct step *step, struct tutor *self)
{
    effect_put(step->effects, EFFECT_DROP, self->id, 0, (struct str){NULL, 0});
    tutor_init(self, self->text.pool);
}

static void refuse(struct step *step, struct tutor *self, enum question_fault fault,
                   const struct question *question)
{
    tutor_send_refusal(step, self, fault, question);
    close(step, self);
}

/* The embedded tutor wants to know what the sandbox finds. */
static void parse(struct step *step, struct tutor *self)
{
    self->talk.wants = TALK_WANTS_NOTHING;
    self->parse = ++self->request;
    step_parse(step, self->parse, self->language, &self->text);
}

/* A solution that was withheld: the next hint stands in its place. */
static void say_hint(struct step *step, struct tutor *self)
{
    u8 memory[CHAT_OWN_BYTES_MAX];
    struct buf out;
    struct exchange exchange;
    usize before = step->arena->used;
    buf_init(&out, memory, sizeof memory);
    const struct lesson_hint *hint =
        load(step, self, &exchange) ? embedded_hint(&exchange.chat) : NULL;
    if (hint && self->talk.answer_bytes) buf_put_text(&out, "\n\n");
    if (hint) embedded_put_hint(&out, hint);
    step->arena->used = before;
    if (!out.overflow) talk_say(&self->talk, buf_str(&out));
}

/* After each event: what was released goes out, and the next thing is begun. */
static void go_on(struct step *step, struct tutor *self)
{
    struct talk *talk = &self->talk;
    struct exchange exchange;
    if (!self->open) return;
    if (talk->wants == TALK_WANTS_ATTEMPT && load(step, self, &exchange))
        talk_attempt(talk, step, ++self->request, &exchange.chat, exchange.question.code);
    if (talk->wants == TALK_WANTS_EMBEDDED) parse(step, self);
    if (talk->end == TALK_WITHHELD && talk->rule == SPEECH_SOLUTION) say_hint(step, self);
    tutor_send_news(step, self);
    if (talk_is_open(talk)) {
        i64 due_ms = talk_due_ms(talk);
        if (!due_ms || (self->armed_ms && self->armed_ms <= due_ms)) return;
        self->armed_ms = due_ms;
        effect_put(step->effects, EFFECT_ARM, self->id, (f64)due_ms, (struct str){NULL, 0});
        return;
    }
    tutor_send_end(step, self);
    bool whole = talk->end == TALK_STOP || talk->end == TALK_LENGTH;
    if (whole && self->handoff && load(step, self, &exchange))
        tutor_hand_off(step, self, &exchange.question);
    close(step, self);
}

/* ---- the events ---- */

/* The exercise is known, or it is known that there is none. */
static void begin(struct step *step, struct tutor *self)
{
    struct exchange exchange;
    usize before = step->arena->used;
    if (!load(step, self, &exchange)) {
        refuse(step, self, QUESTION_EXERCISE, NULL);
        return;
    }
    struct str word = exchange.question.language;
    enum language language = word.bytes ? language_find((const char *)word.at, word.bytes)
                                        : (enum language)exchange.chat.lesson->language;
    self->language = (u8)(language < LANGUAGE_COUNT ? language : LANGUAGE_PLAIN);
    step->arena->used = before;
    talk_begin(&self->talk, 1);
}

static u8 read_short(const struct cJSON *root, const char *key, u8 *out, usize most)
{
    struct str word;
    if (!json_string(json_get(root, key), &word)) return 0;
    check(word.bytes <= most);
    memcpy(out, word.at, word.bytes);
    return (u8)word.bytes;
}

static void configure(struct tutor *self, const struct cJSON *head)
{
    struct str word;
    self->user_bytes = read_short(head, "user", self->user, sizeof self->user);
    self->slug_bytes = read_short(head, "slug", self->slug, sizeof self->slug);
    self->user_is_number = json_is_true(json_get(head, "user_is_number"));
    self->handoff = json_is_true(json_get(head, "handoff"));
    if (json_string(json_get(head, "seed"), &word)) self->seed = wire_hash(word);
    i64 number;
    if (json_integer(json_get(head, "limit"), 0, UINT32_MAX, &number)) self->limit = (u32)number;
    if (json_integer(json_get(head, "window_s"), 0, UINT32_MAX, &number))
        self->window_s = (u32)number;
    self->talk.models = setup_models(json_get(head, "models"));
    setup_prices(self->talk.prices, json_get(head, "prices"));
    self->talk.chance = hash64_mix(HASH64_START, self->seed);
}

/* The body stays behind the pool of its text. */
static void keep_body(struct tutor *self, struct str body, u32 payload_bytes)
{
    u32 slots = text_slots_needed(&self->text, payload_bytes);
    text_init(&self->text, self->text.pool, slots);
    self->kept = self->text.pool + (usize)slots * LEAF_BYTES;
    if (body.bytes) memmove(self->kept, body.at, body.bytes);
    self->body_bytes = (u32)body.bytes;
    self->lesson_bytes = 0;
}

static void fetch(struct step *step, struct tutor *self, struct str slug)
{
    self->fetch = ++self->request;
    effect_put(step->effects, EFFECT_LESSON, self->fetch, 0, slug);
}

static void on_ask(struct step *step, struct tutor *self, u32 id, struct str payload)
{
    struct question question = {0};
    enum json_fault json;
    usize before = step->arena->used;
    u32 bytes, payload_bytes = (u32)payload.bytes;
    struct str head = str_take(&payload, sizeof bytes);
    check(!self->open && head.bytes == sizeof bytes);
    memcpy(&bytes, head.at, sizeof bytes);
    head = str_take(&payload, bytes);
    check(head.bytes == bytes);
    const struct cJSON *root = json_read(head, step->arena, &json);
    check(root); /* the host writes it */
    self->open = true;
    self->id = id;
    configure(self, root);
    bool long_body = json_is_true(json_get(root, "too_long"));
    enum question_fault fault =
        long_body ? QUESTION_LONG : question_read(&question, payload, step->arena);
    struct str only = {self->slug, self->slug_bytes};
    if (!fault && only.bytes && !str_equal(only, question.slug)) fault = QUESTION_FOREIGN;
    bool fetches = json_is_true(json_get(root, "curriculum"));
    if (!fault && fetches && !lesson_slug_fits(question.slug)) fault = QUESTION_EXERCISE;
    if (fault) {
        refuse(step, self, fault, &question);
        return;
    }
    keep_body(self, payload, payload_bytes);
    text_splice(&self->text, 0, 0, question.code);
    if (fetches) fetch(step, self, question.slug);
    step->arena->used = before;
    if (!fetches) begin(step, self);
}

/* Is it a lesson, and the one that was asked for? `*why` says why not. */
static bool is_asked_for(struct step *step, const struct tutor *self, struct str payload,
                         const char **why)
{
    struct lesson lesson;
    struct question question;
    struct str body = {self->kept, self->body_bytes};
    usize before = step->arena->used;
    *why = "it is too long";
    if (payload.bytes > LESSON_BYTES_MAX || !lesson_read(&lesson, payload, step->arena, why))
        return false;
    check(question_read(&question, body, step->arena) == QUESTION_FINE);
    bool same = str_equal(lesson.slug, question.slug);
    *why = "its slug is another one than its address";
    step->arena->used = before;
    return same;
}

static void on_lesson(struct step *step, struct tutor *self, struct str payload)
{
    const char *why;
    self->fetch = 0;
    if (payload.bytes && !is_asked_for(step, self, payload, &why)) {
        tutor_note_lesson(step, why);
        refuse(step, self, QUESTION_CURRICULUM, NULL);
        return;
    }
    self->lesson_bytes = (u32)payload.bytes;
    if (payload.bytes) memmove(self->kept + self->body_bytes, payload.at, payload.bytes);
    begin(step, self);
}

/* The sandbox's answer, or NULL when it has none. */
static void on_outline(struct step *step, struct tutor *self, struct str payload)
{
    u8 memory[CHAT_OWN_BYTES_MAX];
    struct buf out;
    struct outline outline;
    struct exchange exchange;
    self->parse = 0;
    buf_init(&out, memory, sizeof memory);
    bool reads = payload.bytes && outline_read(&outline, payload) &&
                 outline.head->catalogue == CATALOGUE_STAMP &&
                 outline.head->text_bytes == self->text.bytes;
    usize before = step->arena->used;
    if (load(step, self, &exchange)) embedded_write(&exchange.chat, reads ? &outline : NULL, &out);
    step->arena->used = before;
    talk_say(&self->talk, buf_str(&out));
    talk_close(&self->talk);
}

static void on_fail(struct step *step, struct tutor *self, u32 id, struct str payload)
{
    if (self->fetch && id == self->fetch) {
        tutor_note_lesson(step, "it cannot be fetched");
        refuse(step, self, QUESTION_CURRICULUM, NULL);
    } else if (self->parse && id == self->parse) {
        on_outline(step, self, (struct str){NULL, 0});
    } else if (self->talk.call && id == self->talk.call) {
        talk_fail(&self->talk, step, payload);
    }
}

static void dispatch(struct step *step, struct tutor *self, enum event event, u32 id,
                     struct str payload)
{
    struct talk *talk = &self->talk;
    bool called = talk->question && talk->call && id == talk->call;
    if (event == EVENT_ASK) on_ask(step, self, id, payload);
    else if (!self->open) return; /* it has ended meanwhile */
    else if (event == EVENT_LESSON && self->fetch && id == self->fetch)
        on_lesson(step, self, payload);
    else if (event == EVENT_GRANT && called) talk_grant(talk, str_number(payload));
    else if (event == EVENT_CHUNK && called) talk_chunk(talk, step, payload);
    else if (event == EVENT_DONE && called) talk_done(talk, step);
    else if (event == EVENT_OUTLINE && self->parse && id == self->parse)
        on_outline(step, self, payload);
    else if (event == EVENT_FAIL) on_fail(step, self, id, payload);
    else if (event == EVENT_ALARM) {
        self->armed_ms = 0;
        talk_alarm(talk, step);
    } else if (event == EVENT_GONE && id == self->id) {
        if (talk_is_open(talk)) talk_halt(talk, step);
        tutor_init(self, self->text.pool);
    }
}

void tutor_step(struct tutor *self, enum event event, u32 id, i64 now_ms, struct str payload,
                struct arena *arena, struct effects *effects)
{
    struct step step = {NULL, effects, arena, now_ms};
    dispatch(&step, self, event, id, payload);
    if (self->open && self->talk.question) go_on(&step, self);
}
