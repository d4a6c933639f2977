#include "session/look.h"

#include "mentor/gate.h"
#include "mentor/prompt.h"
#include "mentor/reply.h"
#include "session/save.h"
#include "session/tips.h"
#include "session/wire.h"

const char *look_word(enum look look)
{
    static const char *const WORDS[] = {"idle", "waiting", "looking", "asking", "cooling"};
    check(look < ARRAY_LEN(WORDS));
    return WORDS[look];
}

static void set(struct session *session, enum look look, enum reason why)
{
    session->look = (u8)look;
    session->why = (u8)why;
}

/* ---- when ---- */

/* When the code is to be read next, 0 for not. */
static i64 read_due_ms(const struct session *session)
{
    if (session->look == LOOK_LOOKING) return 0;
    return session->changed ? session->edited_ms + LOOK_QUIET_MS : session->again_ms;
}

i64 look_due_ms(const struct session *session)
{
    i64 due = read_due_ms(session);
    if (session->look == LOOK_COOLING && session->cool_ms && (!due || session->cool_ms < due))
        due = session->cool_ms;
    if (session->call && (!due || session->call_deadline_ms < due)) due = session->call_deadline_ms;
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

/* ---- reading ---- */

static void read_code(struct step *step)
{
    struct session *session = step->session;
    struct text *text = &session->text;
    session->changed = false;
    session->again_ms = 0;
    if (!text->bytes) {
        set(session, LOOK_IDLE, REASON_EMPTY);
        return;
    }
    u64 hash = text_hash_of(text);
    if (hash == session->read_hash && !session->asked_for) {
        set(session, LOOK_IDLE, REASON_UNDONE);
        return;
    }
    session->read_hash = hash;
    session->parse_revision = session->revision;
    set(session, LOOK_LOOKING, REASON_LOOKING);
    struct buf *out =
        effect_begin(step->effects, EFFECT_PARSE, ++session->request, session->language);
    u8 *place = buf_reserve(out, text->bytes);
    check(place);
    text_copy(text, 0, text->bytes, place);
    effect_end(step->effects);
}

static void halt_call(struct step *step)
{
    if (step->session->call)
        effect_put(step->effects, EFFECT_HALT, step->session->call, 0, (struct str){NULL, 0});
    step->session->call = 0;
}

void look_touch(struct step *step, u32 at)
{
    struct session *session = step->session;
    session->changed = true;
    session->again_ms = 0;
    session->asked_for = false;
    session->edited_ms = step->now_ms;
    session->edited_at = at;
    /* While a call is out the state says so; what was typed meanwhile is judged when the answer
     * comes. */
    if (session->look == LOOK_ASKING) return;
    set(session, LOOK_WAITING, REASON_WAITING_PAUSE);
}

void look_now(struct step *step)
{
    struct session *session = step->session;
    session->asked_for = true;
    session->cool_ms = 0;
    if (session->look == LOOK_LOOKING) return;
    halt_call(step);
    read_code(step);
}

void look_alarm(struct step *step)
{
    struct session *session = step->session;
    if (session->call && step->now_ms >= session->call_deadline_ms)
        look_unanswered(step, REASON_MODEL_FAILED);
    if (session->look == LOOK_COOLING && step->now_ms >= session->cool_ms)
        set(session, LOOK_IDLE, REASON_SAID);
    i64 due = read_due_ms(session);
    if (!due || due > step->now_ms) return;
    session->pause_count += session->changed;
    if (session->call)
        halt_call(
            step); /* the code it was asked about has changed, and the hands are still again */
    read_code(step);
}

void look_unread(struct step *step)
{
    set(step->session, LOOK_IDLE, REASON_PARSE_FAILED);
}

/* ---- deciding ---- */

static void say(struct step *step, const struct finding *finding, enum speaker source)
{
    struct session *session = step->session;
    session->cool_ms = step->now_ms + LOOK_COOL_MS;
    session->asked_for = false;
    set(session, LOOK_COOLING, REASON_SAID);
    tips_say(step, finding, source);
}

static void ask(struct step *step)
{
    struct session *session = step->session;
    struct prompt prompt = {(enum language)session->language, &session->text, session->edited_at,
                            session->seed + session->request};
    budget_pay(&session->budget);
    session->spent_calls++;
    session->call = ++session->request;
    session->call_revision = session->revision;
    session->call_deadline_ms = step->now_ms + CALL_DEADLINE_MS;
    session->reply_bytes = 0;
    set(session, LOOK_ASKING, REASON_ASKED);
    save_now(step); /* a call that was paid for is remembered */
    struct buf *out =
        effect_begin(step->effects, EFFECT_CALL, session->call, (f64)session->call_deadline_ms);
    prompt_write(&prompt, out);
    effect_end(step->effects);
}

/* Nothing to say from the catalogue: is a question to a model worth it? */
static void consider_model(struct step *step, const struct outline *outline)
{
    struct session *session = step->session;
    struct seen_unit *now = arena_take(step->arena, OUTLINE_UNITS_MAX * sizeof *now);
    check(now);
    u32 count = outline_keep(outline, &session->text, now);
    struct outline_change change =
        outline_compare(session->seen, session->seen_count, now, count, step->arena);
    enum reason why = budget_decide(&session->budget, &change, step->now_ms);
    bool can_ask = session->models && prompt_has_rules((enum language)session->language);
    bool wants = why == REASON_LOOKING || (session->asked_for && session->budget.credits);
    if (!can_ask) {
        bool meaning = change.appeared || change.vanished || change.changed;
        why = meaning || session->asked_for || !session->read_before ? REASON_NOTHING_FOUND : why;
        set(session, LOOK_IDLE, why);
    } else if (!wants) {
        set(session, LOOK_IDLE, session->asked_for ? REASON_NO_CREDIT : why);
        return; /* the charge is taken against the last question, so what was seen then stays */
    }
    memcpy(session->seen, now, count * sizeof *now);
    session->seen_count = count;
    session->read_before = true;
    if (can_ask) ask(step); /* last, since its save holds what was seen */
}

/* The same text is read once more at that time. */
static void read_again(struct session *session, i64 at_ms)
{
    session->again_ms = at_ms;
    session->read_hash = 0;
}

void look_read(struct step *step, const struct outline *outline)
{
    struct session *session = step->session;
    if (session->parse_revision !=
        session->revision) { /* the code moved on; the alarm will read it again */
        session->changed = true;
        set(session, LOOK_WAITING, REASON_WAITING_PAUSE);
        return;
    }
    tips_review(step, outline);
    bool patient = !session->asked_for && step->now_ms < session->edited_ms + LOOK_STUCK_MS;
    if (patient && !outline_parses_at(outline, session->edited_at)) {
        read_again(session, session->edited_ms + LOOK_STUCK_MS);
        set(session, LOOK_WAITING, REASON_HALF_TYPED);
        return;
    }
    const struct finding *finding = tips_choose(session, outline);
    bool resting = !session->asked_for && step->now_ms < session->cool_ms;
    if (resting && (finding || (session->models && !tips_count(session)))) {
        read_again(session, session->cool_ms);
        set(session, LOOK_COOLING, REASON_COOLING);
        return;
    }
    if (finding) say(step, finding, SPEAKER_EMBEDDED);
    else if (tips_count(session) && !session->asked_for) set(session, LOOK_IDLE, REASON_TIPS_STAND);
    else consider_model(step, outline);
    session->asked_for = false;
}

void look_unanswered(struct step *step, enum reason why)
{
    halt_call(step);
    set(step->session, step->session->changed ? LOOK_WAITING : LOOK_IDLE, why);
}

void look_answered(struct step *step)
{
    struct session *session = step->session;
    struct reply reply;
    struct finding finding;
    session->call = 0;
    enum reason why = REASON_MODEL_REFUSED;
    if (reply_read(&reply, (struct str){session->reply, session->reply_bytes}, step->arena)) {
        if (reply.nothing) why = REASON_MODEL_SILENT;
        else if (session->call_revision != session->revision) why = REASON_CODE_MOVED_ON;
        else if (gate_tip(&reply, (enum language)session->language, &session->text, &finding)) {
            struct outline_head head = {.finding_count = 1, .text_bytes = session->text.bytes};
            struct outline outline = {&head, NULL, &finding};
            if (tips_choose(session, &outline)) {
                say(step, &finding, SPEAKER_LLAMA);
                return;
            }
            why = REASON_TIPS_STAND;
        }
    }
    set(session, session->changed ? LOOK_WAITING : LOOK_IDLE, why);
}
