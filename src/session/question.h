/* question.h: the body of POST /chat, read strictly.
 *
 *   {"exerciseSlug", "code", "question", "language"?, "history"?: [{"role": "user"|"assistant",
 *    "content"}], "taskId"?, "locale"?}
 *
 * Members of other names are passed over. What is wrong is told with the field, and where a limit
 * is exceeded with the limit and the size, both in UTF-16 units or messages. */
#ifndef SESSION_QUESTION_H
#define SESSION_QUESTION_H

#include "base/json.h"
#include "base/limits.h"
#include "mentor/chat.h"

/* X(ENUM, HTTP status, "code", "what to do") */
#define QUESTION_FAULTS(X)                                                                         \
    X(FINE, 200, "", "")                                                                           \
    X(LONG, 413, "body_too_long", "The request is over 256 KiB. Send less code or history.")       \
    X(JSON, 400, "bad_json", "The body is not JSON. Send one JSON object in UTF-8.")               \
    X(DUPLICATE, 400, "bad_json", "A key is there twice. Send each field once.")                   \
    X(DEEP, 400, "bad_json", "The JSON is nested too deeply, or has too many values.")             \
    X(OBJECT, 400, "bad_json", "The body is not a JSON object.")                                   \
    X(MISSING, 400, "missing_field", "A field is missing.")                                        \
    X(TYPE, 400, "bad_field", "A field has the wrong type or an impossible value.")                \
    X(SIZE, 413, "field_too_long", "A field is longer than its limit.")                            \
    X(FOREIGN, 403, "wrong_exercise", "The token is for another exercise.")                        \
    X(EXERCISE, 404, "exercise_not_found", "There is no such exercise.")                           \
    X(CURRICULUM, 503, "curriculum_unavailable",                                                   \
      "The exercise cannot be read just now. Ask again in a minute.")

enum question_fault {
#define X(name, status, code, text) QUESTION_##name,
    QUESTION_FAULTS(X)
#undef X
        QUESTION_FAULT_COUNT
};

struct question_fault_info {
    const char *code, *text;
    u16 status;
};
extern const struct question_fault_info QUESTION_FAULT_INFO[QUESTION_FAULT_COUNT];

/* All strings are borrowed from the arena that the body was read into. */
struct question {
    struct str slug, code, question, language, task, locale;
    struct chat_turn turns[CHAT_HISTORY_MAX];
    u32 turn_count;
    /* where a fault lies: NULL and 0 where it lies nowhere */
    const char *field;
    u32 limit, size;
};

/* Reads a body. `self` holds what was read so far, and where the fault lies. */
enum question_fault question_read(struct question *self, struct str body, struct arena *arena);

#endif
