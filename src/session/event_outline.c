/* outline: the syntax sandbox answers a parse. Its bytes were made beside hostile text, so nothing
 * in them is believed. */
#include "session/ask.h"
#include "session/reading.h"

static void note_foreign(struct step *step, const char *what)
{
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"outline\",\"refused\":");
    buf_json_string(out, str_of(what));
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

/* Why this is no outline of the code that was asked about, NULL when it is one. */
static const char *what_is_foreign(const struct session *session, struct outline *outline,
                                   struct str payload)
{
    if (!outline_read(outline, payload)) return "bytes";
    if (outline->head->catalogue != CATALOGUE_STAMP) return "catalogue"; /* of another build */
    if (outline->head->language != session->language) return "language";
    bool same = outline->head->text_bytes == session->text.bytes;
    bool moved_on = session->parse_revision != session->revision; /* then its length may differ */
    return same || moved_on ? NULL : "text";
}

void event_outline(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    struct outline outline;
    if (ask_outline(step, id, payload)) return;
    if (!session->parse || id != session->parse) return; /* an answer to an older question */
    const char *foreign = what_is_foreign(session, &outline, payload);
    if (foreign) {
        note_foreign(step, foreign);
        reading_lost(step);
        return;
    }
    reading_done(step, &outline);
}
