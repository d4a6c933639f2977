/* typing.h: a learner at work, and the time that passes. */
#ifndef TEST_CORE_TYPING_H
#define TEST_CORE_TYPING_H

#include "core/sketch.h"
#include "core/world.h"

/* Types one letter at the end; the session's document is all units of one byte. */
static inline void type(struct world *world, u32 socket, i64 now_ms)
{
    const struct session *session = world->session;
    world_say(world, socket, now_ms, "{\"t\":\"edit\",\"rev\":%u,\"len\":%u,\"d\":[[%u,0,\"a\"]]}",
              session->revision, session->text.units + 1, session->text.units);
}

/* Rings all alarms up to `until_ms` at their times; parses are answered with an empty outline.
 * Counts saves. */
static inline u32 sleep_until(struct world *world, i64 until_ms)
{
    static struct sketch sketch;
    u32 saves = 0;
    for (u32 rings = 0; world->armed_ms && world->armed_ms <= until_ms; rings++) {
        CHECK(rings < 100); /* no alarm that sets itself off for ever */
        world_step(world, EVENT_ALARM, 0, world->armed_ms, STR(""));
        saves += world_count(world, EFFECT_SAVE, "", NULL);
        if (!world->parse) continue;
        sketch_begin(&sketch, (enum language)world->parse_language, (u32)world->parse_text.bytes);
        world_step(world, EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
        saves += world_count(world, EFFECT_SAVE, "", NULL);
    }
    return saves;
}

#endif
