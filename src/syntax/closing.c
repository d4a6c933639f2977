#include "syntax/closing.h"

#include "code/language.h"
#include "syntax/plain.h"

#define OPEN_MAX (CLOSING_BYTES_MAX - 1)

u32 closing_of(struct str text, u8 *out)
{
    struct lexer lexer = {.text = text, .comments = COMMENT_C};
    u8 open[OPEN_MAX]; /* the brackets that would close them, outermost first */
    u32 depth = 0;
    for (enum lexeme lexeme; (lexeme = lexer_next(&lexer)) != LEXEME_END;) {
        if (lexeme != LEXEME_SIGN || lexer.end - lexer.start != 1) continue;
        u8 sign = text.at[lexer.start];
        u8 closes = sign == '(' ? ')' : sign == '[' ? ']' : sign == '{' ? '}' : 0;
        if (closes) {
            if (depth == OPEN_MAX) return 0;
            open[depth++] = closes;
        } else if (sign == ')' || sign == ']' || sign == '}') {
            /* A bracket closes the nearest of its kind; what was open inside was forgotten. */
            u32 at = depth;
            while (at > 0 && open[at - 1] != sign) at--;
            if (at > 0) depth = at - 1;
        }
    }
    if (!depth || open[depth - 1] != '}') return 0;
    u32 bytes = 0;
    out[bytes++] = '\n';
    while (depth > 0) out[bytes++] = open[--depth];
    return bytes;
}
