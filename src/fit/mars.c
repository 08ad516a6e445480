/* J. H. Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991):
 *     f(θ) = Σ_m β_m Π_v h_mv(θ_v),   h one of z, max(0, z − t), max(0, t − z), z standardised.
 * A forward pass takes in, one after the other, the functions that explain most, a backward pass
 * takes out what generalised cross-validation does not miss. Unlike Friedman's the coefficients
 * are then estimated with a penalty on every term. */
#include "fit/mars.h"

#include "core/alloc.h"
#include "fit/mars_basis.h"
#include "fit/mars_forward.h"
#include "fit/mars_prune.h"

#include <math.h>

enum { ROWS_A_FUNCTION = 20, FEWEST_FUNCTIONS = 5, MOST_FUNCTIONS = 80 };

/* What a knot costs beyond its function: three degrees of freedom, as with Friedman. */
static const double knot_cost = 6;

typedef struct {
    vi_axis *axes;
    size_t axis_count;
    vi_mars_basis basis;
} mars;

static void destroy(void *state)
{
    mars *m = state;
    for (size_t j = 0; m && m->axes && j < m->axis_count; j++) {
        vi_axis_free(&m->axes[j]);
    }
    if (m) {
        vi_free(m->axes);
        vi_mars_basis_free(&m->basis);
        vi_free(m);
    }
}

static void at_rows(const void *state, size_t first, size_t count, double *x)
{
    const mars *m = state;
    for (size_t f = 0; f < m->basis.count; f++) {
        vi_hinges_at_rows(m->axes, &m->basis.functions[f], first, count, x + f, m->basis.count);
    }
}

static void at_point(const void *state, const double *point, double *x)
{
    const mars *m = state;
    for (size_t f = 0; f < m->basis.count; f++) {
        x[f] = vi_hinges_at_point(m->axes, &m->basis.functions[f], point);
    }
}

static size_t factors_of(const void *state, size_t function, size_t *parameters)
{
    const vi_hinges *f = &((const mars *)state)->basis.functions[function];
    for (size_t i = 0; i < f->degree; i++) {
        parameters[i] = f->factor[i].axis;
    }
    return f->degree;
}

static void factor_at_rows(const void *state, size_t function, size_t factor, size_t first,
                           size_t count, double *values)
{
    const mars *m = state;
    const vi_hinges *f = &m->basis.functions[function];
    const vi_hinges single = {factor == 0 ? f->scale : 1, 1, {f->factor[factor]}};
    vi_hinges_at_rows(m->axes, &single, first, count, values, 1);
}

static const vi_regressors_class mars_class = {.method = "mars",
                                               .at_rows = at_rows,
                                               .at_point = at_point,
                                               .destroy = destroy,
                                               .factors_of = factors_of,
                                               .factor_at_rows = factor_at_rows};

vi_mars_size vi_mars_default(size_t rows, size_t parameters)
{
    size_t most = MOST_FUNCTIONS + parameters, bearable = FEWEST_FUNCTIONS + rows / ROWS_A_FUNCTION;
    return (vi_mars_size){VI_MARS_DEGREE, most < bearable ? most : bearable};
}

/* Of p candidates without effect the best one hardly exceeds this χ² with a degree of freedom a
 * response (Laurent and Massart 2000). */
static vi_mars_cost cost_of(size_t parameters, size_t responses)
{
    double rarity = log(fmax((double)parameters, 2)), r = (double)responses;
    return (vi_mars_cost){r + 2 * sqrt(r * rarity) + 2 * rarity, knot_cost};
}

/* ---- Axes, one parameter a task ---- */

typedef struct {
    const vi_group *group;
    vi_axis *axes;
} cutting;

static voi_status cut_axis(void *argument, size_t task, size_t worker, voi_error *err)
{
    const cutting *c = argument;
    const double *column = c->group->columns[task];
    vi_cells *cells = vi_cells_create(c->group->rows);
    (void)worker;
    if (!cells) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", c->group->rows);
    }
    vi_cells_cut(cells, column);
    voi_status status = vi_axis_create(cells, column, &c->axes[task], err);
    vi_cells_destroy(cells);
    return status;
}

static voi_status make_axes(voi_context *ctx, const vi_group *group, mars **out, voi_error *err)
{
    mars *m = vi_calloc(1, sizeof *m);
    *out = m;
    if (m) {
        m->axes = vi_calloc(group->count, sizeof *m->axes);
        m->axis_count = group->count;
    }
    if (!m || !m->axes) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    cutting c = {group, m->axes};
    const vi_job job = {"fitting", group->count, cut_axis, &c};
    return vi_parallel(ctx, &job, err);
}

/* ---- The search ---- */

/* Cross-products of all functions of a model. */
static voi_status gather(voi_context *ctx, const mars *m, const vi_mars_model *model,
                         const vi_responses *responses, vi_gathered *out, voi_error *err)
{
    mars whole = {.axes = m->axes, .axis_count = m->axis_count};
    whole.basis = (vi_mars_basis){.functions = model->functions, .count = model->count};
    const vi_regressors basis = {
        .class = &mars_class, .state = &whole, .rows = model->rows, .functions = model->count};
    return vi_gather(ctx, &basis, responses, out, err);
}

static voi_status search(voi_context *ctx, const vi_responses *responses, const vi_mars_size *size,
                         mars *m, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_mars_cost cost = cost_of(m->axis_count, responses->count);
    vi_mars_model model = {0};
    vi_gathered sums = {0};
    bool *keep = NULL;
    VI_TRY(vi_mars_model_create(m->axes, m->axis_count, responses, size->functions, &model, err));
    VI_TRY(vi_mars_forward(ctx, &model, size->degree, cost, err));
    VI_TRY(gather(ctx, m, &model, responses, &sums, err));
    keep = vi_malloc(model.count, sizeof *keep);
    if (!keep) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
        goto cleanup;
    }
    VI_TRY(vi_mars_prune(&model, &sums, cost, keep, err));
    VI_TRY(vi_mars_basis_create(&model, &sums, keep, &m->basis, err));
cleanup:
    vi_free(keep);
    vi_gathered_free(&sums);
    vi_mars_model_free(&model);
    return status;
}

voi_status vi_mars_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                          const vi_mars_size *size, vi_regressors *out, voi_error *err)
{
    voi_status status = VOI_OK;
    mars *m = NULL;
    VI_TRY(make_axes(ctx, group, &m, err));
    VI_TRY(search(ctx, responses, size, m, err));
    for (size_t j = 0; j < m->axis_count; j++) {
        vi_axis_end_search(&m->axes[j]);
    }
    *out = (vi_regressors){.class = &mars_class,
                           .state = m,
                           .rows = group->rows,
                           .functions = m->basis.count,
                           .nulls = m->basis.nulls,
                           .terms = m->basis.terms,
                           .term_count = m->basis.term_count};
    m->basis.terms = NULL;
    m = NULL;
cleanup:
    destroy(m);
    return status;
}
