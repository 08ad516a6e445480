/* The answer has been written when the time line is: so whether it can be is looked at before the
 * work, and what fails afterwards (a full disk) is still an error of the command. The time line
 * replaces a file: none that is read, and not the answer, whatever names they are given by. */
#include "tell_profile.h"

#include "files.h"
#include "output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_file(const struct stat *known, const struct stat *file)
{
    return S_ISREG(file->st_mode) && known->st_dev == file->st_dev && known->st_ino == file->st_ino;
}

/* The file among those that the command reads which the path leads to; NULL for none. */
static const char *find_input(const cli_options *o, const char *path)
{
    const char *inputs[] = {o->costs,  o->effects, o->net_benefit, o->outcome,
                            o->params, o->groups,  o->bench_case};
    const size_t count = sizeof inputs / sizeof *inputs;
    struct stat trace, input;
    if (stat(path, &trace) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < count + o->operand_count; i++) {
        const char *name = i < count ? inputs[i] : o->operands[i - count];
        if (name && cli_stat_input(name, &input) && is_file(&input, &trace)) {
            return strcmp(name, "-") == 0 ? "standard input" : name;
        }
    }
    return NULL;
}

static bool is_answer(const cli_options *o, const char *path)
{
    struct stat trace, answer;
    if (o->output && strcmp(o->output, "-") != 0) {
        return cli_same_file(o->output, path);
    }
    return stat(path, &trace) == 0 && fstat(STDOUT_FILENO, &answer) == 0 &&
           is_file(&answer, &trace);
}

voi_status cli_check_trace(const cli_options *options, voi_error *err)
{
    if (strcmp(options->trace, "-") == 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--trace: standard output is for the answer; give the name of a file");
    }
    const char *input = find_input(options, options->trace);
    if (input) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--trace %.200s: would replace what is read, %.200s; give another file",
                        options->trace, input);
    }
    if (is_answer(options, options->trace)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--trace %.200s: the answer goes there; give another file", options->trace);
    }
    return cli_can_write(options->trace, err);
}

static voi_status write_trace(const voi_context *ctx, const char *path, voi_error *err)
{
    voi_bytes json = {0};
    voi_status status = voi_context_trace(ctx, &json, err);
    if (status == VOI_OK) {
        status = cli_write(path, &json, err);
    }
    voi_bytes_free(&json);
    return status;
}

static voi_status print_profile(const voi_context *ctx, voi_error *err)
{
    voi_bytes text = {0};
    voi_table *table = NULL;
    voi_table_format_options format;
    voi_table_format_options_default(&format);
    voi_status status = voi_context_profile(ctx, &table, err);
    if (status == VOI_OK) {
        status = voi_table_format(table, &format, &text, err);
    }
    if (status == VOI_OK) {
        fwrite(text.data, 1, text.size, stderr);
        for (size_t i = 0; i < voi_table_warnings(table); i++) {
            fprintf(stderr, "voi: warning: %s\n", voi_table_warning(table, i));
        }
    }
    voi_bytes_free(&text);
    voi_table_destroy(table);
    return status;
}

voi_status cli_tell_profile(const voi_context *ctx, const cli_options *options, voi_error *err)
{
    voi_status status = options->trace ? write_trace(ctx, options->trace, err) : VOI_OK;
    return status == VOI_OK && options->profile ? print_profile(ctx, err) : status;
}
