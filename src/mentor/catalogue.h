/* catalogue.h: the reviewed tips, in the order of their table.
 *
 * The sources are src/catalogue/<language>/<tip>.md; make compiles them into build/gen/tips.c (the
 * texts, for the core) and build/gen/queries.c (the queries, for the syntax sandbox). A tip's
 * number is its place in both tables, and the stamp is a hash of both, so that a core and a sandbox
 * of different builds notice.
 *
 * Vocabulary: sentence (what is shown first), ladder (four steps of help, each nearer to the
 * answer), slot (a name of the learner's own code that the sentence quotes: `{name}` in the source,
 * byte 1, 2 or 3 in the table).             */
#ifndef MENTOR_CATALOGUE_H
#define MENTOR_CATALOGUE_H

#include "base/base.h"
#include "code/language.h"

enum severity { SEVERITY_ERROR = 1, SEVERITY_WARNING, SEVERITY_IDEA, SEVERITY_PRAISE };

#define LADDER_STEPS 4

struct tip {
    const char *id;                   /* kebab-case, unique */
    const char *concept;              /* what it teaches, a few words */
    const char *sentence;             /* bytes 1..3 stand for the slots */
    const char *ladder[LADDER_STEPS]; /* NULL from the end where a tip of praise needs no help */
    u32 languages;                    /* bit 1 << enum language for each language it speaks about */
    u8 severity;
    u8 slot_count;
    bool has_query; /* found by the syntax sandbox; a tip without one is for a model to name, or is
                       praise */
};

extern const struct tip CATALOGUE[];
extern const u32 CATALOGUE_COUNT;
extern const u32 CATALOGUE_STAMP;

/* The tip with this id that speaks about `language`, or NULL. The string is borrowed for the call.
 */
const struct tip *catalogue_find(const char *id, usize id_bytes, enum language language);

/* A tip of praise without a query: said when the finding of another tip was fixed. */
static inline bool tip_is_praise_for_a_fix(const struct tip *tip)
{
    return tip->severity == SEVERITY_PRAISE && !tip->has_query;
}

/* The praise for a fix, by turns, so that it does not wear out; NULL when the catalogue has none.
 */
const struct tip *catalogue_praise(u32 turn);

/* "error", "warning", "idea" or "praise". */
const char *severity_name(u8 severity);

#endif
