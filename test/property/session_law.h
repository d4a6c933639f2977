/* session_law.h: run(snapshot(run(a)), b) = run(a ++ b).
 *
 * One session goes through a and b. At a point where no parse and no call is out (what a model says
 * is not stored) its snapshot starts a second session, which gets the same later events: every
 * effect must be the same bytes. The second one falls asleep and wakes now and then. */
#ifndef TEST_PROPERTY_SESSION_LAW_H
#define TEST_PROPERTY_SESSION_LAW_H

#include "property/actor.h"

static inline u32 law_sockets(const struct world *world, char *out, usize bytes)
{
    u32 put = 0, count = 0;
    for (u32 i = 0; i < SOCKETS_MAX; i++)
        if (world->session->sockets[i].id)
            put += (u32)snprintf(out + put, bytes - put, "%s%u", count++ ? "," : "",
                                 world->session->sockets[i].id);
    return count;
}

/* A new instance from the snapshot of `from`, as a host wakes a session: nothing is sent by that.
 */
static inline struct world *law_wake(const struct world *from, bool models, u8 junk)
{
    char config[512], ids[256] = "";
    struct str bytes = world_snapshot(from);
    struct world *world = world_new();
    world->junk = junk;
    law_sockets(from, ids, sizeof ids);
    snprintf(config, sizeof config, "\"sockets\":[%s],\"alarm\":%lld%s", ids,
             (long long)from->armed_ms, models ? "," ACTOR_MODELS : "");
    world->armed_ms = from->armed_ms;
    world_start(world, from->now_ms, config, bytes, STR("an older one"));
    CHECK_EQ(world_count(world, EFFECT_NOTE, "\"restored\":\"newest\",\"rebuilt\":false", NULL), 1);
    struct effect_head head;
    struct str payload;
    u32 effects = 0;
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) effects++;
    CHECK_EQ(effects, 1);
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        const struct socket *socket = &from->session->sockets[i];
        if (!socket->id) continue;
        world_step(world, EVENT_OPEN, socket->id, from->now_ms,
                   socket->role == ROLE_OWNER ? STR("{\"role\":\"owner\",\"again\":1}")
                                              : STR("{\"role\":\"viewer\",\"again\":1}"));
        CHECK_EQ(world->out_bytes, 0);
    }
    struct str again = world_snapshot(world);
    CHECK_STR(again, bytes);
    free((void *)(uintptr_t)again.at);
    free((void *)(uintptr_t)bytes.at);
    world->calls = from->calls, world->settles = from->settles, world->refused = from->refused;
    world->settled = from->settled;
    return world;
}

/* Something is out that does not survive its instance. */
static inline bool law_waits(const struct session *session)
{
    return session->parse || session->call;
}

static inline void law_session(struct random *random)
{
    struct actor actor;
    actor_begin(&actor, random);
    u32 a = random_below(random, 70), b = 5 + random_below(random, 60);
    for (u32 i = 0; i < a || law_waits(actor.world->session); i++) actor_act(&actor);
    struct world *other = law_wake(actor.world, actor.models, (u8)random_next(random));
    for (u32 i = 0; i < b; i++) {
        actor_act(&actor);
        world_step(other, actor.last.event, actor.last.id, actor.world->now_ms, actor.last.payload);
        CHECK_EQ(other->out_bytes, actor.world->out_bytes);
        CHECK(memcmp(other->out, actor.world->out, other->out_bytes) == 0);
        if (law_waits(other->session) || !random_once_in(random, 12)) continue;
        struct world *next = law_wake(other, actor.models, (u8)random_next(random));
        world_free(other);
        other = next;
    }
    struct str one = world_snapshot(actor.world), two = world_snapshot(other);
    CHECK_STR(one, two);
    free((void *)(uintptr_t)one.at);
    free((void *)(uintptr_t)two.at);
    world_free(other);
    actor_end(&actor);
}

#endif
