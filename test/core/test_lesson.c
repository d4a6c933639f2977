/* The built-in curriculum is found by its slugs, and a deployment's own lesson is read strictly. */
#include "base/limits.h"
#include "base/utf8.h"
#include "mentor/lesson.h"

#include "core/test.h"
#include "core/lesson_json.h"

/* ---- the built-in curriculum ---- */

TEST(lesson_finds_every_slug)
{
    CHECK(LESSON_COUNT >= 24);
    for (u32 i = 0; i < LESSON_COUNT; i++) {
        char slug[NAME_BYTES_MAX];
        memcpy(slug, LESSONS[i].slug.at, LESSONS[i].slug.bytes);
        CHECK(lesson_slug_fits(LESSONS[i].slug));
        CHECK(lesson_find((struct str){(const u8 *)slug, LESSONS[i].slug.bytes}) == &LESSONS[i]);
    }
    CHECK(lesson_find(STR("maze-solve-basic")) != NULL);
    CHECK_STR(lesson_find(STR("acronym"))->title, STR("Acronym"));
    CHECK(lesson_find(STR("basic-movement"))->language == LANGUAGE_JAVASCRIPT);
}

TEST(lesson_finds_nothing_else)
{
    CHECK(!lesson_find((struct str){NULL, 0}));
    CHECK(!lesson_find(STR("")));
    CHECK(!lesson_find(STR("acrony")));
    CHECK(!lesson_find(STR("acronyms")));
    CHECK(!lesson_find(STR("Acronym")));
    CHECK(!lesson_find(STR("acronym\0")));
    CHECK(!lesson_find(STR("0")));
    CHECK(!lesson_find(STR("zzzz")));
    CHECK(!lesson_find(STR("\xff\xfe")));
    for (u32 i = 0; i < LESSON_COUNT;
         i++) { /* each slug with its last letter cut off, or one more */
        u8 slug[NAME_BYTES_MAX + 1];
        struct str other = {slug, LESSONS[i].slug.bytes - 1};
        memcpy(slug, LESSONS[i].slug.at, LESSONS[i].slug.bytes);
        CHECK(!lesson_find(other));
        slug[LESSONS[i].slug.bytes] = '-';
        other.bytes += 2;
        CHECK(!lesson_find(other));
    }
}

TEST(lessons_of_the_table_are_whole)
{
    u32 javascript = 0, python = 0;
    for (u32 i = 0; i < LESSON_COUNT; i++) {
        const struct lesson *lesson = &LESSONS[i];
        CHECK(lesson->title.bytes && lesson->concepts.bytes && lesson->instructions.bytes);
        CHECK(lesson->starter.bytes && lesson->solution.bytes);
        CHECK(!str_equal(lesson->starter, lesson->solution));
        CHECK_EQ(utf8_check(lesson->instructions), lesson->instructions.bytes);
        CHECK(lesson->level >= 1 && lesson->level <= 10);
        CHECK(lesson->task_count >= 1 && lesson->hint_count >= 3 && lesson->hint_count <= 5);
        for (u32 t = 0; t < lesson->task_count; t++)
            CHECK(lesson_slug_fits(lesson->tasks[t].id) && lesson->tasks[t].text.bytes);
        for (u32 h = 0; h < lesson->hint_count; h++)
            CHECK(lesson->hints[h].question.bytes && lesson->hints[h].answer.bytes);
        javascript += lesson->language == LANGUAGE_JAVASCRIPT;
        python += lesson->language == LANGUAGE_PYTHON;
    }
    CHECK(javascript >= 12 && python >= 12);
}

