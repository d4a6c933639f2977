#include "mentor/catalogue.h"

#include "base/str.h"

const struct tip *catalogue_find(const char *id, usize id_bytes, enum language language)
{
    for (u32 i = 0; i < CATALOGUE_COUNT; i++) {
        const struct tip *tip = &CATALOGUE[i];
        bool speaks = tip->languages >> language & 1;
        if (speaks && str_equal(str_of(tip->id), (struct str){(const u8 *)id, id_bytes}))
            return tip;
    }
    return NULL;
}

const struct tip *catalogue_praise(u32 turn)
{
    u32 count = 0;
    for (u32 i = 0; i < CATALOGUE_COUNT; i++) count += tip_is_praise_for_a_fix(&CATALOGUE[i]);
    if (!count) return NULL;
    u32 left = turn % count;
    for (u32 i = 0; i < CATALOGUE_COUNT; i++)
        if (tip_is_praise_for_a_fix(&CATALOGUE[i]) && left-- == 0) return &CATALOGUE[i];
    return NULL;
}

const char *severity_name(u8 severity)
{
    static const char *const NAMES[] = {"none", "error", "warning", "idea", "praise"};
    check(severity < ARRAY_LEN(NAMES));
    return NAMES[severity];
}
