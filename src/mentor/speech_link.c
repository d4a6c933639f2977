/* Addresses, and markup that acts. In code both are text; what is no code of the page's Markdown is
 * judged, with spans only where nobody can read the ticks in another way. */
#include "mentor/speech_parts.h"

static u8 lower(u8 byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static bool is_letter(u8 byte)
{
    return lower(byte) >= 'a' && lower(byte) <= 'z';
}

static bool is_digit(u8 byte)
{
    return byte >= '0' && byte <= '9';
}

/* Does `text` go on with `word` (lower case) at `at`? */
static bool stands(struct str text, usize at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= text.bytes || lower(text.at[at]) != (u8)*word) return false;
    return true;
}

static bool stands_one(struct str text, usize at, const char *const *words, u32 count)
{
    for (u32 i = 0; i < count; i++)
        if (stands(text, at, words[i])) return true;
    return false;
}

/* ---- addresses ---- */

/* The documentation that may be linked to, with nothing in the address that could carry a message.
 */
static bool is_documentation(struct str text, usize at)
{
    static const char *const SITES[] = {"https://developer.mozilla.org", "https://docs.python.org",
                                        "https://en.cppreference.com", "https://go.dev",
                                        "https://doc.rust-lang.org"};
    for (u32 i = 0; i < ARRAY_LEN(SITES); i++) {
        usize end = at + strlen(SITES[i]);
        if (!stands(text, at, SITES[i])) continue;
        if (end < text.bytes && (is_letter(text.at[end]) || is_digit(text.at[end]) ||
                                 memchr(".-@:_%", text.at[end], 6)))
            return end + 1 == text.bytes ||
                   (text.at[end] == '.' && text.at[end + 1] <= ' '); /* the end of a sentence */
        while (end < text.bytes && text.at[end] > ' ' && !memchr("<>\")]", text.at[end], 5)) {
            bool asks = text.at[end] == '?' && (end + 1 == text.bytes || text.at[end + 1] <= ' ');
            if (memchr("?@\\&", text.at[end], 4) && !asks) return false;
            end++;
        }
        return true;
    }
    return false;
}

/* A word with a colon behind it at `at` that makes an address. */
static bool is_scheme(struct str text, usize colon)
{
    static const char *const SCHEMES[] = {"mailto", "tel",  "sms",  "javascript", "vbscript",
                                          "file",   "blob", "data", "view-source"};
    static const char *const DATA[] = {"text/", "image/", "application/", ";base64", ","};
    usize start = colon;
    while (start && (is_letter(text.at[start - 1]) || is_digit(text.at[start - 1]) ||
                     memchr("+-.", text.at[start - 1], 3)))
        start--;
    if (start == colon) return false;
    if (stands(text, colon + 1, "//"))
        return colon + 3 < text.bytes && text.at[colon + 3] > ' ' &&
               !memchr("\"'`*,.)", text.at[colon + 3], 7) && !is_documentation(text, start);
    if (stands(text, colon + 1, "\\") || stands(text, colon + 1, "/\\"))
        return stands(text, start, "http");
    for (u32 i = 0; i < ARRAY_LEN(SCHEMES); i++) {
        if (strlen(SCHEMES[i]) != colon - start || !stands(text, start, SCHEMES[i])) continue;
        if (SCHEMES[i][0] == 'd') return stands_one(text, colon + 1, DATA, ARRAY_LEN(DATA));
        return colon + 1 < text.bytes && text.at[colon + 1] > ' ' &&
               !memchr("*_`", text.at[colon + 1], 3);
    }
    return false;
}

/* someone@somewhere.org; not package@1.2, not @decorator. */
static bool is_mail(struct str text, usize sign)
{
    if (!sign || !(is_letter(text.at[sign - 1]) || is_digit(text.at[sign - 1]) ||
                   memchr("._+-", text.at[sign - 1], 4)))
        return false;
    usize at = sign + 1, label = at;
    bool dot = false;
    for (; at < text.bytes; at++) {
        if (text.at[at] == '.' && at > label) {
            if (at + 1 == text.bytes || !is_letter(text.at[at + 1])) break;
            dot = true;
            label = at + 1;
        } else if (!is_letter(text.at[at]) && !is_digit(text.at[at]) && text.at[at] != '-') {
            break;
        }
    }
    return dot && at - label >= 2 && is_letter(text.at[label]);
}

#define TARGET_BYTES_MAX 512u

