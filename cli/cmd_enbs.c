/* voi enbs */
#include "commands.h"
#include "plan_options.h"
#include "session.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    cli_plans plans;
    voi_status status = cli_plans_open(ctx, problem, options, &plans, err);
    if (status == VOI_OK) {
        const voi_enbs_options asked = cli_enbs_options(options, &plans);
        status = voi_enbs(ctx, problem, &asked, out, err);
    }
    cli_plans_free(&plans);
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_check_study_inputs("enbs", true, options, err);
    return status == VOI_OK ? cli_answer("enbs", options, measure, err) : status;
}

const cli_command cli_enbs = {
    "enbs",
    "whether a study pays: its value to a population, less its costs",
    "The expected net benefit of sampling of every size n: EVSI of the population that profits, "
    "less the costs, with a standard error of both and the probability that it is above 0. The "
    "best size is found among all whole numbers, with the range of sizes that are as good within "
    "the error (n_low, n_high). With --accrual or --reporting-delay those profit who are decided "
    "for after the report.",
    {"voi enbs --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --study "
     "normal_known --pars log_rr_tele --sd 3 --pop 30000 --time 10 --costs-setup 500000 "
     "--costs-per-participant 1500,2500",
     "voi enbs --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --study "
     "normal_known --pars log_rr_tele --sd 3 --n 100:1000:100 --pop 30000 --time 10 "
     "--costs-per-participant 2000 --accrual 400 --reporting-delay 1"},
    run};
