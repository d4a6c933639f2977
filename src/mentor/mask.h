/* mask.h: what must not leave in a prompt: keys, tokens, passwords.
 *
 * A learner's program may hold a real secret, and a prompt goes to somebody else's machine. Found
 * are: private keys (PEM), tokens known by their shape (JWT, AWS, GitHub, OpenAI, Google, Slack,
 * Stripe and others), literals given to or compared with a name that says password, secret, API
 * key or token, Authorization headers, passwords in URLs and connection strings, and long runs that
 * look random. The core maps nothing back: a tip whose quote touches a masked place fails the
 * gate's check, byte for byte, as it should.
 *
 * A mask goes over lines in order, since a key may fill many, and over a line from left to right.
 * Vocabulary: span (bytes of a line to be replaced; quotes stay outside, so that the code still
 * parses), secrecy (how surely a name says that its value is secret). Work is O(bytes of the line).
 */
#ifndef MENTOR_MASK_H
#define MENTOR_MASK_H

#include "base/str.h"

/* What stands in a secret's place. */
#define MASK_SHOWN "<secret>"

enum secrecy { SECRECY_NONE, SECRECY_WEAK, SECRECY_STRONG };

struct mask_span {
    usize from, to;
};

struct mask {
    bool bare;   /* a language in which a word without quotes is a value: shell, YAML, .env */
    bool in_key; /* inside a private key */
    enum secrecy expects; /* the next line holds the value */
    /* of the line in progress */
    struct str line;
    usize at;
    enum secrecy chain; /* the literal before was a secret, and another may be joined to it */
    u8 quote;           /* that is open at `at`, or 0 */
    bool is_header;     /* "Authorization" stands before `at` */
};

/* Begins the next line, without its line end. Borrowed until the next one. */
void mask_line(struct mask *self, struct str line);

/* The next span of the line, not empty, behind the one before; false at the line's end. */
bool mask_next(struct mask *self, struct mask_span *span);

/* ---- the parts ---- */

/* The bytes at `at` (where a word begins) that are a token by their shape; 0 when they are none. */
usize mask_shape(struct str line, usize at);

/* The bytes of a run that looks random. `at` must be its start. `*run` is its whole length. */
usize mask_random(struct str line, usize at, usize *run);

/* How surely a name such as dbPassword or API_KEY says that its value is secret. */
enum secrecy mask_name(struct str name);

/* A value given to the name that begins at `at` (its length in `*name_bytes`). False when it is not
 * secret, or no literal. Sets `expects` when the value must stand on the next line. */
bool mask_value(struct mask *self, usize at, usize *name_bytes, struct mask_span *span);

/* The literal that begins at `at` (blanks and brackets before it are passed), when it is secret. */
bool mask_literal(struct mask *self, usize at, enum secrecy secrecy, bool told,
                  struct mask_span *span);

#endif
