/* The values of k are taken in groups with the same strategy of the highest mean, the reference of
 * the group: its increments are taken once, then every parameter is a task of its own: sort, cut
 * into cells, fit, and estimate at every k of the group. */
#include "measures/partials.h"

#include "core/alloc.h"
#include "fit/smoother.h"
#include "measures/bootstrap_single.h"

#include <math.h>

/* One worker's scratch, kept from task to task. */
typedef struct {
    vi_smoother smoother;
    vi_estimator *estimator;
    bool ready;
} scratch;

typedef struct {
    const vi_partials *all;
    const struct vi_kernels *kernels;
    vi_increments increments; /* of the group */
    scratch *workers;
    vi_partial *answers;
} group;

static voi_status get_scratch(const group *g, scratch *s, voi_error *err)
{
    size_t responses = g->increments.responses.count;
    if (s->ready) {
        return VOI_OK;
    }
    s->ready = vi_smoother_create(g->kernels, g->all->problem->rows, responses, &s->smoother);
    s->estimator = vi_estimator_create(g->all->problem->strategies, responses);
    s->ready = s->ready && s->estimator;
    return s->ready ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

static void free_scratch(scratch *s)
{
    vi_smoother_free(&s->smoother);
    vi_estimator_destroy(s->estimator);
}

static bool in_group(const group *g, size_t i)
{
    return g->all->curve->best[g->all->grid->rank[i]] == g->increments.reference;
}

/* Fits the parameter that is cut into cells. */
static voi_status fit(const group *g, scratch *s, voi_error *err)
{
    if (!vi_smoother_fit(&s->smoother, &g->increments.responses)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression failed");
    }
    vi_estimator_fit(s->estimator, &g->increments, &s->smoother.tally, &s->smoother.noise);
    return VOI_OK;
}

static voi_status run_parameter(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const group *g = argument;
    const vi_grid *grid = g->all->grid;
    scratch *s = &g->workers[worker];
    VI_TRY(get_scratch(g, s, err));
    vi_cells_cut(s->smoother.cells, g->all->problem->params[g->all->parameters[task]]);
    bool constant = s->smoother.cells->count < 2;
    if (!constant) {
        VI_TRY(fit(g, s, err));
    }
    for (size_t i = 0; i < grid->count; i++) {
        vi_partial *answer = &g->answers[task * grid->count + i];
        if (in_group(g, i)) {
            *answer = constant ? (vi_partial){.edf = NAN, .trust = 1}
                               : vi_estimate(s->estimator, grid->values[i]);
            if (!isfinite(answer->evppi)) {
                return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: an estimate is not finite");
            }
        }
    }
cleanup:
    return status;
}

static voi_status run_group(voi_context *ctx, group *g, size_t reference, voi_error *err)
{
    const vi_job job = {"computing the EVPPI", g->all->count, run_parameter, g};
    voi_status status = vi_increments_create(ctx, g->all->problem, reference, &g->increments, err);
    if (status == VOI_OK) {
        status = vi_parallel(ctx, &job, err);
    }
    if (status == VOI_OK && g->all->bootstrap.replicates > 0) {
        status = vi_bootstrap_singles(ctx, g->all, &g->increments, g->answers, err);
    }
    vi_increments_free(&g->increments);
    return status;
}

voi_status vi_partials_compute(voi_context *ctx, const vi_partials *partials, vi_partial *answers,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    group g = {.all = partials, .kernels = ctx->kernels, .answers = answers};
    if (partials->count == 0) {
        return VOI_OK;
    }
    g.workers = vi_calloc(vi_workers(ctx), sizeof *g.workers);
    if (!g.workers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    for (size_t d = 0; d < partials->problem->strategies; d++) {
        bool wanted = false;
        for (size_t j = 0; j < partials->curve->count; j++) {
            wanted = wanted || partials->curve->best[j] == d;
        }
        if (wanted) {
            VI_TRY(run_group(ctx, &g, d, err));
        }
    }
cleanup:
    for (size_t w = 0; w < vi_workers(ctx); w++) {
        free_scratch(&g.workers[w]);
    }
    vi_free(g.workers);
    return status;
}
