/* Where the decision changes: the steps of the efficiency frontier. */
#ifndef VI_MEASURES_SWITCHES_H
#define VI_MEASURES_SWITCHES_H

#include "core/context.h"
#include "data/problem.h"

/* From this k on, `to` has the highest mean net benefit in place of `from`. */
typedef struct {
    size_t from, to;
    double k;
    double effect, cost; /* what the step brings and costs on average; k = cost / effect */
} vi_switch;

typedef struct {
    size_t count;
    vi_switch *items; /* in the order of k */
    size_t first;     /* the strategy with the highest mean at k = 0 */
} vi_switches;

/* All switches for k > 0 of a problem with costs and effects: at most D − 1. Cost O(N D). Errors:
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_switches_find(voi_context *ctx, const voi_problem *problem, vi_switches *out,
                            voi_error *err);
void vi_switches_free(vi_switches *switches);

#endif
