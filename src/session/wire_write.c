/* Writing the frames of the server. */
#include "session/look.h"
#include "session/tips.h"
#include "session/wire.h"

static const struct {
    const char *code, *text;
    bool violation;
} FAULT_TABLE[FAULT_COUNT] = {{"none", "", false},
#define X(name, code, violation, text) {code, text, violation},
                              FAULTS(X)
#undef X
};

bool fault_is_violation(enum fault fault)
{
    check(fault < FAULT_COUNT);
    return FAULT_TABLE[fault].violation;
}

static struct buf *begin(struct step *step, u32 socket, u32 except, const char *type)
{
    struct buf *out = effect_begin(step->effects, EFFECT_SEND, socket, except);
    buf_put_text(out, "{\"t\":\"");
    buf_put_text(out, type);
    buf_put_u8(out, '"');
    return out;
}

static void end(struct step *step)
{
    buf_put_u8(&step->effects->out, '}');
    effect_end(step->effects);
}

static void put_number(struct buf *out, const char *key, u64 value)
{
    buf_json_key(out, key);
    buf_put_decimal(out, value);
}

static void put_string(struct buf *out, const char *key, struct str value)
{
    buf_json_key(out, key);
    buf_json_string(out, value);
}

static void put_words(struct buf *out, const char *key, const char *value)
{
    put_string(out, key, str_of(value));
}

/* The document as a JSON string, piece by piece: it never lies in one run of memory. */
static void put_text(struct buf *out, struct text *text)
{
    buf_json_key(out, "text");
    buf_put_u8(out, '"');
    for (u32 at = 0; at < text->bytes;) {
        struct str piece = text_piece(text, at);
        buf_json_escaped(out, piece);
        at += (u32)piece.bytes;
    }
    buf_put_u8(out, '"');
}

/* Pauses up to now: the one that goes on counts too. */
static u32 pauses_of(const struct session *session, i64 now_ms)
{
    bool resting = session->edited_ms && now_ms - session->edited_ms >= LOOK_PAUSE_MS;
    return session->pause_count + resting;
}

/* Whether a model can be asked: its breaker is open, its budget spent, or all is well. */
static const char *model_word(const struct session *session, i64 now_ms)
{
    if (now_ms >= session->rest_until_ms) return "ready";
    bool spent =
        session->rest_why == REASON_OUT_OF_BUDGET || session->rest_why == REASON_MODEL_SPENT;
    return spent ? "spent" : "resting";
}

static void put_state(struct buf *out, const struct step *step)
{
    const struct session *session = step->session;
    i64 next_ms = look_next_ms(session, step->now_ms);
    put_words(out, "look", look_word((enum look)session->look));
    put_words(out, "why", reason_word((enum reason)session->why));
    put_words(out, "text", reason_sentence((enum reason)session->why));
    if (next_ms) put_number(out, "next_ms", (u64)next_ms);
    put_number(out, "spent", session->spent_calls);
    u32 pauses = pauses_of(session, step->now_ms);
    u64 saved = pauses > session->spent_calls ? pauses - session->spent_calls : 0;
    put_number(out, "saved", saved);
    u64 micro = session->spent_micro + session->chat_micro;
    if (micro) put_number(out, "spent_micro", micro);
    if (session->spent_micro && session->spent_calls)
        put_number(out, "saved_micro", saved * session->spent_micro / session->spent_calls);
    if (session->models) put_words(out, "model", model_word(session, step->now_ms));
}

/* A column in UTF-16 units, from 1. */
static u32 column_of(struct text *text, struct line line, u32 at)
{
    return text_unit_at(text, at) - text_unit_at(text, line.start) + 1;
}

/* What of a tip somebody may see: a viewer only what is ours. */
static bool may_see(const struct standing *standing, enum role role)
{
    return role == ROLE_OWNER || standing->tip != TIP_NONE;
}

