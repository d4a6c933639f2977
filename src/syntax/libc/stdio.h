/* stdio.h of the sandbox: third-party C may ask for output, and gets none.
 *
 * tree-sitter can print its parse as a graph for its own developers. In here there is nothing to
 * print to, so every function does nothing; the compiler then drops the code around the calls. Only
 * third-party files see this folder.   */
#ifndef SYNTAX_LIBC_STDIO_H
#define SYNTAX_LIBC_STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct sandbox_file FILE;
#define stderr ((FILE *)0)
#define stdout ((FILE *)0)

static inline int printf(const char *form, ...)
{
    return (void)form, 0;
}
static inline int fprintf(FILE *file, const char *form, ...)
{
    return (void)file, (void)form, 0;
}
static inline int vsnprintf(char *out, size_t size, const char *form, va_list list)
{
    (void)form, (void)list;
    if (size > 0) out[0] = 0;
    return 0;
}
static inline int snprintf(char *out, size_t size, const char *form, ...)
{
    (void)form;
    if (size > 0) out[0] = 0;
    return 0;
}
static inline int fputs(const char *text, FILE *file)
{
    return (void)text, (void)file, 0;
}
static inline int fputc(int byte, FILE *file)
{
    return (void)file, byte;
}
static inline FILE *fdopen(int fd, const char *mode)
{
    return (void)fd, (void)mode, (FILE *)0;
}
static inline int fclose(FILE *file)
{
    return (void)file, 0;
}

#endif
