/* The EVPPI of many parameters, each alone, at many k. */
#ifndef VI_MEASURES_PARTIALS_H
#define VI_MEASURES_PARTIALS_H

#include "data/grid.h"
#include "measures/bootstrap.h"
#include "measures/curve.h"
#include "measures/partial.h"

typedef struct {
    const voi_problem *problem;
    const size_t *parameters; /* `count` indices */
    size_t count;
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted: which strategy has the highest mean */
    vi_bootstrap bootstrap;
} vi_partials;

/* Fills answers, count × grid->count in the order of grid->values; a constant parameter has an edf
 * of NaN. What is answered at one k depends on no other k. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. */
voi_status vi_partials_compute(voi_context *ctx, const vi_partials *partials, vi_partial *answers,
                               voi_error *err);

#endif
