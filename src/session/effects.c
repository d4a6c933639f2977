#include "session/effects.h"

void effects_init(struct effects *self, u8 *memory, usize capacity)
{
    buf_init(&self->out, memory, capacity);
    self->open = 0;
}

struct buf *effect_begin(struct effects *self, enum effect effect, u32 id, f64 at)
{
    struct effect_head head = {(u32)effect, id, at, 0, 0};
    self->open = self->out.bytes;
    buf_put(&self->out, &head, sizeof head);
    return &self->out;
}

void effect_end(struct effects *self)
{
    /* The outbox is sized for the largest step (session_outbox_bytes), so running over is a broken
     * promise of ours. */
    check(!self->out.overflow);
    u32 bytes = (u32)(self->out.bytes - self->open - sizeof(struct effect_head));
    memcpy(self->out.at + self->open + offsetof(struct effect_head, bytes), &bytes, sizeof bytes);
    buf_align(&self->out, 8);
    check(!self->out.overflow);
}

void effect_put(struct effects *self, enum effect effect, u32 id, f64 at, struct str payload)
{
    buf_put_str(effect_begin(self, effect, id, at), payload);
    effect_end(self);
}

struct str effect_last(const struct effects *self)
{
    struct effect_head head;
    memcpy(&head, self->out.at + self->open, sizeof head);
    return (struct str){self->out.at + self->open + sizeof head, head.bytes};
}
