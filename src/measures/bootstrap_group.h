/* The bootstrap of a fitted group of parameters. */
#ifndef VI_MEASURES_BOOTSTRAP_GROUP_H
#define VI_MEASURES_BOOTSTRAP_GROUP_H

#include "measures/bootstrap.h"
#include "measures/group_noise.h"
#include "measures/partial.h"

/* Sets se_bootstrap of the answers of vi_group_estimate. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED.
 * Cost O(replicates · N (functions R + K D)), without a look at the functions for each; memory
 * O(functions R) a worker. */
voi_status vi_bootstrap_group(voi_context *ctx, const vi_bootstrap *bootstrap,
                              const vi_group_noise *noise, const double *k, size_t count,
                              vi_partial *answers, voi_error *err);

#endif
