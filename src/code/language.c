#include "code/language.h"

#include <string.h>

const struct language_info LANGUAGE_INFO[LANGUAGE_COUNT] = {
#define X(name, wire, people, grammar, comments) {wire, people, grammar, comments},
    LANGUAGES(X)
#undef X
};

enum language language_find(const char *name, usize bytes)
{
    for (u32 i = 0; i < LANGUAGE_COUNT; i++) {
        const char *wire = LANGUAGE_INFO[i].wire;
        if (strlen(wire) == bytes && memcmp(wire, name, bytes) == 0) return (enum language)i;
    }
    return LANGUAGE_COUNT;
}

/* Endings of file names, without the dot. A header is C: a C++ learner's editor sends the language
 * by itself. */
static const struct {
    const char *ending;
    enum language language;
} ENDINGS[] = {
    {"js", LANGUAGE_JAVASCRIPT},
    {"mjs", LANGUAGE_JAVASCRIPT},
    {"cjs", LANGUAGE_JAVASCRIPT},
    {"jsx", LANGUAGE_JAVASCRIPT},
    {"ts", LANGUAGE_TYPESCRIPT},
    {"mts", LANGUAGE_TYPESCRIPT},
    {"cts", LANGUAGE_TYPESCRIPT},
    {"py", LANGUAGE_PYTHON},
    {"pyw", LANGUAGE_PYTHON},
    {"java", LANGUAGE_JAVA},
    {"c", LANGUAGE_C},
    {"h", LANGUAGE_C},
    {"cpp", LANGUAGE_CPP},
    {"cc", LANGUAGE_CPP},
    {"cxx", LANGUAGE_CPP},
    {"hpp", LANGUAGE_CPP},
    {"hh", LANGUAGE_CPP},
    {"go", LANGUAGE_GO},
    {"rs", LANGUAGE_RUST},
    {"cs", LANGUAGE_CSHARP},
    {"kt", LANGUAGE_KOTLIN},
    {"kts", LANGUAGE_KOTLIN},
    {"swift", LANGUAGE_SWIFT},
    {"php", LANGUAGE_PHP},
    {"rb", LANGUAGE_RUBY},
    {"sh", LANGUAGE_SHELL},
    {"bash", LANGUAGE_SHELL},
    {"sql", LANGUAGE_SQL},
    {"lua", LANGUAGE_LUA},
    {"html", LANGUAGE_HTML},
    {"htm", LANGUAGE_HTML},
    {"css", LANGUAGE_CSS},
    {"svelte", LANGUAGE_SVELTE},
};

enum language language_of_file(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (!dot || strchr(dot, '/')) return LANGUAGE_PLAIN;
    for (usize i = 0; i < ARRAY_LEN(ENDINGS); i++)
        if (strcmp(dot + 1, ENDINGS[i].ending) == 0) return ENDINGS[i].language;
    return LANGUAGE_PLAIN;
}
