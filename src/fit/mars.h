/* Adaptive regression splines: few products of hinges, chosen among the parameters of a large
 * group. */
#ifndef VI_FIT_MARS_H
#define VI_FIT_MARS_H

#include "fit/regressors.h"
#include "fit/tally.h"

/* How far the search goes: parameters that may interact, 1 to 3, and functions before pruning. */
typedef struct {
    size_t degree, functions;
} vi_mars_size;

vi_mars_size vi_mars_default(size_t rows, size_t parameters);

/* The basis of a group. Free are the constant and the lines of the parameters that the search
 * found; see mars_basis.h for the terms. All responses share the functions. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. Cost O(rows · parameters · functions · 10), less where functions are 0 in many
 * rows, and that of vi_mars_add_products; memory O(rows · functions). */
voi_status vi_mars_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                          const vi_mars_size *size, vi_regressors *out, voi_error *err);

#endif
