#include "session/snapshot.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "session/tips.h"

enum tag {
    TAG_SESSION = 1,
    TAG_TEXT,
    TAG_SEEN,
    TAG_TIP,
    TAG_MUTED,
    TAG_CLIENT,
    TAG_SOCKET,
    TAG_REPLY,
    TAG_SEEN_TOKENS,
    TAG_MARK
};

struct head {
    u32 magic;
    u16 version, spare;
    u32 bytes, spare2; /* of what follows the head */
    u64 checksum;      /* hash64 of it */
};
_Static_assert(sizeof(struct head) == 24, "the head is stored as it stands");

/* The numbers of a session, in the order in which they are stored; new ones go to the end. */
/* clang-format off */
#define NUMBERS(X) \
    X(language) X(models) X(notice) X(seed) X(revision) X(saved_revision) X(dirty) X(dirty_ms) \
    X(armed_ms) X(look) X(why) X(told_look) X(told_why) X(changed) X(asked_for) X(again_ms) \
    X(baseline) X(edited_ms) X(edited_at) X(cool_ms) X(request) X(parse_revision) \
    X(read_hash) X(call) X(call_revision) X(call_deadline_ms) X(spent_calls) X(pause_count) \
    X(next_tip) X(praise_turn) X(muted_next) X(clock) X(budget.points) X(budget.credits) \
    X(budget.refill_ms) X(code_ms) X(read_code) X(read_code_ms) X(stuck_line) X(stuck_count) X(stuck_ms) X(seen_hash) X(call_ms) X(parse) \
    X(budget.counted) X(budget.open) X(budget.owed) X(budget.rated_ms) X(budget.rest_ms) \
    X(budget.mood) X(budget.mood_ms) X(budget.rhythm_ms) X(budget.latency_ms) X(budget.dial) \
    X(settled_ms) X(typing.at) X(typing.inside) X(typing.last)
/* clang-format on */

usize snapshot_bytes(const struct session *self)
{
    return 8192 + self->text.bytes + self->seen_count * sizeof(struct seen_unit) +
           (self->seen_tokens_count + self->mark_count) * sizeof(u16);
}

/* ---- writing ---- */

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
    const char *id = CATALOGUE[tip->tip].id;
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

