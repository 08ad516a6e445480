/* What all kernels share. Their source stays in the language that C++ and CUDA have in common, so
 * that tests run the same text on the host. */
#include "arguments.h"

#ifndef KERNEL
#define KERNEL(name)                                                                               \
    extern "C" __global__ void __launch_bounds__(VI_THREADS) name(const vi_kernel_arguments a)
#endif

/* Adds x to a sum, and what is rounded off to another (Knuth's two-sum). */
__device__ inline void add_exactly(double *high, double *low, double x)
{
    double sum = *high + x, part = sum - *high;
    *low += (*high - (sum - part)) + (x - part);
    *high = sum;
}

/* Adds x to a partial sum of the block. */
__device__ inline void add_to_partial(const vi_kernel_arguments *a, int index, double x)
{
    double *at = a->partials + 2 * (long long)blockIdx.x * a->sums + index;
    add_exactly(at, at + a->sums, x);
}

enum { WARP = 32, WARPS = VI_THREADS / WARP };

/* The sums over the threads of a warp whose numbers are the same modulo `width`, a power of two of
 * at most WARP; its first `width` threads have them. */
__device__ inline double warp_sum(double x, int width)
{
    for (int half = WARP / 2; half >= width; half /= 2) {
        x += __shfl_down_sync(0xffffffffu, x, half);
    }
    return x;
}

/* The same over a block, for any power of two. `scratch` has room for all threads, and all of them
 * must call this; so must they below. */
__device__ inline double block_sum(double x, double *scratch, int width)
{
    int thread = threadIdx.x, step = width > WARP ? width : WARP;
    scratch[thread] = warp_sum(x, width < WARP ? width : WARP);
    __syncthreads();
    double sum = 0;
    for (int i = thread % step; i < VI_THREADS; i += step) {
        sum += scratch[i];
    }
    __syncthreads();
    return sum;
}

/* Adds the sums of `count` numbers of each thread, at most WARP, to the block's partial sums from
 * `index` on. */
template <int count>
__device__ inline void add_block_sums(const vi_kernel_arguments *a, int index, const double *x,
                                      double *scratch)
{
    int thread = threadIdx.x;
    __syncthreads();
#pragma unroll
    for (int s = 0; s < count; s++) {
        double sum = warp_sum(x[s], 1);
        if (thread % WARP == 0) {
            scratch[s * WARPS + thread / WARP] = sum;
        }
    }
    __syncthreads();
    if (thread < count) {
        double sum = 0;
        for (int w = 0; w < WARPS; w++) {
            sum += scratch[thread * WARPS + w];
        }
        add_to_partial(a, index + thread, sum);
    }
}
