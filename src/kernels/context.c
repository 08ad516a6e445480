/* The public context. It lives beside the kernels because making one chooses them. */
#include "core/context.h"

#include "core/alloc.h"
#include "core/trace.h"
#include "kernels/kernels.h"

enum { MAX_THREADS = 1024 };

void voi_context_options_default(voi_context_options *options)
{
    *options = (voi_context_options){0};
}

voi_status voi_context_create(const voi_context_options *options, voi_context **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_context_options defaults;
    voi_context *ctx = NULL;
    voi_context_options_default(&defaults);
    const voi_context_options *chosen = options ? options : &defaults;
    *out = NULL;
    if (chosen->threads > MAX_THREADS) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "threads: %zu is more than the limit of %d",
                       chosen->threads, MAX_THREADS);
    }
    ctx = vi_calloc(1, sizeof *ctx);
    if (!ctx) {
        return vi_fail(err, VOI_ERR_NOMEM, "context: out of memory");
    }
    ctx->progress = chosen->progress;
    ctx->progress_data = chosen->progress_data;
    VI_TRY(vi_kernels_select(chosen->backend, &ctx->kernels, &ctx->kernels_reason, err));
    VI_TRY(vi_pool_create(chosen->threads ? chosen->threads : vi_cpu_count(), &ctx->pool, err));
    if (chosen->profile) {
        VI_TRY(vi_trace_create(vi_workers(ctx), &ctx->trace, err));
    }
    *out = ctx;
    ctx = NULL;
cleanup:
    voi_context_destroy(ctx);
    return status;
}

void voi_context_destroy(voi_context *ctx)
{
    if (ctx) {
        vi_pool_destroy(ctx->pool);
        vi_trace_destroy(ctx->trace);
        vi_free(ctx);
    }
}

size_t voi_context_threads(const voi_context *ctx)
{
    return vi_workers(ctx);
}

const char *voi_context_backend(const voi_context *ctx)
{
    return ctx->kernels->name;
}

const char *voi_context_backend_reason(const voi_context *ctx)
{
    return ctx->kernels_reason;
}
