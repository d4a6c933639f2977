/* Predicates about the text of a node: equal, like, a number, a format. */
#include "syntax/asking.h"

enum answer ask_eq(struct asking *self)
{
    const struct argument *other = &self->predicate->arguments[1];
    u32 a = ask_node(self, 0);
    if (!other->is_capture)
        return answer_if(node_is_text(self->tree, a, other->text, other->bytes));
    u32 b = ask_node(self, 1);
    return b == TREE_NOWHERE ? ANSWER_UNSURE : answer_if(node_same_text(self->tree, a, b));
}

typedef bool compare_fn(struct str text, struct str word);

static enum answer any(struct asking *self, compare_fn *compare)
{
    struct str text = ask_text(self, 0);
    for (u32 i = 1; i < self->predicate->count; i++)
        if (compare(text, ask_text(self, i))) return ANSWER_YES;
    return ANSWER_NO;
}

static bool starts_with(struct str text, struct str word)
{
    return text.bytes >= word.bytes && memcmp(text.at, word.at, word.bytes) == 0;
}

static bool ends_with(struct str text, struct str word)
{
    return text.bytes >= word.bytes &&
           memcmp(text.at + text.bytes - word.bytes, word.at, word.bytes) == 0;
}

static bool contains(struct str text, struct str word)
{
    for (; text.bytes >= word.bytes && text.bytes > 0; str_take(&text, 1))
        if (starts_with(text, word)) return true;
    return word.bytes == 0;
}

/* `*` stands for any run of bytes, `?` for one, a backslash takes away the meaning of the next. The
 * last star is remembered, so no text makes it slow twice. */
bool text_is_like(struct str text, struct str pattern)
{
    usize t = 0, p = 0, star = (usize)-1, mark = 0;
    while (t < text.bytes) {
        bool quoted = p + 1 < pattern.bytes && pattern.at[p] == '\\';
        u8 wanted = p < pattern.bytes ? pattern.at[p + quoted] : 0;
        if (!quoted && wanted == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.bytes && ((!quoted && wanted == '?') || wanted == text.at[t])) {
            p += quoted ? 2 : 1;
            t++;
        } else if (star != (usize)-1) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.bytes && pattern.at[p] == '*') p++;
    return p == pattern.bytes;
}

enum answer ask_any_of(struct asking *self)
{
    return any(self, str_equal);
}
enum answer ask_starts_with(struct asking *self)
{
    return any(self, starts_with);
}
enum answer ask_ends_with(struct asking *self)
{
    return any(self, ends_with);
}
enum answer ask_contains(struct asking *self)
{
    return any(self, contains);
}
enum answer ask_like(struct asking *self)
{
    return any(self, text_is_like);
}

static i32 digit_of(u8 byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return 99;
}

static f64 power_of_ten(f64 value, i32 power)
{
    for (; power > 0; power--) value *= 10;
    for (; power < 0; power++) value /= 10;
    return value;
}

/* Reads 12, 1_000, 0x1f, 0o17, 2.5e-3f, -1. False when it is no number. */
static bool read_number(struct str text, f64 *value)
{
    bool minus = text.bytes > 1 && text.at[0] == '-', any_digit = false, fraction = false;
    if (minus) str_take(&text, 1);
    i32 base = 10, power = 0;
    if (text.bytes > 2 && text.at[0] == '0' && (text.at[1] == 'x' || text.at[1] == 'X')) base = 16;
    if (text.bytes > 2 && text.at[0] == '0' && (text.at[1] == 'b' || text.at[1] == 'B')) base = 2;
    if (text.bytes > 2 && text.at[0] == '0' && (text.at[1] == 'o' || text.at[1] == 'O')) base = 8;
    if (base != 10) str_take(&text, 2);
    else if (text.bytes > 1 && text.at[0] == '0' && digit_of(text.at[1]) < 10)
        return false; /* octal, or not */
    *value = 0;
    usize i = 0;
    for (; i < text.bytes; i++) {
        u8 byte = text.at[i];
        if (byte == '_' || byte == '\'') continue;
        if (byte == '.' && !fraction && base == 10) {
            fraction = true;
            continue;
        }
        i32 digit = digit_of(byte);
        if (digit >= base) break;
        *value = *value * base + digit;
        if (fraction) power--;
        any_digit = true;
    }
    if (i + 1 < text.bytes && base == 10 && (text.at[i] == 'e' || text.at[i] == 'E')) {
        bool down = text.at[++i] == '-';
        if (down || text.at[i] == '+') i++;
        i32 exponent = 0;
        for (; i < text.bytes && digit_of(text.at[i]) < 10; i++)
            exponent = MIN(exponent * 10 + digit_of(text.at[i]), 400);
        power += down ? -exponent : exponent;
    }
    *value = power_of_ten(minus ? -*value : *value, MAX(MIN(power, 400), -400));
    return any_digit;
}

