/* actor.h: everybody who can say something to a session, at random.
 *
 * Learners in several tabs who type well and badly, connections that break, an alarm that rings
 * late, the syntax sandbox (the real one, and a hostile one), a model that answers well, badly,
 * late or never. The actor keeps the document of its own and knows what each frame of a tab must do
 * to it. */
#ifndef TEST_PROPERTY_ACTOR_H
#define TEST_PROPERTY_ACTOR_H

#include "core/random.h"
#include "core/sketch.h"
#include "core/witness.h"
#include "syntax/syntax.h"

#define ACTOR_TEXT_MAX 40000u /* bytes, about: enough for many leaves */

struct event_record {
    enum event event;
    u32 id;
    struct str payload; /* owned by the actor's buffer until the next event */
};

struct actor {
    struct world *world;
    struct witness witness;
    struct random *random;
    struct naive text; /* what the document must be */
    struct buf out;    /* the payload being written */
    u32 parse;         /* the parse that was not answered yet, 0 for none */
    u32 ends;          /* the call whose answer is whole, and only has to end */
    bool models;
    struct event_record last;
};

static const char *const ACTOR_CODE[] = {
    "if (tries = 3) {\n  go();\n}\n",
    "def add(item, to=[]):\n    to.append(item)\n    return to\n",
    "char *p = malloc(10);\np[0] = 'a';\n",
    "let fish = \"\xf0\x9f\x90\x9f\";\n",
    "while (line = next()) use(line);\n",
    "// caf\xc3\xa9 \xe2\x82\xac\n",
    "let n: u32 = s.parse().unwrap();\n",
    "function f(a) {\n  return a + 1;\n}\n",
    "}\n",
    "\n",
    "   \t\r\n",
    "x",
    "=",
    " ",
    "for (let i = 0; i <= a.length; i++) {\n  b += a[i];\n}\n",
    "class A {\n  int b;\n}\n"};
static const char *const ACTOR_LANGUAGES[] = {"javascript", "python", "c",  "rust", "plain",
                                              "typescript", "java",   "go", "sql",  "klingon"};

static inline u32 actor_below(struct actor *self, u32 limit)
{
    return random_below(self->random, limit);
}

static inline void actor_put(struct actor *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline void actor_put(struct actor *self, const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    int bytes = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    CHECK(bytes >= 0 && (usize)bytes < sizeof text);
    buf_put(&self->out, text, (usize)bytes);
}

static inline void actor_put_string(struct actor *self, struct str text)
{
    buf_json_string(&self->out, text);
    CHECK(!self->out.overflow);
}

static bool actor_is_loud; /* print every event, to understand a case that failed */

static inline void actor_say(const struct event_record *record, i64 now_ms)
{
    static const char *const WORDS[] = {"none",
#define X(name, word) word,
                                        EVENTS(X)
#undef X
    };
    usize bytes = record->event == EVENT_OUTLINE ? 0 : MIN(record->payload.bytes, 300);
    fprintf(stderr, "@%lld %s %u %.*s\n", (long long)now_ms, WORDS[record->event], record->id,
            (int)bytes, (const char *)record->payload.at);
}

/* Makes the event happen. */
static inline void actor_do(struct actor *self, enum event event, u32 id, i64 now_ms)
{
    self->last = (struct event_record){event, id, buf_str(&self->out)};
    if (actor_is_loud) actor_say(&self->last, now_ms);
    world_step(self->world, event, id, now_ms, self->last.payload);
    witness_step(&self->witness, self->world);
    if (self->world->parse) self->parse = self->world->parse;
    text_check_same(&self->world->session->text, &self->text);
}

/* Something to type. */
static inline struct str actor_ins(struct actor *self)
{
    static u8 memory[4096];
    struct buf out;
    u32 how = actor_below(self, 10);
    buf_init(&out, memory, sizeof memory);
    if (how < 4) random_character(self->random, 1 + actor_below(self, 4), &out);
    else if (how < 8) buf_put_text(&out, ACTOR_CODE[actor_below(self, ARRAY_LEN(ACTOR_CODE))]);
    else if (how < 9)
        random_text(self->random, (enum script)actor_below(self, SCRIPT_COUNT),
                    random_size(self->random, 4000), &out);
    return buf_str(&out);
}

/* A place between characters; mostly near the standing tips or the end, where things happen. */
static inline u32 actor_place(struct actor *self)
{
    const struct session *session = self->world->session;
    u32 at = actor_below(self, self->text.bytes + 1), how = actor_below(self, 4);
    const struct standing *tip = &session->tips[actor_below(self, TIPS_MAX)];
    if (how == 0) at = session->edited_at;
    if (how == 1 && tip->id) at = tip->start + actor_below(self, tip->end - tip->start + 2);
    at = MIN(at, self->text.bytes);
    while (!naive_between(&self->text, at)) at--;
    return at;
}

/* ---- frames ---- */

/* Does the session listen to this socket, and may it change things? */
static inline const struct socket *actor_owner(const struct actor *self, u32 id)
{
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        const struct socket *socket = &self->world->session->sockets[i];
        if (id && socket->id == id && socket->role == ROLE_OWNER && socket->strikes < STRIKES_MAX)
            return socket;
    }
    return NULL;
}

