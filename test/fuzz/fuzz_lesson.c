/* fuzz_lesson: a lesson that a deployment's own server sends, as it is or a valid one with a place
 * overwritten. It is read or refused with a sentence, the same twice; what was read keeps the
 * promises of its header and is read again from its own JSON as the same. No slug that does not fit
 * is found.
 *
 * The first byte: odd takes the valid lesson, bit 1 overwrites instead of putting in, and the next
 * two bytes are the place; the rest is the text. */
#include "base/limits.h"
#include "base/utf8.h"
#include "mentor/lesson.h"

#define TEST_FUZZ
#include "core/test.h"
#include "core/lesson_json.h"

static const char VALID[] =
    "{\"slug\":\"my-own\",\"title\":\"My own\",\"language\":\"python\",\"level\":3,"
    "\"concepts\":[\"loops\",\"lists\"],\"instructions\":\"Write `f`.\\nThen stop.\","
    "\"tasks\":[{\"id\":\"one\",\"text\":\"Do one.\"},{\"id\":\"two\",\"text\":\"Do two.\"}],"
    "\"hints\":[{\"question\":\"How?\",\"answer\":\"Slowly.\"}],"
    "\"starter\":\"def f():\\n    pass\\n\",\"solution\":\"def f():\\n    return 1\\n\"}";

static bool read_into(struct lesson *lesson, struct str json, u8 *memory, const char **fault)
{
    struct arena arena;
    arena_init(&arena, memory, LESSON_ARENA_BYTES);
    bool fine = lesson_read(lesson, json, &arena, fault);
    CHECK(fine == (*fault == NULL));
    CHECK(fine || (*fault)[0]);
    CHECK(fine || (!lesson->slug.bytes && !lesson->tasks && !lesson->hints));
    return fine;
}

static void check_text(struct str text)
{
    CHECK_EQ(utf8_check(text), text.bytes);
    CHECK(!text.bytes || !memchr(text.at, 0, text.bytes));
}

/* What the header promises of a lesson that was read. */
static void check_promises(const struct lesson *lesson)
{
    CHECK(lesson_slug_fits(lesson->slug));
    CHECK(lesson->title.bytes && lesson->title.bytes <= LESSON_TITLE_BYTES_MAX);
    CHECK(lesson->language < LANGUAGE_COUNT && lesson->level <= 10);
    CHECK(lesson->task_count <= LESSON_TASKS_MAX && lesson->hint_count <= LESSON_HINTS_MAX);
    CHECK(lesson->instructions.bytes);
    check_text(lesson->title);
    check_text(lesson->concepts);
    check_text(lesson->instructions);
    check_text(lesson->starter);
    check_text(lesson->solution);
    for (u32 i = 0; i < lesson->task_count; i++) {
        CHECK(lesson_slug_fits(lesson->tasks[i].id) && lesson->tasks[i].text.bytes);
        check_text(lesson->tasks[i].text);
    }
    for (u32 i = 0; i < lesson->hint_count; i++) {
        CHECK(lesson->hints[i].question.bytes && lesson->hints[i].answer.bytes);
        check_text(lesson->hints[i].answer);
    }
}

static void check_written(const struct lesson *lesson)
{
    static u8 memory[LESSON_ARENA_BYTES], text[8 * LESSON_BYTES_MAX];
    struct lesson again, without = *lesson;
    const char *fault;
    struct buf out;
    buf_init(&out, text, sizeof text);
    lesson_write_json(&out, lesson, false);
    if (buf_str(&out).bytes > LESSON_BYTES_MAX) return;
    CHECK(read_into(&again, buf_str(&out), memory, &fault));
    without.concepts = (struct str){NULL, 0};
    lesson_check_same(&without, &again);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 one[LESSON_ARENA_BYTES], two[LESSON_ARENA_BYTES], spoilt[sizeof VALID + 512];
    struct lesson a, b;
    const char *fault, *again;
    test_now = "fuzz_lesson";
    if (count < 3) return 0;
    struct str json = {bytes + 3, count - 3};
    CHECK(lesson_slug_fits(json) || !lesson_find(json));
    if (bytes[0] & 1) {
        usize place = (bytes[1] | (usize)bytes[2] << 8) % sizeof VALID, some = MIN(json.bytes, 512);
        usize over = bytes[0] & 2 ? MIN(some, sizeof VALID - 1 - place) : 0;
        memcpy(spoilt, VALID, place);
        memcpy(spoilt + place, json.at, some);
        memcpy(spoilt + place + some, VALID + place + over, sizeof VALID - 1 - place - over);
        json = (struct str){spoilt, sizeof VALID - 1 + some - over};
    }
    bool fine = read_into(&a, json, one, &fault);
    CHECK(read_into(&b, json, two, &again) == fine && fault == again);
    if (json.bytes > LESSON_BYTES_MAX || utf8_check(json) < json.bytes) CHECK(!fine);
    if (!fine) return 0;
    lesson_check_same(&a, &b);
    check_promises(&a);
    check_written(&a);
    return 0;
}
