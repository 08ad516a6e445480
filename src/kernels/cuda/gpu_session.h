/* A GPU from the inside: what gpu.c opens and the rest works with. */
#ifndef VI_KERNELS_CUDA_GPU_SESSION_H
#define VI_KERNELS_CUDA_GPU_SESSION_H

#include "kernels/cuda/cuda_driver.h"
#include "kernels/cuda/gpu.h"

#include <sys/types.h>

enum { VI_GPU_SLOTS = 2 };

/* Memory of the device; grows when more is needed. */
typedef struct {
    vi_address address;
    size_t bytes;
} vi_gpu_buffer;

/* A compiled kernel on the device. */
typedef struct {
    vi_kernel_variant variant;
    void *module, *function;
} vi_gpu_module;

/* While one slot's values are moved and worked on, the other one's are packed. */
typedef struct {
    void *stream;
    double *staging; /* pinned memory of the host */
    size_t staging_bytes;
    vi_gpu_buffer values; /* a chunk */
    vi_gpu_buffer partials;
    vi_gpu_buffer made; /* of the rows of a chunk */
} vi_gpu_slot;

struct vi_gpu {
    vi_cuda_driver *driver;
    vi_nvrtc *nvrtc;
    vi_module_cache cache;
    char *cache_folder;
    size_t chunk_bytes;
    vi_cuda_device about;
    int device;
    void *context;
    pid_t owner; /* the process that opened it: a child must not use it */
    vi_gpu_module *modules;
    size_t module_count;
    vi_gpu_slot slots[VI_GPU_SLOTS];
    vi_gpu_buffer numbers, tiles, kept;
    vi_identity *kept_identity; /* held; NULL: nothing is kept */
    size_t kept_rows, kept_cols;
    double *facts; /* about what is kept */
};

/* The function of a kernel, compiled and loaded when it is first asked for. The context must be
 * current. */
voi_status vi_gpu_function(vi_gpu *gpu, const vi_kernel_variant *variant, void **out,
                           voi_error *err);
/* Room for so many bytes; what was there is lost where it grows. */
voi_status vi_gpu_reserve(const vi_gpu *gpu, vi_gpu_buffer *buffer, size_t bytes, voi_error *err);

/* Makes the device's context the current one of this thread, whose own comes back with the leave.
 */
voi_status vi_gpu_enter(const vi_gpu *gpu, voi_error *err);
void vi_gpu_leave(const vi_gpu *gpu);

#endif
