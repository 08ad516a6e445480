/* voi evppi */
#include "commands.h"
#include "session.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    const voi_evppi_options asked = {.wtp = options->wtp,
                                     .population = cli_population(options),
                                     .parameters = options->pars_count ? options->pars : NULL,
                                     .parameter_count = options->pars_count,
                                     .method = options->method};
    return voi_evppi(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    if (status == VOI_OK && !options->params) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "evppi needs --params FILE, the parameters");
    }
    return status == VOI_OK ? cli_answer("evppi", options, measure, err) : status;
}

const cli_command cli_evppi = {
    "evppi",
    "the expected value of partial perfect information",
    "What it would be worth, per person, to know a parameter, or a group of them, before deciding: "
    "by a regression of the incremental net benefits on it. With a standard error, a 95 % "
    "interval, the effective degrees of freedom of the fit, and the value that its decisions have "
    "on the sample itself (policy_value), which should agree with the estimate.",
    {"voi evppi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000",
     "voi evppi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --pars "
     "log_rr_tele --pars log_rr_nurse,log_rr_tele,log_rr_death --pop 30000 --time 10"},
    run};
