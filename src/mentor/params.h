/* params.h: the numbers of the change budget, each with its unit and its reason.
 *
 * They were found on recorded and simulated sessions with `make lab` (test/lab/README.md): the
 * price is a minute of one change's waiting for one call, so what a call costs and what a learner
 * waits are the same kind of money. `mentor replay --set name=value` tries others. */
#ifndef MENTOR_PARAMS_H
#define MENTOR_PARAMS_H

#include "base/base.h"

/* X(name, value, least, most, "unit and reason") */
/* clang-format off */
#define PARAMS(X)                                                                                  \
    X(points_punctuation, 2, 0, 100, "points of a comma, a brace")                                 \
    X(points_group, 5, 0, 100, "points of an opening parenthesis: of a call, mostly")              \
    X(points_name, 3, 0, 100, "points of a name")                                                  \
    X(points_word, 4, 0, 100, "points of a keyword that steers nothing")                           \
    X(points_string, 8, 0, 100, "points of a text between quotes")                                 \
    X(points_literal, 12, 0, 100, "points of a number, true, null")                                \
    X(points_operator, 12, 0, 100, "points of an operator")                                        \
    X(points_control, 16, 0, 100, "points of if, for, return and the like")                        \
    X(faint_points, 6, 0, 1000, "points: less is noise, whatever waits")                           \
    X(sure_points, 12, 1, 1000, "points: an operator, a number, a call, four names")               \
    X(clear_points, 40, 2, 1000, "points: from here on a change matters for certain")              \
    X(faint_percent, 20, 0, 100, "certainty that a change just below sure_points matters")         \
    X(sure_percent, 70, 0, 100, "certainty at sure_points; it grows to 100 at clear_points")       \
    X(rename_points, 4, 0, 1000, "points of one renaming, however often the name stands")          \
    X(move_points, 12, 0, 1000, "points of whole statements in another order")                      \
    X(reorder_points, 12, 0, 1000, "points of the same tokens in another order in a statement")    \
    X(wait_done_ms, 800, 0, 60000, "ms: the line is left or ends in ; { or }")                    \
    X(wait_open_ms, 3050, 0, 60000, "ms: behind a sign, the line may go on")                       \
    X(wait_word_ms, 4500, 0, 60000, "ms: behind a letter, the word may go on")                     \
    X(wait_cut_ms, 10000, 0, 60000, "ms: in a word or text, or behind an operator")                 \
    X(wait_broken_ms, 20000, 0, 600000, "ms: half-typed; who rests so long is stuck")              \
    X(wait_stuck_ms, 8000, 0, 600000, "ms: half-typed, and the line was worked on again and again") \
    X(stuck_pauses, 3, 1, 1000, "rests on the same half-typed line that make it so")               \
    X(stuck_s, 45, 0, 3600, "s since the first of them")                                           \
    X(wait_still_ms, 300, 0, 60000, "ms after a blank or a comment was typed")                    \
    X(price_s, 17, 0, 3600, "s: changes may have waited so long together, weighed by certainty")   \
    X(idle_s, 13, 0, 3600, "s: nobody goes on typing who has rested so long")                      \
    X(cool_said_ms, 6000, 0, 600000, "ms: time to read a tip before the next")                     \
    X(hold_said_ms, 20000, 0, 600000, "ms after that: no call while a grave tip stands where one works") \
    X(cool_dismissed_ms, 60000, 0, 3600000, "ms: who waves a tip away wants quiet")                \
    X(rhythm_typical_ms, 350, 20, 2000, "ms from key to key, at which the waits stand as written") \
    X(rhythm_least_percent, 90, 10, 100, "of the waits, for the fastest hands")                    \
    X(rhythm_most_percent, 100, 100, 1000, "of the waits, for the slowest hands")                  \
    X(credits_most, 60, 1, 10000, "calls that can be saved up")                                    \
    X(refill_s, 30, 1, 86400, "s until a credit comes back: 120 calls an hour at most")            \
    X(credits_low, 20, 1, 10000, "calls left, below which prices rise")                            \
    X(credits_kept, 5, 0, 10000, "calls kept for looks that the learner asks for")                 \
    X(quiet_percent, 250, 100, 10000, "of the price and the rest when the dial says quiet")        \
    X(eager_percent, 60, 1, 100, "of the price and the rest when the dial says eager")             \
    X(mood_half_ms, 1200000, 1000, 86400000, "ms in which a verdict loses half its weight")        \
    X(mood_percent, 25, 0, 100, "of the price: more for a dismissed tip, less for a helpful one")
/* clang-format on */

struct params {
#define X(name, value, least, most, reason) i32 name;
    PARAMS(X)
#undef X
};

extern const struct params PARAMS_DEFAULT;

/* Sets the parameter of this name. False when there is none, or the value lies outside of its
 * range. */
bool params_set(struct params *self, const char *name, usize name_bytes, i64 value);

#endif
