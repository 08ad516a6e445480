/* voi evpi */
#include "commands.h"
#include "windowed.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    const voi_evpi_options asked = {
        .wtp = options->wtp, .population = cli_population(options), .exact = options->exact};
    return voi_evpi(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    voi_status status = cli_need_wtp(options, err);
    return status == VOI_OK ? cli_answer_in_parts(VOI_STATE_EVPI, options, measure, err) : status;
}

const cli_command cli_evpi = {
    "evpi",
    "the expected value of perfect information",
    "What it would be worth, per person, to know every parameter before deciding, with its "
    "standard error; with --pop and --time also for the population. No study can be worth more.",
    {"voi evpi --costs costs.csv --effects effects.csv --wtp 0:50000:5000",
     "voi evpi --costs costs.csv --effects effects.csv --wtp 20000 --pop 30000 --time 10"},
    run};
