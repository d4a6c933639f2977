/* mentor replay: the session machine under a recorded keystroke trace, in virtual time.
 *
 * A trace is JSON Lines: a header {language, initial, …}, then {t, edits: [[pos, del, "ins"], …]} a
 * line, positions in code points. The model that is asked answers at once that it has nothing to
 * say: what counts here is when it would have been asked.
 *
 * Prints a line for each call: {"i": the last transaction before it, "t": ms, "reason": …}. With
 * --explain every decision of the budget and its numbers, calls have "decision": "call". With --set
 * name=value another parameter (mentor/params.h). */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/host.h"
#include "cli/source.h"
#include "mentor/params.h"

#define TAIL_MS  (10 * 60 * 1000) /* alarms after the last line still count for so long */
#define START_MS 1000 /* the machine's clock at the trace's zero: 0 means "never" there */

struct replay {
    struct host host;
    i64 index;  /* of the last transaction that was made, -1 before the first */
    i64 now_ms; /* time of the step in progress */
    u32 call;   /* a call that waits for its answer */
    bool explain, refused;
    char reason[NAME_BYTES_MAX]; /* of that call */
    struct buf set;              /* ,"name":value … */
    u32 revision;
    struct text text; /* a copy, to count code points */
    struct buf frame;
    struct arena arena;
};

/* A decision of the budget, as the machine notes it. */
static void hear_decision(struct replay *self, struct str note)
{
    static u8 memory[64u << 10];
    struct arena arena;
    enum json_fault fault;
    struct str what, decision, reason;
    arena_init(&arena, memory, sizeof memory);
    const struct cJSON *root = json_read(note, &arena, &fault);
    if (!json_string(json_get(root, "what"), &what) || !str_equal(what, STR("budget"))) return;
    if (!json_string(json_get(root, "decision"), &decision) ||
        !json_string(json_get(root, "reason"), &reason))
        return;
    if (str_equal(decision, STR("call")))
        snprintf(self->reason, sizeof self->reason, "%.*s", (int)reason.bytes, reason.at);
    if (!self->explain) return;
    printf("{\"i\":%lld,\"t\":%lld", (long long)self->index, (long long)(self->now_ms - START_MS));
    str_take(&note, strlen("{\"what\":\"budget\""));
    printf("%.*s\n", (int)note.bytes, note.at);
}

/* Did the machine not take what the trace says? */
static bool is_refusal(struct str frame)
{
    static const char *const STARTS[] = {"{\"t\":\"error\"", "{\"t\":\"resync\""};
    for (u32 i = 0; i < ARRAY_LEN(STARTS); i++) {
        usize bytes = strlen(STARTS[i]);
        if (frame.bytes >= bytes && memcmp(frame.at, STARTS[i], bytes) == 0) return true;
    }
    return false;
}

static void hear(void *context, const struct effect_head *head, struct str payload)
{
    struct replay *self = context;
    if (head->effect == EFFECT_CALL) self->call = head->id;
    if (head->effect == EFFECT_SEND && is_refusal(payload)) self->refused = true;
    if (head->effect == EFFECT_NOTE) hear_decision(self, payload);
}

static void step(struct replay *self, enum event event, u32 id, i64 now_ms, struct str payload)
{
    self->call = 0;
    self->now_ms = now_ms;
    host_step(&self->host, event, id, now_ms, payload);
    if (!self->call) return;
    u32 call = self->call;
    if (!self->explain)
        printf("{\"i\":%lld,\"t\":%lld,\"reason\":\"%s\"}\n", (long long)self->index,
               (long long)(now_ms - START_MS), self->reason);
    host_step(&self->host, EVENT_CHUNK, call, now_ms,
              STR("{\"response\":{\"line\":0,\"quote\":\"\",\"tip\":\"\"}}"));
    host_step(&self->host, EVENT_DONE, call, now_ms, (struct str){NULL, 0});
}

