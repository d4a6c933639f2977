/* Any bytes as a program: the first byte chooses the language. The sandbox must answer with a valid
 * outline, and a second call must answer with the same bytes. */
#include "base/limits.h"
#include "code/language.h"
#include "code/outline.h"
#include "syntax/heap.h"
#include "syntax/syntax.h"

#include <string.h>

/* Longer inputs find nothing that shorter ones do not, and make the fuzzer slow. */
#define INPUT_BYTES_MAX 8192u

int LLVMFuzzerTestOneInput(const u8 *data, usize bytes);

static u8 first[8 + sizeof(struct outline_head) + OUTLINE_UNITS_MAX * sizeof(struct unit) +
                FINDINGS_MAX * sizeof(struct finding) + FAULTS_MAX * sizeof(struct fault_place) +
                TOKENS_MAX * sizeof(u16)];

int LLVMFuzzerTestOneInput(const u8 *data, usize bytes)
{
    if (bytes == 0 || bytes > INPUT_BYTES_MAX) return 0;
    enum language language = (enum language)(data[0] % LANGUAGE_COUNT);
    u32 len = (u32)bytes - 1;
    for (int round = 0; round < 2; round++) {
        memcpy(syntax_inbox(len), data + 1, len);
        const u8 *result = syntax_outline(language, len);
        u32 size;
        memcpy(&size, result, sizeof size);
        struct outline outline;
        check(size + 8 <= sizeof first);
        check(outline_read(&outline, (struct str){result + 8, size}));
        check(outline.head->language == language && outline.head->text_bytes == len);
        check(heap_used() == 0);
        if (round == 0) memcpy(first, result, size + 8);
        else check(memcmp(first, result, size + 8) == 0);
    }
    return 0;
}
