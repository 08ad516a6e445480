/* A Gaussian process of some parameters: for interactions of any order. */
#ifndef VI_FIT_GP_H
#define VI_FIT_GP_H

#include "core/context.h"
#include "fit/regressors.h"
#include "fit/tally.h"

/* The basis of a group. Free of penalty: the constant and every parameter's straight line. One
 * term: functions whose coefficients are independent with prior variance 1, so that together they
 * are the process. No parameter may be constant. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED, VOI_ERR_ARGUMENT for more than VI_MOST_PARAMETERS. Cost about 25 likelihoods
 * of up to 10^4 points (gp_likelihood.h) and O(rows · parameters), whatever the rows. */
voi_status vi_gp_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                        vi_regressors *out, voi_error *err);

#endif
