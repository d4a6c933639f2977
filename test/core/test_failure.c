/* Why a call came to nothing: the host's line is read strictly, and what follows is sensible. */
#include "mentor/failure.h"

#include "base/limits.h"
#include "core/random.h"
#include "core/test.h"

static struct failure of(const char *line)
{
    return failure_read(str_of(line));
}

static void check_kind(const char *line, enum failure_kind kind)
{
    if (of(line).kind != kind) fprintf(stderr, "%s\n", line);
    CHECK_EQ(of(line).kind, kind);
}

static const char *outcome(const char *line)
{
    return OUTCOME_WORDS[of(line).outcome];
}

TEST(failure_reads_a_status)
{
    check_kind("http 401", FAILURE_DENIED);
    check_kind("http 402", FAILURE_QUOTA);
    check_kind("http 403", FAILURE_DENIED);
    check_kind("http 408", FAILURE_SLOW);
    check_kind("http 413", FAILURE_TOO_LONG);
    check_kind("http 429", FAILURE_BUSY);
    check_kind("http 503", FAILURE_BUSY);
    check_kind("http 504", FAILURE_SLOW);
    check_kind("http 302", FAILURE_BROKEN);
    check_kind("http 400", FAILURE_BROKEN);
    check_kind("http 404", FAILURE_BROKEN);
    check_kind("http 500", FAILURE_BROKEN);
    check_kind("http 599", FAILURE_BROKEN);
}

TEST(failure_reads_a_code_of_workers_ai)
{
    check_kind("code 3006", FAILURE_TOO_LONG);
    check_kind("code 3007", FAILURE_SLOW);
    check_kind("code 3008", FAILURE_SLOW);
    check_kind("code 3023", FAILURE_DENIED);
    check_kind("code 3036", FAILURE_QUOTA);
    check_kind("code 3040", FAILURE_BUSY);
    check_kind("code 3041", FAILURE_DENIED);
    check_kind("code 5016", FAILURE_DENIED);
    check_kind("code 5018", FAILURE_DENIED);
    check_kind("code 5007", FAILURE_BROKEN);
    check_kind("code 9999", FAILURE_BROKEN);
}

TEST(failure_reads_the_rest)
{
    check_kind("cut", FAILURE_BROKEN);
    check_kind("trap", FAILURE_TRAP);
    check_kind("no_provider", FAILURE_ABSENT);
    check_kind("refused day 1764374400000", FAILURE_REFUSED_DAY);
    check_kind("refused minute 1", FAILURE_REFUSED_MINUTE);
    check_kind("refused breaker 2", FAILURE_REFUSED_BREAKER);
    check_kind("refused full", FAILURE_REFUSED_FULL);
    check_kind("refused broken", FAILURE_REFUSED_BROKEN);
    CHECK_EQ(of("refused day 1764374400000").until_ms, 1764374400000);
    CHECK_EQ(of("refused day").until_ms, 0);
}

TEST(failure_takes_junk_for_unknown)
{
    static const char *const LINES[] = {"",
                                        " ",
                                        "http",
                                        "http ",
                                        "http 429 ",
                                        " http 429",
                                        "http  429",
                                        "http 429 5 6",
                                        "http 429 five",
                                        "http 429 -5",
                                        "http 4x9",
                                        "http +429",
                                        "http 429.0",
                                        "http 200",
                                        "http 99",
                                        "http 600",
                                        "http 0",
                                        "http 3040",
                                        "http 18446744073709551845",
                                        "http 4294967725",
                                        "HTTP 429",
                                        "http\t429",
                                        "http 429\n",
                                        "code",
                                        "code 429",
                                        "code 3040 5",
                                        "code 10000",
                                        "code 4294970336",
                                        "code three",
                                        "cut 1",
                                        "cuts",
                                        "refused",
                                        "refused week 5",
                                        "refused  5",
                                        "refused day ",
                                        "refused  day",
                                        "http 429 ",
                                        "cut ",
                                        " cut",
                                        "http 500  ",
                                        "refused day soon",
                                        "refused day 99999999999999999999",
                                        "refused day 5 6",
                                        "trap 1",
                                        "no_provider x",
                                        "call",
                                        "http 429 99999999999999999999",
                                        "\xff\xfe"};
    for (u32 i = 0; i < ARRAY_LEN(LINES); i++) {
        check_kind(LINES[i], FAILURE_UNKNOWN);
        CHECK_EQ(of(LINES[i]).until_ms, 0);
    }
    CHECK_EQ(failure_read((struct str){NULL, 0}).kind, FAILURE_UNKNOWN);
    CHECK_EQ(failure_read((struct str){(const u8 *)"cut\0", 4}).kind, FAILURE_UNKNOWN);
}

