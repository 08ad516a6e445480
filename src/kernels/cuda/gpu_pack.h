/* Rows of values as a kernel reads them: one chunk, row by row or column by column. */
#ifndef VI_KERNELS_CUDA_GPU_PACK_H
#define VI_KERNELS_CUDA_GPU_PACK_H

#include "kernels/cuda/gpu.h"

/* Whether the values of a row are nearer to each other than those of a column; chunks keep it. */
bool vi_gpu_by_row(const vi_gpu_values *values);

/* Packs rows first .. first + rows − 1 by the threads of the context. */
voi_status vi_gpu_pack(voi_context *ctx, const vi_gpu_values *values, size_t first, size_t rows,
                       double *to, voi_error *err);

#endif
