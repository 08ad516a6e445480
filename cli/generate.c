/* The man page and the completions. They are made at build time by the command itself, so they
 * cannot fall behind it. */
#include "help.h"

#include <string.h>

/* roff takes "-" for a hyphen and a leading point for a request. */
static void roff(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'') {
        fputs("\\&", out);
    }
    for (; *text; text++) {
        if (*text == '-') {
            fputs("\\-", out);
        } else if (*text == '\\') {
            fputs("\\e", out);
        } else {
            fputc(*text, out);
        }
    }
}

static void man_option(FILE *out, const cli_option *option)
{
    fputs(".TP\n.B ", out);
    if (option->alias) {
        roff(out, option->alias);
        fputs(", ", out);
    }
    roff(out, option->name);
    if (option->argument) {
        fprintf(out, " \\fI%s\\fR", option->argument);
    }
    fputc('\n', out);
    roff(out, option->help);
    fputs(".\n", out);
    if (option->commands) {
        fprintf(out, "(%s)\n", option->commands);
    }
}

static void man_page(FILE *out)
{
    fprintf(out, ".TH VOI 1 \"\" \"libvoi %s\" \"User Commands\"\n", voi_version());
    fputs(".SH NAME\nvoi \\- the value of information of decision models\n"
          ".SH SYNOPSIS\n.B voi\n.I COMMAND\n[options]\n"
          ".SH DESCRIPTION\n"
          "From the sample of a probabilistic sensitivity analysis: which strategy is best and how "
          "sure that is, what perfect information would be worth, overall and for every "
          "parameter. Every estimate comes with a standard error.\n"
          ".SH COMMANDS\n",
          out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, ".TP\n.B %s\n", cli_commands[i]->name);
        roff(out, cli_commands[i]->details);
        fputc('\n', out);
    }
    fputs(".SH OPTIONS\nIn brackets, the commands that take an option; the others belong to "
          "all.\n",
          out);
    for (size_t i = 0; i < cli_option_count; i++) {
        man_option(out, &cli_option_table[i]);
    }
    fputs(".SH EXIT STATUS\n0 done, 1 the work failed, 2 the command line is wrong; 128 plus the "
          "signal when stopped by one.\n.SH EXAMPLES\n",
          out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fputs(".PP\n.nf\n", out);
        roff(out, cli_commands[i]->examples[0]);
        fputs("\n.fi\n", out);
    }
}

static void words_of_commands(FILE *out)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "%s%s", i ? " " : "", cli_commands[i]->name);
    }
}

/* What may follow a command: its options, and the pictures behind plot. */
static void words_behind(FILE *out, const char *command)
{
    const char *between = "";
    for (size_t i = 0; strcmp(command, "plot") == 0 && i < voi_plot_count(); i++) {
        fprintf(out, "%s%s", between, voi_plot_name(i));
        between = " ";
    }
    for (size_t i = 0; i < cli_option_count; i++) {
        if (cli_takes(&cli_option_table[i], command)) {
            fprintf(out, "%s%s", between, cli_option_table[i].name);
            between = " ";
        }
    }
}

/* Text without the characters that would end the place it stands in. */
static void without(FILE *out, const char *characters, const char *text)
{
    for (; *text; text++) {
        if (!strchr(characters, *text)) {
            fputc(*text, out);
        }
    }
}

static void bash_option(FILE *out, const cli_option *option)
{
    fprintf(out, "    *:%s%s%s) ", option->name, option->alias ? "|*:" : "",
            option->alias ? option->alias : "");
    if (option->choices) {
        fprintf(out, "words='%s' ;;\n", option->choices);
    } else {
        fprintf(out, "%sreturn ;;\n", option->kind == CLI_FILE ? "compopt -o default; " : "");
    }
}

