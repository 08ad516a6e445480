/* A problem kept on the GPU, with its mean increments beside it: exact sums of the CPU, so that the
 * measures after it need not read the rows at all. */
#include "core/alloc.h"
#include "measures/gpu_outcomes.h"
#include "measures/increments.h"
#include "measures/on_gpu.h"

#include <string.h>

bool vi_increments_on_gpu(const voi_context *ctx, const voi_problem *problem, double *effect,
                          double *cost)
{
    const vi_gpu_values values = {
        .rows = problem->rows, .cols = 2 * problem->strategies, .identity = problem->identity};
    const double *kept = ctx->gpu ? vi_gpu_facts(ctx->gpu, &values) : NULL;
    if (kept) {
        memcpy(effect, kept, problem->strategies * sizeof *effect);
        memcpy(cost, kept + problem->strategies, problem->strategies * sizeof *cost);
    }
    return kept != NULL;
}

/* Means that only save time: without memory for them there are none. */
static voi_status keep_means(voi_context *ctx, const voi_problem *problem, voi_error *err)
{
    double *means = vi_malloc(2 * problem->strategies, sizeof *means);
    voi_status status = VOI_OK;
    if (means) {
        status = vi_mean_increments(ctx, problem, means, means + problem->strategies, err);
    }
    if (status == VOI_OK && means) {
        vi_gpu_keep_facts(ctx->gpu, means);
    } else {
        vi_free(means);
    }
    return status == VOI_ERR_CANCELLED ? status : VOI_OK;
}

voi_status voi_problem_upload(voi_context *ctx, const voi_problem *problem, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for an upload"};
    voi_status status = vi_problem_need_strategies(problem, err);
    vi_gpu_values values;
    bool kept = false, done = false;
    if (status != VOI_OK || !ctx->gpu) {
        return status;
    }
    const double **list = vi_gpu_outcomes(problem, &values);
    status = list ? vi_gpu_upload(ctx, ctx->gpu, &values, &kept, &why) : VOI_ERR_NOMEM;
    status = vi_gpu_settle(ctx, status, &why, &done, err);
    if (status == VOI_OK && kept && problem->costs && !vi_gpu_facts(ctx->gpu, &values)) {
        status = keep_means(ctx, problem, err);
    }
    vi_free(list);
    return status;
}
