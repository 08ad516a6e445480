/* The command `voi`: finds the command, parses its options, runs it, and turns a failure into one
 * line on standard error. Exit status: 0 done, 1 the work failed, 2 the command line is wrong; a
 * signal that stops it ends it, which a shell shows as 128 plus its number. */
#include "help.h"
#include "stop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { DONE = 0, FAILED = 1, MISUSED = 2 };

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0) {
            return cli_commands[i];
        }
    }
    return NULL;
}

static voi_status refuse_command(const char *word, voi_error *err)
{
    const char *names[CLI_MOST_COMMANDS];
    for (size_t i = 0; i < cli_command_count; i++) {
        names[i] = cli_commands[i]->name;
    }
    if (word[0] == '-') {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "the command comes first, then its options: voi COMMAND %.60s", word);
    }
    const char *nearest = voi_nearest(word, names, cli_command_count);
    if (nearest) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "unknown command \"%.60s\"; did you mean %s?", word,
                        nearest);
    }
    return cli_fail(err, VOI_ERR_ARGUMENT, "unknown command \"%.60s\"; see voi --help", word);
}

/* What was printed may not have arrived. */
static voi_status finish_output(voi_error *err)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return cli_fail(err, VOI_ERR_IO, "standard output: cannot be written: %s", strerror(errno));
    }
    return VOI_OK;
}

static voi_status show_help(const char *word, voi_error *err)
{
    const cli_command *command = word ? find_command(word) : NULL;
    if (word && !command) {
        return refuse_command(word, err);
    }
    if (command) {
        cli_help_command(stdout, command);
    } else {
        cli_help_all(stdout);
    }
    return finish_output(err);
}

static voi_status run_command(const cli_command *command, int count, char **words, voi_error *err)
{
    cli_options options;
    cli_options_default(&options);
    voi_status status = cli_parse(command->name, count, words, &options, err);
    if (status == VOI_OK) {
        status = options.help ? show_help(command->name, err) : command->run(&options, err);
    } else if (status != VOI_ERR_NOMEM) {
        status = VOI_ERR_ARGUMENT; /* whatever is wrong with the words is the command line's */
    }
    cli_options_free(&options);
    return status;
}

static voi_status run(int argc, char **argv, voi_error *err)
{
    const char *word = argv[1], *next = argc > 2 ? argv[2] : NULL;
    if (strcmp(word, "--version") == 0) {
        printf("voi %s\n", voi_version());
        return finish_output(err);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        return show_help(next, err);
    }
    if (strcmp(word, "--generate") == 0 && next && cli_generate(stdout, next)) {
        return finish_output(err);
    }
    const cli_command *command = find_command(word);
    return command ? run_command(command, argc - 2, argv + 2, err) : refuse_command(word, err);
}

int main(int argc, char **argv)
{
    voi_error err = {VOI_OK, ""};
    cli_stop_cleanly();
    if (argc < 2) {
        cli_help_all(stderr);
        return MISUSED;
    }
    voi_status status = run(argc, argv, &err);
    if (status == VOI_OK) {
        return DONE;
    }
    fprintf(stderr, "voi: %s\n", err.message);
    return status == VOI_ERR_ARGUMENT ? MISUSED : FAILED;
}
