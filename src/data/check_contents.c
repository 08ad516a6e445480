/* One sentence about what the problem holds, so that a user sees at a glance whether it is what he
 * meant, and a check without findings is no empty page. */
#include "data/column_checks.h"

#include "data/name_list.h"

#include <stdio.h>

voi_status vi_check_contents(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err)
{
    char outcomes[300], names[400], parameters[500] = "no parameters", of[60];
    size_t rows = problem->rows, count = problem->parameters;
    (void)ctx;
    if (problem->outcomes) {
        size_t all = problem->outcome_count;
        vi_name_list(problem->outcome_names, NULL, all, outcomes, sizeof outcomes);
        snprintf(of, sizeof of, "%zu outcome%s", all, all > 1 ? "s" : "");
    } else {
        vi_name_list(problem->strategy_names, NULL, problem->strategies, outcomes, sizeof outcomes);
        snprintf(of, sizeof of, "%s of %zu strategies",
                 problem->costs ? "costs and effects" : "net benefit", problem->strategies);
    }
    if (count > 0) {
        vi_name_list(problem->parameter_names, NULL, count, names, sizeof names);
        snprintf(parameters, sizeof parameters, "%zu parameter%s: %s", count, count > 1 ? "s" : "",
                 names);
    }
    return vi_find(findings, VI_NOTE, VOI_OK, "problem", err, "%zu row%s; %s: %s; %s", rows,
                   rows > 1 ? "s" : "", of, outcomes, parameters);
}
