#include "cli/rows.h"

#include <string.h>

#include "cli/host.h"

int rows_run(int count, char **words, const char *option, rows_judge *judge)
{
    const char *path = "-";
    bool given = false, fine = true;
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], option) == 0) given = true;
        else path = words[i];
    }
    struct str rest = file_read(path);
    while (rest.bytes) {
        const u8 *end = memchr(rest.at, '\n', rest.bytes);
        struct str line = str_take(&rest, end ? (usize)(end - rest.at) : rest.bytes);
        str_take(&rest, 1);
        if (line.bytes) fine &= judge(line, given);
    }
    return fine ? 0 : 2;
}
