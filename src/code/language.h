/* language.h: the languages that the mentor knows, in one list.
 *
 * A language has a number (stored in snapshots: new ones go to the end), a name on the wire, and
 * either a tree-sitter grammar or the plain lexer with one of its comment styles. */
#ifndef CODE_LANGUAGE_H
#define CODE_LANGUAGE_H

#include "base/base.h"

enum comment_style { COMMENT_C, COMMENT_HASH, COMMENT_DASHES, COMMENT_MARKUP, COMMENT_NONE };

/* X(ENUM, "name on the wire", "name for people", has a grammar, comments) */
#define LANGUAGES(X)                                                                               \
    X(PLAIN, "plain", "Plain text", false, COMMENT_NONE)                                           \
    X(JAVASCRIPT, "javascript", "JavaScript", true, COMMENT_C)                                     \
    X(TYPESCRIPT, "typescript", "TypeScript", true, COMMENT_C)                                     \
    X(PYTHON, "python", "Python", true, COMMENT_HASH)                                              \
    X(JAVA, "java", "Java", true, COMMENT_C)                                                       \
    X(C, "c", "C", true, COMMENT_C)                                                                \
    X(CPP, "cpp", "C++", true, COMMENT_C)                                                          \
    X(GO, "go", "Go", true, COMMENT_C)                                                             \
    X(RUST, "rust", "Rust", true, COMMENT_C)                                                       \
    X(CSHARP, "csharp", "C#", false, COMMENT_C)                                                    \
    X(KOTLIN, "kotlin", "Kotlin", false, COMMENT_C)                                                \
    X(SWIFT, "swift", "Swift", false, COMMENT_C)                                                   \
    X(PHP, "php", "PHP", false, COMMENT_C)                                                         \
    X(RUBY, "ruby", "Ruby", false, COMMENT_HASH)                                                   \
    X(SHELL, "shell", "Shell", false, COMMENT_HASH)                                                \
    X(SQL, "sql", "SQL", false, COMMENT_DASHES)                                                    \
    X(LUA, "lua", "Lua", false, COMMENT_DASHES)                                                    \
    X(HTML, "html", "HTML", false, COMMENT_MARKUP)                                                 \
    X(CSS, "css", "CSS", false, COMMENT_C)                                                         \
    X(SVELTE, "svelte", "Svelte", false, COMMENT_MARKUP)

enum language {
#define X(name, wire, people, grammar, comments) LANGUAGE_##name,
    LANGUAGES(X)
#undef X
        LANGUAGE_COUNT
};
_Static_assert(LANGUAGE_COUNT <= 32, "a tip's languages are bits of a u32");

/* Beside a language's number it asks the sandbox to read the text with the plain lexer, though
 * there is a grammar. */
#define LANGUAGE_READ_PLAIN 0x100u

struct language_info {
    const char *wire;   /* on the wire and in folder names */
    const char *people; /* as people write it */
    bool grammar;
    u8 comments; /* enum comment_style */
};

extern const struct language_info LANGUAGE_INFO[LANGUAGE_COUNT];

/* The language with this wire name (borrowed for the call), or LANGUAGE_COUNT. */
enum language language_find(const char *name, usize bytes);

/* The language of a file name by its ending ("a.py" is Python), or LANGUAGE_PLAIN. */
enum language language_of_file(const char *path);

#endif
