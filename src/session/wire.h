/* clang-format off */
/* wire.h: the protocol of clients, mentor.v1.
 *
 * Text frames of JSON objects, the type in "t". Positions and lengths count UTF-16 units, as
 * browsers do; lines and columns count from 1. A line ends at "\n" and nowhere else. A revision
 * counts the changes of the document.
 *
 * A client says
 *   hello {rev, hash, language?, client?}
 *              what I have; answered with a welcome
 *   edit  {rev, len, d: [[at, del, "ins"], …], n?}
 *              my base revision, the length of the result, and edits, each made to the result of
 *              the one before; n numbers the edits of one client upwards. Behind a refused edit, n
 *              that follow by one are refused too: an edit that was rebased leaves a gap in n
 *   text  {text, language?}
 *              the whole document (also for simple clients); answered with an ack
 *   look       look now, do not wait for my hands
 *   left       the caret left the line that I changed last: that thought is finished
 *   set   {language?, dial?}
 *              settings of the session; dial: quiet | normal | eager, how much to say unasked
 *   seen  {tip, verdict}
 *              helpful | wrong | dismissed
 *   hint  {tip}
 *              open the next step of the ladder
 *   ask   {question}
 *              a question to the tutor about the code as it stands; one at a time
 *   stop       no more of that answer
 *
 * and the server says
 *   welcome {session, role, rev, hash, saved, n, language, dial, text?, tips: […], state: {…},
 *            chat?: [{who, text}], asked?}
 *              at the opening, and to hello; without text when (rev, hash) were right
 *              (n: the last edit of this client that was applied). An owner gets the conversation
 *              (who: learner | tutor), and in asked the number of a question that is being answered
 *   ack    {rev, n?}
 *              applied, all that you sent up to here (one for several edits)
 *   saved  {rev}
 *              stored; a client keeps what is not saved and sends it again
 *   edit   {rev, len, d}
 *              what another tab did; rev is the revision that it made
 *   set    {language, dial}
 *              what was set, also to the tab that set it: of two at once the last one holds
 *   resync {rev, n?}
 *              your edit n did not fit and was left out: rebase it, or send the text
 *   state  {look, why, text, next_ms?, spent, saved, spent_micro?, saved_micro?, model?}
 *              idle | waiting | looking | asking | cooling, and why, in a word and a sentence;
 *              next_ms is how long until the next step; spent and saved count calls of a model, and
 *              what they cost in micro-dollars; model is ready | resting | spent
 *   tip    {id, rule?, rev, line, column, end_line, end_column, quote, severity, text, concept,
 *           source, hint, hints: […]}
 *              one true thing; hint steps of its ladder are open. Sent again when it changes. One
 *              in a model's words goes to owners; a viewer sees the catalogue's, if it has a rule
 *   gone   {tip, because, text}
 *              fixed | moved | dismissed | older
 *   asked  {id, question}
 *              somebody asked the tutor; id numbers the question. This and the next two go to
 *              owners alone
 *   say    {id, text}
 *              the next piece of the answer
 *   said   {id, finish, text?, remaining?}
 *              it is over: stop | length | stopped, or the word and the sentence why not (session/talk.h);
 *              remaining are the messages that are left in the window
 *   error  {code, text, field?}
 *              nothing was changed; what to do about it
 *
 * The lines "ping" and "pong" are the host's own and never come here.
 *
 * hash is text_hash of the document's UTF-8 bytes as 16 hexadecimal digits (code/text.h). client is
 * a string that a tab keeps while it lives, so that an edit sent again after a lost connection is
 * applied once; a new connection of it closes the older one (4410). */
/* clang-format on */
#ifndef SESSION_WIRE_H
#define SESSION_WIRE_H

#include "base/json.h"
#include "session/session.h"

