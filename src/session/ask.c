#include "session/ask.h"

#include "session/cost.h"
#include "session/embedded.h"
#include "session/save.h"

/* What is asked, from the document and the conversation; its last message is the question. */
static struct chat chat_of(struct session *session, struct chat_turn turns[CHAT_TURNS_MAX + 1])
{
    u32 count = conversation_last(&session->conversation, turns, CHAT_TURNS_MAX + 1);
    check(count);
    return (struct chat){.language = (enum language)session->language,
                         .text = &session->text,
                         .focus = session->edited_at,
                         .turns = turns,
                         .turn_count = count - 1,
                         .question = turns[count - 1].text,
                         .seed = session->seed + session->request};
}

static void attempt(struct step *step)
{
    struct session *session = step->session;
    struct chat_turn turns[CHAT_TURNS_MAX + 1];
    struct chat chat = chat_of(session, turns);
    u8 *code = arena_take(step->arena, session->text.bytes + 1);
    check(code);
    text_copy(&session->text, 0, session->text.bytes, code);
    talk_attempt(&session->talk, step, ++session->request, &chat,
                 (struct str){code, session->text.bytes});
}

static void parse(struct step *step)
{
    struct session *session = step->session;
    session->talk.wants = TALK_WANTS_NOTHING;
    session->ask_parse = ++session->request;
    step_parse(step, session->ask_parse, session->language, &session->text);
}

/* What was said is kept; what came to nothing leaves the question as it stands. */
static void over(struct step *step)
{
    struct session *session = step->session;
    struct talk *talk = &session->talk;
    if (talk->answer_bytes)
        conversation_add(&session->conversation, false,
                         (struct str){talk->answer, talk->answer_bytes});
    wire_said(step);
    talk->question = 0;
    save_touch(step);
}

/* After each event: what was released goes out, what it cost is counted, the next thing is begun.
 */
static void go_on(struct step *step)
{
    struct session *session = step->session;
    struct talk *talk = &session->talk;
    u64 worst = price_micro(&talk->prices[provider_at(talk->models, talk->turn)], CHAT_TOKENS_MAX,
                            CHAT_OUT_TOKENS_MAX);
    if (talk->wants == TALK_WANTS_ATTEMPT) {
        if (cost_has_room(step, worst)) attempt(step);
        else talk_give_up(talk, step, TALK_SPENT);
    }
    if (talk->wants == TALK_WANTS_EMBEDDED) parse(step);
    if (talk->spent_micro) {
        session->chat_micro = MIN(session->chat_micro + talk->spent_micro, 1ull << 53);
        cost_count_day(step, talk->spent_micro);
        talk->spent_micro = 0;
    }
    struct str news = talk_news(talk);
    if (news.bytes) wire_say(step, news);
    if (!talk_is_open(talk)) over(step);
}

enum fault ask_begin(struct step *step, struct str question)
{
    struct session *session = step->session;
    struct talk *talk = &session->talk;
    if (talk_is_open(talk)) return FAULT_BUSY;
    conversation_add(&session->conversation, true, question);
    talk->models = session->models;
    memcpy(talk->prices, session->prices, sizeof talk->prices);
    talk->chance = session->seed;
    talk_begin(talk, ++session->request);
    save_now(step); /* before it is told, and paid for */
    wire_asked(step, question);
    go_on(step);
    return FAULT_NONE;
}

void ask_stop(struct step *step)
{
    struct talk *talk = &step->session->talk;
    if (!talk_is_open(talk)) return;
    u32 question = talk->question;
    talk_halt(talk, step);
    talk->question = question;
    go_on(step);
}

static bool is_out(const struct session *session, u32 id)
{
    return talk_is_open(&session->talk) && session->talk.call && id == session->talk.call;
}

bool ask_chunk(struct step *step, u32 id, struct str bytes)
{
    if (!is_out(step->session, id)) return false;
    talk_chunk(&step->session->talk, step, bytes);
    go_on(step);
    return true;
}

bool ask_done(struct step *step, u32 id)
{
    if (!is_out(step->session, id)) return false;
    talk_done(&step->session->talk, step);
    go_on(step);
    return true;
}

bool ask_fail(struct step *step, u32 id, struct str line)
{
    struct session *session = step->session;
    if (session->ask_parse && id == session->ask_parse)
        return ask_outline(step, id, (struct str){NULL, 0});
    if (!is_out(session, id)) return false;
    talk_fail(&session->talk, step, line);
    go_on(step);
    return true;
}

bool ask_outline(struct step *step, u32 id, struct str bytes)
{
    struct session *session = step->session;
    struct chat_turn turns[CHAT_TURNS_MAX + 1];
    u8 memory[CHAT_OWN_BYTES_MAX];
    struct outline outline;
    struct buf out;
    if (!session->ask_parse || id != session->ask_parse) return false;
    session->ask_parse = 0;
    if (!talk_is_open(&session->talk)) return true; /* taken back meanwhile */
    bool reads = bytes.bytes && outline_read(&outline, bytes) &&
                 outline.head->catalogue == CATALOGUE_STAMP &&
                 outline.head->text_bytes == session->text.bytes;
    struct chat chat = chat_of(session, turns);
    buf_init(&out, memory, sizeof memory);
    embedded_write(&chat, reads ? &outline : NULL, &out);
    talk_say(&session->talk, buf_str(&out));
    talk_close(&session->talk);
    go_on(step);
    return true;
}

void ask_grant(struct step *step, u32 id, struct str left)
{
    if (is_out(step->session, id)) talk_grant(&step->session->talk, str_number(left));
}

i64 ask_due_ms(const struct session *session)
{
    return talk_due_ms(&session->talk);
}

void ask_alarm(struct step *step)
{
    struct talk *talk = &step->session->talk;
    i64 due_ms = talk_due_ms(talk);
    if (!due_ms || due_ms > step->now_ms) return;
    talk_alarm(talk, step);
    go_on(step);
}
