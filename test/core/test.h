/* test.h: the harness of the C tests: one program a module, plain asserts, one line at the end.
 *
 *   TEST(a_typo_is_free) { CHECK(1 + 1 == 2); }
 *   TEST_MAIN
 *
 * A CHECK that fails prints its place and what it asked, and ends the program with 1. Tests run in
 * the order of the file. `program NAME` runs those whose name contains NAME. The last line counts:
 * "12 passed, 0 failed". A test that cannot run here says so with SKIP and counts as neither. */
#ifndef TEST_CORE_TEST_H
#define TEST_CORE_TEST_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TESTS_MAX 512

struct test_case {
    const char *name;
    void (*run)(void);
};
static struct test_case test_cases[TESTS_MAX];
static int test_count, test_passed, test_skipped;
static const char *test_now = "";

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void test_add_##name(void)                                 \
    {                                                                                              \
        if (test_count == TESTS_MAX) abort();                                                      \
        test_cases[test_count++] = (struct test_case){#name, test_##name};                         \
    }                                                                                              \
    static void test_##name(void)

/* Ends the program after a failure was printed. */
static inline __attribute__((noreturn)) void test_fail(void)
{
    printf("%d passed, 1 failed (%s), the rest did not run\n", test_passed, test_now);
    fflush(NULL);
#ifdef TEST_FUZZ
    abort(); /* the fuzzer keeps what led here */
#else
    _exit(1); /* what is still held is no leak */
#endif
}

/* A broken invariant of ours traps; say in which test before dying of it. */
static inline void test_trapped(int number)
{
    fprintf(stderr, "%s: trapped\n", test_now);
    fflush(NULL);
    signal(number, SIG_DFL);
}

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s: not true: %s\n", __FILE__, __LINE__, test_now,             \
                    #condition);                                                                   \
            test_fail();                                                                           \
        }                                                                                          \
    } while (0)

#define CHECK_EQ(a, b)                                                                             \
    do {                                                                                           \
        long long test_a = (long long)(a), test_b = (long long)(b);                                \
        if (test_a != test_b) {                                                                    \
            fprintf(stderr, "%s:%d: %s: %s is %lld, not %lld (%s)\n", __FILE__, __LINE__,          \
                    test_now, #a, test_a, test_b, #b);                                             \
            test_fail();                                                                           \
        }                                                                                          \
    } while (0)

/* Two runs of bytes, each a struct str of base/str.h. */
#define CHECK_STR(a, b)                                                                            \
    do {                                                                                           \
        struct str test_a = (a), test_b = (b);                                                     \
        if (!str_equal(test_a, test_b)) {                                                          \
            fprintf(stderr, "%s:%d: %s: %s is\n  \"%.*s\", not\n  \"%.*s\"\n", __FILE__, __LINE__, \
                    test_now, #a, (int)test_a.bytes, (const char *)test_a.at, (int)test_b.bytes,   \
                    (const char *)test_b.at);                                                      \
            test_fail();                                                                           \
        }                                                                                          \
    } while (0)

/* The statement breaks an invariant of ours, so it must trap. It runs in a process of its own. */
#define CHECK_TRAPS(statement)                                                                     \
    do {                                                                                           \
        int test_status = 0;                                                                       \
        fflush(NULL);                                                                              \
        pid_t test_child = fork();                                                                 \
        if (test_child == 0) {                                                                     \
            signal(SIGILL, SIG_DFL);                                                               \
            signal(SIGTRAP, SIG_DFL);                                                              \
            statement;                                                                             \
            _exit(0);                                                                              \
        }                                                                                          \
        CHECK(test_child > 0 && waitpid(test_child, &test_status, 0) == test_child);               \
        if (!WIFSIGNALED(test_status) ||                                                           \
            (WTERMSIG(test_status) != SIGILL && WTERMSIG(test_status) != SIGTRAP)) {               \
            fprintf(stderr, "%s:%d: %s: did not trap: %s\n", __FILE__, __LINE__, test_now,         \
                    #statement);                                                                   \
            test_fail();                                                                           \
        }                                                                                          \
    } while (0)

/* Leaves the test that runs, with a word why. */
#define SKIP(why)                                                                                  \
    do {                                                                                           \
        printf("skipped: %s: %s\n", test_now, why);                                                \
        test_skipped++;                                                                            \
        return;                                                                                    \
    } while (0)

#define TEST_MAIN                                                                                  \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        signal(SIGILL, test_trapped);                                                              \
        signal(SIGTRAP, test_trapped);                                                             \
        for (int i = 0; i < test_count; i++) {                                                     \
            int skipped = test_skipped;                                                            \
            if (argc > 1 && !strstr(test_cases[i].name, argv[1])) continue;                        \
            test_now = test_cases[i].name;                                                         \
            test_cases[i].run();                                                                   \
            test_passed += test_skipped == skipped;                                                \
        }                                                                                          \
        printf("%d passed, 0 failed\n", test_passed);                                              \
        return test_passed + test_skipped > 0 ? 0 : 1;                                             \
    }

#endif
