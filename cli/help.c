/* Help for people at a terminal: lines of at most 80 characters. */
#include "help.h"

#include <string.h>

enum { WIDTH = 79, OPTION_COLUMN = 24 };

/* Writes words from `column` on, broken into lines that begin there. */
static void wrap(FILE *out, const char *text, int column)
{
    int at = column;
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (at > column && at + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", column, "");
            at = column;
        }
        if (at > column) {
            fputc(' ', out);
            at++;
        }
        fprintf(out, "%.*s", length, text);
        at += length;
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const cli_option *option)
{
    char head[80];
    snprintf(head, sizeof head, "  %s%s%s%s%s", option->alias ? option->alias : "",
             option->alias ? ", " : "", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    fprintf(out, "%-*s", OPTION_COLUMN, head);
    if (strlen(head) >= OPTION_COLUMN) {
        fprintf(out, "\n%*s", OPTION_COLUMN, "");
    }
    wrap(out, option->help, OPTION_COLUMN);
}

void cli_help_all(FILE *out)
{
    fputs("voi: the value of information of decision models\n\n"
          "usage: voi COMMAND [options]\n\n",
          out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "  %-10s", cli_commands[i]->name);
        wrap(out, cli_commands[i]->purpose, 12);
    }
    fputs("\nvoi COMMAND --help tells the options of a command, with examples.\n"
          "Files: .csv, .tsv, .csv.gz, .npy, .xlsx (file.xlsx#Sheet); \"-\" is CSV on standard "
          "input.\n"
          "Exit status: 0 done, 1 the work failed, 2 the command line is wrong.\n",
          out);
}

/* What stands behind the options of a command. */
static const char *operands_of(const cli_command *command)
{
    static const struct {
        const char *command, *operands;
    } list[] = {{"plot", " NAME"}, {"partial", " MEASURE"}, {"merge", " FILE..."}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        if (strcmp(list[i].command, command->name) == 0) {
            return list[i].operands;
        }
    }
    return "";
}

void cli_help_command(FILE *out, const cli_command *command)
{
    fprintf(out, "voi %s: %s\n\nusage: voi %s [options]%s\n\n", command->name, command->purpose,
            command->name, operands_of(command));
    wrap(out, command->details, 0);
    fputs("\noptions:\n", out);
    for (size_t i = 0; i < cli_option_count; i++) {
        if (cli_takes(&cli_option_table[i], command->name)) {
            print_option(out, &cli_option_table[i]);
        }
    }
    fprintf(out, "\nexamples, in examples/heart_failure:\n  %s\n  %s\n", command->examples[0],
            command->examples[1]);
}