/* The words of a tip: its model's own for the owner, else the catalogue's. */
static void put_words_of(struct buf *out, const struct standing *standing, enum role role)
{
    const struct own_words *own = &standing->own;
    const struct tip *tip = standing->tip == TIP_NONE ? NULL : &CATALOGUE[standing->tip];
    u8 sentence[SENTENCE_BYTES_MAX];
    bool free_words = own->text_bytes && role == ROLE_OWNER;
    struct str concept = {own->concept, own->concept_bytes};
    if (tip && !(free_words && concept.bytes)) concept = str_of(tip->concept);
    put_words(out, "severity", severity_name(tip_severity(standing)));
    put_string(out, "text",
               free_words ? (struct str){own->text, own->text_bytes}
                          : tip_sentence(tip, standing, sentence));
    put_string(out, "concept", concept);
    put_words(out, "source", PROVIDER_INFO[standing->source].source);
    put_number(out, "hint", standing->step);
    buf_json_key(out, "hints");
    buf_put_u8(out, '[');
    for (u32 i = 0; tip && i < standing->step && i < LADDER_STEPS && tip->ladder[i]; i++) {
        if (i) buf_put_u8(out, ',');
        buf_json_string(out, str_of(tip->ladder[i]));
    }
    buf_put_u8(out, ']');
}

static void put_tip(struct buf *out, struct session *session, const struct standing *standing,
                    enum role role)
{
    struct text *text = &session->text;
    struct line from = text_line_at(text, standing->start), to = text_line_at(text, standing->end);
    u8 quote[QUOTE_BYTES_MAX];
    put_number(out, "id", standing->id);
    if (standing->tip != TIP_NONE) put_words(out, "rule", CATALOGUE[standing->tip].id);
    put_number(out, "rev", session->revision);
    put_number(out, "line", from.number);
    put_number(out, "column", column_of(text, from, standing->start));
    put_number(out, "end_line", to.number);
    put_number(out, "end_column", column_of(text, to, standing->end));
    put_string(out, "quote", tip_quote(text, standing->start, standing->end, quote));
    put_words_of(out, standing, role);
}

/* All messages, the oldest first, and what of an answer has come so far. */
static void put_conversation(struct buf *out, const struct session *session)
{
    const struct talk *talk = &session->talk;
    struct chat_turn turn;
    u32 at = 0, count = 0;
    bool open = talk_is_open(talk);
    if (!session->conversation.bytes) return;
    buf_json_key(out, "chat");
    buf_put_u8(out, '[');
    for (bool more = true; more; count++) {
        more = conversation_next(&session->conversation, &at, &turn);
        if (!more && !(open && talk->told_bytes)) break;
        if (!more) turn = (struct chat_turn){false, {talk->answer, talk->told_bytes}};
        buf_put_text(out, count ? ",{" : "{");
        put_words(out, "who", turn.learner ? "learner" : "tutor");
        put_string(out, "text", turn.text);
        buf_put_u8(out, '}');
    }
    buf_put_u8(out, ']');
    if (open) put_number(out, "asked", talk->question);
}

void wire_welcome(struct step *step, const struct socket *socket, bool with_text)
{
    struct session *session = step->session;
    struct buf *out = begin(step, socket->id, 0, "welcome");
    put_string(out, "session", (struct str){session->id, session->id_bytes});
    put_words(out, "role", socket->role == ROLE_OWNER ? "owner" : "viewer");
    put_number(out, "rev", session->revision);
    buf_json_key(out, "hash");
    buf_put_u8(out, '"');
    buf_put_hex(out, text_hash_of(&session->text), 16);
    buf_put_u8(out, '"');
    put_number(out, "saved", session->saved_revision);
    put_number(out, "n", socket->number);
    put_words(out, "language", LANGUAGE_INFO[session->language].wire);
    put_words(out, "dial", dial_word((enum dial)session->budget.dial));
    if (with_text) put_text(out, &session->text);
    buf_json_key(out, "tips");
    buf_put_u8(out, '[');
    bool first = true;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        if (!session->tips[i].id || !may_see(&session->tips[i], (enum role)socket->role)) continue;
        if (!first) buf_put_u8(out, ',');
        first = false;
        buf_put_u8(out, '{');
        put_tip(out, session, &session->tips[i], (enum role)socket->role);
        buf_put_u8(out, '}');
    }
    buf_put_u8(out, ']');
    if (socket->role == ROLE_OWNER) put_conversation(out, session);
    buf_json_key(out, "state");
    buf_put_u8(out, '{');
    put_state(out, step);
    buf_put_u8(out, '}');
    end(step);
}

