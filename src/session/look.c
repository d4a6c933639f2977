#include "session/look.h"

#include "base/hash.h"
#include "code/place.h"
#include "session/call.h"
#include "session/reading.h"
#include "session/tips.h"
#include "session/wire.h"

const char *look_word(enum look look)
{
    static const char *const WORDS[] = {"idle", "waiting", "looking", "asking", "cooling"};
    check(look < ARRAY_LEN(WORDS));
    return WORDS[look];
}

void look_set(struct session *session, enum look look, enum reason why)
{
    session->look = (u8)look;
    session->why = (u8)why;
}

/* ---- when ---- */

/* When the hands have rested long enough for code that ends so. */
static i64 rested_ms(const struct session *session, enum ending ending)
{
    i64 wait = budget_wait_ms(&session->budget, &session->params, ending);
    return MAX(session->code_ms + wait,
               session->edited_ms + MIN(wait, (i64)session->params.wait_still_ms));
}

/* How the code ends is looked up when the shortest wait is over, not at each key. */
static i64 settled_ms(const struct session *session)
{
    return session->settled_ms ? session->settled_ms : rested_ms(session, ENDING_DONE);
}

/* When the code is to be read next, 0 for not. */
static i64 read_due_ms(const struct session *session)
{
    if (session->parse) return 0;
    return session->changed ? settled_ms(session) : session->again_ms;
}

i64 look_due_ms(const struct session *session)
{
    i64 due = read_due_ms(session);
    if (session->look == LOOK_COOLING && session->cool_ms && (!due || session->cool_ms < due))
        due = session->cool_ms;
    i64 call_ms = call_due_ms(session);
    if (call_ms && (!due || call_ms < due)) due = call_ms;
    return due;
}

i64 look_next_ms(const struct session *session, i64 now_ms)
{
    i64 due = look_due_ms(session);
    return due > now_ms ? due - now_ms : 0;
}

void look_tell(struct step *step)
{
    struct session *session = step->session;
    if (session->told_look == session->look && session->told_why == session->why) return;
    session->told_look = session->look;
    session->told_why = session->why;
    wire_state(step);
}

/* What the budget decided, and its numbers, for who wants to know (mentor replay --explain). */
void look_explain(struct step *step, const char *decision, i64 due_ms)
{
    const struct session *session = step->session;
    const struct budget *budget = &session->budget;
    if (!session->explain) return;
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"budget\",\"decision\":");
    buf_json_string(out, str_of(decision));
    buf_put_text(out, ",\"reason\":");
    buf_json_string(out, str_of(reason_word((enum reason)session->why)));
    const struct {
        const char *key;
        u64 value;
    } NUMBERS[] = {
        {"points", budget->points},
        {"counted", budget->counted * 100 / CERTAIN},
        {"open", budget->open * 100 / CERTAIN},
        {"owed_ms", budget->owed / CERTAIN},
        {"due_in_ms", due_ms > step->now_ms ? (u64)(due_ms - step->now_ms) : 0},
        {"credits", budget->credits},
    };
    for (u32 i = 0; i < ARRAY_LEN(NUMBERS); i++) {
        buf_json_key(out, NUMBERS[i].key);
        buf_put_decimal(out, NUMBERS[i].value);
    }
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

/* ---- reading ---- */

/* The learner waits for nothing else: the state may say why nothing happens. While a call is out it
 * says so. */
void look_say_why(struct session *session, enum look look, enum reason why)
{
    if (!session->call) look_set(session, look, why);
}

/* Plans the next reading for when what waits is worth a call. */
i64 look_plan(struct session *session)
{
    i64 due = budget_due_ms(&session->budget, &session->params, session->read_code_ms);
    if (due) due = MAX(due, MAX(session->cool_ms, session->budget.rest_ms));
    session->again_ms = due;
    return due;
}

