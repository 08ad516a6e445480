/* The backward pass of adaptive regression splines. */
#ifndef VI_FIT_MARS_PRUNE_H
#define VI_FIT_MARS_PRUNE_H

#include "fit/gather.h"
#include "fit/mars_scan.h"

/* Which functions a model does best without, by generalised cross-validation; keep[f] answers, true
 * for the constant, and for the line of every parameter that another kept function uses. `sums` are
 * the cross-products of all functions. Errors: VOI_ERR_NOMEM. Cost O(functions³). */
voi_status vi_mars_prune(const vi_mars_model *model, const vi_gathered *sums, vi_mars_cost cost,
                         bool *keep, voi_error *err);

#endif
