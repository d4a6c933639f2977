/* hit: somebody asks a ledger (session/limiter.h). The core keeps none: the host brings the bytes
 * that are stored, and stores what comes back before it gives the answer. No session is needed.
 *
 * Payload: u32 length of the stored ledger, its bytes (none for a new one), then a request:
 *
 *   {"do":"reserve","key","provider","micro","day_micro"}
 *        {"granted":true}, or {"granted":false,"why":"day|minute|breaker|full|settled","until_ms"}.
 *        With "minute_calls" the provider's calls of the last minute are at most so many (0: none);
 *        without it nobody counts them, and the key is forgotten as soon as it is settled. With
 *        "last":true there is nobody else to ask, so no breaker refuses: somebody waits, and what
 *        works again is found out at once. That such a call failed says nothing new.
 *   {"do":"settle","key","micro","outcome":"ok|busy|quota|broken|slow|denied|halted"}
 *        {"settled":true}; false for a key that is not known, or not any more
 *   {"do":"release","key"}   the call was never started
 *        {"released":true}; false when the key is not open
 *   {"do":"take","key","limit","window_ms"}   a message of a user
 *        {"taken":true,"remaining"}, or {"taken":false,"until_ms","limit"}
 *   {"do":"give_back","key"}   it was not answered
 *        {"given_back":true}; false when the key is not known
 *   {"do":"look"}
 *        {"day","spent_micro","held_micro","calls","breakers":{provider:"closed|open|half_open"}}
 *
 * Anything else is answered {"error":"bad_request"}. Amounts are micro-dollars. A ledger that
 * cannot be read may have been spent: for the rest of the day it grants nothing. */
#include "base/hash.h"
#include "base/json.h"
#include "session/limiter.h"
#include "session/session.h"

struct hit {
    struct step *step;
    u32 id;
    struct limiter *limiter;
    const struct cJSON *request;
};

static void answer(const struct hit *hit, struct str text)
{
    effect_put(hit->step->effects, EFFECT_SEND, hit->id, 0, text);
}

static void answer_bad(const struct hit *hit)
{
    answer(hit, STR("{\"error\":\"bad_request\"}"));
}

static void save(const struct hit *hit)
{
    limiter_write(hit->limiter, effect_begin(hit->step->effects, EFFECT_SAVE, 0, 0));
    effect_end(hit->step->effects);
}

static const char *breaker_word(const struct hit *hit, enum provider provider)
{
    static const char *const WORDS[] = {"closed", "open", "half_open"};
    return WORDS[limiter_breaker(hit->limiter, provider)];
}

static void note_breaker(const struct hit *hit, enum provider provider)
{
    i64 until_ms = hit->limiter->breakers[provider].until_ms;
    struct buf *out = effect_begin(hit->step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"breaker\",\"provider\":");
    buf_json_string(out, str_of(PROVIDER_INFO[provider].word));
    buf_put_text(out, ",\"state\":");
    buf_json_string(out, str_of(breaker_word(hit, provider)));
    if (until_ms) {
        buf_put_text(out, ",\"until_ms\":");
        buf_put_signed(out, until_ms);
    }
    buf_put_u8(out, '}');
    effect_end(hit->step->effects);
}

static void note_over(const struct hit *hit, enum provider provider, u32 reserved, u32 micro)
{
    struct buf *out = effect_begin(hit->step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"over\",\"provider\":");
    buf_json_string(out, str_of(PROVIDER_INFO[provider].word));
    buf_put_text(out, ",\"reserved_micro\":");
    buf_put_decimal(out, reserved);
    buf_put_text(out, ",\"micro\":");
    buf_put_decimal(out, micro);
    buf_put_u8(out, '}');
    effect_end(hit->step->effects);
}

/* ---- the members of a request ---- */

static bool has(const struct hit *hit, const char *name)
{
    return json_get(hit->request, name) != NULL;
}

static bool read_key(const struct hit *hit, u64 *key)
{
    struct str word;
    if (!json_string(json_get(hit->request, "key"), &word)) return false;
    if (!word.bytes || word.bytes > NAME_BYTES_MAX) return false;
    *key = hash64(HASH64_START, word);
    return true;
}

/* A whole number up to `most`; larger ones that a double holds whole count as `most` when `clamp`.
 */
static bool read_amount(const struct hit *hit, const char *name, u64 most, bool clamp, u64 *out)
{
    i64 value;
    i64 limit = clamp ? (i64)1 << 53 : (i64)most;
    if (!json_integer(json_get(hit->request, name), 0, limit, &value)) return false;
    *out = MIN((u64)value, most);
    return true;
}

