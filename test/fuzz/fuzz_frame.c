/* clang-format off */
/* fuzz_frame: a whole session, one line of the input an event.
 *
 *   1 to 9  a frame of that socket: the rest of the line
 *   e       a frame that fits: an edit of socket 1 at a place and of a length that the next bytes say
 *   o       a socket opens: its number, and v for a viewer
 *   g       a socket is gone: its number
 *   a       the alarm rings, when one is armed
 *   t       time passes: a tenth of a second for each byte
 *   p       the sandbox answers: each four bytes are a finding (which tip, where, how long, its names)
 *   c       the provider sends the rest of the line
 *   d       its answer ends
 *   f       the call or the parse failed: the host's line
 *   m       the model gives an answer of the right form: which rule, where its quote stands, how long
 *           it is, and then its words
 *   s       the session falls asleep and wakes
 *
 * After each event everything holds that core/witness.h asks. */
/* clang-format on */
#define TEST_FUZZ
#include "core/sketch.h"
#include "core/witness.h"

#define MODELS "\"models\":[\"workers-ai\",\"openai\"]"

struct life {
    struct world *world;
    struct witness witness;
    u32 parse;
    i64 now_ms;
};

static void make(struct life *self, enum event event, u32 id, struct str payload)
{
    world_step(self->world, event, id, self->now_ms, payload);
    witness_step(&self->witness, self->world);
    if (self->world->parse) self->parse = self->world->parse;
}

/* [at, del, text] in the document as it is, as the frame that a good client would send. */
static void edit(struct life *self, struct str line)
{
    static u8 memory[1 << 20];
    const struct session *session = self->world->session;
    struct str places = str_take(&line, 3);
    u32 at = places.bytes > 1 ? (u32)places.at[0] << 8 | places.at[1] : 0,
        del = places.bytes > 2 ? places.at[2] % 32u : 0;
    at %= session->text.units + 1;
    del = MIN(del, session->text.units - at);
    line = (struct str){line.at, utf8_check(line)};
    if (memchr(line.at, 0, line.bytes)) return;
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "{\"t\":\"edit\",\"rev\":");
    buf_put_decimal(&out, session->revision);
    buf_put_text(&out, ",\"len\":");
    buf_put_decimal(&out, session->text.units - del + utf8_measure(line).units);
    buf_put_text(&out, ",\"d\":[[");
    buf_put_decimal(&out, at);
    buf_put_u8(&out, ',');
    buf_put_decimal(&out, del);
    buf_put_u8(&out, ',');
    buf_json_string(&out, line);
    buf_put_text(&out, "]]}");
    if (!out.overflow) make(self, EVENT_FRAME, 1, buf_str(&out));
}

/* The `nth` tip that speaks about a language, as if they stood in a ring; any number when there is
 * none. */
static u16 nth_tip(enum language language, u32 nth)
{
    for (u32 i = 0, left = nth; i < 256 * CATALOGUE_COUNT; i++)
        if ((CATALOGUE[i % CATALOGUE_COUNT].languages >> language & 1) && left-- == 0)
            return (u16)(i % CATALOGUE_COUNT);
    return (u16)nth;
}

static void answer_parse(struct life *self, struct str line)
{
    static struct sketch sketch;
    u32 parse = self->parse, bytes = (u32)self->world->parse_text.bytes;
    enum language language = (enum language)self->world->parse_language;
    if (!parse) return;
    self->parse = 0;
    sketch_begin(&sketch, language, bytes);
    if (line.bytes % 4) sketch.head.flags = line.at[0] & 31;
    if (line.bytes % 4 && line.at[0] & 32) sketch_fault(&sketch, bytes / 2, bytes);
    char word[] = {(char)('f' + bytes % 3), 0}; /* another length is another program, mostly */
    sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, bytes, word, word, 40)->flags = line.bytes % 4 > 1;
    for (u32 i = 0; i < FINDINGS_MAX && line.bytes >= 4; i++) {
        struct str one = str_take(&line, 4);
        u32 start = MIN(one.at[1] & 0x7fu, bytes), end = MIN(start + (one.at[2] & 0x3f), bytes);
        u16 tip = one.at[0] == 0xff ? (u16)CATALOGUE_COUNT : nth_tip(language, one.at[0]);
        struct finding *finding = sketch_finding(&sketch, tip, start, end);
        finding->slot_count = one.at[3] & 0x80        ? 3
                              : tip < CATALOGUE_COUNT ? CATALOGUE[tip].slot_count
                                                      : 0;
        for (u32 k = 0; k < finding->slot_count; k++) {
            finding->slots[k].at = MIN(start + k, bytes);
            finding->slots[k].bytes = MIN(1u + (one.at[3] & 0x3f), bytes - finding->slots[k].at);
        }
    }
    make(self, EVENT_OUTLINE, parse, sketch_bytes(&sketch));
}

/* An answer whose rule is for a model to name and whose quote is there, unless the bytes say
 * otherwise. Its words are the rest of the line, or some that the gate passes. */
