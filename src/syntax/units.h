/* units.h: cuts a syntax tree into the units of an outline.
 *
 * One walk over the flat tree. A node whose type is in the language's table opens a unit; so does
 * every named child of a block. Tokens go to the innermost open unit. Comments are left out; so are
 * a semicolon where a line's end would do, and the comma after the last of several elements. */
#ifndef SYNTAX_UNITS_H
#define SYNTAX_UNITS_H

#include "syntax/scope.h"
#include "syntax/tree.h"
#include "syntax/writer.h"

/* Writes all units of the tree. Scratch memory is used. */
void units_write(struct writer *writer, const struct tree *tree, const struct scopes *scopes);

#endif
