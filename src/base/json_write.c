/* Writes a tree that json_read made as compact JSON. The recursion is as deep as the tree, which is
 * at most JSON_DEPTH_MAX. */
#include <cJSON.h>

#include "base/json.h"

#define FRACTION_DIGITS 6u

/* A number with a fraction is rounded to six digits; a whole one fits an i64, or it is refused. */
static bool write_number(struct buf *out, f64 number)
{
    if (!(number > -0x1p63 && number < 0x1p63)) return false;
    f64 size = number < 0 ? -number : number;
    u64 whole = (u64)size, parts = (u64)((size - (f64)whole) * 1e6 + 0.5);
    if (parts >= 1000000) whole++, parts = 0;
    if (number < 0 && (whole || parts)) buf_put_u8(out, '-');
    buf_put_decimal(out, whole);
    if (!parts) return true;
    u8 digits[FRACTION_DIGITS];
    for (u32 i = FRACTION_DIGITS; i-- > 0; parts /= 10) digits[i] = (u8)('0' + parts % 10);
    usize count = FRACTION_DIGITS;
    while (digits[count - 1] == '0') count--;
    buf_put_u8(out, '.');
    buf_put(out, digits, count);
    return true;
}

bool json_write(struct buf *out, const cJSON *value)
{
    if (cJSON_IsNumber(value)) return write_number(out, value->valuedouble);
    if (cJSON_IsString(value)) buf_json_string(out, str_of(value->valuestring));
    else if (cJSON_IsTrue(value)) buf_put_text(out, "true");
    else if (cJSON_IsFalse(value)) buf_put_text(out, "false");
    else if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
        bool object = cJSON_IsObject(value);
        buf_put_u8(out, object ? '{' : '[');
        for (const cJSON *e = value->child; e; e = e->next) {
            if (e != value->child) buf_put_u8(out, ',');
            if (object) buf_json_string(out, json_key(e)), buf_put_u8(out, ':');
            if (!json_write(out, e)) return false;
        }
        buf_put_u8(out, object ? '}' : ']');
    } else buf_put_text(out, "null");
    return true;
}
