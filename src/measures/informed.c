/* The regressions are those of the EVPPI: a spline of one quantity, the chosen method for several.
 * The quantities take the place of the parameters in a shallow copy of the problem, so that
 * needless ones are found as they are there. */
#include "measures/informed.h"

#include "core/alloc.h"
#include "fit/smoother.h"
#include "measures/choice.h"
#include "measures/reduction.h"

#include <math.h>
#include <string.h>

typedef struct {
    const vi_informing *about;
    vi_informed *out;
    vi_partial *limits;
} work;

bool vi_is_best(const vi_curve *curve, const vi_grid *grid, size_t strategy, size_t i)
{
    return curve->best[grid->rank[i]] == strategy;
}

bool vi_is_best_somewhere(const vi_curve *curve, size_t strategy)
{
    for (size_t j = 0; j < curve->count; j++) {
        if (curve->best[j] == strategy) {
            return true;
        }
    }
    return false;
}

/* Whether the reference of the increments is best at grid->values[i]. */
static bool is_concerned(const work *w, size_t i)
{
    return vi_is_best(w->about->curve, w->about->grid, w->out->increments.reference, i);
}

/* ---- One quantity ---- */

static void keep_spline(const vi_smoother *s, double *fitted)
{
    const vi_cells *cells = s->cells;
    size_t responses = s->spline.responses;
    for (size_t j = 0; j < cells->count; j++) {
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            double *row = fitted + cells->sorted[i].row * responses;
            for (size_t r = 0; r < responses; r++) {
                row[r] = s->spline.fitted[r * cells->count + j];
            }
        }
    }
}

static voi_status estimate_single(const work *w, vi_smoother *s, voi_error *err)
{
    const vi_increments *inc = &w->out->increments;
    const vi_grid *grid = w->about->grid;
    vi_estimator *estimator = NULL;
    if (!vi_smoother_fit(s, &inc->responses)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVSI: the regression failed");
    }
    estimator = vi_estimator_create(inc->problem->strategies, inc->responses.count);
    if (!estimator) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory");
    }
    vi_estimator_fit(estimator, inc, &s->tally, &s->noise);
    for (size_t i = 0; i < grid->count; i++) {
        if (is_concerned(w, i)) {
            w->limits[i] = vi_estimate(estimator, grid->values[i]);
            w->limits[i].method = "spline";
        }
    }
    vi_estimator_destroy(estimator);
    keep_spline(s, w->out->fitted);
    return VOI_OK;
}

/* A constant tells nothing. */
static void know_nothing(const work *w)
{
    const vi_responses *responses = &w->out->increments.responses;
    memset(w->out->fitted, 0, responses->rows * responses->count * sizeof *w->out->fitted);
    for (size_t i = 0; i < w->about->grid->count; i++) {
        if (is_concerned(w, i)) {
            w->limits[i] = (vi_partial){.edf = NAN, .trust = 1};
        }
    }
}

static voi_status inform_by_one(voi_context *ctx, const work *w, const double *column,
                                voi_error *err)
{
    voi_status status = VOI_OK;
    vi_smoother smoother = {0};
    const vi_responses *responses = &w->out->increments.responses;
    if (!vi_smoother_create(ctx->kernels, responses->rows, responses->count, &smoother)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory");
        goto cleanup;
    }
    vi_cells_cut(smoother.cells, column);
    if (smoother.cells->count < 2) {
        know_nothing(w);
    } else {
        VI_TRY(estimate_single(w, &smoother, err));
    }
cleanup:
    vi_smoother_free(&smoother);
    return status;
}

/* ---- Several ---- */

static voi_status inform_by_group(voi_context *ctx, const work *w, const vi_group *group,
                                  voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = w->about->grid;
    size_t count = 0, next = 0;
    double *k = vi_malloc(grid->count, sizeof *k);
    vi_partial *found = vi_malloc(grid->count, sizeof *found);
    if (!k || !found) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", grid->count);
        goto cleanup;
    }
    for (size_t i = 0; i < grid->count; i++) {
        if (is_concerned(w, i)) {
            k[count++] = grid->values[i];
        }
    }
    const vi_question question = {.increments = &w->out->increments,
                                  .group = group,
                                  .method = w->about->method,
                                  .k = k,
                                  .count = count,
                                  .fitted = w->out->fitted};
    VI_TRY(vi_choose_fit(ctx, &question, found, err));
    for (size_t i = 0; i < grid->count; i++) {
        if (is_concerned(w, i)) {
            w->limits[i] = found[next++];
        }
    }
cleanup:
    vi_free(k);
    vi_free(found);
    return status;
}

/* The quantities as the parameters of a problem; which of them are needed. */
static voi_status reduce(voi_context *ctx, const vi_informing *about, vi_asked *left,
                         voi_error *err)
{
    voi_problem stand_in = *about->problem;
    size_t start[2] = {0, about->count};
    bool reduced;
    vi_asked asked = {.count = 1, .start = start};
    asked.member = vi_malloc(about->count, sizeof *asked.member);
    if (!asked.member) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory");
    }
    for (size_t j = 0; j < about->count; j++) {
        asked.member[j] = j;
    }
    stand_in.params = about->columns;
    stand_in.parameters = about->count;
    voi_status status = vi_reduce(ctx, &stand_in, &asked, left, &reduced, err);
    vi_free(asked.member);
    return status;
}

static voi_status inform(voi_context *ctx, const work *w, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_asked left = {0};
    const double *columns[VI_MOST_PARAMETERS];
    VI_TRY(reduce(ctx, w->about, &left, err));
    size_t count = vi_asked_size(&left, 0);
    for (size_t j = 0; j < count; j++) {
        columns[j] = w->about->columns[left.member[j]];
    }
    const vi_group group = {columns, count, w->about->problem->rows, NULL};
    status =
        count == 1 ? inform_by_one(ctx, w, columns[0], err) : inform_by_group(ctx, w, &group, err);
cleanup:
    vi_asked_free(&left);
    return status;
}

static voi_status cap(const work *w, voi_error *err)
{
    const vi_grid *grid = w->about->grid;
    for (size_t i = 0; i < grid->count; i++) {
        vi_partial *limit = &w->limits[i];
        if (is_concerned(w, i)) {
            if (isnan(limit->evppi) || isnan(limit->se)) {
                return vi_fail(err, VOI_ERR_NUMERIC, "EVSI: the regression gave no number");
            }
            limit->evppi = fmin(limit->evppi, w->about->curve->evpi[grid->rank[i]]);
        }
    }
    return VOI_OK;
}

voi_status vi_informed_create(voi_context *ctx, const vi_informing *about, size_t reference,
                              vi_informed *out, vi_partial *limits, voi_error *err)
{
    voi_status status = VOI_OK;
    const work w = {about, out, limits};
    *out = (vi_informed){0};
    VI_TRY(vi_increments_create(ctx, about->problem, reference, &out->increments, err));
    size_t responses = out->increments.responses.count, rows = about->problem->rows;
    out->fitted = vi_malloc(rows * responses, sizeof *out->fitted);
    if (!out->fitted) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", rows);
        goto cleanup;
    }
    VI_TRY(inform(ctx, &w, err));
    VI_TRY(cap(&w, err));
cleanup:
    if (status != VOI_OK) {
        vi_informed_free(out);
    }
    return status;
}

void vi_informed_free(vi_informed *informed)
{
    vi_increments_free(&informed->increments);
    vi_free(informed->fitted);
    *informed = (vi_informed){0};
}
