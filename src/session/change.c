#include "session/change.h"

#include "base/utf8.h"
#include "code/diff.h"
#include "code/place.h"
#include "session/lately.h"
#include "session/look.h"
#include "session/save.h"
#include "session/sockets.h"
#include "session/tips.h"

#define HUNKS_MAX 256 /* more hunks than this are one: then nearly everything changed */

static bool change_room(struct change *self, struct step *step, u32 capacity)
{
    *self = (struct change){arena_take(step->arena, MAX(capacity, 1) * sizeof(struct made)), 0,
                            capacity};
    return self->made != NULL;
}

/* Makes one edit after the limits are checked; its range lies in the text. */
static enum fault make(struct change *self, struct step *step, u32 at, u32 del, struct str ins,
                       u32 at_unit, u32 del_units)
{
    struct text *text = &step->session->text;
    u8 *taken = arena_take(step->arena, del);
    if (!taken || self->count == self->capacity) return FAULT_TOO_COMPLEX;
    if (ins.bytes > TEXT_BYTES_MAX || text->bytes - del + ins.bytes > TEXT_BYTES_MAX)
        return FAULT_TEXT_TOO_LONG;
    text_copy(text, at, del, taken);
    struct str out = {taken, del};
    u32 lines = text->newlines - utf8_measure(out).newlines + utf8_measure(ins).newlines + 1;
    if (lines > TEXT_LINES_MAX) return FAULT_TOO_MANY_LINES;
    self->made[self->count++] =
        (struct made){text_splice(text, at, del, ins), at_unit, del_units, ins, out};
    return FAULT_NONE;
}

enum fault change_edits(struct change *self, struct step *step, const struct frame *frame)
{
    struct text *text = &step->session->text;
    u32 count = 0;
    for (const struct cJSON *e = json_first(frame->edits); e; e = json_next(e)) count++;
    if (!change_room(self, step, count)) return FAULT_TOO_COMPLEX;
    enum fault fault = FAULT_NONE;
    for (const struct cJSON *e = json_first(frame->edits); e && !fault; e = json_next(e)) {
        struct wire_edit edit;
        u32 at = 0, end = 0;
        check(wire_edit(&edit, e)); /* wire_read refused others */
        bool fits =
            text_find_unit(text, edit.at, &at) && text_find_unit(text, edit.at + edit.del, &end);
        fault = fits ? make(self, step, at, end - at, edit.ins, edit.at, edit.del) : FAULT_BAD_EDIT;
    }
    if (fault) change_undo(self, text);
    return fault;
}

/* Makes the edit that turns one hunk of the old text into the new one: only what differs inside it,
 * so that the place of a tip in an unchanged part of a line survives. */
static enum fault make_hunk(struct change *self, struct step *step, struct str old, struct str text,
                            struct hunk hunk)
{
    struct str a = {old.at + hunk.a_at, hunk.a_bytes}, b = {text.at + hunk.b_at, hunk.b_bytes};
    struct sandwich cut = diff_sandwich(a, b);
    u32 at = hunk.a_at + cut.prefix, del = hunk.a_bytes - cut.prefix - cut.suffix;
    u32 at_unit = text_unit_at(&step->session->text, at);
    u32 del_units = text_unit_at(&step->session->text, at + del) - at_unit;
    return make(self, step, at, del,
                (struct str){b.at + cut.prefix, b.bytes - cut.prefix - cut.suffix}, at_unit,
                del_units);
}

enum fault change_text(struct change *self, struct step *step, struct str text)
{
    struct session *session = step->session;
    if (text.bytes > TEXT_BYTES_MAX) return FAULT_TEXT_TOO_LONG;
    if (utf8_measure(text).newlines >= TEXT_LINES_MAX) return FAULT_TOO_MANY_LINES;
    u32 old_bytes = session->text.bytes;
    u8 *old = arena_take(step->arena, old_bytes);
    struct hunk *hunks = arena_take(step->arena, HUNKS_MAX * sizeof *hunks);
    if (!old || !hunks || !change_room(self, step, HUNKS_MAX)) return FAULT_TOO_COMPLEX;
    text_copy(&session->text, 0, old_bytes, old);
    u32 count = diff_lines((struct str){old, old_bytes}, text, step->arena, hunks, HUNKS_MAX);
    enum fault fault = FAULT_NONE;
    /* From the last to the first, so that the places of those still to come stay true. */
    for (u32 i = count; i-- > 0 && !fault;)
        fault = make_hunk(self, step, (struct str){old, old_bytes}, text, hunks[i]);
    if (!fault) return FAULT_NONE;
    /* A limit was met half-way, where a later hunk grew before an earlier one shrank. The result
     * fits, so make it one. */
    change_undo(self, &session->text);
    return make_hunk(self, step, (struct str){old, old_bytes}, text,
                     (struct hunk){0, old_bytes, 0, (u32)text.bytes});
}

void change_undo(struct change *self, struct text *text)
{
    while (self->count) {
        const struct made *last = &self->made[--self->count];
        text_splice(text, last->edit.at, last->edit.ins, last->taken);
    }
}

/* The frame `edit` for the other tabs. */
static void tell_others(const struct change *self, struct step *step, u32 except)
{
    struct buf *out = effect_begin(step->effects, EFFECT_SEND, 0, except);
    buf_put_text(out, "{\"t\":\"edit\",\"rev\":");
    buf_put_decimal(out, step->session->revision);
    buf_put_text(out, ",\"len\":");
    buf_put_decimal(out, step->session->text.units);
    buf_put_text(out, ",\"d\":[");
    for (u32 i = 0; i < self->count; i++) {
        const struct made *made = &self->made[i];
        buf_put_text(out, i ? ",[" : "[");
        buf_put_decimal(out, made->at_unit);
        buf_put_u8(out, ',');
        buf_put_decimal(out, made->del_units);
        buf_put_u8(out, ',');
        buf_json_string(out, made->ins);
        buf_put_u8(out, ']');
    }
    buf_put_text(out, "]}");
    effect_end(step->effects);
}

static u32 socket_count(const struct session *session)
{
    u32 count = 0;
    for (u32 i = 0; i < SOCKETS_MAX; i++) count += session->sockets[i].id != 0;
    return count;
}

/* Only one edit can be judged: what an earlier one of several met is no longer there. */
static bool is_quiet(const struct change *self, struct session *session)
{
    const struct made *made = &self->made[0];
    bool quiet = self->count == 1 &&
                 place_is_quiet(&session->typing, &session->text, (enum language)session->language,
                                made->edit, made->taken, made->ins);
    if (self->count != 1) session->typing.at = 0;
    return quiet;
}

void change_commit(const struct change *self, struct step *step, struct socket *by, u32 number)
{
    struct session *session = step->session;
    session->revision++;
    for (u32 i = 0; i < self->count; i++) tips_edit(step, self->made[i].edit);
    if (self->count == 1) /* of several, the text round an earlier one is no longer there */
        lately_take(session, self->made[0].edit, self->made[0].taken, step->now_ms);
    tips_settle(step);
    if (self->count) {
        const struct made *last = &self->made[self->count - 1];
        look_touch(step, last->edit.at + last->edit.ins, is_quiet(self, session));
    }
    save_touch(step);
    if (socket_count(session) > 1) tell_others(self, step, by->id);
    sockets_applied(step, by, number);
}
