/* limits.h: every capacity of the program, with its unit and its reason (law 3).
 *
 * Beyond a limit there is a clear answer, never a crash: the comment says which. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* ---- what a learner writes ---- */

/* Bytes of UTF-8 in one document: error text_too_long. A stored value may have 2 MB. */
#define TEXT_BYTES_MAX (1u << 20)

/* Lines in one document: error too_many_lines. Keeps an outline of it bounded. */
#define TEXT_LINES_MAX 50000u

/* Bytes of one frame: close 1009. A document escaped in JSON fits in most cases. */
#define FRAME_BYTES_MAX (2u << 20)

/* Edits in one frame: error too_complex. One user action rarely has ten. */
#define FRAME_EDITS_MAX 4096u

/* Arena of a step, beside a multiple of the frame's and the document's length. */
#define ARENA_BYTES_MIN (64u << 10)

/* Nested arrays and objects: error bad_json. Our own frames have three. */
#define JSON_DEPTH_MAX 32u

/* Values in one frame: error too_complex. An edit has four. */
#define JSON_VALUES_MAX (4u * FRAME_EDITS_MAX + 64u)

/* Keys of one object: error too_complex. Keeps the search for duplicates short. */
#define JSON_KEYS_MAX 64u

/* ---- the document in memory ---- */

/* Bytes a leaf of the text can hold; a random edit at 1 MB moves at most this much. */
#define LEAF_BYTES 2048u

/* Bytes put into a leaf when text is cut anew; two neighbours with no more than that merge. */
#define LEAF_FILL 1536u

/* Leaves of one document: 1 MiB needs at most 2 * 1 MiB / LEAF_FILL + 1 = 1367 of them. */
#define LEAVES_MAX 2048u

/* Of one instance: a document, a frame and all that a step on them may write. */
#define MEMORY_BYTES_MAX (48u << 20)

/* ---- outline and findings of one parse ---- */

/* Units of an outline: the rest is folded into the last one, flag OUTLINE_CUT. */
#define OUTLINE_UNITS_MAX 4096u

/* Nesting of units: deeper statements belong to the unit at this depth. */
#define OUTLINE_DEPTH_MAX 64u

/* Tokens of an outline that are compared: about 100 KB of code. What lies behind them is compared
 * by units. */
#define TOKENS_MAX 32768u

/* Findings of one parse: the first by severity, then by place, are kept. */
#define FINDINGS_MAX 64u

/* Places of errors in an outline: of more, the first ones are told. */
#define FAULTS_MAX 32u

/* Names that a tip's sentence may quote. */
#define FINDING_SLOTS_MAX 3u

/* Depth to which a syntax tree is walked; below it a node counts as one token. */
#define TREE_DEPTH_MAX 1000u

/* ---- a session ---- */

/* Live sockets of one session: error too_many_sockets, close 4409. Tabs of one learner. */
#define SOCKETS_MAX 8u

/* Clients whose last edit number is remembered, so that a repeat is dropped. */
#define CLIENTS_MAX 16u

/* Tips that stand at the same time; a mentor with more to say waits. */
#define TIPS_MAX 4u

/* Findings that the learner dismissed, the oldest is forgotten first. */
#define MUTED_MAX 32u

/* Protocol violations in a row before close 1008. */
#define STRIKES_MAX 3u

/* Edits of one socket before an ack does not wait for the pause. */
#define ACKS_MAX 16u

/* Bytes of a quoted line in a tip; a longer one is cut at a character. */
#define QUOTE_BYTES_MAX 120u

/* Bytes of a name in a tip's sentence; a finding with a longer one says nothing. */
#define SLOT_BYTES_MAX 48u

/* Bytes of a sentence with its names filled in; make checks that sources stay below 240. */
#define SENTENCE_BYTES_MAX 512u

/* Parts of a hyphenated word in a tip ("off-by-one" has three): more is no word. */
#define LEXICON_PARTS_MAX 4u

/* Bytes of a model's answer that are read: then the call is halted. */
#define REPLY_BYTES_MAX 2048u

/* Arena in which a reply is read: a node of cJSON for each value, and its strings. */
#define REPLY_ARENA_BYTES (96u << 10)

/* Bytes of one event of a provider's stream, or of an answer that is not streamed: then it is
 * broken. A token's event has 300; Gemini's signatures of thoughts have some thousand. */
#define SSE_EVENT_BYTES_MAX (16u << 10)

/* Arena in which one such event is read: four times its text. What needs more values than a
 * provider ever sends is broken. */
#define DIALECT_ARENA_BYTES (64u << 10)

/* Milliseconds for which a retry waits at most: a provider that asks for more gets none. */
#define RETRY_AFTER_MS_MAX 10000u

/* Tokens of a prompt by the estimate of mentor/estimate.h: 0.06 cents of Llama 3.3. Beyond it lines
 * of code are left out. */
#define PROMPT_TOKENS_MAX 2000u

/* Bytes of a call's body as JSON. Code of 2,000 tokens takes half of it; beyond it lines of code
 * are left out. */