TEST(failure_is_asked_again_only_where_that_helps)
{
    for (u32 code = 0; code < 10000; code++) {
        bool retry = code == 429 || code == 503 || code == 3040;
        CHECK_EQ(failure_of_code(code).retry, retry);
    }
    for (u32 kind = 0; kind < FAILURE_COUNT; kind++)
        CHECK_EQ(failure_of_kind((enum failure_kind)kind).retry, kind == FAILURE_BUSY);
}

TEST(failure_waits_as_told_but_not_long)
{
    CHECK(of("http 429").retry && of("http 429").retry_after_ms == 0);
    CHECK(of("http 429 5").retry && of("http 429 5").retry_after_ms == 5000);
    CHECK(of("http 503 10").retry && of("http 503 10").retry_after_ms == RETRY_AFTER_MS_MAX);
    CHECK(!of("http 429 11").retry && of("http 429 11").retry_after_ms == 11000);
    CHECK(!of("http 429 9007199254740992").retry);
    CHECK_EQ(of("http 429 9007199254740992").retry_after_ms, 86400000);
    CHECK(!of("http 500 1").retry);
}

TEST(failure_says_who_else_is_asked)
{
    static const char *const OTHERS[] = {"http 429",    "code 3040", "code 3036",        "http 401",
                                         "http 500",    "http 413",  "code 3007",        "cut",
                                         "no_provider", "junk",      "refused breaker 5"};
    static const char *const NOBODY[] = {"refused day 5", "refused minute 5", "refused full",
                                         "refused broken", "trap"};
    for (u32 i = 0; i < ARRAY_LEN(OTHERS); i++) CHECK(of(OTHERS[i]).other);
    for (u32 i = 0; i < ARRAY_LEN(NOBODY); i++) CHECK(!of(NOBODY[i]).other);
}

TEST(failure_has_a_word_for_the_ledger)
{
    CHECK_STR(str_of(outcome("http 429")), STR("busy"));
    CHECK_STR(str_of(outcome("code 3036")), STR("quota"));
    CHECK_STR(str_of(outcome("http 401")), STR("denied"));
    CHECK_STR(str_of(outcome("http 504")), STR("slow"));
    CHECK_STR(str_of(outcome("http 413")), STR("halted"));
    CHECK_STR(str_of(outcome("cut")), STR("broken"));
    CHECK_STR(str_of(outcome("what?")), STR("broken"));
    CHECK_STR(str_of(outcome("refused day 5")), STR(""));
    CHECK_STR(str_of(OUTCOME_WORDS[OUTCOME_OK]), STR("ok"));
    CHECK_STR(str_of(OUTCOME_WORDS[OUTCOME_HALTED]), STR("halted"));
}

/* Lines near to good ones, in blocks of their own: nothing is read beside them, and every answer is
 * one of the kinds. */
TEST(failure_survives_random_lines)
{
    static const char *const GOOD[] = {
        "http 429 5", "code 3040", "cut", "refused day 1764374400000", "no_provider", "trap"};
    struct random random = {7};
    u32 known = 0;
    for (u32 i = 0; i < 200000; i++) {
        const char *good = GOOD[random_below(&random, ARRAY_LEN(GOOD))];
        usize bytes = random_below(&random, (u32)strlen(good) + 1);
        if (i % 4 == 0) bytes = strlen(good);
        u8 *line = malloc(bytes + 1);
        memcpy(line, good, bytes);
        if (bytes && i % 2)
            line[random_below(&random, (u32)bytes)] = (u8)random_below(&random, 256);
        struct failure failure = failure_read((struct str){line, bytes});
        CHECK((u32)failure.kind < FAILURE_COUNT && (u32)failure.outcome < OUTCOME_COUNT);
        CHECK(failure.until_ms <= 1ull << 53);
        known += failure.kind != FAILURE_UNKNOWN;
        free(line);
    }
    CHECK(known > 20000 && known < 180000);
}

TEST_MAIN
