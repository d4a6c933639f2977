/* Tokens that are known by how they look. */
#include "mentor/mask.h"

static bool is_lower(u8 c)
{
    return c >= 'a' && c <= 'z';
}
static bool is_upper(u8 c)
{
    return c >= 'A' && c <= 'Z';
}
static bool is_digit(u8 c)
{
    return c >= '0' && c <= '9';
}
static bool is_alnum(u8 c)
{
    return is_lower(c) || is_upper(c) || is_digit(c);
}
static bool is_hex(u8 c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static bool is_url64(u8 c)
{
    return is_alnum(c) || c == '_' || c == '-';
}
static bool is_base64(u8 c)
{
    return is_url64(c) || c == '+' || c == '/';
}
static bool is_dotted(u8 c)
{
    return is_base64(c) || c == '=' || c == '.' || c == '%';
}
static bool is_capital_or_digit(u8 c)
{
    return is_upper(c) || is_digit(c);
}

static usize run_of(struct str line, usize at, bool (*in)(u8))
{
    usize end = at;
    while (end < line.bytes && in(line.at[end])) end++;
    return end - at;
}

static bool follows(struct str line, usize at, const char *word)
{
    usize bytes = strlen(word);
    return bytes <= line.bytes - at && memcmp(line.at + at, word, bytes) == 0;
}

/* What a service puts before its tokens, and what follows at least. */
static const struct {
    const char *prefix;
    usize least;
    bool (*in)(u8);
} SHAPES[] = {
    /* AWS */
    {"AKIA", 12, is_capital_or_digit},
    {"ASIA", 12, is_capital_or_digit},
    {"ABIA", 12, is_capital_or_digit},
    {"ACCA", 12, is_capital_or_digit},
    {"AROA", 12, is_capital_or_digit},
    {"AIDA", 12, is_capital_or_digit},
    /* GitHub, GitLab, Bitbucket */
    {"ghp_", 16, is_alnum},
    {"gho_", 16, is_alnum},
    {"ghu_", 16, is_alnum},
    {"ghs_", 16, is_alnum},
    {"ghr_", 16, is_alnum},
    {"github_pat_", 16, is_url64},
    {"glpat-", 12, is_url64},
    {"gldt-", 12, is_url64},
    {"glrt-", 12, is_url64},
    {"glptt-", 12, is_url64},
    {"ATBB", 24, is_alnum},
    {"ATATT3", 20, is_base64},
    /* models */
    {"sk-proj-", 12, is_url64},
    {"sk-ant-", 12, is_url64},
    {"sk-or-", 12, is_url64},
    {"sk-", 20, is_url64},
    {"hf_", 20, is_alnum},
    {"gsk_", 20, is_alnum},
    {"xai-", 20, is_alnum},
    {"pplx-", 20, is_alnum},
    {"nvapi-", 20, is_url64},
    {"r8_", 20, is_alnum},
    /* Google */
    {"AIza", 30, is_url64},
    {"ya29.", 16, is_url64},
    {"GOCSPX-", 16, is_url64},
    {"1//0", 20, is_url64},
    /* Slack, Discord, Telegram, Twilio, mail */
    {"xoxb-", 8, is_url64},
    {"xoxp-", 8, is_url64},
    {"xoxa-", 8, is_url64},
    {"xoxr-", 8, is_url64},
    {"xoxs-", 8, is_url64},
    {"xoxe.", 8, is_dotted},
    {"xapp-", 8, is_url64},
    {"hooks.slack.com/services/", 16, is_base64},
    {"discord.com/api/webhooks/", 16, is_base64},
    {"discordapp.com/api/webhooks/", 16, is_base64},
    {"SG.", 20, is_dotted},
    {"key-", 32, is_hex},
    {"SK", 32, is_hex},
    {"AC", 32, is_hex},
    /* Stripe, Square, PayPal, Shopify */
    {"sk_live_", 10, is_alnum},
    {"sk_test_", 10, is_alnum},
    {"rk_live_", 10, is_alnum},
    {"rk_test_", 10, is_alnum},
    {"pk_live_", 10, is_alnum},
    {"pk_test_", 10, is_alnum},
    {"whsec_", 16, is_base64},
    {"sq0atp-", 16, is_url64},
    {"sq0csp-", 16, is_url64},
    {"EAAA", 40, is_url64},
    {"shpat_", 16, is_alnum},
    {"shpss_", 16, is_alnum},
    {"access_token$production$", 16, is_url64},
    /* packages and hosts */
    {"npm_", 24, is_alnum},
    {"pypi-", 24, is_url64},
    {"rubygems_", 24, is_alnum},
    {"dop_v1_", 24, is_alnum},
    {"doo_v1_", 24, is_alnum},
    {"dp.pt.", 20, is_alnum},
    {"dapi", 32, is_hex},
    {"lin_api_", 20, is_alnum},
    {"secret_", 32, is_alnum},
    {"hvs.", 20, is_url64},
    {"sntrys_", 20, is_base64},
    {"PMAK-", 20, is_url64},
    {"AGE-SECRET-KEY-1", 20, is_capital_or_digit},
    {"EAACEdEose0cBA", 8, is_alnum},
};

/* Three parts joined by dots: a JWT begins with the base64 of `{"`, a Discord bot with its id. */
static usize jwt_bytes(struct str line, usize at)
{
    if (!follows(line, at, "eyJ")) return 0;
    usize first = run_of(line, at, is_base64), end = at + first;
    if (end < line.bytes && line.at[end] == '.') return run_of(line, at, is_dotted);
    return first >= 24 ? first : 0;
}

static usize telegram_bytes(struct str line, usize at)
{
    usize digits = run_of(line, at, is_digit), colon = at + digits;
    if (digits < 8 || digits > 12 || colon >= line.bytes || line.at[colon] != ':') return 0;
    usize rest = run_of(line, colon + 1, is_url64);
    return rest >= 30 ? digits + 1 + rest : 0;
}

usize mask_shape(struct str line, usize at)
{
    for (u32 i = 0; i < ARRAY_LEN(SHAPES); i++) {
        if (line.at[at] != (u8)SHAPES[i].prefix[0] || !follows(line, at, SHAPES[i].prefix))
            continue;
        usize prefix = strlen(SHAPES[i].prefix), rest = run_of(line, at + prefix, SHAPES[i].in);
        if (rest < SHAPES[i].least) continue;
        /* A name in kebab or snake case is no token: those have a digit. */
        for (usize k = 0; k < rest; k++)
            if (is_digit(line.at[at + prefix + k])) return prefix + rest;
    }
    usize bytes = jwt_bytes(line, at);
    return bytes ? bytes : telegram_bytes(line, at);
}

/* How a run of base64 is mixed. */
struct mixture {
    u32 lower, upper, digits, hex, turns; /* turns: places where the kind changes */
};

static struct mixture mixture_of(struct str run)
{
    struct mixture mix = {0};
    u32 before = 0;
    for (usize i = 0; i < run.bytes; i++) {
        u8 c = run.at[i];
        u32 kind = is_lower(c) ? 1 : is_upper(c) ? 2 : is_digit(c) ? 3 : 0;
        mix.lower += kind == 1;
        mix.upper += kind == 2;
        mix.digits += kind == 3;
        mix.hex += is_hex(c);
        mix.turns += kind && before && kind != before;
        if (kind) before = kind;
    }
    return mix;
}

/* Names, paths and sums change their kind of character seldom; keys at almost every second one. */
static bool is_random(struct str run)
{
    struct mixture mix = mixture_of(run);
    u32 letters = mix.lower + mix.upper, all = letters + mix.digits;
    if (mix.hex == run.bytes && run.bytes >= 32)
        return mix.digits >= 6 && letters >= 4 && !(mix.lower && mix.upper) && mix.turns >= 8;
    if (all * 10 < run.bytes * 9) return false; /* many signs */
    if (mix.lower >= 3 && mix.upper >= 3 && mix.digits >= 2)
        return run.bytes >= 20 && mix.turns * 20 >= all * 9;
    if (mix.digits >= 5 && letters >= 8) return run.bytes >= 24 && mix.turns * 20 >= all * 9;
    return false;
}

usize mask_random(struct str line, usize at, usize *run)
{
    *run = run_of(line, at, is_base64);
    if (*run < 20 || !is_random((struct str){line.at + at, *run})) return 0;
    usize bytes = *run;
    while (at + bytes < line.bytes && line.at[at + bytes] == '=') bytes++; /* base64's end */
    return bytes;
}
