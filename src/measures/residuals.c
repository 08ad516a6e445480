/* What the regression on one parameter leaves, for the eye: the residuals of the increment that the
 * decision hangs on most, the best strategy's over the second best, averaged over 20 parts of the
 * rows along the parameter, as many in each. Where the regression misses structure, means lie
 * beyond what chance allows, several of them side by side. */
#include "measures/pictures.h"

#include "core/alloc.h"
#include "core/table.h"
#include "fit/smoother.h"
#include "measures/asked.h"
#include "measures/curve.h"
#include "measures/responses.h"

#include <math.h>

enum { PARTS = 20 };

enum { PARAMETER, STRATEGY, REFERENCE, K, VALUE, RESIDUAL, SE, COUNT, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"parameter", VOI_COLUMN_TEXT}, {"strategy", VOI_COLUMN_TEXT}, {"reference", VOI_COLUMN_TEXT},
    {"k", VOI_COLUMN_NUMBER},       {"value", VOI_COLUMN_NUMBER},  {"residual", VOI_COLUMN_NUMBER},
    {"se", VOI_COLUMN_NUMBER},      {"count", VOI_COLUMN_NUMBER}};

typedef struct {
    const voi_problem *problem;
    size_t parameter, best, second;
    double k;
    vi_increments increments; /* against the best */
    vi_smoother smoother;
    double *left; /* residuals, in the order of the parameter */
} residuals;

/* The strategy after the best at the curve's first k. */
static size_t second_of(const vi_curve *curve)
{
    size_t second = curve->best[0] == 0 ? 1 : 0;
    for (size_t d = 0; d < curve->strategies; d++) {
        bool nearer = vi_curve_gap(curve, 0, d) < vi_curve_gap(curve, 0, second);
        second = d != curve->best[0] && nearer ? d : second;
    }
    return second;
}

/* Of the net benefit of the best over the second. */
static void take_residuals(residuals *work)
{
    const vi_cells *cells = work->smoother.cells;
    const vi_increments *inc = &work->increments;
    size_t responses = inc->responses.count;
    for (size_t j = 0; j < cells->count; j++) {
        for (size_t t = cells->start[j]; t < cells->start[j + 1]; t++) {
            const double *y = inc->y + cells->sorted[t].row * responses;
            double sum = 0;
            for (size_t r = 0; r < responses; r++) {
                if (vi_increments_strategy(inc, r) == work->second) {
                    double fitted = work->smoother.spline.fitted[r * cells->count + j];
                    sum += vi_increments_factor(inc, r, work->k) * (y[r] - fitted);
                }
            }
            work->left[t] = -sum;
        }
    }
}

static void add_part(const residuals *work, size_t first, size_t end, voi_table *table)
{
    char *const *names = work->problem->strategy_names;
    const double *x = work->problem->params[work->parameter];
    double count = (double)(end - first), mean = 0, value = 0, squares = 0;
    for (size_t t = first; t < end; t++) {
        mean += work->left[t] / count;
        value += x[work->smoother.cells->sorted[t].row] / count;
    }
    for (size_t t = first; t < end; t++) {
        squares += (work->left[t] - mean) * (work->left[t] - mean);
    }
    vi_table_add_row(table);
    vi_table_set_text(table, PARAMETER, work->problem->parameter_names[work->parameter]);
    vi_table_set_text(table, STRATEGY, names[work->best]);
    vi_table_set_text(table, REFERENCE, names[work->second]);
    vi_table_set_number(table, K, work->problem->costs ? work->k : NAN);
    vi_table_set_number(table, VALUE, value);
    vi_table_set_number(table, RESIDUAL, mean);
    vi_table_set_number(table, SE, count > 1 ? sqrt(squares / (count - 1) / count) : NAN);
    vi_table_set_number(table, COUNT, count);
}

static voi_status fit(voi_context *ctx, residuals *work, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t rows = work->problem->rows;
    VI_TRY(vi_increments_create(ctx, work->problem, work->best, &work->increments, err));
    bool room =
        vi_smoother_create(ctx->kernels, rows, work->increments.responses.count, &work->smoother);
    work->left = vi_malloc(rows, sizeof *work->left);
    if (!room || !work->left) {
        status = vi_fail(err, VOI_ERR_NOMEM, "residuals: out of memory");
        goto cleanup;
    }
    vi_cells_cut(work->smoother.cells, work->problem->params[work->parameter]);
    if (work->smoother.cells->count > 1 &&
        !vi_smoother_fit(&work->smoother, &work->increments.responses)) {
        status = vi_fail(err, VOI_ERR_NUMERIC, "residuals: the regression failed");
    }
cleanup:
    return status;
}

/* A constant has no rows. */
static voi_status tabulate(residuals *work, voi_table **out, voi_error *err)
{
    voi_table *table = NULL;
    size_t rows = work->problem->rows;
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    if (work->smoother.cells->count > 1) {
        take_residuals(work);
        for (size_t part = 0; part < PARTS; part++) {
            add_part(work, part * rows / PARTS, (part + 1) * rows / PARTS, table);
        }
    } else {
        vi_table_warn(table, "parameter %s is constant: a regression on it leaves everything",
                      work->problem->parameter_names[work->parameter]);
    }
    vi_problem_warn(work->problem, table);
    return vi_table_finish(&table, out, err);
}

voi_status vi_residuals(voi_context *ctx, const voi_problem *problem, size_t parameter, double k,
                        voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    residuals work = {.problem = problem, .parameter = parameter, .k = k};
    vi_curve curve = {0};
    *out = NULL;
    VI_TRY(vi_asked_check(problem, "EVPPI", err));
    if (problem->strategies < 2) {
        status = vi_fail(err, VOI_ERR_DATA, "residuals: one strategy alone has no increments");
        goto cleanup;
    }
    VI_TRY(vi_curve_compute(ctx, problem, &k, 1, false, &curve, err));
    work.best = curve.best[0];
    work.second = second_of(&curve);
    VI_TRY(fit(ctx, &work, err));
    VI_TRY(tabulate(&work, out, err));
cleanup:
    vi_free(work.left);
    vi_smoother_free(&work.smoother);
    vi_increments_free(&work.increments);
    vi_curve_free(&curve);
    return status;
}
