/* prompt_law.h: what every prompt keeps, whatever the code, the exercise and the mentor's words
 * are.
 *
 * The body is JSON for each provider and holds the two turns; the estimate and the bytes stay in
 * their limits; the mark stands at the fence only; each line inside the fence has its number, and a
 * plain one reads as in the document; nothing invisible and no control token is left, as a scanner
 * sees it that knows nothing of how the prompt takes them apart. */
#ifndef TEST_CORE_PROMPT_LAW_H
#define TEST_CORE_PROMPT_LAW_H

#include "base/json.h"
#include "core/naive.h"
#include "mentor/mask.h"
#include "mentor/prompt.h"

#define LAW static inline __attribute__((no_sanitize("coverage"), noinline))

/* ---- a tokenizer's view ---- */

LAW u32 law_point(struct str text, usize *at)
{
    u8 lead = text.at[*at];
    u32 bytes = naive_width(lead), point = bytes == 1 ? lead : lead & (0x7fu >> bytes);
    for (u32 i = 1; i < bytes; i++) point = point << 6 | (text.at[*at + i] & 0x3f);
    *at += bytes;
    return point;
}

LAW bool law_is_invisible(u32 p)
{
    return (p < 0x20 && p != '\n' && p != '\t') || (p >= 0x7f && p < 0xa0) || p == 0xad ||
           p == 0x34f || p == 0x61c || (p >= 0x200b && p <= 0x200f) ||
           (p >= 0x2028 && p <= 0x202e) || (p >= 0x2060 && p <= 0x206f) || p == 0xfeff ||
           (p >= 0xfe00 && p <= 0xfe0f) || (p >= 0xe000 && p <= 0xf8ff) || p >= 0xe0000 ||
           p == 0x3164 || p == 0x115f || p == 0x2800 || p == 0x180e;
}

/* Small letters of ASCII, full-width forms folded, everything else a 0x80. The same number of
 * characters as `text` has, except the invisible ones. */
LAW struct str law_fold(struct str text, u8 *memory)
{
    usize count = 0;
    for (usize at = 0; at < text.bytes;) {
        u32 point = law_point(text, &at);
        if (law_is_invisible(point)) continue;
        if (point >= 0xff01 && point <= 0xff5e) point -= 0xfee0;
        if (point >= 'A' && point <= 'Z') point += 32;
        memory[count++] = point < 0x80 ? (u8)point : 0x80;
    }
    return (struct str){memory, count};
}

/* \u003c and the like undone once, as a careless decoder would. */
LAW struct str law_decode(struct str text, u8 *memory)
{
    usize count = 0;
    for (usize at = 0; at < text.bytes;) {
        u32 value = 0, digits = 0, most = 0;
        if (at + 1 < text.bytes && text.at[at] == '\\')
            most = text.at[at + 1] == 'u' ? 4 : text.at[at + 1] == 'x' ? 2 : 0;
        for (; digits < most && at + 2 + digits < text.bytes; digits++) {
            u8 c = text.at[at + 2 + digits];
            u32 digit = c >= '0' && c <= '9' ? c - 48u : c >= 'a' && c <= 'f' ? c - 87u : 99;
            if (digit == 99) break;
            value = value * 16 + digit;
        }
        bool whole = most && digits == most && value < 0x80;
        memory[count++] = whole ? (u8)value : text.at[at];
        at += whole ? 2 + digits : 1;
    }
    return (struct str){memory, count};
}

LAW bool law_finds(struct str text, const char *word)
{
    usize bytes = strlen(word);
    for (usize i = 0; i + bytes <= text.bytes; i++)
        if (text.at[i] == (u8)word[0] && memcmp(text.at + i, word, bytes) == 0) return true;
    return false;
}

LAW void law_has_no_control_token(struct str turn)
{
    static const char *const TOKENS[] = {"<|",
                                         "[inst]",
                                         "[/inst]",
                                         "<<sys>>",
                                         "<</sys>>",
                                         "<s>",
                                         "</s>",
                                         "<bos>",
                                         "<eos>",
                                         "<pad>",
                                         "<unk>",
                                         "<mask>",
                                         "<start_of_turn>",
                                         "<end_of_turn>",
                                         "[available_tools]",
                                         "[tool_calls]",
                                         "[system_prompt]",
                                         "### instruction",
                                         "### response",
                                         "###instruction",
                                         "<fim_prefix>",
                                         "<tool_call>",
                                         "<think>",
                                         "</think>",
                                         "<unused0>",
                                         "<system>",
                                         "<im_start>",
                                         "| human:",
                                         "| assistant:",
                                         "\nhuman:",
                                         "\nassistant:",
                                         "> human:",
                                         "- assistant:",
                                         "| # human:",
                                         "\\nhuman:"};
    u8 *folded = malloc(turn.bytes + 1), *decoded = malloc(turn.bytes + 1);
    struct str once = law_fold(turn, folded), twice = law_decode(once, decoded);
    for (u32 i = 0; i < sizeof TOKENS / sizeof TOKENS[0]; i++)
        if (law_finds(once, TOKENS[i]) || law_finds(twice, TOKENS[i])) {
            fprintf(stderr, "control token %s in:\n%.*s\n", TOKENS[i], (int)turn.bytes,
                    (const char *)turn.at);
            test_fail();
        }
    for (usize at = 0; at < turn.bytes;) CHECK(!law_is_invisible(law_point(turn, &at)));
    free(folded);
    free(decoded);
}

/* ---- the fence and what is inside ---- */

LAW u32 law_count(struct str text, const char *word)
{
    u8 *folded = malloc(text.bytes + 1);
    struct str low = law_fold(text, folded);
    usize bytes = strlen(word);
    u32 count = 0;
    for (usize i = 0; i + bytes <= low.bytes; i++) count += memcmp(low.at + i, word, bytes) == 0;
    free(folded);
    return count;
}

