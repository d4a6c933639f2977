/* flow.h: can the program run past the end of a statement?
 *
 * Follows return, throw, break, loops without an end, and calls that never come back. What it
 * cannot follow (labels, text that does not parse) it calls unsure, so that no tip is built on it.
 */
#ifndef SYNTAX_FLOW_H
#define SYNTAX_FLOW_H

#include "syntax/tree.h"

enum flow { FLOW_STOPS, FLOW_UNSURE, FLOW_RUNS_ON };

/* Follows the statement, block or case at `node`. `*steps_left` is what may still be spent; at 0 it
 * is unsure. */
enum flow flow_of(const struct tree *tree, u32 node, u32 *steps_left);

#endif
