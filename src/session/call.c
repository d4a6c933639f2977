#include "session/call.h"

#include "mentor/gate.h"
#include "mentor/prompt.h"
#include "mentor/reply.h"
#include "session/look.h"
#include "session/save.h"
#include "session/tips.h"

void call_halt(struct step *step)
{
    if (step->session->call)
        effect_put(step->effects, EFFECT_HALT, step->session->call, 0, (struct str){NULL, 0});
    step->session->call = 0;
}

void call_make(struct step *step)
{
    struct session *session = step->session;
    struct prompt prompt = {(enum language)session->language, &session->text, session->edited_at,
                            session->seed + session->request};
    budget_pay(&session->budget, step->now_ms);
    session->spent_calls++;
    session->call = ++session->request;
    session->call_revision = session->revision;
    session->call_ms = step->now_ms;
    session->call_deadline_ms = step->now_ms + CALL_DEADLINE_MS;
    session->reply_bytes = 0;
    look_set(session, LOOK_ASKING, REASON_ASKED);
    save_now(step); /* a call that was paid for is remembered */
    struct buf *out =
        effect_begin(step->effects, EFFECT_CALL, session->call, (f64)session->call_deadline_ms);
    prompt_write(&prompt, out);
    effect_end(step->effects);
}

void call_failed(struct step *step, enum reason why)
{
    struct session *session = step->session;
    call_halt(step);
    bool more = session->changed || session->again_ms || session->parse;
    look_set(session, more ? LOOK_WAITING : LOOK_IDLE, why);
}

void call_answered(struct step *step)
{
    struct session *session = step->session;
    struct reply reply;
    struct finding finding;
    session->call = 0;
    budget_answered(&session->budget, step->now_ms - session->call_ms);
    enum reason why = REASON_MODEL_REFUSED;
    if (reply_read(&reply, (struct str){session->reply, session->reply_bytes}, step->arena)) {
        bool moved_on = session->call_revision != session->revision;
        if (moved_on) why = REASON_CODE_MOVED_ON;
        /* What was typed meanwhile does not matter where the quoted line still stands. */
        if (reply.nothing) why = REASON_MODEL_SILENT;
        else if (gate_tip(&reply, (enum language)session->language, &session->text, &finding)) {
            if (tips_may_say(session, &finding)) {
                look_say(step, &finding, SPEAKER_LLAMA);
                return;
            }
            why = REASON_TIPS_STAND;
        }
    }
    bool more = session->changed || session->again_ms || session->parse;
    look_set(session, more ? LOOK_WAITING : LOOK_IDLE, why);
}
