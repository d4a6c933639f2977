/* keystroke_wasm.c: the inside of the core, opened for the benchmarks. It is no part of the
 * product.
 *
 * The real objects of the core are linked with doors that the product does not have: one edit as a
 * delta, which is what a frame of one edit comes to between its JSON and its effects, one edit of
 * the text alone, and the line diff. What the change budget does at each key can be shut off.
 * Memory: the pool of the text, the outbox, the arena, and behind them the input that JavaScript
 * fills. */
#include "base/memory.h"
#include "base/utf8.h"
#include "code/diff.h"
#include "code/place.h"
#include "session/change.h"
#include "session/look.h"
#include "session/sockets.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define OUTBOX_BYTES (64u << 10)
#define ARENA_BYTES                                                                                \
    (8u << 20)     /* a deleted megabyte, or the line diff of two texts of a hundred kilobytes */
#define KEY_MS 100 /* from one key to the next, in the time of the session */
#define HUNKS  256 /* as many as change_text asks for */

static struct session session;
static struct socket *socket;
static i64 now_ms = 1000;
static u32 number;
static struct hunk hunks[HUNKS];

/* The linker leads every call of the two to the one that is called __wrap_ here (bench.mk). */
static bool is_budget_shut;
void __real_look_touch(struct step *step, u32 at, bool quiet);
void __wrap_look_touch(struct step *step, u32 at, bool quiet);
bool __real_place_is_quiet(struct typing *typing, struct text *text, enum language language,
                           struct edit edit, struct str out, struct str in);
bool __wrap_place_is_quiet(struct typing *typing, struct text *text, enum language language,
                           struct edit edit, struct str out, struct str in);

void __wrap_look_touch(struct step *step, u32 at, bool quiet)
{
    if (!is_budget_shut) __real_look_touch(step, at, quiet);
}
bool __wrap_place_is_quiet(struct typing *typing, struct text *text, enum language language,
                           struct edit edit, struct str out, struct str in)
{
    return !is_budget_shut && __real_place_is_quiet(typing, text, language, edit, out, in);
}

EXPORT("bench_budget") void bench_budget(bool works)
{
    is_budget_shut = !works;
}

static u8 *outbox_memory(void)
{
    return memory_base() + (usize)LEAVES_MAX * LEAF_BYTES;
}
static u8 *arena_memory(void)
{
    return outbox_memory() + OUTBOX_BYTES;
}

/* Where JavaScript puts texts, `bytes` in all. */
EXPORT("bench_input") u8 *bench_input(u32 bytes)
{
    u8 *input = arena_memory() + ARENA_BYTES;
    memory_ensure(input + bytes + 8);
    return input;
}

/* A session with the document at `text`, one socket, and as many standing tips as there may be,
 * spread over it. */
EXPORT("bench_open") void bench_open(const u8 *text, u32 bytes)
{
    session_init(&session, memory_base(), LEAVES_MAX);
    session.started = true;
    text_splice(&session.text, 0, 0, (struct str){text, bytes});
    socket = sockets_add(&session, 1, ROLE_OWNER, wire_client(STR("tab")));
    number = 0;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        u32 start = bytes / (TIPS_MAX + 1) * (i + 1);
        session.tips[i] =
            (struct standing){.id = i + 1, .step = 1, .start = start, .end = start + 8};
    }
}

/* One edit in UTF-16 units: what change_edits does with it after the JSON is read, and all of
 * change_commit. */
EXPORT("bench_edit") void bench_edit(u32 at_unit, u32 del_units, const u8 *ins, u32 bytes)
{
    struct text *text = &session.text;
    struct arena arena;
    struct effects effects;
    struct step step = {&session, &effects, &arena, now_ms += KEY_MS};
    u32 at = 0, end = 0;
    arena_init(&arena, arena_memory(), ARENA_BYTES);
    effects_init(&effects, outbox_memory(), OUTBOX_BYTES);
    check(text_find_unit(text, at_unit, &at) && text_find_unit(text, at_unit + del_units, &end));
    u8 *taken = arena_take(&arena, end - at);
    check(taken);
    text_copy(text, at, end - at, taken);
    struct str in = {ins, bytes}, out = {taken, end - at};
    check(text->newlines - utf8_measure(out).newlines + utf8_measure(in).newlines < TEXT_LINES_MAX);
    struct made made = {text_splice(text, at, end - at, in), at_unit, del_units, in, out};
    struct change change = {&made, 1, 1};
    change_commit(&change, &step, socket, ++number);
}

/* One edit of the text alone, and what the budget does with it. */
EXPORT("bench_splice") void bench_splice(u32 at_unit, u32 del_units, const u8 *ins, u32 bytes)
{
    struct text *text = &session.text;
    struct arena arena;
    struct step step = {&session, NULL, &arena, now_ms += KEY_MS};
    u32 at = 0, end = 0;
    arena_init(&arena, arena_memory(), ARENA_BYTES);
    check(text_find_unit(text, at_unit, &at) && text_find_unit(text, at_unit + del_units, &end));
    u8 *taken = arena_take(&arena, end - at);
    check(taken);
    text_copy(text, at, end - at, taken);
    struct str in = {ins, bytes}, out = {taken, end - at};
    struct edit edit = text_splice(text, at, end - at, in);
    bool quiet =
        place_is_quiet(&session.typing, text, (enum language)session.language, edit, out, in);
    look_touch(&step, edit.at + edit.ins, quiet);
}

/* The document's hash, so that the runner can prove that the edits were really made. */
EXPORT("bench_hash") u64 bench_hash(void)
{
    return text_hash_of(&session.text);
}

/* Texts `a` and `b` as hunks. Returns how many; they lie at bench_hunks. */
EXPORT("bench_lines") u32 bench_lines(const u8 *a, u32 a_bytes, const u8 *b, u32 b_bytes)
{
    struct arena arena;
    arena_init(&arena, arena_memory(), ARENA_BYTES);
    return diff_lines((struct str){a, a_bytes}, (struct str){b, b_bytes}, &arena, hunks, HUNKS);
}

EXPORT("bench_hunks") const struct hunk *bench_hunks(void)
{
    return hunks;
}