static void sleep_until(struct replay *self, i64 until_ms)
{
    while (self->host.armed_ms && self->host.armed_ms <= until_ms) {
        i64 now_ms = self->host.armed_ms;
        self->host.armed_ms = 0;
        step(self, EVENT_ALARM, 0, now_ms, (struct str){NULL, 0});
    }
}

/* UTF-16 units of the first `points` code points after byte `at`; moves `at` behind them. False
 * when the text ends before. */
static bool units_of_points(struct replay *self, u32 *at, i64 points, u32 *units)
{
    u32 start = text_unit_at(&self->text, *at);
    while (points && *at < self->text.bytes) {
        struct str piece = text_piece(&self->text, *at);
        for (usize i = 0; i < piece.bytes && points; points--) {
            u32 bytes = piece.at[i] < 0x80   ? 1
                        : piece.at[i] < 0xe0 ? 2
                        : piece.at[i] < 0xf0 ? 3
                                             : 4;
            i += bytes;
            *at += bytes;
        }
    }
    *units = text_unit_at(&self->text, *at) - start;
    return points == 0;
}

/* One [pos, del, "ins"] of a trace, appended to the frame in units and made in the copy. */
static bool add_edit(struct replay *self, const struct cJSON *element, bool first)
{
    const struct cJSON *pos = json_first(element), *del = pos ? json_next(pos) : NULL,
                       *ins = del ? json_next(del) : NULL;
    i64 place, count;
    struct str text;
    if (!json_integer(pos, 0, TEXT_BYTES_MAX, &place) ||
        !json_integer(del, 0, TEXT_BYTES_MAX, &count))
        return false;
    if (!json_string(ins, &text)) return false;
    u32 at = 0;
    u32 at_unit, del_units;
    if (!units_of_points(self, &at, place, &at_unit)) return false;
    u32 end = at;
    if (!units_of_points(self, &end, count, &del_units)) return false;
    text_splice(&self->text, at, end - at, text);
    buf_put_text(&self->frame, first ? "[" : ",[");
    buf_put_decimal(&self->frame, at_unit);
    buf_put_u8(&self->frame, ',');
    buf_put_decimal(&self->frame, del_units);
    buf_put_u8(&self->frame, ',');
    buf_json_string(&self->frame, text);
    buf_put_u8(&self->frame, ']');
    return true;
}

static bool play_line(struct replay *self, const struct cJSON *line)
{
    i64 t;
    static u8 edits_memory[8u << 20];
    struct buf edits;
    if (!json_integer(json_get(line, "t"), 0, INT64_MAX / 4, &t) ||
        !json_is_array(json_get(line, "edits")))
        return false;
    sleep_until(self, t + START_MS - 1); /* an edit in the same millisecond comes first */
    buf_init(&edits, edits_memory, sizeof edits_memory);
    struct buf whole = self->frame;
    self->frame = edits;
    bool first = true;
    for (const struct cJSON *e = json_first(json_get(line, "edits")); e;
         e = json_next(e), first = false)
        if (!add_edit(self, e, first)) return false;
    edits = self->frame;
    self->frame = whole;
    self->frame.bytes = 0;
    buf_put_text(&self->frame, "{\"t\":\"edit\",\"rev\":");
    buf_put_decimal(&self->frame, self->revision++);
    buf_put_text(&self->frame, ",\"len\":");
    buf_put_decimal(&self->frame, self->text.units);
    buf_put_text(&self->frame, ",\"d\":[");
    buf_put_str(&self->frame, buf_str(&edits));
    buf_put_text(&self->frame, "]}");
    self->index++;
    step(self, EVENT_FRAME, 1, t + START_MS, buf_str(&self->frame));
    return !self->refused;
}

