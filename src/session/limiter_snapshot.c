/* A ledger as bytes: a head, the numbers, a breaker for each provider, the reservations, the
 * messages. A ledger from before a provider was added has fewer breakers: the new one's is closed.
 * What changes more than that gets a new version, and limiter_read a case for the old one: version
 * 1 ends with the reservations, each of which a minute counts. */
#include "base/hash.h"
#include "session/limiter.h"

#define LIMITER_MAGIC   0x314c4d43u /* "CML1" */
#define LIMITER_VERSION 2
#define VERSION_OLDEST  1

enum {
    FLAG_SETTLED = 1,
    FLAG_PROBE = 2,
    FLAGS_OF_ONE = FLAG_SETTLED | FLAG_PROBE, /* all of version 1 */
    FLAG_UNCOUNTED = 4,
    FLAG_ANYWAY = 8,
    FLAGS = FLAGS_OF_ONE | FLAG_UNCOUNTED | FLAG_ANYWAY,
};

struct head {
    u32 magic;
    u16 version, spare;
    u32 bytes, spare2; /* of what follows the head */
    u64 checksum;      /* hash64 of it */
};

struct numbers {
    i64 clock_ms;
    u64 spent_micro;
    u32 calls;
    u16 count, breakers; /* of what follows */
};

struct stored_reservation {
    u64 key;
    i64 start_ms;
    u32 micro;
    u8 provider, flags;
    u16 spare;
};

struct stored_messages { /* followed by as many */
    u32 count, spare;
};
_Static_assert(sizeof(struct head) == 24 && sizeof(struct numbers) == 24 &&
                   sizeof(struct breaker) == 16 && sizeof(struct stored_reservation) == 24 &&
                   sizeof(struct stored_messages) == 8 && sizeof(struct message) == 16,
               "stored as they stand");

void limiter_write(const struct limiter *self, struct buf *out)
{
    usize base = out->bytes;
    struct head head = {LIMITER_MAGIC, LIMITER_VERSION, 0, 0, 0, 0};
    struct numbers numbers = {self->clock_ms, self->spent_micro, self->calls, (u16)self->count,
                              PROVIDER_COUNT};
    buf_put(out, &head, sizeof head);
    buf_put(out, &numbers, sizeof numbers);
    buf_put(out, self->breakers, sizeof self->breakers);
    for (u32 i = 0; i < self->count; i++) {
        const struct reservation *one = &self->reservations[i];
        u8 flags = (u8)((one->settled ? FLAG_SETTLED : 0) | (one->probe ? FLAG_PROBE : 0) |
                        (one->uncounted ? FLAG_UNCOUNTED : 0) | (one->anyway ? FLAG_ANYWAY : 0));
        struct stored_reservation stored = {one->key,      one->start_ms, one->micro,
                                            one->provider, flags,         0};
        buf_put(out, &stored, sizeof stored);
    }
    struct stored_messages messages = {self->message_count, 0};
    buf_put(out, &messages, sizeof messages);
    buf_put(out, self->messages, self->message_count * sizeof self->messages[0]);
    if (out->overflow) return;
    head.bytes = (u32)(out->bytes - base - sizeof head);
    head.checksum = hash64(HASH64_START, (struct str){out->at + base + sizeof head, head.bytes});
    memcpy(out->at + base, &head, sizeof head);
}

/* Takes a value off the front. */
static bool take(struct str *rest, void *out, usize bytes)
{
    struct str some = str_take(rest, bytes);
    if (some.bytes != bytes) return false;
    memcpy(out, some.at, bytes);
    return true;
}

static bool is_time(i64 ms)
{
    return ms >= 0 && ms < (i64)1 << 53;
}

static bool breaker_fits(const struct breaker *self)
{
    return is_time(self->until_ms) && self->open_ms <= BREAKER_OPEN_MS_MAX &&
           !self->until_ms == !self->open_ms && self->points < BREAKER_POINTS;
}

static bool read_reservation(struct reservation *self, u32 version, struct str *rest)
{
    struct stored_reservation stored;
    if (!take(rest, &stored, sizeof stored)) return false;
    *self = (struct reservation){
        .key = stored.key,
        .start_ms = stored.start_ms,
        .micro = stored.micro,
        .provider = stored.provider,
        .probe = stored.flags & FLAG_PROBE,
        .settled = stored.flags & FLAG_SETTLED,
        .uncounted = stored.flags & FLAG_UNCOUNTED,
        .anyway = stored.flags & FLAG_ANYWAY,
    };
    return stored.micro <= LEDGER_CALL_MICRO_MAX && stored.provider < PROVIDER_COUNT &&
           !(stored.flags & ~(version == 1 ? FLAGS_OF_ONE : FLAGS)) && !stored.spare &&
           !(self->uncounted && self->settled) && !(self->anyway && self->probe);
}

static bool read_messages(struct limiter *self, struct str *rest)
{
    struct stored_messages messages;
    if (!take(rest, &messages, sizeof messages)) return false;
    if (messages.count > MESSAGES_MAX || messages.spare) return false;
    self->message_count = messages.count;
    return take(rest, self->messages, messages.count * sizeof self->messages[0]);
}

/* The oldest first, and none from after the clock. */
static bool is_in_order(const struct limiter *self)
{
    i64 last_ms = 0, message_ms = 0;
    for (u32 i = 0; i < self->count; i++) {
        if (self->reservations[i].start_ms < last_ms) return false;
        last_ms = self->reservations[i].start_ms;
    }
    for (u32 i = 0; i < self->message_count; i++) {
        if (self->messages[i].ms < message_ms) return false;
        message_ms = self->messages[i].ms;
    }
    return last_ms <= self->clock_ms && message_ms <= self->clock_ms;
}

static bool read_body(struct limiter *self, u32 version, struct str body)
{
    struct numbers numbers;
    if (!take(&body, &numbers, sizeof numbers)) return false;
    if (!is_time(numbers.clock_ms) || numbers.spent_micro >= (u64)1 << 53 ||
        numbers.count > LEDGER_CALLS_MAX || numbers.breakers > PROVIDER_COUNT)
        return false;
    limiter_init(self, numbers.clock_ms);
    self->spent_micro = numbers.spent_micro;
    self->calls = numbers.calls;
    self->count = numbers.count;
    for (u32 i = 0; i < numbers.breakers; i++)
        if (!take(&body, &self->breakers[i], sizeof self->breakers[i]) ||
            !breaker_fits(&self->breakers[i]))
            return false;
    for (u32 i = 0; i < self->count; i++)
        if (!read_reservation(&self->reservations[i], version, &body)) return false;
    if (version > 1 && !read_messages(self, &body)) return false;
    return !body.bytes && is_in_order(self);
}

bool limiter_read(struct limiter *self, struct str bytes)
{
    struct head head;
    if (!take(&bytes, &head, sizeof head)) return false;
    if (head.magic != LIMITER_MAGIC || head.version < VERSION_OLDEST ||
        head.version > LIMITER_VERSION || head.spare || head.spare2 || head.bytes != bytes.bytes)
        return false;
    if (hash64(HASH64_START, bytes) != head.checksum) return false;
    return read_body(self, head.version, bytes);
}
