/* A whole fit of one parameter of a random problem, for tests of what is made of it. */
#ifndef TESTS_SUPPORT_SLICES_H
#define TESTS_SUPPORT_SLICES_H

#include "kernels/kernels.h"
#include "random_problem.h"

#include "math/normal.h"
#include "measures/slice.h"

typedef struct {
    voi_problem *problem;
    vi_increments inc;
    vi_cells *cells;
    vi_basis *basis;
    vi_tally tally;
    vi_spline spline;
    vi_noise noise;
    vi_slice slice;
} fitted;

/* Fits costs and effects (column-major, rows × cols) on x; the reference is strategy `reference`.
 * Answers a pointer, since the parts point at each other. */
static inline fitted *fit_problem(const double *costs, const double *effects, const double *x,
                                  size_t rows, size_t cols, size_t reference)
{
    fitted *f = calloc(1, sizeof *f);
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    assert_non_null(f);
    f->problem = problem_of(costs, effects, rows, cols);
    check_ok(vi_increments_create(ctx, f->problem, reference, &f->inc, &error));
    voi_context_destroy(ctx);
    size_t count = f->inc.responses.count;
    f->cells = vi_cells_create(rows);
    f->basis = vi_basis_create(vi_kernels_scalar());
    assert_true(f->cells && f->basis && vi_tally_create(vi_kernels_scalar(), count, &f->tally));
    assert_true(vi_spline_create(count, &f->spline) && vi_noise_create(count, &f->noise));
    assert_true(vi_slice_create(cols, count, &f->slice));
    vi_cells_cut(f->cells, x);
    vi_tally_fill(&f->tally, f->cells, &f->inc.responses);
    assert_true(vi_basis_make(f->basis, f->cells, NULL, vi_basis_functions(rows)));
    vi_spline_fit(&f->spline, f->basis, &f->tally);
    vi_noise_make(&f->noise, &f->spline, &f->tally);
    vi_slice_fit(&f->slice, &f->inc, &f->tally, &f->noise);
    return f;
}

static inline void free_fitted(fitted *f)
{
    voi_problem_destroy(f->problem);
    vi_increments_free(&f->inc);
    vi_cells_destroy(f->cells);
    vi_basis_destroy(f->basis);
    vi_tally_free(&f->tally);
    vi_spline_free(&f->spline);
    vi_noise_free(&f->noise);
    vi_slice_free(&f->slice);
    free(f);
}

/* Costs and effects whose increments depend on x, with noise of SD `noise` at k = 1. */
static inline void dependent_outcomes(uint64_t seed, size_t rows, size_t cols, double noise,
                                      double *x, double *costs, double *effects)
{
    for (size_t i = 0; i < rows; i++) {
        x[i] = vi_normal_quantile(vi_uniform(seed, 100, i));
        for (size_t d = 0; d < cols; d++) {
            double e = noise * vi_normal_quantile(vi_uniform(seed, 2 * d, i));
            double c = noise * vi_normal_quantile(vi_uniform(seed, 2 * d + 1, i));
            double slope = (double)d * (d % 2 ? 1 : -1);
            effects[d * rows + i] = 10 + 0.6 * slope * x[i] + e - 0.1 * (double)d;
            costs[d * rows + i] = 50 - 0.4 * slope * sin(x[i]) + c;
        }
    }
}

#endif
