/* The basis, the smoothing parameters and the factors of the fit stay. Weights w in place of 1 move
 * the coefficients of response r by one step of Newton's method,
 *     δβ_r = V_r Xᵀ p (w − 1) e_r,   V_r = (XᵀPX + Λ_r)⁻¹
 * with e the residuals, made larger for the degrees of freedom that the fit has spent, and p the
 * precisions. For a batch of replicates both Xᵀ(...) and X δβ are one matrix product a block of
 * rows. X is as the basis has it: its sums are cleared of the functions without penalty, as fit.h
 * has them, and δβ is brought back, once a batch. */
#include "measures/bootstrap_group.h"

#include "core/alloc.h"
#include "math/linalg.h"
#include "math/rank_update.h"
#include "measures/replicates.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 128 };

/* One batch of replicates; columns = R × VI_LANES. */
typedef struct {
    const vi_group_noise *noise;
    const vi_bootstrap *bootstrap;
    size_t batch, columns, first, rows; /* of the block */
    size_t row[BLOCK];
    double *x;       /* rows × functions */
    double *weight;  /* rows × VI_LANES */
    double *each;    /* rows × columns: what rows add, and then their shifts */
    double *moved;   /* functions × columns: Xᵀ p (w − 1) e, and then δβ */
    double *one;     /* functions × VI_LANES: of one response, replicate by replicate */
    double *rest;    /* columns: of a row */
    double *fitted;  /* responses: of a row */
    double *inflate; /* responses: for the residuals */
    double *numbers;
} walk;

static voi_status reserve(walk *w, voi_error *err)
{
    const vi_fit *fit = w->noise->fit;
    size_t p = fit->functions, columns = w->columns = fit->responses * VI_LANES;
    w->numbers = vi_malloc(BLOCK * (p + VI_LANES + columns) + p * (columns + VI_LANES) + columns +
                               2 * fit->responses,
                           sizeof *w->numbers);
    if (!w->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "bootstrap: out of memory for %zu functions", p);
    }
    w->x = w->numbers;
    w->weight = w->x + BLOCK * p;
    w->each = w->weight + BLOCK * VI_LANES;
    w->moved = w->each + BLOCK * columns;
    w->one = w->moved + p * columns;
    w->rest = w->one + p * VI_LANES;
    w->fitted = w->rest + columns;
    w->inflate = w->fitted + fit->responses;
    memset(w->moved, 0, p * columns * sizeof *w->moved);
    for (size_t r = 0; r < fit->responses; r++) {
        double n = (double)fit->rows;
        w->inflate[r] = sqrt(n / fmax(n - fit->response[r].edf, 1));
    }
    return VOI_OK;
}

static void load(walk *w, size_t first)
{
    const vi_fit *fit = w->noise->fit;
    w->first = first;
    w->rows = fit->rows - first < BLOCK ? fit->rows - first : BLOCK;
    for (size_t i = 0; i < w->rows; i++) {
        w->row[i] = first + i;
    }
    fit->basis->class->at_rows(fit->basis->state, first, w->rows, w->x);
    vi_resample(w->bootstrap->seed, w->batch, w->row, w->rows, w->weight);
}

/* ---- Coefficients ---- */

static void add_scores(walk *w)
{
    const vi_fit *fit = w->noise->fit;
    for (size_t i = 0; i < w->rows; i++) {
        const double *residual = w->noise->residual + (w->first + i) * fit->responses;
        double precision = w->noise->precision[w->first + i];
        const double *weight = w->weight + i * VI_LANES;
        for (size_t r = 0; r < fit->responses; r++) {
            double e = precision * w->inflate[r] * residual[r];
            double *each = w->each + i * w->columns + r * VI_LANES;
            for (size_t b = 0; b < VI_LANES; b++) {
                each[b] = (weight[b] - 1) * e;
            }
        }
    }
    vi_rank_update(1, w->rows, (vi_vectors){w->x, fit->functions, 1},
                   (vi_vectors){w->each, w->columns, 1},
                   (vi_block){w->moved, w->columns, fit->functions, w->columns});
}

/* Function j of response r, in all replicates. */
static double *at(const walk *w, size_t j, size_t r)
{
    return w->moved + j * w->columns + r * VI_LANES;
}

