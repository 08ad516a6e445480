/* Progress and cancellation, and parallel work that reports them. Where a trace is kept, a job is a
 * phase and each of its tasks a span on the lane of its worker. */
#include "core/context.h"
#include "core/trace.h"

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

typedef struct {
    const voi_context *ctx;
    const vi_job *job;
} traced_job;

static voi_status run_traced(void *state, size_t task, size_t worker, voi_error *err)
{
    const traced_job *t = state;
    size_t lane = t->ctx->lane + worker;
    vi_trace_begin(t->ctx->trace, lane, t->job->phase, false);
    voi_status status = t->job->run(t->job->state, task, worker, err);
    vi_trace_end(t->ctx->trace, lane, 0);
    return status;
}

voi_status vi_parallel(voi_context *ctx, const vi_job *job, voi_error *err)
{
    tick_state state = {ctx, job->phase};
    /* Other threads may leave the calling one nothing to do: it is asked once in any case. */
    voi_status status = vi_progress(ctx, job->phase, 0, err);
    if (status != VOI_OK) {
        return status;
    }
    traced_job traced = {ctx, job};
    voi_phase_begin(ctx, job->phase);
    status =
        vi_pool_run(ctx->pool, job->tasks, ctx->trace ? run_traced : job->run,
                    ctx->trace ? &traced : job->state, ctx->progress ? tick : NULL, &state, err);
    if (ctx->trace) {
        vi_trace_collect(ctx->trace, ctx->lane, vi_workers(ctx));
    }
    voi_phase_end(ctx, 0);
    return status;
}

size_t vi_workers(const voi_context *ctx)
{
    return vi_pool_threads(ctx->pool);
}
