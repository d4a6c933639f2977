/* Which words of a tip belong to which sets. */
#include "mentor/gate_sets.h"

#include "code/names.h"

static const char *const SET_WORDS[SET_COUNT] = {
#define X(name, words) words,
    SETS(X)
#undef X
};

/* ---- which sets each word is in ---- */

#define BUCKETS     64u
#define ENTRIES_MAX 255u /* every second byte of a tip begins a word, and three entries for few */

static u32 bucket_of(struct str word)
{
    return (u32)(word.bytes * 31 + word.at[0] * 7u + word.at[word.bytes - 1]) % BUCKETS;
}

/* The words of the tip in lower case, found by a hash of their ends. A span counts as its first
 * word, so that "use `eval(text)`" is seen; a word with hyphens as itself, without them, and as its
 * last part, so that "re-move the type-checks" is. */
struct index {
    u8 memory[TIP_BYTES_MAX * 2];
    struct str words[ENTRIES_MAX];
    u8 pieces[ENTRIES_MAX];
    u8 next[ENTRIES_MAX], first[BUCKETS]; /* 1 + an entry's number, 0 for none */
    u32 count;
    usize used;
};
_Static_assert(PIECES_MAX < 255 && ENTRIES_MAX <= 255, "the numbers fit in a byte");

/* Adds a word that lies in the index's memory. */
static void index_add(struct index *self, u32 piece, struct str word)
{
    if (!word.bytes || self->count == ENTRIES_MAX) return;
    u32 bucket = bucket_of(word);
    self->words[self->count] = word;
    self->pieces[self->count] = (u8)piece;
    self->next[self->count] = self->first[bucket];
    self->first[bucket] = (u8)(++self->count);
}

/* A copy in lower case with plain apostrophes; without hyphens when they are not wanted. */
static struct str index_copy(struct index *self, struct str word, bool hyphens)
{
    u8 *start = self->memory + self->used;
    usize bytes = 0;
    for (usize i = 0; i < word.bytes; i++) {
        u8 byte = word.at[i];
        bool apostrophe = byte == 0xe2;
        if (byte == '-' && !hyphens) continue;
        start[bytes++] = apostrophe ? '\'' : byte >= 'A' && byte <= 'Z' ? (u8)(byte | 0x20) : byte;
        i += apostrophe ? 2 : 0;
    }
    self->used += bytes;
    return (struct str){start, bytes};
}

static void index_words(struct index *self, const struct pieces *pieces)
{
    self->count = 0;
    self->used = 0;
    memset(self->first, 0, sizeof self->first);
    for (u32 i = 0; i < pieces->count; i++) {
        u8 kind = pieces->at[i].kind;
        struct str text = piece_text(pieces, i);
        usize at = 0;
        if (kind == PIECE_SPAN || kind == PIECE_QUOTED) text = names_token(text, &at);
        else if (kind != PIECE_WORD) continue;
        struct str word = index_copy(self, text, true);
        index_add(self, i, word);
        usize last = word.bytes;
        while (last && word.at[last - 1] != '-') last--;
        if (!last) continue;
        index_add(self, i, (struct str){word.at + last, word.bytes - last});
        index_add(self, i, index_copy(self, text, false));
    }
}

static void mark_word(const struct index *index, struct pieces *pieces, struct str word, u64 set)
{
    for (u32 i = index->first[bucket_of(word)]; i; i = index->next[i - 1])
        if (str_equal(index->words[i - 1], word)) pieces->at[index->pieces[i - 1]].sets |= set;
}

void gate_mark_sets(struct pieces *pieces)
{
    struct index index;
    index_words(&index, pieces);
    for (u32 set = 0; set < SET_COUNT; set++)
        for (const char *at = SET_WORDS[set]; *at;) {
            const char *end = at;
            while (*end && *end != ' ') end++;
            mark_word(&index, pieces, (struct str){(const u8 *)at, (usize)(end - at)}, 1ull << set);
            at = *end ? end + 1 : end;
        }
}
