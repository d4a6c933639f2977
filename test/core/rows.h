/* rows.h: files of test data, JSON Lines of ASCII: our own in test/data, larger ones beside the
 * checkout in ../shared.
 *
 * A row is searched for a member's raw text, because some rows hold what our own JSON reader
 * refuses on purpose. */
#ifndef TEST_CORE_ROWS_H
#define TEST_CORE_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

#define SHARED "../shared/testdata/"

/* The whole file, with a NUL behind it; `at` is NULL when it is absent. Kept as long as the program
 * lives. */
static inline struct str rows_open(const char *path)
{
    static u8 *kept[16];
    static u32 count;
    FILE *file = fopen(path, "rb");
    if (!file) return (struct str){NULL, 0};
    fseek(file, 0, SEEK_END);
    usize bytes = (usize)ftell(file);
    rewind(file);
    u8 *memory = kept[count++ % ARRAY_LEN(kept)] = malloc(bytes + 1);
    bytes = fread(memory, 1, bytes, file);
    memory[bytes] = 0;
    fclose(file);
    return (struct str){memory, bytes};
}

static inline bool rows_next(struct str *rest, struct str *row)
{
    const u8 *end = rest->bytes ? memchr(rest->at, '\n', rest->bytes) : NULL;
    *row = str_take(rest, end ? (usize)(end - rest->at) : rest->bytes);
    str_take(rest, 1);
    return row->bytes > 0;
}

/* The raw text of a member: a string without its quotes and still escaped, or a number, word or
 * flat array. */
static inline struct str row_member(struct str row, const char *name)
{
    char key[64];
    usize bytes = (usize)snprintf(key, sizeof key, "\"%s\":", name);
    for (usize i = 0; i + bytes < row.bytes; i++) {
        if (memcmp(row.at + i, key, bytes) != 0) continue;
        const u8 *at = row.at + i + bytes, *end = row.at + row.bytes;
        while (at < end && *at == ' ') at++;
        bool quoted = at < end && *at == '"';
        const u8 *stop = at + quoted;
        if (quoted)
            while (stop < end && *stop != '"') stop += *stop == '\\' ? 2 : 1;
        else if (*at == '[')
            while (stop < end && *stop != ']') stop++;
        else
            while (stop < end && *stop != ',' && *stop != '}') stop++;
        return (struct str){at + quoted, (usize)(stop - at) - quoted};
    }
    return (struct str){NULL, 0};
}

static inline u32 digit_of(u8 byte)
{
    return byte <= '9' ? (u32)byte - '0' : (u32)byte - 'a' + 10;
}

/* Both decode into exactly as much memory as the bytes take, so that reading past the end is
 * noticed. Caller frees. */
static inline struct str decode_hex(struct str hex)
{
    u8 *out = malloc(hex.bytes / 2 ? hex.bytes / 2 : 1);
    for (usize i = 0; i + 1 < hex.bytes; i += 2)
        out[i / 2] = (u8)(digit_of(hex.at[i]) << 4 | digit_of(hex.at[i + 1]));
    return (struct str){out, hex.bytes / 2};
}

static inline struct str decode_base64(struct str text)
{
    while (text.bytes && text.at[text.bytes - 1] == '=') text.bytes--;
    usize bytes = text.bytes * 3 / 4, put = 0;
    u8 *out = malloc(bytes ? bytes : 1);
    u32 bits = 0, held = 0;
    for (usize i = 0; i < text.bytes; i++) {
        u8 c = text.at[i];
        u32 six = c >= 'a'   ? (u32)c - 'a' + 26
                  : c >= 'A' ? (u32)c - 'A'
                  : c >= '0' ? (u32)c - '0' + 52
                  : c == '+' ? 62
                             : 63;
        bits = bits << 6 | six;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        if (put < bytes) out[put++] = (u8)(bits >> held);
    }
    return (struct str){out, put};
}

#endif
