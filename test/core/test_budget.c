/* The change budget: what a change weighs, when it is worth a call, and what is left to pay with.
 */
#include "mentor/budget.h"

#include "core/random.h"
#include "core/test.h"

static u8 memory[1u << 20];

static struct token_change compare(const u16 *seen, u32 seen_count, const u16 *now, u32 now_count)
{
    struct arena arena;
    struct token_points points = budget_points(&PARAMS_DEFAULT);
    arena_init(&arena, memory, tokens_arena_bytes(seen_count + now_count));
    return tokens_compare(seen, seen_count, now, now_count, &points, &arena);
}

#define NAME(n)     token_of(TOKEN_NAME, 1000 + (n))
#define NUMBER(n)   token_of(TOKEN_LITERAL, 2000 + (n))
#define OPERATOR(n) token_of(TOKEN_OPERATOR, 3000 + (n))
#define IF          token_of(TOKEN_CONTROL, 1)

static u32 weigh(const u16 *seen, u32 seen_count, const u16 *now, u32 now_count, enum reason *kind)
{
    static const struct outline_change SAME = {.same = 3};
    struct token_change change = compare(seen, seen_count, now, now_count);
    struct weight weight = budget_weigh(&PARAMS_DEFAULT, &change, &SAME, false);
    *kind = weight.kind;
    return weight.points;
}

TEST(tokens_that_are_the_same_weigh_nothing)
{
    const u16 row[] = {NAME(1), OPERATOR(1), NUMBER(1)};
    enum reason kind;
    CHECK_EQ(weigh(row, 3, row, 3, &kind), 0);
    CHECK_EQ(kind, REASON_ONLY_FORM);
    CHECK_EQ(weigh(NULL, 0, NULL, 0, &kind), 0);
}

TEST(tokens_of_one_operator_matter)
{
    const u16 seen[] = {NAME(1), OPERATOR(1), NUMBER(1)}, now[] = {NAME(1), OPERATOR(2), NUMBER(1)};
    enum reason kind;
    CHECK(weigh(seen, 3, now, 3, &kind) >= (u32)PARAMS_DEFAULT.sure_points);
    CHECK_EQ(kind, REASON_SMALL_CHANGE);
}

TEST(tokens_of_a_renaming_weigh_once)
{
    u16 seen[40], now[40];
    enum reason kind;
    for (u32 i = 0; i < 40; i++) {
        seen[i] = i % 2 ? NAME(i) : NAME(100);
        now[i] = i % 2 ? NAME(i) : NAME(200);
    }
    CHECK_EQ(weigh(seen, 40, now, 40, &kind), PARAMS_DEFAULT.rename_points);
    CHECK_EQ(kind, REASON_ONLY_NAMES);
    /* A name that is only added is no renaming. */
    CHECK_EQ(weigh(seen, 38, seen, 40, &kind), 2 * PARAMS_DEFAULT.points_name);
}

TEST(tokens_in_another_order_are_told)
{
    const u16 seen[] = {NAME(1), NAME(2), IF}, now[] = {IF, NAME(1), NAME(2)};
    struct token_change change = compare(seen, 3, now, 3);
    CHECK(change.reordered && !change.came && !change.gone && !change.renamed);
    enum reason kind;
    CHECK_EQ(weigh(seen, 3, now, 3, &kind), PARAMS_DEFAULT.move_points);
    CHECK_EQ(kind, REASON_ONLY_MOVED);
}

/* What comes one way goes the other way; and the table, as large as it is asked for, is enough. */
TEST(tokens_there_and_back)
{
    static u16 a[TOKENS_MAX], b[TOKENS_MAX];
    struct random random = {5};
    for (u32 round = 0; round < 400; round++) {
        u32 a_count = random_below(&random, round % 50 ? 200 : 4000), b_count = 0;
        for (u32 i = 0; i < a_count; i++)
            a[i] = token_of((enum token_class)random_below(&random, TOKEN_CLASSES),
                            random_below(&random, 60));
        for (u32 i = 0; i < a_count; i++) {
            if (random_below(&random, 10)) b[b_count++] = a[i];
            if (!random_below(&random, 20)) b[b_count++] = (u16)random_next(&random);
        }
        struct token_change there = compare(a, a_count, b, b_count),
                            back = compare(b, b_count, a, a_count);
        CHECK_EQ(there.came, back.gone);
        CHECK_EQ(there.gone, back.came);
        CHECK_EQ(there.renamed, back.renamed);
        CHECK_EQ(there.reordered, back.reordered);
    }
}

