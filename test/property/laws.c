/* The laws of the core, on random cases that a seed decides.
 *
 *   laws [--seed S] [--count N] [--loud] [LAW]
 *
 * Runs N cases of each law (or of LAW), from seed S on. A case that fails names its law and seed;
 * --loud prints the events of a session. */
#include "code/diff.h"
#include "property/session_law.h"

static struct str random_ins(struct random *random, u32 most)
{
    static u8 memory[1 << 20];
    struct buf out;
    buf_init(&out, memory, sizeof memory);
    random_text(random, (enum script)random_below(random, SCRIPT_COUNT), random_size(random, most),
                &out);
    return buf_str(&out);
}

/* A place between characters. */
static u32 random_place(struct random *random, const struct naive *text)
{
    u32 at = random_below(random, text->bytes + 1);
    while (!naive_between(text, at)) at--;
    return at;
}

static struct text *random_document(struct random *random, struct naive *naive)
{
    struct text *text = text_new();
    *naive = naive_of(STR(""));
    for (u32 parts = random_below(random, 4); parts-- > 0;) {
        struct str ins = random_ins(random, 30000);
        u32 at = random_place(random, naive);
        text_splice(text, at, 0, ins);
        naive_splice(naive, at, 0, ins);
    }
    return text;
}

/* A splice, and then its inverse, changes nothing. */
static void law_splice(struct random *random)
{
    struct naive naive;
    struct text *text = random_document(random, &naive);
    u64 hash = text_hash_of(text);
    for (u32 round = 0; round < 8; round++) {
        u32 from = random_place(random, &naive), to = random_place(random, &naive),
            at = MIN(from, to), del = MAX(from, to) - at;
        struct str ins = random_ins(random, 5000);
        u8 *taken = malloc(del + 1);
        text_copy(text, at, del, taken);
        struct edit edit = text_splice(text, at, del, ins);
        text_check(text);
        text_splice(text, edit.at, edit.ins, (struct str){taken, edit.del});
        free(taken);
        text_check(text);
        text_check_same(text, &naive);
        CHECK(text_hash_of(text) == hash);
    }
    text_free(text);
    free(naive.at);
}

struct done {
    u32 at, ins;
    struct str taken;
};

/* A stack of edits in UTF-16 units, like a naive array makes them; all undone, the start is there
 * again. */
static void law_undo(struct random *random)
{
    static struct done stack[64];
    struct naive naive;
    struct text *text = random_document(random, &naive);
    struct naive start = naive_of(naive_str(&naive));
    u32 count = 1 + random_below(random, ARRAY_LEN(stack)), near = 0;
    for (u32 i = 0; i < count; i++) {
        u32 units = text->units, unit = random_below(random, units + 2), at = 0, other = 0, end = 0;
        if (random_once_in(random, 2))
            unit = MIN(near, units); /* a learner types where she typed */
        bool found = text_find_unit(text, unit, &at);
        CHECK_EQ(found, naive_find(&naive, unit, &other));
        if (!found) {
            at = random_place(random, &naive);
            unit = naive_units(&naive, at);
        } else {
            CHECK_EQ(at, other);
        }
        CHECK_EQ(text_unit_at(text, at), unit);
        u32 last = unit + random_size(random, random_once_in(random, 4) ? units : 12);
        if (!text_find_unit(text, MIN(last, units), &end)) end = at; /* inside a character */
        struct str ins = random_ins(random, random_once_in(random, 4) ? 4000 : 6);
        stack[i] = (struct done){at, (u32)ins.bytes, {NULL, 0}};
        world_keep(&stack[i].taken, (struct str){naive.at + at, end - at});
        text_splice(text, at, end - at, ins);
        naive_splice(&naive, at, end - at, ins);
        text_check(text);
        near = unit + utf8_measure(ins).units;
        if (i % 8) continue;
        text_check_same(text, &naive);
        at = random_place(random, &naive);
        struct line line = text_line_at(text, at);
        CHECK_EQ(line.number, naive_newlines(&naive, at) + 1);
        CHECK_EQ(text_line_start(text, line.number), line.start);
        CHECK_EQ(text->units, naive_units(&naive, naive.bytes));
    }
    text_check_same(text, &naive);
    for (u32 i = count; i-- > 0;) {
        text_splice(text, stack[i].at, stack[i].ins, stack[i].taken);
        text_check(text);
        free((void *)(uintptr_t)stack[i].taken.at);
    }
    text_check_same(text, &start);
    text_free(text);
    free(naive.at);
    free(start.at);
}

/* Lines of a small or large vocabulary, so that some, all or none of them are met again. */
static void random_lines(struct random *random, u32 count, u32 words, struct buf *out)
{
    for (u32 i = 0; i < count; i++) {
        buf_put_text(out, random_once_in(random, 5) ? "\xc3\xa9 " : "");
        buf_put_decimal(out, random_below(random, words));
        buf_put_u8(out, '\n');
    }
    if (random_once_in(random, 3)) buf_put_text(out, "no end");
}

