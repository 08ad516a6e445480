/* The forward pass of adaptive regression splines. */
#ifndef VI_FIT_MARS_FORWARD_H
#define VI_FIT_MARS_FORWARD_H

#include "fit/mars_scan.h"

/* Lets a model grow, step by step, as long as a step is worth its cost and there is room, by
 * functions of at most `degree` parameters. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_mars_forward(voi_context *ctx, vi_mars_model *model, size_t degree, vi_mars_cost cost,
                           voi_error *err);

#endif
