/* The EVPPI of groups of parameters, at many k. */
#ifndef VI_MEASURES_GROUPS_H
#define VI_MEASURES_GROUPS_H

#include "data/grid.h"
#include "measures/asked.h"
#include "measures/bootstrap.h"
#include "measures/curve.h"
#include "measures/partial.h"

typedef struct {
    const voi_problem *problem;
    const vi_asked *asked; /* reduced: see reduction.h */
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted: which strategy has the highest mean */
    const char *method;    /* one of vi_methods for all sets; NULL: the best for each */
    vi_bootstrap bootstrap;
} vi_groups;

/* Whether a set is answered here: it has two or more parameters, or a method is asked for and its
 * parameter is no constant. */
bool vi_is_group(const vi_groups *groups, size_t set);

/* Fills the answers of such sets: sets × grid->count, in the order of grid->values. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. */
voi_status vi_groups_compute(voi_context *ctx, const vi_groups *groups, vi_partial *answers,
                             voi_error *err);

#endif
