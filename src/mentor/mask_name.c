/* Names that say that their value is secret. */
#include "mentor/mask.h"

static bool is_letter(u8 c)
{
    return (u8)((c | 0x20) - 'a') < 26;
}

#define NAME_BYTES 48u /* of a name's end that are looked at */

static bool ends_in(struct str name, const char *end)
{
    usize bytes = strlen(end);
    return bytes <= name.bytes && memcmp(name.at + name.bytes - bytes, end, bytes) == 0;
}

/* Small letters only: db_Password-1 becomes dbpassword. */
static struct str squeeze(struct str name, u8 memory[NAME_BYTES])
{
    usize from = name.bytes > NAME_BYTES ? name.bytes - NAME_BYTES : 0, count = 0;
    for (usize i = from; i < name.bytes; i++)
        if (is_letter(name.at[i])) memory[count++] = name.at[i] | 0x20;
    return (struct str){memory, count};
}

/* Is the end of the name, so many letters long, a word of its own: pass in db_pass, not in compass?
 */
static bool is_own_word(struct str name, usize letters)
{
    usize at = name.bytes;
    while (at && letters)
        if (is_letter(name.at[--at])) letters--;
    if (!at) return !letters;
    bool hump = name.at[at] < 'a' && name.at[at - 1] >= 'a';
    return !letters && (hump || !is_letter(name.at[at - 1]));
}

enum secrecy mask_name(struct str name)
{
    static const char *const STRONG[] = {
        "password",     "passwd",     "passphrase",  "passcode",   "passwort",    "secret",
        "apikey",       "privatekey", "accesskey",   "secretkey",  "authkey",     "encryptionkey",
        "signingkey",   "accountkey", "masterkey",   "authtoken",  "accesstoken", "apitoken",
        "bottoken",     "contrasena", "kennwort",    "motdepasse", "senha",       "accesskeyid",
        "passwordhash", "clientkey",  "consumerkey", "servicekey", "userpass",    "secretkeybase",
        "appkey"};
    static const char *const WEAK[] = {"token",         "credential", "credentials",
                                       "authorization", "cookie",     "sessionid",
                                       "webhookurl",    "sshkey",     "licensekey"};
    u8 memory[NAME_BYTES];
    struct str letters = squeeze(name, memory);
    if (ends_in(letters, "value")) letters.bytes -= 5;
    if (ends_in(letters, "string") || ends_in(letters, "literal")) letters.bytes -= 6;
    for (u32 i = 0; i < ARRAY_LEN(STRONG); i++)
        if (ends_in(letters, STRONG[i])) return SECRECY_STRONG;
    if ((ends_in(letters, "pass") && is_own_word(name, 4)) ||
        ((ends_in(letters, "pwd") || ends_in(letters, "psw")) && is_own_word(name, 3)) ||
        (ends_in(letters, "pw") && is_own_word(name, 2)))
        return SECRECY_STRONG;
    for (u32 i = 0; i < ARRAY_LEN(WEAK); i++)
        if (ends_in(letters, WEAK[i])) return SECRECY_WEAK;
    return SECRECY_NONE;
}
