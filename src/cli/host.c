#include "cli/host.h"

#include <stdio.h>
#include <stdlib.h>

#include "core.h"
#include "syntax/syntax.h"

static void *take(usize bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) {
        fputs("mentor: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static void keep_save(struct host *self, struct str bytes)
{
    free(self->saves[1]);
    self->saves[1] = self->saves[0];
    self->save_bytes[1] = self->save_bytes[0];
    self->saves[0] = take(bytes.bytes);
    self->save_bytes[0] = bytes.bytes;
    memcpy(self->saves[0], bytes.at, bytes.bytes);
}

static void keep_ledger(struct host *self, struct str bytes)
{
    u8 *copy = take(bytes.bytes);
    memcpy(copy, bytes.at, bytes.bytes);
    free((void *)(uintptr_t)self->ledger.at);
    self->ledger = (struct str){copy, bytes.bytes};
}

static struct str outline_of(u32 language, struct str text)
{
    u32 bytes;
    u8 *inbox = syntax_inbox((u32)text.bytes);
    memcpy(inbox, text.at, text.bytes);
    const u8 *result = syntax_outline(language, (u32)text.bytes);
    memcpy(&bytes, result, sizeof bytes);
    return (struct str){result + 8, bytes};
}

void host_step(struct host *self, enum event event, u32 id, i64 now_ms, struct str payload)
{
    u8 *inbox = core_inbox((u32)event, (u32)payload.bytes);
    u32 parse = 0, outbox_bytes;
    struct str outline = {NULL, 0};
    if (inbox && payload.bytes) memcpy(inbox, payload.at, payload.bytes);
    core_step((u32)event, id, (f64)now_ms, (u32)payload.bytes);
    const u8 *outbox = core_outbox();
    memcpy(&outbox_bytes, outbox, sizeof outbox_bytes);
    if (self->bytes) self->bytes(self->context, (struct str){outbox + 8, outbox_bytes});
    for (u32 at = 8; at < 8 + outbox_bytes;) {
        struct effect_head head;
        memcpy(&head, outbox + at, sizeof head);
        struct str body = {outbox + at + sizeof head, head.bytes};
        if (head.effect == EFFECT_ARM) self->armed_ms = (i64)head.at;
        if (head.effect == EFFECT_SAVE && event == EVENT_HIT) keep_ledger(self, body);
        else if (head.effect == EFFECT_SAVE) keep_save(self, body);
        if (head.effect == EFFECT_PARSE && self->parses) {
            parse = head.id;
            outline = outline_of((u32)head.at, body);
        }
        if (self->listen) self->listen(self->context, &head, body);
        at += (u32)sizeof head + ((head.bytes + 7) & ~7u);
    }
    if (parse) host_step(self, EVENT_OUTLINE, parse, now_ms, outline);
}

void host_start(struct host *self, i64 now_ms, struct str config, bool restore)
{
    u32 lengths[3] = {(u32)config.bytes, restore ? (u32)self->save_bytes[0] : 0,
                      restore ? (u32)self->save_bytes[1] : 0};
    usize bytes = sizeof lengths + lengths[0] + lengths[1] + lengths[2];
    u8 *payload = take(bytes), *at = payload + sizeof lengths;
    memcpy(payload, lengths, sizeof lengths);
    memcpy(at, config.at, lengths[0]);
    if (lengths[1]) memcpy(at + lengths[0], self->saves[0], lengths[1]);
    if (lengths[2]) memcpy(at + lengths[0] + lengths[1], self->saves[1], lengths[2]);
    host_step(self, EVENT_START, 0, now_ms, (struct str){payload, bytes});
    free(payload);
}

void host_hit(struct host *self, u32 id, i64 now_ms, struct str request)
{
    u32 length = (u32)self->ledger.bytes;
    usize bytes = sizeof length + length + request.bytes;
    u8 *payload = take(bytes), *at = payload + sizeof length;
    memcpy(payload, &length, sizeof length);
    if (length) memcpy(at, self->ledger.at, length);
    if (request.bytes) memcpy(at + length, request.at, request.bytes);
    host_step(self, EVENT_HIT, id, now_ms, (struct str){payload, bytes});
    free(payload);
}

void host_sleep(struct host *self, i64 until_ms)
{
    while (self->armed_ms && self->armed_ms <= until_ms) {
        i64 now_ms = self->armed_ms;
        self->armed_ms = 0;
        host_step(self, EVENT_ALARM, 0, now_ms, (struct str){NULL, 0});
    }
}

struct str file_read(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    usize capacity = 1 << 16, bytes = 0;
    u8 *memory = take(capacity);
    if (!file) {
        fprintf(stderr, "mentor: cannot read %s\n", path);
        exit(2);
    }
    for (usize got; (got = fread(memory + bytes, 1, capacity - bytes - 1, file)) > 0;) {
        bytes += got;
        if (capacity - bytes > 1) continue;
        capacity *= 2;
        u8 *larger = realloc(memory, capacity);
        if (!larger) exit(2);
        memory = larger;
    }
    memory[bytes] = 0;
    if (file != stdin) fclose(file);
    return (struct str){memory, bytes};
}