LAW usize law_find_at(struct str text, usize at, const char *word)
{
    usize bytes = strlen(word);
    while (at + bytes <= text.bytes && memcmp(text.at + at, word, bytes) != 0) at++;
    CHECK(at + bytes <= text.bytes);
    return at;
}

/* Does a line have nothing that a prompt shows otherwise? */
LAW bool law_is_plain(struct str line)
{
    for (usize i = 0; i < line.bytes; i++)
        if (line.at[i] < 0x20 || line.at[i] >= 0x7f) return false;
    return line.bytes < 200;
}

/* One line inside the fence. `*last` is the number of the one before. */
LAW void law_line(const struct prompt *prompt, struct str line, u32 *last)
{
    usize at = 0;
    u32 number = 0;
    if (line.bytes && line.at[0] == '(') {
        CHECK(law_finds((struct str){line.at, MIN(line.bytes, 12)}, "(not shown: "));
        return;
    }
    while (at < line.bytes && line.at[at] >= '0' && line.at[at] <= '9')
        number = number * 10 + (line.at[at++] - 48u);
    CHECK(at && number > *last && number <= prompt->text->newlines + 1);
    *last = number;
    CHECK(at + 2 < line.bytes && (line.at[at] == '*' || line.at[at] == ' '));
    CHECK(line.at[at + 1] == '|' && line.at[at + 2] == ' ');
    struct str shown = {line.at + at + 3, line.bytes - at - 3};
    u32 start = text_line_start(prompt->text, number), end = text_line_end(prompt->text, start);
    u8 *own = malloc(end - start + 1);
    text_copy(prompt->text, start, end - start, own);
    bool shown_otherwise =
        law_finds(shown, MASK_SHOWN) || law_finds(shown, "\xc2\xb7") || law_finds(shown, " (cut)");
    if (law_is_plain((struct str){own, end - start}) && !shown_otherwise)
        CHECK_STR(shown, ((struct str){own, end - start}));
    free(own);
}

LAW void law_fence(const struct prompt *prompt, struct str user)
{
    char mark[17];
    u32 last = 0;
    snprintf(mark, sizeof mark, "%016llx", (unsigned long long)prompt_mark(prompt));
    CHECK_EQ(law_count(user, mark), 3); /* named, opened, closed */
    usize at = law_find_at(user, law_find_at(user, 0, mark) + 16, mark) + 17;
    usize end = law_find_at(user, at, mark);
    CHECK(at < end && user.at[end - 1] == '\n');
    while (at < end) {
        const u8 *stop = memchr(user.at + at, '\n', end - at);
        CHECK(stop);
        law_line(prompt, (struct str){user.at + at, (usize)(stop - user.at) - at}, &last);
        at = (usize)(stop - user.at) + 1;
    }
    CHECK(last > 0);
}

/* ---- the whole ---- */

LAW struct str law_string(const struct cJSON *value)
{
    struct str text;
    CHECK(json_string(value, &text));
    return text;
}

/* The two turns out of a body. */
LAW void law_turns(const struct cJSON *body, enum provider provider, struct str turns[2])
{
    if (provider == PROVIDER_GEMINI) {
        const struct cJSON *system = json_get(body, "systemInstruction");
        turns[0] = law_string(json_get(json_first(json_get(system, "parts")), "text"));
        const struct cJSON *user = json_first(json_get(body, "contents"));
        turns[1] = law_string(json_get(json_first(json_get(user, "parts")), "text"));
        return;
    }
    const struct cJSON *first = json_first(json_get(body, "messages"));
    CHECK_STR(law_string(json_get(first, "role")), STR("system"));
    CHECK_STR(law_string(json_get(json_next(first), "role")), STR("user"));
    turns[0] = law_string(json_get(first, "content"));
    turns[1] = law_string(json_get(json_next(first), "content"));
}

LAW void law_body(const struct prompt *prompt, enum provider provider)
{
    static u8 memory[PROMPT_BYTES_MAX], tree[1 << 18], plain[PROMPT_BYTES_MAX];
    struct buf out;
    struct arena arena;
    enum json_fault fault;
    struct str turns[2];
    i64 micro;
    u32 tokens = prompt_tokens_in(prompt);
    const struct price *price = &PROVIDER_INFO[provider].price;
    buf_init(&out, memory, sizeof memory);
    prompt_write(prompt, provider, price, &out);
    CHECK(!out.overflow);
    CHECK(tokens <= PROMPT_TOKENS_MAX);
    arena_init(&arena, tree, sizeof tree);
    const struct cJSON *call = json_read(buf_str(&out), &arena, &fault);
    CHECK(call);
    CHECK_STR(law_string(json_get(call, "provider")), str_of(PROVIDER_INFO[provider].word));
    CHECK(json_integer(json_get(call, "micro"), 0, 1 << 30, &micro));
    CHECK_EQ(micro, price_micro(price, tokens, OUT_TOKENS_MAX));
    law_turns(json_get(call, "body"), provider, turns);
    for (enum prompt_turn turn = PROMPT_SYSTEM; turn <= PROMPT_USER; turn++) {
        buf_init(&out, plain, sizeof plain);
        prompt_read(prompt, turn, &out);
        CHECK_STR(turns[turn], buf_str(&out));
        if (provider == PROVIDER_WORKERS_AI) law_has_no_control_token(turns[turn]);
    }
    law_fence(prompt, turns[PROMPT_USER]);
}

LAW void prompt_keeps_the_law(const struct prompt *prompt)
{
    law_body(prompt, PROVIDER_WORKERS_AI);
    law_body(prompt, PROVIDER_OPENAI);
    law_body(prompt, PROVIDER_GEMINI);
}

#endif
