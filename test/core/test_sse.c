/* The stream of events, at every split of its bytes. */
#include "mentor/sse.h"

#include "core/test.h"

#define OUT_BYTES_MAX 4096

/* The events of a stream as one text, each in brackets; fed in pieces that end at the places in
 * `cuts`. What is fed lies in a block of its own, so that a byte too far is seen. */
static struct str read_cut(struct str stream, const usize *cuts, usize count)
{
    static u8 out[OUT_BYTES_MAX];
    static struct sse sse;
    usize bytes = 0, from = 0;
    struct str event;
    sse_init(&sse);
    for (usize i = 0; i <= count; i++) {
        usize end = i < count ? cuts[i] : stream.bytes;
        u8 *piece = malloc(end - from + 1);
        memcpy(piece, stream.at + from, end - from);
        struct str rest = {piece, end - from};
        while (sse_next(&sse, &rest, &event)) {
            CHECK(bytes + event.bytes + 2 <= sizeof out);
            out[bytes++] = '[';
            if (event.bytes) memcpy(out + bytes, event.at, event.bytes);
            bytes += event.bytes;
            out[bytes++] = ']';
        }
        CHECK_EQ(rest.bytes, 0);
        free(piece);
        from = end;
    }
    CHECK(!sse.overflow);
    return (struct str){out, bytes};
}

/* Whole, in two pieces at each place, in three, and byte by byte. */
static void check_events(struct str stream, struct str expected)
{
    usize cuts[512];
    CHECK(stream.bytes <= ARRAY_LEN(cuts));
    for (usize i = 0; i < stream.bytes; i++) cuts[i] = i;
    CHECK_STR(read_cut(stream, NULL, 0), expected);
    CHECK_STR(read_cut(stream, cuts, stream.bytes), expected);
    for (usize i = 0; i <= stream.bytes; i++) {
        CHECK_STR(read_cut(stream, &i, 1), expected);
        for (usize j = i; j <= stream.bytes && stream.bytes < 40; j++) {
            usize two[2] = {i, j};
            CHECK_STR(read_cut(stream, two, 2), expected);
        }
    }
}

/* The same stream, its LF written as each of the three line ends. */
static void check_ends(const char *stream, const char *expected)
{
    static const char *const ENDS[] = {"\n", "\r", "\r\n"};
    for (u32 i = 0; i < ARRAY_LEN(ENDS); i++) {
        u8 text[512];
        usize bytes = 0;
        for (const char *at = stream; *at; at++) {
            const char *piece = *at == '\n' ? ENDS[i] : at;
            usize count = *at == '\n' ? strlen(ENDS[i]) : 1;
            CHECK(bytes + count <= sizeof text);
            memcpy(text + bytes, piece, count);
            bytes += count;
        }
        check_events((struct str){text, bytes}, str_of(expected));
    }
}

TEST(sse_reads_events)
{
    check_ends("", "");
    check_ends("\n\n\n", "");
    check_ends("data: a\n\n", "[a]");
    check_ends("data: a\n\ndata: b\n\n", "[a][b]");
    check_ends("data: a\n\n\n\ndata: b\n\n\n", "[a][b]");
}

TEST(sse_drops_one_blank_after_the_colon)
{
    check_ends("data:a\n\n", "[a]");
    check_ends("data:  a \n\n", "[ a ]");
    check_ends("data: \n\n", "[]");
    check_ends("data:\ta\n\n", "[\ta]");
    check_ends("data: a: b\n\n", "[a: b]");
    check_ends("data::\n\n", "[:]");
}

TEST(sse_joins_lines_of_data)
{
    check_events(STR("data: a\ndata: b\n\n"), STR("[a\nb]"));
    check_events(STR("data: a\rdata: b\r\ndata\r\r"), STR("[a\nb\n]"));
    check_events(STR("data\n\n"), STR("[]"));
    check_events(STR("data\ndata\n\n"), STR("[\n]"));
    check_events(STR("data:\ndata: {\nid: 7\ndata: }\n\n"), STR("[\n{\n}]"));
}

TEST(sse_knows_no_other_field)
{
    check_ends(": a comment\n\n", "");
    check_ends(":\n\n", "");
    check_ends("event: error\nid: 1\nretry: 10\ndata: a\n: more\n\n", "[a]");
    check_ends("event: add\n\ndata: a\n\n", "[a]");
    check_ends("dat: x\ndatas: x\n data: x\nData: x\ndata : x\ndata\tx\ndata: a\n\n", "[a]");
    check_ends("error: {\"code\":500}\n\n", "");
}

