#include "session/embedded.h"

#include "mentor/catalogue.h"

#define FINDINGS_SAID 2u /* more at once are not read */

/* Does the text hold the piece? */
static bool holds(struct str text, struct str piece)
{
    for (usize at = 0; piece.bytes && at + piece.bytes <= text.bytes; at++)
        if (memcmp(text.at + at, piece.at, piece.bytes) == 0) return true;
    return false;
}

/* Did the tutor say this before? */
static bool was_said(const struct chat *chat, struct str words)
{
    for (u32 i = 0; i < chat->turn_count; i++)
        if (!chat->turns[i].learner && holds(chat->turns[i].text, words)) return true;
    return false;
}

const struct lesson_hint *embedded_hint(const struct chat *chat)
{
    const struct lesson *lesson = chat->lesson;
    for (u32 i = 0; lesson && i < lesson->hint_count; i++)
        if (!was_said(chat, lesson->hints[i].answer)) return &lesson->hints[i];
    return NULL;
}

void embedded_put_hint(struct buf *out, const struct lesson_hint *hint)
{
    buf_put_text(out, "A hint for this exercise: ");
    buf_put_str(out, hint->question);
    buf_put_u8(out, '\n');
    buf_put_str(out, hint->answer);
    buf_put_u8(out, '\n');
}

static void put_line(struct buf *out, struct text *text, u32 at)
{
    buf_put_text(out, "Line ");
    buf_put_decimal(out, text_line_at(text, MIN(at, text->bytes)).number);
    buf_put_text(out, ": ");
}

/* The tip's sentence with the names of the code in their places. */
static void put_sentence(struct buf *out, const struct chat *chat, const struct finding *finding)
{
    u8 name[SLOT_BYTES_MAX];
    for (const char *at = CATALOGUE[finding->tip].sentence; *at; at++) {
        u8 byte = (u8)*at;
        if (byte < 1 || byte > finding->slot_count) {
            buf_put_u8(out, byte);
            continue;
        }
        u32 bytes = finding->slots[byte - 1].bytes;
        text_copy(chat->text, finding->slots[byte - 1].at, bytes, name);
        buf_put(out, name, bytes);
    }
}

/* Is it whole, and something to say? What comes from the sandbox is not believed. */
static bool may_say(const struct chat *chat, const struct finding *finding)
{
    if (finding->tip >= CATALOGUE_COUNT || finding->start > chat->text->bytes) return false;
    const struct tip *tip = &CATALOGUE[finding->tip];
    if (tip->severity == SEVERITY_PRAISE || finding->slot_count != tip->slot_count) return false;
    for (u32 i = 0; i < finding->slot_count; i++) {
        u32 at = finding->slots[i].at, bytes = finding->slots[i].bytes;
        if (!bytes || bytes > SLOT_BYTES_MAX || at > chat->text->bytes ||
            bytes > chat->text->bytes - at)
            return false;
        if (!text_is_between(chat->text, at) || !text_is_between(chat->text, at + bytes))
            return false;
    }
    return true;
}

/* The first step of the ladder that was not said yet. The last one is almost the code, and is not
 * given here. */
static const char *next_step(const struct chat *chat, const struct tip *tip)
{
    const char *step = tip->ladder[0];
    for (u32 i = 1; step && i < LADDER_STEPS - 1 && tip->ladder[i]; i++) {
        if (!was_said(chat, str_of(step))) break;
        step = tip->ladder[i];
    }
    return step;
}

static u32 put_findings(struct buf *out, const struct chat *chat, const struct outline *outline)
{
    u32 said = 0;
    for (u32 i = 0; i < outline->head->finding_count && said < FINDINGS_SAID; i++) {
        const struct finding *finding = &outline->findings[i];
        if (!may_say(chat, finding)) continue;
        put_line(out, chat->text, finding->start);
        put_sentence(out, chat, finding);
        buf_put_u8(out, '\n');
        const char *help = next_step(chat, &CATALOGUE[finding->tip]);
        if (help) {
            buf_put_text(out, help);
            buf_put_u8(out, '\n');
        }
        buf_put_u8(out, '\n');
        said++;
    }
    return said;
}

void embedded_write(const struct chat *chat, const struct outline *outline, struct buf *out)
{
    u32 said = 0;
    buf_put_text(out, "I am the embedded tutor: no model answers here, so this comes from reviewed "
                      "tips");
    buf_put_text(out, chat->lesson ? " and from the hints of the exercise.\n\n" : ".\n\n");
    bool reads = outline && !(outline->head->flags & OUTLINE_LEXED);
    if (reads && outline->head->error_count && outline->head->error_at <= chat->text->bytes) {
        put_line(out, chat->text, outline->head->error_at);
        buf_put_text(out, "the code does not read as ");
        buf_put_text(out, LANGUAGE_INFO[chat->language].people);
        buf_put_text(out, " from here on. Is a bracket, a quote or a colon missing there, or just "
                          "before it?\n\n");
        said++;
    }
    if (outline) said += put_findings(out, chat, outline);
    const struct lesson_hint *hint = embedded_hint(chat);
    if (hint) embedded_put_hint(out, hint);
    else if (!said)
        buf_put_text(out, "Nothing that I know stands out in this code. Say in your own words what "
                          "each line does, run it with one small input, and compare what you "
                          "expected with what you see. Where do they part?\n");
}