#define PROMPT_BYTES_MAX (16u << 10)

/* Bytes of a call's body beside its two turns: keys, the schema of the answer, the price. */
#define PROMPT_ENVELOPE_BYTES 1024u

/* Bytes of one line of code in a prompt; a longer one is cut at a character. */
#define EXCERPT_LINE_BYTES_MAX 1024u

/* Places of a program that a prompt shows; further changes are left out. */
#define EXCERPT_SPANS_MAX 12u

/* Tokens that a model may answer for one tip. */
#define OUT_TOKENS_MAX 160u

/* ---- what a model may say (mentor/gate.h) ---- */

/* Characters of a tip: fewer say nothing, more are not one thing. */
#define TIP_CHARACTERS_MIN 12u
#define TIP_CHARACTERS_MAX 240u

/* Bytes of a tip that was shown: its characters are ASCII, but for names of the code and a dash. */
#define TIP_BYTES_MAX 480u

/* Words of a tip: what is read at a glance. */
#define TIP_WORDS_MAX 45u

/* Bytes of what a tip teaches, in a few words. */
#define CONCEPT_BYTES_MAX 48u

/* Names of the learner's own that one tip may speak of: more are a text written in names. */
#define TIP_NAMES_MAX 8u

/* Tips shown last that a new one is compared with, and that the prompt tells the model. */
#define SAID_MAX 6u

/* Words and signs that the learner took out lately, and how long a tip may not ask for them. */
#define UNDONE_MAX 32u
#define UNDONE_MS  30000

/* Changed places that one prompt shows first: of more, the last ones are shown as one. */
#define FOCUS_MAX 8u

/* Bytes of a lesson of a deployment's own as JSON: refused. The longest of ours has 2,600. */
#define LESSON_BYTES_MAX (64u << 10)

/* Arena in which such a lesson is read: its strings, and a node of cJSON for each value. What needs
 * more values than a lesson has is refused. */
#define LESSON_ARENA_BYTES (192u << 10)

/* Bytes of a lesson's title: one line of a screen. */
#define LESSON_TITLE_BYTES_MAX 120u

/* What one lesson holds at most: beyond it, it is refused. Nobody works through more. */
#define LESSON_TASKS_MAX    32u
#define LESSON_HINTS_MAX    32u
#define LESSON_CONCEPTS_MAX 16u

/* Bytes of a short string in a frame: language, tip, verdict. */
#define NAME_BYTES_MAX 64u

/* ---- the chat tutor (mentor/chat.h, session/talk.h) ---- */

/* Bytes of a question to POST /chat: answer 413 while it still comes in. Code, question and history
 * at their limits have 110,000 characters. */
#define CHAT_BODY_BYTES_MAX (256u << 10)

/* UTF-16 units of the learner's code, of her question, of one message of the history and of all of
 * them: answer 413, with the field, the limit and the size. */
#define CHAT_CODE_UNITS_MAX     50000u
#define CHAT_QUESTION_UNITS_MAX 5000u
#define CHAT_MESSAGE_UNITS_MAX  10000u
#define CHAT_HISTORY_UNITS_MAX  50000u

/* Messages of a history: answer 413. */
#define CHAT_HISTORY_MAX 10u

/* The last messages of it that a model is shown: older ones matter little and cost as much. */
#define CHAT_TURNS_MAX 5u

/* Tokens of a chat's prompt by the estimate: Llama 3.3 has 24,000 for both sides. Beyond it older
 * messages and lines of code are left out. */
#define CHAT_TOKENS_MAX 20000u

/* Shares of it: the exercise, the question, all turns of the history and one of them. The code has
 * what they leave. */
#define CHAT_LESSON_TOKENS   4000u
#define CHAT_QUESTION_TOKENS 4000u
#define CHAT_HISTORY_TOKENS  5000u
#define CHAT_TURN_TOKENS     2000u

/* Bytes of the body of such a call, as JSON: six for one at the worst, so it is tokens that end
 * first. */
#define CHAT_PROMPT_BYTES_MAX (256u << 10)

/* Tokens that a model may answer to one question. */
#define CHAT_OUT_TOKENS_MAX 2048u

/* Bytes of an answer, beside SPEECH_BYTES_MAX of a model: words of ours, which are the embedded
 * tutor's, or a hint in the place of what was withheld. */
#define CHAT_OWN_BYTES_MAX    (4u << 10)
#define CHAT_ANSWER_BYTES_MAX (SPEECH_BYTES_MAX + CHAT_OWN_BYTES_MAX)

/* JSON values of a request to the chat tutor: answer 400. It has 30 at most that anybody reads. */
#define CHAT_VALUES_MAX 1024u

/* Bytes of the conversation that a session keeps, questions and answers: the oldest go first. */
#define CONVERSATION_BYTES_MAX (32u << 10)

/* ---- what a tutor may say in a chat (mentor/speech.h) ---- */

/* Bytes of an answer: 2,048 tokens have about 10 KB. A longer one ends there, as one that was cut.
 */
#define SPEECH_BYTES_MAX (32u << 10)

