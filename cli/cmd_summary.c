/* voi summary */
#include "commands.h"
#include "windowed.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    const voi_summary_options asked = {.wtp = options->wtp};
    return voi_summary(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    return status == VOI_OK ? cli_answer_in_parts(VOI_STATE_SUMMARY, options, measure, err)
                            : status;
}

const cli_command cli_summary = {
    "summary",
    "expected costs, effects and net benefits of every strategy",
    "For every willingness to pay: mean cost, effect and net benefit of every strategy, the "
    "standard error of the net benefit, the difference to the optimal strategy, and the "
    "probability of being optimal.",
    {"voi summary --costs costs.csv --effects effects.csv --wtp 20000",
     "voi summary --costs costs.csv --effects effects.csv --wtp 0:50000:10000 --format csv"},
    run};
