/* Reading a snapshot: it may be damaged, of another version, or forged. */
#include "base/hash.h"
#include "base/utf8.h"
#include "session/lately.h"
#include "session/snapshot_parts.h"
#include "session/tips.h"

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
    SNAPSHOT_NUMBERS(X)
#undef X
    bool known = self->language < LANGUAGE_COUNT && self->look <= LOOK_COOLING &&
                 self->why < REASON_COUNT && self->muted_next < MUTED_MAX &&
                 self->request <= INT32_MAX && self->next_tip <= INT32_MAX && /* 0 is for none */
                 budget_fits(&self->budget);
    bool timely =
        is_time(self->dirty_ms) && is_time(self->armed_ms) && is_time(self->edited_ms) &&
        is_time(self->again_ms) && is_time(self->cool_ms) && is_time(self->call_deadline_ms) &&
        is_time(self->call_ms) && is_time(self->code_ms) && is_time(self->stuck_ms) &&
        is_time(self->read_code_ms) && is_time(self->settled_ms) && is_time(self->rest_until_ms) &&
        self->rest_why < REASON_COUNT && self->spent_micro <= 1ull << 53 &&
        self->day_micro <= 1ull << 53 && self->chat_micro <= 1ull << 53;
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

/* The words of a model, which the gate has passed. */
static bool read_own(struct own_words *own, struct reader *reader)
{
    usize bytes = (usize)get_number(reader, 2);
    struct str text = str_take(&reader->rest, bytes);
    if (text.bytes != bytes || bytes > sizeof own->text || !is_text(text)) return false;
    struct str concept = get_short(reader, sizeof own->concept);
    if (reader->broken || !is_text(concept)) return false;
    memcpy(own->text, text.at, text.bytes);
    memcpy(own->concept, concept.at, concept.bytes);
    own->text_bytes = (u16)text.bytes;
    own->concept_bytes = (u8) concept.bytes;
    return true;
}

static bool read_said(struct session *self, struct str text)
{
    if (!text.bytes || text.bytes > sizeof self->said[0].text || !is_text(text)) return false;
    lately_say(self, text);
    return true;
}

static bool read_undone(struct session *self, struct str bytes)
{
    struct undone *undone = &self->undone[self->undone_next];
    if (bytes.bytes != sizeof *undone) return false;
    memcpy(undone, bytes.at, sizeof *undone);
    self->undone_next = (u8)((self->undone_next + 1) % UNDONE_MAX);
    return is_time(undone->ms);
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
    if (reader->rest.bytes && !read_own(&tip.own, reader)) return false;
    if (reader->broken || !tip.id || tip.start > tip.end || place >= TIPS_MAX ||
        self->tips[place].id || tip.source >= PROVIDER_COUNT)
        return false;
    /* The embedded mentor speaks in the catalogue's words alone. */
    if (tip.own.text_bytes && tip.source == PROVIDER_EMBEDDED) return false;
    const struct tip *found =
        catalogue_find((const char *)id.at, id.bytes, (enum language)self->language);
    bool fits = found ? found->slot_count == tip.slot_count : !id.bytes && tip.own.text_bytes;
    tip.tip = found ? (u16)(found - CATALOGUE) : TIP_NONE;
    if (fits) self->tips[place] = tip;
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
    case TAG_SAID: return read_said(self, bytes);
    case TAG_UNDONE: return read_undone(self, bytes);
    case TAG_CONVERSATION: return conversation_read(&self->conversation, bytes);
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
    struct snapshot_head head;
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
