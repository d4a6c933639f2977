/* frame: a client says something. A frame changes what it says or nothing; what is wrong with it is
 * told. */
#include "session/ask.h"
#include "session/call.h"
#include "session/change.h"
#include "session/look.h"
#include "session/save.h"
#include "session/sockets.h"
#include "session/tips.h"

#define CLOSE_VIOLATION 1008
#define CLOSE_TOO_LONG  1009

/* Tells a fault. The third violation in a row ends the connection. */
static void refuse(struct step *step, struct socket *socket, enum fault fault, const char *field)
{
    wire_error(step, socket->id, fault, field);
    if (!fault_is_violation(fault)) return;
    if (++socket->strikes >= STRIKES_MAX) wire_drop(step, socket->id, CLOSE_VIOLATION, fault);
}

static enum fault on_hello(struct step *step, struct socket *socket, const struct frame *frame)
{
    struct session *session = step->session;
    if (frame->client) {
        sockets_name(session, socket, frame->client);
        sockets_replace(step, socket);
    }
    socket->refusing = REFUSING_NOTHING;
    bool right =
        frame->revision == session->revision && frame->hash == text_hash_of(&session->text);
    wire_welcome(step, socket, !right);
    return FAULT_NONE;
}

/* An edit sent again after a lost connection was applied before: its number says so. */
static bool is_repeat(const struct socket *socket, const struct frame *frame)
{
    return frame->number && frame->number <= socket->number;
}

/* Was it sent behind an edit that was refused, before the client could know? */
static bool is_behind(struct socket *socket, const struct frame *frame)
{
    bool follows = frame->number && frame->number == socket->heard + 1;
    socket->heard = frame->number;
    return socket->refusing == REFUSING_ALL || (socket->refusing == REFUSING_ROW && follows);
}

static enum fault leave_out(struct step *step, struct socket *socket, const struct frame *frame,
                            enum fault fault)
{
    if (!socket->refusing) socket->refusing = REFUSING_ROW;
    wire_resync(step, socket->id, frame->number);
    return fault;
}

static enum fault on_edit(struct step *step, struct socket *socket, const struct frame *frame)
{
    struct session *session = step->session;
    struct change change;
    bool behind = is_behind(socket, frame);
    if (is_repeat(socket, frame)) {
        sockets_ack(step, socket);
        return FAULT_NONE;
    }
    if (behind || frame->revision != session->revision)
        return leave_out(step, socket, frame, FAULT_NONE);
    enum fault fault = change_edits(&change, step, frame);
    if (fault) return leave_out(step, socket, frame, fault);
    if (session->text.units != frame->length) {
        change_undo(&change, &session->text);
        return leave_out(step, socket, frame, FAULT_NONE);
    }
    socket->refusing = REFUSING_NOTHING;
    change_commit(&change, step, socket, frame->number);
    return FAULT_NONE;
}

static void set_language(struct step *step, enum language language)
{
    struct session *session = step->session;
    if (language == LANGUAGE_COUNT || language == session->language) return;
    session->language = (u8)language;
    for (u32 i = 0; i < TIPS_MAX; i++)
        if (session->tips[i].id) tips_retire(step, &session->tips[i], "moved");
    session->read_hash = 0;
    call_halt(step);
    look_forget(session);
    save_touch(step);
    wire_set(step);
    look_touch(step, session->edited_at, false);
}

static void set_dial(struct step *step, enum dial dial)
{
    if (dial == DIAL_COUNT || dial == step->session->budget.dial) return;
    look_dial(step, dial);
    save_touch(step);
    wire_set(step);
}

static enum fault on_text(struct step *step, struct socket *socket, const struct frame *frame)
{
    struct change change;
    enum fault fault = change_text(&change, step, frame->text);
    if (fault) return fault;
    socket->refusing = REFUSING_NOTHING; /* what comes behind a whole text was made for it */
    bool first = step->session->revision == 0;
    if (change.count) change_commit(&change, step, socket, 0);
    set_language(step, frame->language);
    if (first && change.count) look_begin(step);
    if (socket->unacked || !change.count)
        sockets_ack(step, socket); /* who sends a whole text waits for the answer */
    return FAULT_NONE;
}

