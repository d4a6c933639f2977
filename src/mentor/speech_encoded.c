/* Long runs of letters and digits that say nothing to a reader: they carry what the other rules
 * cannot read. */
#include "mentor/speech_parts.h"

#define RUN_BYTES_MIN 40u

/* What a run is made of. */
struct run {
    usize bytes;
    u32 digits, hex, turns, binary;
};

static bool is_encoded(const struct run *self)
{
    if (self->bytes < RUN_BYTES_MIN) return false;
    if (self->binary == self->bytes) return true; /* noughts and ones */
    if (self->hex == self->bytes) return self->digits && self->digits < self->bytes;
    /* Base64 of code changes its kind of sign 40 times in 100 and has digits; a long name does not.
     */
    return self->digits ? self->turns * 3 >= self->bytes : self->turns * 2 > self->bytes;
}

/* The next run of letters, digits, + and / from `*at`, which moves behind it. */
static bool next_run(struct str text, usize *at, struct run *run, struct str *found)
{
    *run = (struct run){0};
    u8 before = 0;
    for (; *at < text.bytes; (*at)++) {
        u8 byte = text.at[*at], kind = 0;
        if (byte >= '0' && byte <= '9') kind = 'd';
        else if (byte >= 'a' && byte <= 'z') kind = 'l';
        else if (byte >= 'A' && byte <= 'Z') kind = 'u';
        else if (byte == '+' || byte == '/') kind = 's';
        if (!kind && run->bytes) break;
        if (!kind) continue;
        run->bytes++;
        run->digits += kind == 'd';
        run->hex += kind == 'd' || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
        run->binary += byte == '0' || byte == '1';
        run->turns += before && kind != before && kind != 's';
        before = kind;
    }
    *found = (struct str){text.at + *at - run->bytes, run->bytes};
    return run->bytes != 0;
}

void encoded_begin(struct speech *self, struct str own)
{
    struct run run;
    struct str found;
    usize at = 0;
    while (next_run(own, &at, &run, &found))
        if (is_encoded(&run) && self->run_count < SPEECH_RUNS_MAX)
            self->runs[self->run_count++] = code_hash(found);
}

bool encoded_holds(const struct speech *self, struct str text)
{
    struct run run;
    struct str found;
    usize at = 0;
    while (next_run(text, &at, &run, &found)) {
        if (!is_encoded(&run)) continue;
        bool own = false;
        for (u32 i = 0; i < self->run_count; i++) own |= self->runs[i] == code_hash(found);
        if (!own) return true;
    }
    return false;
}
