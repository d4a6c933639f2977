/* lesson.h: the exercises that a learner can be helped with.
 *
 * A lesson comes from one of two places. Those of a curriculum that is built in are compiled from
 * src/lessons (or from the folder that make was given) into build/gen/lessons.c. One of a
 * deployment's own comes as JSON from its server and is read for one step.
 *
 * Vocabulary: slug (the name of a lesson in addresses), starter (the code a learner begins with),
 * task (one thing that the code must do), hint (a question that learners have, and an answer that
 * helps by one step without being the solution). The solution is never shown: it is known so that
 * what a model says can be held against it.
 *
 * Invariant: every text is UTF-8; LESSONS is sorted by the bytes of its slugs, none twice. */
#ifndef MENTOR_LESSON_H
#define MENTOR_LESSON_H

#include "base/arena.h"
#include "base/str.h"
#include "code/language.h"

struct lesson_task {
    struct str id, text;
};

struct lesson_hint {
    struct str question, answer;
};

struct lesson {
    struct str slug, title;
    struct str concepts;          /* with ", " between them */
    struct str instructions;      /* markdown */
    struct str starter, solution; /* code; either may be empty */
    u8 language;                  /* enum language */
    u8 level;                     /* 1 (first steps) to 10; 0 when nobody said it */
    const struct lesson_task *tasks;
    u32 task_count;
    const struct lesson_hint *hints; /* in the order in which learners need them */
    u32 hint_count;
};

extern const struct lesson LESSONS[];
extern const u32 LESSON_COUNT;

/* The built-in lesson with this slug, or NULL. The slug is borrowed for the call. */
const struct lesson *lesson_find(struct str slug);

/* May this be the name of a lesson: 1 to NAME_BYTES_MAX of a to z, 0 to 9, "-" and "_"? What fits
 * needs no escape in an address, a path or JSON. */
bool lesson_slug_fits(struct str slug);

/* Reads a lesson of a deployment's own: one JSON object {"slug", "title", "language", "level"?,
 * "concepts": ["…"], "instructions", "tasks": [{"id", "text"}], "hints": [{"question", "answer"}],
 * "starter", "solution"?} of at most LESSON_BYTES_MAX bytes. What has a "?" may be null too. Keys
 * that are not known are ignored; a key that is there twice, a wrong type, an empty text where one
 * is needed, a control character in what stands on one line, and what is beyond base/limits.h
 * refuse the whole lesson. A language that we do not know is read as the plain one.
 *
 * The texts and lists lie in `arena` (LESSON_ARENA_BYTES are enough) until it is reset; `json` may
 * go. False with `*fault` set to a sentence for the log that names the field, and `*out` empty. */
bool lesson_read(struct lesson *out, struct str json, struct arena *arena, const char **fault);

#endif
