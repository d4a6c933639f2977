#include "mentor/gate.h"

/* The first place of `quote` on the line [start, end), or OUTLINE_NOWHERE. A line is read once into
 * a window, because its bytes may lie in several leaves. */
static u32 find_on_line(struct text *text, u32 start, u32 end, struct str quote)
{
    u8 window[QUOTE_BYTES_MAX];
    for (u32 at = start; at + quote.bytes <= end; at++) {
        if (text_piece(text, at).at[0] != quote.at[0]) continue;
        text_copy(text, at, (u32)quote.bytes, window);
        if (memcmp(window, quote.at, quote.bytes) == 0) return at;
    }
    return OUTLINE_NOWHERE;
}

bool gate_tip(const struct reply *reply, enum language language, struct text *text,
              struct finding *finding)
{
    const struct tip *tip =
        catalogue_find((const char *)reply->rule.at, reply->rule.bytes, language);
    if (!tip || tip->has_query || tip->slot_count || tip->severity == SEVERITY_PRAISE) return false;
    if (!reply->line || reply->line > text->newlines + 1) return false;
    if (reply->quote.bytes < GATE_QUOTE_BYTES_MIN || reply->quote.bytes > QUOTE_BYTES_MAX)
        return false;
    if (memchr(reply->quote.at, '\n', reply->quote.bytes)) return false;
    u32 start = text_line_start(text, reply->line);
    u32 at = find_on_line(text, start, text_line_end(text, start), reply->quote);
    if (at == OUTLINE_NOWHERE) return false;
    *finding = (struct finding){
        .tip = (u16)(tip - CATALOGUE), .start = at, .end = at + (u32)reply->quote.bytes};
    return true;
}
