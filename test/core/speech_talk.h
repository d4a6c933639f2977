/* speech_talk.h: answers fed to the gate of speech, and what comes out. */
#ifndef TEST_CORE_SPEECH_TALK_H
#define TEST_CORE_SPEECH_TALK_H

#include "core/test.h"
#include "mentor/speech.h"

#define TALK_BYTES_MAX (SPEECH_BYTES_MAX + 1024u)

/* What the gate says of an answer, and what it let out. */
struct talk {
    enum speech_rule rule;
    struct buf released;
    u8 memory[TALK_BYTES_MAX];
};

/* Feeds `text` in pieces that end at the offsets of `cuts` (rising), and at the end. The answer is
 * about what `begun` is about. */
static inline void talk_cut(struct talk *self, const struct speech *begun, struct str text,
                            const usize *cuts, u32 count)
{
    static struct speech speech;
    usize at = 0;
    speech = *begun;
    buf_init(&self->released, self->memory, sizeof self->memory);
    for (u32 i = 0; i <= count; i++) {
        usize end = i < count ? cuts[i] : text.bytes, before = self->released.bytes;
        bool ended = speech.rule != SPEECH_PASS;
        self->rule = speech_feed(&speech, (struct str){text.at + at, end - at}, &self->released);
        CHECK(!ended || (self->released.bytes == before && self->rule != SPEECH_PASS));
        at = end;
    }
    self->rule = speech_end(&speech, &self->released);
    CHECK(!self->released.overflow && self->released.bytes <= text.bytes);
    CHECK_STR(buf_str(&self->released), ((struct str){text.at, self->released.bytes}));
    if (!self->rule) CHECK_EQ(self->released.bytes, text.bytes);
}

/* Byte by byte: also where the pieces end, as a text with a bar behind each. */
static inline void talk_pieces(const struct speech *begun, struct str text, struct buf *bars)
{
    static struct talk talk;
    static struct speech speech;
    usize before = 0;
    speech = *begun;
    buf_init(&talk.released, talk.memory, sizeof talk.memory);
    for (usize i = 0; i <= text.bytes; i++) {
        if (i < text.bytes) speech_feed(&speech, (struct str){text.at + i, 1}, &talk.released);
        else speech_end(&speech, &talk.released);
        if (talk.released.bytes == before) continue;
        buf_put(bars, talk.memory + before, talk.released.bytes - before);
        buf_put_text(bars, "|");
        before = talk.released.bytes;
    }
}

#endif
