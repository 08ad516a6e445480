/* Mean increments of costs and effects against the first strategy. */
#ifndef VI_MEASURES_INCREMENTS_H
#define VI_MEASURES_INCREMENTS_H

#include "measures/totals.h"

/* Adds to 2 D sums: those of effects, then those of costs. */
voi_status vi_increments_add(voi_context *ctx, const vi_pass *pass, voi_error *err);

/* Means over `rows` rows. */
void vi_increments_means(const vi_exact *sums, size_t offset, size_t strategies, size_t rows,
                         double *effect, double *cost);

/* Of a whole problem: effect[d] and cost[d], strategies numbers each (0 for d = 0). */
voi_status vi_mean_increments(voi_context *ctx, const voi_problem *problem, double *effect,
                              double *cost, voi_error *err);

#endif
