/* Which names does the exercise want to be defined? */
#include "mentor/lexicon.h"
#include "mentor/speech_parts.h"

/* Names that a program defines or calls: f( of what is not the language's own, `def f`, `f = (`. */
static void want_names(struct speech *self, struct str text, enum language language)
{
    static const char *const DEFINING[] = {"function", "def", "class", "fn", "func", "fun"};
    static const char *const VALUES[] = {"function", "async", "lambda"};
    struct lexemes lexemes = lexemes_of(text, language, false, true);
    struct lexeme name = {0}, before = {0};
    for (struct lexeme one = lexemes_next(&lexemes); one.kind; one = lexemes_next(&lexemes)) {
        bool named = before.kind == LEXEME_NAME;
        if (named && one.kind == LEXEME_NAME && WORD_IS_ONE(before.text, DEFINING))
            unit_want(self, one.text);
        if (named && lexeme_is(&one, "(") && !lexicon_is_keyword(before.text, language) &&
            !lexicon_is_standard(before.text, language))
            unit_want(self, before.text);
        bool value = lexeme_is(&one, "(") || WORD_IS_ONE(one.text, VALUES);
        if (lexeme_is(&before, "=") && value && name.kind == LEXEME_NAME)
            unit_want(self, name.text);
        name = before;
        before = one;
    }
}

/* Names in the text of an exercise: calls in its spans, spans that are one name, and what is called
 * or named so. */
static void want_told(struct speech *self, struct str text, enum language language)
{
    struct str prose, span;
    usize at = 0;
    for (bool more = true; more;) {
        more = cut_span(text, &at, &prose, &span);
        want_names(self, prose, language);
        if (!more) break;
        if (word_is_single(span) && span.bytes > 1 && !lexicon_is_keyword(span, language) &&
            !lexicon_is_standard(span, language))
            unit_want(self, span);
        want_names(self, span, language);
    }
}

void want_begin(struct speech *self, const struct speech_about *about)
{
    want_names(self, about->starter, about->language);
    want_told(self, about->instructions, about->language);
}
