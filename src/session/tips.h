/* tips.h: what the mentor has said and still means.
 *
 * A tip stands at a place in the code; the place moves with every edit. When the code at the place
 * is deleted the tip goes at once, for a tip is shown only for code that is there. When a reading
 * no longer finds what it spoke about, it retires as fixed, with a word of praise. A dismissed tip
 * is muted: not said again for the same code. */
#ifndef SESSION_TIPS_H
#define SESSION_TIPS_H

#include "session/session.h"

/* The code that a tip quotes: from `start` to `end`, the first line of it, at most QUOTE_BYTES_MAX.
 * Written to `memory` (QUOTE_BYTES_MAX bytes), which the result borrows. */
struct str tip_quote(struct text *text, u32 start, u32 end, u8 *memory);

/* May a tip stand from `start` to `end`? Between characters of the text, and with more to quote
 * than white space. */
bool tip_may_stand(struct text *text, u32 start, u32 end);

/* A tip's sentence with its slots filled in. Written to `memory` (SENTENCE_BYTES_MAX bytes), which
 * the result borrows. */
struct str tip_sentence(const struct tip *tip, const struct standing *standing, u8 *memory);

/* How grave it is; a tip in a model's own words is an idea. */
u8 tip_severity(const struct standing *standing);

/* A tip that a model wrote and the gate passed. The strings are borrowed. */
struct free_tip {
    u32 start, end; /* of the quote, in bytes */
    u16 tip;        /* the catalogue's tip that it names and that a model may name, or TIP_NONE */
    struct str text, concept;
};

/* The standing tip with this id, or NULL. */
struct standing *tips_find(struct session *session, u32 id);

/* How many stand. */
u32 tips_count(const struct session *session);

/* Moves the places with an edit that was made; tips whose code it deleted go. */
void tips_edit(struct step *step, struct edit edit);

/* After the edits of a frame: tips whose place has no code left but white space go. */
void tips_settle(struct step *step);

/* Takes a tip back. `because` is fixed, moved, dismissed or older; a fix is praised. */
void tips_retire(struct step *step, struct standing *standing, const char *because);

/* Mutes a tip for the code it stands at. */
void tips_mute(struct session *session, const struct standing *standing);

/* After a reading: confirms the tips that its findings still hold and retires those that are fixed.
 */
void tips_review(struct step *step, const struct outline *outline);

/* The finding worth saying now, or NULL: the gravest, and of those the nearest to the last edit,
 * that may be said. None while all places are taken. Praise comes last, once a session
 * for each tip. */
const struct finding *tips_choose(struct session *session, const struct outline *outline);

/* May this finding be said: does no such tip stand, is it not muted, and can its names be shown? */
bool tips_may_say(struct session *session, const struct finding *finding);

/* Says a finding's tip: it stands from now on, is stored, and then sent to all. When all places are
 * taken, the mildest and oldest tip makes room. */
void tips_say(struct step *step, const struct finding *finding);

/* The same for a tip that a model wrote. */
bool tips_may_say_free(struct session *session, const struct free_tip *tip);
void tips_say_free(struct step *step, const struct free_tip *tip, enum provider source);

#endif
