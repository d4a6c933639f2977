/* A small solution: five calls, one line. Its fingerprints are those of everyday code, so only its
 * exact text counts: its symbols, less what the starter has before and behind them, in one run and
 * under their names. */
#include "mentor/speech_parts.h"

#define EXACT_MIN 4u /* symbols; fewer are no solution */

/* Knuth, Morris and Pratt: how much of the text stands behind us now. True when all of it. */
bool exact_put(struct speech *self, u32 symbol)
{
    u32 at = self->code.exact_at;
    if (!self->code.exact_count) return false;
    while (at && self->code.exact[at] != symbol) at = self->code.exact_back[at - 1];
    if (self->code.exact[at] == symbol) at++;
    bool whole = at == self->code.exact_count;
    if (whole) at = self->code.exact_back[at - 1];
    self->code.exact_at = (u8)at;
    return whole;
}

static void exact_prepare(struct speech *self)
{
    for (u32 i = 1, back = 0; i < self->code.exact_count; i++) {
        while (back && self->code.exact[i] != self->code.exact[back])
            back = self->code.exact_back[back - 1];
        back += self->code.exact[i] == self->code.exact[back];
        self->code.exact_back[i] = (u8)back;
    }
}

#define ROW_MAX (2u * SPEECH_EXACT_MAX)

/* The symbols of a text as they are: how many, at most ROW_MAX + 1. */
static u32 row_of(struct str text, enum language language, u32 *row)
{
    struct lexemes lexemes = lexemes_of(text, language, false, true);
    struct symbol symbol;
    u32 count = 0;
    for (struct lexeme one = lexemes_next(&lexemes); one.kind && count <= ROW_MAX;
         one = lexemes_next(&lexemes))
        if (lexemes_symbol(&lexemes, &one, &symbol)) row[count++] = symbol.exact;
    return count;
}

/* The solution less what it has in common with the starter at both ends. */
void exact_begin(struct speech *self, const struct speech_about *about)
{
    u32 whole[ROW_MAX + 1], given[ROW_MAX + 1], head = 0, tail = 0;
    u32 count = row_of(about->solution, about->language, whole);
    u32 known = row_of(about->starter, about->language, given);
    if (count > ROW_MAX || known > ROW_MAX) return;
    while (head < count && head < known && whole[head] == given[head]) head++;
    while (tail < count - head && tail < known - head &&
           whole[count - 1 - tail] == given[known - 1 - tail])
        tail++;
    count -= head + tail;
    if (count < EXACT_MIN || count > SPEECH_EXACT_MAX) return;
    memcpy(self->code.exact, whole + head, count * sizeof *whole);
    self->code.exact_count = (u8)count;
    exact_prepare(self);
}
