/* plain.h: a lexer that knows no language, only how its comments and strings look.
 *
 * It serves languages without a grammar, texts that cost too much to parse, and the pieces of C
 * that its grammar leaves whole (the text of a macro). One unit is one line of code.
 *
 * Vocabulary: word (a name or keyword), string (quoted; ends with its line, except `...`, """ and
 * ''').               */
#ifndef SYNTAX_PLAIN_H
#define SYNTAX_PLAIN_H

#include "base/base.h"
#include "base/str.h"
#include "code/language.h"
#include "syntax/writer.h"

enum lexeme { LEXEME_END, LEXEME_WORD, LEXEME_NUMBER, LEXEME_STRING, LEXEME_SIGN };

struct lexer {
    struct str text;
    u32 at;
    u32 start, end; /* of the last token */
    bool fresh;     /* a new line began before it */
    u8 comments;    /* enum comment_style */
};

/* Reads the next token. The text is borrowed. */
enum lexeme lexer_next(struct lexer *self);

/* Writes the outline of a text: all its units, flagged OUTLINE_LEXED. */
void plain_outline(struct writer *writer, enum language language, struct str text);

#endif
