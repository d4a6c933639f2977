#include "mentor/speech.h"

#include "base/utf8.h"
#include "mentor/speech_parts.h"

/* What is empty may have no address; nobody below counts from none. At most so much is read. */
static struct str source(struct str text)
{
    return text.bytes ? (struct str){text.at, MIN(text.bytes, SPEECH_SOURCE_BYTES_MAX)} : STR("");
}

void speech_begin(struct speech *self, const struct speech_about *given)
{
    const struct speech_about sources = {.language = given->language,
                                         .code = source(given->code),
                                         .starter = source(given->starter),
                                         .solution = source(given->solution),
                                         .instructions = source(given->instructions),
                                         .rules = given->rules,
                                         .mark = given->mark};
    const struct speech_about *about = &sources;
    memset(self, 0, sizeof *self);
    self->language = (u8)about->language;
    self->line_new = true;
    leak_begin(self, about);
    code_begin(self, about);
    encoded_begin(self, about->code);
    encoded_begin(self, about->starter);
    encoded_begin(self, about->instructions);
}

static enum speech_rule judge(struct speech *self, struct str text, bool block)
{
    if (utf8_check(text) != text.bytes) return SPEECH_UTF8;
    if (character_is_bad(text)) return SPEECH_CHARACTER;
    if (leak_holds(self, text)) return SPEECH_LEAK;
    if (link_holds(self, text, block && !self->foreign)) return SPEECH_LINK;
    enum speech_rule talk = talk_judge(self, text, block);
    if (talk) return talk;
    if (encoded_holds(self, text)) return SPEECH_ENCODED;
    return code_holds(self, text, block) ? SPEECH_SOLUTION : SPEECH_PASS;
}

/* Judges the first `bytes` of what is pending and lets them go. */
static void release(struct speech *self, u32 bytes, struct buf *released)
{
    struct str piece = {self->pending, bytes};
    self->rule = (u8)judge(self, piece, self->block);
    if (self->rule) return;
    buf_put_str(released, piece);
    cut_taken(self, bytes);
}

/* No room is left: prose goes up to its last blank. */
static void release_long(struct speech *self, struct buf *released)
{
    u32 bytes = self->pending_bytes;
    while (bytes && self->pending[bytes - 1] != ' ' && self->pending[bytes - 1] != '\t') bytes--;
    if (!bytes || self->block) self->rule = SPEECH_LONG;
    else release(self, bytes, released);
}

enum speech_rule speech_feed(struct speech *self, struct str text, struct buf *released)
{
    for (usize i = 0; i < text.bytes && !self->rule; i++) {
        if (self->bytes++ == SPEECH_BYTES_MAX) self->rule = SPEECH_LONG;
        if (self->pending_bytes == sizeof self->pending) release_long(self, released);
        if (self->rule) break;
        self->pending[self->pending_bytes++] = text.at[i];
        if (cut_put(self)) release(self, self->pending_bytes, released);
    }
    return (enum speech_rule)self->rule;
}

enum speech_rule speech_end(struct speech *self, struct buf *released)
{
    if (!self->rule && self->pending_bytes) release(self, self->pending_bytes, released);
    return (enum speech_rule)self->rule;
}

const char *speech_rule_word(enum speech_rule rule)
{
    static const char *const WORDS[] = {
#define X(name, word, why) word,
        SPEECH_RULES(X)
#undef X
    };
    check(rule < SPEECH_RULE_COUNT);
    return WORDS[rule];
}
