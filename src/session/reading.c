#include "session/reading.h"

#include "base/hash.h"
#include "code/place.h"
#include "session/answer.h"
#include "session/call.h"
#include "session/focus.h"
#include "session/look.h"
#include "session/tips.h"

void reading_begin(struct step *step)
{
    struct session *session = step->session;
    session->changed = false;
    session->again_ms = 0;
    session->parse = ++session->request;
    session->parse_revision = session->revision;
    look_say_why(session, LOOK_LOOKING, REASON_LOOKING);
    step_parse(step, session->parse, session->language, &session->text);
}

void reading_lost(struct step *step)
{
    step->session->parse = 0;
    look_say_why(step->session, LOOK_IDLE, REASON_PARSE_FAILED);
}

/* The code as it was read: what is compared, and what is kept. */
struct reading {
    const struct outline *outline;
    struct seen_unit *units;
    u32 unit_count;
    u64 hash;      /* of the text */
    u64 code;      /* of what it says */
    bool reworked; /* what stood there at the last call was changed or taken away */
    bool is_stuck; /* half-typed, and so for long */
};

static void keep_mark(struct session *session, const struct reading *reading)
{
    session->mark_count = reading->outline->head->token_count;
    if (session->mark_count)
        memcpy(session->mark, reading->outline->tokens,
               session->mark_count * sizeof *session->mark);
}

/* The code was looked at: changes are measured from here on. */
static void keep_seen(struct session *session, const struct reading *reading)
{
    memcpy(session->seen, reading->units, reading->unit_count * sizeof *reading->units);
    session->seen_count = reading->unit_count;
    keep_mark(session, reading);
    session->seen_tokens_count = session->mark_count;
    if (session->mark_count)
        memcpy(session->seen_tokens, session->mark, session->mark_count * sizeof *session->mark);
    session->seen_hash = reading->hash;
}

/* Weighs the finished code, and lets the budget see it. Returns what to call the change when it is
 * not worth a call. */
static enum reason weigh(struct step *step, struct reading *reading)
{
    struct session *session = step->session;
    const struct outline *outline = reading->outline;
    const struct outline_head *head = outline->head;
    struct token_points points = budget_points(&session->params);
    struct token_change tokens =
        tokens_compare(session->seen_tokens, session->seen_tokens_count, outline->tokens,
                       head->token_count, &points, step->arena);
    struct outline_change units = outline_compare(session->seen, session->seen_count,
                                                  reading->units, reading->unit_count, step->arena);
    reading->reworked = units.changed || units.vanished;
    bool cut = head->flags & OUTLINE_TOKENS_CUT;
    struct weight weight = budget_weigh(&session->params, &tokens, &units, cut);
    if (reading->hash == session->seen_hash) weight.kind = REASON_UNDONE;
    if (reading->code == session->read_code) return weight.kind; /* it was seen so already */
    session->read_code = reading->code;
    session->read_code_ms = session->code_ms;
    u32 since_mark = weight.points;
    if (session->budget.counted) {
        tokens = tokens_compare(session->mark, session->mark_count, outline->tokens,
                                head->token_count, &points, step->arena);
        since_mark = budget_weigh(&session->params, &tokens, &units, false).points;
    }
    /* Who is stuck is helped, however little she has written. */
    u32 sure = (u32)session->params.sure_points;
    if (reading->is_stuck && weight.points >= (u32)session->params.faint_points)
        since_mark = MAX(since_mark, sure);
    if (budget_see(&session->budget, &session->params, weight.points, since_mark, session->code_ms))
        keep_mark(session, reading);
    return weight.kind;
}

