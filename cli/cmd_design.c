/* voi design */
#include "commands.h"
#include "plan_options.h"
#include "session.h"

/* Values of an option of designs; none where the option is not given. */
static voi_status read_list(const char *name, const char *text, voi_sizes *out, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    *out = (voi_sizes){0};
    voi_status status = text ? voi_numbers_parse(text, out, &cause) : VOI_OK;
    return status == VOI_OK ? status : cli_fail(err, status, "%s: %s", name, cause.message);
}

static voi_status read_lists(const cli_options *options, voi_sizes *allocations,
                             voi_sizes *follow_ups, voi_error *err)
{
    *follow_ups = (voi_sizes){0};
    voi_status status = read_list("--allocation", options->allocations, allocations, err);
    return status == VOI_OK ? read_list("--follow-up", options->follow_ups, follow_ups, err)
                            : status;
}

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    cli_plans plans = {0};
    voi_sizes allocations, follow_ups;
    voi_status status = read_lists(options, &allocations, &follow_ups, err);
    if (status == VOI_OK) {
        status = cli_plans_open(ctx, problem, options, &plans, err);
    }
    if (status == VOI_OK) {
        const voi_best_design_options asked = {.enbs = cli_enbs_options(options, &plans),
                                               .allocations = allocations.values,
                                               .allocation_count = allocations.count,
                                               .follow_ups = follow_ups.values,
                                               .follow_up_count = follow_ups.count};
        status = voi_best_design(ctx, problem, &asked, out, err);
    }
    cli_plans_free(&plans);
    voi_sizes_free(&allocations);
    voi_sizes_free(&follow_ups);
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_sizes allocations, follow_ups;
    voi_status status = cli_check_study_inputs("design", true, options, err);
    if (status == VOI_OK) {
        status = read_lists(options, &allocations, &follow_ups, err);
        voi_sizes_free(&allocations);
        voi_sizes_free(&follow_ups);
    }
    return status == VOI_OK ? cli_answer("design", options, measure, err) : status;
}

const cli_command cli_design = {
    "design",
    "the best design of a study: its size, allocation and follow-up",
    "For every allocation and every follow-up that are listed, the size with the largest expected "
    "net benefit of sampling among all whole numbers; the best of all is marked. Costs and times "
    "are those of voi enbs.",
    {"voi design --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --study "
     "trial_binary --pars p_death_home,p_death_admit --allocation 0.5,1,2 --pop 30000 --time 10 "
     "--costs-per-participant 20",
     "voi design --costs costs.csv --effects effects.csv --params params.csv --wtp "
     "20000:30000:5000 --study normal_known --pars log_rr_tele --sd 3 --pop 30000 --time 10 "
     "--costs-per-participant 2000"},
    run};
