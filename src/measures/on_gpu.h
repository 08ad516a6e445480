/* Passes over the rows that the context's GPU takes on, where it has one. A pass that fails closes
 * the GPU for good, and the CPU does its work: `done` says whether it is still to be done. Values
 * that are not finite, or too far apart, are left to the CPU too, which explains them. The only
 * error is VOI_ERR_CANCELLED. */
#ifndef VI_MEASURES_ON_GPU_H
#define VI_MEASURES_ON_GPU_H

#include "measures/curve.h"
#include "measures/moments.h"
#include "measures/regrets.h"

/* Mean and variance of the regrets: as vi_regrets_of_problem. */
voi_status vi_regrets_on_gpu(voi_context *ctx, const vi_values *x, double *mean, double *variance,
                             bool *done, voi_error *err);

/* The mean increments that were kept beside an uploaded problem; false where there are none. */
bool vi_increments_on_gpu(const voi_context *ctx, const voi_problem *problem, double *effect,
                          double *cost);

/* Sets the curve's evpi and, in place of se, the variances, from `count` spans. */
voi_status vi_curve_on_gpu(voi_context *ctx, const voi_problem *problem, const vi_span *spans,
                           size_t count, vi_curve *curve, bool *done, voi_error *err);

/* Sets the curve's probabilities. */
voi_status vi_wins_on_gpu(voi_context *ctx, const voi_problem *problem, vi_curve *curve, bool *done,
                          voi_error *err);

/* Whether an uploaded problem of costs and effects is on the GPU. */
bool vi_outcomes_on_gpu(const voi_context *ctx, const voi_problem *problem);
/* Net benefits at k of a problem that is, against a strategy: `rows` numbers for every strategy. */
voi_status vi_net_benefits_on_gpu(voi_context *ctx, const voi_problem *problem, double k,
                                  size_t reference, double *const *out, bool *done, voi_error *err);

/* As vi_moments_of_all without a reference. */
voi_status vi_moments_on_gpu(voi_context *ctx, const voi_problem *problem, vi_moments *out,
                             bool *done, voi_error *err);

/* Numbers first .. first + rows − 1 of the streams stream .. stream + count − 1, uniform, stream by
 * stream: the bits of the CPU. */
typedef struct {
    uint64_t seed, stream;
    size_t count, first, rows;
} vi_uniform_block;
voi_status vi_uniforms_on_gpu(voi_context *ctx, const vi_uniform_block *block, double *out,
                              bool *done, voi_error *err);

#endif
