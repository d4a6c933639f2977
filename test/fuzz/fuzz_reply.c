/* fuzz_reply: bytes become a model's answer.
 *
 * The first byte chooses how: as they are, or as a valid answer in which the second byte chooses a
 * place that is overwritten. Whatever comes, it is read without a trap and the same twice; what was
 * read is one object of the five keys, and written again it is read as the same. */
#define TEST_FUZZ
#include "base/utf8.h"
#include "core/gate_rows.h"

static const char VALID[] = "{\"line\":3,\"quote\":\"total += 1\",\"rule\":\"off-by-one\","
                            "\"concept\":\"loops\",\"tip\":\"The loop \\u00e9 reads.\"}";

static enum reply_fault read_into(struct reply *reply, struct str bytes, u8 *memory, usize *at)
{
    struct arena arena;
    arena_init(&arena, memory, REPLY_ARENA_BYTES);
    return reply_read(reply, bytes, &arena, at);
}

static void check_same(const struct reply *a, const struct reply *b)
{
    CHECK(a->nothing == b->nothing && a->line == b->line);
    CHECK_STR(a->quote, b->quote);
    CHECK_STR(a->tip, b->tip);
    CHECK_STR(a->concept, b->concept);
}

static void check_written(const struct reply *reply)
{
    static u8 memory[REPLY_ARENA_BYTES], text[1u << 16];
    struct buf out;
    struct reply again;
    usize at;
    buf_init(&out, text, sizeof text);
    write_answer(&out, reply->line, reply->quote, reply->concept, reply->tip);
    if (buf_str(&out).bytes > REPLY_BYTES_MAX) return;
    CHECK_EQ(read_into(&again, buf_str(&out), memory, &at), REPLY_FINE);
    check_same(reply, &again);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static u8 one[REPLY_ARENA_BYTES], two[REPLY_ARENA_BYTES], spoilt[sizeof VALID + 256];
    struct reply a, b;
    usize at = 0, again = 0;
    test_now = "fuzz_reply";
    if (count < 2) return 0;
    struct str answer = {bytes + 2, count - 2};
    if (bytes[0] & 1) {
        usize place = bytes[1] % sizeof VALID, some = MIN(answer.bytes, 256);
        usize over = bytes[0] & 2 ? MIN(some, sizeof VALID - 1 - place) : 0;
        memcpy(spoilt, VALID, place);
        memcpy(spoilt + place, answer.at, some);
        memcpy(spoilt + place + some, VALID + place + over, sizeof VALID - 1 - place - over);
        answer = (struct str){spoilt, sizeof VALID - 1 + some - over};
    }
    enum reply_fault fault = read_into(&a, answer, one, &at);
    CHECK_EQ(read_into(&b, answer, two, &again), fault);
    CHECK(at == again && (at <= answer.bytes || fault == REPLY_LONG));
    CHECK_EQ(answer.bytes > REPLY_BYTES_MAX, fault == REPLY_LONG);
    if (utf8_check(answer) < answer.bytes) CHECK(fault != REPLY_FINE);
    if (fault) return 0;
    check_same(&a, &b);
    CHECK_EQ(utf8_check(a.quote), a.quote.bytes);
    CHECK_EQ(utf8_check(a.tip), a.tip.bytes);
    CHECK_EQ(a.nothing, !a.line && !a.quote.bytes && !a.tip.bytes);
    check_written(&a);
    return 0;
}
