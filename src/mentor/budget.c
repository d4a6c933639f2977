#include "mentor/budget.h"

void budget_init(struct budget *self, i64 now_ms)
{
    *self = (struct budget){0, BUDGET_CREDITS_MAX, now_ms};
}

static void refill(struct budget *self, i64 now_ms)
{
    if (now_ms < self->refill_ms) self->refill_ms = now_ms; /* the clock went back */
    u64 due = (u64)(now_ms - self->refill_ms) / BUDGET_REFILL_MS;
    self->refill_ms += (i64)due * BUDGET_REFILL_MS;
    self->credits = (u32)MIN(self->credits + due, BUDGET_CREDITS_MAX);
    if (self->credits == BUDGET_CREDITS_MAX) self->refill_ms = now_ms;
}

enum reason budget_decide(struct budget *self, const struct outline_change *change, i64 now_ms)
{
    refill(self, now_ms);
    u32 meaning = MAX(change->appeared, change->vanished) + change->changed;
    self->charge_points = meaning + change->renamed * BUDGET_RENAME_POINTS +
                          change->moved * BUDGET_MOVE_POINTS +
                          (change->structure ? BUDGET_STRUCTURE_POINTS : 0);
    if (!self->charge_points) return REASON_ONLY_FORM;
    if (self->charge_points < BUDGET_PRICE_POINTS || !meaning)
        return meaning           ? REASON_SMALL_CHANGE
               : change->renamed ? REASON_ONLY_NAMES
                                 : REASON_ONLY_MOVED;
    return self->credits ? REASON_LOOKING : REASON_NO_CREDIT;
}

void budget_pay(struct budget *self)
{
    check(self->credits);
    self->credits--;
    self->charge_points = 0;
}
