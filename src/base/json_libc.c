/* What cJSON would take from the C library, by the names that the Makefile gives them.
 *
 * json_strtod: the C library's brings 128-bit floats with it (6 KB of wasm); our frames carry whole
 * numbers below 2^53, which this one reads exactly, and of others it gives a value that
 * json_integer then refuses or rounds. The check in json_check.c has already said that the text is
 * a number of RFC 8259.
 *
 * json_no_*: cJSON allocates through hooks (json.c), so these are never called; naming them keeps
 * an allocator out. */
#include "base/base.h"

double json_strtod(const char *restrict text, char **restrict end);
void *json_no_malloc(usize bytes);
void *json_no_realloc(void *memory, usize bytes);
void json_no_free(void *memory);

static f64 power_of_ten(u32 exponent)
{
    f64 value = 1, base = 10;
    for (u32 left = exponent; left; left >>= 1, base *= base)
        if (left & 1) value *= base;
    return value;
}

double json_strtod(const char *restrict text, char **restrict end)
{
    const char *at = text;
    bool negative = *at == '-';
    f64 value = 0;
    i32 exponent = 0, written = 0;
    if (negative) at++;
    while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
    if (*at == '.') {
        for (at++; *at >= '0' && *at <= '9'; at++) {
            value = value * 10 + (*at - '0');
            exponent--;
        }
    }
    if (*at == 'e' || *at == 'E') {
        bool down = *++at == '-';
        if (*at == '-' || *at == '+') at++;
        while (*at >= '0' && *at <= '9') {
            if (written < 10000) written = written * 10 + (*at - '0');
            at++;
        }
        exponent += down ? -written : written;
    }
    *end = (char *)(uintptr_t)at;
    /* Dividing is exact where a tenth is not, so 70.0 stays whole. Zero times infinity and infinity
     * by itself are no numbers, so zero stays zero, and a value that is over the top stays there.
     */
    if (value != 0 && exponent > 0) value *= power_of_ten((u32)exponent);
    if (value < __builtin_inf() && exponent < 0) value /= power_of_ten((u32)-exponent);
    return negative ? -value : value;
}

void *json_no_malloc(usize bytes)
{
    (void)bytes;
    __builtin_trap();
}

void *json_no_realloc(void *memory, usize bytes)
{
    (void)memory, (void)bytes;
    __builtin_trap();
}

void json_no_free(void *memory)
{
    (void)memory;
    __builtin_trap();
}