/* What waits is worth a call. */
static void pay(struct step *step, const struct reading *reading)
{
    struct session *session = step->session;
    bool can_ask = call_may(session, step->now_ms);
    bool wanted = session->asked_for;
    if (can_ask && !budget_can_pay(&session->budget, &session->params, wanted, step->now_ms)) {
        session->again_ms = budget_refill_due_ms(&session->budget, &session->params);
        look_say_why(session, LOOK_IDLE, REASON_NO_CREDIT);
        look_explain(step, "refused", session->again_ms);
        return;
    }
    call_halt(step);
    look_set(session, LOOK_IDLE,
             wanted              ? REASON_LOOKING
             : reading->is_stuck ? REASON_STUCK
                                 : REASON_GATHERING);
    look_explain(step, can_ask ? "call" : "look", 0);
    focus_find(session, reading->outline, step->arena);
    keep_seen(session, reading);
    budget_clear(&session->budget, step->now_ms);
    if (can_ask) {
        call_make(step); /* last, since its save holds what was seen */
        return;
    }
    enum reason why = tips_count(session) ? REASON_TIPS_STAND : REASON_NOTHING_FOUND;
    if (step->now_ms < session->rest_until_ms) why = (enum reason)session->rest_why;
    look_set(session, LOOK_IDLE, why);
}

/* A grave tip stands on the line that the learner works on: that comes first, for a while. */
static bool has_enough_to_do(struct session *session)
{
    struct text *text = &session->text;
    u32 start = place_code_line(text, session->edited_at),
        end = text_line_end(text, session->edited_at);
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *tip = &session->tips[i];
        bool grave = tip->id && tip_severity(tip) == SEVERITY_ERROR;
        if (grave && tip->start <= end && tip->end >= start) return true;
    }
    return false;
}

/* Nothing to say from the catalogue, or no time for it: what of a call? */
static void consider_call(struct step *step, const struct reading *reading, enum reason kind)
{
    struct session *session = step->session;
    i64 due = look_plan(session), hold_ms = session->cool_ms + session->params.hold_said_ms;
    i64 rest_ms = MAX(session->cool_ms, session->budget.rest_ms);
    /* Who is stuck has waited long enough. */
    if (reading->is_stuck && due) session->again_ms = due = MAX(rest_ms, step->now_ms);
    bool held = due && due < hold_ms && session->cool_ms && has_enough_to_do(session);
    if (held) session->again_ms = due = hold_ms;
    bool open = reading->outline->head->flags & OUTLINE_UNCLOSED;
    if (session->call && session->budget.counted && reading->reworked) {
        call_halt(step); /* the answer would be about code that is gone */
        look_explain(step, "halt", due);
    }
    if (session->asked_for || (due && due <= step->now_ms)) {
        session->again_ms = 0;
        pay(step, reading);
        return;
    }
    enum reason why = open ? REASON_UNIT_OPEN : REASON_GATHERING;
    if (due && step->now_ms < rest_ms) why = REASON_COOLING;
    if (held) why = REASON_TIPS_STAND;
    if (due) look_say_why(session, LOOK_WAITING, why);
    else look_say_why(session, LOOK_IDLE, kind);
    look_explain(step, due ? "wait" : "nothing", due);
}

/* Of the tokens; what lies behind the last of them is known by its units. */
static u64 hash_of_code(const struct outline *outline)
{
    usize bytes = outline->head->token_count * sizeof *outline->tokens;
    u64 hash = hash64(HASH64_START, (struct str){(const u8 *)outline->tokens, bytes});
    bool cut = outline->head->flags & OUTLINE_TOKENS_CUT;
    for (u32 i = 0; cut && i < outline->head->unit_count; i++)
        hash = hash64_mix(hash, outline->units[i].exact);
    return hash | 1;
}

/* The learner begins here. */
static void start_from(struct step *step, const struct reading *reading)
{
    struct session *session = step->session;
    session->baseline = false;
    session->read_code = reading->code;
    keep_seen(session, reading);
    budget_clear(&session->budget, step->now_ms);
    look_say_why(session, LOOK_IDLE, REASON_NOTHING_NEW);
    look_explain(step, "start", 0);
}

