#include "session/save.h"

#include "session/look.h"
#include "session/snapshot.h"
#include "session/sockets.h"
#include "session/wire.h"

void save_touch(struct step *step)
{
    if (!step->session->dirty) step->session->dirty_ms = step->now_ms;
    step->session->dirty = true;
}

void save_now(struct step *step)
{
    struct session *session = step->session;
    bool news = session->saved_revision != session->revision;
    session->dirty = false;
    session->saved_revision = session->revision;
    sockets_ack_all(step);
    snapshot_write(session, effect_begin(step->effects, EFFECT_SAVE, session->revision, 0));
    effect_end(step->effects);
    if (news) wire_saved(step);
}

i64 save_due_ms(const struct session *session)
{
    return session->dirty ? session->dirty_ms + SAVE_LATEST_MS : 0;
}

void save_alarm(struct step *step)
{
    const struct session *session = step->session;
    bool still = step->now_ms >= session->edited_ms + LOOK_QUIET_MS;
    if (session->dirty && (still || step->now_ms >= save_due_ms(session))) save_now(step);
}
