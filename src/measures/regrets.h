/* Expected losses of all strategies in one pass over the net benefits: the common ground of EVPI
 * and of everything that values a decision. */
#ifndef VI_MEASURES_REGRETS_H
#define VI_MEASURES_REGRETS_H

#include "measures/totals.h"

/* Net benefits, N × D: a matrix, or one contiguous array a strategy. */
typedef struct {
    const voi_matrix *matrix;     /* NULL where columns alone are given */
    const double *const *columns; /* also set for a matrix whose columns are contiguous */
    size_t rows, cols;
    struct vi_identity *identity; /* of the problem that columns belong to; NULL: of none */
} vi_values;

/* Rows of a chunk of so many strategies: what the sums of parts must be cut at to add up to the
 * same bits as those of the whole. */
size_t vi_regrets_chunk(size_t cols);

/* Adds to 2 D totals from `offset` on: per strategy Σ r_id, then per strategy Σ r_id². */
voi_status vi_regrets_add(voi_context *ctx, const vi_values *x, vi_totals *totals, size_t offset,
                          voi_error *err);
/* Means and variances from these sums; false, and nothing set, where a sum is not finite. */
bool vi_regrets_finish(const vi_exact *sums, size_t offset, const vi_values *shape, double *mean,
                       double *variance);
/* Says that differences overflow: what remains where sums are not finite and all values are. */
voi_status vi_regrets_overflow(voi_error *err);

/* The sums of one chunk, 2 D numbers, by the kernels of a context. `scratch` holds
 * vi_regrets_scratch(cols) numbers, best from a cache line on. */
size_t vi_regrets_scratch(size_t cols);
void vi_regrets_of_chunk(const voi_context *ctx, const vi_values *x, size_t first, size_t rows,
                         double *scratch, double *sums);

/* For every strategy d, with regrets r_id = max_e x_ie − x_id over the N rows:
 * mean[d] = mean_i r_id (the expected loss of choosing d) and variance[d] = their sample variance
 * (0 where N = 1). The smallest mean is the EVPI. `mean` and `variance` hold cols numbers each.
 * Errors: VOI_ERR_DATA where a value is not finite (row and column named), VOI_ERR_NUMERIC where
 * differences or their squares overflow, VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Needs rows, cols >= 1.
 */
voi_status vi_regrets_of_matrix(voi_context *ctx, const voi_matrix *x, double *mean,
                                double *variance, voi_error *err);
voi_status vi_regrets_of_problem(voi_context *ctx, const voi_problem *problem, double *mean,
                                 double *variance, voi_error *err);

/* The index of the smallest mean; the first of equals. */
size_t vi_smallest(const double *mean, size_t count);

#endif
