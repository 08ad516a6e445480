/* The splines of partial.h, whose functions and smoothing stay. With ω the precision of a row, e
 * its residual, made larger for its leverage, b the B-splines and A as in spline.h, weights w in
 * place of 1 move the coefficients by A Σ ω b (w − 1) e: one step of Newton's method. Of the rows
 * nothing but Σ w and Σ w e of every cell is needed.
 *
 * Many parameters are one task each; few follow each other, their batches of replicates on all
 * threads. */
#include "measures/bootstrap_single.h"

#include "core/alloc.h"
#include "fit/smoother.h"
#include "math/rank_update.h"
#include "measures/replicates.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 128 };

typedef struct {
    const vi_partials *all;
    const vi_increments *increments;
    vi_partial *answers;
} singles;

/* ---- A batch of replicates of one parameter ---- */

typedef struct {
    const vi_smoother *smoother;
    const vi_responses *responses;
    double *block;  /* BLOCK × VI_LANES: weights */
    double *own;    /* BLOCK × (1 + R): 1, and the residuals e */
    double *sums;   /* cells × (1 + R) × VI_LANES: Σ w, and Σ w e of every response */
    double *raw;    /* VI_ROOM × VI_LANES: Σ ω b (w − 1) e of one response */
    double *coef;   /* R × VI_ROOM × VI_LANES: what A makes of it */
    double *fitted; /* R: of a cell */
    double *shift;  /* R × VI_LANES: of a cell */
} sample;

static voi_status reserve(sample *s, voi_error *err)
{
    size_t r = s->responses->count, cells = s->smoother->cells->count;
    size_t lanes = BLOCK + cells * (1 + r) + VI_ROOM * (1 + r) + r;
    s->block = vi_calloc(lanes * VI_LANES + BLOCK * (1 + r) + r, sizeof *s->block);
    if (!s->block) {
        return vi_fail(err, VOI_ERR_NOMEM, "bootstrap: out of memory for %zu cells", cells);
    }
    s->sums = s->block + BLOCK * VI_LANES;
    s->raw = s->sums + cells * (1 + r) * VI_LANES;
    s->coef = s->raw + VI_ROOM * VI_LANES;
    s->shift = s->coef + r * VI_ROOM * VI_LANES;
    s->own = s->shift + r * VI_LANES;
    s->fitted = s->own + BLOCK * (1 + r);
    return VOI_OK;
}

/* What a row counts in the sums of its cell, a unit of weight: 1, and its residuals. */
static void set_own(const sample *s, size_t cell, const double *y, double *own)
{
    size_t cells = s->smoother->cells->count;
    own[0] = 1;
    for (size_t r = 0; r < s->responses->count; r++) {
        own[1 + r] = y[r] - s->smoother->spline.fitted[r * cells + cell];
    }
}

/* Adds rows of a block, all of one cell. */
static void add_run(const sample *s, size_t cell, size_t first, size_t count)
{
    size_t own = 1 + s->responses->count;
    vi_rank_update(1, count, (vi_vectors){s->own + first * own, own, 1},
                   (vi_vectors){s->block + first * VI_LANES, VI_LANES, 1},
                   (vi_block){s->sums + cell * own * VI_LANES, VI_LANES, own, VI_LANES});
}

static void add_rows(const sample *s, const vi_bootstrap *bootstrap, size_t batch)
{
    const vi_cells *cells = s->smoother->cells;
    size_t row[BLOCK], count = s->responses->count, cell = 0;
    for (size_t first = 0; first < cells->rows; first += BLOCK) {
        size_t rows = cells->rows - first < BLOCK ? cells->rows - first : BLOCK, done = 0;
        for (size_t i = 0; i < rows; i++) {
            row[i] = (size_t)cells->sorted[first + i].row;
        }
        vi_resample(bootstrap->seed, batch, row, rows, s->block);
        while (done < rows) {
            size_t left = cells->start[cell + 1] - (first + done);
            size_t run = left < rows - done ? left : rows - done;
            for (size_t i = done; i < done + run; i++) {
                set_own(s, cell, s->responses->y + row[i] * count, s->own + i * (1 + count));
            }
            add_run(s, cell, done, run);
            cell += run == left;
            done += run;
        }
    }
}

/* The coefficients' moves for response r. */
static void move(const sample *s, size_t r)
{
    const vi_spline *spline = &s->smoother->spline;
    const vi_basis *basis = spline->basis;
    size_t p = basis->functions, cells = basis->cells->count, count = s->responses->count;
    memset(s->raw, 0, VI_ROOM * VI_LANES * sizeof *s->raw);
    for (size_t j = 0; j < cells; j++) {
        double leverage = fmin(spline->leverage[r * cells + j], 0.999);
        double scale = basis->precision[j] / sqrt(1 - leverage);
        double whole = s->smoother->tally.sum[r * cells + j] -
                       basis->cells->weight[j] * spline->fitted[r * cells + j];
        const double *rest = s->sums + (j * (1 + count) + 1 + r) * VI_LANES;
        for (size_t a = 0; a < VI_ORDER; a++) {
            double value = scale * basis->value[j][a];
            double *restrict raw = s->raw + (basis->first[j] + a) * VI_LANES;
            for (size_t b = 0; b < VI_LANES; b++) {
                raw[b] += value * (rest[b] - whole);
            }
        }
    }
    vi_rank_update(1, p, (vi_vectors){spline->inverse + r * p * p, p, 1},
                   (vi_vectors){s->raw, VI_LANES, 1},
                   (vi_block){s->coef + r * VI_ROOM * VI_LANES, VI_LANES, p, VI_LANES});
}