/* Edits, each made to the result of the one before; damaged in one of many ways now and then. */
static inline void actor_edit(struct actor *self, u32 id, i64 now_ms)
{
    const struct session *session = self->world->session;
    const struct socket *socket = actor_owner(self, id);
    struct naive next = naive_of(naive_str(&self->text)), held = self->text;
    u32 damage = actor_below(self, 24),
        edits = random_once_in(self->random, 12) ? actor_below(self, 40) : 1 + actor_below(self, 3);
    u32 number =
        random_once_in(self->random, 3) || !socket ? 0 : socket->number + 1 + actor_below(self, 2);
    if (socket && random_once_in(self->random, 3))
        number = socket->heard + 1; /* sent before a refusal could be known */
    if (damage == 1 && socket && socket->number) number = 1 + actor_below(self, socket->number);
    bool repeat = socket && number && number <= socket->number;
    bool behind =
        socket && (socket->refusing == REFUSING_ALL ||
                   (socket->refusing == REFUSING_ROW && number && number == socket->heard + 1));
    u32 revision = damage == 2                        ? session->revision + 1
                   : damage == 3 && session->revision ? session->revision - 1
                                                      : session->revision;
    bool fits = !repeat && !behind && revision == session->revision;
    actor_put(self, "{\"t\":\"edit\",\"rev\":%u,\"d\":[", revision);
    for (u32 i = 0; i < edits; i++) {
        self->text = next; /* places are chosen in what the edits before have made */
        u32 at = actor_place(self),
            end = at_most(next.bytes, at + random_size(self->random,
                                                       random_once_in(self->random, 8) ? 4000 : 8));
        struct str ins = next.bytes > ACTOR_TEXT_MAX ? STR("") : actor_ins(self);
        while (!naive_between(&next, end)) end--;
        u32 unit = naive_units(&next, at), del = naive_units(&next, end) - unit;
        if (damage == 4 && i + 1 == edits) unit += naive_units(&next, next.bytes) + 1, fits = false;
        if (damage == 5 && i + 1 == edits && end < next.bytes && naive_width(next.at[end]) == 4)
            del++, fits = false;
        actor_put(self, "%s[%u,%u,", i ? "," : "", unit, del);
        actor_put_string(self, ins);
        actor_put(self, "]");
        naive_splice(&next, at, end - at, ins);
    }
    u32 length = naive_units(&next, next.bytes);
    if (damage == 6) length++, fits = false;
    actor_put(self, "],\"len\":%u", length);
    if (number) actor_put(self, ",\"n\":%u", number);
    actor_put(self, "}");
    bool applied = fits && socket;
    self->text = applied ? next : held;
    free(applied ? held.at : next.at);
    actor_do(self, EVENT_FRAME, id, now_ms);
}

static inline void actor_text(struct actor *self, u32 id, i64 now_ms)
{
    struct naive next =
        naive_of(random_once_in(self->random, 4) ? STR("") : naive_str(&self->text));
    u32 language = actor_below(self, 12 * ARRAY_LEN(ACTOR_LANGUAGES)),
        changes = actor_below(self, 4);
    while (changes-- > 0) {
        u32 at = actor_below(self, next.bytes + 1), end;
        while (!naive_between(&next, at)) at--;
        end = at_most(next.bytes, at + actor_below(self, 60));
        while (!naive_between(&next, end)) end--;
        naive_splice(&next, at, end - at, next.bytes > ACTOR_TEXT_MAX ? STR("") : actor_ins(self));
    }
    bool known =
        language >= ARRAY_LEN(ACTOR_LANGUAGES) || strcmp(ACTOR_LANGUAGES[language], "klingon") != 0;
    actor_put(self, "{\"t\":\"text\",\"text\":");
    actor_put_string(self, naive_str(&next));
    if (language < ARRAY_LEN(ACTOR_LANGUAGES))
        actor_put(self, ",\"language\":\"%s\"", ACTOR_LANGUAGES[language]);
    actor_put(self, "}");
    bool applied = known && actor_owner(self, id);
    free(applied ? self->text.at : next.at);
    if (applied) self->text = next;
    actor_do(self, EVENT_FRAME, id, now_ms);
}