static struct budget full(void)
{
    struct budget budget;
    budget_init(&budget, &PARAMS_DEFAULT, 1000);
    return budget;
}

static i64 due(const struct budget *budget, i64 code_ms)
{
    return budget_due_ms(budget, &PARAMS_DEFAULT, code_ms);
}

TEST(budget_waits_for_ever_when_nothing_changed)
{
    struct budget budget = full();
    CHECK_EQ(due(&budget, 5000), 0);
    CHECK(budget_see(&budget, &PARAMS_DEFAULT, 0, 0, 5000));
    CHECK_EQ(due(&budget, 5000), 0);
}

/* One clear change is worth a call when the hands have rested; several sooner, by what they have
 * waited together. */
TEST(budget_gathers)
{
    struct budget budget = full();
    u32 clear = (u32)PARAMS_DEFAULT.clear_points;
    CHECK(budget_see(&budget, &PARAMS_DEFAULT, clear, clear, 10000));
    CHECK_EQ(due(&budget, 10000), 10000 + PARAMS_DEFAULT.idle_s * 1000);
    CHECK(budget_see(&budget, &PARAMS_DEFAULT, 2 * clear, clear, 20000));
    i64 second = due(&budget, 20000);
    CHECK_EQ(second, 20000 + (PARAMS_DEFAULT.price_s - 10) * 1000 / 2);
    CHECK(budget_see(&budget, &PARAMS_DEFAULT, 3 * clear, clear, 60000));
    CHECK(due(&budget, 60000) <= 60000); /* more than the price is owed */
    budget_pay(&budget, 60000);
    CHECK_EQ(due(&budget, 60000), 0);
    CHECK_EQ(budget.credits, (u32)PARAMS_DEFAULT.credits_most - 1);
}

TEST(budget_forgets_what_is_undone)
{
    struct budget budget = full();
    u32 clear = (u32)PARAMS_DEFAULT.clear_points;
    budget_see(&budget, &PARAMS_DEFAULT, clear, clear, 10000);
    budget_see(&budget, &PARAMS_DEFAULT, 0, clear, 30000);
    CHECK(!budget.counted && !budget.open && !budget.owed);
    CHECK_EQ(due(&budget, 30000), 0);
}

/* A faint change waits long, and never counts beside others before it matters. */
TEST(budget_is_patient_with_faint_changes)
{
    struct budget budget = full();
    u32 faint = (u32)PARAMS_DEFAULT.faint_points;
    CHECK(!budget_see(&budget, &PARAMS_DEFAULT, faint, faint, 10000));
    CHECK(budget.open && !budget.counted);
    CHECK(due(&budget, 10000) > 10000 + 60000);
}

TEST(budget_listens_to_the_dial_and_to_verdicts)
{
    struct budget budget = full();
    u32 clear = (u32)PARAMS_DEFAULT.clear_points;
    budget_see(&budget, &PARAMS_DEFAULT, clear, clear, 10000);
    i64 normal = due(&budget, 10000);
    budget.dial = DIAL_QUIET;
    CHECK(due(&budget, 10000) > normal);
    budget.dial = DIAL_EAGER;
    CHECK(due(&budget, 10000) < normal);
    budget.dial = DIAL_NORMAL;
    budget_verdict(&budget, &PARAMS_DEFAULT, -1, 10000);
    CHECK(due(&budget, 10000) > normal);
    CHECK_EQ(budget.rest_ms, 10000 + PARAMS_DEFAULT.cool_dismissed_ms);
    budget_verdict(&budget, &PARAMS_DEFAULT, 1, 10000);
    CHECK_EQ(due(&budget, 10000), normal);
    budget_verdict(&budget, &PARAMS_DEFAULT, 1, 10000);
    i64 glad = due(&budget, 10000);
    CHECK(glad < normal);
    for (u32 i = 0; i < 10; i++) budget_verdict(&budget, &PARAMS_DEFAULT, 1, 10000);
    CHECK(due(&budget, 10000) >= 10000); /* joy has its limits */
    i64 later = 10000 + 20ll * PARAMS_DEFAULT.mood_half_ms;
    budget_clear(&budget, later);
    budget_verdict(&budget, &PARAMS_DEFAULT, 1, later);
    budget_verdict(&budget, &PARAMS_DEFAULT, -1, later);
    budget_see(&budget, &PARAMS_DEFAULT, clear, clear, later);
    CHECK_EQ(due(&budget, later) - later, normal - 10000); /* all is forgotten */
}

