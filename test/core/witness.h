/* witness.h: what must hold after every step of a session, whatever came in.
 *
 * The leaves keep their invariant; tips stand in the text between characters; every frame that goes
 * out is one of the protocol and says what is so: a tip quotes code that is there, a welcome has
 * the text, an edit for other tabs leads from the text before to the text after. */
#ifndef TEST_CORE_WITNESS_H
#define TEST_CORE_WITNESS_H

#include "core/world.h"

struct witness {
    struct naive before, now; /* the document before and after the last step */
    u32 revision;             /* before it */
    u32 lost;                 /* calls that were out when an instance went */
    bool forged; /* the state was made by an attacker: it may wait for what never comes */
};

NAIVE struct naive witness_copy(const struct world *world)
{
    struct str text = world_text(world);
    return (struct naive){(u8 *)(uintptr_t)text.at, (u32)text.bytes};
}

NAIVE i64 witness_number(const struct cJSON *root, const char *key)
{
    i64 number = 0;
    CHECK(json_integer(json_get(root, key), 0, UINT32_MAX, &number));
    return number;
}

/* The byte offset of a line and column, both from 1; the place must exist. */
NAIVE u32 witness_place(const struct naive *text, i64 line, i64 column)
{
    u32 at = 0, byte = 0;
    CHECK(line >= 1 && column >= 1);
    for (i64 left = line - 1; left; at++) {
        CHECK(at < text->bytes);
        left -= text->at[at] == '\n';
    }
    struct naive rest = {text->at + at, text->bytes - at};
    CHECK(naive_find(&rest, (u32)column - 1, &byte));
    CHECK_EQ(naive_newlines(&rest, byte), 0);
    return at + byte;
}

NAIVE void witness_tip(const struct world *world, const struct naive *text, const struct cJSON *tip)
{
    struct str quote, word;
    bool visible = false;
    u32 start = witness_place(text, witness_number(tip, "line"), witness_number(tip, "column"));
    u32 end =
        witness_place(text, witness_number(tip, "end_line"), witness_number(tip, "end_column"));
    CHECK(json_string(json_get(tip, "quote"), &quote));
    CHECK(start < end && quote.bytes <= end - start && quote.bytes <= QUOTE_BYTES_MAX);
    CHECK_STR(quote, ((struct str){text->at + start, quote.bytes}));
    for (usize i = 0; i < quote.bytes; i++) visible |= quote.at[i] > ' ';
    CHECK(visible);
    CHECK_EQ(witness_number(tip, "rev"), world->session->revision);
    CHECK(json_string(json_get(tip, "text"), &word) && word.bytes);
    bool ruled = json_string(json_get(tip, "rule"), &word) && word.bytes;
    CHECK(json_string(json_get(tip, "source"), &word));
    CHECK(ruled || !str_equal(word, STR("embedded"))); /* what has no rule, a model said */
    u32 hints = 0;
    for (const struct cJSON *e = json_first(json_get(tip, "hints")); e; e = json_next(e)) hints++;
    CHECK(hints <= witness_number(tip, "hint"));
}

/* The edits of another tab, made to the text before, give the text now. */
NAIVE void witness_edit(const struct witness *self, const struct cJSON *root)
{
    struct naive copy = naive_of(naive_str(&self->before));
    for (const struct cJSON *e = json_first(json_get(root, "d")); e; e = json_next(e)) {
        struct wire_edit edit;
        u32 at, end;
        CHECK(wire_edit(&edit, e));
        CHECK(naive_find(&copy, edit.at, &at) && naive_find(&copy, edit.at + edit.del, &end));
        naive_splice(&copy, at, end - at, edit.ins);
    }
    CHECK_EQ(witness_number(root, "len"), naive_units(&copy, copy.bytes));
    CHECK_EQ(witness_number(root, "rev"), self->revision + 1);
    CHECK_STR(naive_str(&copy), naive_str(&self->now));
    free(copy.at);
}

