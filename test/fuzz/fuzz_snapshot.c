/* fuzz_snapshot: bytes as they are, and again sealed with a right head, so that they get past the
 * checksum.
 *
 * What is read must be a state that can go on: written again it is read as the same bytes, and a
 * session that starts from it keeps every promise of core/witness.h through a few events. */
#define TEST_FUZZ
#include "core/snapshots.h"
#include "core/witness.h"

/* Writes what was read; it must be read again, and written as the same bytes. */
static void check_again(struct session *session)
{
    struct buf first, second;
    usize most = snapshot_bytes(session);
    buf_init(&first, malloc(most), most);
    snapshot_write(session, &first);
    CHECK(!first.overflow);
    struct session *other = fresh(first.bytes);
    CHECK(snapshot_read(other, buf_str(&first)));
    buf_init(&second, malloc(most), most);
    snapshot_write(other, &second);
    CHECK_STR(buf_str(&second), buf_str(&first));
    free(first.at);
    free(second.at);
    end(other);
}

/* A session wakes from it, and life goes on. */
static void live_on(struct str bytes, i64 now_ms)
{
    static struct sketch sketch;
    struct world *world = world_new();
    struct witness witness;
    world_start(world, now_ms, "\"models\":[\"workers-ai\"],\"sockets\":[1,2,3],\"rebuilt\":1",
                bytes, STR(""));
    world->call = world->session->call; /* what a host would still hold */
    witness_begin(&witness, world);
    witness.forged = true;
    witness_step(&witness, world);
#define STEP(...) world_step(world, __VA_ARGS__), witness_step(&witness, world)
    STEP(EVENT_OPEN, 9, now_ms, STR("{\"role\":\"owner\"}"));
    STEP(EVENT_FRAME, 9, now_ms,
         STR("{\"t\":\"hello\",\"rev\":0,\"hash\":\"\",\"client\":\"tab\"}"));
    STEP(EVENT_FRAME, 9, now_ms, STR("{\"t\":\"hint\",\"tip\":1}"));
    for (u32 i = 0; i < 3 && world->armed_ms; i++)
        STEP(EVENT_ALARM, 0, MAX(now_ms, world->armed_ms), STR(""));
    STEP(EVENT_FRAME, 9, world->now_ms, STR("{\"t\":\"look\"}"));
    if (world->parse) {
        sketch_begin(&sketch, (enum language)world->parse_language, (u32)world->parse_text.bytes);
        sketch_unit(&sketch, UNIT_FUNCTION, 0, 0, (u32)world->parse_text.bytes, "f", "f", 40);
        STEP(EVENT_OUTLINE, world->parse, world->now_ms, sketch_bytes(&sketch));
    }
    if (world->call) STEP(EVENT_DONE, world->call, world->now_ms, STR(""));
    STEP(EVENT_FRAME, 9, world->now_ms, STR("{\"t\":\"text\",\"text\":\"something else\"}"));
    for (u32 i = 0; i < 6 && world->armed_ms; i++)
        STEP(EVENT_ALARM, 0, MAX(now_ms, world->armed_ms), STR(""));
#undef STEP
    witness_end(&witness);
    world_free(world);
}

static void try(struct str bytes)
{
    struct session *session = fresh(bytes.bytes);
    struct str exact = {NULL, 0};
    world_keep(&exact, bytes);
    bool read = snapshot_read(session, exact);
    if (read) {
        text_check(&session->text);
        check_again(session);
    }
    end(session);
    if (read) live_on(exact, 1700000000000);
    give_back(exact);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 sealed[1 << 20];
    static const u8 HEAD[HEAD_BYTES] = {'C', 'M', 'S', '1', SNAPSHOT_VERSION};
    test_now = "fuzz_snapshot";
    try((struct str){bytes, count});
    if (count < HEAD_BYTES || count > sizeof sealed) return 0;
    memcpy(sealed, bytes, count);
    memcpy(sealed, HEAD, HEAD_BYTES);
    seal((struct str){sealed, count});
    try((struct str){sealed, count});
    return 0;
}
