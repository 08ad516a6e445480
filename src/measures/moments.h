/* Means, variances and the covariance of the outcomes of strategies and of their increments. Net
 * benefit counts as a negative cost with no effect; its k is NaN. */
#ifndef VI_MEASURES_MOMENTS_H
#define VI_MEASURES_MOMENTS_H

#include "measures/totals.h"

typedef struct {
    size_t rows;
    double effect, cost;                     /* means */
    double var_effect, covariance, var_cost; /* with divisor N - 1; NaN where N = 1 */
} vi_moments;

/* In place of a reference: the outcomes themselves. */
#define VI_NO_REFERENCE SIZE_MAX

/* Moments of strategy minus reference, row by row, so that a common term leaves no trace.
 * VOI_ERR_NUMERIC where one of them is beyond the largest double. */
voi_status vi_moments_of(const struct vi_kernels *kernels, const voi_problem *problem,
                         size_t strategy, size_t reference, vi_moments *out, voi_error *err);

/* The same for every strategy, in parallel; `out` holds as many. */
voi_status vi_moments_of_all(voi_context *ctx, const voi_problem *problem, size_t reference,
                             vi_moments *out, voi_error *err);

/* The same from totals, VI_MOMENT_SUMS a strategy, of outcomes without a reference. */
enum { VI_MOMENT_SUMS = 5 };
voi_status vi_moments_add(voi_context *ctx, const vi_pass *pass, voi_error *err);
voi_status vi_moments_of_sums(const vi_exact *sums, size_t offset, size_t rows, vi_moments *out,
                              voi_error *err);

/* That error. */
voi_status vi_moments_overflow(voi_error *err);

/* Mean net benefit k·effect − cost, and the standard error of that mean (NaN where N = 1). */
double vi_net_benefit(double k, double effect, double cost);
double vi_net_benefit_se(const vi_moments *moments, double k);

#endif
