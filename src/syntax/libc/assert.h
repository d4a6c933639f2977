/* assert.h of the sandbox: a broken promise inside third-party C is a trap, like one of ours. */
#ifndef SYNTAX_LIBC_ASSERT_H
#define SYNTAX_LIBC_ASSERT_H

#define assert(condition) ((condition) ? (void)0 : __builtin_trap())
#ifndef __cplusplus
#undef static_assert
#define static_assert _Static_assert
#endif

#endif
