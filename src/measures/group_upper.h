/* How far the EVPPI of a group may lie above its estimate because of the noise of the fit. */
#ifndef VI_MEASURES_GROUP_UPPER_H
#define VI_MEASURES_GROUP_UPPER_H

#include "measures/group_carry.h"
#include "measures/group_noise.h"

/* At one of the k of a batch. */
typedef struct {
    size_t which;      /* k number */
    double k, plug_in; /* plug_in: of the fit */
    double inflation;  /* of the variance that the noise has by the covariance of the fit */
    double noise;      /* filled: how far */
} vi_group_end;

/* `projections` are those of the first pass. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost that
 * of a few passes of vi_group_move. */
voi_status vi_group_upper_noise(voi_context *ctx, const vi_group_noise *noise,
                                vi_group_carry *carry, const double *projections,
                                vi_group_end *ends, size_t count, voi_error *err);

#endif
