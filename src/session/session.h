/* session.h: one live document, those who look at it, and the mentor beside it.
 *
 * A machine: an event comes in with its time, effects go out; it calls nobody and remembers
 * everything in one struct. Each event has a file of its own (event_*.c); the nouns it works on
 * have theirs (sockets, tips, look, wire, snapshot).
 *
 * Vocabulary: socket (a connection the host knows by a number), client (a tab, by a word it chose;
 * it outlives its sockets), look (a reading of the code, from the first change to what was said),
 * tip (a catalogue's tip that stands at a place), standing (said and neither fixed, gone nor
 * dismissed), muted (dismissed: not said again for the same code). Invariant: the struct and the
 * text are the whole state; the same events in give the same effects out.               */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/arena.h"
#include "base/limits.h"
#include "code/language.h"
#include "code/outline.h"
#include "code/place.h"
#include "code/text.h"
#include "mentor/budget.h"
#include "mentor/catalogue.h"
#include "mentor/dialect.h"
#include "mentor/prompt.h"
#include "session/conversation.h"
#include "session/effects.h"
#include "session/talk.h"

enum role { ROLE_OWNER = 1, ROLE_VIEWER };

/* An edit that is refused takes with it what was sent behind it before the client could know: those
 * edits are made for a text that never was, although revision and length may happen to fit. A gap
 * in n says that the client has rebased. */
enum refusing {
    REFUSING_NOTHING,
    REFUSING_ROW,
    REFUSING_ALL /* until hello: an instance was lost */
};

struct socket {
    u32 id;       /* the host's number; 0 marks a free place */
    u64 client;   /* hash of the client's word, 0 when it gave none */
    u8 role;      /* enum role */
    u8 strikes;   /* protocol violations in a row */
    u8 refusing;  /* enum refusing */
    u16 unacked;  /* edits applied since the last ack */
    u32 number;   /* n of its last edit that was applied, 0 when it carried none */
    u32 heard;    /* n of its last edit that came, applied or not */
    i64 acked_ms; /* when the last ack went out */
};

/* The last edit of a client that was applied, so that one sent again is dropped. */
struct client {
    u64 client;
    u32 number;
    u32 used; /* counts up with use: the smallest is forgotten first */
};

/* A tip without one of the catalogue's behind it. */
#define TIP_NONE 0xffffu

/* A tip in a model's own words, which have passed the gate. */
struct own_words {
    u16 text_bytes; /* 0: the words are the catalogue's */
    u8 concept_bytes;
    u8 text[TIP_BYTES_MAX];
    u8 concept[CONCEPT_BYTES_MAX];
};

/* What was shown lately, and what the learner took out lately (session/lately.h). */
struct said {
    u16 bytes; /* 0: nothing yet */
    u8 text[TIP_BYTES_MAX];
};
struct undone {
    u64 token; /* names_hash, 0: nothing yet */
    i64 ms;
};

struct standing {
    u32 id;       /* counts up through the session; 0 marks a free place */
    u16 tip;      /* number in the catalogue, or TIP_NONE */
    u8 source;    /* enum provider */
    u8 step;      /* steps of the ladder that are open, 1 to LADDER_STEPS */
    bool touched; /* an edit reached into the place since the last look */
    u8 helpful;   /* the learner said so */
    u8 slot_count;
    u32 start, end; /* byte range of the place */
    u8 slot_bytes[FINDING_SLOTS_MAX];
    u8 slots[FINDING_SLOTS_MAX][SLOT_BYTES_MAX];
    struct own_words own;
};

enum look { LOOK_IDLE, LOOK_WAITING, LOOK_LOOKING, LOOK_ASKING, LOOK_COOLING };

struct session {
    bool started;
    u8 language;                         /* enum language */
    bool explain;                        /* tell the host every decision of the budget */
    struct params params;                /* the host's, not stored */
    u32 models;                          /* who is asked, in order (session/call.h) */
    struct price prices[PROVIDER_COUNT]; /* the deployment's, not stored */
    bool notice; /* a notice about a lost snapshot waits for the next socket */
    u8 id_bytes;
    u8 id[NAME_BYTES_MAX]; /* the session's name, for welcome */
    u64 seed;              /* from the host at start; for the marks that fence a prompt */

    u32 revision;
    u32 saved_revision;
    bool dirty;   /* something changed that is not saved, the document or advice */
    i64 dirty_ms; /* since when */
    i64 armed_ms; /* the alarm that the host holds, 0 for none */

    u8 look;                /* enum look */
    u8 why;                 /* enum reason */
    u8 told_look, told_why; /* what the clients were told last */
    bool changed;           /* the code changed since the last reading */
    bool asked_for;         /* the learner asked for a look now */
    bool baseline;          /* the next reading is where the learner starts, not what she did */
    i64 edited_ms;          /* the last change of the document, 0 before the first */
    i64 code_ms;            /* the last change of its code: not of blanks and comments */
    u32 edited_at;          /* byte offset of the last change */
    i64 settled_ms;         /* when code that ends so is to be read; 0: not looked up yet */
    struct typing typing;   /* where the last edit ended, and in what */
    i64 cool_ms;            /* say nothing new until then, 0 for no rest */
    i64 again_ms;           /* read once more then, although nothing changed; 0 for not */
    u32 request;            /* number of the last parse or call */
    u32 parse;              /* the parse in flight, 0 for none */
    u32 parse_revision;     /* what it reads */
    u64 read_hash;          /* text_hash of the document at the last reading, 0 before the first */
    u64 read_code;          /* hash of the tokens at the last reading that was finished */
    i64 read_code_ms;       /* since when the code says that */
    u32 stuck_line;         /* the half-typed line that was rested on last, 0 for none */
    u32 stuck_count;        /* how often in a row */
    i64 stuck_ms;           /* since when */
    u64 seen_hash;          /* text_hash at the last call or baseline, 0 before */

