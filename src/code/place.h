/* place.h: what the line round a place in the text says without a parse.
 *
 * Both questions are asked while the learner types, so both cost no more than a part of one line.
 * They may be wrong (a comment over several lines is not seen): then the code is read once too
 * often, or a little later. */
#ifndef CODE_PLACE_H
#define CODE_PLACE_H

#include "base/str.h"
#include "code/edit.h"
#include "code/language.h"
#include "code/text.h"

/* Where typing stopped. */
enum ending {
    ENDING_DONE, /* at the start of a line, in a comment, behind ; { or } */
    ENDING_OPEN, /* behind another sign or a blank: the line may be whole or not */
    ENDING_WORD, /* at one end of a word: so may the word */
    ENDING_CUT,  /* inside a word or a text, or behind a sign that wants more */
};
enum ending place_ending(struct text *text, enum language language, u32 at);

/* Is a text between quotes or a tag still open at `at`, as far as its line shows? For languages
 * that no grammar reads. */
bool place_is_open(struct text *text, enum language language, u32 at);

/* Where the line of `at` starts; of a blank line, where the nearest line above it starts that is
 * not blank. */
u32 place_code_line(struct text *text, u32 at);

/* Where the last edit ended, so that the next key behind it costs nothing. Starts as zeros; `at` 0
 * forgets it. */
struct typing {
    u32 at;
    u8 inside; /* code, string or comment */
    u8 last;   /* the byte before it, 0 when that is not known */
};

/* Did an edit that was made (`out` is what it took away, `in` what it put there) touch white space
 * or a comment only, so that the code says what it said? */
bool place_is_quiet(struct typing *typing, struct text *text, enum language language,
                    struct edit edit, struct str out, struct str in);

#endif