/* A provider that can be asked: the embedded mentor costs nothing and never fails. */
static bool read_provider(const struct hit *hit, enum provider *out)
{
    struct str word;
    if (!json_string(json_get(hit->request, "provider"), &word)) return false;
    *out = provider_find(word);
    return *out != PROVIDER_COUNT && *out != PROVIDER_EMBEDDED;
}

static bool read_outcome(const struct hit *hit, enum outcome *out)
{
    struct str word;
    if (!json_string(json_get(hit->request, "outcome"), &word)) return false;
    for (u32 i = OUTCOME_NONE + 1; i < OUTCOME_COUNT; i++) {
        if (!str_equal(word, str_of(OUTCOME_WORDS[i]))) continue;
        *out = (enum outcome)i;
        return true;
    }
    return false;
}

/* ---- the requests: each false when it is a bad one ---- */

static bool do_reserve(const struct hit *hit)
{
    static const char *const WHY[] = {NULL, "day", "minute", "breaker", "full", "settled"};
    struct asking asking;
    u64 micro, minute_calls = MINUTE_CALLS_ANY;
    i64 until_ms;
    bool changed;
    if (!read_key(hit, &asking.key) || !read_provider(hit, &asking.provider) ||
        !read_amount(hit, "micro", LEDGER_CALL_MICRO_MAX, false, &micro) ||
        !read_amount(hit, "day_micro", LEDGER_MICRO_MAX, true, &asking.day_micro))
        return false;
    if (has(hit, "minute_calls") &&
        !read_amount(hit, "minute_calls", LEDGER_MINUTE_CALLS_MAX, true, &minute_calls))
        return false;
    asking.last = has(hit, "last");
    if (asking.last && !json_is_true(json_get(hit->request, "last"))) return false;
    asking.micro = (u32)micro;
    asking.minute_calls = (u32)minute_calls;
    enum ruling ruling = limiter_reserve(hit->limiter, &asking, &until_ms, &changed);
    if (changed) save(hit);
    if (changed && hit->limiter->reservations[hit->limiter->count - 1].probe)
        note_breaker(hit, asking.provider); /* a probe sets out */
    struct buf *out = effect_begin(hit->step->effects, EFFECT_SEND, hit->id, 0);
    if (ruling == RULING_GRANTED) {
        buf_put_text(out, "{\"granted\":true}");
    } else {
        buf_put_text(out, "{\"granted\":false,\"why\":");
        buf_json_string(out, str_of(WHY[ruling]));
        buf_put_text(out, ",\"until_ms\":");
        buf_put_signed(out, until_ms);
        buf_put_u8(out, '}');
    }
    effect_end(hit->step->effects);
    return true;
}

static bool do_settle(const struct hit *hit)
{
    struct reservation was = {0};
    enum breaker_state before[PROVIDER_COUNT];
    enum outcome outcome;
    u64 key, micro;
    if (!read_key(hit, &key) || !read_outcome(hit, &outcome) ||
        !read_amount(hit, "micro", LEDGER_CALL_MICRO_MAX, false, &micro))
        return false;
    for (u32 i = 0; i < PROVIDER_COUNT; i++)
        before[i] = limiter_breaker(hit->limiter, (enum provider)i);
    enum settling settling = limiter_settle(hit->limiter, key, (u32)micro, outcome, &was);
    enum provider provider = (enum provider)was.provider;
    if (settling == SETTLING_NOW) {
        save(hit);
        if (micro > was.micro) note_over(hit, provider, was.micro, (u32)micro);
        if (limiter_breaker(hit->limiter, provider) != before[provider])
            note_breaker(hit, provider);
    }
    answer(hit,
           settling == SETTLING_UNKNOWN ? STR("{\"settled\":false}") : STR("{\"settled\":true}"));
    return true;
}

static bool do_release(const struct hit *hit)
{
    u64 key;
    if (!read_key(hit, &key)) return false;
    bool released = limiter_release(hit->limiter, key);
    if (released) save(hit);
    answer(hit, released ? STR("{\"released\":true}") : STR("{\"released\":false}"));
    return true;
}

static bool do_take(const struct hit *hit)
{
    u64 key, limit;
    i64 window_ms;
    if (!read_key(hit, &key) || !read_amount(hit, "limit", MESSAGES_MAX, true, &limit) ||
        !json_integer(json_get(hit->request, "window_ms"), 1, MESSAGES_WINDOW_MS_MAX, &window_ms))
        return false;
    struct taking taking = limiter_take(hit->limiter, key, (u32)limit, window_ms);
    if (taking.changed) save(hit);
    struct buf *out = effect_begin(hit->step->effects, EFFECT_SEND, hit->id, 0);
    if (taking.taken) {
        buf_put_text(out, "{\"taken\":true,\"remaining\":");
        buf_put_decimal(out, taking.remaining);
    } else {
        buf_put_text(out, "{\"taken\":false,\"until_ms\":");
        buf_put_signed(out, taking.until_ms);
        buf_put_text(out, ",\"limit\":");
        buf_put_decimal(out, limit);
    }
    buf_put_u8(out, '}');
    effect_end(hit->step->effects);
    return true;
}