NAIVE void witness_welcome(const struct witness *self, const struct world *world,
                           const struct cJSON *root)
{
    struct str text, hash;
    CHECK(json_string(json_get(root, "hash"), &hash) &&
          wire_hash(hash) == text_hash_of(&world->session->text));
    if (json_string(json_get(root, "text"), &text)) CHECK_STR(text, naive_str(&self->now));
    for (const struct cJSON *e = json_first(json_get(root, "tips")); e; e = json_next(e))
        witness_tip(world, &self->now, e);
    CHECK(json_is_object(json_get(root, "state")));
}

/* One frame of the server. */
NAIVE void witness_frame(const struct witness *self, const struct world *world, struct str frame)
{
    static u8 *memory;
    struct arena arena;
    enum json_fault fault;
    struct str type;
    if (!memory) memory = malloc(32u << 20);
    arena_init(&arena, memory, 32u << 20);
    const struct cJSON *root = json_read(frame, &arena, &fault);
    CHECK(root && json_string(json_get(root, "t"), &type));
    if (str_equal(type, STR("tip"))) witness_tip(world, &self->now, root);
    else if (str_equal(type, STR("welcome"))) witness_welcome(self, world, root);
    else if (str_equal(type, STR("edit"))) witness_edit(self, root);
    else if (str_equal(type, STR("ack")) || str_equal(type, STR("resync")))
        CHECK_EQ(witness_number(root, "rev"), world->session->revision);
    else if (str_equal(type, STR("saved")))
        CHECK_EQ(witness_number(root, "rev"), world->session->saved_revision);
    else
        CHECK(str_equal(type, STR("state")) || str_equal(type, STR("gone")) ||
              str_equal(type, STR("set")) || str_equal(type, STR("error")));
}

/* What a step wrote to be stored is a snapshot that holds the document. */
NAIVE void witness_save(const struct witness *self, struct str bytes)
{
    struct session *session = malloc(sizeof *session);
    session_init(session, NULL, 0);
    u32 slots = session_slots(session, EVENT_START, (u32)bytes.bytes);
    session_init(session, malloc((usize)slots * LEAF_BYTES), slots);
    CHECK(snapshot_read(session, bytes));
    text_check_same(&session->text, &self->now);
    free(session->text.pool);
    free(session);
}

NAIVE void witness_begin(struct witness *self, const struct world *world)
{
    *self = (struct witness){naive_of(STR("")), witness_copy(world), world->session->revision, 0,
                             false};
}

NAIVE void witness_end(struct witness *self)
{
    free(self->before.at);
    free(self->now.at);
}

/* After each step. */
NAIVE void witness_step(struct witness *self, const struct world *world)
{
    const struct session *session = world->session;
    struct effect_head head;
    struct str payload;
    free(self->before.at);
    self->before = self->now;
    self->now = witness_copy(world);
    text_check(&session->text);
    CHECK(session->text.newlines < TEXT_LINES_MAX && session->text.bytes <= TEXT_BYTES_MAX);
    bool same = self->before.bytes == self->now.bytes &&
                memcmp(self->before.at, self->now.at, self->now.bytes) == 0;
    CHECK(same || session->revision == self->revision + 1);
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *tip = &session->tips[i];
        if (!tip->id) continue;
        CHECK(tip->start < tip->end && naive_between(&self->now, tip->start) &&
              naive_between(&self->now, tip->end));
    }
    for (u32 at = 0; world_effect(world, &at, &head, &payload);) {
        if (head.effect == EFFECT_SEND) witness_frame(self, world, payload);
        if (head.effect == EFFECT_PARSE) CHECK_STR(payload, naive_str(&self->now));
        if (head.effect == EFFECT_SAVE) witness_save(self, payload);
    }
    /* Every call that a ledger granted is settled once, when it is over. */
    if (!self->forged)
        CHECK_EQ(world->calls, world->settles + world->refused + self->lost +
                                   (session->call && !session->call_retry_ms));
    bool stores = session->dirty || session->call,
         reads = session->changed || session->look == LOOK_WAITING || session->look == LOOK_COOLING;
    for (u32 i = 0; i < SOCKETS_MAX; i++)
        stores |= session->sockets[i].id && session->sockets[i].unacked;
    if ((stores || (reads && !session->parse)) && !self->forged)
        CHECK(session->armed_ms); /* what waits is woken */
    self->revision = session->revision;
}

#endif