void snapshot_write(struct session *self, struct buf *out)
{
    usize base = out->bytes;
    struct head head = {SNAPSHOT_MAGIC, SNAPSHOT_VERSION, 0, 0, 0, 0};
    buf_put(out, &head, sizeof head);
    usize start = section_begin(out, TAG_SESSION);
    put_short(out, self->id, self->id_bytes);
#define X(field) buf_put_u64(out, (u64)self->field);
    NUMBERS(X)
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
    if (self->call) put_section(out, TAG_REPLY, self->reply, self->reply_bytes);
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

/* ---- reading ---- */

/* Takes values off the front; running out is remembered and everything after it is zero. */
struct reader {
    struct str rest;
    bool broken;
};

static void get(struct reader *self, void *out, usize bytes)
{
    struct str some = str_take(&self->rest, bytes);
    memset(out, 0, bytes);
    self->broken |= some.bytes != bytes;
    if (!self->broken && bytes) memcpy(out, some.at, bytes);
}

static u64 get_number(struct reader *self, usize bytes)
{
    u64 value = 0;
    check(bytes <= sizeof value);
    get(self, &value, bytes);
    return value;
}

/* A string behind its length, at most `most` bytes. */
static struct str get_short(struct reader *self, usize most)
{
    usize bytes = (usize)get_number(self, 1);
    struct str some = str_take(&self->rest, bytes);
    self->broken |= bytes > most || some.bytes != bytes;
    return self->broken ? (struct str){self->rest.at, 0} : some;
}

/* A time that a host may have told: whole milliseconds that a double holds, so that sums of them
 * stay numbers. */
static bool is_time(i64 ms)
{
    return ms >= 0 && ms < (i64)1 << 53;
}

/* Whole milliseconds, certainties and credits within what sums of them allow. */
static bool budget_fits(const struct budget *budget)
{
    return budget->credits <= 1u << 20 && budget->counted <= 1u << 24 && budget->open <= CERTAIN &&
           budget->owed <= 1ull << 53 && budget->dial < DIAL_COUNT && is_time(budget->refill_ms) &&
           is_time(budget->rated_ms) && is_time(budget->rest_ms) && is_time(budget->mood_ms) &&
           budget->mood >= -(1 << 20) && budget->mood <= 1 << 20 && budget->rhythm_ms <= 1u << 20 &&
           budget->latency_ms <= 1u << 20;
}

static bool read_session(struct session *self, struct reader *reader)
{
    struct str id = get_short(reader, sizeof self->id);
    memcpy(self->id, id.at, id.bytes);
    self->id_bytes = (u8)id.bytes;
    /* A field that an older version did not have ends the section early and keeps what session_init
     * gave it. */
#define X(field)                                                                                   \
    if (reader->rest.bytes) self->field = (__typeof__(self->field))get_number(reader, 8);
    NUMBERS(X)
#undef X
    bool known = self->language < LANGUAGE_COUNT && self->look <= LOOK_COOLING &&
                 self->why < REASON_COUNT && self->muted_next < MUTED_MAX &&
                 budget_fits(&self->budget);
    bool timely = is_time(self->dirty_ms) && is_time(self->armed_ms) && is_time(self->edited_ms) &&
                  is_time(self->again_ms) && is_time(self->cool_ms) &&
                  is_time(self->call_deadline_ms) && is_time(self->call_ms) &&
                  is_time(self->code_ms) && is_time(self->stuck_ms) &&
                  is_time(self->read_code_ms) && is_time(self->settled_ms);
    return known && timely && !reader->broken;
}

/* UTF-8 without U+0000, which no frame can bring in. */
static bool is_text(struct str text)
{
    return utf8_check(text) == text.bytes && !(text.bytes && memchr(text.at, 0, text.bytes));
}

static bool read_text(struct session *self, struct str text)
{
    if (text.bytes > TEXT_BYTES_MAX || !is_text(text)) return false;
    if (text_slots_needed(&self->text, (u32)text.bytes) > self->text.slot_count) return false;
    text_splice(&self->text, 0, self->text.bytes, text);
    return self->text.newlines < TEXT_LINES_MAX;
}

static bool read_seen(struct session *self, struct str bytes)
{
    u32 count = (u32)(bytes.bytes / sizeof self->seen[0]);
    if (count > OUTLINE_UNITS_MAX || bytes.bytes % sizeof self->seen[0]) return false;
    if (count) memcpy(self->seen, bytes.at, bytes.bytes);
    self->seen_count = count;
    return true;
}

static bool read_tokens(u16 *tokens, u32 *count, struct str bytes)
{
    if (bytes.bytes > TOKENS_MAX * sizeof *tokens || bytes.bytes % sizeof *tokens) return false;
    if (bytes.bytes) memcpy(tokens, bytes.at, bytes.bytes);
    *count = (u32)(bytes.bytes / sizeof *tokens);
    return true;
}

static bool read_tip(struct session *self, struct reader *reader)
{
    struct standing tip = {0};
    u32 place = (u32)get_number(reader, 1);
    struct str id = get_short(reader, NAME_BYTES_MAX);
    tip.id = (u32)get_number(reader, 4);
    tip.start = (u32)get_number(reader, 4);
    tip.end = (u32)get_number(reader, 4);
    tip.source = (u8)get_number(reader, 1);
    tip.step = (u8)get_number(reader, 1);
    tip.touched = get_number(reader, 1) != 0;
    tip.helpful = (u8)get_number(reader, 1);
    tip.slot_count = (u8)get_number(reader, 1);
    if (tip.slot_count > FINDING_SLOTS_MAX || tip.step > LADDER_STEPS) return false;
    for (u32 i = 0; i < tip.slot_count; i++) {
        struct str slot = get_short(reader, SLOT_BYTES_MAX);
        if (!is_text(slot)) return false;
        memcpy(tip.slots[i], slot.at, slot.bytes);
        tip.slot_bytes[i] = (u8)slot.bytes;
    }
    if (reader->broken || !tip.id || tip.start > tip.end || place >= TIPS_MAX ||
        self->tips[place].id)
        return false;
    const struct tip *found =
        catalogue_find((const char *)id.at, id.bytes, (enum language)self->language);
    tip.tip = found ? (u16)(found - CATALOGUE) : 0;
    if (found && found->slot_count == tip.slot_count) self->tips[place] = tip;
    return true; /* a tip that the catalogue lost is dropped, not refused */
}

static bool read_client(struct session *self, struct str bytes)
{
    for (u32 i = 0; i < CLIENTS_MAX; i++) {
        if (self->clients[i].client) continue;
        if (bytes.bytes != sizeof self->clients[i]) return false;
        memcpy(&self->clients[i], bytes.at, bytes.bytes);
        return true;
    }
    return true;
}

static bool read_socket(struct session *self, struct reader *reader)
{
    struct socket socket = {0};
    u32 place = (u32)get_number(reader, 1);
    socket.id = (u32)get_number(reader, 4);
    socket.client = get_number(reader, 8);
    socket.role = (u8)get_number(reader, 1);
    socket.strikes = (u8)get_number(reader, 1);
    socket.unacked = (u16)get_number(reader, 2);
    socket.number = (u32)get_number(reader, 4);
    socket.acked_ms = (i64)get_number(reader, 8);
    socket.refusing = (u8)get_number(reader, 1);
    socket.heard = (u32)get_number(reader, 4);
    if (reader->broken || !socket.id || place >= SOCKETS_MAX || self->sockets[place].id)
        return false;
    if (!is_time(socket.acked_ms)) return false;
    self->sockets[place] = socket;
    return true;
}

static bool read_section(struct session *self, u32 tag, struct str bytes)
{
    struct reader reader = {bytes, false};
    /* The numbers come first and once: what follows is read in the language that they say. */
    if ((tag == TAG_SESSION) == (self->id_bytes != 0)) return false;
    switch (tag) {
    case TAG_SESSION: return read_session(self, &reader);
    case TAG_TEXT: return read_text(self, bytes);
    case TAG_SEEN: return read_seen(self, bytes);
    case TAG_SEEN_TOKENS: return read_tokens(self->seen_tokens, &self->seen_tokens_count, bytes);
    case TAG_MARK: return read_tokens(self->mark, &self->mark_count, bytes);
    case TAG_TIP: return read_tip(self, &reader);
    case TAG_CLIENT: return read_client(self, bytes);
    case TAG_SOCKET: return read_socket(self, &reader);
    case TAG_MUTED: get(&reader, self->muted, sizeof self->muted); return true;
    case TAG_REPLY:
        if (bytes.bytes > REPLY_BYTES_MAX) return false;
        if (bytes.bytes) memcpy(self->reply, bytes.at, bytes.bytes);
        self->reply_bytes = (u16)bytes.bytes;
        return true;
    default: return true;
    }
}

/* What the sections say of each other must fit too. */
static bool is_whole(struct session *self)
{
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *tip = &self->tips[i];
        if (tip->id && !tip_may_stand(&self->text, tip->start, tip->end)) return false;
    }
    return self->edited_at <= self->text.bytes && self->id_bytes;
}

bool snapshot_read(struct session *self, struct str bytes)
{
    struct head head;
    if (bytes.bytes < sizeof head) return false;
    struct str body = bytes, first = str_take(&body, sizeof head);
    memcpy(&head, first.at, sizeof head);
    if (head.magic != SNAPSHOT_MAGIC || head.version != SNAPSHOT_VERSION ||
        head.bytes != body.bytes)
        return false;
    if (head.spare || head.spare2) return false; /* the checksum does not cover the head itself */
    if (hash64(HASH64_START, body) != head.checksum) return false;
    while (body.bytes) {
        struct reader reader = {body, false};
        u32 tag = (u32)get_number(&reader, 4), count = (u32)get_number(&reader, 4);
        struct str section = str_take(&reader.rest, count);
        if (reader.broken || section.bytes != count) return false;
        if (!read_section(self, tag, section)) return false;
        usize padding = (8 - count % 8) % 8;
        if (str_take(&reader.rest, padding).bytes != padding) return false;
        body = reader.rest;
    }
    return is_whole(self);
}
