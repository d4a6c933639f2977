/* The words of a tip: each one is programming English, and each sentence is about code. */
#include "code/names.h"
#include "mentor/gate_parts.h"
#include "mentor/lexicon.h"

/* A word three times in a row is no sentence. */
#define IN_A_ROW_MAX 2u

/* ASCII apostrophes for typographic ones, so that "don’t" is looked up as "don't". */
static struct str straighten(struct str word, u8 *memory)
{
    usize bytes = 0;
    if (word.bytes > WORD_BYTES_MAX) return (struct str){memory, 0};
    for (usize i = 0; i < word.bytes; i++) {
        bool apostrophe = word.at[i] == 0xe2;
        memory[bytes++] = apostrophe ? '\'' : word.at[i];
        i += apostrophe ? 2 : 0;
    }
    return (struct str){memory, bytes};
}

/* "2nd", "10th", "e.g.": forms, not words. */
static bool is_form(struct str lower)
{
    usize digits = 0;
    while (digits < lower.bytes && lower.at[digits] >= '0' && lower.at[digits] <= '9') digits++;
    struct str ending = {lower.at + digits, lower.bytes - digits};
    if (digits)
        return digits <= 3 && (str_equal(ending, STR("st")) || str_equal(ending, STR("nd")) ||
                               str_equal(ending, STR("rd")) || str_equal(ending, STR("th")));
    return str_equal(lower, STR("c#")) || str_equal(lower, STR("c++")) ||
           str_equal(lower, STR("f#")) || str_equal(lower, STR("e.g.")) ||
           str_equal(lower, STR("i.e."));
}

static u8 class_of(struct str word, enum language language)
{
    u8 straight[WORD_BYTES_MAX], memory[WORD_BYTES_MAX];
    struct str plain = straighten(word, straight);
    if (!plain.bytes) return WORD_UNKNOWN;
    struct str lower = piece_lower(plain, memory);
    enum word_class class = lexicon_word(lower);
    if (class != WORD_UNKNOWN) return (u8) class;
    if (is_form(lower)) return WORD_PLAIN;
    /* A name of the language may stand without back-ticks where it cannot be an English word. */
    bool name = plain.bytes > 1 &&
                (lexicon_is_keyword(plain, language) || lexicon_is_standard(plain, language));
    return name ? WORD_WEAK : WORD_UNKNOWN;
}

/* Math.PI: every part of it belongs to the language. */
static bool is_dotted_name(struct str name, enum language language)
{
    while (name.bytes) {
        const u8 *dot = memchr(name.at, '.', name.bytes);
        struct str part = str_take(&name, dot ? (usize)(dot - name.at) : name.bytes);
        str_take(&name, 1);
        if (!lexicon_is_keyword(part, language) && !lexicon_is_standard(part, language))
            return false;
    }
    return true;
}

/* What the program is about (a ticket, a player) is told by the learner's own names. A few such
 * words are a mentor's; more would be a text that somebody has put into names. */
#define OWN_WORDS_MAX   2u
#define OWN_WORD_LETTER 3u /* and more of them */
static bool is_own_word(const struct gate *self, struct str word)
{
    u8 memory[WORD_BYTES_MAX];
    struct str lower = piece_lower(word, memory);
    for (usize i = 0; i < lower.bytes; i++)
        if (lower.at[i] < 'a' || lower.at[i] > 'z') return false;
    return lower.bytes >= OWN_WORD_LETTER && names_hold_word(self->code, self->language, lower);
}

struct fault_at gate_words(const struct gate *self, struct pieces *pieces)
{
    u32 row = 0, own = 0;
    struct str last = {NULL, 0};
    for (u32 i = 0; i < pieces->count; i++) {
        struct piece *piece = &pieces->at[i];
        struct str word = piece_text(pieces, i);
        if (piece->kind == PIECE_DOTTED)
            piece->class = is_dotted_name(word, self->language) ? WORD_STRONG : WORD_UNKNOWN;
        else if (piece->kind == PIECE_WORD || piece->kind == PIECE_QUOTED)
            piece->class = class_of(word, self->language);
        else {
            if (piece->kind == PIECE_SPAN) last.bytes = 0; /* "`a` and `b` and `c` and" */
            continue;
        }
        if (piece->kind == PIECE_WORD && piece->class == WORD_UNKNOWN && own < OWN_WORDS_MAX &&
            is_own_word(self, word)) {
            piece->class = WORD_PLAIN;
            own++;
        }
        if (piece->kind != PIECE_QUOTED && piece->class == WORD_UNKNOWN)
            return (struct fault_at){GATE_WORD, piece->at};
        row = str_equal(word, last) ? row + 1 : 1;
        last = word;
        if (row > IN_A_ROW_MAX) return (struct fault_at){GATE_WORD, piece->at};
    }
    return (struct fault_at){GATE_PASS, 0};
}

/* "Try it out!" need not speak of code, nor what leads up to an example and ends with a colon. */
#define SHORT_WORDS 3u
#define LEAD_WORDS  6u

/* A word that is sure counts two points, a weak one one: there is one for three words. */
#define POINTS_SHARE 3u

/* Without a sure word, n weak ones say it of so many times n * n words. */
#define WEAK_SHARE 3u

/* What the words of a sentence, or of the whole tip, say of code. */
struct topic {
    u32 words, content; /* content: those that are not glue */
    u32 sure, weak;
};

static bool was_before(const struct pieces *pieces, u32 index)
{
    for (u32 i = 0; i < index; i++)
        if (pieces->at[i].class == WORD_WEAK &&
            str_equal(piece_text(pieces, i), piece_text(pieces, index)))
            return true;
    return false;
}

static void count(struct topic *self, const struct pieces *pieces, u32 index)
{
    const struct piece *piece = &pieces->at[index];
    self->words += piece->kind <= PIECE_DOTTED;
    self->content += piece->kind <= PIECE_DOTTED && piece->class != WORD_GLUE;
    self->sure += piece->kind == PIECE_SPAN || piece->class == WORD_STRONG;
    if (piece->kind != PIECE_SPAN && piece->class == WORD_WEAK)
        self->weak += !was_before(pieces, index);
}

struct fault_at gate_topic(const struct pieces *pieces)
{
    struct topic all = {0, 0, 0, 0}, sentence = all;
    u32 start = 0;
    for (u32 i = 0; i <= pieces->count; i++) {
        if (i < pieces->count && pieces->at[i].kind != PIECE_STOP) {
            count(&sentence, pieces, i);
            continue;
        }
        bool leads = i && piece_text(pieces, i - 1).at[0] == ':';
        if (sentence.words > (leads ? LEAD_WORDS : SHORT_WORDS) && !sentence.sure && !sentence.weak)
            return (struct fault_at){GATE_TOPIC, pieces->at[start].at};
        all.words += sentence.words;
        all.sure += sentence.sure;
        all.weak += sentence.weak;
        all.content += sentence.content;
        sentence = (struct topic){0, 0, 0, 0};
        start = i + 1;
    }
    /* One word about code does not make a long text one. */
    bool enough = all.sure ? (2 * all.sure + all.weak) * POINTS_SHARE >= all.content
                           : all.weak > 1 && all.weak * all.weak * WEAK_SHARE >= all.words;
    return (struct fault_at){enough ? GATE_PASS : GATE_TOPIC, 0};
}
