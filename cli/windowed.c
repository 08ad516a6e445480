/* Reading in windows gives the same bits as reading at once, so the choice is of memory alone: in
 * windows wherever a bound is given, and without one where the numbers of the files may take more
 * than half of the memory. The exact curve and workbooks need everything at once; what they will
 * take is estimated from the files, to be refused beforehand. */
#include "windowed.h"

#include "files.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHARE = 2, WORKING = 2 };
static const double megabyte = 1 << 20, program = 10 << 20;

static bool is_input(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static double bytes_of_files(const cli_options *o)
{
    return cli_sample_bytes(o->costs) + cli_sample_bytes(o->effects) +
           cli_sample_bytes(o->net_benefit);
}

/* The memory of the machine, or what its control group allows; infinite where nobody says. */
static double memory(void)
{
    double pages = (double)sysconf(_SC_PHYS_PAGES), size = (double)sysconf(_SC_PAGESIZE), limit;
    double all = pages > 0 && size > 0 ? pages * size : INFINITY;
    FILE *group = fopen("/sys/fs/cgroup/memory.max", "re");
    if (group) {
        all = fscanf(group, "%lf", &limit) == 1 && limit > 0 && limit < all ? limit : all;
        fclose(group);
    }
    return all;
}

/* Refuses what has to be in memory at once and does not fit under the bound. */
static voi_status check_whole(const cli_options *o, voi_error *err)
{
    const char *who = o->exact ? "--exact needs" : "a workbook needs";
    double need = program + WORKING * bytes_of_files(o);
    if (isnan(o->max_memory)) {
        return VOI_OK;
    }
    if (is_input(o->costs) || is_input(o->effects) || is_input(o->net_benefit)) {
        return cli_fail(
            err, VOI_ERR_ARGUMENT,
            "%s the whole sample in memory, and the size of standard input is not known "
            "beforehand: leave out --max-memory, or read a file",
            who);
    }
    if (need > o->max_memory) {
        return cli_fail(err, VOI_ERR_LIMIT,
                        "%s the whole sample in memory, about %.0f MB; --max-memory allows %.0f MB",
                        who, ceil(need / megabyte), floor(o->max_memory / megabyte));
    }
    return VOI_OK;
}

voi_status cli_state_of_files(voi_context *ctx, voi_state_kind kind, const cli_options *options,
                              voi_state **out, voi_error *err)
{
    voi_problem_files files;
    voi_state_options asked;
    voi_state_options_default(&asked);
    asked.kind = kind;
    asked.wtp = options->wtp;
    asked.max_memory = isnan(options->max_memory) ? 0 : (size_t)options->max_memory;
    voi_status status = cli_problem_files(options, &files, err);
    return status == VOI_OK ? voi_state_of_files(ctx, &files, &asked, out, err) : status;
}

static voi_status answer_in_windows(voi_state_kind kind, const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_state *state = NULL;
    voi_table *table = NULL;
    const voi_population population = cli_population(options);
    voi_status status = cli_session_open(options, false, &session, err);
    if (status == VOI_OK) {
        status = cli_state_of_files(session.ctx, kind, options, &state, err);
    }
    if (status == VOI_OK) {
        status = voi_state_table(state, &population, &table, err);
    }
    cli_bar_erase(&session.bar);
    if (status == VOI_OK) {
        status = cli_write_table(&session, voi_state_kind_name(kind), options, table, err);
    }
    voi_table_destroy(table);
    voi_state_destroy(state);
    return cli_session_close(&session, options, status, err);
}

voi_status cli_answer_in_parts(voi_state_kind kind, const cli_options *options, cli_measure measure,
                               voi_error *err)
{
    bool whole = options->exact || cli_is_workbook(options->costs) ||
                 cli_is_workbook(options->effects) || cli_is_workbook(options->net_benefit);
    bool large = bytes_of_files(options) > memory() / SHARE;
    if (!whole && (large || !isnan(options->max_memory))) {
        return answer_in_windows(kind, options, err);
    }
    voi_status status = check_whole(options, err);
    return status == VOI_OK ? cli_answer(voi_state_kind_name(kind), options, measure, err) : status;
}
