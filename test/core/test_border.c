/* The border of the core: lengths and names, through core.c itself. */
#include "core.h"

#include "core/world.h"

/* Through core.c: what a host may do wrong with lengths is an answer, and the largest start fits
 * its memory. */
TEST(border_takes_the_largest_payloads)
{
    static u8 junk[4u << 20];
    u32 lengths[3] = {0, 2u << 20, 0};
    const char config[] = "{\"session\":\"s\",\"seed\":\"00000000000000aa\"}";
    lengths[0] = sizeof config - 1;
    lengths[2] = (u32)(sizeof junk - sizeof lengths) - lengths[0] - lengths[1];
    memset(junk, 'j', sizeof junk);
    memcpy(junk, lengths, sizeof lengths);
    memcpy(junk + sizeof lengths, config, lengths[0]);
    CHECK(!core_inbox(EVENT_START, sizeof junk + 1) &&
          !core_inbox(EVENT_FRAME, FRAME_BYTES_MAX + 1));
    memcpy(core_inbox(EVENT_START, sizeof junk), junk, sizeof junk);
    core_step(EVENT_START, 0, 1000, sizeof junk);
    static const char role[] = "{\"role\":\"owner\"}";
    memcpy(core_inbox(EVENT_OPEN, sizeof role - 1), role, sizeof role - 1);
    core_step(EVENT_OPEN, 1, 1001, sizeof role - 1);
    u32 bytes;
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "restored_empty"));
    /* A frame of 2 MiB that is one text of 1 MiB with each byte escaped, told to another tab. */
    memcpy(core_inbox(EVENT_OPEN, sizeof role - 1), role, sizeof role - 1);
    core_step(EVENT_OPEN, 2, 1002, sizeof role - 1);
    u32 at = (u32)sprintf((char *)junk, "{\"t\":\"text\",\"text\":\"");
    while (at + 4 <= FRAME_BYTES_MAX) junk[at++] = '\\', junk[at++] = '"';
    junk[at++] = '"', junk[at++] = '}';
    memcpy(core_inbox(EVENT_FRAME, at), junk, at);
    core_step(EVENT_FRAME, 1, 1003, at);
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "\"t\":\"ack\""));
    core_step(EVENT_FRAME, 1, 1004, UINT32_MAX); /* too long to hold: answered without being read */
    memcpy(&bytes, core_outbox(), sizeof bytes);
    CHECK(world_holds((struct str){core_outbox() + 8, bytes}, "frame_too_long"));
    CHECK_TRAPS(core_step(EVENT_COUNT, 0, 1005, 0));
    CHECK_TRAPS(core_inbox(EVENT_NONE, 0));
}

TEST(border_tells_its_names)
{
    u32 bytes;
    const u8 *abi = core_abi();
    memcpy(&bytes, abi, sizeof bytes);
    struct str json = {abi + 8, bytes};
    CHECK_EQ(json_check(json), JSON_FINE);
    CHECK(world_holds(json, "\"events\":[\"start\",\"open\",") &&
          world_holds(json, "\"effects\":[\"send\",\"drop\","));
}

TEST_MAIN
