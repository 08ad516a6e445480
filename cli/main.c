/* The command `voi`: finds the command, parses its options, runs it, and turns a failure into one
 * line on standard error. Exit status: 0 done, 1 the work failed, 2 the command line is wrong, 128
 * plus the signal when stopped by one. */
#include "bar.h"
#include "help.h"

#include <stdio.h>
#include <string.h>

enum { DONE = 0, FAILED = 1, MISUSED = 2, SIGNALLED = 128 };

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0) {
            return cli_commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *word)
{
    const char *names[32];
    for (size_t i = 0; i < cli_command_count; i++) {
        names[i] = cli_commands[i]->name;
    }
    const char *nearest = cli_nearest(word, names, cli_command_count);
    if (nearest) {
        fprintf(stderr, "voi: unknown command \"%.60s\"; did you mean %s?\n", word, nearest);
    } else {
        fprintf(stderr, "voi: unknown command \"%.60s\"; see voi --help\n", word);
    }
    return MISUSED;
}

/* Output that help wrote may have failed as any other. */
static int finish_output(void)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "voi: standard output: cannot be written\n");
        return FAILED;
    }
    return DONE;
}

static int show_help(const char *word)
{
    const cli_command *command = word ? find_command(word) : NULL;
    if (word && !command) {
        return refuse_command(word);
    }
    if (command) {
        cli_help_command(stdout, command);
    } else {
        cli_help_all(stdout);
    }
    return finish_output();
}

/* The exit status of a failure, after its line. Mistakes in arguments are the command line's. */
static int report_failure(const voi_error *err)
{
    int number = cli_caught_signal();
    fprintf(stderr, "voi: %s\n", number ? "stopped" : err->message);
    if (number) {
        return SIGNALLED + number;
    }
    return err->status == VOI_ERR_ARGUMENT || err->status == VOI_ERR_UNSUPPORTED ? MISUSED : FAILED;
}

static int run_command(const cli_command *command, int count, char **words)
{
    cli_options options;
    voi_error err = {VOI_OK, ""};
    cli_options_default(&options);
    voi_status status = cli_parse(command->name, count, words, &options, &err);
    int answer = DONE;
    if (status == VOI_OK && options.help) {
        answer = show_help(command->name);
    } else if (status == VOI_OK) {
        cli_catch_signals();
        status = command->run(&options, &err);
    }
    if (status != VOI_OK) {
        answer = report_failure(&err);
    }
    cli_options_free(&options);
    return answer;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    if (strcmp(word, "--version") == 0) {
        printf("voi %s\n", voi_version());
        return finish_output();
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        int status = show_help(argc > 2 ? argv[2] : NULL);
        return argc > 1 ? status : MISUSED;
    }
    if (strcmp(word, "--generate") == 0 && argc > 2 && cli_generate(stdout, argv[2])) {
        return finish_output();
    }
    const cli_command *command = find_command(word);
    return command ? run_command(command, argc - 2, argv + 2) : refuse_command(word);
}
