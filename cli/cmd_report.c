/* voi report: the whole analysis as one HTML page. */
#define _GNU_SOURCE
#include "commands.h"
#include "output.h"
#include "plan_options.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OWN_SETTINGS = 3 };

/* What the page says about how it was made, beside the options. */
typedef struct {
    voi_setting list[CLI_MOST_SETTINGS + OWN_SETTINGS];
    size_t count;
    char threads[24], date[24];
} settings;

/* Today, or the day that the environment asks for so that a build can be repeated. */
static void write_date(char *text, size_t capacity)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch ? strtoll(epoch, &end, 10) : 0;
    time_t now = epoch && end != epoch && !*end ? (time_t)seconds : time(NULL);
    struct tm day;
    if (!gmtime_r(&now, &day) || strftime(text, capacity, "%Y-%m-%d", &day) == 0) {
        text[0] = '\0';
    }
}

/* The page lists its files by itself; where it goes changes nothing in it; threads and kernels are
 * told as they were, not as they were asked for. */
static bool is_told(const char *name)
{
    static const char *const silent[] = {"costs",  "effects",     "nb",      "params",
                                         "output", "no-progress", "threads", "backend",
                                         "quiet",  "profile",     "trace"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (strcmp(name, silent[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void collect_settings(const cli_session *session, const cli_options *options, settings *out)
{
    out->count = 0;
    for (size_t i = 0; i < options->setting_count; i++) {
        if (is_told(options->settings[i].name)) {
            out->list[out->count++] = options->settings[i];
        }
    }
    snprintf(out->threads, sizeof out->threads, "%zu", voi_context_threads(session->ctx));
    write_date(out->date, sizeof out->date);
    out->list[out->count++] = (voi_setting){"threads", out->threads};
    out->list[out->count++] = (voi_setting){"backend", voi_context_backend(session->ctx)};
    out->list[out->count++] = (voi_setting){"date", out->date};
}

static voi_status write_report(cli_session *session, const cli_options *options,
                               const voi_groups *groups, const cli_plans *plans, voi_error *err)
{
    settings told;
    voi_report_options asked;
    voi_bytes page = {0};
    collect_settings(session, options, &told);
    voi_report_options_default(&asked);
    asked.wtp = options->wtp;
    asked.headline = options->headline;
    asked.population = cli_population(options);
    asked.title = options->title;
    asked.currency = options->currency;
    asked.settings = told.list;
    asked.setting_count = told.count;
    if (groups) {
        asked.groups = voi_groups_parameters(groups);
        asked.group_names = voi_groups_names(groups);
        asked.group_count = voi_groups_count(groups);
    }
    if (plans) {
        asked.plans = plans->plans;
        asked.plan_count = plans->count;
    }
    voi_status status = voi_report(session->ctx, session->problem, &asked, &page, err);
    cli_bar_erase(&session->bar);
    if (status == VOI_OK) {
        status = cli_session_write(session, options->output, &page, err);
    }
    voi_bytes_free(&page);
    return status;
}

/* Reads the files, keeping their digests for the page. */
static voi_status read_files(cli_session *session, const cli_options *options, voi_groups **groups,
                             voi_error *err)
{
    voi_problem_files files;
    voi_status status = cli_problem_files(options, &files, err);
    files.hash = true;
    if (status == VOI_OK) {
        status = voi_problem_read(session->ctx, &files, &session->problem, err);
    }
    if (status == VOI_OK) {
        status = voi_problem_upload(session->ctx, session->problem, err);
    }
    if (status == VOI_OK && options->groups) {
        status = voi_groups_read(session->problem, options->groups, groups, err);
    }
    return status;
}

/* With the studies that the options describe, if they do. */
static voi_status answer(cli_session *session, const cli_options *options, const voi_groups *groups,
                         voi_error *err)
{
    cli_plans plans;
    if (!cli_has_studies(options)) {
        return write_report(session, options, groups, NULL, err);
    }
    voi_status status = cli_plans_open(session->ctx, session->problem, options, &plans, err);
    if (status == VOI_OK) {
        status = write_report(session, options, groups, &plans, err);
    }
    cli_plans_free(&plans);
    return status;
}

/* What is wrong with the options is said before a file is opened. */
static voi_status check(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    if (status == VOI_OK && options->groups && !options->params) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "--groups needs --params FILE, the parameters");
    }
    if (status == VOI_OK && cli_has_studies(options) && !options->params) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "%s needs --params FILE, the parameters",
                          options->studies ? "--studies" : "--study");
    }
    return status == VOI_OK ? cli_check_studies(options, err) : status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session = {0};
    cli_options own = *options;
    voi_groups *groups = NULL;
    own.output = options->output ? options->output : "report.html";
    voi_status status = check(options, err);
    if (status == VOI_OK) {
        status = cli_session_open(&own, false, &session, err);
    }
    if (status == VOI_OK) {
        status = read_files(&session, &own, &groups, err);
    }
    if (status == VOI_OK) {
        status = answer(&session, &own, groups, err);
    }
    voi_groups_destroy(groups);
    return cli_session_close(&session, &own, status, err);
}

const cli_command cli_report = {
    "report",
    "the whole analysis as one HTML page that needs no network",
    "Which strategy is best, how uncertain that is, what more research would be worth and on which "
    "parameters, with the checks of the input and the settings; with --groups also on which "
    "groups of them, with --study what a study would be worth, and with --pop whether it pays. In "
    "a browser a slider moves the "
    "page to another willingness to pay; it prints on A4. The date in it is today's, or that of "
    "SOURCE_DATE_EPOCH.",
    {"voi report --costs costs.csv --effects effects.csv --params params.csv --wtp "
     "20000,0:50000:500 --pop 30000 --time 10 --currency £ --output report.html",
     "voi report --costs costs.csv --effects effects.csv --wtp 20000 --title \"Follow-up\" "
     "--output follow-up.html"},
    run};