TEST(budget_adapts_its_waits_to_the_hands)
{
    struct budget slow = full(), quick = full();
    for (u32 i = 0; i < 200; i++) budget_typed(&slow, 1500), budget_typed(&quick, 60);
    CHECK(budget_wait_ms(&quick, &PARAMS_DEFAULT, ENDING_WORD) <
          budget_wait_ms(&slow, &PARAMS_DEFAULT, ENDING_WORD));
    CHECK_EQ(budget_wait_ms(&slow, &PARAMS_DEFAULT, ENDING_DONE),
             PARAMS_DEFAULT.wait_done_ms * PARAMS_DEFAULT.rhythm_most_percent / 100);
    CHECK_EQ(budget_wait_ms(&quick, &PARAMS_DEFAULT, ENDING_DONE),
             PARAMS_DEFAULT.wait_done_ms * PARAMS_DEFAULT.rhythm_least_percent / 100);
}

TEST(budget_asks_a_slow_model_earlier)
{
    struct budget budget = full();
    u32 clear = (u32)PARAMS_DEFAULT.clear_points;
    budget_see(&budget, &PARAMS_DEFAULT, clear, clear, 10000);
    i64 before = due(&budget, 10000);
    budget_answered(&budget, 3000);
    CHECK_EQ(due(&budget, 10000), before - 3000);
    for (u32 i = 0; i < 100; i++) budget_answered(&budget, 1000000);
    CHECK(due(&budget, 10000) > 10000 + (before - 10000) / 2 - 2);
}

/* Money: prices rise when little is left, the last credits are for the learner's own questions, and
 * they come back with time. */
TEST(budget_keeps_its_purse)
{
    struct budget budget = full();
    const struct params *params = &PARAMS_DEFAULT;
    u32 clear = (u32)params->clear_points, calls = 0;
    budget_see(&budget, params, clear, clear, 1000);
    i64 cheap = due(&budget, 1000);
    while (budget_can_pay(&budget, params, false, 1000)) budget_pay(&budget, 1000), calls++;
    CHECK_EQ(calls, params->credits_most - params->credits_kept);
    budget_see(&budget, params, clear, clear, 1000);
    CHECK(due(&budget, 1000) > 2 * cheap);
    while (budget_can_pay(&budget, params, true, 1000)) budget_pay(&budget, 1000), calls++;
    CHECK_EQ(calls, params->credits_most);
    CHECK(!budget_can_pay(&budget, params, true, 1000 + params->refill_s * 1000 - 1));
    CHECK_EQ(budget_refill_due_ms(&budget, params), 1000 + params->refill_s * 1000);
    CHECK(budget_can_pay(&budget, params, true, 1000 + params->refill_s * 1000));
    CHECK(!budget_can_pay(&budget, params, false, 1000 + params->refill_s * 1000));
    CHECK(budget_can_pay(&budget, params, false, 1000 + 7ll * params->refill_s * 1000));
    budget_can_pay(&budget, params, false, 0); /* the clock went back: nothing is lost or won */
    CHECK_EQ(budget.credits, 7);
    budget_can_pay(&budget, params, false, 1ll << 50);
    CHECK_EQ(budget.credits, (u32)params->credits_most);
}

TEST(params_are_set_by_name_and_within_their_range)
{
    struct params params = PARAMS_DEFAULT;
    CHECK(params_set(&params, "price_s", 7, 20) && params.price_s == 20);
    CHECK(!params_set(&params, "price_s", 7, -1));
    CHECK(!params_set(&params, "price", 5, 20));
    CHECK(!params_set(&params, "", 0, 20));
    CHECK_EQ(params.price_s, 20);
#define X(name, value, least, most, reason)                                                        \
    CHECK((least) <= (value) && (value) <= (most) && PARAMS_DEFAULT.name == (value));
    PARAMS(X)
#undef X
}

TEST_MAIN
