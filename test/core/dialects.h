/* dialects.h: a provider's answer read in given pieces, and the proof that pieces do not matter. */
#ifndef TEST_CORE_DIALECTS_H
#define TEST_CORE_DIALECTS_H

#include "mentor/dialect.h"

#include "core/test.h"

#define ANSWER_BYTES_MAX (64u << 10)

struct answer {
    struct dialect dialect;
    bool good;
    struct str text;
    u8 memory[ANSWER_BYTES_MAX];
};

/* The text that a step has room for; what is more is its caller's business. */
static inline void answer_begin(struct answer *self, enum provider provider, struct buf *text)
{
    dialect_init(&self->dialect, provider);
    buf_init(text, self->memory, sizeof self->memory);
}

/* A piece in a block of its own, so that a byte too far is seen. The arena is as it was after. */
static inline void answer_feed(struct answer *self, struct str piece, struct buf *text)
{
    static u8 memory[DIALECT_ARENA_BYTES];
    struct arena arena;
    arena_init(&arena, memory, sizeof memory);
    u8 *block = malloc(piece.bytes + 1);
    if (piece.bytes) memcpy(block, piece.at, piece.bytes);
    dialect_feed(&self->dialect, (struct str){block, piece.bytes}, &arena, text);
    free(block);
    CHECK_EQ(arena.used, 0);
}

static inline void answer_end(struct answer *self, struct buf *text)
{
    static u8 memory[DIALECT_ARENA_BYTES];
    struct arena arena;
    arena_init(&arena, memory, sizeof memory);
    self->good = dialect_end(&self->dialect, &arena, text);
    CHECK_EQ(arena.used, 0);
    CHECK_EQ(self->good, self->dialect.fault == DIALECT_FINE);
    self->text = buf_str(text);
}

/* Fed in pieces that end at `cuts`. */
static inline void answer_read(struct answer *self, enum provider provider, struct str bytes,
                               const usize *cuts, usize count)
{
    struct buf text;
    usize from = 0;
    answer_begin(self, provider, &text);
    for (usize i = 0; i <= count; i++) {
        usize end = i < count ? cuts[i] : bytes.bytes;
        answer_feed(self, (struct str){bytes.at + from, end - from}, &text);
        from = end;
    }
    answer_end(self, &text);
}

/* Fed in pieces of `piece` bytes. */
static inline void answer_read_by(struct answer *self, enum provider provider, struct str bytes,
                                  usize piece)
{
    struct buf text;
    answer_begin(self, provider, &text);
    while (bytes.bytes) answer_feed(self, str_take(&bytes, piece), &text);
    answer_end(self, &text);
}

static inline void answer_check_same(const struct answer *a, const struct answer *b)
{
    CHECK_STR(a->text, b->text);
    CHECK_EQ(a->good, b->good);
    CHECK_EQ(a->dialect.fault, b->dialect.fault);
    CHECK_EQ(a->dialect.code, b->dialect.code);
    CHECK_EQ(a->dialect.finish, b->dialect.finish);
    CHECK_EQ(a->dialect.complete, b->dialect.complete);
    CHECK_EQ(a->dialect.usage.known, b->dialect.usage.known);
    CHECK_EQ(a->dialect.usage.in, b->dialect.usage.in);
    CHECK_EQ(a->dialect.usage.out, b->dialect.usage.out);
}

/* What good text must be whatever the provider sent. */
static inline void answer_check_sane(const struct answer *self)
{
    const struct dialect *dialect = &self->dialect;
    CHECK(dialect->fault <= DIALECT_CUT && dialect->finish <= FINISH_BLOCKED);
    CHECK(dialect->sse.used <= SSE_EVENT_BYTES_MAX);
    CHECK(dialect->usage.known || (dialect->usage.in == 0 && dialect->usage.out == 0));
    CHECK(dialect->code == 0 || dialect->fault == DIALECT_ERROR);
    if (self->good) CHECK(dialect->complete && self->text.bytes);
}

#endif
