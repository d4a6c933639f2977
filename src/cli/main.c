/* build/mentor: the core and the syntax sandbox as a native program, plain text in and out. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char HELP[] =
    "mentor: reads programs the way the live mentor does, without a network\n"
    "\n"
    "  mentor check [--language L] [--json] FILE...\n"
    "      What the embedded mentor finds: file:line:column: severity: id: sentence, a line each. "
    "With --json one JSON\n"
    "      object a line: {file, line, column, end_line, end_column, id, severity, quote, text}. "
    "Lines and columns count\n"
    "      from 1, columns in UTF-16 units. Exit status 1 when something was found, 2 for an "
    "error.\n"
    "  mentor chat [--language L] [--exercise SLUG] [--task ID] [--locale TAG] [--learner TEXT | "
    "--tutor TEXT]...\n"
    "              [--body PROVIDER] --ask QUESTION FILE\n"
    "      What a model would be asked when a learner puts a question about the file, as people "
    "read it, or as the body of\n"
    "      the call.\n"
    "  mentor gate [--reply] [ROWS.jsonl]\n"
    "      What the output gate says of answers of a model: for each line of JSON {language, code, "
    "model_output or\n"
    "      model_output_b64} one of {verdict: accept or refuse, rule, field, offset, shown}. With "
    "--reply shown is the whole\n"
    "      answer.\n"
    "  mentor outline [--language L] FILE\n"
    "      The units of the program: kind, name, lines, weight, and the hashes exact, shape and "
    "tree.\n"
    "  mentor prompt [--language L] [--provider P] [--line N] [--changed FROM-TO]... [--said "
    "TIP]... [--lesson TEXT]\n"
    "                [--body] FILE\n"
    "      What a model would be asked about the file, as people read it, or with --body the body "
    "of the call for a provider\n"
    "      (workers-ai, openai, gemini). The estimate of its tokens goes to stderr.\n"
    "  mentor replay [--language L] [--explain] [--set NAME=VALUE]... TRACE.jsonl\n"
    "      Drives the session machine in virtual time from a recorded keystroke trace (language "
    "from its header) and\n"
    "      prints a JSON line for each look that would call a model: {\"i\": index of the last "
    "transaction, -1 before\n"
    "      the first, \"t\": milliseconds, \"reason\": why}.\n"
    "      --explain prints every decision of the budget with its numbers; --set tries another "
    "parameter\n"
    "      (src/mentor/params.h).\n"
    "  mentor speech [--figures] [ROWS.jsonl]\n"
    "      What the gate of the chat tutor says of answers: for each line of JSON {answer, "
    "language, "
    "code, starter,\n"
    "      solution, instructions, rules, mark} one of {verdict, rule, released}. With --figures "
    "also "
    "the fingerprints of\n"
    "      the solution: total, held by the learner, said by the answer.\n"
    "  mentor step [--bytes] [STORY.trace]\n"
    "      Drives the session machine from a story (events, and the effects that are expected "
    "after them) and prints the\n"
    "      story as it happened. Exit status 1 when it differs. With --bytes the length and hash "
    "of each outbox.\n"
    "\n"
    "A FILE or STORY of - is the standard input. The language comes from the file's ending unless "
    "--language says.\n";

int main(int count, char **words)
{
    static const struct {
        const char *verb;
        int (*run)(int, char **);
    } VERBS[] = {{"check", cli_check},   {"gate", cli_gate},     {"outline", cli_outline},
                 {"chat", cli_chat},     {"prompt", cli_prompt}, {"replay", cli_replay},
                 {"speech", cli_speech}, {"step", cli_step}};
    const char *verb = count > 1 ? words[1] : "--help";
    for (unsigned i = 0; i < sizeof VERBS / sizeof VERBS[0]; i++)
        if (strcmp(verb, VERBS[i].verb) == 0) return VERBS[i].run(count - 2, words + 2);
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "help") == 0) {
        fputs(HELP, stdout);
        return 0;
    }
    fprintf(stderr, "mentor: there is no verb %s; see mentor --help\n", verb);
    return 2;
}
