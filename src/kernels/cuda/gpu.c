/* The primary context of the device is shared with whatever else in the process uses CUDA, and is
 * current only while a call of ours runs. A context does not survive a fork: in a child nothing of
 * the driver is touched, not even to close it. */
#include "kernels/cuda/gpu.h"

#include "core/alloc.h"
#include "kernels/cuda/gpu_session.h"

#include <stdio.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 25, CACHE_BYTES = 1 << 25 };

static voi_status open_libraries(vi_gpu *gpu, const vi_gpu_options *options, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_cuda_open(options->driver ? options->driver : VI_CUDA_LIBRARY, &gpu->driver, err));
    VI_TRY(vi_nvrtc_open(options->nvrtc, vi_cuda_version(gpu->driver), &gpu->nvrtc, err));
    VI_TRY(vi_cuda_describe(gpu->driver, 0, &gpu->about, err));
cleanup:
    return status;
}

static voi_status open_device(vi_gpu *gpu, voi_error *err)
{
    voi_status status = VOI_OK;
    void *context = NULL;
    VI_CUDA_TRY(gpu->driver, cuDeviceGet, &gpu->device, 0);
    VI_CUDA_TRY(gpu->driver, cuDevicePrimaryCtxRetain, &context, gpu->device);
    gpu->context = context;
cleanup:
    return status;
}

voi_status vi_gpu_open(const vi_gpu_options *options, vi_gpu **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gpu *gpu = vi_calloc(1, sizeof *gpu);
    *out = NULL;
    if (!gpu) {
        return vi_fail(err, VOI_ERR_NOMEM, "GPU: out of memory");
    }
    gpu->owner = getpid();
    gpu->chunk_bytes = options->chunk_bytes ? options->chunk_bytes : CHUNK_BYTES;
    if (options->cache_folder) {
        gpu->cache_folder = vi_strdup(options->cache_folder);
        if (!gpu->cache_folder) {
            status = vi_fail(err, VOI_ERR_NOMEM, "GPU: out of memory");
            goto cleanup;
        }
    }
    gpu->cache = (vi_module_cache){gpu->cache_folder, CACHE_BYTES};
    VI_TRY(open_libraries(gpu, options, err));
    VI_TRY(open_device(gpu, err));
    *out = gpu;
    gpu = NULL;
cleanup:
    vi_gpu_close(gpu);
    return status;
}

bool vi_gpu_possible(voi_error *why)
{
    vi_gpu probe = {.driver = NULL};
    const vi_gpu_options options = {.driver = NULL};
    bool possible = open_libraries(&probe, &options, why) == VOI_OK;
    vi_nvrtc_close(probe.nvrtc);
    vi_cuda_close(probe.driver);
    return possible;
}

const char *vi_gpu_device_name(const vi_gpu *gpu)
{
    return gpu->about.name;
}

voi_status vi_gpu_enter(const vi_gpu *gpu, voi_error *err)
{
    if (getpid() != gpu->owner) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the process that opened it has forked");
    }
    return vi_cuda_check(gpu->driver, gpu->driver->cuCtxPushCurrent_v2(gpu->context),
                         "cuCtxPushCurrent_v2", err);
}

void vi_gpu_leave(const vi_gpu *gpu)
{
    void *own = NULL;
    gpu->driver->cuCtxPopCurrent_v2(&own);
}

voi_status vi_gpu_reserve(const vi_gpu *gpu, vi_gpu_buffer *buffer, size_t bytes, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_address address = 0;
    if (bytes <= buffer->bytes) {
        return VOI_OK;
    }
    if (buffer->address) {
        vi_address old = buffer->address;
        *buffer = (vi_gpu_buffer){0};
        VI_CUDA_TRY(gpu->driver, cuMemFree_v2, old);
    }
    VI_CUDA_TRY(gpu->driver, cuMemAlloc_v2, &address, bytes);
    *buffer = (vi_gpu_buffer){address, bytes};
cleanup:
    return status;
}

