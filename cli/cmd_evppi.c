/* voi evppi */
#include "commands.h"
#include "session.h"

#include <math.h>

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    voi_evppi_options asked = {.wtp = options->wtp,
                               .population = cli_population(options),
                               .parameters = options->pars_count ? options->pars : NULL,
                               .parameter_count = options->pars_count,
                               .pairs = options->pairs,
                               .method = options->method,
                               .seed = isnan(options->seed) ? 1 : (uint64_t)options->seed};
    voi_groups *groups = NULL;
    voi_status status = VOI_OK;
    if (!isnan(options->bootstrap)) {
        asked.bootstrap = (size_t)options->bootstrap;
    }
    if (options->groups) {
        status = voi_groups_read(problem, options->groups, &groups, err);
    }
    if (status == VOI_OK && groups) {
        asked.parameters = voi_groups_parameters(groups);
        asked.group_names = voi_groups_names(groups);
        asked.parameter_count = voi_groups_count(groups);
    }
    if (status == VOI_OK) {
        status = options->outcome ? voi_evppi_variance(ctx, problem, &asked, out, err)
                                  : voi_evppi(ctx, problem, &asked, out, err);
    }
    voi_groups_destroy(groups);
    return status;
}

/* What goes with what. */
static voi_status check(const cli_options *options, voi_error *err)
{
    bool bootstrap = !isnan(options->bootstrap);
    const struct {
        bool wrong;
        const char *message;
    } findings[] = {
        {!options->params, "evppi needs --params FILE, the parameters"},
        {options->groups && (options->pairs || options->pars_count > 0),
         "--groups says all that is asked: leave out --pars and --pairs"},
        {options->outcome && !isnan(options->population),
         "--pop is for money: leave it out with --outcome"},
        {options->outcome && bootstrap, "--bootstrap is of decisions: leave it out with --outcome"},
        {!isnan(options->seed) && !bootstrap, "--seed is of the replicates of --bootstrap R"}};
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) {
        if (findings[i].wrong) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "%s", findings[i].message);
        }
    }
    return VOI_OK;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    if (status == VOI_OK) {
        status = check(options, err);
    }
    return status == VOI_OK ? cli_answer("evppi", options, measure, err) : status;
}

const cli_command cli_evppi = {
    "evppi",
    "the expected value of partial perfect information",
    "What it would be worth, per person, to know a parameter, or a group of them, before deciding: "
    "by a regression of the incremental net benefits on it. With a standard error, a 95 % "
    "interval, the effective degrees of freedom of the fit, and the value that its decisions have "
    "on the sample itself (policy_value), which should agree with the estimate. With --outcome, by "
    "how much it would shrink the variance of an outcome: in squared units, and as a share of the "
    "variance, which is Sobol's index.",
    {"voi evppi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000",
     "voi evppi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 --pars "
     "log_rr_tele --pars log_rr_nurse,log_rr_tele,log_rr_death --pop 30000 --time 10"},
    run};
