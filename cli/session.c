/* From options to an answer. Results are rendered whole before the first byte is written, so that
 * an error leaves standard output empty and every file as it was. */
#include "session.h"

#include "cache.h"
#include "output.h"
#include "tell_profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

voi_status cli_problem_files(const cli_options *o, voi_problem_files *out, voi_error *err)
{
    if (o->outcome && (o->costs || o->effects || o->net_benefit)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--outcome has no strategies: leave out --costs, --effects and --nb");
    }
    if (o->net_benefit && (o->costs || o->effects)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--nb stands in place of --costs and --effects; give one of the two");
    }
    if (!o->outcome && !o->net_benefit && (!o->costs || !o->effects)) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s",
                        o->costs     ? "--costs needs --effects beside it"
                        : o->effects ? "--effects needs --costs beside it"
                                     : "no data: give --costs FILE --effects FILE, or --nb FILE");
    }
    *out = (voi_problem_files){.costs = o->costs,
                               .effects = o->effects,
                               .net_benefit = o->net_benefit,
                               .outcomes = o->outcome,
                               .parameters = o->params};
    return VOI_OK;
}

voi_status cli_session_open(const cli_options *options, bool read, cli_session *out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_context_options context;
    voi_problem_files files;
    char folder[CLI_CACHE_PATH];
    *out = (cli_session){0};
    if (read) {
        status = cli_problem_files(options, &files, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    if (options->trace) {
        status = cli_check_trace(options, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    out->backend = options->backend;
    cli_bar_start(&out->bar, !options->quiet && !options->no_progress);
    voi_context_options_default(&context);
    context.threads = isnan(options->threads) ? 0 : (size_t)options->threads;
    context.backend = options->backend;
    context.cache_folder = cli_cache_kernels(folder);
    context.progress = cli_bar_tick;
    context.progress_data = &out->bar;
    context.profile = options->profile || options->trace;
    status = voi_context_create(&context, &out->ctx, err);
    if (status == VOI_OK && read) {
        status = voi_problem_read(out->ctx, &files, &out->problem, err);
    }
    if (status == VOI_OK && read && voi_problem_strategies(out->problem) > 0) {
        status = voi_problem_upload(out->ctx, out->problem, err);
    }
    return status;
}

/* What took the place of the backend that was asked for, which tables may say too; NULL: nothing.
 */
static const char *gpu_warning(const cli_session *session)
{
    bool asked = session->ctx && session->backend && strcmp(session->backend, "cuda") == 0;
    bool lost = asked && strcmp(voi_context_backend(session->ctx), "cuda") != 0;
    return lost ? voi_context_backend_reason(session->ctx) : NULL;
}

voi_status cli_session_close(cli_session *session, const cli_options *options, voi_status status,
                             voi_error *err)
{
    cli_bar_erase(&session->bar);
    const char *warning = gpu_warning(session);
    if (status == VOI_OK && warning && !options->quiet) {
        fprintf(stderr, "voi: warning: %s\n", warning);
    }
    if (status == VOI_OK) {
        status = cli_tell_profile(session->ctx, options, err);
    }
    voi_context_destroy(session->ctx);
    voi_problem_destroy(session->problem);
    return status;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), size = strlen(ending);
    return length >= size && strcmp(text + length - size, ending) == 0;
}

static voi_format format_of(const cli_options *o)
{
    if (o->format) {
        return strcmp(o->format, "json") == 0  ? VOI_FORMAT_JSON
               : strcmp(o->format, "csv") == 0 ? VOI_FORMAT_CSV
                                               : VOI_FORMAT_TEXT;
    }
    if (o->output && ends_with(o->output, ".json")) {
        return VOI_FORMAT_JSON;
    }
    if (o->output) {
        return ends_with(o->output, ".txt") ? VOI_FORMAT_TEXT : VOI_FORMAT_CSV;
    }
    return isatty(STDOUT_FILENO) ? VOI_FORMAT_TEXT : VOI_FORMAT_CSV;
}

voi_status cli_session_write(const cli_session *session, const char *path, const voi_bytes *bytes,
                             voi_error *err)
{
    voi_phase_begin(session->ctx, "write");
    voi_status status = cli_write(path, bytes, err);
    voi_phase_end(session->ctx, bytes->size);
    return status;
}

voi_status cli_write_table(const cli_session *session, const char *command,
                           const cli_options *options, const voi_table *table, voi_error *err)
{
    voi_bytes bytes = {0};
    const voi_table_format_options format = {.format = format_of(options),
                                             .command = command,
                                             .settings = options->settings,
                                             .setting_count = options->setting_count};
    voi_phase_begin(session->ctx, "render");
    voi_status status = voi_table_format(table, &format, &bytes, err);
    voi_phase_end(session->ctx, bytes.size);
    if (status == VOI_OK) {
        status = cli_session_write(session, options->output, &bytes, err);
    }
    voi_bytes_free(&bytes);
    const char *later = gpu_warning(session);
    for (size_t i = 0; status == VOI_OK && !options->quiet && i < voi_table_warnings(table); i++) {
        const char *warning = voi_table_warning(table, i);
        if (!later || strcmp(warning, later) != 0) {
            fprintf(stderr, "voi: warning: %s\n", warning);
        }
    }
    return status;
}

voi_status cli_answer(const char *command, const cli_options *options, cli_measure measure,
                      voi_error *err)
{
    cli_session session;
    voi_table *table = NULL;
    voi_status status = cli_session_open(options, true, &session, err);
    if (status == VOI_OK) {
        status = measure(session.ctx, session.problem, options, &table, err);
    }
    cli_bar_erase(&session.bar);
    if (status == VOI_OK) {
        status = cli_write_table(&session, command, options, table, err);
    }
    voi_table_destroy(table);
    return cli_session_close(&session, options, status, err);
}

voi_status cli_need_wtp(const cli_options *options, voi_error *err)
{
    voi_problem_files files;
    voi_status status = cli_problem_files(options, &files, err);
    if (status != VOI_OK) {
        return status;
    }
    if (options->outcome && options->wtp_text) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--wtp is for --costs and --effects; the variance of an --outcome has no "
                        "price");
    }
    if (options->net_benefit && options->wtp_text) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--wtp is for --costs and --effects; net benefit is in money already");
    }
    if (!options->outcome && !options->net_benefit && !options->wtp_text) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--costs and --effects need --wtp, such as --wtp 20000 or --wtp "
                        "0:50000:100");
    }
    return VOI_OK;
}

voi_population cli_population(const cli_options *options)
{
    voi_population population;
    voi_population_default(&population);
    const char *how = options->discounting;
    if (!isnan(options->population)) {
        population.per_year = options->population;
        population.years = options->years;
    }
    if (!isnan(options->discount)) {
        population.discount = options->discount;
    }
    if (how) {
        population.discounting = strcmp(how, "annual-start") == 0 ? VOI_DISCOUNT_ANNUAL_START
                                 : strcmp(how, "annual-end") == 0 ? VOI_DISCOUNT_ANNUAL_END
                                                                  : VOI_DISCOUNT_CONTINUOUS;
    }
    return population;
}
