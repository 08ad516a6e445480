/* The strategy that the increments of pictures are against. */
#ifndef VI_MEASURES_PICTURE_REFERENCE_H
#define VI_MEASURES_PICTURE_REFERENCE_H

#include "core/context.h"

/* With costs and effects the one with the lowest mean cost, of equals the one with the larger mean
 * effect; with net benefit alone the one with the highest mean; of equals the first. */
voi_status vi_picture_reference(voi_context *ctx, const voi_problem *problem, size_t *reference,
                                voi_error *err);

#endif
