/* outline: the syntax sandbox answers a parse. Its bytes were made beside hostile text, so nothing
 * in them is believed. */
#include "session/look.h"

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
    /* Had the code changed meanwhile, the look would be over: the sandbox read something else. */
    bool same = outline->head->language == session->language &&
                outline->head->text_bytes == session->text.bytes;
    return same ? NULL : "text";
}

void event_outline(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    struct outline outline;
    if (session->look != LOOK_LOOKING || id != session->request)
        return; /* an answer to an older question */
    const char *foreign = what_is_foreign(session, &outline, payload);
    if (foreign) {
        note_foreign(step, foreign);
        look_unread(step);
        return;
    }
    look_read(step, &outline);
}
