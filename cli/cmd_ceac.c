/* voi ceac */
#include "commands.h"
#include "windowed.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    const voi_ceac_options asked = {.wtp = options->wtp};
    return voi_ceac(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    return status == VOI_OK ? cli_answer_in_parts(VOI_STATE_CEAC, options, measure, err) : status;
}

const cli_command cli_ceac = {
    "ceac",
    "the probability that a strategy is optimal, over willingness to pay",
    "The cost-effectiveness acceptability curve; frontier marks the strategy with the highest "
    "expected net benefit, expected_loss is what choosing a strategy loses on average for want of "
    "information.",
    {"voi ceac --costs costs.csv --effects effects.csv --wtp 20000",
     "voi ceac --costs costs.csv --effects effects.csv --wtp 0:50000:10000 --format csv"},
    run};
