#include "mentor/excerpt.h"

#include "base/utf8.h"
#include "mentor/mask.h"

#define CONTEXT_LINES 3u

/* Bytes behind a cut that are read too, so that a secret is known though it is cut. */
#define AHEAD_BYTES 256u

/* Bytes before a span that are searched for a private key that is still open: one of 4,096 bits has
 * 3.3 KB. */
#define BEFORE_BYTES 4096u

/* Tokens and bytes of a line that tells of a gap. */
#define GAP_TOKENS 24u
#define GAP_BYTES  80u

/* ---- one line ---- */

/* Shows the line as the mask sees it. */
static void put_masked(struct show *show, struct mask *mask, struct str line, usize most)
{
    usize at = 0, end = utf8_cut(line, most).bytes;
    struct mask_span span;
    mask_line(mask, line);
    while (mask_next(mask, &span)) {
        if (span.from >= end) continue;
        show_foreign(show, (struct str){line.at + at, span.from - at});
        show_own(show, MASK_SHOWN);
        at = MIN(span.to, end);
    }
    show_foreign(show, (struct str){line.at + at, end - at});
    if (end < line.bytes) show_own(show, " (cut)");
}

void excerpt_line(struct show *show, struct str line, usize most)
{
    struct mask mask = {0};
    put_masked(show, &mask, line, most);
}

void excerpt_quote(struct show *show, struct str text, const char *sign, usize line_bytes,
                   u32 tokens)
{
    u32 most = show->estimate.tokens + tokens;
    struct mask mask = {0}, before; /* over all lines: a private key has many */
    while (text.bytes) {
        const u8 *end = memchr(text.at, '\n', text.bytes);
        struct str line = str_take(&text, end ? (usize)(end - text.at) : text.bytes);
        str_take(&text, 1);
        struct show measure = *show;
        measure.out = NULL;
        before = mask;
        for (u32 turn = 0; turn < 2; turn++) {
            struct show *to = turn ? show : &measure;
            mask = before;
            show_own(to, sign);
            put_masked(to, &mask, line, line_bytes);
            show_own(to, "\n");
            if (measure.estimate.tokens > most) return;
        }
    }
}

/* The bytes of the line that begins at `start` which the mask must see. */
static struct str read_line(struct text *text, u32 start, u32 most, u8 window[])
{
    u32 end = MIN(text_line_end(text, start), start + most);
    while (!text_is_between(text, end)) end--;
    text_copy(text, start, end - start, window);
    if (end > start && window[end - start - 1] == '\r') end--; /* of a line end of two bytes */
    return (struct str){window, end - start};
}

static bool has_changed(const struct prompt *prompt, u32 start, u32 end)
{
    u32 low = 0, high = prompt->changed_count;
    while (low < high) { /* the first range that does not end before the line */
        u32 middle = low + (high - low) / 2;
        const struct prompt_range *range = &prompt->changed[middle];
        bool before = range->start == range->end ? range->end < start : range->end <= start;
        if (before) low = middle + 1;
        else high = middle;
    }
    return low < prompt->changed_count && prompt->changed[low].start <= end;
}

static void put_line(const struct excerpt *self, struct show *show, struct mask *mask, u32 start,
                     u32 number)
{
    u8 window[EXCERPT_LINE_BYTES_MAX + AHEAD_BYTES];
    struct text *text = self->prompt->text;
    struct str line = read_line(text, start, self->line_bytes + AHEAD_BYTES, window);
    show_number(show, number);
    show_own(show, has_changed(self->prompt, start, text_line_end(text, start)) ? "*| " : " | ");
    put_masked(show, mask, line, self->line_bytes);
    show_own(show, "\n");
}

/* ---- choosing ---- */

/* Takes what the line costs out of the room; false, and nothing is taken, when it costs more. */
static bool pay_for(const struct excerpt *self, u32 start, struct room *room)
{
    struct show show = {.mark = self->mark};
    struct mask mask = {0};
    put_line(self, &show, &mask, start, TEXT_LINES_MAX);
    if (show.estimate.tokens > room->tokens || show.bytes > room->bytes) return false;
    room->tokens -= show.estimate.tokens;
    room->bytes -= show.bytes;
    return true;
}

/* A new span of the line at `at`, kept in order; nothing when that line is in one already or is too
 * long. */
static void add_span(struct excerpt *self, u32 at, struct room *room)
{
    struct text *text = self->prompt->text;
    u32 start = text_line_at(text, MIN(at, text->bytes)).start, index = 0;
    while (index < self->span_count && self->spans[index].end < start) index++;
    if (index < self->span_count && self->spans[index].start <= start) return;
    if (room->tokens < GAP_TOKENS || room->bytes < GAP_BYTES) return;
    struct room left = {room->tokens - GAP_TOKENS, room->bytes - GAP_BYTES};
    if (!pay_for(self, start, &left)) return;
    *room = left;
    memmove(&self->spans[index + 1], &self->spans[index],
            (self->span_count - index) * sizeof self->spans[0]);
    self->spans[index] = (struct excerpt_span){.start = start, .end = text_line_end(text, start)};
    self->span_count++;
}

enum phase { PHASE_CHANGED, PHASE_CONTEXT, PHASE_REST, PHASES };

static bool belongs(const struct excerpt *self, enum phase phase, u32 start, u32 context)
{
    u32 end = text_line_end(self->prompt->text, start);
    if (phase == PHASE_CHANGED) return has_changed(self->prompt, start, end);
    return phase == PHASE_REST || context < CONTEXT_LINES;
}

