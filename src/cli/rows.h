/* rows.h: verbs that judge a file of rows, one JSON object a line. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "base/str.h"

/* Judges one row and prints the verdict; `option` says whether the verb's option was given. False
 * for a line that is no row. */
typedef bool rows_judge(struct str line, bool option);

/* The words of such a verb: `option`, and a file (else, or for "-", standard input). Returns the
 * exit status: 2 when some line was no row. */
int rows_run(int count, char **words, const char *option, rows_judge *judge);

#endif
