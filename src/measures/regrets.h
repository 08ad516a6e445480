/* Expected losses of all strategies in one pass over the net benefits: the common ground of EVPI
 * and of everything that values a decision. */
#ifndef VI_MEASURES_REGRETS_H
#define VI_MEASURES_REGRETS_H

#include "core/context.h"

/* For every strategy d, with regrets r_id = max_e x_ie − x_id over the N rows:
 * mean[d] = mean_i r_id (the expected loss of choosing d) and variance[d] = their sample variance
 * (0 where N = 1). The smallest mean is the EVPI. `mean` and `variance` hold cols numbers each.
 * Errors: VOI_ERR_DATA where a value is not finite (row and column named), VOI_ERR_NUMERIC where
 * differences or their squares overflow, VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Needs rows, cols >= 1.
 */
voi_status vi_regrets_of_matrix(voi_context *ctx, const voi_matrix *x, double *mean,
                                double *variance, voi_error *err);
voi_status vi_regrets_of_columns(voi_context *ctx, const double *const *columns, size_t rows,
                                 size_t cols, double *mean, double *variance, voi_error *err);

/* The index of the smallest mean; the first of equals. */
size_t vi_smallest(const double *mean, size_t count);

#endif
