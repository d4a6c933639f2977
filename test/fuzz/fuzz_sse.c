/* fuzz_sse: bytes become a provider's answer.
 *
 * The first byte chooses the provider, the next three where the rest is cut. Read in one piece, cut
 * there, and byte by byte, an answer must come to the same text, end, usage and fault; and the
 * events below it to the same events. */
#define TEST_FUZZ
#include "core/dialects.h"

#define EVENTS_BYTES_MAX (64u << 10)

/* The events of the stream one after another, each behind its length. */
static struct str events_by(struct str stream, usize piece, u8 *memory, bool *overflow)
{
    static struct sse sse;
    struct buf out;
    struct str event;
    buf_init(&out, memory, EVENTS_BYTES_MAX);
    sse_init(&sse);
    while (stream.bytes) {
        struct str some = str_take(&stream, piece);
        while (sse_next(&sse, &some, &event)) {
            buf_put_u32(&out, (u32)event.bytes);
            buf_put_str(&out, event);
        }
        CHECK_EQ(some.bytes, 0);
    }
    *overflow = sse.overflow;
    return buf_str(&out);
}

static void check_events(struct str stream, usize piece)
{
    static u8 one[EVENTS_BYTES_MAX], two[EVENTS_BYTES_MAX];
    bool overflow_one, overflow_two;
    struct str a = events_by(stream, SIZE_MAX, one, &overflow_one);
    struct str b = events_by(stream, piece, two, &overflow_two);
    CHECK_STR(a, b);
    CHECK_EQ(overflow_one, overflow_two);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    static const enum provider ALL[] = {PROVIDER_WORKERS_AI, PROVIDER_OPENAI, PROVIDER_GEMINI};
    static struct answer whole, cut, single;
    test_now = "fuzz_sse";
    if (count < 4) return 0;
    struct str stream = {bytes + 4, count - 4};
    enum provider provider = ALL[bytes[0] % ARRAY_LEN(ALL)];
    usize cuts[3] = {0, 0, 0}, low = 0;
    for (u32 i = 0; i < ARRAY_LEN(cuts); i++) {
        low += bytes[1 + i] * (stream.bytes - low) / 256;
        cuts[i] = low;
    }
    answer_read(&whole, provider, stream, NULL, 0);
    answer_check_sane(&whole);
    answer_read(&cut, provider, stream, cuts, ARRAY_LEN(cuts));
    answer_check_same(&whole, &cut);
    answer_read_by(&single, provider, stream, 1);
    answer_check_same(&whole, &single);
    check_events(stream, 1);
    check_events(stream, 1 + bytes[1]);
    return 0;
}