TEST(sse_drops_an_unfinished_event)
{
    check_ends("data: a\n\ndata: b\n", "[a]");
    check_ends("data: a\n\ndata: b", "[a]");
    check_ends("data: a\n\ndata", "[a]");
    check_ends("data: a", "");
}

TEST(sse_ends_lines_in_any_mixture)
{
    check_events(STR("data: a\r\n\ndata: b\n\r\ndata: c\r\r\ndata: d\n\r"), STR("[a][b][c][d]"));
    /* The LF belongs to the CR before it, also behind an event that has been given. */
    check_events(STR("data: a\r\n\r\n\r\ndata: b\r\n\r\n"), STR("[a][b]"));
}

TEST(sse_takes_one_mark_at_the_start)
{
    check_events(STR("\xef\xbb\xbf"
                     "data: a\n\n"),
                 STR("[a]"));
    check_events(STR("\xef\xbb\xbf\xef\xbb\xbf"
                     "data: a\n\ndata: b\n\n"),
                 STR("[b]"));
    check_events(STR("\xef\xbb"
                     "data: a\ndata: b\n\n"),
                 STR("[b]"));
    check_events(STR("\n\xef\xbb\xbf"
                     "data: a\ndata: b\n\n"),
                 STR("[b]"));
}

TEST(sse_keeps_bytes_as_they_are)
{
    check_events(STR("data: \xf0\x9f\x90\x9f\xff\n\n"), STR("[\xf0\x9f\x90\x9f\xff]"));
    check_events((struct str){(const u8 *)"data: a\0b\n\n", 11},
                 (struct str){(const u8 *)"[a\0b]", 5});
}

/* One event of so many bytes in pieces of `piece`. Returns the bytes of the event that came, 0 when
 * none came. */
static usize long_event(usize bytes, usize piece, struct sse *sse)
{
    static u8 stream[SSE_EVENT_BYTES_MAX + 64];
    memcpy(stream, "data:", 5);
    memset(stream + 5, 'x', bytes);
    memcpy(stream + 5 + bytes, "\n\ndata: after\n\n", 15);
    usize first = 0, count = bytes + 20;
    sse_init(sse);
    for (usize from = 0; from < count; from += piece) {
        struct str rest = {stream + from, MIN(piece, count - from)}, event;
        while (sse_next(sse, &rest, &event))
            if (!first) first = event.bytes;
        CHECK_EQ(rest.bytes, 0);
    }
    return first;
}

TEST(sse_refuses_an_event_that_is_too_long)
{
    static const usize PIECES[] = {1, 7, 4096, 1u << 20};
    static struct sse sse;
    for (u32 i = 0; i < ARRAY_LEN(PIECES); i++) {
        CHECK_EQ(long_event(SSE_EVENT_BYTES_MAX, PIECES[i], &sse), SSE_EVENT_BYTES_MAX);
        CHECK(!sse.overflow);
        CHECK_EQ(long_event(SSE_EVENT_BYTES_MAX + 1, PIECES[i], &sse), 0);
        CHECK(sse.overflow);
        struct str more = STR("data: a\n\n"), event;
        CHECK(!sse_next(&sse, &more, &event) && more.bytes == 0);
    }
}

TEST(sse_counts_the_line_ends_between_data)
{
    static struct sse sse;
    struct str event;
    u32 lines = 0;
    sse_init(&sse);
    for (; !sse.overflow; lines++) {
        struct str line = STR("data:\n");
        CHECK(!sse_next(&sse, &line, &event));
    }
    CHECK_EQ(lines, SSE_EVENT_BYTES_MAX + 2); /* the first needs no room */
}

TEST(sse_reads_nothing_from_nothing)
{
    static struct sse sse;
    struct str none = {NULL, 0}, event;
    sse_init(&sse);
    CHECK(!sse_next(&sse, &none, &event));
}

TEST(sse_forgets_what_says_nothing)
{
    static struct sse sse;
    struct str event;
    sse_init(&sse);
    for (u32 i = 0; i < 4 * SSE_EVENT_BYTES_MAX; i++) {
        struct str comment = STR(": still thinking\nid: 77");
        CHECK(!sse_next(&sse, &comment, &event));
    }
    struct str data = STR("\ndata: a\n\n");
    CHECK(sse_next(&sse, &data, &event));
    CHECK_STR(event, STR("a"));
    CHECK_EQ(sse.used, 0);
}

TEST_MAIN
