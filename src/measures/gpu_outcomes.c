/* Columns are listed in one order whether they pass through the GPU or stay there, so that both
 * find each other by the problem's identity and their number. */
#include "measures/gpu_outcomes.h"

#include "core/alloc.h"

#include <math.h>

const double **vi_gpu_outcomes(const voi_problem *p, vi_gpu_values *out)
{
    size_t cols = p->costs ? 2 * p->strategies : p->strategies;
    const double **list = vi_malloc(cols, sizeof *list);
    for (size_t d = 0; list && d < cols; d++) {
        list[d] = !p->costs           ? p->net_benefit[d]
                  : d < p->strategies ? p->effects[d]
                                      : p->costs[d - p->strategies];
    }
    *out = (vi_gpu_values){.columns = list, .rows = p->rows, .cols = cols, .identity = p->identity};
    return list;
}

double *vi_gpu_scratch(size_t count, voi_error *why)
{
    double *scratch = vi_malloc(count, sizeof *scratch);
    if (!scratch) {
        voi_error_set(why, VOI_ERR_NOMEM, "out of memory for %zu sums", count);
    }
    return scratch;
}

bool vi_all_finite(const double *values, size_t count)
{
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        finite = finite && isfinite(values[i]);
    }
    return finite;
}
