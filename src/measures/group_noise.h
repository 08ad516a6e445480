/* The noise of a fitted group: what the fit leaves of every row, and where it is larger. */
#ifndef VI_MEASURES_GROUP_NOISE_H
#define VI_MEASURES_GROUP_NOISE_H

#include "fit/fit.h"
#include "measures/responses.h"

/* At row i the noise of responses r and q has the covariance scale_r scale_q C_rq / precision, C
 * that of the fit. */
typedef struct {
    const vi_increments *increments;
    const vi_fit *fit;
    const double *precision; /* rows */
    double total;            /* Σ precision */
    double *residual;        /* rows × responses */
    double *scale;           /* rows × responses; 1 where the precision is right */
    /* Over rows: the mean of every fitted response, the covariance of two, and how much of it may
     * be noise. */
    double *mean, *spread, *chance; /* responses; responses × responses */
} vi_group_noise;

/* `fit` is of these increments, of this precision, on the parameters of `group`; all but the group
 * must outlive the noise. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N responses (functions +
 * parameters)). */
voi_status vi_group_noise_make(voi_context *ctx, const vi_increments *increments, const vi_fit *fit,
                               const vi_group *group, const double *precision, vi_group_noise *out,
                               voi_error *err);
void vi_group_noise_free(vi_group_noise *noise);

#endif
