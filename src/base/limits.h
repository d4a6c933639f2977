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

/* Bytes of a model's answer that are read: then the call is halted. */
#define REPLY_BYTES_MAX 2048u

/* Bytes of a prompt: about 2,000 tokens at 3.6 bytes a token. */
#define PROMPT_BYTES_MAX 7000u

/* Tokens that a model may answer for one tip. */
#define OUT_TOKENS_MAX 160u

/* Bytes of a short string in a frame: language, tip, verdict. */
#define NAME_BYTES_MAX 64u

#endif
