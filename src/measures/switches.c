/* The upper envelope of the mean lines k·effect − cost over all k >= 0. */
#include "measures/switches.h"

#include "core/alloc.h"
#include "measures/curve.h"
#include "measures/envelope.h"
#include "measures/increments.h"

#include <float.h>

typedef struct {
    double *effect, *cost;
    vi_segment *segments;
    size_t *scratch;
} space;

static bool allocate(space *s, size_t strategies)
{
    s->effect = vi_malloc(strategies, sizeof *s->effect);
    s->cost = vi_malloc(strategies, sizeof *s->cost);
    s->segments = vi_malloc(strategies, sizeof *s->segments);
    s->scratch = vi_malloc(strategies, sizeof *s->scratch);
    return s->effect && s->cost && s->segments && s->scratch;
}

voi_status vi_switches_find(voi_context *ctx, const voi_problem *problem, vi_switches *out,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    size_t strategies = problem->strategies;
    space s = {0};
    vi_switch *items = vi_malloc(strategies, sizeof *items);
    if (!items || !allocate(&s, strategies)) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "frontier: out of memory for %zu strategies", strategies);
        goto cleanup;
    }
    VI_TRY(vi_mean_increments(ctx, problem, s.effect, s.cost, err));
    const vi_lines means = {s.effect, s.cost, strategies};
    size_t segments = vi_envelope(&means, 0, DBL_MAX, s.segments, s.scratch);
    for (size_t m = 1; m < segments; m++) {
        size_t from = s.segments[m - 1].line, to = s.segments[m].line;
        items[m - 1] = (vi_switch){from, to, s.segments[m].start, s.effect[to] - s.effect[from],
                                   s.cost[to] - s.cost[from]};
    }
    *out = (vi_switches){segments - 1, items, s.segments[0].line};
    items = NULL;
cleanup:
    vi_free(items);
    vi_free(s.effect);
    vi_free(s.cost);
    vi_free(s.segments);
    vi_free(s.scratch);
    return status;
}

void vi_switches_free(vi_switches *switches)
{
    vi_free(switches->items);
    *switches = (vi_switches){0};
}
