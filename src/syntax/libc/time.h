/* time.h of the sandbox: there is no clock. Time limits are counted in operations (parse.h), never
 * in seconds.       */
#ifndef SYNTAX_LIBC_TIME_H
#define SYNTAX_LIBC_TIME_H

#define CLOCKS_PER_SEC 1
static inline long clock(void)
{
    return 0;
}

#endif
