/* lesson_json.h: a lesson as the JSON that a deployment's own server sends. */
#ifndef TEST_CORE_LESSON_JSON_H
#define TEST_CORE_LESSON_JSON_H

#include "base/buf.h"
#include "mentor/lesson.h"

static inline void lesson_put_key(struct buf *out, const char *key, struct str value)
{
    buf_put_text(out, key);
    buf_json_string(out, value);
}

/* The parts of "loops, lists". */
static inline void lesson_put_concepts(struct buf *out, struct str concepts)
{
    for (bool first = true; concepts.bytes; first = false) {
        usize bytes = 0;
        while (bytes < concepts.bytes && concepts.at[bytes] != ',') bytes++;
        lesson_put_key(out, first ? "" : ",", str_take(&concepts, bytes));
        str_take(&concepts, 2);
    }
}

/* Writes the lesson, its keys in another order than the header names them. A concept of a stranger
 * may hold a comma, so that its parts are not to be told from `concepts`: they can be left out. */
static inline void lesson_write_json(struct buf *out, const struct lesson *lesson, bool concepts)
{
    lesson_put_key(out, "{\"solution\":", lesson->solution);
    lesson_put_key(out, ",\"starter\":", lesson->starter);
    buf_put_text(out, ",\"hints\":[");
    for (u32 i = 0; i < lesson->hint_count; i++) {
        lesson_put_key(out, i ? ",{\"question\":" : "{\"question\":", lesson->hints[i].question);
        lesson_put_key(out, ",\"answer\":", lesson->hints[i].answer);
        buf_put_text(out, "}");
    }
    buf_put_text(out, "],\"tasks\":[");
    for (u32 i = 0; i < lesson->task_count; i++) {
        lesson_put_key(out, i ? ",{\"id\":" : "{\"id\":", lesson->tasks[i].id);
        lesson_put_key(out, ",\"text\":", lesson->tasks[i].text);
        buf_put_text(out, "}");
    }
    buf_put_text(out, "],\"concepts\":[");
    if (concepts) lesson_put_concepts(out, lesson->concepts);
    lesson_put_key(out, "],\"instructions\":", lesson->instructions);
    lesson_put_key(out, ",\"language\":", str_of(LANGUAGE_INFO[lesson->language].wire));
    lesson_put_key(out, ",\"title\":", lesson->title);
    lesson_put_key(out, ",\"slug\":", lesson->slug);
    if (lesson->level) {
        buf_put_text(out, ",\"level\":");
        buf_put_text(out, lesson->level == 10 ? "10" : (char[]){(char)('0' + lesson->level), 0});
    }
    buf_put_text(out, "}");
}

static inline void lesson_check_same(const struct lesson *a, const struct lesson *b)
{
    CHECK_STR(a->slug, b->slug);
    CHECK_STR(a->title, b->title);
    CHECK_STR(a->concepts, b->concepts);
    CHECK_STR(a->instructions, b->instructions);
    CHECK_STR(a->starter, b->starter);
    CHECK_STR(a->solution, b->solution);
    CHECK(a->language == b->language && a->level == b->level);
    CHECK(a->task_count == b->task_count && a->hint_count == b->hint_count);
    for (u32 i = 0; i < a->task_count; i++) {
        CHECK_STR(a->tasks[i].id, b->tasks[i].id);
        CHECK_STR(a->tasks[i].text, b->tasks[i].text);
    }
    for (u32 i = 0; i < a->hint_count; i++) {
        CHECK_STR(a->hints[i].question, b->hints[i].question);
        CHECK_STR(a->hints[i].answer, b->hints[i].answer);
    }
}

#endif
