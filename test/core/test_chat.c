/* The tutor's prompt keeps within its limits whatever an exercise, a history and a program are. */
#include "base/json.h"
#include "core/test.h"
#include "mentor/chat.h"

#define LONG (200u << 10)

/* A text of so many bytes, of one character again and again, perhaps in lines. */
static struct str filled(const char *what, usize bytes, bool lines)
{
    u8 *memory = malloc(bytes + 8);
    usize count = 0, length = strlen(what);
    while (count + length <= bytes) {
        memcpy(memory + count, what, length);
        count += length;
        if (lines && count % 64 < length && count < bytes) memory[count++] = '\n';
    }
    return (struct str){memory, count};
}

static void check_limits(const struct chat *chat)
{
    static u8 memory[CHAT_PROMPT_BYTES_MAX], arena_memory[8u << 20];
    static const enum provider PROVIDERS_ASKED[] = {PROVIDER_WORKERS_AI, PROVIDER_OPENAI,
                                                    PROVIDER_GEMINI};
    CHECK(chat_tokens_in(chat) <= CHAT_TOKENS_MAX);
    for (u32 i = 0; i < ARRAY_LEN(PROVIDERS_ASKED); i++) {
        struct buf out;
        struct arena arena;
        enum json_fault fault;
        buf_init(&out, memory, sizeof memory);
        u32 tokens = chat_write(chat, PROVIDERS_ASKED[i], &out);
        CHECK(!out.overflow);
        CHECK_EQ(tokens, chat_tokens_in(chat));
        arena_init(&arena, arena_memory, sizeof arena_memory);
        CHECK(json_read(buf_str(&out), &arena, &fault));
    }
}

/* All parts are as long as a request or a lesson may have them, of what costs most and least. */
TEST(chat_prompt_holds_its_limits)
{
    static const char *const CHARACTERS[] = {
        "a",      " ", "\t", "\"", "<|eot_id|>", "\xc3\xa9", "\xe2\x80\xae", "\xf0\x9f\x99\x82",
        "x = 1; "};
    for (u32 i = 0; i < ARRAY_LEN(CHARACTERS) * 2; i++) {
        const char *what = CHARACTERS[i / 2];
        bool lines = i & 1, foreign = i / 2 & 1;
        struct str code = filled(what, 150000, lines), text = filled(what, 60000, lines),
                   question = filled(what, 15000, lines), message = filled(what, 30000, lines);
        struct lesson_task task = {STR("t"), text};
        struct lesson_hint hint = {text, text};
        struct lesson lesson = {.slug = STR("s"),
                                .title = filled(what, 120, false),
                                .concepts = text,
                                .instructions = text,
                                .starter = text,
                                .solution = text,
                                .tasks = &task,
                                .task_count = 1,
                                .hints = &hint,
                                .hint_count = 1};
        struct chat_turn turns[CHAT_HISTORY_MAX];
        for (u32 k = 0; k < CHAT_HISTORY_MAX; k++)
            turns[k] = (struct chat_turn){k % 2 == 0, message};
        struct text document;
        text_init(&document, malloc(LONG / LEAF_FILL * 4 * LEAF_BYTES), LONG / LEAF_FILL * 4);
        text_splice(&document, 0, 0, code);
        struct chat chat = {.language = LANGUAGE_PYTHON,
                            .text = &document,
                            .lesson = &lesson,
                            .foreign = foreign,
                            .task = STR("t"),
                            .turns = turns,
                            .turn_count = CHAT_HISTORY_MAX,
                            .question = question,
                            .locale = STR("zh-Hans-CN"),
                            .seed = 7};
        check_limits(&chat);
        const struct str all[] = {code, text, question, message, lesson.title};
        for (u32 k = 0; k < ARRAY_LEN(all); k++) free((void *)(uintptr_t)all[k].at);
        free(document.pool);
    }
}

TEST(chat_locale_is_a_language_tag)
{
    static const char *const good[] = {"en", "hu-HU", "zh-Hans-CN", "pt_BR", "es-419"};
    static const char *const bad[] = {"",   "-en",  "en-", "e n",
                                      "1x", "en\n", "<b>", "abcdefghijklmnopqrstuvwxyzabcdefghij"};
    for (u32 i = 0; i < ARRAY_LEN(good); i++) CHECK(chat_locale_fits(str_of(good[i])));
    for (u32 i = 0; i < ARRAY_LEN(bad); i++) CHECK(!chat_locale_fits(str_of(bad[i])));
}

TEST_MAIN
