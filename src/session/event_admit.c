/* admit: somebody shows a token (session/admit.h). No session is needed.
 *
 * Payload: u32 length of the policy, the policy as JSON, the token. Answered with
 *
 *   {"verdict":"ok|expired|invalid","why","key","user","integer","slug","exp"}
 *
 * of which an invalid token has the first two. `why` is a word for the log, never for the one who
 * asks. user and exp are null when the policy asks for the header only. What is too long is
 * answered without being read. */
#include "base/json.h"
#include "session/admit.h"
#include "session/session.h"

static void write_text(struct buf *out, const char *name, struct str text)
{
    buf_json_key(out, name);
    if (text.at) buf_json_string(out, text);
    else buf_put_text(out, "null");
}

/* Seconds with their thousandths: all that a clock of milliseconds can tell apart. */
static void write_seconds(struct buf *out, const char *name, f64 seconds)
{
    u64 ms = (u64)(seconds * 1000);
    buf_json_key(out, name);
    buf_put_decimal(out, ms / 1000);
    if (!(ms % 1000)) return;
    buf_put_u8(out, '.');
    for (u32 unit = 100; unit; unit /= 10) buf_put_u8(out, (u8)('0' + ms / unit % 10));
}

static void answer(struct step *step, u32 id, const struct admit *admit)
{
    static const char *const VERDICTS[] = {"ok", "expired", "invalid"};
    struct buf *out = effect_begin(step->effects, EFFECT_SEND, id, 0);
    buf_put_text(out, "{\"verdict\":");
    buf_json_string(out, str_of(VERDICTS[admit->verdict]));
    write_text(out, "why", str_of(ADMIT_WHY_WORDS[admit->why]));
    if (admit->verdict != ADMIT_INVALID) {
        buf_json_key(out, "key");
        buf_put_decimal(out, admit->key);
        write_text(out, "user", admit->user);
        buf_json_key(out, "integer");
        buf_put_text(out, admit->integer ? "true" : "false");
        write_text(out, "slug", admit->slug);
        if (admit->user.at) write_seconds(out, "exp", admit->exp);
        else write_text(out, "exp", (struct str){NULL, 0});
    }
    buf_put_u8(out, '}');
    effect_end(step->effects);
}

void event_admit(struct step *step, u32 id, struct str payload)
{
    struct admit admit = {.verdict = ADMIT_INVALID, .why = ADMIT_WHY_TOO_LONG};
    struct admit_policy policy;
    u32 bytes;
    check(step->now_ms >= 0 && step->now_ms < (i64)1 << 52);
    if (payload.bytes <= FRAME_BYTES_MAX) {
        struct str head = str_take(&payload, sizeof bytes);
        check(head.bytes == sizeof bytes); /* the host writes it */
        memcpy(&bytes, head.at, sizeof bytes);
        struct str json = str_take(&payload, bytes);
        check(json.bytes == bytes);
        /* Its words are the deployment's, so they may be any: then nobody is let in. */
        if (admit_policy_read(&policy, json, step->arena))
            admit_judge(&admit, &policy, payload, step->now_ms, step->arena);
        else admit.why = ADMIT_WHY_POLICY;
    }
    answer(step, id, &admit);
}
