/* Numbers of a stream of Philox4x32-10, and their quantiles of the standard normal distribution. A
 * thread takes a block of the generator, which is two numbers. The text is the CPU's own; products
 * are fused where it says so and nowhere else, division and root round as they do there: all bits
 * are the same. */
#include "core/philox_rounds.h"
#include "device.cuh"
#include "math/probit.h"

/* The numbers of a chunk, which may begin or end within a block; `quantile` is known when this is
 * compiled. */
__device__ inline void fill(const vi_kernel_arguments *a, bool quantile)
{
    unsigned long long first = a->random.first + a->first_row, end = first + a->rows;
    unsigned long long step = (unsigned long long)gridDim.x * VI_THREADS;
    unsigned long long index =
        first / 2 + (unsigned long long)blockIdx.x * VI_THREADS + threadIdx.x;
    for (; 2 * index < end; index += step) {
        vi_philox_block bits = vi_philox_block_at(a->random.seed, a->random.stream, index);
#pragma unroll
        for (int half = 0; half < 2; half++) {
            unsigned long long number = 2 * index + half;
            double x = vi_uniform_of(bits.word[2 * half], bits.word[2 * half + 1]);
            if (number >= first && number < end) {
                a->made[number - first] = quantile ? vi_probit(x) : x;
            }
        }
    }
}

KERNEL(uniforms)
{
    fill(&a, false);
}

KERNEL(normals)
{
    fill(&a, true);
}
