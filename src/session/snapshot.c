/* Writing a snapshot. */
#include "session/snapshot_parts.h"

#include "base/hash.h"

/* All but the document and what was seen of it: numbers, tips, sockets, what was said. */
#define SMALL_BYTES                                                                                \
    (8192 + TIPS_MAX * sizeof(struct own_words) + SAID_MAX * (16 + sizeof(struct said)) +          \
     UNDONE_MAX * (16 + sizeof(struct undone)))

usize snapshot_bytes(const struct session *self)
{
    return SMALL_BYTES + self->text.bytes + self->conversation.bytes +
           self->seen_count * sizeof(struct seen_unit) +
           (self->seen_tokens_count + self->mark_count) * sizeof(u16);
}

static usize section_begin(struct buf *out, enum tag tag)
{
    buf_put_u32(out, (u32)tag);
    buf_put_u32(out, 0);
    return out->bytes;
}

static void section_end(struct buf *out, usize start)
{
    if (out->overflow) return;
    u32 bytes = (u32)(out->bytes - start);
    memcpy(out->at + start - sizeof bytes, &bytes, sizeof bytes);
    buf_align(out, 8);
}

static void put_section(struct buf *out, enum tag tag, const void *bytes, usize count)
{
    usize start = section_begin(out, tag);
    buf_put(out, bytes, count);
    section_end(out, start);
}

static void put_short(struct buf *out, const void *bytes, usize count)
{
    buf_put_u8(out, (u8)count);
    buf_put(out, bytes, count);
}

/* Tips and sockets are stored with their place, so that what comes later meets them in the same
 * order. */
static void put_tip(struct buf *out, const struct standing *tip, u32 place)
{
    usize start = section_begin(out, TAG_TIP);
    buf_put_u8(out, (u8)place);
    const char *id = tip->tip == TIP_NONE ? "" : CATALOGUE[tip->tip].id;
    put_short(out, id, strlen(id));
    buf_put_u32(out, tip->id);
    buf_put_u32(out, tip->start);
    buf_put_u32(out, tip->end);
    buf_put_u8(out, tip->source);
    buf_put_u8(out, tip->step);
    buf_put_u8(out, tip->touched);
    buf_put_u8(out, tip->helpful);
    buf_put_u8(out, tip->slot_count);
    for (u32 i = 0; i < tip->slot_count; i++) put_short(out, tip->slots[i], tip->slot_bytes[i]);
    buf_put_u16(out, tip->own.text_bytes);
    buf_put(out, tip->own.text, tip->own.text_bytes);
    put_short(out, tip->own.concept, tip->own.concept_bytes);
    section_end(out, start);
}

static void put_socket(struct buf *out, const struct socket *socket, u32 place)
{
    usize start = section_begin(out, TAG_SOCKET);
    buf_put_u8(out, (u8)place);
    buf_put_u32(out, socket->id);
    buf_put_u64(out, socket->client);
    buf_put_u8(out, socket->role);
    buf_put_u8(out, socket->strikes);
    buf_put_u16(out, socket->unacked);
    buf_put_u32(out, socket->number);
    buf_put_u64(out, (u64)socket->acked_ms);
    buf_put_u8(out, socket->refusing);
    buf_put_u32(out, socket->heard);
    section_end(out, start);
}

/* From the oldest on, so that they are read back in their order. */
static void put_lately(const struct session *self, struct buf *out)
{
    for (u32 i = 0; i < SAID_MAX; i++) {
        const struct said *said = &self->said[(self->said_next + i) % SAID_MAX];
        if (said->bytes) put_section(out, TAG_SAID, said->text, said->bytes);
    }
    for (u32 i = 0; i < UNDONE_MAX; i++) {
        const struct undone *undone = &self->undone[(self->undone_next + i) % UNDONE_MAX];
        if (undone->token) put_section(out, TAG_UNDONE, undone, sizeof *undone);
    }
}

void snapshot_write(struct session *self, struct buf *out)
{
    usize base = out->bytes;
    struct snapshot_head head = {SNAPSHOT_MAGIC, SNAPSHOT_VERSION, 0, 0, 0, 0};
    buf_put(out, &head, sizeof head);
    usize start = section_begin(out, TAG_SESSION);
    put_short(out, self->id, self->id_bytes);
#define X(field) buf_put_u64(out, (u64)self->field);
    SNAPSHOT_NUMBERS(X)
#undef X
    section_end(out, start);
    start = section_begin(out, TAG_TEXT);
    for (u32 at = 0; at < self->text.bytes;) {
        struct str piece = text_piece(&self->text, at);
        buf_put_str(out, piece);
        at += (u32)piece.bytes;
    }
    section_end(out, start);
    put_section(out, TAG_SEEN, self->seen, self->seen_count * sizeof self->seen[0]);
    put_section(out, TAG_SEEN_TOKENS, self->seen_tokens,
                self->seen_tokens_count * sizeof self->seen_tokens[0]);
    put_section(out, TAG_MARK, self->mark, self->mark_count * sizeof self->mark[0]);
    put_section(out, TAG_MUTED, self->muted, sizeof self->muted);
    put_lately(self, out);
    put_section(out, TAG_CONVERSATION, self->conversation.at, self->conversation.bytes);
    for (u32 i = 0; i < TIPS_MAX; i++)
        if (self->tips[i].id) put_tip(out, &self->tips[i], i);
    for (u32 i = 0; i < CLIENTS_MAX; i++)
        if (self->clients[i].client)
            put_section(out, TAG_CLIENT, &self->clients[i], sizeof self->clients[i]);
    for (u32 i = 0; i < SOCKETS_MAX; i++)
        if (self->sockets[i].id) put_socket(out, &self->sockets[i], i);
    if (out->overflow) return;
    head.bytes = (u32)(out->bytes - base - sizeof head);
    head.checksum = hash64(HASH64_START, (struct str){out->at + base + sizeof head, head.bytes});
    memcpy(out->at + base, &head, sizeof head);
}