/* What can be wrong with a frame. X(ENUM, "code", is a violation of the protocol, "what to do") */
#define FAULTS(X)                                                                                  \
    X(BAD_JSON, "bad_json", true, "The frame is not JSON. Send one JSON object in each frame.")    \
    X(BAD_UTF8, "bad_utf8", true, "The frame is not UTF-8. Send text frames.")                     \
    X(LONE_SURROGATE, "lone_surrogate", true,                                                      \
      "Half of a surrogate pair cannot be stored. Send whole characters.")                         \
    X(NUL, "nul_character", true, "The character U+0000 cannot be stored. Leave it out.")          \
    X(TOO_COMPLEX, "too_complex", true,                                                            \
      "The frame holds too many values. Send fewer edits at once, or the text.")                   \
    X(UNKNOWN_TYPE, "unknown_type", true, "The field t names no frame of mentor.v1.")              \
    X(BAD_FIELD, "bad_field", true, "A field is missing or has the wrong type.")                   \
    X(BAD_REVISION, "bad_revision", true, "A revision is a whole number from 0 on.")               \
    X(BAD_EDIT, "bad_edit", true,                                                                  \
      "An edit lies outside the text or cuts a character. Send the whole text.")                   \
    X(TEXT_TOO_LONG, "text_too_long", false,                                                       \
      "The text would be over 1 MiB. Make it shorter; nothing was changed.")                       \
    X(TOO_MANY_LINES, "too_many_lines", false,                                                     \
      "The text would have over 50,000 lines. Nothing was changed.")                               \
    X(FRAME_TOO_LONG, "frame_too_long", false,                                                     \
      "The frame is over 2 MiB. Send less at once; nothing was changed.")                          \
    X(UNKNOWN_LANGUAGE, "unknown_language", false,                                                 \
      "The mentor does not know this language. Choose another one.")                               \
    X(UNKNOWN_DIAL, "unknown_dial", false, "The dial has quiet, normal and eager. Choose one.")    \
    X(UNKNOWN_TIP, "unknown_tip", false, "This tip does not stand any more.")                      \
    X(NO_MORE_HINTS, "no_more_hints", false, "All steps of this tip are open already.")            \
    X(QUESTION_TOO_LONG, "question_too_long", false,                                               \
      "A question has at most 5,000 characters. Ask for less at once.")                            \
    X(BUSY, "busy", false, "The tutor is still answering. Wait for the end, or stop it.")          \
    X(NOT_ALLOWED, "not_allowed", false, "A viewer can read but not change this session.")         \
    X(TOO_MANY_SOCKETS, "too_many_sockets", false,                                                 \
      "This session is open in too many places. Close another tab.")                               \
    X(REPLACED, "replaced", false, "A newer connection of this tab took over.")                    \
    X(RESTORED_OLDER, "restored_older", false,                                                     \
      "The newest save was damaged. This is the one before it.")                                   \
    X(RESTORED_EMPTY, "restored_empty", false,                                                     \
      "The saved session was damaged and could not be read. It starts empty.")

enum fault {
    FAULT_NONE,
#define X(name, code, violation, text) FAULT_##name,
    FAULTS(X)
#undef X
        FAULT_COUNT
};

enum frame_type {
    FRAME_NONE,
    FRAME_HELLO,
    FRAME_EDIT,
    FRAME_TEXT,
    FRAME_LOOK,
    FRAME_LEFT,
    FRAME_SET,
    FRAME_SEEN,
    FRAME_HINT,
    FRAME_ASK,
    FRAME_STOP
};
enum verdict { VERDICT_HELPFUL = 1, VERDICT_WRONG, VERDICT_DISMISSED };

struct frame {
    enum frame_type type;
    enum language language;    /* LANGUAGE_COUNT when the frame names none */
    enum dial dial;            /* set; DIAL_COUNT when the frame names none */
    u32 revision;              /* hello, edit */
    u64 hash;                  /* hello; 0 when it is no hash */
    u64 client;                /* hello; 0 when it names none */
    u32 length;                /* edit: UTF-16 units of the result */
    u32 number;                /* edit: n, 0 when it has none */
    const struct cJSON *edits; /* edit: an array; its elements are read by wire_edit */
    struct str text;           /* text; ask: the question */
    u32 tip;                   /* seen, hint */
    enum verdict verdict;      /* seen */
};

/* Reads one frame. On a fault, `*field` names the field it lies in or is NULL. Strings are borrowed
 * from the arena. */
enum fault wire_read(struct frame *self, struct str bytes, struct arena *arena, const char **field);

/* One element of `edits`, with its place in UTF-16 units. False when it is not [at, del, "ins"]. */
struct wire_edit {
    u32 at, del;
    struct str ins;
};
bool wire_edit(struct wire_edit *self, const struct cJSON *element);

/* Sixteen hexadecimal digits as a number; 0 when they are not that. */
u64 wire_hash(struct str digits);

/* The hash by which a client's word is kept; 0 for an empty one. */
u64 wire_client(struct str word);

/* Frames of the server, each as one effect to `socket` (0: to all). */
void wire_welcome(struct step *step, const struct socket *socket, bool with_text);
void wire_ack(struct step *step, const struct socket *socket);
void wire_saved(struct step *step);
void wire_resync(struct step *step, u32 socket, u32 number);
void wire_set(struct step *step);
void wire_state(struct step *step);
void wire_tip(struct step *step, const struct standing *tip);
void wire_gone(struct step *step, u32 tip, const char *because, struct str text);
void wire_asked(struct step *step, struct str question);
void wire_say(struct step *step, struct str text);
void wire_said(struct step *step);
void wire_error(struct step *step, u32 socket, enum fault fault, const char *field);
void wire_drop(struct step *step, u32 socket, u32 code, enum fault fault);

/* True for a fault that counts as a strike. */
bool fault_is_violation(enum fault fault);

#endif