void wire_ack(struct step *step, const struct socket *socket)
{
    struct buf *out = begin(step, socket->id, 0, "ack");
    put_number(out, "rev", step->session->revision);
    if (socket->number) put_number(out, "n", socket->number);
    end(step);
}

void wire_saved(struct step *step)
{
    put_number(begin(step, 0, 0, "saved"), "rev", step->session->saved_revision);
    end(step);
}

void wire_resync(struct step *step, u32 socket, u32 number)
{
    struct buf *out = begin(step, socket, 0, "resync");
    put_number(out, "rev", step->session->revision);
    if (number) put_number(out, "n", number);
    end(step);
}

void wire_set(struct step *step)
{
    struct buf *out = begin(step, 0, 0, "set");
    put_words(out, "language", LANGUAGE_INFO[step->session->language].wire);
    put_words(out, "dial", dial_word((enum dial)step->session->budget.dial));
    end(step);
}

void wire_state(struct step *step)
{
    put_state(begin(step, 0, 0, "state"), step);
    end(step);
}

void wire_tip(struct step *step, const struct standing *tip)
{
    struct session *session = step->session;
    if (!tip->own.text_bytes) { /* the same for all */
        put_tip(begin(step, 0, 0, "tip"), session, tip, ROLE_OWNER);
        end(step);
        return;
    }
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        const struct socket *socket = &session->sockets[i];
        if (!socket->id || !may_see(tip, (enum role)socket->role)) continue;
        put_tip(begin(step, socket->id, 0, "tip"), session, tip, (enum role)socket->role);
        end(step);
    }
}

void wire_gone(struct step *step, u32 tip, const char *because, struct str text)
{
    struct buf *out = begin(step, 0, 0, "gone");
    put_number(out, "tip", tip);
    put_words(out, "because", because);
    put_string(out, "text", text);
    end(step);
}

/* To every owner. */
static void send_owners(struct step *step, const char *type, struct str text, bool question)
{
    const struct session *session = step->session;
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        const struct socket *socket = &session->sockets[i];
        if (!socket->id || socket->role != ROLE_OWNER) continue;
        struct buf *out = begin(step, socket->id, 0, type);
        put_number(out, "id", session->talk.question);
        put_string(out, question ? "question" : "text", text);
        end(step);
    }
}

void wire_asked(struct step *step, struct str question)
{
    send_owners(step, "asked", question, true);
}

void wire_say(struct step *step, struct str text)
{
    send_owners(step, "say", text, false);
}

void wire_said(struct step *step)
{
    const struct session *session = step->session;
    const struct talk *talk = &session->talk;
    const struct talk_end_info *info = &TALK_END_INFO[talk->end];
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        const struct socket *socket = &session->sockets[i];
        if (!socket->id || socket->role != ROLE_OWNER) continue;
        struct buf *out = begin(step, socket->id, 0, "said");
        put_number(out, "id", talk->question);
        put_words(out, "finish", info->word);
        if (*info->text) put_words(out, "text", info->text);
        if (talk->counted) put_number(out, "remaining", talk->remaining);
        end(step);
    }
}

void wire_error(struct step *step, u32 socket, enum fault fault, const char *field)
{
    check(fault < FAULT_COUNT);
    struct buf *out = begin(step, socket, 0, "error");
    put_words(out, "code", FAULT_TABLE[fault].code);
    put_words(out, "text", FAULT_TABLE[fault].text);
    if (field) put_words(out, "field", field);
    end(step);
}

void wire_drop(struct step *step, u32 socket, u32 code, enum fault fault)
{
    check(fault < FAULT_COUNT);
    effect_put(step->effects, EFFECT_DROP, socket, code, str_of(FAULT_TABLE[fault].code));
}
