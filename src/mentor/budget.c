#include "mentor/budget.h"

#define GAP_MOST_MS     2000 /* longer pauses are thinking, not rhythm */
#define MEAN_SHARE      16   /* a running mean moves by one part of so many */
#define MOOD_ONE        256
#define MOOD_MOST       (4 * MOOD_ONE)
#define LATENCY_MOST_MS 20000
#define POINTS_PER_UNIT 4            /* an outline's weights are coarser (code/outline.h) */
#define COUNTED_MOST    (1u << 24)   /* no session comes near these two, a forged snapshot may; */
#define OWED_MOST       (1ull << 53) /* the next snapshot must be read again (budget_fits) */

static const char *const DIAL_WORDS[DIAL_COUNT] = {
#define X(name, word) [DIAL_##name] = word,
    DIALS(X)
#undef X
};

enum dial dial_of(struct str word)
{
    u32 dial = 0;
    while (dial < DIAL_COUNT && !str_equal(word, str_of(DIAL_WORDS[dial]))) dial++;
    return (enum dial)dial;
}

const char *dial_word(enum dial dial)
{
    check(dial < DIAL_COUNT);
    return DIAL_WORDS[dial];
}

void budget_init(struct budget *self, const struct params *params, i64 now_ms)
{
    *self = (struct budget){.credits = (u32)params->credits_most, .refill_ms = now_ms};
}

static u32 moved_mean(u32 mean, i64 value)
{
    if (!mean) return (u32)value;
    return (u32)((i64)mean + (value - (i64)mean) / MEAN_SHARE);
}

void budget_typed(struct budget *self, i64 gap_ms)
{
    if (gap_ms > 0 && gap_ms < GAP_MOST_MS) self->rhythm_ms = moved_mean(self->rhythm_ms, gap_ms);
}

i64 budget_wait_ms(const struct budget *self, const struct params *params, enum ending ending)
{
    i64 wait = ending == ENDING_DONE   ? params->wait_done_ms
               : ending == ENDING_WORD ? params->wait_word_ms
               : ending == ENDING_CUT  ? params->wait_cut_ms
                                       : params->wait_open_ms;
    i64 percent = 100;
    if (self->rhythm_ms) percent = (i64)self->rhythm_ms * 100 / params->rhythm_typical_ms;
    percent = MAX(percent, (i64)params->rhythm_least_percent);
    percent = MIN(percent, (i64)params->rhythm_most_percent);
    return wait * percent / 100;
}

struct token_points budget_points(const struct params *params)
{
    return (struct token_points){{
        [TOKEN_PUNCTUATION] = (u32)params->points_punctuation,
        [TOKEN_GROUP] = (u32)params->points_group,
        [TOKEN_NAME] = (u32)params->points_name,
        [TOKEN_WORD] = (u32)params->points_word,
        [TOKEN_STRING] = (u32)params->points_string,
        [TOKEN_LITERAL] = (u32)params->points_literal,
        [TOKEN_OPERATOR] = (u32)params->points_operator,
        [TOKEN_CONTROL] = (u32)params->points_control,
    }};
}

struct weight budget_weigh(const struct params *params, const struct token_change *tokens,
                           const struct outline_change *units, bool tokens_cut)
{
    struct weight weight = {MAX(tokens->came, tokens->gone), REASON_SMALL_CHANGE};
    u32 meaning = units->appeared + units->vanished + units->changed;
    bool nothing = !weight.points && !tokens->renamed && !tokens->reordered;
    if (tokens_cut) weight.points = MAX(weight.points, meaning * POINTS_PER_UNIT);
    if (!weight.points && tokens->renamed) weight.kind = REASON_ONLY_NAMES;
    if (!weight.points && nothing) weight.kind = REASON_ONLY_FORM;
    weight.points += tokens->renamed * (u32)params->rename_points;
    if (tokens->reordered) {
        weight.kind = meaning ? REASON_SMALL_CHANGE : REASON_ONLY_MOVED;
        weight.points += (u32)(meaning ? params->reorder_points : params->move_points);
    }
    return weight;
}

static u32 certainty(const struct params *params, u32 points)
{
    u32 sure = (u32)params->sure_points, clear = MAX((u32)params->clear_points, sure + 1);
    u32 low = (u32)params->faint_percent, high = (u32)params->sure_percent, percent = 100;
    if (points < sure) percent = low * points / sure;
    else if (points < clear) percent = high + (100 - high) * (points - sure) / (clear - sure);
    return percent * CERTAIN / 100;
}

/* What waited did so until `ms`. */
static void gather(struct budget *self, i64 ms)
{
    u64 rate = (u64)self->counted + self->open, left = OWED_MOST - MIN(self->owed, OWED_MOST);
    u64 gap_ms = ms > self->rated_ms ? (u64)(ms - self->rated_ms) : 0;
    self->owed = rate && gap_ms > left / rate ? OWED_MOST : self->owed + rate * gap_ms;
    self->rated_ms = MAX(self->rated_ms, ms);
}

