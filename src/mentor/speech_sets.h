/* speech_sets.h: the words that speech_talk.c makes its patterns of, as sets. */
#ifndef MENTOR_SPEECH_SETS_H
#define MENTOR_SPEECH_SETS_H

#include "base/str.h"

#define S(set) (1ull << SET_##set)

enum speech_set {
    SET_ASK,
    SET_YOUR,
    SET_ME,
    SET_WHAT,
    SET_NEED,
    SET_SECRET,
    SET_OF_KEY,
    SET_KEY,
    SET_THING,
    SET_NEVER,
    SET_OFF,
    SET_TURN,
    SET_OUT,
    SET_COMMENT,
    SET_GUARD,
    SET_OF_CHECK,
    SET_CHECK,
    SET_SPARE,
    SET_LEAD,
    SET_SYSTEM,
    SET_NOTICE,
    SET_FROM,
    SET_OFFICE,
    SET_AM,
    SET_IS,
    SET_ARTICLE,
    SET_THIS,
    SET_I,
    SET_SESSION,
    SET_EXPIRED,
    SET_ACCOUNT,
    SET_LOCKED,
    SET_VERIFY,
    SET_LOG,
    SET_IN,
    SET_AGAIN,
    SET_CALL,
    SET_COUNT
};
_Static_assert(SET_COUNT < 63, "the sets are bits of a u64");

#define STOP (1ull << 63) /* a sentence ends before the word */

/* The sets of a word in any case. */
u64 speech_sets(struct str word);

#endif
