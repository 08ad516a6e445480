/* voi icer */
#include "commands.h"
#include "session.h"

static voi_status measure(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          voi_table **out, voi_error *err)
{
    const voi_icer_options asked = {.frontier_only = options->frontier_only};
    return voi_icer(ctx, problem, &asked, out, err);
}

static voi_status run(const cli_options *options, voi_error *err)
{
    return cli_answer("icer", options, measure, err);
}

const cli_command cli_icer = {
    "icer",
    "the efficiency frontier: dominance and incremental cost per effect",
    "Strategies in order of cost. A dominated strategy costs no less than another that has no less "
    "effect; one with status extended lies below the line between two others. The others make the "
    "frontier, each with its incremental cost per effect against the one before it.",
    {"voi icer --costs costs.csv --effects effects.csv",
     "voi icer --costs costs.csv --effects effects.csv --frontier --format json"},
    run};
