#include "session/cost.h"

#include "session/save.h"

#define DAY_MS    86400000
#define MICRO_MAX (1ull << 53)

const struct price *cost_price(const struct session *session)
{
    return &session->prices[session->call_provider];
}

u64 cost_so_far(const struct session *session)
{
    const struct usage *usage = &session->dialect.usage;
    return usage->known ? price_micro(cost_price(session), usage->in, usage->out)
                        : session->call_micro;
}

/* Money of a day that is over does not count against today's. */
static void turn_day(struct step *step)
{
    struct session *session = step->session;
    u32 today = (u32)(step->now_ms / DAY_MS);
    if (session->day != today) session->day_micro = 0;
    session->day = today;
}

void cost_tell(struct step *step, u32 call, enum provider provider, enum outcome outcome, u64 micro)
{
    struct buf *out = effect_begin(step->effects, EFFECT_SETTLE, call, 0);
    buf_put_text(out, "{\"provider\":");
    buf_json_string(out, str_of(PROVIDER_INFO[provider].word));
    buf_put_text(out, ",\"micro\":");
    buf_put_decimal(out, micro);
    buf_put_text(out, ",\"outcome\":");
    buf_json_string(out, str_of(OUTCOME_WORDS[outcome]));
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void cost_count_day(struct step *step, u64 micro)
{
    struct session *session = step->session;
    turn_day(step);
    session->day_micro = MIN(session->day_micro + micro, MICRO_MAX);
    save_touch(step); /* what was spent is not forgotten with the instance */
}

void cost_settle(struct step *step, enum outcome outcome, u64 micro)
{
    struct session *session = step->session;
    cost_tell(step, session->call, (enum provider)session->call_provider, outcome, micro);
    session->spent_micro = MIN(session->spent_micro + micro, MICRO_MAX);
    cost_count_day(step, micro);
}

/* The other budgets are the ledgers'. */
bool cost_has_room(struct step *step, u64 worst_micro)
{
    turn_day(step);
    return step->session->day_micro + worst_micro <= step->session->day_micro_most;
}
