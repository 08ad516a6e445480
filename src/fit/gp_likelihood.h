/* How likely the length scales of a Gaussian process make a sample. */
#ifndef VI_FIT_GP_LIKELIHOOD_H
#define VI_FIT_GP_LIKELIHOOD_H

#include "core/context.h"
#include "fit/gp_sample.h"

typedef struct vi_gp_likelihood vi_gp_likelihood;

/* Makes room for up to `most` centres; `sample` must outlive it. Memory points · most and a few
 * most². Errors: VOI_ERR_NOMEM. */
voi_status vi_gp_likelihood_create(const vi_gp_sample *sample, size_t most, vi_gp_likelihood **out,
                                   voi_error *err);
void vi_gp_likelihood_destroy(vi_gp_likelihood *likelihood);

/* The process stands on `count` points of the sample, whose coordinates are `place` (points × dims,
 * by row; kept). */
void vi_gp_likelihood_stand(vi_gp_likelihood *likelihood, const double *place,
                            const size_t *centres, size_t count);

/* −2 × the restricted log-likelihood at the logarithms of the lengths, but for a constant: summed
 * over the responses, each with the noise and the prior variance that suit it best. And its
 * gradient. Not a number where linear algebra fails. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED.
 * Cost 3 · points · centres² / 2, on all threads. The sums do not depend on their number. */
voi_status vi_gp_likelihood_evaluate(voi_context *ctx, vi_gp_likelihood *likelihood,
                                     const double *log_length, double *value, double *gradient,
                                     voi_error *err);

/* λ of every response (noise to prior variance), as last evaluated; INFINITY where the process
 * explains nothing. */
const double *vi_gp_likelihood_lambda(const vi_gp_likelihood *likelihood);

#endif
