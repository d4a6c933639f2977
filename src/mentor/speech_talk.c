/* What is said in plain words and must not be: a secret asked for, the voice of the system, a check
 * turned off, a stranger's program run.
 *
 * The rules are few and narrow: an answer may speak of passwords and of checks, in any language.
 * They are patterns over sets of words within one sentence. A "never" before what is told makes it
 * a warning. What the learner's own code has may be spoken of. */
#include "mentor/speech_parts.h"
#include "mentor/speech_sets.h"

struct word {
    u64 sets;
    u16 at, bytes;
};

#define WORDS_MAX 512u

struct words {
    struct str text;
    u32 count;
    struct word at[WORDS_MAX];
};

static bool is_word_byte(struct str text, usize at)
{
    u8 byte = text.at[at];
    if (name_is_part(byte)) return !(byte == 0xe2 && at + 2 < text.bytes); /* ’ and others */
    return byte == '\'' && at && at + 1 < text.bytes && name_is_part(text.at[at - 1]) &&
           name_is_part(text.at[at + 1]);
}

/* The words of a text from `at` on, as many as there is room for; where they end. */
static usize words_of(struct words *self, struct str text, usize at)
{
    bool stop = true;
    self->text = text;
    self->count = 0;
    while (at < text.bytes && self->count < WORDS_MAX) {
        u8 byte = text.at[at];
        if (!is_word_byte(text, at)) {
            stop |= byte == '\n' ||
                    (memchr(".!?:;", byte, 5) && at + 1 < text.bytes && text.at[at + 1] <= ' ');
            at++;
            continue;
        }
        usize start = at;
        while (at < text.bytes && is_word_byte(text, at)) at++;
        u64 sets = speech_sets((struct str){text.at + start, at - start});
        self->at[self->count++] =
            (struct word){sets | (stop ? STOP : 0), (u16)start, (u16)(at - start)};
        stop = false;
    }
    return at;
}

static bool is_in(const struct words *self, u32 i, u64 sets)
{
    return i < self->count && (self->at[i].sets & sets);
}

/* The next word is one of `sets`, in the same sentence. */
static bool goes_on(const struct words *self, u32 i, u64 sets)
{
    return is_in(self, i, sets) && !is_in(self, i, STOP);
}

/* The place of the first word of `sets` among the `reach` behind i, in its sentence, or 0. */
static u32 behind(const struct words *self, u32 i, u32 reach, u64 sets)
{
    for (u32 j = i + 1; j <= i + reach && j < self->count && !is_in(self, j, STOP); j++)
        if (is_in(self, j, sets)) return j;
    return 0;
}

/* Is one of `sets` among the `reach` words before i, in its sentence? */
static bool before(const struct words *self, u32 i, u32 reach, u64 sets)
{
    for (; reach && i && !is_in(self, i, STOP); reach--)
        if (is_in(self, --i, sets)) return true;
    return false;
}

/* Is the learner asked to do this? */
static bool is_asked(const struct words *self, u32 i)
{
    if (before(self, i, 4, S(NEVER))) return false;
    return is_in(self, i, STOP) || (i && is_in(self, i - 1, S(LEAD)));
}

/* A secret of a person at i: how many words it takes, 0 for none. Not a thing of a program. */
static u32 secret_at(const struct words *self, u32 i)
{
    u32 count = 0;
    if (goes_on(self, i, S(SECRET))) count = 1;
    else if (goes_on(self, i, S(OF_KEY)) && goes_on(self, i + 1, S(KEY))) count = 2;
    return count && !goes_on(self, i + count, S(THING)) ? count : 0;
}

static bool asks_for_secret(const struct words *self, u32 i)
{
    bool asks = is_in(self, i, S(ASK)), wonders = is_in(self, i, S(WHAT) | S(NEED));
    if ((!asks && !wonders) || before(self, i, 4, S(NEVER))) return false;
    u32 your = behind(self, i, asks ? 5 : 2, S(YOUR));
    for (u32 j = your + 1; your && j <= your + 6 && j < self->count; j++) {
        if (is_in(self, j, STOP)) break;
        if (secret_at(self, j)) return true;
    }
    return false;
}

