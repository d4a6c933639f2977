/* gate.c: how long a verdict takes, beside memcpy of the bytes that it is about. No part of the
 * product.
 *
 *   build/bench-gate ROUNDS     prints a line for each round: nanoseconds of each contender
 *
 * Answers are judged about a program of 500 lines: of the longest that is read, which is a tip with
 * much white space round it, about a place in the middle of the program and about its last lines
 * (so that the whole of it is walked over); of about 300 bytes, as a model gives it; and one that
 * names what is nowhere. Contenders take
 * turns in a round, and each round begins with another one. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "mentor/gate.h"

#define LINES  500u
#define REPEAT 64u

static u8 code_memory[64u << 10], arena_memory[REPLY_ARENA_BYTES], copy[64u << 10];
static u8 answers_memory[5][REPLY_BYTES_MAX + 1];
static struct gate gate;

struct contender {
    const char *name;
    struct str answer;
    bool copies; /* memcpy of the program and the answer */
    enum gate_rule rule;
};

static f64 now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (f64)time.tv_sec * 1e9 + (f64)time.tv_nsec;
}

static void write_code(struct buf *out)
{
    for (u32 line = 1; line < LINES - 1; line += 5) {
        buf_put_text(out, "function step");
        buf_put_decimal(out, line);
        buf_put_text(out, "(items, index) {\n  // the sum of all prices that are known\n"
                          "  const label = \"item \" + index;\n"
                          "  return items[index].price * 2;\n}\n");
    }
    buf_put_text(out, "let total = step1(basket, 0);\nconsole.log(total, lastName);\n");
}

/* A place in the middle of the program, as most are, and one at its end. */
#define MIDDLE "{\"line\":254,\"quote\":\"return items[index].price\""
#define END    "{\"line\":501,\"quote\":\"total = step1(basket, 0)\""

static struct str write_answer(u8 *memory, const char *place, const char *tip, usize bytes)
{
    struct buf out;
    buf_init(&out, memory, REPLY_BYTES_MAX);
    buf_put_text(&out, place);
    buf_put_text(&out, ",\"rule\":\"no-such-rule\",\"concept\":\"return values\",\"tip\":\"");
    buf_put_text(&out, tip);
    buf_put_text(&out, "\"}");
    while (out.bytes < bytes) buf_put_u8(&out, ' ');
    return buf_str(&out);
}

static f64 run(const struct contender *self)
{
    struct reply reply;
    struct arena arena;
    f64 began = now_ns();
    for (u32 i = 0; i < REPEAT; i++) {
        if (self->copies) {
            memcpy(copy, gate.code.at, gate.code.bytes);
            memcpy(copy + gate.code.bytes, self->answer.at, self->answer.bytes);
            __asm__ volatile("" : : "r"(copy) : "memory");
            continue;
        }
        arena_init(&arena, arena_memory, sizeof arena_memory);
        struct judgement judged = gate_judge(&gate, self->answer, &reply, &arena);
        if (judged.rule == self->rule) continue;
        fprintf(stderr, "%s: %s@%u\n", self->name, gate_rule_word(judged.rule), judged.offset);
        exit(1);
    }
    return (now_ns() - began) / REPEAT;
}

int main(int count, char **words)
{
    static const char TIP[] = "The function `step1` returns a number, so `total` holds one number "
                              "and not an array. What would `console.log` print for it, and which "
                              "value does `lastName` have at this line of the program?";
    static const char REFUSED[] =
        "The function `step1` returns a number, so `total` holds one number "
        "and not an array. What would `console.log` print for it, and which "
        "value does `lastNames` have at this line of the program?";
    static const char INSIDE[] =
        "The function `step251` returns a number, so the caller gets one number and not an array. "
        "What would it return if `items` had no element at `index`, and which value does `price` "
        "have then?";
    u32 rounds = count > 1 ? (u32)atoi(words[1]) : 0;
    struct buf code;
    buf_init(&code, code_memory, sizeof code_memory);
    write_code(&code);
    struct shown shown[SAID_MAX];
    for (u32 i = 0; i < SAID_MAX; i++)
        gate_shown(&shown[i], STR("The loop adds each price to the sum, one by one, to the end."));
    gate = (struct gate){.language = LANGUAGE_JAVASCRIPT,
                         .code = buf_str(&code),
                         .mark = 0x0123456789abcdefull,
                         .shown = shown,
                         .shown_count = SAID_MAX};
    struct contender all[] = {
        {"2 KiB", write_answer(answers_memory[0], MIDDLE, INSIDE, REPLY_BYTES_MAX), false,
         GATE_PASS},
        {"2 KiB, last line", write_answer(answers_memory[1], END, TIP, REPLY_BYTES_MAX), false,
         GATE_PASS},
        {"300 bytes", write_answer(answers_memory[2], MIDDLE, INSIDE, 0), false, GATE_PASS},
        {"300 bytes, refused", write_answer(answers_memory[3], END, REFUSED, 0), false, GATE_NAME},
        {"memcpy", write_answer(answers_memory[4], END, TIP, REPLY_BYTES_MAX), true, GATE_PASS}};
    printf("bytes");
    for (u32 i = 0; i < ARRAY_LEN(all); i++)
        printf("\t%s\t%zu", all[i].name, gate.code.bytes + all[i].answer.bytes);
    printf("\n");
    for (u32 round = 0; round < rounds; round++) {
        f64 ns[ARRAY_LEN(all)];
        for (u32 i = 0; i < ARRAY_LEN(all); i++) {
            u32 turn = (i + round) % ARRAY_LEN(all);
            ns[turn] = run(&all[turn]);
        }
        for (u32 i = 0; i < ARRAY_LEN(all); i++) printf("%s%.1f", i ? "\t" : "", ns[i]);
        printf("\n");
    }
    return 0;
}