static bool grow_above(struct excerpt *self, u32 index, enum phase phase, struct room *room)
{
    struct excerpt_span *span = &self->spans[index];
    u32 limit = index ? self->spans[index - 1].end + 1 : 0;
    if (span->is_done_above || span->start <= limit) return false;
    u32 start = text_line_at(self->prompt->text, span->start - 1).start;
    if (!belongs(self, phase, start, span->above)) return false;
    span->is_done_above = !pay_for(self, start, room);
    if (span->is_done_above) return false;
    span->start = start;
    span->above += phase != PHASE_CHANGED;
    return true;
}

static bool grow_below(struct excerpt *self, u32 index, enum phase phase, struct room *room)
{
    struct excerpt_span *span = &self->spans[index];
    struct text *text = self->prompt->text;
    bool last = index + 1 == self->span_count;
    if (span->is_done_below || span->end >= text->bytes) return false;
    u32 start = span->end + 1;
    if (!last && start >= self->spans[index + 1].start) return false;
    if (!belongs(self, phase, start, span->below)) return false;
    span->is_done_below = !pay_for(self, start, room);
    if (span->is_done_below) return false;
    span->end = text_line_end(text, start);
    span->below += phase != PHASE_CHANGED;
    return true;
}

/* The line of the focus comes first; then the changed ranges nearest to it. */
static void add_spans(struct excerpt *self, struct room *room)
{
    const struct prompt *prompt = self->prompt;
    u32 focus = MIN(prompt->focus, prompt->text->bytes), near = 0;
    while (near + 1 < prompt->changed_count && prompt->changed[near].end < focus) near++;
    if (prompt->changed_count) {
        const struct prompt_range *range = &prompt->changed[near];
        focus = MAX(MIN(focus, MAX(range->end, 1) - 1), range->start);
    }
    self->line_bytes = EXCERPT_LINE_BYTES_MAX;
    for (add_span(self, focus, room); !self->span_count && self->line_bytes > 4;) {
        self->line_bytes /= 2; /* one line may be longer than all that fits */
        add_span(self, focus, room);
    }
    for (u32 away = 1; away < prompt->changed_count && self->span_count < EXCERPT_SPANS_MAX;
         away++) {
        if (away <= near) add_span(self, prompt->changed[near - away].start, room);
        if (near + away < prompt->changed_count && self->span_count < EXCERPT_SPANS_MAX)
            add_span(self, prompt->changed[near + away].start, room);
        if (away > near && near + away >= prompt->changed_count) break;
    }
}

void excerpt_choose(struct excerpt *self, const struct prompt *prompt, u64 mark, struct room room)
{
    self->prompt = prompt;
    self->mark = mark;
    self->span_count = 0;
    /* The gap behind the last span. */
    room.tokens -= MIN(room.tokens, GAP_TOKENS);
    room.bytes -= MIN(room.bytes, GAP_BYTES);
    add_spans(self, &room);
    for (enum phase phase = 0; phase < PHASES; phase++)
        for (bool grew = true; grew;) {
            grew = false;
            for (u32 i = 0; i < self->span_count; i++) {
                grew |= grow_above(self, i, phase, &room);
                grew |= grow_below(self, i, phase, &room);
            }
        }
}

/* ---- writing ---- */

/* The lines before a span, so that the mask knows whether a private key is open there. */
static void read_before(const struct excerpt *self, struct mask *mask, u32 from, u32 to)
{
    u8 window[EXCERPT_LINE_BYTES_MAX];
    struct text *text = self->prompt->text;
    struct mask_span span;
    if (to - from > BEFORE_BYTES) {
        from = text_line_end(text, to - BEFORE_BYTES) + 1;
        mask->in_key = false;
        mask->expects = SECRECY_NONE;
    }
    while (from < to) {
        mask_line(mask, read_line(text, from, sizeof window, window));
        while (mask_next(mask, &span)) continue;
        from = text_line_end(text, from) + 1;
    }
}

static void put_gap(struct show *show, u32 from, u32 to)
{
    if (from > to) return;
    show_own(show, "(not shown: ");
    show_number(show, from);
    show_own(show, " to ");
    show_number(show, to);
    show_own(show, ")\n");
}

/* Is there room for the line as the mask sees it here? */
static bool fits(const struct excerpt *self, const struct show *show, const struct mask *mask,
                 u32 start, u32 number, const struct room *room)
{
    struct show measure = *show;
    struct mask seen = *mask;
    measure.out = NULL;
    put_line(self, &measure, &seen, start, number);
    return measure.estimate.tokens + GAP_TOKENS <= room->tokens &&
           measure.bytes + GAP_BYTES <= room->bytes;
}

void excerpt_write(const struct excerpt *self, struct show *show, struct room room)
{
    struct text *text = self->prompt->text;
    struct mask mask = {.bare = self->prompt->language == LANGUAGE_PLAIN ||
                                self->prompt->language == LANGUAGE_SHELL};
    u32 next = 1, seen = 0; /* the first line that was not told of, and where its bytes begin */
    room.tokens += show->estimate.tokens;
    room.bytes += show->bytes;
    for (u32 i = 0; i < self->span_count; i++) {
        const struct excerpt_span *span = &self->spans[i];
        u32 number = text_line_at(text, span->start).number, start = span->start;
        read_before(self, &mask, seen, start);
        put_gap(show, next, number - 1);
        next = number;
        for (; start <= span->end && fits(self, show, &mask, start, number, &room);
             next = ++number, start = text_line_end(text, start) + 1)
            put_line(self, show, &mask, start, number);
        seen = MIN(start, text->bytes);
        if (start <= span->end) break;
    }
    put_gap(show, next, text->newlines + 1);
}
