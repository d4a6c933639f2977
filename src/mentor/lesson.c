#include "mentor/lesson.h"

#include "base/json.h"
#include "base/limits.h"

#define LEVEL_MAX 10

/* ---- the built-in curriculum ---- */

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, MIN(a.bytes, b.bytes));
    return order ? order : (a.bytes > b.bytes) - (a.bytes < b.bytes);
}

const struct lesson *lesson_find(struct str slug)
{
    u32 low = 0, high = LESSON_COUNT;
    if (!slug.bytes) return NULL;
    while (low < high) {
        u32 middle = low + (high - low) / 2;
        int order = compare(slug, LESSONS[middle].slug);
        if (!order) return &LESSONS[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

bool lesson_slug_fits(struct str slug)
{
    if (!slug.bytes || slug.bytes > NAME_BYTES_MAX) return false;
    for (usize i = 0; i < slug.bytes; i++) {
        u8 byte = slug.at[i];
        bool letter = byte >= 'a' && byte <= 'z', digit = byte >= '0' && byte <= '9';
        if (!letter && !digit && byte != '-' && byte != '_') return false;
    }
    return true;
}

/* ---- a lesson of a deployment's own ---- */

/* The sentences below say these numbers. */
_Static_assert(LESSON_BYTES_MAX == 65536 && LESSON_TITLE_BYTES_MAX == 120, "as told");
_Static_assert(LESSON_CONCEPTS_MAX == 16 && CONCEPT_BYTES_MAX == 48, "as told");
_Static_assert(LESSON_TASKS_MAX == 32 && LESSON_HINTS_MAX == 32, "as told");
_Static_assert(NAME_BYTES_MAX == 64 && LEVEL_MAX == 10, "as told");

/* What is being read: the first fault is kept, and every later part asks for it first. */
struct reading {
    struct arena *arena;
    const char *fault;
};

/* Notes `sentence` unless `fine`; true while nothing was wrong. */
static bool expect(struct reading *self, bool fine, const char *sentence)
{
    if (!self->fault && !fine) self->fault = sentence;
    return !self->fault;
}

static bool is_blank(struct str text)
{
    for (usize i = 0; i < text.bytes; i++)
        if (text.at[i] != ' ' && text.at[i] != '\n' && text.at[i] != '\t') return false;
    return true;
}

/* Something to read on one line: no controls, and more than spaces. */
static bool is_line(struct str text, usize most)
{
    if (is_blank(text) || text.bytes > most) return false;
    for (usize i = 0; i < text.bytes; i++)
        if (text.at[i] < 0x20 || text.at[i] == 0x7f) return false;
    return true;
}

/* A text of any length and many lines. */
static bool take_text(struct str *out, const struct cJSON *value)
{
    return json_string(value, out);
}

static bool take_line(struct str *out, const struct cJSON *value, usize most)
{
    return json_string(value, out) && is_line(*out, most);
}

/* The number of an array's elements, or most + 1 when there are more or it is no array. */
static u32 count_of(const struct cJSON *array, u32 most)
{
    u32 count = 0;
    if (!json_is_array(array)) return most + 1;
    for (const struct cJSON *e = json_first(array); e && count <= most; e = json_next(e)) count++;
    return count;
}

static void read_language(struct reading *self, struct lesson *out, const struct cJSON *value)
{
    struct str word;
    if (!expect(self, json_string(value, &word), "\"language\" must be a string.")) return;
    enum language language = language_find((const char *)word.at, word.bytes);
    out->language = (u8)(language == LANGUAGE_COUNT ? LANGUAGE_PLAIN : language);
}

static void read_level(struct reading *self, struct lesson *out, const struct cJSON *value)
{
    i64 level = 0;
    expect(self, json_is_null(value) || json_integer(value, 1, LEVEL_MAX, &level),
           "\"level\" must be a whole number from 1 to 10, or left out.");
    out->level = (u8)level;
}

static void read_concepts(struct reading *self, struct lesson *out, const struct cJSON *array)
{
    struct str words[LESSON_CONCEPTS_MAX];
    u32 count = count_of(array, LESSON_CONCEPTS_MAX);
    usize bytes = 0;
    if (!expect(self, count <= LESSON_CONCEPTS_MAX,
                "\"concepts\" must be an array of at most 16 strings."))
        return;
    u32 i = 0;
    for (const struct cJSON *e = json_first(array); e; e = json_next(e), i++) {
        if (!expect(self, take_line(&words[i], e, CONCEPT_BYTES_MAX),
                    "each of \"concepts\" must be a line of 1 to 48 bytes."))
            return;
        bytes += words[i].bytes + 2;
    }
    if (!count) return;
    u8 *at = arena_take(self->arena, bytes);
    if (!expect(self, at, "\"concepts\" needs more memory than a lesson is given.")) return;
    out->concepts = (struct str){at, bytes - 2};
    for (i = 0; i < count; i++) {
        memcpy(at, words[i].at, words[i].bytes);
        memcpy(at + words[i].bytes, ", ", 2);
        at += words[i].bytes + 2;
    }
}

static bool is_taken(const struct lesson_task *tasks, u32 count, struct str id)
{
    for (u32 i = 0; i < count; i++)
        if (str_equal(tasks[i].id, id)) return true;
    return false;
}

static void read_tasks(struct reading *self, struct lesson *out, const struct cJSON *array)
{
    u32 count = count_of(array, LESSON_TASKS_MAX), i = 0;
    if (!expect(self, count <= LESSON_TASKS_MAX,
                "\"tasks\" must be an array of at most 32 objects."))
        return;
    struct lesson_task *tasks = arena_take(self->arena, count * sizeof *tasks);
    if (!expect(self, tasks, "\"tasks\" needs more memory than a lesson is given.")) return;
    for (const struct cJSON *e = json_first(array); e; e = json_next(e), i++) {
        if (!expect(self, json_is_object(e), "each of \"tasks\" must be an object.")) return;
        if (!expect(self,
                    json_string(json_get(e, "id"), &tasks[i].id) && lesson_slug_fits(tasks[i].id),
                    "\"id\" of a task must be 1 to 64 of a to z, 0 to 9, - and _."))
            return;
        if (!expect(self, !is_taken(tasks, i, tasks[i].id), "\"id\" of a task is there twice."))
            return;
        if (!expect(self, take_line(&tasks[i].text, json_get(e, "text"), LESSON_BYTES_MAX),
                    "\"text\" of a task must be one line of text."))
            return;
    }
    out->tasks = tasks;
    out->task_count = count;
}

static void read_hints(struct reading *self, struct lesson *out, const struct cJSON *array)
{
    u32 count = count_of(array, LESSON_HINTS_MAX), i = 0;
    if (!expect(self, count <= LESSON_HINTS_MAX,
                "\"hints\" must be an array of at most 32 objects."))
        return;
    struct lesson_hint *hints = arena_take(self->arena, count * sizeof *hints);
    if (!expect(self, hints, "\"hints\" needs more memory than a lesson is given.")) return;
    for (const struct cJSON *e = json_first(array); e; e = json_next(e), i++) {
        if (!expect(self, json_is_object(e), "each of \"hints\" must be an object.")) return;
        if (!expect(self, take_line(&hints[i].question, json_get(e, "question"), LESSON_BYTES_MAX),
                    "\"question\" of a hint must be one line of text."))
            return;
        if (!expect(self,
                    take_text(&hints[i].answer, json_get(e, "answer")) &&
                        !is_blank(hints[i].answer),
                    "\"answer\" of a hint must be a text that is not empty."))
            return;
    }
    out->hints = hints;
    out->hint_count = count;
}

static void read_texts(struct reading *self, struct lesson *out, const struct cJSON *root)
{
    const struct cJSON *solution = json_get(root, "solution");
    expect(self, json_string(json_get(root, "slug"), &out->slug) && lesson_slug_fits(out->slug),
           "\"slug\" must be 1 to 64 of a to z, 0 to 9, - and _.");
    expect(self, take_line(&out->title, json_get(root, "title"), LESSON_TITLE_BYTES_MAX),
           "\"title\" must be one line of 1 to 120 bytes.");
    expect(self,
           take_text(&out->instructions, json_get(root, "instructions")) &&
               !is_blank(out->instructions),
           "\"instructions\" must be a text that is not empty.");
    expect(self, take_text(&out->starter, json_get(root, "starter")),
           "\"starter\" must be a string.");
    expect(self, json_is_null(solution) || take_text(&out->solution, solution),
           "\"solution\" must be a string, or left out.");
}

/* Why the text is not JSON that we read. */
static const char *fault_of(enum json_fault fault)
{
    switch (fault) {
    case JSON_UTF8: return "the lesson is not UTF-8.";
    case JSON_SURROGATE: return "the lesson holds half of a surrogate pair.";
    case JSON_NUL: return "the lesson holds the character U+0000.";
    case JSON_DEPTH: return "the lesson is nested too deep.";
    case JSON_DUPLICATE: return "the lesson has the same key twice in one object.";
    case JSON_MEMORY: return "the lesson has more values than a lesson needs.";
    default: return "the lesson is not JSON.";
    }
}

bool lesson_read(struct lesson *out, struct str json, struct arena *arena, const char **fault)
{
    struct reading self = {arena, NULL};
    enum json_fault json_fault = JSON_FINE;
    *out = (struct lesson){0};
    *fault = NULL;
    const struct cJSON *root = NULL;
    if (expect(&self, json.bytes <= LESSON_BYTES_MAX, "the lesson has more than 65536 bytes.")) {
        root = json_read(json, arena, &json_fault);
        expect(&self, root, fault_of(json_fault));
        expect(&self, json_is_object(root), "the lesson must be one JSON object.");
    }
    if (!self.fault) {
        read_texts(&self, out, root);
        read_language(&self, out, json_get(root, "language"));
        read_level(&self, out, json_get(root, "level"));
        read_concepts(&self, out, json_get(root, "concepts"));
        read_tasks(&self, out, json_get(root, "tasks"));
        read_hints(&self, out, json_get(root, "hints"));
    }
    if (!self.fault) return true;
    *out = (struct lesson){0};
    *fault = self.fault;
    return false;
}
