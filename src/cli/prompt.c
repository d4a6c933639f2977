/* mentor prompt: what a model would be asked about a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "mentor/prompt.h"

static void put_turn(const struct prompt *prompt, enum prompt_turn turn, const char *title)
{
    static u8 memory[PROMPT_BYTES_MAX];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    prompt_read(prompt, turn, &out);
    printf("==== %s\n%.*s\n", title, (int)out.bytes, (const char *)out.at);
}

static void put_body(const struct prompt *prompt, enum provider provider)
{
    static u8 memory[PROMPT_BYTES_MAX];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    prompt_write(prompt, provider, &PROVIDER_INFO[provider].price, &out);
    printf("%.*s\n", (int)out.bytes, (const char *)out.at);
}

struct options {
    const char *path;
    enum provider provider;
    bool body;
    u32 line; /* the focus, 0 for the last one */
    const char *lesson;
    struct str said[8];
    u32 said_count;
    u32 from[8], to[8]; /* lines that changed */
    u32 changed_count;
};

static bool read_options(struct options *self, int count, char **words)
{
    *self = (struct options){.provider = PROVIDER_WORKERS_AI, .lesson = ""};
    for (int i = 0; i < count; i++) {
        const char *word = words[i], *value = i + 1 < count ? words[i + 1] : "";
        bool known = true;
        if (strcmp(word, "--body") == 0) self->body = true;
        else if (strncmp(word, "--", 2) != 0) self->path = word;
        else {
            if (strcmp(word, "--provider") == 0) self->provider = provider_find(str_of(value));
            else if (strcmp(word, "--line") == 0) self->line = (u32)strtoul(value, NULL, 10);
            else if (strcmp(word, "--lesson") == 0) self->lesson = value;
            else if (strcmp(word, "--said") == 0 && self->said_count < 8)
                self->said[self->said_count++] = str_of(value);
            else if (strcmp(word, "--changed") == 0 && self->changed_count < 8) {
                char *dash;
                u32 from = (u32)strtoul(value, &dash, 10);
                self->from[self->changed_count] = from;
                self->to[self->changed_count++] =
                    *dash == '-' ? (u32)strtoul(dash + 1, NULL, 10) : from;
            } else known = false;
            i++;
        }
        if (!known) return false;
    }
    return self->path && self->provider != PROVIDER_COUNT && self->provider != PROVIDER_EMBEDDED;
}

int cli_prompt(int count, char **words)
{
    struct source source;
    struct options options;
    enum language language;
    struct prompt_range changed[8];
    if (!source_language(&count, words, &language)) return 2;
    if (!read_options(&options, count, words)) {
        fputs("mentor prompt: give one file and known options; see mentor --help\n", stderr);
        return 2;
    }
    if (!source_read(&source, options.path, language)) return 2;
    struct text *text = &source.text;
    for (u32 i = 0; i < options.changed_count; i++) {
        u32 start = text_line_start(text, options.from[i]);
        u32 end = text_line_end(text, text_line_start(text, options.to[i]));
        changed[i] = (struct prompt_range){start, end};
    }
    u32 focus = options.line            ? text_line_start(text, options.line)
                : options.changed_count ? changed[options.changed_count - 1].end
                                        : text->bytes;
    struct prompt prompt = {.language = source.language,
                            .text = text,
                            .focus = focus,
                            .changed = changed,
                            .changed_count = options.changed_count,
                            .said = options.said,
                            .said_count = options.said_count,
                            .lesson = str_of(options.lesson),
                            .seed = 1};
    if (options.body) put_body(&prompt, options.provider);
    else {
        put_turn(&prompt, PROMPT_SYSTEM, "system");
        put_turn(&prompt, PROMPT_USER, "user");
    }
    u32 tokens = prompt_tokens_in(&prompt);
    u64 micro = price_micro(&PROVIDER_INFO[options.provider].price, tokens, OUT_TOKENS_MAX);
    fprintf(stderr, "about %u tokens in, at most %u out: %.6f USD at most\n", tokens,
            OUT_TOKENS_MAX, (double)micro / 1e6);
    return 0;
}
