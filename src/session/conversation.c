#include "session/conversation.h"

#include "base/utf8.h"

#define HEAD_BYTES 4u
_Static_assert(CONVERSATION_BYTES_MAX / 2 <= UINT16_MAX, "a length has two bytes");

static u32 length_at(const struct conversation *self, u32 at)
{
    return self->at[at + 2] | (u32)self->at[at + 3] << 8;
}

void conversation_add(struct conversation *self, bool learner, struct str text)
{
    text = utf8_cut(text, CONVERSATION_BYTES_MAX / 2);
    u32 need = HEAD_BYTES + (u32)text.bytes, gone = 0;
    while (self->bytes - gone + need > CONVERSATION_BYTES_MAX)
        gone += HEAD_BYTES + length_at(self, gone);
    self->bytes -= gone;
    memmove(self->at, self->at + gone, self->bytes);
    u8 *head = self->at + self->bytes;
    head[0] = learner;
    head[1] = 0;
    head[2] = (u8)(text.bytes & 0xff);
    head[3] = (u8)(text.bytes >> 8);
    if (text.bytes) memcpy(head + HEAD_BYTES, text.at, text.bytes);
    self->bytes += need;
}

bool conversation_next(const struct conversation *self, u32 *at, struct chat_turn *turn)
{
    if (*at >= self->bytes) return false;
    turn->learner = self->at[*at];
    turn->text = (struct str){self->at + *at + HEAD_BYTES, length_at(self, *at)};
    *at += HEAD_BYTES + (u32)turn->text.bytes;
    return true;
}

u32 conversation_last(const struct conversation *self, struct chat_turn *turns, u32 most)
{
    struct chat_turn turn;
    u32 all = 0, count = 0, at = 0;
    while (conversation_next(self, &at, &turn)) all++;
    for (u32 i = at = 0; i < all; i++) {
        conversation_next(self, &at, &turn);
        if (i + most >= all) turns[count++] = turn;
    }
    return count;
}

bool conversation_read(struct conversation *self, struct str bytes)
{
    if (bytes.bytes > CONVERSATION_BYTES_MAX) return false;
    for (struct str rest = bytes; rest.bytes;) {
        struct str head = str_take(&rest, HEAD_BYTES);
        if (head.bytes < HEAD_BYTES || head.at[0] > 1 || head.at[1]) return false;
        u32 length = head.at[2] | (u32)head.at[3] << 8;
        struct str text = str_take(&rest, length);
        if (text.bytes != length || length > CONVERSATION_BYTES_MAX / 2) return false;
        if (utf8_check(text) != length || (length && memchr(text.at, 0, length))) return false;
    }
    if (bytes.bytes) memcpy(self->at, bytes.at, bytes.bytes);
    self->bytes = (u32)bytes.bytes;
    return true;
}
