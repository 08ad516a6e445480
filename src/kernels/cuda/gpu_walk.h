/* Rows on their way through the device, chunk by chunk. */
#ifndef VI_KERNELS_CUDA_GPU_WALK_H
#define VI_KERNELS_CUDA_GPU_WALK_H

#include "kernels/cuda/gpu_session.h"

/* A walk through the chunks of values; with a function, each is worked on. */
typedef struct {
    voi_context *ctx;
    vi_gpu *gpu;
    const vi_gpu_values *values;
    size_t chunk_rows, slots; /* as many slots as there are chunks for */
    vi_address kept; /* where values are, or go, that stay; 0: they pass through the slots */
    bool moving;     /* they must be brought there */
    const void *numbers,
        *tiles; /* what the kernel reads besides, tiles or factors; NULL: nothing */
    size_t number_bytes, tile_bytes;
    void *function;
    vi_kernel_arguments arguments; /* all but those of a chunk */
    size_t block_rows, blocks, blocks_y;
    double *const *made; /* columns that the kernel makes, `made_cols` of them */
    size_t made_cols;
} vi_gpu_walk;

/* A walk with a kernel that adds to `sums` numbers, which may be none, of which a block takes
 * `block_rows` rows at a time. */
vi_gpu_walk vi_gpu_plan(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                        size_t block_rows, size_t sums);

/* Goes through all chunks and waits for the last. The device's context must be current. */
voi_status vi_gpu_walk_all(const vi_gpu_walk *walk, voi_error *err);
/* The same with a kernel, and its sums; makes the device's context the current one itself. */
voi_status vi_gpu_run(vi_gpu_walk *walk, const vi_kernel_variant *variant, double *sums,
                      voi_error *err);

#endif