static void bash(FILE *out)
{
    fputs("# bash completion for voi\n_voi()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n"
          "    COMPREPLY=()\n    case $COMP_CWORD:$before in\n    1:*) words='",
          out);
    words_of_commands(out);
    fputs("' ;;\n", out);
    for (size_t i = 0; i < cli_option_count; i++) {
        if (cli_option_table[i].argument) {
            bash_option(out, &cli_option_table[i]);
        }
    }
    fputs("    *) case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "       %s) words='", cli_commands[i]->name);
        words_behind(out, cli_commands[i]->name);
        fputs("' ;;\n", out);
    }
    fputs("       esac ;;\n    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n}\n"
          "complete -F _voi voi\n",
          out);
}

static void zsh_option(FILE *out, const cli_option *option, const char *name)
{
    fprintf(out, " '%s[", name);
    without(out, "[]'\\", option->help);
    fputs("]", out);
    if (option->choices) {
        fprintf(out, ":value:(%s)", option->choices);
    } else if (option->argument) {
        fprintf(out, ":%s:%s", option->argument, option->kind == CLI_FILE ? "_files" : "");
    }
    fputs("'", out);
}

static void zsh_command(FILE *out, const cli_command *command)
{
    fprintf(out, "    %s) _arguments", command->name);
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *option = &cli_option_table[i];
        if (cli_takes(option, command->name)) {
            zsh_option(out, option, option->name);
            if (option->alias) {
                zsh_option(out, option, option->alias);
            }
        }
    }
    if (strcmp(command->name, "plot") == 0) {
        fputs(" '1:picture:(", out);
        for (size_t i = 0; i < voi_plot_count(); i++) {
            fprintf(out, "%s%s", i ? " " : "", voi_plot_name(i));
        }
        fputs(")'", out);
    }
    fputs(" ;;\n", out);
}

static void zsh(FILE *out)
{
    fputs("#compdef voi\n_voi()\n{\n    if (( CURRENT == 2 )); then\n        _values command", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, " '%s[", cli_commands[i]->name);
        without(out, "[]'\\", cli_commands[i]->purpose);
        fputs("]'", out);
    }
    fputs("\n        return\n    fi\n"
          "    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n",
          out);
    for (size_t i = 0; i < cli_command_count; i++) {
        zsh_command(out, cli_commands[i]);
    }
    fputs("    esac\n}\n_voi \"$@\"\n", out);
}

static void fish_option(FILE *out, const cli_option *option)
{
    fputs("complete -c voi -n '__fish_seen_subcommand_from ", out);
    if (option->commands) {
        fputs(option->commands, out);
    } else {
        words_of_commands(out);
    }
    fprintf(out, "' -l %s", option->name + 2);
    if (option->alias) {
        fprintf(out, " -s %s", option->alias + 1);
    }
    if (option->choices) {
        fprintf(out, " -x -a '%s'", option->choices);
    } else if (option->argument) {
        fputs(option->kind == CLI_FILE ? " -r -F" : " -x", out);
    }
    fputs(" -d '", out);
    without(out, "'\\", option->help);
    fputs("'\n", out);
}

static void fish(FILE *out)
{
    fputs("# fish completion for voi\ncomplete -c voi -f\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "complete -c voi -n __fish_use_subcommand -a %s -d '", cli_commands[i]->name);
        without(out, "'\\", cli_commands[i]->purpose);
        fputs("'\n", out);
    }
    for (size_t i = 0; i < voi_plot_count(); i++) {
        fprintf(out, "complete -c voi -n '__fish_seen_subcommand_from plot' -a %s -d '",
                voi_plot_name(i));
        without(out, "'\\", voi_plot_purpose(i));
        fputs("'\n", out);
    }
    for (size_t i = 0; i < cli_option_count; i++) {
        fish_option(out, &cli_option_table[i]);
    }
}

bool cli_generate(FILE *out, const char *what)
{
    static const struct {
        const char *name;
        void (*write)(FILE *out);
    } kinds[] = {{"man", man_page}, {"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(what, kinds[i].name) == 0) {
            kinds[i].write(out);
            return true;
        }
    }
    return false;
}
