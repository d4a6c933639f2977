/* fuzz_limiter: a stored ledger and the requests that follow.
 *
 * The input is two bytes, the length of the ledger's body and in the highest bit its version (set:
 * 2); the body, which is sealed with a right head so that it gets past the checksum; then requests,
 * one a line, each a quarter of a second after the one before and a tab at its front four minutes
 * more. Whatever they are, each is answered once with JSON, and what is stored is a whole ledger
 * that is written again as the same bytes. Two messages of the same key are never in it, unless
 * they were brought. */
#define TEST_FUZZ
#include "base/hash.h"
#include "core/ledger.h"

#define HEAD_BYTES 24

static void seal(struct ledger *ledger, struct str body, u8 version)
{
    static u8 sealed[1 << 20];
    u32 bytes = (u32)body.bytes;
    u64 sum = hash64(HASH64_START, body);
    memset(sealed, 0, HEAD_BYTES);
    memcpy(sealed, "CML1", 4);
    sealed[4] = version;
    memcpy(sealed + 8, &bytes, sizeof bytes);
    memcpy(sealed + 16, &sum, sizeof sum);
    if (bytes) memcpy(sealed + HEAD_BYTES, body.at, bytes);
    world_keep(&ledger->stored, (struct str){sealed, HEAD_BYTES + body.bytes});
}

static void check_messages(const struct ledger *ledger)
{
    static struct limiter limiter;
    if (!ledger->saved) return;
    CHECK(limiter_read(&limiter, ledger->stored));
    if (limiter.message_count > 64) return; /* a damaged ledger is full of messages of nobody */
    for (u32 i = 0; i < limiter.message_count; i++)
        for (u32 k = 0; k < i; k++) CHECK(limiter.messages[i].key != limiter.messages[k].key);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    struct ledger ledger;
    struct str rest = {bytes, count};
    i64 now_ms = 1728086390000; /* ten seconds before a midnight */
    if (count < 2 || count > 1 << 16) return 0;
    test_now = "fuzz_limiter";
    struct str length = str_take(&rest, 2);
    ledger_begin(&ledger);
    struct str body = str_take(&rest, (usize)length.at[0] | (usize)(length.at[1] & 0x7f) << 8);
    if (body.bytes) seal(&ledger, body, length.at[1] & 0x80 ? 2 : 1);
    while (rest.bytes) {
        const u8 *end = memchr(rest.at, '\n', rest.bytes);
        struct str line = str_take(&rest, end ? (usize)(end - rest.at) : rest.bytes);
        str_take(&rest, 1);
        now_ms += line.bytes && line.at[0] == '\t' ? 240000 : 250;
        const char *answer = ledger_ask(&ledger, now_ms, line);
        CHECK(*answer == '{');
        if (!body.bytes) check_messages(&ledger);
    }
    ledger_end(&ledger);
    return 0;
}
