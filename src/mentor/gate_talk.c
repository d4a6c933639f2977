/* What is said in plain words and must not be: the voice of an authority, and advice that makes a
 * program or its writer less safe.
 *
 * A rule is a short pattern over sets of words (gate_sets.h). Imperatives are told by their place:
 * at the start of a clause, or behind a word that leads one in ("then", "should"). So "remove the
 * check" is refused, and "removing the check lets every value pass" is not. */
#include "mentor/gate_sets.h"

static bool is_in(const struct pieces *self, u32 index, u64 sets)
{
    return index < self->count && (self->at[index].sets & sets);
}

static bool is_kind(const struct pieces *self, u32 index, enum piece_kind kind)
{
    return index < self->count && self->at[index].kind == kind;
}

/* The place of a word of `sets` among the `reach` pieces behind `index`, in its sentence; 0 for
 * none. */
static u32 behind(const struct pieces *self, u32 index, u32 reach, u64 sets)
{
    for (u32 i = index + 1; i <= index + reach && i < self->count; i++) {
        if (self->at[i].kind == PIECE_STOP) return 0;
        if (self->at[i].sets & sets) return i;
    }
    return 0;
}

/* Whether a piece begins a clause: what stands there asks the learner to do something. */
static bool is_asked(const struct pieces *self, u32 index)
{
    if (!index) return true;
    u8 before = self->at[index - 1].kind;
    return before == PIECE_STOP || before == PIECE_BREAK || before == PIECE_SIGN ||
           is_in(self, index - 1, S(LEADS_IN)) ||
           (is_in(self, index - 1, S(CAN)) && index > 1 && is_in(self, index - 2, S(YOU)));
}

/* Is there a word of `sets` anywhere in the sentence of `index`? */
static bool in_sentence(const struct pieces *self, u32 index, u64 sets)
{
    while (index && !is_kind(self, index - 1, PIECE_STOP)) index--;
    return is_in(self, index, sets) || behind(self, index, PIECES_MAX, sets);
}

#define REST PIECES_MAX /* to the end of the sentence */

static bool speaks_as_authority(const struct pieces *self, u32 i)
{
    if (is_in(self, i, S(BANNED)) && is_kind(self, i, PIECE_WORD)) return true;
    if (is_in(self, i, S(YOU)) && is_in(self, i + 1, S(ARE)) && is_in(self, i + 2, S(ARTICLE)))
        return true;
    if (is_in(self, i, S(YOU_ARE)) && is_in(self, i + 1, S(ARTICLE))) return true;
    if (is_in(self, i, S(SYSTEM)) && is_in(self, i + 1, S(NOTICE))) return true;
    if (is_in(self, i, S(ACCOUNT)) && behind(self, i, REST, S(LOCKED))) return true;
    if (is_in(self, i, S(BAD)) && is_in(self, i + 1, S(PERSON))) return true;
    return is_in(self, i, S(GIVE)) && is_in(self, i + 1, S(UP));
}

/* "No issues found." and "This code is perfect.": a verdict on the whole, which nobody asked for
 * and which would hide what there is to say. */
static bool judges_all(const struct pieces *self, u32 i)
{
    bool last = i + 2 >= self->count || is_kind(self, i + 2, PIECE_STOP);
    if (is_in(self, i, S(NO)) && is_asked(self, i) && is_in(self, i + 1, S(WRONGS)))
        return last || is_in(self, i + 2, S(FOUND));
    if (!is_in(self, i, S(CODE)) || !is_in(self, i + 1, S(BE)) || !is_in(self, i + 2, S(PERFECT)))
        return false;
    return i + 3 >= self->count || is_kind(self, i + 3, PIECE_STOP) ||
           is_kind(self, i + 3, PIECE_BREAK);
}

/* "You can't learn this.", "too hard for you". */
static bool discourages(const struct pieces *self, u32 i)
{
    if (is_in(self, i, S(YOU)) && is_in(self, i + 1, S(CANT)) && is_in(self, i + 2, S(ABILITY)))
        return true;
    u32 you = is_in(self, i, S(TOO)) ? behind(self, i, 3, S(YOU)) : 0;
    return you && (you + 1 >= self->count || is_kind(self, you + 1, PIECE_STOP));
}

