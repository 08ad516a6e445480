/* EVPI, its standard error, probabilities and expected losses for any number of k at once. */
#ifndef VI_MEASURES_CURVE_H
#define VI_MEASURES_CURVE_H

#include "core/context.h"
#include "data/problem.h"

typedef struct {
    size_t count, strategies;
    double *evpi, *se; /* count */
    size_t *best; /* count: the strategy with the highest mean net benefit, the first of equals */
    double *loss; /* count × strategies: expected loss, evpi + mean of best − mean of d */
    double *probability; /* count × strategies: share of rows in which d is optimal; ties share.
                            NULL where not asked for */
} vi_curve;

/* `sorted` holds `count` increasing values of k; for a problem with net benefit it is ignored and
 * count is 1. Cost: costs and effects O(N D s) with s segments of a row's envelope (s <= D), +
 * O(count D); net benefit one pass. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC (overflow),
 * VOI_ERR_CANCELLED. */
voi_status vi_curve_compute(voi_context *ctx, const voi_problem *problem, const double *sorted,
                            size_t count, bool probability, vi_curve *out, voi_error *err);
void vi_curve_free(vi_curve *curve);

/* Mean increments against strategy 0: effect[d] and cost[d], strategies numbers each (0 for d = 0).
 */
voi_status vi_mean_increments(voi_context *ctx, const voi_problem *problem, double *effect,
                              double *cost, voi_error *err);

/* Every k in [from, to] at which some row's optimal strategy or the best mean changes, with from
 * and to themselves, increasing; *out is freed by vi_free. At most N (D − 1) + D + 1 values. */
voi_status vi_curve_kinks(voi_context *ctx, const voi_problem *problem, double from, double to,
                          double **out, size_t *count, voi_error *err);

#endif
