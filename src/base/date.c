#include "base/date.h"

#define DAY_MS       86400000
#define DAYS_OF_400  146097 /* Gregorian years: the calendar repeats then */
#define DAYS_OF_100  36524
#define DAYS_OF_4    1461
#define DAYS_TO_1970 719468 /* from 1 March of the year 0, so that a leap day is a year's last */

static void put_padded(struct buf *out, u32 value, u32 digits)
{
    u8 text[4];
    for (u32 i = digits; i-- > 0; value /= 10) text[i] = (u8)('0' + value % 10);
    buf_put(out, text, digits);
}

/* Years are counted from March. A month of that year begins (153 m + 2) / 5 days after its start:
 * the lengths 31, 30, 31, 30, 31 repeat. */
static void put_day(struct buf *out, u32 days)
{
    days += DAYS_TO_1970;
    u32 era = days / DAYS_OF_400, day = days % DAYS_OF_400;
    u32 year = (day - day / (DAYS_OF_4 - 1) + day / DAYS_OF_100 - day / (DAYS_OF_400 - 1)) / 365;
    day -= 365 * year + year / 4 - year / 100;
    u32 month = (5 * day + 2) / 153;
    u32 of_month = day - (153 * month + 2) / 5 + 1;
    bool next_year = month >= 10; /* January and February */
    put_padded(out, 400 * era + year + next_year, 4);
    buf_put_u8(out, '-');
    put_padded(out, next_year ? month - 9 : month + 3, 2);
    buf_put_u8(out, '-');
    put_padded(out, of_month, 2);
}

void date_put(struct buf *out, i64 ms)
{
    check(ms >= 0 && ms / DAY_MS < 2932897);
    u32 rest = (u32)(ms % DAY_MS);
    put_day(out, (u32)(ms / DAY_MS));
    buf_put_u8(out, 'T');
    put_padded(out, rest / 3600000, 2);
    buf_put_u8(out, ':');
    put_padded(out, rest / 60000 % 60, 2);
    buf_put_u8(out, ':');
    put_padded(out, rest / 1000 % 60, 2);
    buf_put_u8(out, '.');
    put_padded(out, rest % 1000, 3);
    buf_put_u8(out, 'Z');
}