/* The text of a lesson's file, or NULL. */
static const char *source_of(const struct lesson *lesson)
{
    static char text[1u << 16];
    char path[128];
    snprintf(path, sizeof path, "src/lessons/%.*s.md", (int)lesson->slug.bytes,
             (const char *)lesson->slug.at);
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static bool holds(const char *text, const char *before, struct str part, const char *behind)
{
    char whole[1u << 14];
    int bytes = snprintf(whole, sizeof whole, "%s%.*s%s", before, (int)part.bytes,
                         (const char *)part.at, behind);
    return bytes > 0 && (usize)bytes < sizeof whole && strstr(text, whole) != NULL;
}

/* Every sign comes through the compiler of the table as it stands in the file. */
TEST(lesson_texts_are_those_of_their_files)
{
    if (!source_of(&LESSONS[0])) SKIP("src/lessons is not here");
    for (u32 i = 0; i < LESSON_COUNT; i++) {
        const struct lesson *lesson = &LESSONS[i];
        const char *text = source_of(lesson);
        CHECK(text);
        CHECK(holds(text, "---\nslug: ", lesson->slug, "\ntitle: "));
        CHECK(holds(text, "\ntitle: ", lesson->title, "\nlanguage: "));
        CHECK(holds(text, "\nconcepts: ", lesson->concepts, "\n---\n"));
        CHECK(holds(text, "\n---\n", lesson->instructions, "\n\n## Tasks\n"));
        CHECK(holds(text, "\n", lesson->starter, "```\n"));
        CHECK(holds(text, "\n", lesson->solution, "```\n"));
        for (u32 t = 0; t < lesson->task_count; t++) {
            CHECK(holds(text, "\n- `", lesson->tasks[t].id, "`: "));
            CHECK(holds(text, "`: ", lesson->tasks[t].text, "\n"));
        }
        for (u32 h = 0; h < lesson->hint_count; h++) {
            CHECK(holds(text, "\n- ", lesson->hints[h].question, " | "));
            CHECK(holds(text, " | ", lesson->hints[h].answer, "\n"));
        }
    }
}

TEST(lessons_are_sorted)
{
    for (u32 i = 1; i < LESSON_COUNT; i++) {
        struct str one = LESSONS[i - 1].slug, two = LESSONS[i].slug;
        int order = memcmp(one.at, two.at, MIN(one.bytes, two.bytes));
        CHECK(order < 0 || (order == 0 && one.bytes < two.bytes));
    }
}

TEST(lesson_slugs_fit_or_do_not)
{
    static const char LONG[] = "0123456789012345678901234567890123456789012345678901234567890123";
    _Static_assert(sizeof LONG - 1 == NAME_BYTES_MAX, "the longest slug");
    CHECK(lesson_slug_fits(STR("a")) && lesson_slug_fits(STR("my_lesson-2")));
    CHECK(lesson_slug_fits(STR("-")) && lesson_slug_fits(STR("az09_")));
    CHECK(lesson_slug_fits(str_of(LONG)));
    CHECK(!lesson_slug_fits((struct str){(const u8 *)"01234567890123456789012345678901"
                                                     "012345678901234567890123456789012",
                                         NAME_BYTES_MAX + 1}));
    static const char *const BAD[] = {"",   "A",  "a b", "a.b",      "../a", "a/b", "a\n",
                                      "%2", "a`", "a{",  "\xc3\xa9", "a?",   "a:"};
    for (u32 i = 0; i < ARRAY_LEN(BAD); i++) CHECK(!lesson_slug_fits(str_of(BAD[i])));
    CHECK(!lesson_slug_fits((struct str){(const u8 *)"a\0b", 3}));
}

/* ---- a lesson of a deployment's own ---- */

static struct lesson lesson;
static const char *fault;
static u8 memory[LESSON_ARENA_BYTES];

static bool reads_bytes(struct str json)
{
    struct arena arena;
    arena_init(&arena, memory, sizeof memory);
    bool fine = lesson_read(&lesson, json, &arena, &fault);
    CHECK(fine == (fault == NULL));
    if (!fine) { /* nothing is half read */
        CHECK(!lesson.slug.bytes && !lesson.instructions.bytes && !lesson.tasks && !lesson.hints);
        CHECK(!lesson.task_count && !lesson.hint_count && !lesson.level);
    }
    return fine;
}

static bool reads(const char *json)
{
    return reads_bytes(str_of(json));
}

#define SLUG     "\"slug\":\"my-own\","
#define TITLE    "\"title\":\"My own\","
#define LANGUAGE "\"language\":\"python\","
#define CONCEPTS "\"concepts\":[\"loops\",\"lists\"],"
#define INSTRUCT "\"instructions\":\"Write `f`.\\nThen **stop**.\","
#define TASKS                                                                                      \
    "\"tasks\":[{\"id\":\"one\",\"text\":\"Do one.\"},{\"id\":\"two\",\"text\":\"Do two.\"}],"
#define HINTS   "\"hints\":[{\"question\":\"How?\",\"answer\":\"Slowly.\"}],"
#define STARTER "\"starter\":\"def f():\\n    pass\\n\""
#define WHOLE   SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER

TEST(lesson_is_read)
{
    CHECK(reads("{" WHOLE ",\"level\":3,\"solution\":\"def f():\\n    return 1\\n\"}"));
    CHECK_STR(lesson.slug, STR("my-own"));
    CHECK_STR(lesson.title, STR("My own"));
    CHECK_EQ(lesson.language, LANGUAGE_PYTHON);
    CHECK_EQ(lesson.level, 3);
    CHECK_STR(lesson.concepts, STR("loops, lists"));
    CHECK_STR(lesson.instructions, STR("Write `f`.\nThen **stop**."));
    CHECK_EQ(lesson.task_count, 2);
    CHECK_STR(lesson.tasks[0].id, STR("one"));
    CHECK_STR(lesson.tasks[1].text, STR("Do two."));
    CHECK_EQ(lesson.hint_count, 1);
    CHECK_STR(lesson.hints[0].question, STR("How?"));
    CHECK_STR(lesson.hints[0].answer, STR("Slowly."));
    CHECK_STR(lesson.starter, STR("def f():\n    pass\n"));
    CHECK_STR(lesson.solution, STR("def f():\n    return 1\n"));
}

/* What src/make/lessons.mjs --json writes has these keys. */
TEST(lessons_of_the_table_are_read_as_json)
{
    static u8 text[LESSON_BYTES_MAX];
    for (u32 i = 0; i < LESSON_COUNT; i++) {
        struct buf out;
        buf_init(&out, text, sizeof text);
        lesson_write_json(&out, &LESSONS[i], true);
        CHECK(reads_bytes(buf_str(&out)));
        lesson_check_same(&lesson, &LESSONS[i]);
    }
}

TEST(lesson_may_leave_out_level_and_solution)
{
    CHECK(reads("{" WHOLE "}"));
    CHECK(lesson.level == 0 && lesson.solution.bytes == 0);
    CHECK(reads("{" WHOLE ",\"level\":null,\"solution\":null}"));
    CHECK(lesson.level == 0 && lesson.solution.bytes == 0);
    CHECK(reads("{" SLUG TITLE LANGUAGE INSTRUCT
                "\"concepts\":[],\"tasks\":[],\"hints\":[],\"starter\":\"\"}"));
    CHECK(!lesson.concepts.bytes && !lesson.task_count && !lesson.hint_count);
}

TEST(lesson_ignores_keys_that_it_does_not_know)
{
    CHECK(reads("{\"author\":{\"name\":[1,2,{}]}," WHOLE ",\"Slug\":7,\"x\":null}"));
    CHECK_STR(lesson.slug, STR("my-own"));
    CHECK(reads("{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT
                "\"tasks\":[{\"id\":\"a\",\"text\":\"b\",\"points\":3}]," HINTS STARTER "}"));
}

TEST(lesson_of_an_unknown_language_is_plain)
{
    CHECK(reads("{" SLUG TITLE "\"language\":\"befunge\"," CONCEPTS INSTRUCT TASKS HINTS STARTER
                "}"));
    CHECK_EQ(lesson.language, LANGUAGE_PLAIN);
    CHECK(
        reads("{" SLUG TITLE "\"language\":\"Python\"," CONCEPTS INSTRUCT TASKS HINTS STARTER "}"));
    CHECK_EQ(lesson.language, LANGUAGE_PLAIN);
    CHECK(reads("{" SLUG TITLE "\"language\":\"\"," CONCEPTS INSTRUCT TASKS HINTS STARTER "}"));
    CHECK_EQ(lesson.language, LANGUAGE_PLAIN);
}

/* Each with the word that the fault must name. */
static const struct {
    const char *word, *json;
} REFUSED[] = {
    {"not JSON", ""},
    {"not JSON", "{" WHOLE},
    {"not JSON", "{" WHOLE "} more"},
    {"object", "[]"},
    {"object", "null"},
    {"object", "\"slug\""},
    {"UTF-8", "{" WHOLE ",\"x\":\"\xff\"}"},
    {"surrogate", "{" WHOLE ",\"x\":\"\\ud800\"}"},
    {"U+0000", "{" WHOLE ",\"x\":\"\\u0000\"}"},
    {"twice", "{" WHOLE ",\"starter\":\"again\"}"},
    {"twice", "{" WHOLE ",\"x\":{\"a\":1,\"a\":1}}"},
    {"twice", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT HINTS STARTER
              ",\"tasks\":[{\"id\":\"a\",\"id\":\"b\",\"text\":\"c\"}]}"},
    {"slug", "{}"},
    {"slug", "{" TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"slug", "{\"slug\":7," TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"slug", "{\"slug\":\"\"," TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"slug", "{\"slug\":\"My own\"," TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"title", "{" SLUG LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"title", "{" SLUG "\"title\":\" \"," LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"title", "{" SLUG "\"title\":\"a\\nb\"," LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"title", "{" SLUG "\"title\":[]," LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"language", "{" SLUG TITLE CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"language", "{" SLUG TITLE "\"language\":3," CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"language", "{" SLUG TITLE "\"language\":null," CONCEPTS INSTRUCT TASKS HINTS STARTER "}"},
    {"level", "{" WHOLE ",\"level\":0}"},
    {"level", "{" WHOLE ",\"level\":11}"},
    {"level", "{" WHOLE ",\"level\":1.5}"},
    {"level", "{" WHOLE ",\"level\":\"3\"}"},
    {"level", "{" WHOLE ",\"level\":true}"},
    {"concepts", "{" SLUG TITLE LANGUAGE INSTRUCT TASKS HINTS STARTER "}"},
    {"concepts",
     "{" SLUG TITLE LANGUAGE "\"concepts\":\"loops\"," INSTRUCT TASKS HINTS STARTER "}"},
    {"concepts", "{" SLUG TITLE LANGUAGE "\"concepts\":[1]," INSTRUCT TASKS HINTS STARTER "}"},
    {"concepts", "{" SLUG TITLE LANGUAGE "\"concepts\":[\"\"]," INSTRUCT TASKS HINTS STARTER "}"},
    {"concepts", "{" SLUG TITLE LANGUAGE "\"concepts\":[\"0123456789012345678901234567890123456789"
                 "012345678\"]," INSTRUCT TASKS HINTS STARTER "}"},
    {"instructions", "{" SLUG TITLE LANGUAGE CONCEPTS TASKS HINTS STARTER "}"},
    {"instructions",
     "{" SLUG TITLE LANGUAGE CONCEPTS "\"instructions\":\"\"," TASKS HINTS STARTER "}"},
    {"instructions",
     "{" SLUG TITLE LANGUAGE CONCEPTS "\"instructions\":{}," TASKS HINTS STARTER "}"},
    {"tasks", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT HINTS STARTER "}"},
    {"tasks", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT "\"tasks\":{}," HINTS STARTER "}"},
    {"tasks", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT "\"tasks\":[\"a\"]," HINTS STARTER "}"},
    {"id",
     "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT "\"tasks\":[{\"text\":\"a\"}]," HINTS STARTER "}"},
    {"id", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT
           "\"tasks\":[{\"id\":\"A\",\"text\":\"a\"}]," HINTS STARTER "}"},
    {"id", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT "\"tasks\":[{\"id\":\"a\",\"text\":\"a\"},"
           "{\"id\":\"a\",\"text\":\"b\"}]," HINTS STARTER "}"},
    {"text",
     "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT "\"tasks\":[{\"id\":\"a\"}]," HINTS STARTER "}"},
    {"text", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT
             "\"tasks\":[{\"id\":\"a\",\"text\":\"\"}]," HINTS STARTER "}"},
    {"text", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT
             "\"tasks\":[{\"id\":\"a\",\"text\":\"a\\tb\"}]," HINTS STARTER "}"},
    {"hints", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS STARTER "}"},
    {"hints", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS "\"hints\":[[]]," STARTER "}"},
    {"question",
     "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS "\"hints\":[{\"answer\":\"a\"}]," STARTER "}"},
    {"answer", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS
               "\"hints\":[{\"question\":\"q\",\"answer\":\" \\n\"}]," STARTER "}"},
    {"answer", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS
               "\"hints\":[{\"question\":\"q\",\"answer\":5}]," STARTER "}"},
    {"starter", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS "\"x\":1}"},
    {"starter", "{" SLUG TITLE LANGUAGE CONCEPTS INSTRUCT TASKS HINTS "\"starter\":null}"},
    {"solution", "{" WHOLE ",\"solution\":[]}"},
    {"solution", "{" WHOLE ",\"solution\":false}"},
};

TEST(lesson_names_the_field_that_is_wrong)
{
    for (u32 i = 0; i < ARRAY_LEN(REFUSED); i++) {
        bool fine = reads(REFUSED[i].json);
        if (fine || !strstr(fault, REFUSED[i].word))
            fprintf(stderr, "%s: %s\n", REFUSED[i].json, fine ? "read" : fault);
        CHECK(!fine && strstr(fault, REFUSED[i].word));
        CHECK(fault[strlen(fault) - 1] == '.');
    }
}

/* Writes a lesson with so many entries and, in its instructions, so much text that it has `bytes`
 * bytes; gives what was written. */
static struct str write_lesson(u32 concepts, u32 tasks, u32 hints, usize bytes)
{
    static char text[LESSON_BYTES_MAX + 2];
    char *at = text;
    at += sprintf(at, "{" SLUG TITLE LANGUAGE STARTER ",\"concepts\":[");
    for (u32 i = 0; i < concepts; i++) at += sprintf(at, "%s\"c%u\"", i ? "," : "", i);
    at += sprintf(at, "],\"tasks\":[");
    for (u32 i = 0; i < tasks; i++)
        at += sprintf(at, "%s{\"id\":\"t%u\",\"text\":\"x\"}", i ? "," : "", i);
    at += sprintf(at, "],\"hints\":[");
    for (u32 i = 0; i < hints; i++)
        at += sprintf(at, "%s{\"question\":\"q\",\"answer\":\"a\"}", i ? "," : "");
    at += sprintf(at, "],\"instructions\":\"");
    usize rest = bytes - (usize)(at - text) - 2;
    memset(at, 'i', rest);
    memcpy(at + rest, "\"}", 2);
    return (struct str){(const u8 *)text, bytes};
}

TEST(lesson_holds_so_much)
{
    CHECK(reads_bytes(
        write_lesson(LESSON_CONCEPTS_MAX, LESSON_TASKS_MAX, LESSON_HINTS_MAX, LESSON_BYTES_MAX)));
    CHECK_EQ(lesson.task_count, LESSON_TASKS_MAX);
    CHECK_EQ(lesson.hint_count, LESSON_HINTS_MAX);
    CHECK_STR(lesson.tasks[31].id, STR("t31"));
    CHECK(!reads_bytes(write_lesson(1, 1, 1, LESSON_BYTES_MAX + 1)) && strstr(fault, "65536"));
    CHECK(!reads_bytes(write_lesson(LESSON_CONCEPTS_MAX + 1, 1, 1, 8000)));
    CHECK(strstr(fault, "\"concepts\"") && strstr(fault, "16"));
    CHECK(!reads_bytes(write_lesson(1, LESSON_TASKS_MAX + 1, 1, 8000)));
    CHECK(strstr(fault, "\"tasks\"") && strstr(fault, "32"));
    CHECK(!reads_bytes(write_lesson(1, 1, LESSON_HINTS_MAX + 1, 8000)));
    CHECK(strstr(fault, "\"hints\"") && strstr(fault, "32"));
}

TEST(lesson_title_has_so_many_bytes)
{
    char json[2048], title[LESSON_TITLE_BYTES_MAX + 2] = {0};
    memset(title, 't', LESSON_TITLE_BYTES_MAX + 1);
    snprintf(json, sizeof json,
             "{" SLUG "\"title\":\"%s\"," LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}",
             title);
    CHECK(!reads(json) && strstr(fault, "\"title\"") && strstr(fault, "120"));
    title[LESSON_TITLE_BYTES_MAX] = 0;
    snprintf(json, sizeof json,
             "{" SLUG "\"title\":\"%s\"," LANGUAGE CONCEPTS INSTRUCT TASKS HINTS STARTER "}",
             title);
    CHECK(reads(json));
}

