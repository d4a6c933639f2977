#include "cli/source.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/host.h"
#include "syntax/syntax.h"

static u8 *pool; /* one document at a time */

bool source_read(struct source *self, const char *path, enum language language)
{
    struct str file = file_read(path);
    u32 bytes;
    *self = (struct source){.path = path, .language = language};
    if (language == LANGUAGE_COUNT) self->language = language_of_file(path);
    if (!pool) pool = malloc((usize)LEAVES_MAX * LEAF_BYTES);
    bool fits = pool && file.bytes <= TEXT_BYTES_MAX && utf8_check(file) == file.bytes;
    if (!fits || utf8_measure(file).newlines >= TEXT_LINES_MAX) {
        fprintf(stderr, "mentor: %s is not UTF-8 text of at most 1 MiB and 50,000 lines\n", path);
        free((void *)(uintptr_t)file.at);
        return false;
    }
    text_init(&self->text, pool, LEAVES_MAX);
    text_splice(&self->text, 0, 0, file);
    memcpy(syntax_inbox((u32)file.bytes), file.at, file.bytes);
    free((void *)(uintptr_t)file.at);
    const u8 *result = syntax_outline((u32)self->language, self->text.bytes);
    memcpy(&bytes, result, sizeof bytes);
    if (outline_read(&self->outline, (struct str){result + 8, bytes})) return true;
    fprintf(stderr, "mentor: the syntax sandbox gave no outline of %s\n", path);
    return false;
}

bool source_language(int *count, char **words, enum language *language)
{
    int kept = 0;
    *language = LANGUAGE_COUNT;
    for (int i = 0; i < *count; i++) {
        if (strcmp(words[i], "--language") != 0) {
            words[kept++] = words[i];
            continue;
        }
        const char *name = i + 1 < *count ? words[++i] : "";
        *language = language_find(name, strlen(name));
        if (*language == LANGUAGE_COUNT) {
            fprintf(stderr, "mentor: the mentor does not know the language '%s'\n", name);
            return false;
        }
    }
    *count = kept;
    return true;
}
