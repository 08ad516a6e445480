/* One study from --study and the options beside it. */
#include "plan_options.h"

#include "session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static voi_status read_cost(const char *name, const char *text, voi_cost *out, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    if (!text) {
        return VOI_OK;
    }
    voi_status status = voi_cost_parse(text, out, &cause);
    return status == VOI_OK ? status : cli_fail(err, status, "%s: %s", name, cause.message);
}

/* A number of options that must be above 0 where it is given. */
static voi_status read_rate(const char *name, double value, double *out, voi_error *err)
{
    if (value == 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "%s: 0 participants a year; leave it out where all "
                        "enter at once",
                        name);
    }
    *out = isnan(value) ? 0 : value;
    return VOI_OK;
}

static voi_status split_arms(const char *text, cli_plans *out, voi_error *err)
{
    out->arm_names = malloc(strlen(text) + 1);
    if (!out->arm_names) {
        return cli_fail(err, VOI_ERR_NOMEM, "out of memory for the arms");
    }
    strcpy(out->arm_names, text);
    for (char *name = out->arm_names, *next; name; name = next) {
        next = strchr(name, ',');
        if (next) {
            *next++ = '\0';
        }
        if (!*name || out->plan.arm_count == CLI_MOST_PARS) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "--arms: \"%.60s\" %s", text,
                            *name ? "has too many strategies" : "lacks a name");
        }
        out->arms[out->plan.arm_count++] = name;
    }
    out->plan.arms = out->arms;
    return VOI_OK;
}

static voi_status read_plan(const cli_options *o, cli_plans *out, voi_error *err)
{
    voi_study_plan *plan = &out->plan;
    voi_status status = cli_study_read(o, &out->study, err);
    if (status == VOI_OK) {
        status = read_cost("--costs-setup", o->costs_setup, &plan->setup, err);
    }
    if (status == VOI_OK) {
        status = read_cost("--costs-per-participant", o->costs_each, &plan->per_participant, err);
    }
    if (status == VOI_OK) {
        status = read_rate("--accrual", o->accrual, &plan->accrual, err);
    }
    if (status == VOI_OK && o->arms) {
        status = split_arms(o->arms, out, err);
    }
    plan->study = out->study.study;
    plan->sizes = out->study.sizes;
    plan->method = o->study_method;
    plan->reporting_delay = isnan(o->reporting_delay) ? 0 : o->reporting_delay;
    out->plans = plan;
    out->count = 1;
    return status;
}

/* An option describes one study if it is for the same commands as one of these. */
static bool describes_study(const cli_option *option)
{
    static const char *const like[] = {"--study", "--sd", "--follow-up", "--arms"};
    for (size_t i = 0; option->commands && i < cli_option_count; i++) {
        for (size_t j = 0; j < sizeof like / sizeof *like; j++) {
            const cli_option *other = &cli_option_table[i];
            if (strcmp(other->name, like[j]) == 0 && cli_takes(other, "report") &&
                strcmp(other->commands, option->commands) == 0) {
                return true;
            }
        }
    }
    return false;
}

static voi_status read_plans(const cli_options *o, cli_plans *out, voi_error *err)
{
    *out = (cli_plans){0};
    if (!o->studies) {
        return read_plan(o, out, err);
    }
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *option = &cli_option_table[i];
        if (o->given[i] && strcmp(option->name, "--studies") != 0 && describes_study(option)) {
            return cli_fail(err, VOI_ERR_ARGUMENT,
                            "--studies says all that is asked: leave out %s, or write it into the "
                            "file",
                            option->name);
        }
    }
    return VOI_OK;
}

bool cli_has_studies(const cli_options *options)
{
    return options->study || options->studies;
}

/* What is wrong with the studies, before a file is opened. */
static voi_status check_plans(const cli_options *options, voi_error *err)
{
    cli_plans plans;
    voi_status status = read_plans(options, &plans, err);
    cli_plans_free(&plans);
    return status;
}

/* Whether an option describes a study and nothing else. */
static bool is_of_studies(const cli_option *option)
{
    return cli_takes(option, "enbs") && !cli_takes(option, "evpi") && !cli_takes(option, "evppi") &&
           !cli_takes(option, "shapley");
}

const char *cli_study_option(const cli_options *options)
{
    for (size_t i = 0; i < cli_option_count; i++) {
        if (options->given[i] && is_of_studies(&cli_option_table[i])) {
            return cli_option_table[i].name;
        }
    }
    return NULL;
}

voi_status cli_check_studies(const cli_options *options, voi_error *err)
{
    const char *lonely = cli_has_studies(options) ? NULL : cli_study_option(options);
    if (lonely) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s is of a study: give --study NAME beside it",
                        lonely);
    }
    bool costs = options->costs_setup || options->costs_each || !isnan(options->accrual) ||
                 !isnan(options->reporting_delay) || options->arms;
    if (costs && isnan(options->population)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "what a study costs is held against its worth to a population: give --pop "
                        "and --time");
    }
    return cli_has_studies(options) ? check_plans(options, err) : VOI_OK;
}

/* What is in files. */
static voi_status load_plans(voi_context *ctx, const voi_problem *problem,
                             const cli_options *options, cli_plans *plans, voi_error *err)
{
    if (options->studies) {
        voi_status read = voi_studies_read(ctx, problem, options->studies, &plans->studies, err);
        if (read == VOI_OK) {
            plans->plans = voi_studies_plans(plans->studies);
            plans->count = voi_studies_count(plans->studies);
        }
        return read;
    }
    voi_status status = cli_study_load(ctx, problem, options, &plans->study, err);
    plans->plan.study = plans->study.study;
    plans->plan.summaries = plans->study.summaries;
    return status;
}

voi_status cli_plans_open(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          cli_plans *out, voi_error *err)
{
    voi_status status = read_plans(options, out, err);
    return status == VOI_OK ? load_plans(ctx, problem, options, out, err) : status;
}

void cli_plans_free(cli_plans *plans)
{
    cli_study_free(&plans->study);
    free(plans->arm_names);
    voi_studies_destroy(plans->studies);
    *plans = (cli_plans){0};
}

voi_enbs_options cli_enbs_options(const cli_options *options, const cli_plans *plans)
{
    return (voi_enbs_options){.wtp = options->wtp,
                              .population = cli_population(options),
                              .plans = plans->plans,
                              .plan_count = plans->count,
                              .seed = isnan(options->seed) ? 1 : (uint64_t)options->seed};
}

voi_status cli_need_study(const char *command, const cli_options *options, voi_error *err)
{
    return cli_has_studies(options)
               ? VOI_OK
               : cli_fail(err, VOI_ERR_ARGUMENT,
                          "%s needs a study: --study NAME with --pars NAMES, or --studies FILE",
                          command);
}

voi_status cli_need_population(const char *command, const cli_options *options, voi_error *err)
{
    return isnan(options->population)
               ? cli_fail(err, VOI_ERR_ARGUMENT,
                          "%s needs --pop and --time: costs of a study are held against what it is "
                          "worth to a population",
                          command)
               : VOI_OK;
}

voi_status cli_check_study_inputs(const char *command, bool of_population,
                                  const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    if (status == VOI_OK && !options->params) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "%s needs --params FILE, the parameters", command);
    }
    if (status == VOI_OK && of_population) {
        status = cli_need_population(command, options, err);
    }
    if (status == VOI_OK) {
        status = cli_need_study(command, options, err);
    }
    return status == VOI_OK ? check_plans(options, err) : status;
}
