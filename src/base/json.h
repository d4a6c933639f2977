/* json.h: reads JSON that strangers wrote.
 *
 * cJSON builds the tree; before it sees a byte, our own check has refused what cJSON would let pass
 * (bad UTF-8, a lone surrogate, \u0000, trailing bytes, numbers and literals that RFC 8259 does not
 * know, deep nesting), and after it duplicate keys are refused. Keys are compared with their case.
 * The tree lives in an arena for one step.            */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"

struct cJSON;

enum json_fault {
    JSON_FINE,
    JSON_SYNTAX,    /* not JSON, or something after its end */
    JSON_UTF8,      /* bytes that are not UTF-8 */
    JSON_SURROGATE, /* half of a surrogate pair, which no UTF-8 text can hold */
    JSON_NUL,       /* \u0000: the libraries below us end a string there */
    JSON_DEPTH,     /* nested deeper than JSON_DEPTH_MAX */
    JSON_DUPLICATE, /* the same key twice in one object */
    JSON_MEMORY,    /* more values than JSON_VALUES_MAX or the arena holds, or more keys than
                       JSON_KEYS_MAX */
};

/* Reads one JSON value. NULL with `*fault` set when it is refused. The tree is valid until the
 * arena is reset. */
const struct cJSON *json_read(struct str text, struct arena *arena, enum json_fault *fault);

/* Checks without building a tree. */
enum json_fault json_check(struct str text);

/* The same; `*at` is the byte offset at which the check ended: of the fault, or the text's length.
 */
enum json_fault json_check_at(struct str text, usize *at);

/* The member of an object, or NULL when it is not there (or `object` is no object). */
const struct cJSON *json_get(const struct cJSON *object, const char *key);

bool json_is_object(const struct cJSON *value);
bool json_is_array(const struct cJSON *value);

/* Nothing is there: no value (NULL), or null. */
bool json_is_null(const struct cJSON *value);
bool json_is_true(const struct cJSON *value);

/* The string's bytes, borrowed from the tree. False when the value is NULL or no string. */
bool json_string(const struct cJSON *value, struct str *out);

/* A whole number from `min` to `max`. False when the value is NULL, no number, broken, or outside.
 */
bool json_integer(const struct cJSON *value, i64 min, i64 max, i64 *out);

/* Any number that is finite. False when the value is NULL, no number, or beyond a double. */
bool json_number(const struct cJSON *value, f64 *out);

/* First element of an array or member of an object, and the next one; NULL at the end. */
const struct cJSON *json_first(const struct cJSON *array);
const struct cJSON *json_member(const struct cJSON *object);
const struct cJSON *json_next(const struct cJSON *element);

/* The key of an object's member, borrowed from it; empty for an element of an array. */
struct str json_key(const struct cJSON *member);

/* Writes a tree as compact JSON. False when it holds a number that no i64 can hold. */
bool json_write(struct buf *out, const struct cJSON *value);

#endif