static void read_whole(struct step *step, struct reading *reading)
{
    struct session *session = step->session;
    enum reason kind = REASON_NOTHING_FOUND;
    if (session->baseline) start_from(step, reading);
    else kind = weigh(step, reading);
    if (session->confirm_tip) kind = REASON_MODEL_REFUSED; /* unless a query confirms it */
    const struct finding *finding = answer_confirmed(step, reading->outline);
    if (!finding && !session->call) finding = tips_choose(session, reading->outline);
    i64 rest_ms = session->asked_for ? 0 : MAX(session->cool_ms, session->budget.rest_ms);
    if (finding && step->now_ms >= rest_ms) {
        look_say(step, finding);
        look_plan(session);
        return;
    }
    consider_call(step, reading, kind);
    if (finding && !session->call && (!session->again_ms || session->again_ms > rest_ms)) {
        session->again_ms = session->cool_ms = rest_ms;
        session->read_hash = 0; /* so that it is read once more also when a change is undone */
        look_set(session, LOOK_COOLING, REASON_COOLING);
    }
    session->asked_for = false;
}

/* Is the line that was edited last whole? On a blank line it is the one above that was left. */
static bool is_whole_here(struct session *session, const struct outline *outline)
{
    struct text *text = &session->text;
    u32 end = text_line_end(text, session->edited_at);
    u32 start = place_code_line(text, session->edited_at);
    if (outline->head->flags & OUTLINE_LEXED)
        return !place_is_open(text, (enum language)session->language, session->edited_at);
    return outline_reads_in(outline, start, end);
}

/* When whoever rests on a half-typed line is stuck there: after a long rest, or a shorter one when
 * the same line was worked on again and again. */
static i64 stuck_due_ms(struct step *step)
{
    struct session *session = step->session;
    const struct params *params = &session->params;
    u32 line = text_line_at(&session->text, session->edited_at).number;
    if (line != session->stuck_line) {
        session->stuck_line = line;
        session->stuck_count = 0;
        session->stuck_ms = step->now_ms;
    }
    session->stuck_count++;
    bool again_and_again = session->stuck_count >= (u32)params->stuck_pauses &&
                           step->now_ms - session->stuck_ms >= (i64)params->stuck_s * 1000;
    return session->code_ms + (again_and_again ? params->wait_stuck_ms : params->wait_broken_ms);
}

/* The code is no longer what was read: the alarm reads it again, or nobody waits for that. */
static void read_again(struct step *step)
{
    struct session *session = step->session;
    session->changed = true;
    look_say_why(session, LOOK_WAITING, REASON_WAITING_PAUSE);
    if (session->asked_for && session->text.bytes) reading_begin(step);
}

void reading_done(struct step *step, const struct outline *outline)
{
    struct session *session = step->session;
    bool moved_on = session->parse_revision != session->revision;
    struct reading reading = {outline, NULL, 0, 0, hash_of_code(outline), false, false};
    session->parse = 0;
    if (moved_on && !session->baseline) {
        read_again(step);
        return;
    }
    reading.units = arena_take(step->arena, OUTLINE_UNITS_MAX * sizeof *reading.units);
    check(reading.units);
    if (moved_on) { /* the names of its units are gone, its tokens serve */
        start_from(step, &reading);
        read_again(step);
        return;
    }
    reading.unit_count = outline_keep(outline, &session->text, reading.units);
    reading.hash = session->read_hash = text_hash_of(&session->text);
    tips_review(step, outline);
    bool reads = is_whole_here(session, outline);
    i64 stuck_ms = reads ? 0 : stuck_due_ms(step);
    if (reads) session->stuck_line = 0;
    if (!reads && !session->asked_for && !session->baseline && step->now_ms < stuck_ms) {
        session->again_ms = stuck_ms;
        session->read_hash = 0; /* so that it is read once more also when a change is undone */
        look_say_why(session, LOOK_WAITING, REASON_HALF_TYPED);
        look_explain(step, "wait", stuck_ms);
        return;
    }
    reading.is_stuck = !reads;
    session->stuck_line = 0;
    read_whole(step, &reading);
}