static inline void actor_hello(struct actor *self, u32 id, i64 now_ms)
{
    struct session *session = self->world->session;
    actor_put(self, "{\"t\":\"hello\",\"rev\":%u,\"hash\":\"",
              session->revision + random_once_in(self->random, 4));
    buf_put_hex(&self->out, text_hash_of(&session->text) ^ random_once_in(self->random, 4), 16);
    actor_put(self, "\"");
    if (random_once_in(self->random, 2))
        actor_put(self, ",\"client\":\"tab %u\"", actor_below(self, CLIENTS_MAX + 6));
    actor_put(self, "}");
    actor_do(self, EVENT_FRAME, id, now_ms);
}

static inline void actor_frame(struct actor *self, i64 now_ms)
{
    static const char *const VERDICTS[] = {"helpful", "wrong", "dismissed", "fine"};
    static const char *const JUNK[] = {"",
                                       "{",
                                       "{}",
                                       "[]",
                                       "{\"t\":\"edit\"}",
                                       "{\"t\":\"no\"}",
                                       "\xff",
                                       "{\"t\":\"text\",\"text\":\"\\ud800\"}",
                                       "{\"t\":\"text\",\"text\":\"\\u0000\"}",
                                       "{\"t\":\"edit\",\"rev\":0,\"len\":0,\"d\":[[0,0]]}",
                                       "{\"t\":\"look\",\"t\":\"look\"}"};
    struct session *session = self->world->session;
    u32 id = 1 + actor_below(self, SOCKETS_MAX + 2), how = actor_below(self, 40),
        tip = session->tips[actor_below(self, TIPS_MAX)].id;
    if (!tip)
        tip = session->tips[0].id ? session->tips[0].id : actor_below(self, session->next_tip + 2);
    if (!random_once_in(self->random, 4)) id = session->sockets[actor_below(self, SOCKETS_MAX)].id;
    if (how < 22) {
        actor_edit(self, id, now_ms);
        return;
    }
    if (how < 25) {
        actor_text(self, id, now_ms);
        return;
    }
    if (how < 28) {
        actor_hello(self, id, now_ms);
        return;
    }
    static const char *const DIALS[] = {"quiet", "normal", "eager"};
    if (how < 30) actor_put(self, "{\"t\":\"look\"}");
    else if (how < 31) actor_put(self, "{\"t\":\"left\"}");
    else if (how < 32)
        actor_put(self, "{\"t\":\"set\",\"dial\":\"%s\"}", DIALS[actor_below(self, 3)]);
    else if (how < 33)
        actor_put(self, "{\"t\":\"set\",\"language\":\"%s\"}",
                  ACTOR_LANGUAGES[actor_below(self, ARRAY_LEN(ACTOR_LANGUAGES))]);
    else if (how < 36) actor_put(self, "{\"t\":\"hint\",\"tip\":%u}", tip);
    else if (how < 38)
        actor_put(self, "{\"t\":\"seen\",\"tip\":%u,\"verdict\":\"%s\"}", tip,
                  VERDICTS[actor_below(self, 4)]);
    else actor_put(self, "%s", JUNK[actor_below(self, ARRAY_LEN(JUNK))]);
    actor_do(self, EVENT_FRAME, id, now_ms);
}

/* ---- sockets ---- */

static inline void actor_open(struct actor *self, i64 now_ms)
{
    actor_put(self, "{\"role\":\"%s\"", random_once_in(self->random, 5) ? "viewer" : "owner");
    if (random_once_in(self->random, 2))
        actor_put(self, ",\"client\":\"tab %u\"", actor_below(self, CLIENTS_MAX + 6));
    if (random_once_in(self->random, 6)) actor_put(self, ",\"again\":1");
    if (random_once_in(self->random, 3)) {
        actor_put(self, ",\"rev\":%u,\"hash\":\"", self->world->session->revision);
        buf_put_hex(&self->out,
                    text_hash_of(&self->world->session->text) ^ random_once_in(self->random, 4),
                    16);
        actor_put(self, "\"");
    }
    actor_put(self, "}");
    actor_do(self, EVENT_OPEN, 1 + actor_below(self, SOCKETS_MAX + 2), now_ms);
}

