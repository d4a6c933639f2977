/* names.h: which names stand in the code, and what words and signs a piece of it is made of.
 *
 * A model may speak only of what is there. Whether a name is there is asked of the text as the
 * learner has it, half-typed or not, so no parse is needed: one pass over its bytes that knows
 * comments and strings of the language's style. What stands in a comment or a string is prose and
 * not a name; what an interpolation (${…}, or {…} in Python) holds is code again.
 *
 * Vocabulary: name (letters, digits, _ and $, not beginning with a digit, and bytes of characters
 * beyond ASCII), sign (a run of other visible bytes), token (a name, a number or a sign). */
#ifndef CODE_NAMES_H
#define CODE_NAMES_H

#include "base/str.h"
#include "code/language.h"

struct name_wanted {
    struct str name; /* borrowed */
    bool found;
};

/* Looks for `count` names in `code` and sets found. Reads every byte at most once. */
void names_find(struct str code, enum language language, struct name_wanted *wanted, u32 count);

/* Does a name in `code` have this word (lower-case letters) as one of its parts, as ticketPrice and
 * TICKETS have "ticket"? A name of more than NAME_PARTS_MAX parts is a sentence and does not count.
 */
#define NAME_PARTS_MAX 4u
bool names_hold_word(struct str code, enum language language, struct str lower);

/* How many words a name is made of: three in parse_user_id and parseUserId. */
u32 names_parts(struct str name);

/* The next token of `code` from `*at`, which moves behind it; empty at the end. White space parts
 * tokens; a text between quotes is not one. */
struct str names_token(struct str code, usize *at);

/* What a token is kept as where its text is not to be kept. */
u64 names_hash(struct str token);

static inline bool name_is_start(u8 byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           byte == '$' || byte >= 0x80;
}

/* One look-up: the scan asks this of every byte of a document. */
static inline bool name_is_part(u8 byte)
{
    static const u32 BITS[8] = {0, 0x03ff0010, 0x87fffffe, 0x07fffffe, ~0u, ~0u, ~0u, ~0u};
    return BITS[byte >> 5] >> (byte & 31) & 1;
}

#endif
