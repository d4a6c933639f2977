#include "mentor/params.h"

#include "base/str.h"

const struct params PARAMS_DEFAULT = {
#define X(name, value, least, most, reason) .name = value,
    PARAMS(X)
#undef X
};

bool params_set(struct params *self, const char *name, usize name_bytes, i64 value)
{
    struct str word = {(const u8 *)name, name_bytes};
#define X(field, standard, least, most, reason)                                                    \
    if (str_equal(word, str_of(#field))) {                                                         \
        if (value < (least) || value > (most)) return false;                                       \
        self->field = (i32)value;                                                                  \
        return true;                                                                               \
    }
    PARAMS(X)
#undef X
    return false;
}