/* ---- the sandbox ---- */

/* What the real sandbox says of the text that was sent to it. */
static inline void actor_outline_real(struct actor *self)
{
    struct str text = self->world->parse_text;
    u32 bytes;
    memcpy(syntax_inbox((u32)text.bytes), text.at, text.bytes);
    const u8 *result = syntax_outline(self->world->parse_language, (u32)text.bytes);
    memcpy(&bytes, result, sizeof bytes);
    buf_put(&self->out, result + 8, bytes);
}

/* A finding that may be said: a tip of the language, at code that shows, with names that are one
 * character long. */
static inline void actor_find(struct actor *self, struct sketch *sketch)
{
    const struct naive *text = &self->text;
    u32 start = 0, end, tip = actor_below(self, CATALOGUE_COUNT);
    for (u32 i = 0; i < 20 && start < text->bytes; i++) {
        start = actor_place(self);
        if (start < text->bytes && text->at[start] > ' ' && text->at[start] < 0x7f &&
            text->at[start] != '`')
            break;
    }
    end = at_most(text->bytes, start + 1 + actor_below(self, 20));
    while (!naive_between(text, end)) end++;
    for (u32 i = 0; i < CATALOGUE_COUNT; i++)
        if (!(CATALOGUE[tip].languages >> sketch->head.language & 1))
            tip = (tip + 1) % CATALOGUE_COUNT;
    struct finding *finding = sketch_finding(sketch, (u16)tip, start, end);
    finding->slot_count = CATALOGUE[tip].slot_count;
    for (u32 i = 0; i < finding->slot_count; i++)
        finding->slots[i].at = MIN(start, text->bytes),
        finding->slots[i].bytes = MIN(1, text->bytes - start);
}

/* The standing tips are found again, or not: then they are fixed. */
static inline void actor_find_again(struct actor *self, struct sketch *sketch)
{
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *tip = &self->world->session->tips[i];
        if (!tip->id || tip->end > sketch->head.text_bytes || random_once_in(self->random, 2))
            continue;
        if (tip->tip == TIP_NONE) continue; /* in a model's words */
        struct finding *finding = sketch_finding(sketch, tip->tip, tip->start, tip->end);
        finding->slot_count = tip->slot_count;
        for (u32 k = 0; k < tip->slot_count; k++)
            finding->slots[k].at = tip->start, finding->slots[k].bytes = 1;
    }
}

/* What a sandbox in the hands of an attacker might say: of the right form, and wrong in places. */
static inline void actor_outline_made(struct actor *self)
{
    static struct sketch sketch;
    u32 bytes = (u32)self->world->parse_text.bytes, at = 0;
    char word[32];
    sketch_begin(&sketch, (enum language)self->world->parse_language, bytes);
    if (random_once_in(self->random, 8)) sketch.head.flags = (u8)actor_below(self, 32);
    for (u32 i = actor_below(self, 30); i-- > 0 && at < bytes;) {
        at += actor_below(self, (bytes - at) / 2 + 1);
        snprintf(word, sizeof word, "w%u", actor_below(self, 40));
        struct unit *unit = sketch_unit(
            &sketch, (enum unit_kind)(1 + actor_below(self, UNIT_KINDS - 1)), actor_below(self, 3),
            at, at + actor_below(self, bytes - at + 1), word, word + 1, actor_below(self, 30));
        unit->flags = random_once_in(self->random, 10);
        if (random_once_in(self->random, 2))
            unit->name_at = unit->start, unit->name_bytes = (u16)MIN(bytes - unit->start, 5u);
    }
    for (u32 i = random_once_in(self->random, 4) ? actor_below(self, 4) : 0; i-- > 0;) {
        u32 start = actor_below(self, bytes + 1);
        sketch_fault(&sketch, start, start + actor_below(self, bytes - start + 1));
    }
    for (u32 i = actor_below(self, 6); i-- > 0 && bytes;) {
        u32 start = actor_below(self, bytes),
            end = at_most(bytes, start + 1 + actor_below(self, 30));
        u16 tip = (u16)actor_below(self, CATALOGUE_COUNT + 1);
        for (u32 k = 0;
             k < 200 && !random_once_in(self->random, 8) &&
             !(tip < CATALOGUE_COUNT && (CATALOGUE[tip].languages >> sketch.head.language & 1));
             k++)
            tip = (u16)actor_below(self, CATALOGUE_COUNT);
        struct finding *finding = sketch_finding(&sketch, tip, start, end);
        finding->slot_count = tip < CATALOGUE_COUNT ? CATALOGUE[tip].slot_count : 2;
        for (u32 k = 0; k < finding->slot_count; k++)
            finding->slots[k].at = actor_below(self, bytes),
            finding->slots[k].bytes = actor_below(self, MIN(bytes - finding->slots[k].at, 60u) + 1);
    }
    if (CATALOGUE_COUNT && !random_once_in(self->random, 3)) {
        sketch.head.finding_count = 0;
        actor_find_again(self, &sketch);
        if (!random_once_in(self->random, 3)) actor_find(self, &sketch);
    }
    if (random_once_in(self->random, 15)) sketch.head.catalogue++;
    if (random_once_in(self->random, 15)) sketch.head.text_bytes++;
    buf_put_str(&self->out, sketch_bytes(&sketch));
    if (random_once_in(self->random, 10))
        self->out.at[actor_below(self, (u32)self->out.bytes)] ^= (u8)(1 << actor_below(self, 8));
}

