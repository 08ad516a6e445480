/* One sentence about what the problem holds, so that a user sees at a glance whether it is what he
 * meant, and a check without findings is no empty page. */
#include "data/column_checks.h"

#include "data/name_list.h"

#include <stdio.h>

voi_status vi_check_contents(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err)
{
    char strategies[300], names[400], parameters[500] = "no parameters";
    const char *outcome = problem->costs ? "costs and effects" : "net benefit";
    size_t rows = problem->rows, count = problem->parameters;
    (void)ctx;
    vi_name_list(problem->strategy_names, NULL, problem->strategies, strategies, sizeof strategies);
    if (count > 0) {
        vi_name_list(problem->parameter_names, NULL, count, names, sizeof names);
        snprintf(parameters, sizeof parameters, "%zu parameter%s: %s", count, count > 1 ? "s" : "",
                 names);
    }
    return vi_find(findings, VI_NOTE, VOI_OK, "problem", err,
                   "%zu row%s; %s of %zu strategies: %s; %s", rows, rows > 1 ? "s" : "", outcome,
                   problem->strategies, strategies, parameters);
}