static void answer_call(struct life *self, struct str line)
{
    static u8 memory[1u << 20];
    struct str some = str_take(&line, 3);
    struct naive *text = &self->witness.now;
    struct buf out;
    if (some.bytes < 3 || !self->world->call) return;
    u32 start = MIN(some.at[1], text->bytes), end = MIN(start + (some.at[2] & 0x7f), text->bytes),
        tip = some.at[0] % CATALOGUE_COUNT;
    while (!naive_between(text, start)) start--;
    while (!naive_between(text, end)) end++;
    for (u32 i = 0; i < CATALOGUE_COUNT && !(some.at[2] & 0x80) && CATALOGUE[tip].has_query; i++)
        tip = (tip + 1) % CATALOGUE_COUNT;
    line = (struct str){line.at, utf8_check(line)};
    if (!line.bytes) line = STR("What value does this variable have when the loop ends?");
    buf_init(&out, memory, sizeof memory);
    buf_put_text(&out, "{\"response\":{\"line\":");
    buf_put_decimal(&out, naive_newlines(text, start) + 1);
    buf_put_text(&out, ",\"quote\":");
    buf_json_string(&out, (struct str){text->at + start, end - start});
    buf_put_text(&out, ",\"rule\":");
    if (some.at[0] & 1) buf_put_text(&out, "null");
    else buf_json_string(&out, str_of(CATALOGUE[tip].id));
    buf_put_text(&out, ",\"tip\":");
    buf_json_string(&out, line);
    buf_put_text(&out, "}}");
    if (out.overflow) return;
    make(self, EVENT_CHUNK, self->world->call, buf_str(&out));
    if (self->world->call) make(self, EVENT_DONE, self->world->call, STR(""));
}

/* From its snapshot, with the sockets and the alarm that the host knows, nothing is different. */
static void sleep_and_wake(struct life *self)
{
    char config[512];
    int put = snprintf(config, sizeof config, MODELS ",\"alarm\":%lld,\"sockets\":[0",
                       (long long)self->world->armed_ms);
    if (self->world->session->parse || self->world->session->call) return; /* what is out is lost */
    for (u32 i = 0; i < SOCKETS_MAX; i++)
        put += snprintf(config + put, sizeof config - (usize)put, ",%u",
                        self->world->session->sockets[i].id);
    snprintf(config + put, sizeof config - (usize)put, "]");
    struct str bytes = world_snapshot(self->world);
    struct world *next = world_new();
    next->armed_ms = self->world->armed_ms;
    next->calls = self->world->calls, next->settles = self->world->settles;
    next->refused = self->world->refused, next->settled = self->world->settled;
    world_start(next, self->now_ms, config, bytes, STR(""));
    struct str again = world_snapshot(next);
    CHECK_STR(again, bytes);
    free((void *)(uintptr_t)again.at);
    free((void *)(uintptr_t)bytes.at);
    world_free(self->world);
    self->world = next;
    witness_step(&self->witness, next);
}

static void open_socket(struct life *self, struct str line)
{
    u32 id = line.bytes ? 1 + line.at[0] % 10u : 1;
    bool viewer = line.bytes > 1 && line.at[1] == 'v';
    make(self, EVENT_OPEN, id,
         viewer ? STR("{\"role\":\"viewer\"}") : STR("{\"role\":\"owner\",\"client\":\"tab\"}"));
}

static void happen(struct life *self, struct str line)
{
    u8 what = line.bytes ? line.at[0] : 0;
    struct world *world = self->world;
    str_take(&line, 1);
    if (what >= '1' && what <= '9') make(self, EVENT_FRAME, what - '0', line);
    else if (what == 'e') edit(self, line);
    else if (what == 'o') open_socket(self, line);
    else if (what == 'g') make(self, EVENT_GONE, line.bytes ? 1 + line.at[0] % 10u : 1, STR(""));
    else if (what == 't') self->now_ms += (i64)line.bytes * 100;
    else if (what == 'p') answer_parse(self, line);
    else if (what == 'm') answer_call(self, line);
    else if (what == 's') sleep_and_wake(self);
    else if (what == 'c') make(self, EVENT_CHUNK, world->call, line);
    else if (what == 'd') make(self, EVENT_DONE, world->call, STR(""));
    else if (what == 'f') make(self, EVENT_FAIL, world->call ? world->call : self->parse, line);
    if (what != 'a' || !world->armed_ms) return;
    self->now_ms = MAX(self->now_ms, world->armed_ms);
    make(self, EVENT_ALARM, 0, STR(""));
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    struct life life = {.world = world_new(), .now_ms = 1000};
    struct str rest = {bytes, count};
    test_now = "fuzz_frame";
    witness_begin(&life.witness, life.world);
    world_start(life.world, life.now_ms, MODELS, STR(""), STR(""));
    witness_step(&life.witness, life.world);
    make(&life, EVENT_OPEN, 1, STR("{\"role\":\"owner\"}"));
    make(&life, EVENT_OPEN, 2, STR("{\"role\":\"owner\"}"));
    while (rest.bytes) {
        const u8 *end = memchr(rest.at, '\n', rest.bytes);
        struct str line = str_take(&rest, end ? (usize)(end - rest.at) : rest.bytes);
        str_take(&rest, 1);
        happen(&life, line);
    }
    witness_end(&life.witness);
    world_free(life.world);
    return 0;
}
