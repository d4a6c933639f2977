/* snapshot_parts.h: how a snapshot is laid out, for its writer and its reader alone.
 *
 * A head, then sections: a tag, a length, as many bytes, padded to 8. A tag that is not known is
 * passed over. */
#ifndef SESSION_SNAPSHOT_PARTS_H
#define SESSION_SNAPSHOT_PARTS_H

#include "session/snapshot.h"

enum tag {
    TAG_SESSION = 1,
    TAG_TEXT,
    TAG_SEEN,
    TAG_TIP,
    TAG_MUTED,
    TAG_CLIENT,
    TAG_SOCKET,
    TAG_REPLY, /* of older versions: what a model said before it was judged is not kept */
    TAG_SEEN_TOKENS,
    TAG_MARK,
    TAG_SAID,
    TAG_UNDONE,
    TAG_CONVERSATION
};

struct snapshot_head {
    u32 magic;
    u16 version, spare;
    u32 bytes, spare2; /* of what follows the head */
    u64 checksum;      /* hash64 of it */
};
_Static_assert(sizeof(struct snapshot_head) == 24, "the head is stored as it stands");

/* The numbers of a session, in the order in which they are stored; new ones go to the end. */
/* clang-format off */
#define SNAPSHOT_NUMBERS(X) \
    X(language) X(models) X(notice) X(seed) X(revision) X(saved_revision) X(dirty) X(dirty_ms) \
    X(armed_ms) X(look) X(why) X(told_look) X(told_why) X(changed) X(asked_for) X(again_ms) \
    X(baseline) X(edited_ms) X(edited_at) X(cool_ms) X(request) X(parse_revision) \
    X(read_hash) X(call) X(call_revision) X(call_deadline_ms) X(spent_calls) X(pause_count) \
    X(next_tip) X(praise_turn) X(muted_next) X(clock) X(budget.points) X(budget.credits) \
    X(budget.refill_ms) X(code_ms) X(read_code) X(read_code_ms) X(stuck_line) X(stuck_count) \
    X(stuck_ms) X(seen_hash) X(call_ms) X(parse) \
    X(budget.counted) X(budget.open) X(budget.owed) X(budget.rated_ms) X(budget.rest_ms) \
    X(budget.mood) X(budget.mood_ms) X(budget.rhythm_ms) X(budget.latency_ms) X(budget.dial) \
    X(settled_ms) X(typing.at) X(typing.inside) X(typing.last) X(spent_micro) X(rest_until_ms) \
    X(rest_why) X(confirm_tip) X(confirm_line) X(day_micro) X(day) X(chat_micro)
/* clang-format on */

#endif