static bool begin(struct replay *self, const struct cJSON *header, enum language language)
{
    struct str word = STR("plain"), initial = {NULL, 0};
    json_string(json_get(header, "language"), &word);
    json_string(json_get(header, "initial"), &initial);
    if (language == LANGUAGE_COUNT) language = language_find((const char *)word.at, word.bytes);
    if (language == LANGUAGE_COUNT) language = LANGUAGE_PLAIN;
    buf_put_text(&self->frame, "{\"session\":\"replay\",\"seed\":\"0000000000000001\",\"models\":["
                               "\"workers-ai\"],\"explain\":1,\"language\":");
    buf_json_string(&self->frame, str_of(LANGUAGE_INFO[language].wire));
    buf_put_text(&self->frame, ",\"set\":{");
    buf_put_str(&self->frame, buf_str(&self->set));
    buf_put_text(&self->frame, "}}");
    host_start(&self->host, START_MS, buf_str(&self->frame), false);
    host_step(&self->host, EVENT_OPEN, 1, START_MS, STR("{\"role\":\"owner\"}"));
    self->frame.bytes = 0;
    if (!initial.bytes) return true;
    text_splice(&self->text, 0, 0, initial);
    buf_put_text(&self->frame, "{\"t\":\"text\",\"text\":");
    buf_json_string(&self->frame, initial);
    buf_put_u8(&self->frame, '}');
    self->revision++;
    step(self, EVENT_FRAME, 1, START_MS, buf_str(&self->frame));
    return !self->refused;
}

/* Takes --explain and --set name=value off the words. */
static bool take_options(struct replay *self, int *count, char **words)
{
    struct params tried = PARAMS_DEFAULT;
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        if (strcmp(words[i], "--explain") == 0) {
            self->explain = true;
            continue;
        }
        if (strcmp(words[i], "--set") != 0) {
            words[kept++] = words[i];
            continue;
        }
        const char *setting = i + 1 < *count ? words[++i] : "", *equals = strchr(setting, '=');
        usize bytes = equals ? (usize)(equals - setting) : 0;
        char *end = NULL;
        long long value = equals ? strtoll(equals + 1, &end, 10) : 0;
        if (!bytes || !end || end == equals + 1 || *end ||
            !params_set(&tried, setting, bytes, value)) {
            fprintf(stderr, "mentor replay: no such setting, or out of its range: %s\n", setting);
            return false;
        }
        buf_put_text(&self->set, self->set.bytes ? ",\"" : "\"");
        buf_put(&self->set, setting, bytes);
        buf_put_text(&self->set, "\":");
        if (value < 0) buf_put_u8(&self->set, '-');
        buf_put_decimal(&self->set, (u64)(value < 0 ? -value : value));
    }
    *count = kept;
    return true;
}

int cli_replay(int count, char **words)
{
    static u8 set_memory[16u << 10];
    static u8 frame_memory[8u << 20], arena_memory[64u << 20], pool[LEAVES_MAX * LEAF_BYTES];
    struct replay self = {.host = {.parses = true, .listen = hear}, .index = -1};
    enum language language;
    buf_init(&self.set, set_memory, sizeof set_memory);
    if (!take_options(&self, &count, words)) return 2;
    if (!source_language(&count, words, &language)) return 2;
    if (count != 1) {
        fputs("mentor replay: give one trace\n", stderr);
        return 2;
    }
    self.host.context = &self;
    struct str rest = file_read(words[0]);
    text_init(&self.text, pool, LEAVES_MAX);
    buf_init(&self.frame, frame_memory, sizeof frame_memory);
    for (u32 number = 1; rest.bytes; number++) {
        const u8 *end = memchr(rest.at, '\n', rest.bytes);
        struct str line = str_take(&rest, end ? (usize)(end - rest.at) : rest.bytes);
        enum json_fault fault;
        str_take(&rest, 1);
        if (!line.bytes) continue;
        arena_init(&self.arena, arena_memory, sizeof arena_memory);
        const struct cJSON *root = json_read(line, &self.arena, &fault);
        if (!root || !(number == 1 ? begin(&self, root, language) : play_line(&self, root))) {
            fprintf(stderr, "mentor replay: line %u is not part of a trace\n", number);
            return 2;
        }
    }
    i64 last = self.host.armed_ms;
    sleep_until(&self, (last ? last : START_MS) + TAIL_MS);
    return 0;
}
