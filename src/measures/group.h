/* The EVPPI of a fitted group of parameters. */
#ifndef VI_MEASURES_GROUP_H
#define VI_MEASURES_GROUP_H

#include "measures/group_noise.h"
#include "measures/partial.h"

/* Answers at `count` values of k that have one strategy of the highest mean, the reference of the
 * increments whose fit and noise are given. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost
 * O(N functions (functions R + K D)). */
voi_status vi_group_estimate(voi_context *ctx, const vi_group_noise *noise, const double *k,
                             size_t count, vi_partial *answers, voi_error *err);

#endif
