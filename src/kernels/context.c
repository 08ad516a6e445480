/* The public context. It lives beside the kernels because making one chooses them. */
#include "core/context.h"

#include "core/alloc.h"
#include "core/trace.h"
#include "kernels/backend.h"
#include "kernels/cuda/gpu.h"
#include "kernels/kernels.h"

#include <stdio.h>
#include <string.h>

enum { MAX_THREADS = 1024 };

void voi_context_options_default(voi_context_options *options)
{
    *options = (voi_context_options){0};
}

/* The GPU in front, and behind it the best kernels of the CPU for whatever it does not take on. */
static voi_status open_gpu(voi_context *ctx, const voi_context_options *options, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_error why = {VOI_OK, ""};
    const vi_gpu_options gpu = {.cache_folder = options->cache_folder};
    VI_TRY(vi_kernels_select("auto", &ctx->kernels, &ctx->kernels_reason, err));
    status = vi_gpu_open(&gpu, &ctx->gpu, &why);
    if (status != VOI_OK) {
        status = vi_kernels_refuse(options->backend, why.message, NULL, err);
        goto cleanup;
    }
    snprintf(ctx->gpu_words, sizeof ctx->gpu_words,
             "as asked for: %s, with %s for what it does not take on", vi_gpu_device_name(ctx->gpu),
             ctx->kernels->name);
cleanup:
    return status;
}

static voi_status choose_backend(voi_context *ctx, const voi_context_options *options,
                                 voi_error *err)
{
    if (options->backend && strcmp(options->backend, VI_CUDA_BACKEND) == 0) {
        return open_gpu(ctx, options, err);
    }
    voi_status status =
        vi_kernels_select(options->backend, &ctx->kernels, &ctx->kernels_reason, err);
    if (status != VOI_OK && vi_gpu_possible(NULL)) {
        status = vi_kernels_refuse(options->backend, NULL, VI_CUDA_BACKEND, err);
    }
    return status;
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
    VI_TRY(choose_backend(ctx, chosen, err));
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
        vi_gpu_close(ctx->gpu);
        vi_pool_destroy(ctx->pool);
        vi_trace_destroy(ctx->trace);
        vi_free(ctx);
    }
}

size_t voi_backend_count(void)
{
    return vi_kernels_count() + vi_gpu_possible(NULL);
}

const char *voi_backend_name(size_t index)
{
    const vi_kernels *kernels = vi_kernels_at(index);
    if (index == vi_kernels_count() && vi_gpu_possible(NULL)) {
        return VI_CUDA_BACKEND;
    }
    return kernels ? kernels->name : NULL;
}

size_t voi_context_threads(const voi_context *ctx)
{
    return vi_workers(ctx);
}

const char *voi_context_backend(const voi_context *ctx)
{
    return ctx->gpu ? VI_CUDA_BACKEND : ctx->kernels->name;
}

const char *voi_context_backend_reason(const voi_context *ctx)
{
    return *ctx->gpu_words ? ctx->gpu_words : ctx->kernels_reason;
}