/* What changed is the same as before, or is no code: nothing to parse. True when that is so. */
static bool needs_no_parse(struct step *step)
{
    struct session *session = step->session;
    if (!session->text.bytes) {
        session->changed = false;
        budget_clear(&session->budget, step->now_ms);
        look_say_why(session, LOOK_IDLE, REASON_EMPTY);
        return true;
    }
    if (!session->changed) return false;
    u64 hash = text_hash_of(&session->text);
    bool undone = hash == session->seen_hash;
    if (hash != session->read_hash) return false; /* what was found meanwhile is not so any more */
    session->changed = false;
    if (undone) budget_clear(&session->budget, step->now_ms);
    i64 due = look_plan(session);
    if (due) look_say_why(session, LOOK_WAITING, REASON_GATHERING);
    else look_say_why(session, LOOK_IDLE, undone ? REASON_UNDONE : REASON_SEEN_BEFORE);
    look_explain(step, "unparsed", due);
    return true;
}

void look_touch(struct step *step, u32 at, bool quiet)
{
    struct session *session = step->session;
    i64 gap_ms = step->now_ms - session->edited_ms;
    session->pause_count += session->edited_ms && gap_ms >= LOOK_PAUSE_MS;
    budget_typed(&session->budget, gap_ms);
    session->edited_ms = step->now_ms;
    session->edited_at = at;
    session->settled_ms = 0;
    if (quiet && !session->changed) {
        bool resting = session->look == LOOK_IDLE || session->look == LOOK_COOLING;
        if (resting && !session->call) look_set(session, LOOK_IDLE, REASON_ONLY_COMMENTS);
        return;
    }
    session->changed = true;
    session->asked_for = false;
    session->again_ms = 0;
    if (!quiet) session->code_ms = step->now_ms;
    look_say_why(session, LOOK_WAITING, REASON_WAITING_PAUSE);
}

void look_left(struct step *step)
{
    struct session *session = step->session;
    if (session->changed) session->settled_ms = rested_ms(session, ENDING_DONE);
}

void look_begin(struct step *step)
{
    struct session *session = step->session;
    session->baseline = true;
    if (session->text.bytes) reading_begin(step);
}

void look_forget(struct session *session)
{
    session->parse = 0; /* what is out was read as another language */
    session->read_hash = session->read_code = 0;
    session->seen_count = session->seen_tokens_count = session->mark_count = 0;
    session->seen_hash = 0;
    session->baseline = true;
    session->typing.at = 0;
}

void look_judged(struct step *step, int verdict)
{
    struct session *session = step->session;
    i64 planned = session->again_ms;
    budget_verdict(&session->budget, &session->params, verdict, step->now_ms);
    /* What is planned may be for a line that is half typed, or for a finding, and not for a call.
     */
    if (planned && !look_plan(session)) session->again_ms = MAX(planned, session->budget.rest_ms);
}

void look_dial(struct step *step, enum dial dial)
{
    struct session *session = step->session;
    i64 planned = session->again_ms;
    session->budget.dial = (u8)dial;
    if (planned && !look_plan(session)) session->again_ms = planned;
}

void look_now(struct step *step)
{
    struct session *session = step->session;
    session->asked_for = true;
    session->cool_ms = 0;
    if (session->parse) return;
    call_halt(step);
    if (session->text.bytes) reading_begin(step);
    else look_set(session, LOOK_IDLE, REASON_EMPTY);
}

void look_alarm(struct step *step)
{
    struct session *session = step->session;
    call_alarm(step);
    if (session->look == LOOK_COOLING && step->now_ms >= session->cool_ms)
        look_set(session, session->again_ms ? LOOK_WAITING : LOOK_IDLE,
                 session->again_ms ? REASON_GATHERING : REASON_SAID);
    if (session->changed && !session->settled_ms && settled_ms(session) <= step->now_ms)
        session->settled_ms =
            rested_ms(session, place_ending(&session->text, (enum language)session->language,
                                            session->edited_at));
    i64 due = read_due_ms(session);
    if (!due || due > step->now_ms) return;
    if (!needs_no_parse(step)) reading_begin(step);
}

void look_said(struct step *step)
{
    struct session *session = step->session;
    session->cool_ms = step->now_ms + session->params.cool_said_ms;
    session->asked_for = false;
    look_set(session, LOOK_COOLING, REASON_SAID);
}

void look_say(struct step *step, const struct finding *finding)
{
    look_said(step);
    tips_say(step, finding);
}
