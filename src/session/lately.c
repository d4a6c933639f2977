#include "session/lately.h"

#include "base/utf8.h"
#include "code/names.h"

#define ROUND_BYTES 32u  /* of the text on either side: longer words are not completed */
#define TAKEN_BYTES 256u /* of what was taken out: more is no correction */

void lately_say(struct session *session, struct str text)
{
    struct said *said = &session->said[session->said_next];
    text = utf8_cut(text, sizeof said->text);
    memcpy(said->text, text.at, text.bytes);
    said->bytes = (u16)text.bytes;
    session->said_next = (u8)((session->said_next + 1) % SAID_MAX);
}

u32 lately_said(const struct session *session, struct str *out)
{
    u32 count = 0;
    for (u32 i = 0; i < SAID_MAX; i++) {
        const struct said *said = &session->said[(session->said_next + i) % SAID_MAX];
        if (said->bytes) out[count++] = (struct str){said->text, said->bytes};
    }
    return count;
}

u32 lately_shown(const struct session *session, struct shown *out)
{
    struct str texts[SAID_MAX];
    u32 count = lately_said(session, texts);
    for (u32 i = 0; i < count; i++) gate_shown(&out[i], texts[i]);
    return count;
}

static void take(struct session *session, struct str token, i64 now_ms)
{
    if (token.bytes == 1 && memchr("()[]{};,.", token.at[0], 9)) return;
    session->undone[session->undone_next] = (struct undone){names_hash(token), now_ms};
    session->undone_next = (u8)((session->undone_next + 1) % UNDONE_MAX);
}

void lately_take(struct session *session, struct edit edit, struct str taken, i64 now_ms)
{
    u8 window[2 * ROUND_BYTES + TAKEN_BYTES];
    struct text *text = &session->text;
    if (!taken.bytes || taken.bytes > TAKEN_BYTES) return;
    u32 before = MIN(edit.at, ROUND_BYTES), behind_at = edit.at + edit.ins;
    u32 behind = MIN(text->bytes - behind_at, ROUND_BYTES);
    text_copy(text, edit.at - before, before, window);
    memcpy(window + before, taken.at, taken.bytes);
    text_copy(text, behind_at, behind, window + before + taken.bytes);
    struct str all = {window, before + taken.bytes + behind};
    usize at = 0;
    for (struct str token = names_token(all, &at); token.bytes; token = names_token(all, &at)) {
        usize start = (usize)(token.at - all.at), end = start + token.bytes;
        if (end > before && start < before + taken.bytes) take(session, token, now_ms);
    }
}

u32 lately_undone(const struct session *session, i64 now_ms, u64 *out)
{
    u32 count = 0;
    for (u32 i = 0; i < UNDONE_MAX; i++) {
        const struct undone *undone = &session->undone[i];
        if (undone->token && undone->ms + UNDONE_MS > now_ms) out[count++] = undone->token;
    }
    return count;
}
