/* mentor gate: what the gate says of a model's answers, a line of JSON each.
 *
 * In: {"language", "code", "model_output" or "model_output_b64"}; other keys are ignored, and
 * "lang" is taken for "language". Out: {"verdict": "accept" or "refuse", "rule", "field", "offset",
 * "shown"?}. With --reply the answer that passed is printed whole, as the model could have given
 * it, so that it can be judged again. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "mentor/gate.h"

#define ARENA_BYTES (8u << 20) /* of a line and of a reply */
#define OUT_BYTES   (64u << 10)

/* The value of a digit of base64, or 64. */
static u32 digit_of(u8 byte)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = byte ? strchr(DIGITS, byte) : NULL;
    return at ? (u32)(at - DIGITS) : 64;
}

/* Decodes to `out`, which has room for as many bytes. False when it is not base64. */
static bool decode(struct str text, u8 *out, usize *bytes)
{
    u32 bits = 0, held = 0;
    *bytes = 0;
    while (text.bytes && text.at[text.bytes - 1] == '=') text.bytes--;
    for (usize i = 0; i < text.bytes; i++) {
        u32 digit = digit_of(text.at[i]);
        if (digit > 63) return false;
        bits = bits << 6 | digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out[(*bytes)++] = (u8)(bits >> held);
    }
    return true;
}

/* One row; its strings lie in the arena. */
struct row {
    enum language language;
    struct str code, answer;
};

static const char *row_read(struct row *self, struct str line, struct arena *arena)
{
    enum json_fault fault;
    struct str word = {NULL, 0};
    *self = (struct row){LANGUAGE_PLAIN, {NULL, 0}, {NULL, 0}};
    const struct cJSON *root = json_read(line, arena, &fault);
    if (!json_is_object(root)) return "this line is no JSON object";
    if (json_string(json_get(root, "language"), &word) ||
        json_string(json_get(root, "lang"), &word))
        self->language = language_find((const char *)word.at, word.bytes);
    if (self->language == LANGUAGE_COUNT) self->language = LANGUAGE_PLAIN;
    if (!json_string(json_get(root, "code"), &self->code)) return "the field code is missing";
    if (json_string(json_get(root, "model_output"), &self->answer)) return NULL;
    if (!json_string(json_get(root, "model_output_b64"), &word))
        return "the field model_output is missing";
    u8 *bytes = arena_take(arena, word.bytes + 1);
    if (!bytes || !decode(word, bytes, &self->answer.bytes))
        return "the field model_output_b64 is not base64";
    self->answer.at = bytes;
    return NULL;
}

static void put_number(struct buf *out, const char *key, u64 value)
{
    buf_json_key(out, key);
    buf_put_decimal(out, value);
}

static void put_reply(struct buf *out, const struct reply *reply)
{
    buf_put_u8(out, '{');
    put_number(out, "line", reply->line);
    buf_json_key(out, "quote");
    buf_json_string(out, reply->quote);
    if (reply->rule.bytes) {
        buf_json_key(out, "rule");
        buf_json_string(out, reply->rule);
    }
    buf_json_key(out, "concept");
    buf_json_string(out, reply->concept);
    buf_json_key(out, "tip");
    buf_json_string(out, reply->tip);
    buf_put_u8(out, '}');
}

static void put_verdict(struct buf *out, const struct judgement *judged, const struct reply *reply,
                        bool whole)
{
    bool passed = judged->rule == GATE_PASS;
    buf_put_text(out, passed ? "{\"verdict\":\"accept\",\"rule\":"
                             : "{\"verdict\":\"refuse\",\"rule\":");
    buf_json_string(out, str_of(gate_rule_word(judged->rule)));
    buf_json_key(out, "field");
    buf_json_string(out, str_of(gate_field_word(judged->field)));
    put_number(out, "offset", judged->offset);
    if (passed) {
        buf_json_key(out, "shown");
        if (whole) put_reply(out, reply);
        else buf_json_string(out, reply->tip);
    }
    buf_put_text(out, "}\n");
}

static bool judge_line(struct str line, bool whole)
{
    static u8 memory[ARENA_BYTES], out_memory[OUT_BYTES];
    struct arena arena;
    struct row row;
    struct reply reply;
    struct buf out;
    arena_init(&arena, memory, sizeof memory);
    buf_init(&out, out_memory, sizeof out_memory);
    const char *problem = row_read(&row, line, &arena);
    if (problem) {
        fprintf(stderr, "mentor gate: %s\n", problem);
        printf("{\"verdict\":\"refuse\",\"rule\":\"row\"}\n");
        return false;
    }
    struct gate gate = {.language = row.language, .code = row.code};
    struct judgement judged = gate_judge(&gate, row.answer, &reply, &arena);
    put_verdict(&out, &judged, &reply, whole);
    fwrite(out.at, 1, out.bytes, stdout);
    return true;
}

int cli_gate(int count, char **words)
{
    return rows_run(count, words, "--reply", judge_line);
}
