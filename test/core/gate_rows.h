/* gate_rows.h: tips as rows, each with the rule that refuses it and where.
 *
 * A row's text holds a ^ before the byte at which the rule is broken; without one it is the first.
 * The ^ is taken out before the gate sees the text. A row whose rule is PASS is a neighbour: nearly
 * the same, and to be shown. What passes must pass again as it is. */
#ifndef TEST_CORE_GATE_ROWS_H
#define TEST_CORE_GATE_ROWS_H

#include "base/buf.h"
#include "mentor/gate.h"

#include "core/test.h"

#define SCENE_JS                                                                                   \
    "let total = 0;\n"                                                                             \
    "for (let i = 0; i < items.length; i++) {\n"                                                   \
    "  total += items[i].price;\n"                                                                 \
    "}\n"
#define SCENE_QUOTE "total += items[i].price"
#define SCENE_LINE  3

struct said {
    enum gate_rule rule;
    const char *tip;
};

static struct reply heard; /* what the gate read last */
static u8 heard_memory[REPLY_ARENA_BYTES];

static inline struct gate gate_on(enum language language, const char *code)
{
    return (struct gate){.language = language, .code = str_of(code)};
}

static inline struct judgement judge(const struct gate *gate, struct str answer)
{
    struct arena arena;
    arena_init(&arena, heard_memory, sizeof heard_memory);
    return gate_judge(gate, answer, &heard, &arena);
}

static inline struct judgement judge_text(const struct gate *gate, const char *answer)
{
    return judge(gate, str_of(answer));
}

static inline void write_answer(struct buf *out, u32 line, struct str quote, struct str concept,
                                struct str tip)
{
    buf_put_text(out, "{\"line\":");
    buf_put_decimal(out, line);
    buf_put_text(out, ",\"quote\":");
    buf_json_string(out, quote);
    buf_put_text(out, ",\"rule\":null,\"concept\":");
    buf_json_string(out, concept);
    buf_put_text(out, ",\"tip\":");
    buf_json_string(out, tip);
    buf_put_u8(out, '}');
}

static inline struct judgement judge_said(const struct gate *gate, u32 line, struct str quote,
                                          struct str concept, struct str tip)
{
    static u8 memory[8192];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    write_answer(&out, line, quote, concept, tip);
    return judge(gate, buf_str(&out));
}

static inline struct str without_hat(const char *text, u8 *memory, u32 *offset)
{
    const char *hat = strchr(text, '^');
    usize before = hat ? (usize)(hat - text) : 0, bytes = strlen(text) - (hat ? 1 : 0);
    memcpy(memory, text, before);
    memcpy(memory + before, text + before + (hat ? 1 : 0), bytes - before);
    *offset = (u32)before;
    return (struct str){memory, bytes};
}

/* The first row that is judged otherwise fails the test, with what was said of it. */
static inline void check_rows(const struct gate *gate, u32 line, const char *quote,
                              const struct said *rows, u32 count)
{
    u32 wrong = 0;
    for (u32 i = 0; i < count; i++) {
        u8 memory[1024];
        u32 offset;
        struct str tip = without_hat(rows[i].tip, memory, &offset);
        struct judgement judged = judge_said(gate, line, str_of(quote), STR("loops"), tip);
        struct judgement again = judge_said(gate, line, str_of(quote), STR("loops"), tip);
        bool same = judged.rule == rows[i].rule && again.rule == judged.rule;
        if (rows[i].rule) same &= judged.offset == offset && judged.field == GATE_FIELD_TIP;
        if (same) continue;
        fprintf(stderr, "%s: row %u: %s@%u, not %s@%u: %s\n", test_now, i,
                gate_rule_word(judged.rule), judged.offset, gate_rule_word(rows[i].rule), offset,
                rows[i].tip);
        wrong++;
    }
    CHECK_EQ(wrong, 0);
}

#define ROWS_IN(language, code, line, quote, ...)                                                  \
    do {                                                                                           \
        static const struct said rows_said[] = {__VA_ARGS__};                                      \
        struct gate rows_gate = gate_on(language, code);                                           \
        check_rows(&rows_gate, line, quote, rows_said, ARRAY_LEN(rows_said));                      \
    } while (0)

/* Tips about line 3 of SCENE_JS. */
#define ROWS(...) ROWS_IN(LANGUAGE_JAVASCRIPT, SCENE_JS, SCENE_LINE, SCENE_QUOTE, __VA_ARGS__)

#endif
