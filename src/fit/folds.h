/* Cross-validation of a method of regression. */
#ifndef VI_FIT_FOLDS_H
#define VI_FIT_FOLDS_H

#include "fit/methods.h"

/* How well the method predicts rows that it has not seen: error[r] becomes the squared error of
 * response r as a share of its sum of squares; INFINITY where a part of the rows cannot be fitted.
 * The rows are cut at random, but always in the same way, into five parts, or two of many rows; the
 * whole method, search for a basis included, is run without each in turn. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. Cost: a few fits; memory 8 N (parameters + responses) bytes beside them. */
voi_status vi_cross_validate(voi_context *ctx, const vi_method *method, const vi_group *group,
                             const vi_responses *responses, double *error, voi_error *err);

#endif