/* Solves for `count` functions of response r: those in `index`, counted from the first penalised
 * one, while other penalised ones become 0; or, where it is NULL, the first of all. */
static void solve_part(const walk *w, size_t r, const double *factor, const size_t *index,
                       size_t count)
{
    size_t nulls = w->noise->fit->nulls;
    for (size_t j = 0; j < count; j++) {
        const double *moved = at(w, index ? nulls + index[j] : j, r);
        for (size_t b = 0; b < VI_LANES; b++) {
            w->one[b * count + j] = moved[b];
        }
    }
    vi_cholesky_solve(factor, w->one, count, VI_LANES);
    for (size_t j = nulls; index && j < w->noise->fit->functions; j++) {
        memset(at(w, j, r), 0, VI_LANES * sizeof *w->moved);
    }
    for (size_t j = 0; j < count; j++) {
        double *moved = at(w, index ? nulls + index[j] : j, r);
        for (size_t b = 0; b < VI_LANES; b++) {
            moved[b] = w->one[b * count + j];
        }
    }
}

static void solve(const walk *w)
{
    const vi_fit *fit = w->noise->fit;
    size_t columns = w->columns, nulls = fit->nulls, penalised = fit->penalised;
    double *rest = w->moved + nulls * columns;
    vi_rank_update(-1, nulls, (vi_vectors){fit->adjust, penalised, 1},
                   (vi_vectors){w->moved, columns, 1},
                   (vi_block){rest, columns, penalised, columns});
    for (size_t r = 0; r < fit->responses; r++) {
        const vi_fit_response *response = &fit->response[r];
        solve_part(w, r, fit->null_factor, NULL, nulls);
        solve_part(w, r, response->factor, response->index, response->active);
    }
    vi_fit_uncover_columns(fit, columns, w->moved);
}

/* ---- Values ---- */

static void add_sites(walk *w, vi_replicates *replicates)
{
    const vi_fit *fit = w->noise->fit;
    size_t r = fit->responses;
    memset(w->each, 0, w->rows * w->columns * sizeof *w->each);
    vi_rank_update(1, fit->functions, (vi_vectors){w->x, 1, fit->functions},
                   (vi_vectors){w->moved, w->columns, 1},
                   (vi_block){w->each, w->columns, w->rows, w->columns});
    for (size_t i = 0; i < w->rows; i++) {
        const double *y = w->noise->increments->responses.y + (w->first + i) * r;
        const double *residual = w->noise->residual + (w->first + i) * r;
        const double *weight = w->weight + i * VI_LANES;
        for (size_t j = 0; j < r; j++) {
            w->fitted[j] = y[j] - residual[j];
        }
        for (size_t j = 0; vi_replicates_rest(replicates) && j < w->columns; j++) {
            w->rest[j] = weight[j % VI_LANES] * residual[j / VI_LANES];
        }
        const vi_site site = {w->fitted, w->each + i * w->columns, weight, w->rest};
        vi_replicates_add(replicates, &site);
    }
}

static voi_status visit(void *state, const vi_bootstrap *bootstrap, size_t batch,
                        vi_replicates *replicates, voi_error *err)
{
    walk w = {.noise = state, .bootstrap = bootstrap, .batch = batch};
    voi_status status = reserve(&w, err);
    size_t rows = w.noise->fit->rows;
    for (size_t first = 0; status == VOI_OK && first < rows; first += BLOCK) {
        load(&w, first);
        add_scores(&w);
    }
    if (status == VOI_OK) {
        solve(&w);
    }
    for (size_t first = 0; status == VOI_OK && first < rows; first += BLOCK) {
        load(&w, first);
        add_sites(&w, replicates);
    }
    vi_free(w.numbers);
    return status;
}

voi_status vi_bootstrap_group(voi_context *ctx, const vi_bootstrap *bootstrap,
                              const vi_group_noise *noise, const double *k, size_t count,
                              vi_partial *answers, voi_error *err)
{
    vi_group_noise state = *noise;
    const vi_bootstrapped fit = {noise->increments, k, count, visit, &state};
    return vi_replicates_run(ctx, bootstrap, &fit, answers, err);
}
