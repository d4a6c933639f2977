#include "mentor/sse.h"

/* Where in a line the next byte stands. */
enum mode {
    MODE_NAME, /* in a field's name that may still become "data"; `matched` 0 is the line's start */
    MODE_COLON, /* behind the colon of `data`, where one blank is dropped */
    MODE_VALUE, /* in the value of `data` */
    MODE_SKIP,  /* in a line that says nothing */
};

static const u8 MARK[3] = {0xef, 0xbb, 0xbf};
static const u8 NAME[4] = {'d', 'a', 't', 'a'};

void sse_init(struct sse *self)
{
    memset(self, 0, sizeof *self);
}

static void put(struct sse *self, const u8 *bytes, usize count)
{
    if (count > sizeof self->data - self->used) self->overflow = true;
    if (self->overflow) return;
    memcpy(self->data + self->used, bytes, count);
    self->used += (u32)count;
}

/* A line of data begins: it is joined to the one before. */
static void begin_data(struct sse *self)
{
    if (self->any) put(self, (const u8 *)"\n", 1);
    self->any = true;
}

/* True when the line that ends is empty and so ends an event. */
static bool end_line(struct sse *self)
{
    bool empty = self->mode == MODE_NAME && self->matched == 0;
    if (self->mode == MODE_NAME && self->matched == sizeof NAME) begin_data(self);
    self->mode = MODE_NAME;
    self->matched = 0;
    return empty && self->any;
}

static void take_name(struct sse *self, u8 byte)
{
    if (byte == ':' && self->matched == sizeof NAME) {
        self->mode = MODE_COLON;
        begin_data(self);
    } else if (self->matched < sizeof NAME && byte == NAME[self->matched]) self->matched++;
    else self->mode = MODE_SKIP; /* another name, or a comment */
}

/* One byte that take_run left; true when it ended an event. */
static bool take_byte(struct sse *self, u8 byte)
{
    if (self->mark < sizeof MARK) {
        if (byte == MARK[self->mark]) {
            self->mark++;
            return false;
        }
        /* A part of a mark is the beginning of a name that nobody knows. */
        if (self->mark) self->mode = MODE_SKIP;
        self->mark = sizeof MARK;
    }
    bool same_end = self->after_cr && byte == '\n';
    self->after_cr = byte == '\r';
    if (same_end) return false;
    if (byte == '\r' || byte == '\n') return end_line(self);
    if (self->mode == MODE_NAME) take_name(self, byte);
    else if (self->mode == MODE_COLON) {
        if (byte != ' ') put(self, &byte, 1);
        self->mode = MODE_VALUE;
    }
    return false;
}

/* The rest of a value or of a line that says nothing, in one piece: most bytes of a stream. */
static void take_run(struct sse *self, struct str *bytes)
{
    usize count = 0;
    while (count < bytes->bytes && bytes->at[count] != '\n' && bytes->at[count] != '\r') count++;
    struct str run = str_take(bytes, count);
    if (self->mode == MODE_VALUE) put(self, run.at, run.bytes);
}

bool sse_next(struct sse *self, struct str *bytes, struct str *data)
{
    while (bytes->bytes && !self->overflow) {
        if (self->mode == MODE_VALUE || self->mode == MODE_SKIP) take_run(self, bytes);
        if (!bytes->bytes || !take_byte(self, *str_take(bytes, 1).at)) continue;
        *data = (struct str){self->data, self->used};
        self->used = 0;
        self->any = false;
        return true;
    }
    if (bytes->bytes) str_take(bytes, bytes->bytes);
    return false;
}
