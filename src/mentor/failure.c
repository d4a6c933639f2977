#include "mentor/failure.h"

#include "base/limits.h"

#define WORDS_MAX           3u
#define RETRY_AFTER_S_MAX   86400u
#define NUMBER_MAX          (1ull << 53)
#define STATUS_MIN          300u /* what answered well is no failure */
#define STATUS_END          600u
#define WORKERS_AI_CODE_MIN 3000u
#define WORKERS_AI_CODE_END 10000u

const char *const OUTCOME_WORDS[OUTCOME_COUNT] = {
#define X(name, word) word,
    OUTCOMES(X)
#undef X
};

static const struct {
    u16 code;
    enum failure_kind kind;
} CODES[] = {
    {401, FAILURE_DENIED},    {402, FAILURE_QUOTA}, {403, FAILURE_DENIED},  {408, FAILURE_SLOW},
    {413, FAILURE_TOO_LONG},  {429, FAILURE_BUSY},  {503, FAILURE_BUSY},    {504, FAILURE_SLOW},
    {3006, FAILURE_TOO_LONG}, {3007, FAILURE_SLOW}, {3008, FAILURE_SLOW},   {3023, FAILURE_DENIED},
    {3036, FAILURE_QUOTA},    {3040, FAILURE_BUSY}, {3041, FAILURE_DENIED}, {5016, FAILURE_DENIED},
    {5018, FAILURE_DENIED},
};

static const struct {
    const char *word;
    enum failure_kind kind;
} REFUSALS[] = {
    {"day", FAILURE_REFUSED_DAY},         {"minute", FAILURE_REFUSED_MINUTE},
    {"breaker", FAILURE_REFUSED_BREAKER}, {"full", FAILURE_REFUSED_FULL},
    {"broken", FAILURE_REFUSED_BROKEN},   {"messages", FAILURE_REFUSED_MESSAGES},
};

struct failure failure_of_kind(enum failure_kind kind)
{
    static const struct {
        enum outcome outcome;
        bool retry, other;
    } KINDS[FAILURE_COUNT] = {
#define X(name, outcome, retry, other) {OUTCOME_##outcome, retry, other},
        FAILURES(X)
#undef X
    };
    return (struct failure){kind, KINDS[kind].outcome, KINDS[kind].retry, KINDS[kind].other, 0, 0};
}

struct failure failure_of_code(u32 code)
{
    for (u32 i = 0; i < ARRAY_LEN(CODES); i++)
        if (CODES[i].code == code) return failure_of_kind(CODES[i].kind);
    bool known = (code >= STATUS_MIN && code < STATUS_END) ||
                 (code >= WORKERS_AI_CODE_MIN && code < WORKERS_AI_CODE_END);
    return failure_of_kind(known ? FAILURE_BROKEN : FAILURE_UNKNOWN);
}

/* The words of a line with one blank between them, perhaps empty ones: they are no words of ours.
 * 0 when there are none, or too many, or the last one is empty. */
static u32 split(struct str line, struct str words[WORDS_MAX])
{
    for (u32 count = 0; line.bytes && count < WORDS_MAX; count++) {
        usize end = 0;
        while (end < line.bytes && line.at[end] != ' ') end++;
        words[count] = str_take(&line, end);
        if (!line.bytes) return count + 1;
        str_take(&line, 1);
    }
    return 0;
}

static bool number(struct str word, u64 *out)
{
    u64 value = 0;
    for (usize i = 0; i < word.bytes; i++) {
        if (word.at[i] < '0' || word.at[i] > '9') return false;
        value = value * 10 + (u64)(word.at[i] - '0');
        if (value > NUMBER_MAX) return false;
    }
    *out = value;
    return word.bytes > 0;
}

static struct failure of_status(u64 status, u64 after_s)
{
    struct failure failure = failure_of_code(status < STATUS_END ? (u32)status : 0);
    failure.retry_after_ms = (u32)(MIN(after_s, RETRY_AFTER_S_MAX) * 1000);
    if (failure.retry_after_ms > RETRY_AFTER_MS_MAX) failure.retry = false;
    return failure;
}

static struct failure of_refusal(struct str word, u64 until_ms)
{
    struct failure failure = failure_of_kind(FAILURE_UNKNOWN);
    for (u32 i = 0; i < ARRAY_LEN(REFUSALS); i++)
        if (str_equal(word, str_of(REFUSALS[i].word))) failure = failure_of_kind(REFUSALS[i].kind);
    if (failure.kind) failure.until_ms = until_ms;
    return failure;
}

struct failure failure_read(struct str line)
{
    struct str words[WORDS_MAX];
    u64 one = 0, two = 0;
    u32 count = split(line, words);
    struct str head = count ? words[0] : STR("");
    if (count == 1 && str_equal(head, STR("cut"))) return failure_of_kind(FAILURE_BROKEN);
    if (count == 1 && str_equal(head, STR("trap"))) return failure_of_kind(FAILURE_TRAP);
    if (count == 1 && str_equal(head, STR("no_provider"))) return failure_of_kind(FAILURE_ABSENT);
    bool told = count < 3 || number(words[2], &two);
    if (count < 2 || !told) return failure_of_kind(FAILURE_UNKNOWN);
    if (str_equal(head, STR("refused"))) return of_refusal(words[1], two);
    if (!number(words[1], &one)) return failure_of_kind(FAILURE_UNKNOWN);
    if (str_equal(head, STR("http"))) return of_status(one, two);
    bool code = count == 2 && str_equal(head, STR("code"));
    return failure_of_code(
        code && one >= WORKERS_AI_CODE_MIN && one < WORKERS_AI_CODE_END ? (u32)one : 0);
}

i64 failure_again_ms(const struct failure *failure, u64 chance, i64 now_ms)
{
    return now_ms + FAILURE_RETRY_MS + (i64)(chance % (3 * FAILURE_RETRY_MS)) +
           (i64)failure->retry_after_ms;
}

bool failure_is_refusal(enum failure_kind kind)
{
    return kind >= FAILURE_ABSENT && kind <= FAILURE_REFUSED_BROKEN;
}
