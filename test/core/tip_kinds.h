/* tip_kinds.h: tips of the real catalogue by what they are like, so that tests do not lean on its
 * contents. */
#ifndef TEST_CORE_TIP_KINDS_H
#define TEST_CORE_TIP_KINDS_H

#include "mentor/catalogue.h"

enum tip_kind {
    TIP_FOUND,  /* found by a query; an error, a warning or an idea */
    TIP_MODEL,  /* for a model to name */
    TIP_FIX,    /* praise for a fix */
    TIP_PRAISE, /* praise that a query finds */
};

static inline bool tip_is(const struct tip *tip, enum tip_kind kind)
{
    bool praise = tip->severity == SEVERITY_PRAISE;
    switch (kind) {
    case TIP_FOUND: return tip->has_query && !praise;
    case TIP_MODEL: return !tip->has_query && !praise && !tip->slot_count;
    case TIP_FIX: return tip_is_praise_for_a_fix(tip);
    case TIP_PRAISE: return tip->has_query && praise;
    }
    return false;
}

#define NO_TIP 0xffffu

/* The number of the `nth` tip (from 0) of a kind that speaks about `language` and has so many
 * slots, or NO_TIP. */
static inline u16 tip_of(enum language language, enum tip_kind kind, u32 slots, u32 nth)
{
    for (u32 i = 0; i < CATALOGUE_COUNT; i++) {
        const struct tip *tip = &CATALOGUE[i];
        if (!(tip->languages >> language & 1) || tip->slot_count != slots || !tip_is(tip, kind))
            continue;
        if (nth-- == 0) return (u16)i;
    }
    return NO_TIP;
}

#endif
