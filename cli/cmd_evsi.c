/* voi evsi */
#include "commands.h"
#include "plan_options.h"
#include "session.h"

#include <math.h>

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    cli_plans plans;
    voi_status status = cli_plans_open(ctx, problem, options, &plans, err);
    if (status == VOI_OK) {
        const voi_evsi_options asked = {.wtp = options->wtp,
                                        .population = cli_population(options),
                                        .plans = plans.plans,
                                        .plan_count = plans.count,
                                        .seed = isnan(options->seed) ? 1 : (uint64_t)options->seed};
        status = voi_evsi(ctx, problem, &asked, out, err);
    }
    cli_plans_free(&plans);
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_check_study_inputs("evsi", false, options, err);
    if (status == VOI_OK && !options->studies && !options->sizes_text) {
        status = cli_fail(err, VOI_ERR_ARGUMENT,
                          "--n LIST is missing, the sizes of the study, such as 50,100,200");
    }
    return status == VOI_OK ? cli_answer("evsi", options, measure, err) : status;
}

const cli_command cli_evsi = {
    "evsi",
    "the expected value of sample information",
    "What the data of a concrete study would be worth, per person, for every size n: the gain of "
    "deciding after the study over deciding now, with a standard error and a 95 % interval. The "
    "design says how the data come about.",
    {"voi evsi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --study "
     "binary --pars adherence --n 50,100,200",
     "voi evsi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --study "
     "normal_known --pars log_rr_tele --sd 3 --n 100:1000:100 --pop 30000 --time 10"},
    run};
