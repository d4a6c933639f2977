/* chunk, done, fail: a model's answer arrives in pieces, ends, or does not come. One story in three
 * short events. */
#include "session/call.h"
#include "session/reading.h"

void event_chunk(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    if (!session->call || id != session->call) return; /* halted, or from before a restart */
    if (payload.bytes > (usize)(REPLY_BYTES_MAX - session->reply_bytes)) {
        call_failed(step, REASON_MODEL_REFUSED);
        return;
    }
    if (payload.bytes) memcpy(session->reply + session->reply_bytes, payload.at, payload.bytes);
    session->reply_bytes = (u16)(session->reply_bytes + payload.bytes);
}

void event_done(struct step *step, u32 id)
{
    if (step->session->call && id == step->session->call) call_answered(step);
}

void event_fail(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    (void)payload; /* the word why is for the host's log */
    if (session->call && id == session->call) {
        session->call = 0;
        call_failed(step, REASON_MODEL_FAILED);
    } else if (session->parse && id == session->parse) {
        reading_lost(step);
    }
}
