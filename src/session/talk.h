/* talk.h: one question to the tutor, from asking to the end of its answer.
 *
 * The same machine serves POST /chat (session/tutor.h) and the page's chat (session/ask.h); both
 * are its owner in what follows. The providers are asked in the deployment's order, as for a tip
 * (session/call.h). What a model says goes through the gate of speech and, piece by piece as it
 * passes, into `answer`; the owner sends on what is new there after each event. As long as nothing
 * was shown, another provider may still be asked; afterwards a failure ends the answer.
 *
 * With no provider the embedded tutor answers: the owner composes its words when `wants` says so.
 *
 * Vocabulary: attempt (one request to one provider), heard (a provider said something), shown
 * (something passed the gate), end (how it came out). Invariant: what is in `answer` has passed;
 * an answer ends once. */
#ifndef SESSION_TALK_H
#define SESSION_TALK_H

#include "base/limits.h"
#include "mentor/chat.h"
#include "mentor/dialect.h"
#include "mentor/estimate.h"
#include "mentor/failure.h"
#include "mentor/speech.h"
#include "session/effects.h"

struct step;

#define TALK_FIRST_MS 30000  /* to the first byte */
#define TALK_IDLE_MS  30000  /* from one byte to the next */
#define TALK_WHOLE_MS 120000 /* of one attempt */

/* X(ENUM, "word", HTTP status when nothing was sent before it, "sentence for people")
 * The first ones are answers, which count against the user's messages; a failure does not. */
#define TALK_ENDS(X)                                                                               \
    X(OPEN, "open", 200, "")                                                                       \
    X(STOP, "stop", 200, "")                                                                       \
    X(LENGTH, "length", 200, "")                                                                   \
    X(STOPPED, "stopped", 200, "")                                                                 \
    X(WITHHELD, "withheld", 200, "A part of the answer was held back. Ask in another way.")        \
    X(BLOCKED, "blocked", 200, "The model did not answer this. Ask in another way.")               \
    X(EMPTY, "empty_answer", 200, "The model said nothing. Ask again.")                            \
    X(BROKEN, "interrupted", 200, "The answer broke off. Ask again.")                              \
    X(SLOW, "timeout", 200, "The answer took too long. Ask again.")                                \
    X(NOBODY, "model_unavailable", 503, "No model can answer just now. Ask again in a minute.")    \
    X(SPENT, "out_of_budget", 503, "The budget for answers is spent for today.")                   \
    X(MESSAGES, "too_many_messages", 429, "You have asked as often as you may for now.")

enum talk_end {
#define X(name, word, status, text) TALK_##name,
    TALK_ENDS(X)
#undef X
        TALK_END_COUNT
};

struct talk_end_info {
    const char *word, *text;
    u16 status;
};
extern const struct talk_end_info TALK_END_INFO[TALK_END_COUNT];

/* What the owner is to do next, beside sending on. */
enum talk_wants {
    TALK_WANTS_NOTHING,
    TALK_WANTS_ATTEMPT,  /* talk_attempt */
    TALK_WANTS_EMBEDDED, /* compose the embedded tutor's words, then talk_say */
};

struct talk {
    u32 models; /* the deployment's, as provider_at reads them */
    struct price prices[PROVIDER_COUNT];
    u64 chance;    /* of retries */
    u32 question;  /* number of this question, for the ledger of messages; 0: none is open */
    u8 end, wants; /* enum talk_end, enum talk_wants */
    u8 rule;       /* enum speech_rule that withheld it */
    bool heard;
    bool counted; /* the ledger let it begin, and said what is left */
    u32 call;     /* number of the attempt that is out, 0 for none */
    u8 provider, turn, tries;
    i64 call_ms, deadline_ms, retry_ms;
    i64 until_ms; /* of an end that says "not before": when to ask again, 0 when not known */
    u32 micro;    /* the worst price of the attempt */
    struct estimate said; /* what it has said, judged or not */
    u64 spent_micro;
    u32 tokens_in, tokens_out;
    u32 remaining;                /* messages that are left, as the ledger said */
    u32 answer_bytes, told_bytes; /* released; of it the owner has sent on */
    struct dialect dialect;
    struct speech speech;
    u8 answer[CHAT_ANSWER_BYTES_MAX];
};

/* A question begins: the owner then makes the first attempt. models, prices and chance are set. */
void talk_begin(struct talk *self, u32 question);

/* Asks the provider whose turn it is. `number` is the attempt's own, and `code` the bytes of
 * chat->text; both and the lesson are borrowed for the call. */
void talk_attempt(struct talk *self, struct step *step, u32 number, const struct chat *chat,
                  struct str code);

/* It has begun; `left` are the user's messages. */
void talk_grant(struct talk *self, u32 left);

/* Bytes of a provider's answer; their end; the host's line why they do not come; the time that it
 * waits for has come. Events of another number than `call` are not for it. */
void talk_chunk(struct talk *self, struct step *step, struct str bytes);
void talk_done(struct talk *self, struct step *step);
void talk_fail(struct talk *self, struct step *step, struct str line);
void talk_alarm(struct talk *self, struct step *step);

/* When that is, 0 for never. */
i64 talk_due_ms(const struct talk *self);

/* The owner's own words: all of an embedded answer, or a hint in the place of what was withheld.
 * What has no room in CHAT_OWN_BYTES_MAX is cut. */
void talk_say(struct talk *self, struct str text);

/* The embedded answer is whole. */
void talk_close(struct talk *self);

/* Nobody may be asked: it ends without an attempt. */
void talk_give_up(struct talk *self, struct step *step, enum talk_end end);

/* The learner left, or takes the question back: nothing more is sent. */
void talk_halt(struct talk *self, struct step *step);

/* What was released since the owner asked last. Borrowed until the next event. */
struct str talk_news(struct talk *self);

static inline bool talk_is_open(const struct talk *self)
{
    return self->question && self->end == TALK_OPEN;
}

#endif
