/* Mean increments of costs and effects against the first strategy: differences are taken row by
 * row, so that a common offset is gone before anything is added. */
#include "math/sums.h"
#include "measures/curve.h"

typedef struct {
    const voi_problem *problem;
    double *effect, *cost;
} increments;

static voi_status mean_of_column(void *argument, size_t task, size_t worker, voi_error *err)
{
    const increments *work = argument;
    const voi_problem *p = work->problem;
    size_t d = task / 2;
    double **columns = task % 2 ? p->costs : p->effects;
    double *mean = task % 2 ? work->cost : work->effect;
    (void)worker;
    (void)err;
    mean[d] = vi_sum_difference(columns[d], columns[0], p->rows) / (double)p->rows;
    return VOI_OK;
}

voi_status vi_mean_increments(voi_context *ctx, const voi_problem *problem, double *effect,
                              double *cost, voi_error *err)
{
    increments work = {problem, effect, cost};
    const vi_job job = {"averaging", 2 * problem->strategies, mean_of_column, &work};
    return vi_parallel(ctx, &job, err);
}