/* Halves what is left of earlier verdicts for each half-life that has passed. */
static void fade(struct budget *self, const struct params *params, i64 now_ms)
{
    while (self->mood && now_ms - self->mood_ms >= params->mood_half_ms) {
        self->mood /= 2;
        self->mood_ms += params->mood_half_ms;
    }
    if (!self->mood) self->mood_ms = now_ms;
}

bool budget_see(struct budget *self, const struct params *params, u32 since_call, u32 since_mark,
                i64 code_ms)
{
    gather(self, code_ms);
    fade(self, params, code_ms);
    self->points = since_call;
    if (since_call < (u32)params->faint_points) {
        budget_clear(self, self->rated_ms);
        return true; /* the code is as good as that of the last call */
    }
    if (since_call < (u32)params->sure_points && self->counted) {
        budget_clear(self, self->rated_ms); /* what was counted is undone */
        since_mark = since_call;
    }
    u32 certain = certainty(params, since_mark);
    bool counts = since_mark >= (u32)params->sure_points;
    if (counts) self->counted = MIN(self->counted + certain, COUNTED_MOST);
    self->open = counts ? 0 : certain;
    return counts;
}

void budget_clear(struct budget *self, i64 now_ms)
{
    self->counted = self->open = 0;
    self->owed = 0;
    self->rated_ms = now_ms;
}

/* What the price and the rest are multiplied by, in percent. */
static i64 scale(const struct budget *self, const struct params *params)
{
    i64 percent = 100;
    if (self->dial == DIAL_QUIET) percent = params->quiet_percent;
    if (self->dial == DIAL_EAGER) percent = params->eager_percent;
    percent -= percent * params->mood_percent * self->mood / MOOD_ONE / 100;
    percent = MAX(percent, 10);
    if (self->credits < (u32)params->credits_low) /* up to four times the price */
        percent += percent * 3 * (params->credits_low - (i64)self->credits) / params->credits_low;
    return percent;
}

i64 budget_due_ms(const struct budget *self, const struct params *params, i64 code_ms)
{
    i64 rate = (i64)self->counted + (i64)self->open, percent = scale(self, params);
    if (rate <= 0) return 0;
    i64 price = (i64)params->price_s * 1000 * (i64)CERTAIN * percent / 100;
    i64 owed = (i64)MIN(self->owed, (u64)price);
    i64 by_price = self->rated_ms + (price - owed) / rate;
    i64 rest = (i64)params->idle_s * 1000 * percent / 100;
    i64 by_rest = code_ms + rest * (i64)CERTAIN / MIN(rate, (i64)CERTAIN);
    i64 due = MIN(by_price, by_rest);
    /* The tip is to be there when the hands stop: a slow model is asked a little earlier. */
    i64 early = MIN((i64)self->latency_ms, MAX(due - code_ms, 0) / 2);
    return MAX(due - early, 1);
}

static void refill(struct budget *self, const struct params *params, i64 now_ms)
{
    u64 each_ms = (u64)params->refill_s * 1000, most = (u64)params->credits_most;
    if (now_ms < self->refill_ms) self->refill_ms = now_ms; /* the clock went back */
    u64 due = (u64)(now_ms - self->refill_ms) / each_ms;
    self->refill_ms += (i64)(due * each_ms);
    self->credits = (u32)MIN(self->credits + due, most);
    if (self->credits == most) self->refill_ms = now_ms;
}

bool budget_can_pay(struct budget *self, const struct params *params, bool asked_for, i64 now_ms)
{
    refill(self, params, now_ms);
    return self->credits > (asked_for ? 0 : (u32)params->credits_kept);
}

i64 budget_refill_due_ms(const struct budget *self, const struct params *params)
{
    return self->refill_ms + (i64)params->refill_s * 1000;
}

void budget_pay(struct budget *self, i64 now_ms)
{
    check(self->credits);
    self->credits--;
    budget_clear(self, now_ms);
}

void budget_refund(struct budget *self)
{
    self->credits++;
}

void budget_answered(struct budget *self, i64 took_ms)
{
    if (took_ms >= 0)
        self->latency_ms = moved_mean(self->latency_ms, MIN(took_ms, LATENCY_MOST_MS));
}

void budget_verdict(struct budget *self, const struct params *params, int weight, i64 now_ms)
{
    fade(self, params, now_ms);
    i64 mood = self->mood + weight * MOOD_ONE;
    self->mood = MIN(MAX(mood, -(i64)MOOD_MOST), (i64)MOOD_MOST);
    if (weight < 0) self->rest_ms = now_ms + params->cool_dismissed_ms;
}
