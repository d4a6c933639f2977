/* mentor check: what the embedded mentor finds in files. */
#include <stdio.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "mentor/catalogue.h"
#include "session/tips.h"

struct place {
    u32 line, column; /* from 1, column in UTF-16 units */
};

static struct place place_of(struct text *text, u32 at)
{
    struct line line = text_line_at(text, at);
    return (struct place){line.number, text_unit_at(text, at) - text_unit_at(text, line.start) + 1};
}

static struct str sentence_of(struct source *source, const struct finding *finding, u8 *memory)
{
    struct standing standing = {.slot_count = (u8)finding->slot_count};
    for (u32 i = 0; i < finding->slot_count; i++) {
        u32 bytes = MIN(finding->slots[i].bytes, SLOT_BYTES_MAX);
        text_copy(&source->text, finding->slots[i].at, bytes, standing.slots[i]);
        standing.slot_bytes[i] = (u8)bytes;
    }
    return tip_sentence(&CATALOGUE[finding->tip], &standing, memory);
}

static void put_number(struct buf *out, const char *key, u32 value)
{
    buf_json_key(out, key);
    buf_put_decimal(out, value);
}

static void put_string(struct buf *out, const char *key, struct str value)
{
    buf_json_key(out, key);
    buf_json_string(out, value);
}

static void put_json(struct buf *out, struct source *source, const struct finding *finding)
{
    u8 quote[QUOTE_BYTES_MAX], sentence[SENTENCE_BYTES_MAX];
    const struct tip *tip = &CATALOGUE[finding->tip];
    struct place from = place_of(&source->text, finding->start),
                 to = place_of(&source->text, finding->end);
    buf_put_u8(out, '{');
    put_string(out, "file", str_of(source->path));
    put_number(out, "line", from.line);
    put_number(out, "column", from.column);
    put_number(out, "end_line", to.line);
    put_number(out, "end_column", to.column);
    put_string(out, "id", str_of(tip->id));
    put_string(out, "severity", str_of(severity_name(tip->severity)));
    put_string(out, "quote", tip_quote(&source->text, finding->start, finding->end, quote));
    put_string(out, "text", sentence_of(source, finding, sentence));
    buf_put_u8(out, '}');
}

static void put_line(struct buf *out, struct source *source, const struct finding *finding)
{
    const struct tip *tip = &CATALOGUE[finding->tip];
    u8 sentence[SENTENCE_BYTES_MAX];
    struct place from = place_of(&source->text, finding->start);
    buf_put_text(out, source->path);
    buf_put_u8(out, ':');
    buf_put_decimal(out, from.line);
    buf_put_u8(out, ':');
    buf_put_decimal(out, from.column);
    buf_put_text(out, ": ");
    buf_put_text(out, severity_name(tip->severity));
    buf_put_text(out, ": ");
    buf_put_text(out, tip->id);
    buf_put_text(out, ": ");
    buf_put_str(out, sentence_of(source, finding, sentence));
}

int cli_check(int count, char **words)
{
    static u8 memory[8192];
    enum language language;
    bool json = false, found = false, failed = false;
    if (!source_language(&count, words, &language)) return 2;
    for (int i = 0; i < count; i++) {
        struct source source;
        if (strcmp(words[i], "--json") == 0) {
            json = true;
            continue;
        }
        if (!source_read(&source, words[i], language)) {
            failed = true;
            continue;
        }
        for (u32 k = 0; k < source.outline.head->finding_count; k++) {
            struct buf out;
            const struct finding *finding = &source.outline.findings[k];
            if (finding->tip >= CATALOGUE_COUNT ||
                CATALOGUE[finding->tip].severity == SEVERITY_PRAISE)
                continue;
            buf_init(&out, memory, sizeof memory);
            if (json) put_json(&out, &source, finding);
            else put_line(&out, &source, finding);
            printf("%.*s\n", (int)out.bytes, (const char *)out.at);
            found = true;
        }
    }
    return failed ? 2 : found;
}
