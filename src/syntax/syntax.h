/* syntax.h: the border of syntax.wasm, the sandbox in which third-party C reads hostile text.
 *
 * Text goes in, an outline and findings come out as bytes (code/outline.h). There is no other
 * state: what a call allocates is wiped before the next, and what stays (a grammar's compiled
 * queries) was made of our own sources before any text was seen. After a trap the host throws the
 * instance away, takes a new one, and asks again for the same text with SYNTAX_PLAIN.
 *
 * The host writes the text at syntax_inbox(len), calls syntax_outline(language, len), and reads the
 * result at once: the address holds a u32 length, 4 bytes of padding, then the bytes, aligned to 8.
 */
#ifndef SYNTAX_SYNTAX_H
#define SYNTAX_SYNTAX_H

#include "code/language.h"

/* Where the host may write `len` bytes of UTF-8 for the next call; NULL when len is over
 * TEXT_BYTES_MAX. */
u8 *syntax_inbox(u32 len);

/* Added to a language: use the plain lexer, which no text can bring down. */
#define SYNTAX_PLAIN LANGUAGE_READ_PLAIN

/* Parses the `len` bytes of the inbox as `language` (enum language). Always answers: a language
 * without a grammar and a text that costs too much to parse come from the plain lexer, flagged
 * OUTLINE_LEXED. Where memory ends inside of third-party C, wasm traps; natively that text comes
 * from the plain lexer, too. */
const u8 *syntax_outline(u32 language, u32 len);

/* The stamp of the catalogue it was built with, for the host's check at start. */
u32 syntax_abi(void);

#endif
