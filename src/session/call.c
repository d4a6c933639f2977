#include "session/call.h"

#include "base/hash.h"
#include "mentor/failure.h"
#include "mentor/prompt.h"
#include "session/answer.h"
#include "session/cost.h"
#include "session/lately.h"
#include "session/look.h"
#include "session/save.h"

#define DAY_MS 86400000

static enum provider call_provider(const struct session *session, u32 turn)
{
    return provider_at(session->models, turn);
}

bool call_may(const struct session *session, i64 now_ms)
{
    return call_provider(session, 0) != PROVIDER_EMBEDDED && now_ms >= session->rest_until_ms;
}

static void forget(struct session *session)
{
    struct sse *heard = &session->dialect.sse; /* nothing of it is left to be shown */
    memset(heard->data, 0, sizeof heard->data);
    memset(session->reply, 0, sizeof session->reply);
    session->reply_bytes = 0;
    session->call_retry_ms = 0;
}

/* Ends the attempt that is out, before its provider does. */
static void halt(struct step *step)
{
    effect_put(step->effects, EFFECT_HALT, step->session->call, 0, (struct str){NULL, 0});
}

void call_halt(struct step *step)
{
    struct session *session = step->session;
    if (session->call && !session->call_retry_ms) {
        halt(step);
        cost_settle(step, OUTCOME_HALTED, cost_so_far(session)); /* what it has said may cost */
    }
    session->call = 0;
    forget(session);
}

void call_over(struct session *session, enum reason why)
{
    session->call = 0;
    forget(session);
    bool more = session->changed || session->again_ms || session->parse;
    look_set(session, more ? LOOK_WAITING : LOOK_IDLE, why);
}

void call_lost(struct session *session)
{
    if (session->call) call_over(session, REASON_MODEL_FAILED);
}

static void write_prompt(struct step *step, struct buf *out)
{
    struct session *session = step->session;
    struct str said[SAID_MAX];
    bool same = session->focus_revision == session->revision;
    struct prompt prompt = {.language = (enum language)session->language,
                            .text = &session->text,
                            .focus = session->edited_at,
                            .changed = session->focus,
                            .changed_count = same ? session->focus_count : 0,
                            .said = said,
                            .said_count = lately_said(session, said),
                            .seed = session->seed + session->call};
    session->call_mark = prompt_mark(&prompt);
    session->call_micro =
        (u32)price_micro(cost_price(session), prompt_tokens_in(&prompt), OUT_TOKENS_MAX);
    prompt_write(&prompt, (enum provider)session->call_provider, cost_price(session), out);
}

static void give_up(struct step *step, const struct failure *failure);

/* One request to the provider whose turn it is. */
static void attempt(struct step *step)
{
    struct session *session = step->session;
    session->call_provider = (u8)call_provider(session, session->call_turn);
    u64 worst = price_micro(cost_price(session), PROMPT_TOKENS_MAX, OUT_TOKENS_MAX);
    if (!cost_has_room(step, worst)) {
        struct failure poor = failure_of_kind(FAILURE_REFUSED_DAY);
        poor.until_ms = ((u64)session->day + 1) * DAY_MS;
        give_up(step, &poor);
        return;
    }
    session->spent_calls++;
    session->call = ++session->request;
    session->call_revision = session->revision;
    session->call_lines = session->text.newlines + 1;
    session->call_ms = step->now_ms;
    session->call_deadline_ms = step->now_ms + CALL_FIRST_MS;
    forget(session);
    dialect_init(&session->dialect, (enum provider)session->call_provider);
    look_set(session, LOOK_ASKING, REASON_ASKED);
    save_now(step); /* a call that was paid for is remembered */
    write_prompt(step, effect_begin(step->effects, EFFECT_CALL, session->call,
                                    (f64)session->call_deadline_ms));
    effect_end(step->effects);
}

void call_make(struct step *step)
{
    struct session *session = step->session;
    budget_pay(&session->budget, step->now_ms);
    session->call_turn = 0;
    session->call_tries = 0;
    session->call_made = false;
    session->call_rest_ms = INT64_MAX;
    attempt(step);
}

/* ---- what comes to nothing ---- */

static enum reason reason_of(enum failure_kind kind)
{
    switch (kind) {
    case FAILURE_BUSY:
    case FAILURE_REFUSED_MINUTE: return REASON_MODEL_BUSY;
    case FAILURE_SLOW: return REASON_MODEL_SLOW;
    case FAILURE_QUOTA: return REASON_MODEL_SPENT;
    case FAILURE_DENIED: return REASON_MODEL_DENIED;
    case FAILURE_REFUSED_BREAKER: return REASON_MODEL_RESTING;
    case FAILURE_REFUSED_DAY: return REASON_OUT_OF_BUDGET;
    default: return REASON_MODEL_FAILED;
    }
}