static voi_status load_module(vi_gpu *gpu, const vi_kernel_variant *variant, vi_gpu_module *out,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    voi_bytes binary = {0};
    vi_gpu_module loaded = {.variant = *variant};
    int architecture = 10 * gpu->about.major + gpu->about.minor;
    VI_TRY(vi_kernel_binary(gpu->nvrtc, &gpu->cache, variant, architecture, &binary, err));
    VI_CUDA_TRY(gpu->driver, cuModuleLoadData, &loaded.module, binary.data);
    status = vi_cuda_check(gpu->driver,
                           gpu->driver->cuModuleGetFunction(&loaded.function, loaded.module,
                                                            vi_kernel_function(variant)),
                           "cuModuleGetFunction", err);
    if (status != VOI_OK) {
        gpu->driver->cuModuleUnload(loaded.module);
        goto cleanup;
    }
    *out = loaded;
cleanup:
    voi_bytes_free(&binary);
    return status;
}

voi_status vi_gpu_function(vi_gpu *gpu, const vi_kernel_variant *variant, void **out,
                           voi_error *err)
{
    for (size_t i = 0; i < gpu->module_count; i++) {
        const vi_gpu_module *m = &gpu->modules[i];
        if (m->variant.name == variant->name && m->variant.cols == variant->cols &&
            m->variant.by_row == variant->by_row) {
            *out = m->function;
            return VOI_OK;
        }
    }
    vi_gpu_module *grown = vi_realloc(gpu->modules, gpu->module_count + 1, sizeof *gpu->modules);
    if (!grown) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for its kernels");
    }
    gpu->modules = grown;
    voi_status status = load_module(gpu, variant, &grown[gpu->module_count], err);
    if (status == VOI_OK) {
        *out = grown[gpu->module_count++].function;
    }
    return status;
}

static void free_buffer(const vi_gpu *gpu, vi_gpu_buffer *buffer)
{
    if (buffer->address) {
        gpu->driver->cuMemFree_v2(buffer->address);
    }
}

/* Whatever the driver answers here, nothing can be done about it: the device may be lost. */
static void free_device(vi_gpu *gpu)
{
    vi_cuda_driver *driver = gpu->driver;
    for (size_t s = 0; s < VI_GPU_SLOTS; s++) {
        vi_gpu_slot *slot = &gpu->slots[s];
        if (slot->stream) {
            driver->cuStreamSynchronize(slot->stream);
            driver->cuStreamDestroy_v2(slot->stream);
        }
        if (slot->staging) {
            driver->cuMemFreeHost(slot->staging);
        }
        free_buffer(gpu, &slot->values);
        free_buffer(gpu, &slot->partials);
        free_buffer(gpu, &slot->made);
    }
    free_buffer(gpu, &gpu->numbers);
    free_buffer(gpu, &gpu->tiles);
    free_buffer(gpu, &gpu->kept);
    for (size_t i = 0; i < gpu->module_count; i++) {
        driver->cuModuleUnload(gpu->modules[i].module);
    }
}

void vi_gpu_close(vi_gpu *gpu)
{
    if (!gpu) {
        return;
    }
    if (gpu->owner == getpid()) {
        if (gpu->context) {
            voi_status status = vi_gpu_enter(gpu, NULL);
            free_device(gpu);
            if (status == VOI_OK) {
                vi_gpu_leave(gpu);
            }
            gpu->driver->cuDevicePrimaryCtxRelease_v2(gpu->device);
        }
        vi_nvrtc_close(gpu->nvrtc);
        vi_cuda_close(gpu->driver);
    }
    vi_free(gpu->modules);
    vi_identity_release(gpu->kept_identity);
    vi_free(gpu->facts);
    vi_free(gpu->cache_folder);
    vi_free(gpu);
}

static void lose(voi_context *ctx, const char *why)
{
    snprintf(ctx->gpu_words, sizeof ctx->gpu_words,
             "the GPU failed and the CPU does its work: %.300s", why);
    vi_gpu_close(ctx->gpu);
    ctx->gpu = NULL;
    ctx->gpu_untold = true;
}

voi_status vi_gpu_settle(voi_context *ctx, voi_status status, const voi_error *why, bool *done,
                         voi_error *err)
{
    *done = status == VOI_OK;
    if (status == VOI_ERR_CANCELLED) {
        return vi_fail(err, status, "%s", why->message);
    }
    if (status != VOI_OK && status != VOI_ERR_LIMIT) {
        lose(ctx, why->message);
    }
    return VOI_OK;
}
