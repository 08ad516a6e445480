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
} vi_group_fit;

/* Fits by a method of regression; and where the noise changes much with the parameters once more,
 * with rows of little noise counting more. `increments` must outlive the fit; `out` must stay where
 * it is. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost that of the method and of
 * vi_fit_create, once or twice. */
voi_status vi_group_fit_make(voi_context *ctx, const vi_increments *increments,
                             const vi_method *method, const vi_group *group, vi_group_fit *out,
                             voi_error *err);
void vi_group_fit_free(vi_group_fit *fit);

#endif
