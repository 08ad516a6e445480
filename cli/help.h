/* Help, the man page and the completions, all from the tables of commands and options. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "commands.h"

#include <stdio.h>

void cli_help_all(FILE *out);
void cli_help_command(FILE *out, const cli_command *command);

/* Writes "man", "bash", "zsh" or "fish"; false for another word. */
bool cli_generate(FILE *out, const char *what);

#endif