static bool do_give_back(const struct hit *hit)
{
    u64 key;
    if (!read_key(hit, &key)) return false;
    bool given = limiter_give_back(hit->limiter, key);
    if (given) save(hit);
    answer(hit, given ? STR("{\"given_back\":true}") : STR("{\"given_back\":false}"));
    return true;
}

static bool do_look(const struct hit *hit)
{
    const struct limiter *limiter = hit->limiter;
    struct buf *out = effect_begin(hit->step->effects, EFFECT_SEND, hit->id, 0);
    buf_put_text(out, "{\"day\":");
    buf_put_decimal(out, limiter_day(limiter));
    buf_put_text(out, ",\"spent_micro\":");
    buf_put_decimal(out, limiter->spent_micro);
    buf_put_text(out, ",\"held_micro\":");
    buf_put_decimal(out, limiter_held_micro(limiter));
    buf_put_text(out, ",\"calls\":");
    buf_put_decimal(out, limiter->calls);
    buf_put_text(out, ",\"breakers\":{");
    for (u32 i = PROVIDER_EMBEDDED + 1; i < PROVIDER_COUNT; i++) {
        if (i > PROVIDER_EMBEDDED + 1) buf_put_u8(out, ',');
        buf_json_string(out, str_of(PROVIDER_INFO[i].word));
        buf_put_u8(out, ':');
        buf_json_string(out, str_of(breaker_word(hit, (enum provider)i)));
    }
    buf_put_text(out, "}}");
    effect_end(hit->step->effects);
    return true;
}

/* ---- which request ---- */

static bool perform(const struct hit *hit)
{
    static const struct {
        const char *word;
        u32 members; /* those that it must have */
        bool (*run)(const struct hit *hit);
    } REQUESTS[] = {{"reserve", 5, do_reserve},     {"settle", 4, do_settle},
                    {"release", 2, do_release},     {"take", 4, do_take},
                    {"give_back", 2, do_give_back}, {"look", 1, do_look}};
    struct str word;
    u32 members = 0;
    if (!json_string(json_get(hit->request, "do"), &word)) return false;
    for (const struct cJSON *e = json_member(hit->request); e; e = json_next(e)) members++;
    if (str_equal(word, STR("reserve"))) members -= has(hit, "minute_calls") + has(hit, "last");
    for (u32 i = 0; i < ARRAY_LEN(REQUESTS); i++)
        if (str_equal(word, str_of(REQUESTS[i].word)))
            return members == REQUESTS[i].members && REQUESTS[i].run(hit);
    return false;
}

/* The ledger as it is now. One that cannot be read is replaced at once: tomorrow is a new day. */
static void open_ledger(const struct hit *hit, struct str stored)
{
    i64 now_ms = hit->step->now_ms;
    bool whole = !stored.bytes || limiter_read(hit->limiter, stored);
    if (!whole || !stored.bytes) limiter_init(hit->limiter, now_ms);
    limiter_advance(hit->limiter, now_ms);
    if (whole) return;
    limiter_close(hit->limiter);
    save(hit);
    effect_put(hit->step->effects, EFFECT_NOTE, 0, 0,
               STR("{\"what\":\"ledger\",\"restored\":\"nothing\",\"counts_as\":\"spent\"}"));
}

void event_hit(struct step *step, u32 id, struct str payload)
{
    struct hit hit = {step, id, NULL, NULL};
    enum json_fault fault;
    u32 bytes;
    check(step->now_ms >= 0 && step->now_ms < (i64)1 << 52);
    if (payload.bytes > FRAME_BYTES_MAX) {
        answer_bad(&hit);
        return;
    }
    struct str head = str_take(&payload, sizeof bytes);
    check(head.bytes == sizeof bytes); /* the host writes it */
    memcpy(&bytes, head.at, sizeof bytes);
    struct str stored = str_take(&payload, bytes);
    check(stored.bytes == bytes);
    hit.limiter = arena_take(step->arena, sizeof *hit.limiter);
    check(hit.limiter);
    open_ledger(&hit, stored);
    if (payload.bytes <= LEDGER_REQUEST_BYTES_MAX)
        hit.request = json_read(payload, step->arena, &fault);
    if (!hit.request || !perform(&hit)) answer_bad(&hit);
}
