/* Columns with one value. The first row that differs ends the search, so a sample without constants
 * costs next to nothing, however long it is. */
#include "data/column_checks.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* A value that was calculated in another order in every row may differ in its last bits. */
static const double last_bits = 8 * DBL_EPSILON;

bool vi_is_constant(const double *column, size_t rows)
{
    double first = column[0], allowed = last_bits * fabs(first);
    for (size_t i = 1; i < rows; i++) {
        if (fabs(column[i] - first) > allowed) {
            return false;
        }
    }
    return true;
}

static voi_status check_outcomes(const voi_problem *problem, double *const *columns,
                                 const char *outcome, vi_findings *findings, voi_error *err)
{
    voi_status status = VOI_OK;
    char *const *names = problem->outcomes ? problem->outcome_names : problem->strategy_names;
    size_t count = problem->outcomes ? problem->outcome_count : problem->strategies;
    for (size_t d = 0; columns && d < count; d++) {
        char where[400];
        if (vi_is_constant(columns[d], problem->rows)) {
            snprintf(where, sizeof where, "%s of %.300s", outcome, names[d]);
            VI_TRY(vi_find(findings, VI_NOTE, VOI_OK, where, err, "the same in all rows (%.10g)",
                           columns[d][0]));
        }
    }
cleanup:
    return status;
}

voi_status vi_check_constants(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    (void)ctx;
    if (problem->rows < 2) {
        return VOI_OK;
    }
    for (size_t j = 0; j < problem->parameters; j++) {
        char where[400];
        if (vi_is_constant(problem->params[j], problem->rows)) {
            snprintf(where, sizeof where, "parameter %.300s", problem->parameter_names[j]);
            VI_TRY(vi_find(findings, VI_WARNING, VOI_OK, where, err,
                           "is constant (%.10g): knowing it is worth nothing",
                           problem->params[j][0]));
        }
    }
    VI_TRY(check_outcomes(problem, problem->costs, "costs", findings, err));
    VI_TRY(check_outcomes(problem, problem->effects, "effects", findings, err));
    VI_TRY(check_outcomes(problem, problem->net_benefit, "net benefit", findings, err));
    VI_TRY(check_outcomes(problem, problem->outcomes, "values", findings, err));
cleanup:
    return status;
}
