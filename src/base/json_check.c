/* The strict check of RFC 8259 that runs before cJSON: one pass, no recursion, no memory. */
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"

struct scan {
    const u8 *at, *end;
    u32 depth;
    u32 objects; /* bit d: the container at depth d is an object */
    u32 values;  /* met so far: a reader's memory is sized for JSON_VALUES_MAX of them */
    enum json_fault fault;
};
_Static_assert(JSON_DEPTH_MAX <= 32, "one bit of `objects` for each depth");

static bool fail(struct scan *self, enum json_fault fault)
{
    self->fault = fault;
    return false;
}

static void skip_space(struct scan *self)
{
    while (self->at < self->end &&
           (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r'))
        self->at++;
}

static bool is_digit(const struct scan *self)
{
    return self->at < self->end && *self->at >= '0' && *self->at <= '9';
}

static bool take(struct scan *self, u8 byte)
{
    if (self->at >= self->end || *self->at != byte) return false;
    self->at++;
    return true;
}

/* Four hexadecimal digits of a \u escape. */
static bool hex4(struct scan *self, u32 *out)
{
    u32 value = 0;
    if (self->end - self->at < 4) return fail(self, JSON_SYNTAX);
    for (u32 i = 0; i < 4; i++) {
        u8 byte = *self->at++;
        u32 digit = byte >= '0' && byte <= '9'   ? (u32)byte - '0'
                    : byte >= 'a' && byte <= 'f' ? (u32)byte - 'a' + 10
                    : byte >= 'A' && byte <= 'F' ? (u32)byte - 'A' + 10
                                                 : 16;
        if (digit > 15) return fail(self, JSON_SYNTAX);
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

/* After `\u`: refuses NUL and whatever is half of a surrogate pair. */
static bool unicode_escape(struct scan *self)
{
    u32 unit, low;
    if (!hex4(self, &unit)) return false;
    if (unit == 0) return fail(self, JSON_NUL);
    if (unit < 0xd800 || unit > 0xdfff) return true;
    if (unit > 0xdbff) return fail(self, JSON_SURROGATE);
    if (!take(self, '\\') || !take(self, 'u')) return fail(self, JSON_SURROGATE);
    if (!hex4(self, &low)) return false;
    return (low >= 0xdc00 && low <= 0xdfff) || fail(self, JSON_SURROGATE);
}

/* After the opening quote. */
static bool scan_string(struct scan *self)
{
    while (self->at < self->end) {
        u8 byte = *self->at++;
        if (byte == '"') return true;
        if (byte < 0x20) return fail(self, JSON_SYNTAX);
        if (byte != '\\') continue;
        if (self->at >= self->end) break;
        switch (*self->at++) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't': break;
        case 'u':
            if (!unicode_escape(self)) return false;
            break;
        default: return fail(self, JSON_SYNTAX);
        }
    }
    return fail(self, JSON_SYNTAX);
}

static bool scan_digits(struct scan *self)
{
    if (!is_digit(self)) return fail(self, JSON_SYNTAX);
    while (is_digit(self)) self->at++;
    return true;
}

static bool scan_number(struct scan *self)
{
    take(self, '-');
    if (!take(self, '0') && !scan_digits(self)) return fail(self, JSON_SYNTAX);
    if (take(self, '.') && !scan_digits(self)) return false;
    if (take(self, 'e') || take(self, 'E')) {
        if (!take(self, '+')) take(self, '-');
        if (!scan_digits(self)) return false;
    }
    return true;
}

static bool scan_word(struct scan *self, const char *word)
{
    for (; *word; word++)
        if (!take(self, (u8)*word)) return fail(self, JSON_SYNTAX);
    return true;
}

static bool scan_key(struct scan *self)
{
    skip_space(self);
    if (!take(self, '"')) return fail(self, JSON_SYNTAX);
    if (!scan_string(self)) return false;
    skip_space(self);
    return take(self, ':') || fail(self, JSON_SYNTAX);
}

/* Opens a container. `*empty` tells that it was closed at once. */
static bool scan_open(struct scan *self, bool object, bool *empty)
{
    if (self->depth >= JSON_DEPTH_MAX) return fail(self, JSON_DEPTH);
    skip_space(self);
    *empty = take(self, object ? '}' : ']');
    if (*empty) return true;
    self->objects = (self->objects & ~(1u << self->depth)) | (u32)object << self->depth;
    self->depth++;
    return !object || scan_key(self);
}

/* One value, up to its end or to the first value inside it; `*closed` tells that it is complete. */
static bool scan_value(struct scan *self, bool *closed)
{
    *closed = true;
    skip_space(self);
    if (self->at >= self->end) return fail(self, JSON_SYNTAX);
    if (++self->values > JSON_VALUES_MAX) return fail(self, JSON_MEMORY);
    switch (*self->at) {
    case '{': self->at++; return scan_open(self, true, closed);
    case '[': self->at++; return scan_open(self, false, closed);
    case '"': self->at++; return scan_string(self);
    case 't': return scan_word(self, "true");
    case 'f': return scan_word(self, "false");
    case 'n': return scan_word(self, "null");
    default: return scan_number(self);
    }
}

/* After a complete value: closes containers until another value must follow. `*more` tells that one
 * does. */
static bool scan_after(struct scan *self, bool *more)
{
    *more = false;
    while (self->depth) {
        bool object = self->objects >> (self->depth - 1) & 1;
        skip_space(self);
        if (take(self, ',')) {
            *more = true;
            return !object || scan_key(self);
        }
        if (!take(self, object ? '}' : ']')) return fail(self, JSON_SYNTAX);
        self->depth--;
    }
    return true;
}

enum json_fault json_check_at(struct str text, usize *at)
{
    struct scan self = {text.at, text.at + text.bytes, 0, 0, 0, JSON_FINE};
    *at = utf8_check(text);
    if (*at != text.bytes) return JSON_UTF8;
    bool closed = false, more = true, fine = true;
    while (more && fine) fine = scan_value(&self, &closed) && (!closed || scan_after(&self, &more));
    if (fine) skip_space(&self);
    *at = (usize)(self.at - text.at);
    if (!fine) return self.fault;
    return self.at == self.end ? JSON_FINE : JSON_SYNTAX;
}

enum json_fault json_check(struct str text)
{
    usize at;
    return json_check_at(text, &at);
}
