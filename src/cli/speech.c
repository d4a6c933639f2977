/* mentor speech: what the gate of the chat tutor says of answers, a line of JSON each.
 *
 * In: {"answer", "language"?, "code"?, "starter"?, "solution"?, "instructions"?, "rules"?,
 * "mark"?}; the mark is 16 digits. Out: {"verdict": "accept" or "refuse", "rule", "released"}, with
 * --figures also {"total", "held", "said"}: fingerprints of the solution. An answer is fed in
 * pieces of 51 bytes, as it would stream. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "mentor/speech.h"

#define ARENA_BYTES (8u << 20)
#define PIECE_BYTES 51u

static struct str word_of(const struct cJSON *root, const char *key)
{
    struct str word = {(const u8 *)"", 0};
    json_string(json_get(root, key), &word);
    return word;
}

/* `rules` gets the text with a NUL behind it, from the arena. */
static struct speech_about about_of(const struct cJSON *root, struct arena *arena)
{
    struct str language = word_of(root, "language"), rules = word_of(root, "rules");
    struct speech_about about = {.language =
                                     language_find((const char *)language.at, language.bytes),
                                 .code = word_of(root, "code"),
                                 .starter = word_of(root, "starter"),
                                 .solution = word_of(root, "solution"),
                                 .instructions = word_of(root, "instructions")};
    if (about.language == LANGUAGE_COUNT) about.language = LANGUAGE_PLAIN;
    char digits[17] = {0};
    memcpy(digits, word_of(root, "mark").at, MIN(word_of(root, "mark").bytes, 16));
    about.mark = strtoull(digits, NULL, 16);
    u8 *copy = arena_take(arena, rules.bytes + 1);
    if (copy) {
        memcpy(copy, rules.at, rules.bytes);
        copy[rules.bytes] = 0;
    }
    about.rules = (const char *)copy;
    return about;
}

static void put_number(struct buf *out, const char *key, u32 value)
{
    buf_json_key(out, key);
    buf_put_decimal(out, value);
}

static bool judge_line(struct str line, bool figures)
{
    static u8 memory[ARENA_BYTES], released_memory[SPEECH_BYTES_MAX + SPEECH_PIECE_BYTES_MAX];
    static u8 out_memory[8 * SPEECH_BYTES_MAX];
    static struct speech speech;
    struct arena arena;
    struct buf released, out;
    enum json_fault fault;
    struct str answer;
    arena_init(&arena, memory, sizeof memory);
    const struct cJSON *root = json_read(line, &arena, &fault);
    if (!json_is_object(root) || !json_string(json_get(root, "answer"), &answer)) {
        fprintf(stderr, "mentor speech: this line is no JSON object with an answer\n");
        printf("{\"verdict\":\"refuse\",\"rule\":\"row\"}\n");
        return false;
    }
    struct speech_about about = about_of(root, &arena);
    buf_init(&released, released_memory, sizeof released_memory);
    buf_init(&out, out_memory, sizeof out_memory);
    speech_begin(&speech, &about);
    while (answer.bytes) speech_feed(&speech, str_take(&answer, PIECE_BYTES), &released);
    enum speech_rule rule = speech_end(&speech, &released);
    buf_put_text(&out,
                 rule ? "{\"verdict\":\"refuse\",\"rule\":" : "{\"verdict\":\"accept\",\"rule\":");
    buf_json_string(&out, str_of(speech_rule_word(rule)));
    buf_json_key(&out, "released");
    buf_json_string(&out, buf_str(&released));
    if (figures) {
        put_number(&out, "total", speech.code.total);
        put_number(&out, "held", speech.code.held);
        put_number(&out, "said", speech.code.said);
    }
    buf_put_text(&out, "}\n");
    fwrite(out.at, 1, out.bytes, stdout);
    return true;
}

int cli_speech(int count, char **words)
{
    return rows_run(count, words, "--figures", judge_line);
}
