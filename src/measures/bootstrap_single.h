/* The bootstrap of the EVPPI of single parameters. */
#ifndef VI_MEASURES_BOOTSTRAP_SINGLE_H
#define VI_MEASURES_BOOTSTRAP_SINGLE_H

#include "measures/partials.h"

/* Sets se_bootstrap of the answers, as laid out by vi_partials_compute, at every k whose strategy
 * of the highest mean is the reference of the increments. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. Cost that of the fits and O(replicates (N R + cells K D)) a parameter. */
voi_status vi_bootstrap_singles(voi_context *ctx, const vi_partials *partials,
                                const vi_increments *increments, vi_partial *answers,
                                voi_error *err);

#endif
