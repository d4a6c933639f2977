/* wctype.h of the sandbox: what is a space, a digit, a letter, the same natively and in wasm.
 *
 * The C libraries of the two disagree beyond ASCII, and the same text must give the same outline
 * everywhere. Scanners ask only coarse questions here; the grammars' own tables hold the real rules
 * for identifiers.                       */
#ifndef SYNTAX_LIBC_WCTYPE_H
#define SYNTAX_LIBC_WCTYPE_H

#include <stddef.h>
#include <stdint.h>

static inline int sandbox_between(uint32_t c, uint32_t low, uint32_t high)
{
    return c >= low && c <= high;
}

static inline int sandbox_isspace(uint32_t c)
{
    return c == ' ' || sandbox_between(c, '\t', '\r') || c == 0x1680 ||
           sandbox_between(c, 0x2000, 0x2006) || sandbox_between(c, 0x2008, 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x205f || c == 0x3000;
}
static inline int sandbox_isdigit(uint32_t c)
{
    return sandbox_between(c, '0', '9');
}
static inline int sandbox_isxdigit(uint32_t c)
{
    return sandbox_isdigit(c) || sandbox_between(c, 'a', 'f') || sandbox_between(c, 'A', 'F');
}
static inline int sandbox_islower(uint32_t c)
{
    return sandbox_between(c, 'a', 'z');
}
static inline int sandbox_isupper(uint32_t c)
{
    return sandbox_between(c, 'A', 'Z');
}

/* Beyond ASCII everything that is not a space or a general punctuation mark counts as a letter. */
static inline int sandbox_isalpha(uint32_t c)
{
    return sandbox_islower(c) || sandbox_isupper(c) ||
           (sandbox_between(c, 0xaa, 0x10ffff) && !sandbox_between(c, 0x2000, 0x206f) &&
            !sandbox_isspace(c));
}
static inline int sandbox_isalnum(uint32_t c)
{
    return sandbox_isalpha(c) || sandbox_isdigit(c);
}
static inline uint32_t sandbox_toupper(uint32_t c)
{
    return sandbox_islower(c) ? c - 32 : c;
}
static inline uint32_t sandbox_tolower(uint32_t c)
{
    return sandbox_isupper(c) ? c + 32 : c;
}

#define iswspace(c)  sandbox_isspace((uint32_t)(c))
#define iswdigit(c)  sandbox_isdigit((uint32_t)(c))
#define iswxdigit(c) sandbox_isxdigit((uint32_t)(c))
#define iswlower(c)  sandbox_islower((uint32_t)(c))
#define iswupper(c)  sandbox_isupper((uint32_t)(c))
#define iswalpha(c)  sandbox_isalpha((uint32_t)(c))
#define iswalnum(c)  sandbox_isalnum((uint32_t)(c))
#define towupper(c)  sandbox_toupper((uint32_t)(c))
#define towlower(c)  sandbox_tolower((uint32_t)(c))

#endif
