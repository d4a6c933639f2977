/* snapshots.h: a session that has a bit of everything, and snapshots taken apart and sealed again.
 */
#ifndef TEST_CORE_SNAPSHOTS_H
#define TEST_CORE_SNAPSHOTS_H

#include "base/hash.h"
#include "core/sketch.h"
#include "core/tip_kinds.h"
#include "core/world.h"

#define HEAD_BYTES 24u
enum {
    SESSION = 1,
    TEXT,
    SEEN,
    TIP,
    MUTED,
    CLIENT,
    SOCKET,
    REPLY,
    SEEN_TOKENS,
    MARK,
    SAID,
    UNDONE
}; /* the sections, as snapshot.c numbers them */

static inline void give_back(struct str bytes)
{
    free((void *)(uintptr_t)bytes.at);
}

#define FREE_TIP                                                                                   \
    "With `const` the reader knows that a name keeps its value. Does the loop change this "        \
    "variable?"

/* A session that has a bit of everything: tips of ours and in a model's words, a muted one, two
 * clients, a viewer, something taken out, a call with half an answer. */
static inline struct world *rich(void)
{
    static struct sketch sketch;
    u16 found = tip_of(LANGUAGE_RUST, TIP_FOUND, 0, 0),
        model = tip_of(LANGUAGE_RUST, TIP_MODEL, 0, 0);
    struct world *world = world_open(LANGUAGE_RUST, 2, "\"models\":[\"workers-ai\"]");
    world_step(world, EVENT_OPEN, 3, 1000, STR("{\"role\":\"viewer\",\"client\":\"v\"}"));
    world_say(world, 1, 1100, "{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"tab one\"}");
    world_say(world, 1, 1200,
              "{\"t\":\"text\",\"text\":\"fn main() {\\nabc    let f\xc3\xa9 = "
              "\\\"\xf0\x9f\x90\x9f\\\";\\n}\\n\"}");
    sketch_begin(&sketch, LANGUAGE_RUST, (u32)world->parse_text.bytes);
    sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, 30, "main", "main", 7);
    world_step(world, EVENT_OUTLINE, world->parse, 1201, sketch_bytes(&sketch));
    world_say(world, 1, 1300,
              "{\"t\":\"edit\",\"rev\":1,\"len\":36,\"n\":4,\"d\":[[12,3,\"// \"]]}");
    world_say(world, 2, 1310, "nonsense");
    if (found != NO_TIP) { /* dismissed at one place, then said at another */
        world_step(world, EVENT_ALARM, 0, 2600, STR(""));
        sketch_begin(&sketch, LANGUAGE_RUST, (u32)world->parse_text.bytes);
        sketch_finding(&sketch, found, 0, 7);
        world_step(world, EVENT_OUTLINE, world->parse, 2601, sketch_bytes(&sketch));
        world_say(world, 1, 9000, "{\"t\":\"seen\",\"tip\":1,\"verdict\":\"dismissed\"}");
        world_say(world, 1, 9001, "{\"t\":\"look\"}");
        sketch.findings[0].end = 9;
        world_step(world, EVENT_OUTLINE, world->parse, 9002, sketch_bytes(&sketch));
        world_say(world, 1, 9003, "{\"t\":\"hint\",\"tip\":2}");
        world_say(world, 1, 9004, "{\"t\":\"seen\",\"tip\":2,\"verdict\":\"helpful\"}");
    }
    world_say(world, 1, 9005, "{\"t\":\"look\"}"); /* a tip in a model's words */
    sketch_begin(&sketch, LANGUAGE_RUST, (u32)world->parse_text.bytes);
    sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, 30, "main", "main", 19);
    if (found != NO_TIP) sketch_finding(&sketch, found, 0, 9);
    world_step(world, EVENT_OUTLINE, world->parse, 9005, sketch_bytes(&sketch));
    world_step(world, EVENT_CHUNK, world->call, 9005,
               STR("{\"response\":{\"line\":2,\"quote\":\"let f\xc3\xa9\",\"rule\":null,"
                   "\"concept\":\"names\",\"tip\":\"" FREE_TIP "\"},"
                   "\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":50}}"));
    world_step(world, EVENT_DONE, world->call, 9005, STR(""));
    CHECK_EQ(world_sent(world, "tip"), 2); /* one for each owner */
    if (model != NO_TIP) {
        world_say(world, 1, 9005, "{\"t\":\"look\"}");
        sketch_begin(&sketch, LANGUAGE_RUST, (u32)world->parse_text.bytes);
        sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, 30, "main", "main", 20)->name_at = 3;
        sketch_finding(&sketch, found, 0, 9);
        world_step(world, EVENT_OUTLINE, world->parse, 9006, sketch_bytes(&sketch));
        if (world->call)
            world_step(world, EVENT_CHUNK, world->call, 9007, STR("{\"response\":\"x"));
    }
    world_say(world, 2, 9010, "{\"t\":\"edit\",\"rev\":2,\"len\":37,\"n\":9,\"d\":[[0,0,\"x\"]]}");
    CHECK_EQ(world->session->revision, 3);
    return world;
}

/* A session made by session_init in memory that was not clean, with a pool of its own. */
static inline struct session *fresh(usize bytes)
{
    struct session *session = malloc(sizeof *session);
    memset(session, 0x5a, sizeof *session);
    session_init(session, NULL, 0);
    u32 slots = session_slots(session, EVENT_START, (u32)bytes);
    session_init(session, malloc((usize)slots * LEAF_BYTES), slots);
    return session;
}

static inline void end(struct session *session)
{
    free(session->text.pool);
    free(session);
}

/* Reads a snapshot from memory of exactly its length. */
static inline bool reads(struct str bytes)
{
    struct session *session = fresh(bytes.bytes);
    struct str exact = {NULL, 0};
    world_keep(&exact, bytes);
    bool read = snapshot_read(session, exact);
    give_back(exact);
    end(session);
    return read;
}

/* Puts length and checksum right, as an attacker who knows them would. */
static inline void seal(struct str bytes)
{
    u8 *at = (u8 *)(uintptr_t)bytes.at;
    u32 count = (u32)bytes.bytes - HEAD_BYTES;
    u64 sum = hash64(HASH64_START, (struct str){bytes.at + HEAD_BYTES, count});
    memcpy(at + 8, &count, sizeof count);
    memcpy(at + 16, &sum, sizeof sum);
}

/* The data of the first section with this tag. */
static inline u8 *section(struct str bytes, u32 tag, u32 *count)
{
    for (u32 at = HEAD_BYTES; at < bytes.bytes;) {
        u32 head[2];
        memcpy(head, bytes.at + at, sizeof head);
        *count = head[1];
        if (head[0] == tag) return (u8 *)(uintptr_t)bytes.at + at + 8;
        at += 8 + ((head[1] + 7) & ~7u);
    }
    return NULL;
}

#endif