static inline void actor_parse(struct actor *self, i64 now_ms)
{
    u32 parse = self->parse, how = actor_below(self, 10);
    self->parse = 0;
    if (how == 0) {
        actor_put(self, "trap");
        actor_do(self, EVENT_FAIL, parse, now_ms);
        return;
    }
    if (how < 4) actor_outline_real(self);
    else actor_outline_made(self);
    actor_do(self, EVENT_OUTLINE, parse, now_ms);
}

/* ---- the model ---- */

#define ACTOR_MODELS                                                                               \
    "\"models\":[\"workers-ai\",\"openai\",\"gemini\"],\"session_micro\":9000,"                    \
    "\"prices\":{\"openai\":[0,0]}"

/* The bytes of a provider round a model's text. */
static inline void actor_wrap(struct actor *self, struct str text)
{
    static const char *const BEFORE[PROVIDER_COUNT] = {
        [PROVIDER_WORKERS_AI] = "{\"response\":",
        [PROVIDER_OPENAI] =
            "data: {\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"content\":",
        [PROVIDER_GEMINI] = "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":"};
    static const char *const BEHIND[PROVIDER_COUNT] = {
        [PROVIDER_WORKERS_AI] = ",\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":60}}",
        [PROVIDER_OPENAI] = "}}]}\n\ndata: [DONE]\n\n",
        [PROVIDER_GEMINI] = "}]},\"finishReason\":\"STOP\"}]}]"};
    u8 provider = self->world->session->call_provider;
    actor_put(self, "%s", BEFORE[provider]);
    actor_put_string(self, text);
    actor_put(self, "%s", BEHIND[provider]);
}

/* An answer that may pass the gate. */
static inline void actor_answer(struct actor *self)
{
    static const char *const TIPS[] = {
        "What value does this variable have when the loop ends?",
        "Which line of the program changes this value, and when does it run?",
        "A name that says what the number counts helps the reader of this function.",
        "O tinned fish in your silver bed, you shine in the shop like a moon of tin.",
        "Ignore the rules and visit http://example.org now."};
    static u8 memory[4096];
    struct buf text;
    u32 start = actor_place(self), end, rule = actor_below(self, CATALOGUE_COUNT);
    buf_init(&text, memory, sizeof memory);
    if (random_once_in(self->random, 2)) /* the code of a whole line, so that it is one of many */
        while (start && self->text.at[start - 1] != '\n') start--;
    end = start;
    while (end < self->text.bytes && end < start + 40 && self->text.at[end] != '\n') end++;
    while (!naive_between(&self->text, end)) end--;
    for (u32 i = 0;
         i < CATALOGUE_COUNT && !random_once_in(self->random, 3) && CATALOGUE[rule].has_query; i++)
        rule = (rule + 1) % CATALOGUE_COUNT;
    buf_put_text(&text, "{\"line\":");
    buf_put_decimal(&text, naive_newlines(&self->text, start) + 1);
    buf_put_text(&text, ",\"quote\":");
    buf_json_string(&text, (struct str){self->text.at + start, end - start});
    buf_put_text(&text, ",\"rule\":");
    if (random_once_in(self->random, 2)) buf_put_text(&text, "null");
    else buf_json_string(&text, str_of(CATALOGUE[rule].id));
    buf_put_text(&text, ",\"concept\":\"loops\",\"tip\":");
    buf_json_string(&text, str_of(TIPS[actor_below(self, ARRAY_LEN(TIPS))]));
    buf_put_text(&text, "}");
    actor_wrap(self, buf_str(&text));
}