/* "Consider removing the check", "the check can be removed", "the check is not needed". */
static bool weakens_softly(const struct pieces *self, u32 i)
{
    if (is_in(self, i, S(WEAKENING)) && i && is_in(self, i - 1, S(CONSIDER))) {
        u32 guard = behind(self, i, 4, S(GUARD));
        return guard && !is_in(self, guard - 1, S(SPARE));
    }
    if (!is_in(self, i, S(GUARD))) return false;
    u32 been = behind(self, i, 5, S(BEEN)), not = behind(self, i, 5, S(NOT));
    return (been && is_in(self, been - 1, S(LEADS_IN) | S(CAN)) &&
            is_in(self, been + 1, S(WEAKENED))) ||
           (not&&is_in(self, not+1, S(NEEDED)));
}

/* "Delete every file", "log the password", "let every user write": what reaches beyond the program,
 * or tells what is secret. */
static bool destroys_or_tells(const struct pieces *self, u32 i)
{
    if (is_in(self, i, S(RETURN)) && is_in(self, i + 1, S(TRUE))) {
        u32 every = behind(self, i, PIECES_MAX, S(EVERY));
        if (every && is_in(self, every + 1, S(USERS))) return true;
    }
    if (!is_asked(self, i)) return false;
    u32 every = behind(self, i, 4, S(EVERY));
    return (is_in(self, i, S(SHOW)) && behind(self, i, 3, S(SECRET))) ||
           (is_in(self, i, S(DESTROY)) && every && behind(self, every, 2, S(FILES))) ||
           (is_in(self, i, S(LET)) && every && is_in(self, every + 1, S(USERS)));
}

static bool weakens(const struct pieces *self, u32 i)
{
    if (!is_asked(self, i)) return false;
    u32 next = i + 1;
    if (is_in(self, i, S(TURN)) && is_in(self, next, S(OFF)))
        return behind(self, next, 4, S(GUARD)) != 0;
    if (is_in(self, i, S(WEAKEN))) {
        if (behind(self, i, 4, S(GUARD))) return true;
        for (u32 j = 0; is_in(self, next, S(IT)) && j < i; j++)
            if (is_in(self, j, S(TROUBLE))) return true; /* "catch the error and ignore it" */
        return false;
    }
    if (is_in(self, i, S(NOT)) && is_in(self, next, S(PROTECT))) return true;
    if (is_in(self, i, S(DO)) && is_in(self, next, S(NOT)) && is_in(self, i + 2, S(PROTECT)))
        return true;
    if (is_in(self, i, S(RETURN)) && is_in(self, next, S(TRUE)))
        return behind(self, next, REST, S(EVERY)) != 0;
    return false;
}

static bool fetches_or_runs(const struct pieces *self, u32 i)
{
    if (!is_asked(self, i)) return false;
    return is_in(self, i, S(FETCH)) || (is_in(self, i, S(RUN)) && behind(self, i, 4, S(SHELL))) ||
           (is_in(self, i, S(OPEN)) && behind(self, i, 4, S(LINK))) ||
           (is_in(self, i, S(ASK)) && behind(self, i, 8, S(SECRET)) &&
            behind(self, i, 8, S(YOUR))) ||
           (is_in(self, i, S(COPY)) && behind(self, i, 8, S(EVERY)) &&
            behind(self, i, 10, S(FILES)));
}

static bool is_unsafe(const struct pieces *self, u32 i)
{
    u32 what = i + 1 + is_in(self, i + 1, S(ARTICLE));
    if (is_asked(self, i) && is_in(self, i, S(USE)) && is_in(self, what, S(UNSAFE))) return true;
    if (is_in(self, i, S(UNSAFE)) && !in_sentence(self, i, S(CAUTION))) return true;
    u32 query = is_asked(self, i) && is_in(self, i, S(BUILD)) ? behind(self, i, 4, S(QUERY)) : 0;
    if (query && behind(self, query, 5, S(JOIN))) return true;
    return is_in(self, i, S(TROUBLE)) && is_in(self, i + 1, S(GO)) && is_in(self, i + 2, S(AWAY));
}

struct fault_at gate_talk(struct pieces *pieces)
{
    gate_mark_sets(pieces);
    for (u32 i = 0; i < pieces->count; i++) {
        u32 offset = pieces->at[i].at;
        if (speaks_as_authority(pieces, i) || judges_all(pieces, i) || discourages(pieces, i))
            return (struct fault_at){GATE_VOICE, offset};
        if (weakens(pieces, i) || weakens_softly(pieces, i) || fetches_or_runs(pieces, i) ||
            destroys_or_tells(pieces, i) || is_unsafe(pieces, i))
            return (struct fault_at){GATE_DANGER, offset};
    }
    return (struct fault_at){GATE_PASS, 0};
}
