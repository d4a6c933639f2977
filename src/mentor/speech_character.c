/* Characters that hide something, or turn the direction in which others are read. */
#include "base/utf8.h"
#include "mentor/speech_parts.h"

struct range {
    u32 first, last;
};

/* Sorted. Joiners and selectors (200c, 200d, fe0e, fe0f) are asked about by their neighbours. */
static const struct range HIDDEN[] = {
    {0x00, 0x08},       {0x0b, 0x0c},       {0x0e, 0x1f},       {0x7f, 0x9f},
    {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200b},   {0x200e, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0x2800, 0x2800},   {0x3164, 0x3164},
    {0xe000, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0d},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x13430, 0x1345f},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff}};

/* Scripts in which a joiner between two letters changes how they are written. */
static const struct range JOINED[] = {{0x600, 0x8ff},   {0x900, 0xdff},   {0x1000, 0x109f},
                                      {0x1780, 0x17ff}, {0x1820, 0x18aa}, {0xfb50, 0xfdcf},
                                      {0xfe70, 0xfefc}};

/* What a selector or joiner may follow: pictures, and the signs of a keycap. */
static const struct range PICTURES[] = {
    {0x23, 0x23},     {0x2a, 0x2a},     {0x30, 0x39},     {0xa9, 0xa9},     {0xae, 0xae},
    {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2122, 0x2122}, {0x2139, 0x2139}, {0x2194, 0x21aa},
    {0x231a, 0x23ff}, {0x24c2, 0x24c2}, {0x25aa, 0x25fe}, {0x2600, 0x27bf}, {0x2934, 0x2935},
    {0x2b05, 0x2b55}, {0x3030, 0x303d}, {0x3297, 0x3299}, {0xfe0e, 0xfe0f}, {0x1f000, 0x1faff}};

static bool is_in(const struct range *ranges, u32 count, u32 point)
{
    for (u32 i = 0; i < count && ranges[i].first <= point; i++)
        if (point <= ranges[i].last) return true;
    return false;
}
#define IS_IN(ranges, point) is_in(ranges, ARRAY_LEN(ranges), point)

static u32 point_at(struct str text, usize at, u32 *bytes)
{
    u8 lead = text.at[at];
    *bytes = utf8_bytes(lead);
    if (*bytes == 1) return lead;
    u32 point = lead & (0xffu >> (*bytes + 1));
    for (u32 i = 1; i < *bytes; i++) point = point << 6 | (text.at[at + i] & 0x3fu);
    return point;
}

/* A joiner or selector between these two. */
static bool may_join(u32 point, u32 before, u32 after)
{
    if (point == 0xfe0e || point == 0xfe0f)
        return before > 0x7f ? IS_IN(PICTURES, before) : IS_IN(PICTURES, before) && after == 0x20e3;
    if (IS_IN(JOINED, before) && IS_IN(JOINED, after)) return true;
    return point == 0x200d && before > 0x7f && after > 0x7f && IS_IN(PICTURES, before) &&
           IS_IN(PICTURES, after);
}

bool character_is_bad(struct str text)
{
    u32 before = 0, bytes = 0;
    for (usize at = 0; at < text.bytes; at += bytes) {
        u32 next_bytes, point = point_at(text, at, &bytes);
        if (point >= 0x20 && point < 0x7f) {
            before = point;
            continue;
        }
        if (point == 0x200c || point == 0x200d || point == 0xfe0e || point == 0xfe0f) {
            u32 after = at + bytes < text.bytes ? point_at(text, at + bytes, &next_bytes) : 0;
            if (!may_join(point, before, after)) return true;
        } else if (IS_IN(HIDDEN, point)) {
            return true;
        }
        before = point;
    }
    return false;
}