/* The other text: the same with some lines or bytes changed, or something else. */
static struct str other_text(struct random *random, struct str a, struct buf *out, u32 words)
{
    struct naive copy = naive_of(a);
    for (u32 edits = random_once_in(random, 4) ? random_below(random, 400)
                                               : random_below(random, 8);
         edits-- > 0;) {
        u32 from = random_place(random, &copy),
            to = at_most(copy.bytes, from + random_size(random, 300));
        while (!naive_between(&copy, to)) to--;
        out->bytes = 0;
        random_lines(random, random_below(random, 4), words, out);
        if (random_once_in(random, 3))
            random_text(random, SCRIPT_MIXED, random_below(random, 20), out);
        naive_splice(&copy, from, random_once_in(random, 2) ? to - from : 0, buf_str(out));
    }
    out->bytes = 0;
    buf_put_str(out, naive_str(&copy));
    free(copy.at);
    CHECK(!out->overflow);
    return buf_str(out);
}

static u32 line_count(struct str text)
{
    u32 count = 1;
    for (usize i = 0; i < text.bytes; i++) count += text.at[i] == '\n';
    return count;
}

/* Putting the hunks of diff_lines(a, b) into a gives b, in just the memory that it asks for. */
static void law_diff(struct random *random)
{
    static u8 memory[2][4 << 20];
    static struct hunk hunks[256];
    struct buf first, second;
    struct arena arena;
    u32 words = 1u << random_below(random, 16), lines = random_size(random, 6000);
    buf_init(&first, memory[0], sizeof memory[0]);
    buf_init(&second, memory[1], sizeof memory[1]);
    random_lines(random, lines, words, &first);
    struct str a = buf_str(&first), b;
    if (random_once_in(random, 4)) {
        random_lines(random, random_size(random, 6000), words, &second);
        b = buf_str(&second);
    } else {
        b = other_text(random, a, &second, words);
    }
    struct sandwich cut = diff_sandwich(a, b);
    CHECK(cut.prefix + cut.suffix <= MIN(a.bytes, b.bytes));
    CHECK(memcmp(a.at, b.at, cut.prefix) == 0);
    CHECK(memcmp(a.at + a.bytes - cut.suffix, b.at + b.bytes - cut.suffix, cut.suffix) == 0);
    struct naive text = {(u8 *)(uintptr_t)a.at, (u32)a.bytes},
                 want = {(u8 *)(uintptr_t)b.at, (u32)b.bytes};
    CHECK(naive_between(&text, cut.prefix) && naive_between(&text, text.bytes - cut.suffix));
    CHECK(naive_between(&want, cut.prefix) && naive_between(&want, want.bytes - cut.suffix));

    usize bytes = diff_arena_bytes(line_count(a), line_count(b));
    u8 *arena_memory = malloc(bytes);
    memset(arena_memory, (int)random_below(random, 256), bytes);
    arena_init(&arena, arena_memory, bytes);
    u32 max = 1 + random_size(random, ARRAY_LEN(hunks) - 1),
        count = diff_lines(a, b, &arena, hunks, max);
    free(arena_memory);
    CHECK(count <= max);
    struct naive copy = naive_of(a);
    for (u32 i = count; i-- > 0;) { /* from the last, so that the places of the others stay true */
        struct hunk h = hunks[i];
        CHECK(i == 0 || hunks[i - 1].a_at + hunks[i - 1].a_bytes <= h.a_at);
        naive_splice(&copy, h.a_at, h.a_bytes, (struct str){b.at + h.b_at, h.b_bytes});
    }
    CHECK_STR(naive_str(&copy), b);
    free(copy.at);
}

static const struct {
    const char *name;
    void (*law)(struct random *);
    u32 count; /* cases when nobody says how many */
} LAWS[] = {{"splice", law_splice, 250},
            {"undo", law_undo, 250},
            {"diff", law_diff, 250},
            {"session", law_session, 150}};

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

/* A sanitizer ends the program: say which case it was. */
static void say_case(void)
{
    fprintf(stderr, "in %s\n", test_now);
}

int main(int argc, char **argv)
{
    static char now[256];
    u64 seed = 1, passed = 0;
    u32 count = 0;
    const char *only = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) seed = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
            count = (u32)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--loud") == 0) actor_is_loud = true;
        else only = argv[i];
    }
    signal(SIGILL, test_trapped);
    signal(SIGTRAP, test_trapped);
    if (__sanitizer_set_death_callback) __sanitizer_set_death_callback(say_case);
    test_now = now;
    for (u32 i = 0; i < ARRAY_LEN(LAWS); i++) {
        u32 cases = count ? count : LAWS[i].count;
        if (only && strcmp(only, LAWS[i].name) != 0) continue;
        for (u64 k = seed; k < seed + cases; k++) {
            struct random random = {k * 0x9e3779b97f4a7c15ull};
            snprintf(now, sizeof now, "law %s, seed %llu (again: %s %s --seed %llu --count 1)",
                     LAWS[i].name, (unsigned long long)k, argv[0], LAWS[i].name,
                     (unsigned long long)k);
            LAWS[i].law(&random);
        }
        printf("%s: %u cases from seed %llu\n", LAWS[i].name, cases, (unsigned long long)seed);
        fflush(stdout);
        test_passed++, passed++;
    }
    printf("%llu passed, 0 failed\n", (unsigned long long)passed);
    return passed ? 0 : 1;
}
