/* What an EVPPI smooths: the increments of all strategies against one reference. */
#ifndef VI_MEASURES_RESPONSES_H
#define VI_MEASURES_RESPONSES_H

#include "core/context.h"
#include "data/problem.h"
#include "fit/tally.h"

/* Strategy d other than the reference has place t = d or d − 1. With costs and effects there are
 * 2 (D − 1) responses: effects at t, costs at D − 1 + t. With net benefit, D − 1. */
typedef struct {
    vi_responses responses;
    const voi_problem *problem;
    size_t reference, others; /* others = D − 1 */
    bool costs;               /* whether there are costs and effects */
    double *means, *unit;     /* an increment is its response's mean + unit · y */
    double *y;                /* rows × responses */
} vi_increments;

/* Takes differences row by row, centres and scales them. Memory 8 N R bytes.
 * Errors: VOI_ERR_NUMERIC (a difference is too large for a number), VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. */
voi_status vi_increments_create(voi_context *ctx, const voi_problem *problem, size_t reference,
                                vi_increments *out, voi_error *err);
void vi_increments_free(vi_increments *increments);

/* The strategy of a response, and what one unit of y counts in its net benefit at k. */
size_t vi_increments_strategy(const vi_increments *increments, size_t response);
double vi_increments_factor(const vi_increments *increments, size_t response, double k);

/* The mean net benefit of a strategy at k, less that of the reference. */
double vi_increments_mean(const vi_increments *increments, size_t strategy, double k);

#endif
