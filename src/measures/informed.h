/* What would be decided if some quantities of every row were known: fitted increments, and the
 * EVPPI that no study of these quantities can exceed. */
#ifndef VI_MEASURES_INFORMED_H
#define VI_MEASURES_INFORMED_H

#include "data/grid.h"
#include "measures/curve.h"
#include "measures/partial.h"

typedef struct {
    const voi_problem *problem;
    double **columns; /* the quantities: `count` columns of a number a row */
    size_t count;
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted */
    const char *method;    /* of the regression of groups; NULL: the best */
} vi_informing;

typedef struct {
    vi_increments increments;
    double *fitted; /* rows × responses: y as far as the quantities tell */
} vi_informed;

/* Fits the increments against `reference` and fills `limits` (grid->count) at those k where the
 * reference has the highest mean; the others stay as they are. Constants and linear combinations
 * among the quantities are left out. Errors: VOI_ERR_LIMIT (more than VI_MOST_PARAMETERS
 * quantities), VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost that of one EVPPI. */
voi_status vi_informed_create(voi_context *ctx, const vi_informing *about, size_t reference,
                              vi_informed *out, vi_partial *limits, voi_error *err);
void vi_informed_free(vi_informed *informed);

/* Whether the strategy has the highest mean at grid->values[i]; and at any of them. */
bool vi_is_best(const vi_curve *curve, const vi_grid *grid, size_t strategy, size_t i);
bool vi_is_best_somewhere(const vi_curve *curve, size_t strategy);

#endif
