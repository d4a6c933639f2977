/* fuzz_tutor: a request to the chat tutor, and what a provider answers: two texts with a byte 0xfe
 * between them, which no JSON holds.
 *
 * Whatever comes in, the response has one head and one end, an error is JSON, each event of a
 * stream is one line of JSON, and the next request is served. */
#define TEST_FUZZ
#include "core/tutoring.h"

#define HEAD "\"models\":[\"openai\",\"gemini\"],\"handoff\":true"

static struct tutoring *self;

static void check_stream(struct str sent)
{
    u32 lasts = 0;
    while (sent.bytes) {
        const u8 *end = memchr(sent.at, '\n', sent.bytes);
        CHECK(end && !lasts); /* nothing behind the last one */
        struct str line = str_take(&sent, (usize)(end - sent.at)), blank;
        CHECK_STR(str_take(&line, 6), STR("data: "));
        CHECK_EQ(json_check(line), JSON_FINE);
        lasts += !tutoring_holds((struct str){line.at, MIN(line.bytes, 16)}, "\"chunk\"");
        blank = str_take(&sent, 2);
        CHECK_STR(blank, STR("\n\n"));
    }
    CHECK_EQ(lasts, 1);
}

static void check_end(void)
{
    struct str sent = {self->sent, self->sent_bytes};
    CHECK(self->dropped && self->heads == 1 && !self->call);
    if (self->status == 200) check_stream(sent);
    else CHECK_EQ(json_check(sent), JSON_FINE);
    CHECK(!self->tutor.open);
}

/* The stream in pieces, then its end; a retry is waited for. */
static void answer(struct str stream)
{
    usize piece = 1 + stream.bytes / 3;
    while (stream.bytes && self->call)
        tutoring_step(self, EVENT_CHUNK, self->call, str_take(&stream, piece));
    for (u32 turn = 0; turn < 4 && !self->dropped; turn++) {
        if (self->call) tutoring_step(self, EVENT_DONE, self->call, STR(""));
        if (self->dropped || self->call) continue;
        self->now_ms = MAX(self->now_ms, self->armed_ms);
        tutoring_step(self, EVENT_ALARM, 0, STR(""));
    }
    if (self->call) tutoring_step(self, EVENT_FAIL, self->call, STR("refused day 0"));
}

int LLVMFuzzerTestOneInput(const u8 *bytes, usize count);
int LLVMFuzzerTestOneInput(const u8 *bytes, usize count)
{
    test_now = "fuzz_tutor";
    if (count > 200000) return 0;
    if (!self) self = tutoring_new();
    self->now_ms = 1000000;
    self->armed_ms = 0;
    self->call = self->parse = self->lesson = 0;
    const u8 *cut = count ? memchr(bytes, 0xfe, count) : NULL;
    usize body = cut ? (usize)(cut - bytes) : count;
    tutoring_ask(self, HEAD, (struct str){bytes, body});
    if (self->call && cut) answer((struct str){cut + 1, count - body - 1});
    else if (self->call) answer(STR(""));
    check_end();
    return 0;
}
