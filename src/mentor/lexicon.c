#include "mentor/lexicon.h"

#include "base/limits.h"

#define NOT_FOUND (-1)
#define NAME_END  0x80u

/* Parts of a hyphenated word that are no words by themselves. */
static const char PREFIXES[] = " non re un pre sub multi co de dis self mis ";

/* ---- words ---- */

/* The code of a letter in the graph, or LEXICON_LETTER for what no word has. */
static u32 letter_code(u8 byte)
{
    if (byte >= 'a' && byte <= 'z') return byte - 'a' + 1u;
    return byte == '\'' ? 27 : byte == '-' ? 28 : byte == '_' ? 29 : LEXICON_LETTER;
}

/* The class that the state at `at` ends a word with, or WORD_UNKNOWN. */
static enum word_class state_class(u32 at)
{
    u8 first = LEXICON_WORDS[at];
    return first & LEXICON_LETTER ? WORD_UNKNOWN : (enum word_class)(WORD_GLUE + (first >> 6));
}

static u32 read_address(u32 at)
{
    return LEXICON_WORDS[at] | (u32)LEXICON_WORDS[at + 1] << 8;
}

/* Follows the edge with this letter: true, and `at` is the next state, when there is one. */
static bool state_follow(u32 *at, u32 code)
{
    u32 i = *at;
    bool ends = !(LEXICON_WORDS[i] & LEXICON_LETTER);
    if (ends && LEXICON_WORDS[i++] & LEXICON_LAST) return false;
    for (;;) {
        u32 edge = LEXICON_WORDS[i];
        if ((edge & LEXICON_LETTER) == code) {
            *at = i + 1;
            if (!(edge & LEXICON_NEXT)) *at = read_address(i + 1);
            return true;
        }
        if (edge & LEXICON_LAST) return false;
        i += 3;
    }
}

static enum word_class find_word(struct str word)
{
    u32 at = 0;
    for (usize i = 0; i < word.bytes; i++)
        if (!state_follow(&at, letter_code(word.at[i]))) return WORD_UNKNOWN;
    return state_class(at);
}

static bool is_prefix(struct str part)
{
    if (part.bytes > 5) return false;
    for (const char *at = PREFIXES; at[1]; at++) {
        if (*at != ' ' || memcmp(at + 1, part.at, part.bytes) != 0) continue;
        if (at[1 + part.bytes] == ' ') return true;
    }
    return false;
}

/* A word with or without a possessive ending. */
static enum word_class find_possessive(struct str word)
{
    enum word_class found = find_word(word);
    if (found != WORD_UNKNOWN || word.bytes < 3) return found;
    const u8 *end = word.at + word.bytes;
    if (end[-2] == '\'' && end[-1] == 's') word.bytes -= 2;
    else if (end[-2] == 's' && end[-1] == '\'') word.bytes -= 1;
    else return WORD_UNKNOWN;
    return find_word(word);
}

enum word_class lexicon_word(struct str lower)
{
    enum word_class best = find_possessive(lower);
    if (best != WORD_UNKNOWN || !memchr(lower.at, '-', lower.bytes)) return best;
    u32 parts = 0;
    for (struct str rest = lower; rest.bytes; parts++) {
        const u8 *hyphen = memchr(rest.at, '-', rest.bytes);
        struct str part = str_take(&rest, hyphen ? (usize)(hyphen - rest.at) : rest.bytes);
        if (hyphen) str_take(&rest, 1);
        if (!part.bytes || (hyphen && !rest.bytes) || parts == LEXICON_PARTS_MAX) {
            return WORD_UNKNOWN;
        }
        enum word_class one = find_possessive(part);
        if (one == WORD_UNKNOWN && !(hyphen && is_prefix(part))) return WORD_UNKNOWN;
        best = MAX(best, one);
    }
    return best;
}

/* ---- names ---- */

/* Of a letter a to z its place, of what sorts before them and of the end of the text 0. */
static u32 rank_of(struct str text, usize at)
{
    if (at >= text.bytes || text.at[at] < 'a') return 0;
    return MIN(text.at[at] - 'a' + 1u, LEXICON_RANKS - 1);
}

/* A number of the first two letters that keeps the order of bytes. */
static u32 pair_of(struct str text)
{
    u32 first = rank_of(text, 0);
    return first ? first * LEXICON_RANKS + rank_of(text, 1) : 0;
}

/* Compares `want` with the first entry of a block, which shares nothing: < 0, 0, > 0 as memcmp. */
static int compare_head(u32 block, struct str want)
{
    const u8 *at = LEXICON_NAMES + LEXICON_BLOCKS[block] + 2;
    for (usize i = 0;; i++) {
        if (i == want.bytes) return -1;
        u8 byte = at[i] & (u8)~NAME_END;
        if (want.at[i] != byte) return want.at[i] < byte ? -1 : 1;
        if (at[i] & NAME_END) return i + 1 == want.bytes ? 0 : 1;
    }
}

/* The last block whose first entry is not above `want`; one that does not hold it when all are. */
static u32 block_of(struct str want)
{
    u32 pair = pair_of(want);
    u32 low = LEXICON_INDEX[pair], high = MIN(LEXICON_INDEX[pair + 1] + 1u, LEXICON_BLOCK_COUNT);
    while (high - low > 1) {
        u32 middle = (low + high) / 2;
        if (compare_head(middle, want) < 0) high = middle;
        else low = middle;
    }
    return low;
}

/* The set of `want`, or NOT_FOUND. `matched` is how much of it the entry before has in common with
 * it: an entry that shares more with that one differs in the same place, one that shares less lies
 * beyond. */
static i32 find_name(struct str want)
{
    u32 block = block_of(want);
    const u8 *at = LEXICON_NAMES + LEXICON_BLOCKS[block];
    const u8 *end = LEXICON_NAMES + LEXICON_BLOCKS[block + 1];
    usize matched = 0;
    while (at < end) {
        usize shared = at[0] & 63u;
        i32 set = at[0] >> 6 | at[1] << 2;
        at += 2;
        if (shared < matched) return NOT_FOUND;
        bool same = shared == matched;
        for (bool more = true; more; at++) {
            more = !(*at & NAME_END);
            if (same && matched < want.bytes && want.at[matched] == (*at & (u8)~NAME_END)) {
                matched++;
                if (!more && matched == want.bytes) return set;
            } else {
                same = false;
            }
        }
    }
    return NOT_FOUND;
}

static struct lexicon_set set_of(struct str name)
{
    i32 set = name.bytes ? find_name(name) : NOT_FOUND;
    return set == NOT_FOUND ? (struct lexicon_set){0} : LEXICON_SETS[set];
}

bool lexicon_is_keyword(struct str name, enum language language)
{
    return set_of(name).keyword >> language & 1u;
}

bool lexicon_is_standard(struct str name, enum language language)
{
    return set_of(name).standard >> language & 1u;
}