/* The target of a Markdown link or picture: `](here` and `]: here`. */
static bool is_target(struct str text, usize at, bool called)
{
    usize start = at;
    while (at < text.bytes && (text.at[at] <= ' ' || text.at[at] == '<')) at++;
    if (is_documentation(text, at)) return false;
    if (stands(text, at, "//")) return true;
    for (; at < text.bytes && text.at[at] > ' ' && text.at[at] != ')'; at++) {
        if (at - start == TARGET_BYTES_MAX) return true;
        if (called && memchr("./:\\&%", text.at[at], 6)) return true;
        if (!called && (stands(text, at, "://") || stands(text, at, "&#"))) return true;
    }
    return false;
}

/* ---- markup ---- */

static bool acts(struct str text, usize name)
{
    static const char *const TAGS[] = {"script", "iframe", "img",   "svg",   "object",
                                       "embed",  "link",   "style", "form",  "meta",
                                       "base",   "frame",  "math",  "applet"};
    for (u32 i = 0; i < ARRAY_LEN(TAGS); i++) {
        usize end = name + strlen(TAGS[i]);
        if (stands(text, name, TAGS[i]) &&
            (end == text.bytes || !(is_letter(text.at[end]) || is_digit(text.at[end]))))
            return true;
    }
    return false;
}

/* An attribute that begins at `at` and has a value. */
static bool attribute_acts(struct str text, usize at)
{
    static const char *const NAMES[] = {"src",        "href",   "xlink:href", "action",
                                        "formaction", "srcdoc", "srcset",     "style",
                                        "background", "ping"};
    usize end = at;
    while (end < text.bytes && (is_letter(text.at[end]) || memchr(":-", text.at[end], 2))) end++;
    usize bytes = end - at;
    if (!bytes) return false;
    while (end < text.bytes && text.at[end] <= ' ') end++;
    if (end == text.bytes || text.at[end] != '=') return false;
    if (bytes > 3 && stands(text, at, "on")) return true;
    for (u32 i = 0; i < ARRAY_LEN(NAMES); i++)
        if (bytes == strlen(NAMES[i]) && stands(text, at, NAMES[i])) return true;
    return false;
}

/* ---- both ---- */

static bool sign_acts(struct speech *self, struct str text, usize at)
{
    /* Characters that the page would make of them: of an address, or hidden ones. */
    static const char *const ENTITIES[] = {"&#",   "&colon", "&sol;", "&lrm",  "&rlm",
                                           "&shy", "&zwj",   "&zwnj", "&zero", "&nobreak"};
    usize name = at + 1 + stands(text, at + 1, "/");
    switch (text.at[at]) {
    case ':': return is_scheme(text, at);
    case '@': return is_mail(text, at);
    case '&': return stands_one(text, at, ENTITIES, ARRAY_LEN(ENTITIES));
    case '[': /* evil[.]example */
        return at && name_is_part(text.at[at - 1]) && stands(text, at, "[.]") &&
               at + 3 < text.bytes && name_is_part(text.at[at + 3]);
    case ']':
        if (stands(text, at + 1, "(")) return is_target(text, at + 2, true);
        return stands(text, at + 1, ":") && is_target(text, at + 2, false);
    case '<':
        if (name >= text.bytes || !is_letter(text.at[name])) return false;
        self->in_tag = true;
        return acts(text, name);
    case '>': self->in_tag = false; return false;
    case 'w':
    case 'W':
        return stands(text, at, "www.") && (!at || !name_is_part(text.at[at - 1])) &&
               at + 4 < text.bytes && name_is_part(text.at[at + 4]);
    default: return false;
    }
}

static bool prose_acts(struct speech *self, struct str text)
{
    for (usize at = 0; at < text.bytes; at++) {
        if (sign_acts(self, text, at)) return true;
        bool begins = !at || text.at[at - 1] <= ' ' || memchr("\"'/", text.at[at - 1], 3);
        if (self->in_tag && begins && attribute_acts(text, at)) return true;
    }
    return false;
}

bool link_holds(struct speech *self, struct str text, bool code)
{
    struct str prose, span;
    usize at = 0;
    if (code) return false;
    if (self->loose || self->block) return prose_acts(self, text);
    while (cut_span(text, &at, &prose, &span)) {
        if (prose_acts(self, prose)) return true;
        if (self->in_tag && prose_acts(self, span)) return true; /* a tick in a tag's value */
    }
    return prose_acts(self, prose);
}
