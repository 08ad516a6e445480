/* The values of k are taken in groups with the same strategy of the highest mean, the reference of
 * the group: its increments are taken once, then every parameter is a task of its own: sort, cut
 * into cells, fit, and estimate at every k of the group. */
#include "measures/partials.h"

#include "core/alloc.h"
#include "fit/precision.h"

#include <math.h>

/* One worker's scratch, kept from task to task. */
typedef struct {
    vi_cells *cells;
    vi_basis *basis;
    vi_tally tally;
    vi_spline spline;
    vi_noise noise;
    vi_estimator *estimator;
    double *precision, *work; /* cells, and twice that */
    bool ready;
} scratch;

typedef struct {
    const vi_partials *all;
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
    s->cells = vi_cells_create(g->all->problem->rows);
    s->basis = vi_basis_create();
    s->estimator = vi_estimator_create(g->all->problem->strategies, responses);
    bool room = vi_tally_create(responses, &s->tally);
    room = vi_spline_create(responses, &s->spline) && room;
    room = vi_noise_create(responses, &s->noise) && room;
    s->precision = vi_malloc(5 * VI_MOST_CELLS + 2, sizeof *s->precision);
    s->work = s->precision ? s->precision + VI_MOST_CELLS : NULL;
    s->ready = room && s->cells && s->basis && s->estimator && s->precision;
    return s->ready ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

static void free_scratch(scratch *s)
{
    vi_cells_destroy(s->cells);
    vi_basis_destroy(s->basis);
    vi_estimator_destroy(s->estimator);
    vi_tally_free(&s->tally);
    vi_spline_free(&s->spline);
    vi_noise_free(&s->noise);
    vi_free(s->precision);
}

static bool in_group(const group *g, size_t i)
{
    return g->all->curve->best[g->all->grid->rank[i]] == g->increments.reference;
}

/* Fits the parameter that is cut into cells. */
static voi_status fit(const group *g, scratch *s, voi_error *err)
{
    const vi_responses *responses = &g->increments.responses;
    vi_tally_fill(&s->tally, s->cells, responses);
    vi_precision_make(s->cells, &s->tally, responses->count, s->precision, s->work);
    if (!vi_basis_make(s->basis, s->cells, s->precision, vi_basis_functions(responses->rows))) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression failed");
    }
    vi_spline_fit(&s->spline, s->basis, &s->tally);
    vi_noise_make(&s->noise, &s->spline, &s->tally);
    vi_estimator_fit(s->estimator, &g->increments, &s->tally, &s->noise);
    return VOI_OK;
}

static voi_status run_parameter(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const group *g = argument;
    const vi_grid *grid = g->all->grid;
    scratch *s = &g->workers[worker];
    VI_TRY(get_scratch(g, s, err));
    vi_cells_cut(s->cells, g->all->problem->params[g->all->parameters[task]]);
    bool constant = s->cells->count < 2;
    if (!constant) {
        VI_TRY(fit(g, s, err));
    }
    for (size_t i = 0; i < grid->count; i++) {
        if (in_group(g, i)) {
            g->answers[task * grid->count + i] = constant
                                                     ? (vi_partial){.edf = NAN, .trust = 1}
                                                     : vi_estimate(s->estimator, grid->values[i]);
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
    vi_increments_free(&g->increments);
    return status;
}

voi_status vi_partials_compute(voi_context *ctx, const vi_partials *partials, vi_partial *answers,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    group g = {.all = partials, .answers = answers};
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
