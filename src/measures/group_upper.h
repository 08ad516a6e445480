/* How far the EVPPI of a group may lie above its estimate where that is near zero. */
#ifndef VI_MEASURES_GROUP_UPPER_H
#define VI_MEASURES_GROUP_UPPER_H

#include "fit/fit.h"
#include "measures/responses.h"

typedef struct {
    const vi_increments *increments; /* their reference is the base */
    const vi_fit *fit;
    double k;
    double plug_in;            /* of the fit */
    const double *projections; /* strategies but the reference × functions x₀, x̃₁: Xᵀg */
} vi_group_end;

/* Because of the noise of the fit, and of the draw of the parameters; see upper.c. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N functions R), a few times. */
voi_status vi_group_upper(voi_context *ctx, const vi_group_end *end, double *noise, double *draw,
                          voi_error *err);

#endif
