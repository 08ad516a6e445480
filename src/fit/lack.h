/* Whether a fit leaves structure in its residuals. */
#ifndef VI_FIT_LACK_H
#define VI_FIT_LACK_H

#include "fit/fit.h"

/* Of the response in which it shows most: what the residuals' means over cells of neighbouring rows
 * vary more than noise does, in standard deviations of it, and as a share of the variance that the
 * fit explains. Both 0 with too few rows to tell. */
typedef struct {
    double z, share;
} vi_lack;

/* `group` and `responses` are those that the fit was made from. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. Cost O(N functions responses) and O(cells functions²), once for every eight
 * or so parameters. */
voi_status vi_lack_of_fit(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                          const vi_fit *fit, vi_lack *lack, voi_error *err);

#endif
