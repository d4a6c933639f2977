#include "mentor/reason.h"

#include "base/base.h"

static const struct {
    const char *word, *sentence;
} TABLE[REASON_COUNT] = {
#define X(name, word, sentence) {word, sentence},
    REASONS(X)
#undef X
};

const char *reason_word(enum reason reason)
{
    check(reason < REASON_COUNT);
    return TABLE[reason].word;
}

const char *reason_sentence(enum reason reason)
{
    check(reason < REASON_COUNT);
    return TABLE[reason].sentence;
}
