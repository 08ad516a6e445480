/* Later passes over the rows of a fitted group: along directions of its coefficients, one of every
 * response at every k. */
#ifndef VI_MEASURES_GROUP_WALK_H
#define VI_MEASURES_GROUP_WALK_H

#include "measures/draw.h"
#include "measures/group_noise.h"
#include "measures/rates.h"

/* What is asked of the rows. The base is the reference of the increments. */
typedef struct {
    const vi_group_noise *noise;
    const double *k;
    size_t count;
    const double *direction; /* functions × (k × responses) */
} vi_group_walk;

/* Sums over rows at one k. Where the direction of response r gives row i the number c_r, e_r is its
 * residual, and g_r what the best strategy there has of response r against the base: */
typedef struct {
    double passed, stopped; /* (Σ_r c_r e_r)² and (Σ_r (g_r − c_r) e_r)² */
    vi_gains gains;
    vi_tail tail;
} vi_group_errors;

/* Errors of both: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N K (functions R + D)). */
voi_status vi_group_errors_find(voi_context *ctx, const vi_group_walk *walk,
                                vi_group_errors *errors, voi_error *err);

/* The EVPPI of fits whose coefficients have gone one direction on, and Xᵀg of the best decisions
 * there: k × strategies but the reference × functions. */
voi_status vi_group_move(voi_context *ctx, const vi_group_walk *walk, double *evppi,
                         double *projections, voi_error *err);

#endif