    u32 call; /* the call in flight, 0 for none */
    u32 call_revision;
    i64 call_ms; /* when it was made */
    i64 call_deadline_ms;
    i64 call_retry_ms;      /* it failed, and is made once more then; 0: it is out */
    u8 call_turn;           /* which of the providers */
    u8 call_tries;          /* that failed with this one */
    bool call_made;         /* one of them was asked: the credit is spent */
    i64 call_rest_ms;       /* the earliest time at which one that failed may be asked again */
    u8 call_provider;       /* enum provider */
    u32 call_lines;         /* of the text that was asked about */
    u32 call_micro;         /* its worst price */
    u64 call_mark;          /* that fences the code in its prompt */
    struct dialect dialect; /* reads what the provider says; not stored, like the reply */
    u16 reply_bytes;
    u8 reply[REPLY_BYTES_MAX];
    struct prompt_range focus[FOCUS_MAX]; /* what changed since the last call */
    u32 focus_count, focus_revision;
    u16 confirm_tip; /* 1 + a tip that a refused answer named; the next reading may confirm it */
    u32 confirm_line;
    i64 rest_until_ms; /* nobody is asked until then */
    u8 rest_why;       /* enum reason */

    u32 spent_calls; /* calls of a model */
    u64 spent_micro; /* what they cost, in micro-dollars */
    u64 chat_micro;  /* what questions to the tutor cost beside it */
    u64 day_micro;   /* of both on the day `day` (of UTC, since the epoch) */
    u32 day;
    u64 day_micro_most; /* what it may be; the deployment's, not stored */
    u32 pause_count;    /* pauses of a second after a change: calls that a plain timer would make */

    u32 ask_parse; /* the parse that the embedded tutor waits for, 0 for none */
    u32 next_tip;  /* the last tip's id */
    u32 praise_turn;
    u32 muted_next; /* place of the next muted entry */
    u32 clock;      /* counts uses of clients */
    struct budget budget;
    struct socket sockets[SOCKETS_MAX];
    struct client clients[CLIENTS_MAX];
    struct standing tips[TIPS_MAX];
    struct said said[SAID_MAX];
    struct undone undone[UNDONE_MAX];
    u8 said_next, undone_next;
    u64 muted[MUTED_MAX]; /* hashes of a tip's id and the code it was dismissed at; 0 is free */
    /* The program at the last call (or baseline), and at the last change that the budget counted.
     */
    u32 seen_count, seen_tokens_count, mark_count;
    struct seen_unit seen[OUTLINE_UNITS_MAX];
    u16 seen_tokens[TOKENS_MAX], mark[TOKENS_MAX];
    struct talk talk; /* the question that is open, if one is; not stored */
    struct conversation conversation;
    struct text text;
};

/* One event, while it is handled: what the parts of the machine hand to each other. */
struct step {
    struct session *session;
    struct effects *effects;
    struct arena *arena;
    i64 now_ms;
};

/* Asks the syntax sandbox to read a text: effect parse, answered with outline or fail of this id.
 */
void step_parse(struct step *step, u32 id, u8 language, struct text *text);

/* Starts empty: no session until EVENT_START. `pool` as for text_init. */
void session_init(struct session *self, u8 *pool, u32 slot_count);

/* Handles one event. `payload` is borrowed for the call and aligned to 8. The pool, the arena and
 * the outbox must be as large as the functions below say for this payload. */
void session_step(struct session *self, enum event event, u32 id, i64 now_ms, struct str payload,
                  struct arena *arena, struct effects *effects);

/* What a step with a payload of `bytes` may need: slots of the text's pool, bytes of arena, bytes
 * of outbox. */
u32 session_slots(const struct session *self, enum event event, u32 bytes);
usize session_arena_bytes(const struct session *self, enum event event, u32 bytes);
usize session_outbox_bytes(const struct session *self, enum event event, u32 bytes);

/* The handlers, one file each. */
void event_start(struct step *step, struct str payload);
void event_open(struct step *step, u32 id, struct str payload);
void event_frame(struct step *step, u32 id, struct str payload);
void event_gone(struct step *step, u32 id);
void event_alarm(struct step *step);
void event_outline(struct step *step, u32 id, struct str payload);
void event_chunk(struct step *step, u32 id, struct str payload);
void event_done(struct step *step, u32 id);
void event_fail(struct step *step, u32 id, struct str payload);
void event_grant(struct step *step, u32 id, struct str payload);
void event_hit(struct step *step, u32 id, struct str payload);
void event_admit(struct step *step, u32 id, struct str payload);

#endif