static enum answer compare(f64 a, struct str sign, f64 b)
{
    if (str_equal(sign, STR("<"))) return answer_if(a < b);
    if (str_equal(sign, STR("<="))) return answer_if(a <= b);
    if (str_equal(sign, STR(">"))) return answer_if(a > b);
    if (str_equal(sign, STR(">="))) return answer_if(a >= b);
    if (str_equal(sign, STR("=="))) return answer_if(a <= b && a >= b);
    if (str_equal(sign, STR("!="))) return answer_if(a < b || a > b);
    return ANSWER_UNSURE;
}

enum answer ask_number(struct asking *self)
{
    f64 a = 0, b = 0;
    bool number = read_number(ask_text(self, 0), &a);
    if (self->predicate->count == 1) return answer_if(number);
    if (self->predicate->count < 3 || !number || !read_number(ask_text(self, 2), &b))
        return ANSWER_UNSURE;
    return compare(a, ask_text(self, 1), b);
}

enum answer ask_compare_count(struct asking *self, u32 count)
{
    f64 b = 0;
    if (!read_number(ask_text(self, 2), &b)) return ANSWER_UNSURE;
    return compare(count, ask_text(self, 1), b);
}

enum answer ask_length(struct asking *self)
{
    return ask_compare_count(self, (u32)ask_text(self, 0).bytes);
}

/* Takes the next conversion of a printf format: its letter, 0 at the end, '$' when the format names
 * its arguments, which is not counted here. A star takes an argument itself. */
static u8 next_conversion(struct str *format, bool modifiers, u32 *stars)
{
    while (format->bytes > 1) {
        if (*str_take(format, 1).at != '%') continue;
        if (format->at[0] == '%') {
            str_take(format, 1);
            continue;
        }
        while (format->bytes > 0) {
            u8 byte = *str_take(format, 1).at;
            bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
            if (letter && !(modifiers && strchr("lhzjtL", byte))) return byte;
            if (byte == '$' || byte == '(' || byte == '[' || byte == '<') return '$';
            if (byte == '*') ++*stars;
            if (!letter && !strchr("*-+ #0123456789.'", byte)) break;
        }
    }
    return 0;
}

/* (#format-mismatch? @format @arguments): the arguments after the format are not as many as it asks
 * for. */
enum answer ask_format_mismatch(struct asking *self)
{
    const struct tree *tree = self->tree;
    u32 format = ask_node(self, 0), list = ask_node(self, 1);
    if (format == TREE_NOWHERE || list == TREE_NOWHERE || tree->nodes[list].flags & NODE_TAINTED)
        return ANSWER_UNSURE;
    struct str text = ask_text(self, 0);
    u32 wanted = 0, given = 0;
    for (u8 letter;
         (letter = next_conversion(&text, tree->facts->grammar->printf_modifiers, &wanted));
         wanted++)
        if (letter == '$') return ANSWER_UNSURE;
    for (u32 i = list + 1; i < tree->nodes[list].skip; i = tree->nodes[i].skip) {
        bool counts = (tree->nodes[i].flags & NODE_NAMED) && !(node_roles(tree, i) & ROLE(COMMENT));
        if (counts && tree->nodes[i].start >= tree->nodes[format].end) given++;
    }
    return answer_if(wanted != given);
}

/* The place of an argument after its format, from 1; 0 when it does not follow the format in the
 * same list. */
static u32 place_after(const struct tree *tree, u32 format, u32 argument)
{
    u32 place = 0;
    for (u32 i = node_next_sibling(tree, format); i != TREE_NOWHERE;
         i = node_next_sibling(tree, i)) {
        bool counts = (tree->nodes[i].flags & NODE_NAMED) && !(node_roles(tree, i) & ROLE(COMMENT));
        place += counts;
        if (i == argument) return place;
    }
    return 0;
}

/* (#conversion? @format 1 "d" "i"): the first conversion is %d or %i. The place may be a captured
 * argument. */
enum answer ask_conversion(struct asking *self)
{
    struct str text = ask_text(self, 0);
    f64 given = 0;
    u32 stars = 0, place;
    u8 letter = 0;
    if (self->predicate->arguments[1].is_capture)
        place = place_after(self->tree, ask_node(self, 0), ask_node(self, 1));
    else place = read_number(ask_text(self, 1), &given) ? (u32)given : 0;
    if (place == 0) return ANSWER_UNSURE;
    for (u32 i = 0; i < place; i++) {
        letter = next_conversion(&text, self->tree->facts->grammar->printf_modifiers, &stars);
        if (letter == 0) return ANSWER_NO;
        if (letter == '$' || stars > 0) return ANSWER_UNSURE;
    }
    for (u32 i = 2; i < self->predicate->count; i++) {
        struct str word = ask_text(self, i);
        if (word.bytes == 1 && word.at[0] == letter) return ANSWER_YES;
    }
    return ANSWER_NO;
}
