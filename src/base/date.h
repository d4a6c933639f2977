/* date.h: a moment as RFC 3339 writes it. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/buf.h"

/* "2026-11-28T08:06:11.000Z" of epoch milliseconds from 0 to the year 9999. */
void date_put(struct buf *out, i64 ms);

#endif
