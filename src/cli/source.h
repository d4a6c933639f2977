/* source.h: a program file as the verbs read it: its text as a document, and what the sandbox says
 * of it. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "code/language.h"
#include "code/outline.h"
#include "code/text.h"

struct source {
    const char *path;
    enum language language;
    struct text text;
    struct outline outline; /* borrowed from the sandbox until the next source is read */
};

/* Reads and parses a file. LANGUAGE_COUNT takes the language of its ending. False, with a message
 * on stderr, when the file is no text that the mentor can hold. */
bool source_read(struct source *self, const char *path, enum language language);

/* Takes `--language L` out of the words. False, with a message, for an unknown one. */
bool source_language(int *count, char **words, enum language *language);

#endif