/* Bytes that wait to be judged: a block of code of 200 lines. A longer block is refused; prose
 * without an end in so many bytes is judged and cut at its last blank. */
#define SPEECH_PIECE_BYTES_MAX (8u << 10)

/* Bytes of the learner's code, the starter, the solution and the instructions that are read, each
 * from its beginning: 2,000 lines. */
#define SPEECH_SOURCE_BYTES_MAX (64u << 10)

/* Words of our own instructions that are told apart, a broken promise beyond. Slots of their table:
 * a power of two, half empty. */
#define SPEECH_RULES_WORDS_MAX 1024u
#define SPEECH_RULES_SLOTS     2048u

/* Fingerprints of one solution, and slots of their table (a power of two). 700 are 1,400 tokens,
 * 200 lines; what lies behind them is no secret. */
#define FINGERPRINTS_MAX   700u
#define FINGERPRINTS_SLOTS 1024u

/* Bits of the filter of what the learner has (a power of two): the 4,000 tokens of 500 lines and
 * their names set one in eight, so one new token in eight is taken for one that is there. */
#define SPEECH_OWN_BITS (64u << 10)

/* Names that the exercise wants to be defined; of more the first ones count. */
#define SPEECH_WANTED_MAX 48u

/* Tokens of a solution that is too small for fingerprints and is compared as a whole. */
#define SPEECH_EXACT_MAX 48u

/* Long runs of letters and digits in the learner's own code that may be quoted. */
#define SPEECH_RUNS_MAX 16u

/* ---- the ledger of calls, and the breakers (session/limiter.h) ---- */

/* Calls of the last two minutes that one ledger holds: answer "full". An account has 300 a minute;
 * the ledger is stored with each call, so its calls stay below 30 KB. Those of providers that count
 * no minute are held only until they are settled. */
#define LEDGER_CALLS_MAX 1200u

/* Calls a minute that a setting may allow: more counts as this. */
#define LEDGER_MINUTE_CALLS_MAX 1000u

/* Messages of one user in a window that a setting may allow: more counts as this. Sixteen bytes
 * each, stored with every message. */
#define MESSAGES_MAX 1000u

/* The longest window in which messages are counted, a day: answer bad_request. Older messages are
 * forgotten. */
#define MESSAGES_WINDOW_MS_MAX 86400000

/* Micro-dollars a day that a setting may allow, a million dollars: more counts as this. */
#define LEDGER_MICRO_MAX 1000000000000ull

/* Micro-dollars that one call may be priced at, a thousand dollars: answer bad_request. */
#define LEDGER_CALL_MICRO_MAX 1000000000u

/* The window in which calls are counted: services count by the minute. */
#define LEDGER_MINUTE_MS 60000

/* A reservation that nobody settled by then is taken for spent, and its key is forgotten. A call
 * ends after 20 s (session/call.h) and may be made twice: an object that lives has long settled. */
#define LEDGER_KEPT_MS 120000

/* Bytes of a request to a ledger: answer bad_request. Its own have less than 200. */
#define LEDGER_REQUEST_BYTES_MAX 1024u

/* Five failures in a row open a breaker. A service that is full answers soon and costs nothing, so
 * busy counts half. */
#define BREAKER_POINTS         10u
#define BREAKER_FAILURE_POINTS 2u
#define BREAKER_BUSY_POINTS    1u

/* How long a breaker is open at first: services restart in less. Doubled with each probe that
 * fails, up to ten minutes: then one call in ten minutes finds out that all is well again. */
#define BREAKER_OPEN_MS     30000
#define BREAKER_OPEN_MS_MAX 600000

/* A service's midnight may be later than ours: what says in this time after it that the day's
 * allocation is used may still mean yesterday's. */
#define BREAKER_MIDNIGHT_MS 60000

/* While a probe is out nobody knows when it ends: ask again after this. A call takes some seconds.
 */
#define BREAKER_AGAIN_MS 5000

/* ---- tokens (session/admit.h) ---- */

/* Bytes of a token: why too_long. Issuers stay below 4 KB, since servers cut headers at 8 KB. */
#define ADMIT_TOKEN_BYTES_MAX 8192u

/* Bytes of a policy as JSON: why policy. Its keys are names, a hundred bytes each. */
#define ADMIT_POLICY_BYTES_MAX 8192u

/* Bytes that are read of a policy and a token, with the length before them. */
#define ADMIT_BYTES_MAX (4u + ADMIT_POLICY_BYTES_MAX + ADMIT_TOKEN_BYTES_MAX)

/* Keys of a deployment: why policy. One that is used, one that comes, and those of a school's
 * services. */
#define ADMIT_KEYS_MAX 16u

/* Bytes of a claim that is a name, sub and exercise_slug: why sub, exercise_slug. OpenID Connect
 * allows 255 for sub. */
#define ADMIT_NAME_BYTES_MAX 255u

/* Seconds by which two clocks may be apart: a setting of more counts as this. Machines with NTP are
 * within one. */
#define ADMIT_LEEWAY_S_MAX 30

#endif
