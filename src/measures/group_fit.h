/* The fit of a group on the functions of a method, with what is known of its noise. */
#ifndef VI_MEASURES_GROUP_FIT_H
#define VI_MEASURES_GROUP_FIT_H

#include "fit/methods.h"
#include "measures/group_noise.h"

typedef struct {
    vi_regressors regressors;
    vi_fit fit;           /* on the regressors */
    vi_group_noise noise; /* of the fit */
    double *precision;    /* rows */
    double *log_noise; /* rows: logarithm of the noise's standard deviation, but for a constant */
    double spread, power; /* its standard deviation; the power of the variance in the precision */
} vi_group_fit;

/* Fits by a method of regression; and where the noise changes much with the parameters once more,
 * with rows of little noise counting more: as suits an EVPPI far from zero. `increments` must
 * outlive the fit; `out` must stay where it is. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. Cost that of the method and of vi_fit_create, once or twice. */
voi_status vi_group_fit_make(voi_context *ctx, const vi_increments *increments,
                             const vi_method *method, const vi_group *group, vi_group_fit *out,
                             voi_error *err);

/* Whether rows may count by their whole precision, and such a fit in place of the one that stands:
 * as suits an EVPPI near zero. After a failure the fit is empty. */
bool vi_group_fit_has_weights_left(const vi_group_fit *fit);
voi_status vi_group_fit_weigh(voi_context *ctx, const vi_increments *increments,
                              const vi_group *group, vi_group_fit *fit, voi_error *err);

void vi_group_fit_free(vi_group_fit *fit);

#endif
