/* control.h: the texts that a model's tokenizer or chat template takes for its own signs.
 *
 * They are looked for as a tokenizer might read them: without regard to case, with full-width
 * characters folded, without invisible characters, and with escapes of JSON, JavaScript, HTML and
 * URLs undone. What is found is named by families, not by one model's list, because any model may
 * be asked. */
#ifndef MENTOR_CONTROL_H
#define MENTOR_CONTROL_H

#include "base/str.h"

/* Put behind the first character of a control token. */
#define CONTROL_DOT "\xc2\xb7"

/* Does a control token, the name of a turn, or `mark` written as 16 hex digits begin at `at`? What
 * stands before `at` in `line` counts: names of turns are looked for where a line of talk may
 * begin.
 */
bool control_begins(struct str line, usize at, u64 mark);

/* The character at `at`; a byte that begins none is U+FFFF. Returns its bytes, at least 1. */
u32 control_character(struct str text, usize at, u32 *point);

#endif
