/* Tables that serve pictures alone. Increments are against one reference strategy: with costs and
 * effects the one with the lowest mean cost (of equals the one with the larger mean effect), with
 * net benefit alone the one with the highest mean. */
#ifndef VI_MEASURES_PICTURES_H
#define VI_MEASURES_PICTURES_H

#include "core/context.h"

/* The cost-effectiveness plane, from which 10^6 points make a small picture: the points of every
 * strategy but the reference, counted in even cells.
 * *cells: strategy, effect, cost (the mean increments of the points in a cell, so that a lone point
 * stands where it is), count; by effect and within by cost. What is farther from the inner 99 % of
 * the points than three quarters of their range is counted in the cells at the edge.
 * *shapes, one row a strategy: strategy, reference, points (N), effect, cost (mean increments),
 * var_effect, covariance, var_cost (of the increments: the 95 % ellipse is the set of points whose
 * squared Mahalanobis distance is 5.991464547107979), first_effect, first_cost (where the cells
 * begin), cell_effect, cell_cost (their size), cells (along each axis).
 * Needs costs and effects. Cost O(N D). */
voi_status vi_plane(voi_context *ctx, const voi_problem *problem, voi_table **cells,
                    voi_table **shapes, voi_error *err);

/* The density of the incremental net benefit at one k (NaN for a problem with net benefit):
 * strategy, reference, k, inb, density; 257 rows a strategy, in increasing inb, for every strategy
 * but the reference. It covers the central 99.8 % of the values, less where tails are heavy (eight
 * quartile ranges beyond the quartiles), and the width of the kernel.
 * An increment that is the same in every row has no density: a warning and no rows. Cost O(N D). */
voi_status vi_density(voi_context *ctx, const voi_problem *problem, double k, voi_table **out,
                      voi_error *err);

/* The residuals of the regression on one parameter at one k (as for vi_density), of the net benefit
 * of the best strategy over the second best: parameter, strategy, reference, k, value, residual,
 * se, count. One row for each of 20 parts of the sample along the parameter, of as many rows: the
 * means of parameter and residual, and the standard error of the latter. A constant parameter has
 * no rows, and a warning. Cost O(N D²). Errors: VOI_ERR_DATA (no parameters, fewer than 50 rows,
 * one strategy), VOI_ERR_NUMERIC, VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_residuals(voi_context *ctx, const voi_problem *problem, size_t parameter, double k,
                        voi_table **out, voi_error *err);

/* Where the search for the best size ends: good sizes that reach it have no upper end. */
#define VI_LARGEST_SEARCHED ((double)(1 << 29))

/* Whether the method that answers for a plan draws data, so that every size takes its time. Errors:
 * those of voi_evsi about studies. */
voi_status vi_evsi_draws(const voi_problem *problem, const voi_study_plan *plan, bool *draws,
                         voi_error *err);

#endif
