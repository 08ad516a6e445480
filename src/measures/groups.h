/* The EVPPI of groups of parameters, at many k. */
#ifndef VI_MEASURES_GROUPS_H
#define VI_MEASURES_GROUPS_H

#include "data/grid.h"
#include "measures/asked.h"
#include "measures/curve.h"
#include "measures/partial.h"

typedef struct {
    const voi_problem *problem;
    const vi_asked *asked; /* sets of one are passed over */
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted: which strategy has the highest mean */
} vi_groups;

/* Fills the answers of the sets of two and more: sets × grid->count, in the order of grid->values.
 * What a parameter of a group adds nothing to, being constant or a linear combination of those
 * before it, is left out; `reduced`, one a set, tells where that was so. Errors: VOI_ERR_LIMIT
 * (more than VI_MOST_PARAMETERS in a group), VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. */
voi_status vi_groups_compute(voi_context *ctx, const vi_groups *groups, vi_partial *answers,
                             bool *reduced, voi_error *err);

#endif
