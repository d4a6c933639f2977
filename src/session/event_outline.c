/* outline: the syntax sandbox answers a parse. Its bytes were made beside hostile text, so nothing in them is believed. */
#include "session/look.h"

static void note_foreign(struct step *step, const char *what)
{
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"outline\",\"refused\":");
    buf_json_string(out, str_of(what));
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void event_outline(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    struct outline outline;
    if (session->look != LOOK_LOOKING || id != session->request) return; /* an answer to an older question */
    bool read = outline_read(&outline, payload);
    bool same_build = read && outline.head->catalogue == CATALOGUE_STAMP;
    if (!same_build) {
        note_foreign(step, read ? "catalogue" : "bytes");
        look_unread(step);
        return;
    }
    look_read(step, &outline);
}
