/* Progress and cancellation, and parallel work that reports them. */
#include "core/context.h"

voi_status vi_progress(voi_context *ctx, const char *phase, double fraction, voi_error *err)
{
    if (ctx->progress && ctx->progress(ctx->progress_data, phase, fraction) != 0) {
        return vi_fail(err, VOI_ERR_CANCELLED, "cancelled while %s", phase);
    }
    return VOI_OK;
}

typedef struct {
    voi_context *ctx;
    const char *phase;
} tick_state;

static voi_status tick(void *data, size_t done, size_t tasks, voi_error *err)
{
    const tick_state *state = data;
    return vi_progress(state->ctx, state->phase, (double)done / (double)tasks, err);
}

voi_status vi_parallel(voi_context *ctx, const vi_job *job, voi_error *err)
{
    tick_state state = {ctx, job->phase};
    /* Other threads may leave the calling one nothing to do: it is asked once in any case. */
    voi_status status = vi_progress(ctx, job->phase, 0, err);
    if (status != VOI_OK) {
        return status;
    }
    return vi_pool_run(ctx->pool, job->tasks, job->run, job->state, ctx->progress ? tick : NULL,
                       &state, err);
}

size_t vi_workers(const voi_context *ctx)
{
    return vi_pool_threads(ctx->pool);
}