/* Until when it makes no sense to ask anybody again; 0 when it does. */
static i64 rest_of(const struct failure *failure, i64 now_ms)
{
    i64 tomorrow_ms = (now_ms / DAY_MS + 1) * DAY_MS;
    if (failure->kind == FAILURE_QUOTA) return tomorrow_ms;
    if (!failure_is_refusal(failure->kind)) return 0;
    return failure->until_ms > (u64)now_ms ? (i64)MIN(failure->until_ms, (u64)tomorrow_ms) : 0;
}

/* What refuses all of them counts alone; otherwise the first that may be asked again does. */
static void give_up(struct step *step, const struct failure *failure)
{
    struct session *session = step->session;
    i64 rest_ms = rest_of(failure, step->now_ms);
    session->rest_until_ms = failure->other ? MIN(session->call_rest_ms, rest_ms) : rest_ms;
    session->rest_why = (u8)reason_of(failure->kind);
    if (!session->call_made) budget_refund(&session->budget);
    call_over(session, reason_of(failure->kind));
    save_touch(step); /* a rest outlives the instance */
}

static void failed(struct step *step, struct failure failure)
{
    struct session *session = step->session;
    bool begun = session->dialect.text || failure.outcome == OUTCOME_BROKEN ||
                 failure.outcome == OUTCOME_SLOW; /* tokens may have been made */
    if (failure.outcome != OUTCOME_NONE)
        cost_settle(step, failure.outcome, begun ? cost_so_far(session) : 0);
    if (failure_is_refusal(failure.kind)) session->spent_calls--; /* it was not made */
    else session->call_made = true;
    forget(session);
    if (failure.retry && !session->call_tries && failure.retry_after_ms <= RETRY_AFTER_MS_MAX) {
        session->call_tries = 1;
        u64 chance = hash64_mix(hash64_mix(HASH64_START, session->seed), session->call);
        session->call_retry_ms = failure_again_ms(&failure, chance, step->now_ms);
        return;
    }
    if (failure.other && call_provider(session, session->call_turn + 1u) != PROVIDER_EMBEDDED) {
        session->call_rest_ms = MIN(session->call_rest_ms, rest_of(&failure, step->now_ms));
        session->call_turn++;
        session->call_tries = 0;
        attempt(step);
        return;
    }
    give_up(step, &failure);
}

void call_fail(struct step *step, struct str line)
{
    if (!step->session->call_retry_ms) failed(step, failure_read(line));
}

/* ---- the answer ---- */

static void too_long(struct step *step)
{
    cost_settle(step, OUTCOME_OK, cost_so_far(step->session));
    answer_refused(step, GATE_LONG);
}

void call_chunk(struct step *step, struct str bytes)
{
    struct session *session = step->session;
    struct buf text;
    if (session->call_retry_ms) return;
    buf_init(&text, session->reply + session->reply_bytes, REPLY_BYTES_MAX - session->reply_bytes);
    dialect_feed(&session->dialect, bytes, step->arena, &text);
    session->reply_bytes = (u16)(session->reply_bytes + text.bytes);
    i64 idle_ms = step->now_ms + CALL_IDLE_MS;
    session->call_deadline_ms = MIN(idle_ms, session->call_ms + CALL_WHOLE_MS);
    if (!text.overflow && session->dialect.fault != DIALECT_LONG) return;
    halt(step);
    too_long(step);
}

/* Why an answer that ended is none. */
static struct failure failure_of(const struct dialect *dialect)
{
    if (dialect->fault == DIALECT_ERROR) return failure_of_code(dialect->code);
    return failure_of_kind(FAILURE_BROKEN);
}

void call_done(struct step *step)
{
    struct session *session = step->session;
    struct buf text;
    if (session->call_retry_ms) return;
    buf_init(&text, session->reply + session->reply_bytes, REPLY_BYTES_MAX - session->reply_bytes);
    bool whole = dialect_end(&session->dialect, step->arena, &text);
    session->reply_bytes = (u16)(session->reply_bytes + text.bytes);
    if (text.overflow || session->dialect.fault == DIALECT_LONG) {
        too_long(step);
        return;
    }
    if (!whole) {
        failed(step, failure_of(&session->dialect));
        return;
    }
    budget_answered(&session->budget, step->now_ms - session->call_ms);
    cost_settle(step, OUTCOME_OK, cost_so_far(session));
    answer_judge(step);
}

i64 call_due_ms(const struct session *session)
{
    if (!session->call) return 0;
    return session->call_retry_ms ? session->call_retry_ms : session->call_deadline_ms;
}

void call_alarm(struct step *step)
{
    struct session *session = step->session;
    if (!session->call || step->now_ms < call_due_ms(session)) return;
    if (session->call_retry_ms) {
        attempt(step);
        return;
    }
    halt(step);
    failed(step, failure_of_kind(FAILURE_SLOW));
}
