/* The points on which a Gaussian process stands. */
#ifndef VI_FIT_GP_POINTS_H
#define VI_FIT_GP_POINTS_H

#include "core/error.h"
#include <stddef.h>

typedef struct {
    size_t count, dims;
    const double *place;  /* count × dims, by row */
    const double *root;   /* a candidate counts root² times */
    const double *length; /* dims: the lengths of the process */
} vi_gp_candidates;

typedef struct {
    size_t count, *chosen; /* candidates, in the order of their choice */
    double *factor;        /* count × count, lower: of the kernel between them */
    double left;           /* prior variance that they leave unexplained, mean over candidates */
} vi_gp_points;

/* Chooses up to `most`, each by a draw with odds of what the ones before leave unexplained, until
 * the mean of that is at most `enough`. Errors: VOI_ERR_NOMEM. Cost O(candidates · count²). */
voi_status vi_gp_points_choose(const vi_gp_candidates *candidates, size_t most, double enough,
                               vi_gp_points *out, voi_error *err);
void vi_gp_points_free(vi_gp_points *points);

#endif
