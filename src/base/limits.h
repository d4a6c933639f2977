/* limits.h: every capacity of the program, with its unit and its reason (law 3).
 *
 * Beyond a limit there is a clear answer, never a crash: the comment says which. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* ---- what a learner writes ---- */
#define TEXT_BYTES_MAX (1u << 20)  /* bytes of UTF-8 in one document: error text_too_long. A stored value may have 2 MB. */
#define TEXT_LINES_MAX 50000u      /* lines in one document: error too_many_lines. Keeps an outline of it bounded. */
#define FRAME_BYTES_MAX (2u << 20) /* bytes of one frame: close 1009. A document escaped in JSON fits in most cases. */
#define FRAME_EDITS_MAX 4096u      /* edits in one frame: error too_complex. One user action rarely has ten. */
#define ARENA_BYTES_MIN (64u << 10) /* arena of a step, beside a multiple of the frame's and the document's length. */
#define JSON_DEPTH_MAX 32u         /* nested arrays and objects: error bad_json. Our own frames have three. */
#define JSON_VALUES_MAX (4u * FRAME_EDITS_MAX + 64u) /* values in one frame: error too_complex. An edit has four. */
#define JSON_KEYS_MAX 64u          /* keys of one object: error too_complex. Keeps the search for duplicates short. */

/* ---- the document in memory ---- */
#define LEAF_BYTES 2048u /* bytes a leaf of the text can hold; a random edit at 1 MB moves at most this much. */
#define LEAF_FILL 1536u  /* bytes put into a leaf when text is cut anew; two neighbours with no more than that merge. */
#define LEAVES_MAX 2048u /* leaves of one document: 1 MiB needs at most 2 * 1 MiB / LEAF_FILL + 1 = 1367 of them. */

#define MEMORY_BYTES_MAX (48u << 20) /* of one instance: a document, a frame and all that a step on them may write. */

/* ---- outline and findings of one parse ---- */
#define OUTLINE_UNITS_MAX 4096u  /* units of an outline: the rest is folded into the last one, flag OUTLINE_CUT. */
#define OUTLINE_DEPTH_MAX 64u    /* nesting of units: deeper statements belong to the unit at this depth. */
#define FINDINGS_MAX 64u         /* findings of one parse: the first by severity, then by place, are kept. */
#define FINDING_SLOTS_MAX 3u     /* names that a tip's sentence may quote. */
#define TREE_DEPTH_MAX 1000u     /* depth to which a syntax tree is walked; below it a node counts as one token. */

/* ---- a session ---- */
#define SOCKETS_MAX 8u          /* live sockets of one session: error too_many_sockets, close 4409. Tabs of one learner. */
#define CLIENTS_MAX 16u         /* clients whose last edit number is remembered, so that a repeat is dropped. */
#define TIPS_MAX 4u             /* tips that stand at the same time; a mentor with more to say waits. */
#define MUTED_MAX 32u           /* findings that the learner dismissed, the oldest is forgotten first. */
#define STRIKES_MAX 3u          /* protocol violations in a row before close 1008. */
#define ACKS_MAX 16u            /* edits of one socket before an ack is sent without waiting for the pause. */
#define QUOTE_BYTES_MAX 120u    /* bytes of a quoted line in a tip; a longer one is cut at a character. */
#define SLOT_BYTES_MAX 48u      /* bytes of a name in a tip's sentence; a finding with a longer one says nothing. */
#define SENTENCE_BYTES_MAX 512u /* bytes of a sentence with its names filled in; make checks that sources stay below 240. */
#define REPLY_BYTES_MAX 2048u   /* bytes of a model's answer that are read: then the call is halted. */
#define PROMPT_BYTES_MAX 7000u  /* bytes of a prompt: about 2,000 tokens at 3.6 bytes a token. */
#define OUT_TOKENS_MAX 160u     /* tokens that a model may answer for one tip. */
#define NAME_BYTES_MAX 64u      /* bytes of a short string in a frame: language, tip, verdict. */

#endif
