#include "syntax/grammar.h"

#include <string.h>

#include "syntax/heap.h"

extern const struct grammar GRAMMAR_JAVASCRIPT, GRAMMAR_TYPESCRIPT, GRAMMAR_PYTHON, GRAMMAR_JAVA,
    GRAMMAR_C, GRAMMAR_CPP, GRAMMAR_GO, GRAMMAR_RUST;

static const struct grammar *const GRAMMARS[LANGUAGE_COUNT] = {
    [LANGUAGE_JAVASCRIPT] = &GRAMMAR_JAVASCRIPT,
    [LANGUAGE_TYPESCRIPT] = &GRAMMAR_TYPESCRIPT,
    [LANGUAGE_PYTHON] = &GRAMMAR_PYTHON,
    [LANGUAGE_JAVA] = &GRAMMAR_JAVA,
    [LANGUAGE_C] = &GRAMMAR_C,
    [LANGUAGE_CPP] = &GRAMMAR_CPP,
    [LANGUAGE_GO] = &GRAMMAR_GO,
    [LANGUAGE_RUST] = &GRAMMAR_RUST,
};

static const struct grammar_facts *made[LANGUAGE_COUNT];

#define WORD_BYTES_MAX 80u
#define LINKS_MAX      256u

static char unknown[WORD_BYTES_MAX];

/* Takes the next word of a list into `word`. False at the end. */
static bool next_word(const char **list, char *word)
{
    if (!*list) return false;
    const char *at = *list + strspn(*list, " ");
    usize bytes = strcspn(at, " ");
    check(bytes < WORD_BYTES_MAX);
    memcpy(word, at, bytes);
    word[bytes] = 0;
    *list = at + bytes;
    return bytes > 0;
}

static void remember_unknown(const char *word)
{
    if (!unknown[0]) memcpy(unknown, word, strlen(word) + 1);
}

/* Sets the bit for every symbol of that name: aliases give a grammar several. */
static void mark_role(struct grammar_facts *self, const char *words, u32 bit)
{
    char word[WORD_BYTES_MAX];
    while (next_word(&words, word)) {
        bool found = false;
        for (u32 s = 1; s < self->symbol_count; s++) {
            TSSymbolType type = ts_language_symbol_type(self->language, (TSSymbol)s);
            if (type != TSSymbolTypeRegular) continue;
            if (strcmp(ts_language_symbol_name(self->language, (TSSymbol)s), word) != 0) continue;
            self->roles[s] |= bit;
            found = true;
        }
        if (!found) remember_unknown(word);
    }
}

static void add_link(struct grammar_facts *self, u16 parent, u16 field, u16 bit)
{
    for (u32 i = 0; i < self->link_count; i++) {
        struct link *link = &self->links[i];
        if (link->parent == parent && link->field == field) {
            link->links |= bit;
            return;
        }
    }
    check(self->link_count < LINKS_MAX);
    self->links[self->link_count++] = (struct link){parent, field, bit};
}

static void mark_link(struct grammar_facts *self, const char *words, u16 bit)
{
    char word[WORD_BYTES_MAX];
    while (next_word(&words, word)) {
        char *dot = strchr(word, '.');
        check(dot);
        bool any = strcmp(dot, ".*") == 0;
        u16 field =
            any ? 0 : ts_language_field_id_for_name(self->language, dot + 1, (u32)strlen(dot + 1));
        bool found = false;
        *dot = 0;
        for (u32 s = 1; s < self->symbol_count; s++) {
            if (ts_language_symbol_type(self->language, (TSSymbol)s) != TSSymbolTypeRegular)
                continue;
            if (strcmp(ts_language_symbol_name(self->language, (TSSymbol)s), word) != 0) continue;
            if (any || field) add_link(self, (u16)s, field, bit);
            found = any || field;
        }
        *dot = '.';
        if (!found) remember_unknown(word);
    }
}

/* Insertion sort: the lists are short, and it happens once. */
static void sort_links(struct grammar_facts *self)
{
    for (u32 i = 1; i < self->link_count; i++) {
        struct link link = self->links[i];
        u32 at = i;
        for (; at > 0 && self->links[at - 1].parent > link.parent; at--)
            self->links[at] = self->links[at - 1];
        self->links[at] = link;
    }
    for (u32 s = 0; s < self->symbol_count; s++) self->first_link[s] = (u16)self->link_count;
    for (u32 i = self->link_count; i > 0; i--)
        self->first_link[self->links[i - 1].parent] = (u16)(i - 1);
}

static const struct grammar_facts *make_facts(const struct grammar *grammar)
{
    struct grammar_facts *self = heap_alloc_zeroed(1, sizeof(*self));
    self->grammar = grammar;
    self->language = grammar->make();
    self->symbol_count = ts_language_symbol_count(self->language);
    self->roles = heap_alloc_zeroed(self->symbol_count, sizeof(u32));
    self->first_link = heap_alloc_zeroed(self->symbol_count, sizeof(u16));
    self->links = heap_alloc_zeroed(LINKS_MAX, sizeof(struct link));
#define X(name, member, words) mark_role(self, grammar->member, ROLE(name));
    GRAMMAR_ROLES(X)
#undef X
#define X(name, member, words) mark_link(self, grammar->member, LINK(name));
    GRAMMAR_LINKS(X)
#undef X
    sort_links(self);
    return self;
}

const struct grammar_facts *grammar_facts(enum language language)
{
    const struct grammar *grammar = GRAMMARS[language];
    if (!grammar) return NULL;
    if (!made[language]) {
        heap_keep();
        made[language] = make_facts(grammar);
        heap_scratch();
    }
    return made[language];
}

const char *grammar_unknown_word(enum language language)
{
    if (!GRAMMARS[language]) return NULL;
    unknown[0] = 0;
    heap_keep();
    make_facts(GRAMMARS[language]);
    heap_scratch();
    return unknown[0] ? unknown : NULL;
}

u16 grammar_links(const struct grammar_facts *self, u16 parent, u16 field, bool named)
{
    if (parent >= self->symbol_count) return 0;
    u16 links = 0;
    for (u32 i = self->first_link[parent]; i < self->link_count && self->links[i].parent == parent;
         i++) {
        const struct link *link = &self->links[i];
        if (link->field ? link->field == field : named) links |= link->links;
    }
    return links;
}
