/* Does the answer write the very function that the exercise asks for? This is asked without the
 * solution, so another way to write it is seen too: a definition of a name that the starter or the
 * instructions have, with a body that is new to the learner. An example under another name is none.
 */
#include "mentor/speech_parts.h"

/* So many new symbols in a row of its own are a body; fewer are a hint in the learner's code. */
#define UNIT_FRESH 10u

/* Lexemes between a name and what makes it a definition. */
#define UNIT_STEPS 40u

enum unit_state {
    UNIT_NONE,
    UNIT_NAME,     /* behind a wanted name */
    UNIT_ASSIGNED, /* name = … until it turns out to be a function */
    UNIT_PARAMS,   /* name( … ) */
    UNIT_AFTER,    /* name(…) … { */
    UNIT_BODY
};

void unit_want(struct speech *self, struct str name)
{
    u32 hash = code_hash(name);
    for (u32 i = 0; i < self->unit.wanted_count; i++)
        if (self->unit.wanted[i] == hash) return;
    if (self->unit.wanted_count < SPEECH_WANTED_MAX)
        self->unit.wanted[self->unit.wanted_count++] = hash;
}

static bool is_wanted(const struct speech *self, struct str name)
{
    u32 hash = code_hash(name);
    for (u32 i = 0; i < self->unit.wanted_count; i++)
        if (self->unit.wanted[i] == hash) return true;
    return false;
}

static bool is_word(const struct lexeme *lexeme, const char *const *words, u32 count)
{
    return lexeme->kind == LEXEME_NAME && word_is_one(lexeme->text, words, count);
}

static bool is_defining(const struct lexeme *lexeme)
{
    static const char *const WORDS[] = {"function", "def",   "fn",     "func",
                                        "fun",      "class", "define", "sub"};
    return is_word(lexeme, WORDS, ARRAY_LEN(WORDS));
}

static void begin(struct speech *self)
{
    self->unit.state = UNIT_BODY;
    self->unit.opened = false;
    self->unit.depth = 0;
    self->unit.parens = 0;
    self->unit.fresh = 0;
}

static bool has_braces(const struct speech *self)
{
    return LANGUAGE_INFO[self->language].comments == COMMENT_C;
}

/* Behind the bracket that closes the parameters: is this the beginning of a body? */
static u32 after_params(struct speech *self, const struct lexeme *lexeme)
{
    static const char *const BETWEEN[] = {"->", "::", ":", "<", ">", "&", "*", "[", "]", "|", ","};
    if (lexeme->kind == LEXEME_NAME) return UNIT_AFTER;
    for (u32 i = 0; i < ARRAY_LEN(BETWEEN); i++)
        if (lexeme_is(lexeme, BETWEEN[i])) return UNIT_AFTER;
    if (!lexeme_is(lexeme, "{") || !has_braces(self)) return UNIT_NONE;
    begin(self);
    self->unit.opened = true;
    self->unit.depth = 1;
    return UNIT_BODY;
}

static void put_head(struct speech *self, const struct lexeme *lexeme)
{
    static const char *const LAMBDAS[] = {"function", "lambda", "fn", "func", "fun", "class"};
    bool opens = lexeme_is(lexeme, "("), closes = lexeme_is(lexeme, ")");
    if (self->unit.steps++ == UNIT_STEPS || lexeme_is(lexeme, ";")) self->unit.state = UNIT_NONE;
    switch ((enum unit_state)self->unit.state) {
    case UNIT_NAME:
        self->unit.depth = opens;
        self->unit.state = opens                                              ? UNIT_PARAMS
                           : lexeme_is(lexeme, "=") || lexeme_is(lexeme, ":") ? UNIT_ASSIGNED
                                                                              : UNIT_NONE;
        break;
    case UNIT_ASSIGNED:
        if (lexeme_is(lexeme, "=>") || is_word(lexeme, LAMBDAS, ARRAY_LEN(LAMBDAS))) begin(self);
        break;
    case UNIT_PARAMS:
        self->unit.depth += opens;
        self->unit.depth -= closes;
        if (!self->unit.depth) self->unit.state = UNIT_AFTER;
        break;
    case UNIT_AFTER: self->unit.state = after_params(self, lexeme); break;
    case UNIT_NONE:
    case UNIT_BODY: break;
    }
}

/* True while the lexeme belongs to the body. Braces in brackets are parameters or callbacks. */
static bool put_body(struct speech *self, const struct lexeme *lexeme)
{
    if (lexeme_is(lexeme, "(")) self->unit.parens++;
    if (lexeme_is(lexeme, ")") && self->unit.parens) self->unit.parens--;
    if (self->unit.parens) return true;
    if (lexeme_is(lexeme, "{") && has_braces(self)) {
        self->unit.opened = true;
        self->unit.depth++;
    } else if (lexeme_is(lexeme, "}") && self->unit.depth) {
        return --self->unit.depth || !self->unit.opened;
    }
    if (self->unit.opened || !lexeme->first || lexeme->indent > self->unit.indent) return true;
    return lexeme->kind == LEXEME_SIGN; /* a line that goes on */
}

void unit_put(struct speech *self, const struct lexeme *lexeme, bool fresh)
{
    if (self->unit.complete) return; /* one was complete */
    if (self->unit.state == UNIT_BODY) {
        if (!put_body(self, lexeme)) self->unit.state = UNIT_NONE;
        else self->unit.fresh += fresh;
        if (self->unit.state == UNIT_BODY && self->unit.fresh >= UNIT_FRESH)
            self->unit.complete = true;
    } else if (self->unit.state != UNIT_NONE) {
        put_head(self, lexeme);
    }
    if (lexeme->first)
        self->unit.indent = self->unit.state == UNIT_BODY ? self->unit.indent : lexeme->indent;
    if (self->unit.state == UNIT_NONE && lexeme->kind == LEXEME_NAME &&
        is_wanted(self, lexeme->text)) {
        self->unit.steps = 0;
        self->unit.state = UNIT_NAME;
        if (self->unit.defines) begin(self);
    }
    self->unit.defines = is_defining(lexeme);
}

void unit_break(struct speech *self)
{
    self->unit.state = UNIT_NONE;
    self->unit.defines = false;
}

bool unit_is_complete(const struct speech *self)
{
    return self->unit.complete;
}
