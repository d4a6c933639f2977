/* mentor outline: the units of a program, as the budget sees them. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/source.h"

static const char *kind_name(u8 kind)
{
    static const char *const NAMES[UNIT_KINDS] = {"",     "function", "class",   "branch",
                                                  "loop", "leave",    "declare", "statement"};
    return kind < UNIT_KINDS ? NAMES[kind] : "?";
}

int cli_outline(int count, char **words)
{
    struct source source;
    enum language language;
    if (!source_language(&count, words, &language)) return 2;
    if (count != 1) {
        fputs("mentor outline: give one file\n", stderr);
        return 2;
    }
    if (!source_read(&source, words[0], language)) return 2;
    const struct outline_head *head = source.outline.head;
    printf("language %s, %u units, %u findings, %u errors%s%s\n",
           LANGUAGE_INFO[head->language].wire, head->unit_count, head->finding_count,
           head->error_count, head->flags & OUTLINE_LEXED ? ", lexed" : "",
           head->flags & OUTLINE_CUT ? ", cut" : "");
    for (u32 i = 0; i < head->unit_count; i++) {
        const struct unit *unit = &source.outline.units[i];
        char name[NAME_BYTES_MAX + 1] = "-";
        if (unit->name_at != OUTLINE_NOWHERE) {
            u32 bytes = MIN((u32)unit->name_bytes, NAME_BYTES_MAX);
            text_copy(&source.text, unit->name_at, bytes, (u8 *)name);
            name[bytes] = 0;
        }
        printf("%*s%s %s lines %u-%u weight %u exact %016" PRIx64 " shape %016" PRIx64
               " tree %016" PRIx64 "%s\n",
               2 * unit->depth, "", kind_name(unit->kind), name,
               text_line_at(&source.text, unit->start).number,
               text_line_at(&source.text, unit->end).number, unit->weight, unit->exact, unit->shape,
               unit->tree, unit->flags & UNIT_BROKEN ? " broken" : "");
    }
    return 0;
}
