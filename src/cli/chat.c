/* mentor chat: what a model would be asked when a learner puts a question about a file. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "mentor/chat.h"

struct options {
    const char *path, *question, *exercise, *locale, *task;
    struct chat_turn turns[CHAT_HISTORY_MAX];
    u32 turn_count;
    enum provider provider; /* whose body is printed; the embedded one for none */
};

static bool take_turn(struct options *self, bool learner, const char *text)
{
    if (self->turn_count == CHAT_HISTORY_MAX) return false;
    self->turns[self->turn_count++] = (struct chat_turn){learner, str_of(text)};
    return true;
}

static bool read_options(struct options *self, int count, char **words)
{
    *self = (struct options){.question = "", .exercise = "", .locale = "", .task = ""};
    for (int i = 0; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : "";
        if (strncmp(word, "--", 2) != 0) {
            self->path = word;
            continue;
        }
        i++;
        if (strcmp(word, "--ask") == 0) self->question = value;
        else if (strcmp(word, "--exercise") == 0) self->exercise = value;
        else if (strcmp(word, "--locale") == 0) self->locale = value;
        else if (strcmp(word, "--task") == 0) self->task = value;
        else if (strcmp(word, "--body") == 0) self->provider = provider_find(str_of(value));
        else if (strcmp(word, "--learner") != 0 && strcmp(word, "--tutor") != 0) return false;
        else if (!take_turn(self, strcmp(word, "--learner") == 0, value)) return false;
    }
    return self->path && *self->question && self->provider != PROVIDER_COUNT;
}

int cli_chat(int count, char **words)
{
    static u8 memory[CHAT_PROMPT_BYTES_MAX];
    struct source source;
    struct options options;
    enum language language;
    struct buf out;
    if (!source_language(&count, words, &language)) return 2;
    if (!read_options(&options, count, words)) {
        fputs("mentor chat: give --ask, one file and known options; see mentor --help\n", stderr);
        return 2;
    }
    const struct lesson *lesson = lesson_find(str_of(options.exercise));
    if (*options.exercise && !lesson) {
        fprintf(stderr, "mentor chat: there is no exercise %s\n", options.exercise);
        return 2;
    }
    if (!source_read(&source, options.path, language)) return 2;
    struct chat chat = {.language = source.language,
                        .text = &source.text,
                        .lesson = lesson,
                        .task = str_of(options.task),
                        .turns = options.turns,
                        .turn_count = options.turn_count,
                        .question = str_of(options.question),
                        .locale = str_of(options.locale),
                        .seed = 1};
    buf_init(&out, memory, sizeof memory);
    if (options.provider == PROVIDER_EMBEDDED) chat_read(&chat, &out);
    else chat_write(&chat, options.provider, &out);
    printf("%.*s\n", (int)out.bytes, (const char *)out.at);
    fprintf(stderr, "about %u tokens in, at most %u out\n", chat_tokens_in(&chat),
            CHAT_OUT_TOKENS_MAX);
    return 0;
}
