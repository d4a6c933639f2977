#include "mentor/mask.h"

static bool is_word(u8 c)
{
    return (u8)((c | 0x20) - 'a') < 26 || (c >= '0' && c <= '9') || c == '_';
}

static bool is_key_byte(u8 c)
{
    return (is_word(c) && c != '_') || c == '+' || c == '/' || c == '=';
}

static bool is_quote(u8 c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_one_of(u8 c, const char *set)
{
    return memchr(set, c, strlen(set)) != NULL;
}

static bool follows(struct str line, usize at, const char *word)
{
    usize bytes = strlen(word);
    return at <= line.bytes && bytes <= line.bytes - at && memcmp(line.at + at, word, bytes) == 0;
}

/* Small letters of `word` in any case at `at`. */
static bool says(struct str line, usize at, const char *word)
{
    usize bytes = strlen(word);
    if (bytes > line.bytes - at) return false;
    for (usize i = 0; i < bytes; i++)
        if ((line.at[at + i] | 0x20) != (u8)word[i]) return false;
    return true;
}

static usize find(struct str line, usize at, const char *word)
{
    while (at < line.bytes && !follows(line, at, word)) at++;
    return at;
}

void mask_line(struct mask *self, struct str line)
{
    self->line = line;
    self->at = 0;
    self->chain = SECRECY_NONE;
    self->quote = 0;
    self->is_header = false;
}

/* ---- private keys ---- */

/* A line inside a private key: its base64, perhaps in quotes and joined to others. False where the
 * key has ended. */
static bool key_line(struct mask *self, struct mask_span *span)
{
    struct str line = self->line;
    usize from = 0, end = find(line, 0, "-----END");
    while (from < line.bytes && !is_key_byte(line.at[from])) from++;
    if (end < line.bytes) {
        self->in_key = false;
        *span = (struct mask_span){MIN(from, end), end};
        return true;
    }
    bool header = says(line, from, "proc-type:") || says(line, from, "dek-info:");
    usize to = from;
    while (to < line.bytes && is_key_byte(line.at[to])) to++;
    usize rest = to;
    while (rest < line.bytes && line.at[rest] == '\\') rest += 2; /* \n before the quote */
    while (rest < line.bytes && !is_key_byte(line.at[rest])) rest++;
    bool joined = rest < line.bytes && line.at[rest] == '+'; /* "MIIE…\n" + */
    self->in_key = header || rest >= line.bytes || joined;
    *span = (struct mask_span){from, to};
    return self->in_key && !header;
}

/* "-----BEGIN … PRIVATE KEY-----" at the place: what follows on this line is masked, and lines
 * after it when it does not end here. */
static bool key_begins(struct mask *self, struct mask_span *span)
{
    struct str line = self->line;
    struct str head = {line.at, MIN(line.bytes, self->at + 64)};
    usize from = find(head, find(head, self->at, "PRIVATE KEY"), "-----");
    if (from >= head.bytes) return false;
    from += 5;
    usize end = find(line, from, "-----END"), to = MIN(end, line.bytes);
    self->in_key = end >= line.bytes;
    if (self->in_key)
        for (to = from; to < line.bytes && !is_quote(line.at[to]);) to++;
    *span = (struct mask_span){from, to};
    self->at = to;
    return from < to;
}

/* ---- headers and URLs ---- */

/* "Bearer abc…" at the place. */
static bool header_value(struct mask *self, struct mask_span *span)
{
    static const char *const SCHEMES[] = {"bearer ", "basic ", "token ", "apikey "};
    struct str line = self->line;
    for (u32 i = 0; i < ARRAY_LEN(SCHEMES); i++) {
        if (!says(line, self->at, SCHEMES[i]) || (i > 1 && !self->is_header)) continue;
        usize from = self->at + strlen(SCHEMES[i]), to = from;
        bool digit = false;
        while (to < line.bytes && (is_key_byte(line.at[to]) || is_one_of(line.at[to], "-._~"))) {
            digit |= line.at[to] >= '0' && line.at[to] <= '9';
            to++;
        }
        usize least = self->is_header ? 4 : digit ? 8 : 20;
        bool joined = from < line.bytes && is_quote(line.at[from]); /* "Bearer " + "abc…" */
        if (joined) self->chain = SECRECY_WEAK;
        *span = (struct mask_span){from, to};
        return to - from >= least;
    }
    return false;
}

/* The password in "://user:password@host" at the place, or in "user:password@tcp(" behind a quote.
 */
static bool url_password(struct mask *self, usize from, bool is_url, struct mask_span *span)
{
    struct str line = self->line;
    usize colon = 0, sign = 0, end = from;
    for (; end < line.bytes && !is_one_of(line.at[end], "\"'`<> \t/?#("); end++) {
        if (line.at[end] == ':' && !colon) colon = end;
        if (line.at[end] == '@') sign = end;
    }
    if (!colon || sign <= colon + 1 || is_one_of(line.at[colon + 1], "${%<")) return false;
    if (!is_url && !follows(line, sign, "@tcp(") && !follows(line, sign, "@unix(")) return false;
    *span = (struct mask_span){colon + 1, sign};
    return true;
}

/* ---- a line from left to right ---- */

/* The password in "curl -u user:password" at the place. */
static bool curl_password(struct mask *self, struct mask_span *span)
{
    struct str line = self->line;
    bool flag = self->at && line.at[self->at - 1] == '-';
    if (!flag || !(follows(line, self->at, "u ") || follows(line, self->at, "user "))) return false;
    if (find((struct str){line.at, self->at}, 0, "curl ") == self->at) return false;
    usize from = find(line, self->at, " ");
    while (from < line.bytes && !is_one_of(line.at[from], ":@/$")) from++;
    usize to = ++from;
    while (to < line.bytes && !is_one_of(line.at[to], " \"'`")) to++;
    if (from >= line.bytes || line.at[from - 1] != ':' || line.at[from] == '$') return false;
    *span = (struct mask_span){from, to};
    return true;
}

/* A word begins at the place. */
static bool word_is_secret(struct mask *self, struct mask_span *span)
{
    usize bytes = mask_shape(self->line, self->at), name;
    if (says(self->line, self->at, "authorization")) self->is_header = true;
    if (bytes) {
        *span = (struct mask_span){self->at, self->at + bytes};
        return true;
    }
    return header_value(self, span) || curl_password(self, span) ||
           mask_value(self, self->at, &name, span);
}

/* A quote at the place: it opens a string or ends one. */
static bool quote_is_secret(struct mask *self, u8 quote, struct mask_span *span)
{
    usize at = self->at;
    enum secrecy chain = self->chain;
    self->chain = SECRECY_NONE;
    if (self->quote == quote) {
        self->quote = 0;
        usize next = at + 1;
        while (next < self->line.bytes && is_one_of(self->line.at[next], " +.\\&")) next++;
        return chain != SECRECY_NONE && next < self->line.bytes && is_quote(self->line.at[next]) &&
               next > at + 1 && mask_literal(self, next, chain, true, span);
    }
    bool apostrophe = quote == '\'' && at && is_word(self->line.at[at - 1]);
    if (self->quote || apostrophe) return false;
    self->quote = quote;
    return url_password(self, at + 1, false, span);
}

static bool find_next(struct mask *self, struct mask_span *span)
{
    struct str line = self->line;
    while (self->at < line.bytes) {
        usize at = self->at, run;
        u8 c = line.at[at], before = at ? line.at[at - 1] : 0;
        if (c == '-' && follows(line, at, "-----BEGIN") && key_begins(self, span)) return true;
        at = MAX(at, self->at);
        if (at >= line.bytes) break;
        if (c == ':' && follows(line, at, "://") && url_password(self, at + 3, true, span))
            return true;
        if (is_quote(c) && quote_is_secret(self, c, span)) return true;
        if (is_word(c) && !is_word(before) && word_is_secret(self, span)) return true;
        if (is_word(c) && !is_word(before) && before != '-') {
            usize bytes = mask_random(line, at, &run);
            *span = (struct mask_span){at, at + bytes};
            if (bytes) return true;
        }
        self->at = at + (c == '\\' && self->quote ? 2 : 1);
    }
    return false;
}

bool mask_next(struct mask *self, struct mask_span *span)
{
    if (!self->at && self->in_key && key_line(self, span)) {
        self->at = self->in_key ? self->line.bytes : span->to;
        if (span->from < span->to) return true;
    }
    if (!self->at && self->expects != SECRECY_NONE && self->line.bytes) {
        enum secrecy secrecy = self->expects;
        self->expects = SECRECY_NONE;
        if (mask_literal(self, 0, secrecy, true, span)) {
            self->at = span->to;
            return true;
        }
    }
    while (find_next(self, span)) {
        self->at = MAX(self->at + 1, span->to);
        if (span->from < span->to) return true;
    }
    return false;
}
