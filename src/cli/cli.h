/* cli.h: the verbs of build/mentor. Each takes its own arguments and returns the exit status. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

int cli_check(int count, char **words);
int cli_gate(int count, char **words);
int cli_outline(int count, char **words);
int cli_chat(int count, char **words);
int cli_prompt(int count, char **words);
int cli_replay(int count, char **words);
int cli_speech(int count, char **words);
int cli_step(int count, char **words);

#endif
