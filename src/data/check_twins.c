/* Parameters and strategies that stand twice. Two columns are compared up to the first row in which
 * they differ, mostly the first of all. */
#include "data/column_checks.h"

#include <stdio.h>

static bool are_equal(double *const *columns, size_t a, size_t b, size_t rows)
{
    size_t i = 0;
    while (columns && i < rows && columns[a][i] == columns[b][i]) {
        i++;
    }
    return !columns || i == rows;
}

size_t vi_parameter_twin(const voi_problem *problem, size_t parameter)
{
    size_t first = 0;
    while (first < parameter && !are_equal(problem->params, first, parameter, problem->rows)) {
        first++;
    }
    return first;
}

size_t vi_strategy_twin(const voi_problem *problem, size_t strategy)
{
    size_t first = 0, rows = problem->rows;
    while (first < strategy && !(are_equal(problem->costs, first, strategy, rows) &&
                                 are_equal(problem->effects, first, strategy, rows) &&
                                 are_equal(problem->net_benefit, first, strategy, rows))) {
        first++;
    }
    return first;
}

voi_status vi_check_twins(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                          voi_error *err)
{
    voi_status status = VOI_OK;
    char where[400];
    const char *outcome = problem->costs ? "costs and effects" : "net benefit";
    (void)ctx;
    for (size_t j = 1; problem->rows > 1 && j < problem->parameters; j++) {
        size_t first = vi_parameter_twin(problem, j);
        if (first < j && !vi_is_constant(problem->params[j], problem->rows)) {
            snprintf(where, sizeof where, "parameter %.300s", problem->parameter_names[j]);
            VI_TRY(vi_find(findings, VI_WARNING, VOI_OK, where, err,
                           "is the same as %.300s in all rows", problem->parameter_names[first]));
        }
    }
    for (size_t d = 1; d < problem->strategies; d++) {
        size_t first = vi_strategy_twin(problem, d);
        if (first < d) {
            snprintf(where, sizeof where, "strategy %.300s", problem->strategy_names[d]);
            VI_TRY(vi_find(findings, VI_WARNING, VOI_OK, where, err,
                           "has the same %s as %.300s in all rows", outcome,
                           problem->strategy_names[first]));
        }
    }
cleanup:
    return status;
}
