/* The sample as a Gaussian process sees it: distinct points, drawn by their values. */
#ifndef VI_FIT_GP_SAMPLE_H
#define VI_FIT_GP_SAMPLE_H

#include "fit/coordinate.h"
#include "fit/regressors.h"
#include "fit/tally.h"

/* Rows that agree in all parameters are one point. The points stand in an order that looks random
 * but hangs on their values alone, so any leading part is a fair draw, the same for every order of
 * the rows. A point enters sums of squares with the number of its rows: everything but the
 * coordinates is multiplied by the root of that number. */
typedef struct {
    size_t points, dims, nulls, responses;
    double freedom;       /* rows of all points less nulls */
    double *line, *score; /* points × dims, by row: the coordinates, on either scale */
    double *root;         /* the root of the rows of a point */
    double *beside;       /* points × (nulls + responses), by row: the constant and the lines made
                             orthonormal, then the responses' means without what those explain */
    double *squares;      /* responses: Σ over the rows of their squares without the same */
} vi_gp_sample;

/* At most `most` points. Errors: VOI_ERR_NOMEM. Cost O(rows · dims + points · dims²). */
voi_status vi_gp_sample_create(const vi_group *group, const vi_coordinate *coordinates,
                               const vi_responses *responses, size_t most, vi_gp_sample *out,
                               voi_error *err);
void vi_gp_sample_free(vi_gp_sample *sample);

#endif