static enum fault on_set(struct step *step, struct socket *socket, const struct frame *frame)
{
    (void)socket;
    set_language(step, frame->language);
    set_dial(step, frame->dial);
    return FAULT_NONE;
}

static enum fault on_look(struct step *step, struct socket *socket, const struct frame *frame)
{
    (void)socket, (void)frame;
    look_now(step);
    step->session->told_why = REASON_COUNT; /* who asks is told, even when nothing is new */
    return FAULT_NONE;
}

static enum fault on_left(struct step *step, struct socket *socket, const struct frame *frame)
{
    (void)socket, (void)frame;
    look_left(step);
    return FAULT_NONE;
}

static enum fault on_seen(struct step *step, struct socket *socket, const struct frame *frame)
{
    struct standing *tip = tips_find(step->session, frame->tip);
    (void)socket;
    if (!tip) return FAULT_UNKNOWN_TIP;
    save_touch(step);
    if (frame->verdict == VERDICT_HELPFUL) {
        if (!tip->helpful) look_judged(step, 1);
        tip->helpful = 1;
    } else {
        look_judged(step, frame->verdict == VERDICT_WRONG ? -2 : -1);
        tips_mute(step->session, tip);
        tips_retire(step, tip, "dismissed");
    }
    return FAULT_NONE;
}

static enum fault on_hint(struct step *step, struct socket *socket, const struct frame *frame)
{
    struct standing *tip = tips_find(step->session, frame->tip);
    (void)socket;
    if (!tip) return FAULT_UNKNOWN_TIP;
    if (tip->tip == TIP_NONE || tip->step >= LADDER_STEPS || !CATALOGUE[tip->tip].ladder[tip->step])
        return FAULT_NO_MORE_HINTS;
    tip->step++;
    save_touch(step);
    wire_tip(step, tip);
    return FAULT_NONE;
}

static enum fault on_ask(struct step *step, struct socket *socket, const struct frame *frame)
{
    (void)socket;
    return ask_begin(step, frame->text);
}

static enum fault on_stop(struct step *step, struct socket *socket, const struct frame *frame)
{
    (void)socket, (void)frame;
    ask_stop(step);
    return FAULT_NONE;
}

static enum fault dispatch(struct step *step, struct socket *socket, const struct frame *frame)
{
    if (socket->role != ROLE_OWNER && frame->type != FRAME_HELLO) return FAULT_NOT_ALLOWED;
    switch (frame->type) {
    case FRAME_HELLO: return on_hello(step, socket, frame);
    case FRAME_EDIT: return on_edit(step, socket, frame);
    case FRAME_TEXT: return on_text(step, socket, frame);
    case FRAME_LOOK: return on_look(step, socket, frame);
    case FRAME_LEFT: return on_left(step, socket, frame);
    case FRAME_SET: return on_set(step, socket, frame);
    case FRAME_SEEN: return on_seen(step, socket, frame);
    case FRAME_HINT: return on_hint(step, socket, frame);
    case FRAME_ASK: return on_ask(step, socket, frame);
    case FRAME_STOP: return on_stop(step, socket, frame);
    case FRAME_NONE: break;
    }
    return FAULT_UNKNOWN_TYPE;
}

void event_frame(struct step *step, u32 id, struct str payload)
{
    struct socket *socket = sockets_find(step->session, id);
    struct frame frame;
    const char *field = NULL;
    if (!socket || socket->strikes >= STRIKES_MAX)
        return; /* on its way out; the host has not closed it yet */
    if (payload.bytes > FRAME_BYTES_MAX) {
        wire_error(step, id, FAULT_FRAME_TOO_LONG, NULL);
        wire_drop(step, id, CLOSE_TOO_LONG, FAULT_FRAME_TOO_LONG);
        return;
    }
    enum fault fault = wire_read(&frame, payload, step->arena, &field);
    if (!fault) fault = dispatch(step, socket, &frame);
    if (fault) refuse(step, socket, fault, field);
    else socket->strikes = 0;
}
