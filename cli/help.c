/* Help for people at a terminal: lines of at most 80 characters. */
#include "help.h"

#include <math.h>
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

/* Its purpose, its parameters and its options, those in brackets with a standard. */
static void print_design(FILE *out, const voi_design *design)
{
    char text[512];
    bool whole = design->most == 0;
    size_t used = (size_t)snprintf(text, sizeof text, "%s. %s", design->purpose,
                                   whole ? "In a file for --studies, with parts" : "--pars");
    for (size_t p = 0; p < design->parameter_count && used < sizeof text; p++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", p ? "," : " ",
                                 design->parameters[p].name);
    }
    if (design->most > design->parameter_count && used < sizeof text) {
        used += (size_t)snprintf(text + used, sizeof text - used, ",...");
    }
    for (size_t i = 0; i < design->option_count && used < sizeof text; i++) {
        char name[64];
        size_t length = 0;
        for (const char *c = design->options[i].name; *c && length + 1 < sizeof name; c++) {
            name[length++] = *c == '_' ? '-' : *c;
        }
        name[length] = '\0';
        bool needed = isnan(design->options[i].standard);
        used +=
            (size_t)snprintf(text + used, sizeof text - used, needed ? " --%s" : " [--%s]", name);
    }
    fprintf(out, "  %-*s", OPTION_COLUMN - 2, design->name);
    wrap(out, text, OPTION_COLUMN);
}

/* What --study may be, and the design of studies that consist of others, for files alone. */
static void print_designs(FILE *out)
{
    fputs("\ndesigns, for --study (docs/studies.md):\n", out);
    for (size_t i = 0; i < voi_design_count(); i++) {
        print_design(out, voi_design_at(i));
    }
}

/* Whether the command takes the option of this name. */
static bool takes(const cli_command *command, const char *name)
{
    for (size_t i = 0; i < cli_option_count; i++) {
        if (strcmp(cli_option_table[i].name, name) == 0 &&
            cli_takes(&cli_option_table[i], command->name)) {
            return true;
        }
    }
    return false;
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
    if (takes(command, "--study")) {
        print_designs(out);
    }
    fprintf(out, "\nexamples, in examples/heart_failure:\n  %s\n  %s\n", command->examples[0],
            command->examples[1]);
}
