/* closing.h: the brackets that a text leaves open.
 *
 * Who types a function from top to bottom leaves its block open until the end; tree-sitter then
 * makes an error of the whole. With the missing brackets behind it the text can be judged as far as
 * it goes. A text that ends inside of (...) or [...] is half-typed, and is not helped. */
#ifndef SYNTAX_CLOSING_H
#define SYNTAX_CLOSING_H

#include "base/base.h"
#include "base/str.h"

#define CLOSING_BYTES_MAX 64u /* a line's end and the brackets; more open blocks are not closed */

/* Writes what closes the text to `out` (CLOSING_BYTES_MAX bytes). Returns how much, 0 for nothing:
 * all is closed, the innermost open bracket is no block, or there are too many. */
u32 closing_of(struct str text, u8 *out);

#endif
