/* sketch.h: outlines made by hand, as the bytes that the syntax sandbox would send. */
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
    _Alignas(
        8) u8 bytes[sizeof(struct outline_head) + (OUTLINE_UNITS_MAX + 1) * sizeof(struct unit) +
                    (FINDINGS_MAX + 1) * sizeof(struct finding)];
};

static inline void sketch_begin(struct sketch *self, enum language language, u32 text_bytes)
{
    self->head = (struct outline_head){.magic = OUTLINE_MAGIC,
                                       .language = (u8)language,
                                       .error_at = OUTLINE_NOWHERE,
                                       .text_bytes = text_bytes,
                                       .catalogue = CATALOGUE_STAMP};
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
    check(!out.overflow);
    return buf_str(&out);
}

#endif
