/* What an EVPPI smooths: the increments of all strategies against one reference. */
#ifndef VI_MEASURES_RESPONSES_H
#define VI_MEASURES_RESPONSES_H

#include "core/context.h"
#include "data/problem.h"
#include "fit/spline.h"

/* Strategy d other than the reference has place t = d or d − 1 (vi_place). With costs and effects
 * there are 2 (D − 1) responses: effects at t, costs at D − 1 + t. With net benefit, D − 1. */
typedef struct {
    vi_responses responses; /* centred columns and their cross-products */
    const voi_problem *problem;
    size_t reference, others; /* others = D − 1 */
    bool costs;               /* whether there are costs and effects */
    double *means;            /* of every response before it was centred */
    double *numbers;          /* the storage of it all */
    double **columns;
} vi_increments;

/* Takes differences row by row, centres them and multiplies them. Memory 8 N R bytes. */
voi_status vi_increments_create(voi_context *ctx, const voi_problem *problem, size_t reference,
                                vi_increments *out, voi_error *err);
void vi_increments_free(vi_increments *increments);

static inline size_t vi_place(const vi_increments *increments, size_t strategy)
{
    return strategy < increments->reference ? strategy : strategy - 1;
}

/* The mean net benefit of a strategy at k, less that of the reference. */
double vi_increments_mean(const vi_increments *increments, size_t strategy, double k);

#endif
