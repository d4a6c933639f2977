/* sketch.h: outlines made by hand, as the bytes that the syntax sandbox would send.
 *
 * A unit brings tokens of its own, made from its `exact` word, so that a changed unit is a changed
 * program: an operator for each two of its weight and a name for what is left, as real weights
 * count them. So another word at weight 1 is a renaming, at weight 2 an operator that changed. */
#ifndef TEST_CORE_SKETCH_H
#define TEST_CORE_SKETCH_H

#include "base/buf.h"
#include "base/hash.h"
#include "code/outline.h"
#include "mentor/catalogue.h"

struct sketch {
    struct outline_head head;
    struct unit units[OUTLINE_UNITS_MAX + 1]; /* one more than allowed, to see it refused */
    struct finding findings[FINDINGS_MAX + 1];
    struct fault_place faults[FAULTS_MAX + 1];
    u16 tokens[TOKENS_MAX + 1];
    _Alignas(
        8) u8 bytes[sizeof(struct outline_head) + (OUTLINE_UNITS_MAX + 1) * sizeof(struct unit) +
                    (FINDINGS_MAX + 1) * sizeof(struct finding) +
                    (FAULTS_MAX + 1) * sizeof(struct fault_place) + (TOKENS_MAX + 1) * sizeof(u16)];
};

static inline void sketch_begin(struct sketch *self, enum language language, u32 text_bytes)
{
    self->head = (struct outline_head){.magic = OUTLINE_MAGIC,
                                       .language = (u8)language,
                                       .error_at = OUTLINE_NOWHERE,
                                       .text_bytes = text_bytes,
                                       .catalogue = CATALOGUE_STAMP};
}

static inline void sketch_token(struct sketch *self, enum token_class class, u64 hash)
{
    check(self->head.token_count < ARRAY_LEN(self->tokens));
    self->tokens[self->head.token_count++] = token_of(class, hash);
}

/* An error at the bytes [start, end). */
static inline struct fault_place *sketch_fault(struct sketch *self, u32 start, u32 end)
{
    struct fault_place *place = &self->faults[self->head.fault_count++];
    self->head.flags |= OUTLINE_ERROR;
    self->head.error_at = MIN(self->head.error_at, start);
    self->head.error_count++;
    *place = (struct fault_place){start, end};
    return place;
}

/* A unit of the bytes [start, end); its hashes come from the two words. */
static inline struct unit *sketch_unit(struct sketch *self, enum unit_kind kind, u32 depth,
                                       u32 start, u32 end, const char *exact, const char *shape,
                                       u32 weight)
{
    struct unit *unit = &self->units[self->head.unit_count++];
    u64 hash = hash64(HASH64_START, str_of(exact));
    *unit = (struct unit){.start = start,
                          .end = end,
                          .name_at = OUTLINE_NOWHERE,
                          .kind = (u8)kind,
                          .depth = (u8)depth,
                          .weight = weight,
                          .exact = hash,
                          .shape = hash64(HASH64_START, str_of(shape)),
                          .tree = hash};
    u32 operators = MIN(weight / 2, TOKENS_MAX - self->head.token_count);
    for (u32 i = 0; i < operators; i++) sketch_token(self, TOKEN_OPERATOR, hash64_mix(hash, i));
    if ((weight % 2 || !weight) && self->head.token_count < TOKENS_MAX)
        sketch_token(self, TOKEN_NAME, hash);
    return unit;
}

static inline struct finding *sketch_finding(struct sketch *self, u16 tip, u32 start, u32 end)
{
    struct finding *finding = &self->findings[self->head.finding_count++];
    *finding = (struct finding){.tip = tip, .start = start, .end = end};
    return finding;
}

static inline struct str sketch_bytes(struct sketch *self)
{
    struct buf out;
    buf_init(&out, self->bytes, sizeof self->bytes);
    buf_put(&out, &self->head, sizeof self->head);
    buf_put(&out, self->units, self->head.unit_count * sizeof self->units[0]);
    buf_put(&out, self->findings, self->head.finding_count * sizeof self->findings[0]);
    buf_put(&out, self->faults, self->head.fault_count * sizeof self->faults[0]);
    buf_put(&out, self->tokens, self->head.token_count * sizeof self->tokens[0]);
    check(!out.overflow);
    return buf_str(&out);
}

#endif
