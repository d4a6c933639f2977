/* lexicon.h: which words may a tip be made of?
 *
 * A hostile model can say anything, but only in words that a mentor of programming needs. This is
 * the list of them, and of the names that each language knows. What is not here is unknown: people,
 * their bodies, food, nature, money, belief and feelings, and every pronoun of the first and the
 * third person.
 *
 * Vocabulary: glue (function words: they hold a sentence together and say nothing of its subject),
 * plain (English that a mentor needs), weak (a programming word in the right company: return, line,
 * key), strong (surely about programming: variable, boolean, callback). Invariant: exact words; no
 * hash of a word ever stands for it. The tables are made by src/make/lexicon.mjs. */
#ifndef MENTOR_LEXICON_H
#define MENTOR_LEXICON_H

#include "base/str.h"
#include "code/language.h"

enum word_class { WORD_UNKNOWN, WORD_GLUE, WORD_PLAIN, WORD_WEAK, WORD_STRONG };

/* The class of a word in lower-case ASCII, with ' - _ inside where they belong ("doesn't",
 * "off-by-one", "snake_case"). Hyphens stay in: a word that no list has as a whole is known when
 * each of its parts is (all but the last may be a prefix such as non or re), and has the class of
 * its best part; it may have LEXICON_PARTS_MAX parts. A possessive ("function's") has the class of
 * its word. */
enum word_class lexicon_word(struct str lower);

/* Case-sensitive, whole names: is it reserved in this language, or given by its standard library,
 * its builtins or the page it runs in? A name with dots is asked piece by piece. */
bool lexicon_is_keyword(struct str name, enum language language);
bool lexicon_is_standard(struct str name, enum language language);

/* ---- the tables, for lexicon.c and build/gen/lexicon.c alone ---- */

/* Words: a graph whose paths from its start are the words. A state is a run of edges. An edge is a
 * byte, its letter (a to z are 1 to 26, then ' - _) with two flags, and the address of a state
 * (low byte first), which is missing when the state follows. A state that ends a word begins with
 * letter 0 and, in the two high bits, the class of the word less WORD_GLUE. */
#define LEXICON_LETTER 0x1fu
#define LEXICON_LAST   0x20u /* the last edge of a state */
#define LEXICON_NEXT   0x40u /* an edge without an address */
extern const u8 LEXICON_WORDS[];

/* Names: sorted, front-coded in blocks. An entry is two bytes: how many bytes it shares with the
 * one before (six bits) and the number of its set (ten), then the rest of the text, whose last byte
 * has its high bit set. A block begins with a whole text. The index says for the ranks of two
 * letters a block that is not behind a text with them. */
#define LEXICON_RANKS 27u /* of a letter: what sorts before 'a', and a to z */
extern const u8 LEXICON_NAMES[];
extern const u16 LEXICON_BLOCKS[]; /* where each begins, and the end of the last */
extern const u16 LEXICON_INDEX[];
extern const u32 LEXICON_BLOCK_COUNT;

/* The languages (as bits) in which a name is a keyword, and in which it is standard. */
struct lexicon_set {
    u32 keyword, standard;
};

extern const struct lexicon_set LEXICON_SETS[];

#endif