/* Whatever the arena holds: a whole lesson, or none and a sentence. */
TEST(lesson_is_read_in_a_small_arena_or_refused)
{
    struct str json = write_lesson(3, 3, 3, 1200);
    bool fine = false;
    for (usize bytes = 0; bytes <= 8192; bytes += 8) {
        struct arena arena;
        u8 *block = malloc(bytes + 1);
        arena_init(&arena, block, bytes);
        bool now = lesson_read(&lesson, json, &arena, &fault);
        CHECK(now == (fault == NULL) && (now || !lesson.slug.bytes));
        CHECK(now || !fine); /* more room never spoils it */
        if (now) CHECK_STR(lesson.concepts, STR("c0, c1, c2"));
        fine = now;
        free(block);
    }
    CHECK(fine);
}

/* A text is an answer of another server: what it was read from may go. */
TEST(lesson_lies_in_the_arena)
{
    static char json[] = "{" WHOLE "}";
    CHECK(reads_bytes((struct str){(const u8 *)json, sizeof json - 1}));
    memset(json, 'x', sizeof json);
    CHECK_STR(lesson.slug, STR("my-own"));
    CHECK_STR(lesson.hints[0].answer, STR("Slowly."));
    const u8 *end = memory + sizeof memory;
    CHECK(lesson.slug.at >= memory && lesson.slug.at < end);
    CHECK((const u8 *)lesson.tasks >= memory && (const u8 *)lesson.tasks < end);
    CHECK(lesson.concepts.at >= memory && lesson.concepts.at < end);
}

TEST_MAIN
