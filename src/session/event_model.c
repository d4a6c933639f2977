/* grant, chunk, done, fail: a call begins, its answer arrives in pieces, ends, or does not come.
 * One story in four short events, for a tip as for an answer of the tutor. */
#include "session/ask.h"
#include "session/call.h"
#include "session/reading.h"

/* Not halted meanwhile, and not from before a restart. */
static bool is_out(const struct session *session, u32 id)
{
    return session->call && id == session->call;
}

void event_grant(struct step *step, u32 id, struct str payload)
{
    ask_grant(step, id, payload);
}

void event_chunk(struct step *step, u32 id, struct str payload)
{
    if (ask_chunk(step, id, payload)) return;
    if (is_out(step->session, id)) call_chunk(step, payload);
}

void event_done(struct step *step, u32 id)
{
    if (ask_done(step, id)) return;
    if (is_out(step->session, id)) call_done(step);
}

void event_fail(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    if (ask_fail(step, id, payload)) return;
    if (is_out(session, id)) call_fail(step, payload);
    else if (session->parse && id == session->parse) reading_lost(step);
}
