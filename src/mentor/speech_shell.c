/* Commands that fetch what they run, delete, take rights or install what the learner does not have;
 * and settings that turn a check off. In prose and in code alike: a block is what gets copied. */
#include "mentor/speech_parts.h"

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_word_byte(u8 byte)
{
    return name_is_part(byte) || byte == '-' || byte == '.';
}

/* The next word of a command in its line, from `*at`, which moves behind it. */
static struct str next_word(struct str text, usize *at)
{
    while (*at < text.bytes && is_blank(text.at[*at])) (*at)++;
    usize start = *at;
    while (*at < text.bytes && text.at[*at] > ' ' && !memchr("`|;&()<>\"'", text.at[*at], 10))
        (*at)++;
    return (struct str){text.at + start, *at - start};
}

#define PIPE_BYTES_MAX 512u

/* `| sh` somewhere in the rest of the line. */
static bool is_piped(struct str text, usize at)
{
    static const char *const SHELLS[] = {"sh",   "bash", "zsh",        "sudo", "python", "python3",
                                         "node", "perl", "powershell", "iex",  "ruby",   "php"};
    for (usize end = MIN(text.bytes, at + PIPE_BYTES_MAX); at < end && text.at[at] != '\n'; at++) {
        if (text.at[at] != '|') continue;
        usize next = at + 1;
        if (WORD_IS_ONE(next_word(text, &next), SHELLS)) return true;
    }
    return false;
}

/* `$(curl …)`, `<(curl …)`: what is fetched is run. */
static bool is_substituted(struct str text, usize start)
{
    while (start && is_blank(text.at[start - 1])) start--;
    return start > 1 && text.at[start - 1] == '(' &&
           (text.at[start - 2] == '$' || text.at[start - 2] == '<');
}

static bool removes_all(struct str text, usize at)
{
    bool recursive = false, forced = false;
    for (struct str word = next_word(text, &at); word.bytes && word.at[0] == '-';
         word = next_word(text, &at)) {
        bool dashes = word.bytes > 1 && word.at[1] == '-';
        recursive |= dashes ? str_equal(word, STR("--recursive"))
                            : memchr(word.at, 'r', word.bytes) || memchr(word.at, 'R', word.bytes);
        forced |= dashes ? str_equal(word, STR("--force")) : memchr(word.at, 'f', word.bytes) != 0;
    }
    return recursive && forced;
}

/* A package of which no part is in what the learner has. */
static bool is_unknown(const struct speech *self, struct str package)
{
    bool known = true;
    for (usize i = 0; i < package.bytes;) {
        usize start = i;
        while (i < package.bytes && name_is_part(package.at[i])) i++;
        if (i > start)
            known &= code_is_own(self, code_hash((struct str){package.at + start, i - start}));
        else i++;
    }
    return !known;
}

static bool installs(const struct speech *self, struct str text, usize at)
{
    static const char *const VERBS[] = {"install", "i", "add", "get"};
    if (!WORD_IS_ONE(next_word(text, &at), VERBS)) return false;
    struct str word = next_word(text, &at);
    while (word.bytes && word.at[0] == '-') word = next_word(text, &at);
    while (word.bytes && memchr(".,:!?", word.at[word.bytes - 1], 5)) word.bytes--;
    return word.bytes > 1 && name_is_part(word.at[word.bytes - 1]) && is_unknown(self, word);
}

/* What a word turns off when it is no word of the learner's. */
static bool turns_off(const struct speech *self, struct str text, struct str word)
{
    static const char *const NAMES[] = {"NODE_TLS_REJECT_UNAUTHORIZED",
                                        "InsecureSkipVerify",
                                        "CERT_NONE",
                                        "CURLOPT_SSL_VERIFYPEER",
                                        "_create_unverified_context",
                                        "--no-check-certificate",
                                        "--no-verify-ssl"};
    static const char *const FALSE_NAMES[] = {"rejectUnauthorized", "verify", "check_hostname",
                                              "strictSSL"};
    usize at = (usize)(word.at - text.at) + word.bytes;
    bool off = WORD_IS_ONE(word, NAMES);
    if (WORD_IS_ONE(word, FALSE_NAMES)) {
        while (at < text.bytes && memchr(" =:`", text.at[at], 4)) at++;
        struct str value = next_word(text, &at);
        if (str_equal(value, STR("to"))) value = next_word(text, &at);
        while (value.bytes && memchr(",}.;", value.at[value.bytes - 1], 4)) value.bytes--;
        off = str_equal(value, STR("false")) || str_equal(value, STR("False"));
    }
    while (word.bytes && word.at[0] == '-') str_take(&word, 1);
    return off && !code_is_own(self, code_hash(word));
}

static bool word_acts(const struct speech *self, struct str text, struct str word)
{
    static const char *const FETCHERS[] = {"curl", "wget", "iwr", "irm"};
    static const char *const MANAGERS[] = {"npm",  "pip", "pip3",  "brew", "apt", "apt-get",
                                           "yarn", "gem", "cargo", "pnpm", "go",  "conda"};
    static const char *const RIGHTS[] = {"apt",  "apt-get", "rm", "npm", "pip",    "pip3", "chmod",
                                         "bash", "sh",      "su", "cp",  "mv",     "nano", "vi",
                                         "curl", "chown",   "dd", "tee", "python", "kill"};
    usize start = (usize)(word.at - text.at), end = start + word.bytes, next = end;
    switch (word.at[0]) {
    case 'c':
        if (str_equal(word, STR("chmod"))) return str_equal(next_word(text, &next), STR("777"));
        break;
    case 'r':
        if (str_equal(word, STR("rm"))) return removes_all(text, end);
        break;
    case 's':
        if (str_equal(word, STR("sudo"))) return WORD_IS_ONE(next_word(text, &next), RIGHTS);
        break;
    default: break;
    }
    if (memchr("cwi", word.at[0], 3) && WORD_IS_ONE(word, FETCHERS))
        return is_piped(text, end) || is_substituted(text, start);
    if (memchr("npbaygc", word.at[0], 7) && WORD_IS_ONE(word, MANAGERS) &&
        installs(self, text, end))
        return true;
    return memchr("NICrv_-cs", word.at[0], 9) && turns_off(self, text, word);
}

bool shell_acts(const struct speech *self, struct str text)
{
    for (usize at = 0; at < text.bytes;) {
        usize start = at;
        while (at < text.bytes && is_word_byte(text.at[at])) at++;
        usize bytes = at - start;
        while (bytes && text.at[start + bytes - 1] == '.') bytes--;
        if (bytes > 1 && word_acts(self, text, (struct str){text.at + start, bytes})) return true;
        if (at == start) at++;
    }
    return false;
}
