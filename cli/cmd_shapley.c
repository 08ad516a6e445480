/* voi shapley */
#include "commands.h"
#include "session.h"

#include <math.h>

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    voi_shapley_options asked;
    voi_shapley_options_default(&asked);
    asked.wtp = options->wtp;
    asked.players = options->pars_count ? options->pars : NULL;
    asked.player_count = options->pars_count;
    asked.method = options->method;
    if (!isnan(options->seed)) {
        asked.seed = (uint64_t)options->seed;
    }
    return voi_shapley(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    if (status == VOI_OK && !options->params) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "shapley needs --params FILE, the parameters");
    }
    return status == VOI_OK ? cli_answer("shapley", options, measure, err) : status;
}

const cli_command cli_shapley = {
    "shapley",
    "the expected value of perfect information attributed to parameters",
    "How much of the EVPI each parameter, or group of them, stands for: what knowing it adds to "
    "what is already known, averaged over all orders in which parameters may become known "
    "(Shapley's value). The rows sum to the EVPI; what the parameters leave open is in the last. "
    "Correlated parameters are best asked for as one group.",
    {"voi shapley --costs costs.csv --effects effects.csv --params params.csv --wtp 20000",
     "voi shapley --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --pars "
     "log_rr_tele --pars log_rr_nurse,log_rr_death --pars u_home"},
    run};