static bool tells_to_log_in(const struct words *self, u32 i)
{
    if (is_in(self, i, S(VERIFY)) && goes_on(self, i + 1, S(YOUR)) &&
        goes_on(self, i + 2, S(ACCOUNT)))
        return is_asked(self, i);
    if (is_in(self, i, S(LOG)) && goes_on(self, i + 1, S(IN)))
        return is_asked(self, i) && behind(self, i + 1, 5, S(AGAIN) | S(YOUR));
    return false;
}

static bool speaks_as_system(const struct words *self, u32 i)
{
    if (is_in(self, i, STOP) && is_in(self, i, S(SYSTEM)))
        return goes_on(self, i + 1, S(NOTICE)) && !goes_on(self, i + 2, S(IS));
    if (is_in(self, i, S(YOUR)) && goes_on(self, i + 1, S(SESSION)))
        return behind(self, i + 1, 2, S(EXPIRED)) != 0;
    if (is_in(self, i, S(YOUR)) && goes_on(self, i + 1, S(ACCOUNT)))
        return goes_on(self, i + 2, S(IS)) && behind(self, i + 2, 3, S(LOCKED));
    bool myself = is_in(self, i, S(AM)) && (is_in(self, i, STOP) || before(self, i, 1, S(I)));
    bool this_is = is_in(self, i, S(THIS)) && goes_on(self, i + 1, S(IS));
    u32 from = is_in(self, i, S(NOTICE)) && goes_on(self, i + 1, S(FROM)) ? i + 1 : 0;
    if (!myself && !this_is && !from) return false;
    u32 at = from ? from : i + this_is;
    return goes_on(self, at + 1, S(ARTICLE)) && behind(self, at + 1, 2, S(OFFICE));
}

static bool weakens(const struct words *self, u32 i)
{
    u32 at = i;
    if (is_in(self, i, S(TURN) | S(COMMENT)) && goes_on(self, i + 1, S(OUT))) at++;
    else if (!is_in(self, i, S(OFF))) return false;
    if (!is_asked(self, i)) return false;
    for (u32 j = at + 1; j <= at + 5 && j < self->count && !is_in(self, j, STOP); j++) {
        if (is_in(self, j, S(SPARE))) return false;
        if (is_in(self, j, S(GUARD))) return true;
        if (is_in(self, j, S(OF_CHECK)) && goes_on(self, j + 1, S(CHECK))) return true;
    }
    return false;
}

/* "Call +1 800 555 0199": many digits in groups. */
static bool tells_to_call(const struct words *self, u32 i)
{
    if (!is_in(self, i, S(CALL))) return false;
    u32 digits = 0, groups = 0;
    for (u32 j = i + 1; j <= i + 10 && j < self->count && !is_in(self, j, STOP); j++) {
        struct str word = {self->text.at + self->at[j].at, self->at[j].bytes};
        bool number = true;
        for (usize k = 0; k < word.bytes; k++) number &= word.at[k] >= '0' && word.at[k] <= '9';
        bool comma = self->text.at[self->at[j].at - 1] == ',' ||
                     (self->at[j].at > 1 && self->text.at[self->at[j].at - 2] == ',');
        if (!number || comma) digits = groups = 0;
        else digits += (u32)word.bytes, groups++;
        if (digits >= 9 && groups >= 3) return true;
    }
    return false;
}

static enum speech_rule judge_words(const struct words *self)
{
    for (u32 i = 0; i < self->count; i++) {
        if (!(self->at[i].sets & ~STOP)) continue;
        if (speaks_as_system(self, i)) return SPEECH_VOICE;
        if (asks_for_secret(self, i) || tells_to_log_in(self, i) || weakens(self, i) ||
            tells_to_call(self, i))
            return SPEECH_DANGER;
    }
    return SPEECH_PASS;
}

enum speech_rule talk_judge(const struct speech *self, struct str text, bool code)
{
    struct words words;
    if (shell_acts(self, text)) return SPEECH_DANGER;
    for (usize at = 0; !code && at < text.bytes;) {
        at = words_of(&words, text, at);
        enum speech_rule rule = judge_words(&words);
        if (rule) return rule;
    }
    return SPEECH_PASS;
}