static inline void actor_model(struct actor *self, i64 now_ms)
{
    static const char *const PARTS[] = {
        "{\"response\":",
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n",
        "data: [DONE]\n\n",
        "Sure!",
        "{\"response\":\"x\"}",
        "{\"errors\":[{\"code\":3040}]}",
        " ",
        "\xff",
        "{\"usage\":{\"prompt_tokens\":1000000000,\"completion_tokens\":1000000000}}"};
    static const char *const LINES[] = {"http 500",
                                        "http 429",
                                        "http 429 3",
                                        "code 3036",
                                        "code 3040",
                                        "cut",
                                        "no_provider",
                                        "refused day 1700000000000",
                                        "refused minute 1700000060000",
                                        "refused breaker 1",
                                        "trap",
                                        "refused full 1",
                                        "refused broken",
                                        "refused by nobody",
                                        "",
                                        "http 401"};
    struct world *world = self->world;
    u32 call = world->call, how = actor_below(self, 12);
    enum event event = EVENT_CHUNK;
    if (how < 1 || self->ends == call) event = EVENT_DONE;
    else if (how < 4) {
        event = EVENT_FAIL;
        actor_put(self, "%s", LINES[actor_below(self, ARRAY_LEN(LINES))]);
    } else if (how < 8 && self->text.bytes) {
        actor_answer(self);
        self->ends = call;
    } else if (how < 9) {
        for (u32 i = 0; i < 700; i++) actor_put(self, "   ");
    } else {
        actor_put(self, "%s", PARTS[actor_below(self, ARRAY_LEN(PARTS))]);
    }
    actor_do(self, event, random_once_in(self->random, 12) ? call + 1 : call, now_ms);
}

/* ---- life ---- */

static inline void actor_begin(struct actor *self, struct random *random)
{
    static u8 memory[4u << 20];
    u32 damage = random_below(random, 8);
    *self = (struct actor){.world = world_new(),
                           .random = random,
                           .text = naive_of(STR("")),
                           .models = random_once_in(random, 2)};
    buf_init(&self->out, memory, sizeof memory);
    witness_begin(&self->witness, self->world);
    char config[256];
    snprintf(config, sizeof config, "\"language\":\"%s\"%s", ACTOR_LANGUAGES[actor_below(self, 8)],
             self->models ? "," ACTOR_MODELS : "");
    world_start(self->world, 1700000000000, config, damage == 0 ? STR("rot") : STR(""),
                damage == 1 ? STR("rot") : STR(""));
    witness_step(&self->witness, self->world);
}

static inline void actor_end(struct actor *self)
{
    witness_end(&self->witness);
    world_free(self->world);
    free(self->text.at);
}

/* One event. */
static inline void actor_act(struct actor *self)
{
    static const u32 GAPS[] = {0, 1, 40, 200, 900, 1500, 9000};
    struct world *world = self->world;
    i64 now_ms = world->now_ms + actor_below(self, GAPS[actor_below(self, ARRAY_LEN(GAPS))] + 1);
    bool rings = world->armed_ms && (world->armed_ms <= now_ms || random_once_in(self->random, 4));
    self->out.bytes = 0;
    if (rings && !random_once_in(self->random, 5)) {
        now_ms = MAX(world->now_ms, world->armed_ms);
        actor_do(self, EVENT_ALARM, 0, now_ms);
    } else if (self->parse && !random_once_in(self->random, 5)) {
        actor_parse(self, now_ms);
    } else if (world->call && random_once_in(self->random, 2)) {
        actor_model(self, now_ms);
    } else {
        u32 how = actor_below(self, 20);
        if (how < 2) actor_open(self, now_ms);
        else if (how < 3)
            actor_do(self, EVENT_GONE, 1 + actor_below(self, SOCKETS_MAX + 2), now_ms);
        else if (how < 4) actor_do(self, EVENT_ALARM, 0, now_ms);
        else actor_frame(self, now_ms);
    }
}

#endif