static void add_cell(const sample *s, size_t j, vi_replicates *replicates)
{
    const vi_spline *spline = &s->smoother->spline;
    const vi_basis *basis = spline->basis;
    size_t count = s->responses->count, cells = basis->cells->count;
    for (size_t r = 0; r < count; r++) {
        const double *coef = s->coef + (r * VI_ROOM + basis->first[j]) * VI_LANES;
        const double *v = basis->value[j];
        double *restrict shift = s->shift + r * VI_LANES;
        s->fitted[r] = spline->fitted[r * cells + j];
        for (size_t b = 0; b < VI_LANES; b++) {
            shift[b] = (v[0] * coef[b] + v[1] * coef[VI_LANES + b]) +
                       (v[2] * coef[2 * VI_LANES + b] + v[3] * coef[3 * VI_LANES + b]);
        }
    }
    const double *sums = s->sums + j * (1 + count) * VI_LANES;
    const vi_site site = {s->fitted, s->shift, sums, sums + VI_LANES};
    vi_replicates_add(replicates, &site);
}

/* A parameter that is fitted. */
typedef struct {
    const singles *all;
    vi_smoother smoother;
    double *k;         /* of the group */
    vi_partial *found; /* of every such k */
} parameter;

static voi_status visit(void *state, const vi_bootstrap *bootstrap, size_t batch,
                        vi_replicates *replicates, voi_error *err)
{
    const parameter *p = state;
    sample s = {.smoother = &p->smoother, .responses = &p->all->increments->responses};
    voi_status status = reserve(&s, err);
    if (status != VOI_OK) {
        return status;
    }
    add_rows(&s, bootstrap, batch);
    for (size_t r = 0; r < s.responses->count; r++) {
        move(&s, r);
    }
    for (size_t j = 0; j < p->smoother.cells->count; j++) {
        add_cell(&s, j, replicates);
    }
    vi_free(s.block);
    return VOI_OK;
}

/* ---- Parameters ---- */

static bool in_group(const singles *s, size_t i)
{
    return s->all->curve->best[s->all->grid->rank[i]] == s->increments->reference;
}

static voi_status fit(parameter *p, const struct vi_kernels *kernels, size_t task, voi_error *err)
{
    const vi_partials *all = p->all->all;
    const vi_responses *responses = &p->all->increments->responses;
    bool room = vi_smoother_create(kernels, all->problem->rows, responses->count, &p->smoother);
    p->k = vi_malloc(all->grid->count, sizeof *p->k);
    p->found = vi_malloc(all->grid->count, sizeof *p->found);
    if (!room || !p->k || !p->found) {
        return vi_fail(err, VOI_ERR_NOMEM, "bootstrap: out of memory");
    }
    vi_cells_cut(p->smoother.cells, all->problem->params[all->parameters[task]]);
    return vi_smoother_fit(&p->smoother, responses)
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NUMERIC, "bootstrap: the regression failed");
}

static voi_status run_parameter(void *state, voi_context *ctx, size_t task, voi_error *err)
{
    voi_status status = VOI_OK;
    const singles *s = state;
    const vi_grid *grid = s->all->grid;
    vi_partial *answers = s->answers + task * grid->count;
    parameter p = {.all = s};
    size_t count = 0;
    if (isnan(answers[0].edf)) {
        return VOI_OK;
    }
    VI_TRY(fit(&p, ctx->kernels, task, err));
    for (size_t i = 0; i < grid->count; i++) {
        if (in_group(s, i)) {
            p.k[count] = grid->values[i];
            p.found[count++] = answers[i];
        }
    }
    const vi_bootstrapped fitted = {s->increments, p.k, count, visit, &p};
    VI_TRY(vi_replicates_run(ctx, &s->all->bootstrap, &fitted, p.found, err));
    for (size_t i = 0, next = 0; i < grid->count; i++) {
        if (in_group(s, i)) {
            answers[i] = p.found[next++];
        }
    }
cleanup:
    vi_smoother_free(&p.smoother);
    vi_free(p.k);
    vi_free(p.found);
    return status;
}

voi_status vi_bootstrap_singles(voi_context *ctx, const vi_partials *partials,
                                const vi_increments *increments, vi_partial *answers,
                                voi_error *err)
{
    singles s = {partials, increments, answers};
    const vi_nested_job tasks = {"bootstrapping", partials->count, run_parameter, &s};
    voi_status status = VOI_OK;
    if (partials->count >= 2 * vi_workers(ctx)) {
        return vi_parallel_nested(ctx, &tasks, err);
    }
    for (size_t task = 0; status == VOI_OK && task < partials->count; task++) {
        status = run_parameter(&s, ctx, task, err);
    }
    return status;
}
