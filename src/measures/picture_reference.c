/* Moments of increments against the first strategy order the means without regard to a common
 * offset. Net benefit counts as a negative cost there, so the highest mean has the lowest cost. */
#include "measures/picture_reference.h"

#include "core/alloc.h"
#include "measures/moments.h"

voi_status vi_picture_reference(voi_context *ctx, const voi_problem *problem, size_t *reference,
                                voi_error *err)
{
    voi_status status = VOI_OK;
    vi_moments *m = vi_malloc(problem->strategies, sizeof *m);
    if (!m) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu strategies", problem->strategies);
    }
    VI_TRY(vi_moments_of_all(ctx, problem, 0, m, err));
    size_t best = 0;
    for (size_t d = 1; d < problem->strategies; d++) {
        bool cheaper = m[d].cost < m[best].cost;
        bool as_cheap = m[d].cost == m[best].cost;
        best = cheaper || (as_cheap && m[d].effect > m[best].effect) ? d : best;
    }
    *reference = best;
cleanup:
    vi_free(m);
    return status;
}
