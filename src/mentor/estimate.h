/* estimate.h: how many tokens a text costs, without a tokenizer.
 *
 * A call must be priced before it is made, so this errs upwards. The rule, made for Llama 3's
 * tokenizer and code: a run of letters costs 1 for each 5 begun (each 3 of capitals; a capital
 * after a small letter begins a new run), digits 1 for each 3 begun, a sign 1, a line end 1, blanks
 * 1 for each 8 begun (but one blank before a letter or a sign nothing, since a token may begin with
 * it), and each byte that is not ASCII 1, which no tokenizer of bytes exceeds. Counted with the
 * real tokenizer, prompts about code had 0.69 to 0.83 of the estimate; text of random letters may
 * have more than it. */
#ifndef MENTOR_ESTIMATE_H
#define MENTOR_ESTIMATE_H

#include "base/str.h"

struct estimate {
    u32 tokens;
    u8 last; /* the class of the last byte */
    u32 run; /* bytes of the run it belongs to */
};

/* Goes on over a text that may come in pieces. Begins with {0}. */
void estimate_put(struct estimate *self, struct str text);

#endif
