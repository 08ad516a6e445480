/* The sizes of a study that are as good as the best one within the error. */
#ifndef VI_MEASURES_ENBS_INTERVAL_H
#define VI_MEASURES_ENBS_INTERVAL_H

#include "measures/enbs_curve.h"

typedef struct {
    size_t best; /* on the curve */
    double low, high;
} vi_good_sizes;

/* Of a searched curve at every k, `out` as many, whose `best` are given. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. */
voi_status vi_enbs_intervals(voi_context *ctx, const vi_enbs_curve *curve, vi_good_sizes *out,
                             voi_error *err);

#endif
