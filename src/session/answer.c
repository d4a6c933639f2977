#include "session/answer.h"

#include "session/call.h"
#include "session/lately.h"
#include "session/look.h"
#include "session/reading.h"
#include "session/tips.h"

/* Which rule refused it, for the log: never what it said. */
static void note(struct step *step, enum gate_rule rule)
{
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"gate\",\"rule\":");
    buf_json_string(out, str_of(gate_rule_word(rule)));
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void answer_refused(struct step *step, enum gate_rule rule)
{
    note(step, rule);
    call_over(step->session, REASON_MODEL_REFUSED);
}

/* Reads the code again, to see whether the catalogue's own query finds what the model named. */
static void confirm(struct step *step, const struct judgement *judged)
{
    struct session *session = step->session;
    session->confirm_tip = (u16)(judged->named - CATALOGUE) + 1u;
    session->confirm_line = text_line_at(&session->text, judged->start).number;
    if (!session->parse) reading_begin(step);
}

const struct finding *answer_confirmed(struct step *step, const struct outline *outline)
{
    struct session *session = step->session;
    u32 tip = session->confirm_tip;
    session->confirm_tip = 0;
    if (!tip) return NULL;
    for (u32 i = 0; i < outline->head->finding_count; i++) {
        const struct finding *finding = &outline->findings[i];
        u32 line = text_line_at(&session->text, MIN(finding->start, session->text.bytes)).number;
        if (finding->tip + 1u == tip && line == session->confirm_line &&
            tips_may_say(session, finding))
            return finding;
    }
    return NULL;
}

/* A tip whose words wait for a model to name it: it has no query, and no names to fill in. */
static bool is_nameable(const struct tip *tip)
{
    return tip && !tip->has_query && !tip->slot_count && tip->severity != SEVERITY_PRAISE;
}

static void say(struct step *step, const struct reply *reply, const struct judgement *judged)
{
    struct session *session = step->session;
    struct free_tip tip = {.start = judged->start,
                           .end = judged->end,
                           .tip = TIP_NONE,
                           .text = reply->tip,
                           .concept = reply->concept};
    if (is_nameable(judged->named)) tip.tip = (u16)(judged->named - CATALOGUE);
    if (!tips_may_say_free(session, &tip)) {
        call_over(session, REASON_TIPS_STAND);
        return;
    }
    enum provider source = (enum provider)session->call_provider;
    call_over(session, REASON_SAID);
    look_said(step);
    tips_say_free(step, &tip, source);
}

/* What the gate is to know of the code and of what was said and done lately. */
static struct gate gate_of(struct step *step, struct shown *shown, u64 *undone)
{
    struct session *session = step->session;
    u8 *code = arena_take(step->arena, session->text.bytes + 1);
    check(code);
    text_copy(&session->text, 0, session->text.bytes, code);
    return (struct gate){.language = (enum language)session->language,
                         .code = {code, session->text.bytes},
                         .moved = session->call_revision != session->revision,
                         .asked_lines = session->call_lines,
                         .mark = session->call_mark,
                         .shown = shown,
                         .shown_count = lately_shown(session, shown),
                         .undone = undone,
                         .undone_count = lately_undone(session, step->now_ms, undone)};
}

void answer_judge(struct step *step)
{
    struct session *session = step->session;
    struct shown shown[SAID_MAX];
    u64 undone[UNDONE_MAX];
    struct reply reply;
    struct gate gate = gate_of(step, shown, undone);
    struct judgement judged =
        gate_judge(&gate, (struct str){session->reply, session->reply_bytes}, &reply, step->arena);
    if (judged.rule == GATE_PASS) {
        say(step, &reply, &judged);
        return;
    }
    note(step, judged.rule);
    enum reason why = REASON_MODEL_REFUSED;
    if (judged.rule == GATE_NOTHING) why = REASON_MODEL_SILENT;
    if (judged.rule == GATE_REPEAT) why = REASON_TIPS_STAND;
    bool gone = judged.rule == GATE_PLACE || judged.rule == GATE_UNDO;
    if (gone && gate.moved) why = REASON_CODE_MOVED_ON;
    call_over(session, why);
    if (judged.rule > GATE_PLACE && judged.named && judged.named->has_query) confirm(step, &judged);
}
