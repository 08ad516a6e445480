/* What the files between the measures and the GPU share: a problem as the GPU takes it. */
#ifndef VI_MEASURES_GPU_OUTCOMES_H
#define VI_MEASURES_GPU_OUTCOMES_H

#include "data/problem.h"
#include "kernels/cuda/gpu.h"

/* The outcomes of a problem as columns: effects, then costs, or net benefits. The list, which is
 * NULL when memory is out, is freed by vi_free. */
const double **vi_gpu_outcomes(const voi_problem *problem, vi_gpu_values *out);

/* Scratch that is missing is a reason to leave the work to the CPU, which needs its own. */
double *vi_gpu_scratch(size_t count, voi_error *why);

bool vi_all_finite(const double *values, size_t count);

#endif
