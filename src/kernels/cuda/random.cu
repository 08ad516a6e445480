/* Numbers of a stream of Philox4x32-10, and their quantiles of the standard normal distribution. A
 * thread takes a block of the generator, which is two numbers. Integers, uniform numbers and
 * quantiles are made by the CPU's own source or by the same steps on integers, products are fused
 * where it says so and nowhere else, and division and root round as they do there: all bits are
 * the same. */
#include "core/philox.h"
#include "device.cuh"
#include "math/probit.h"

typedef struct {
    unsigned word[4];
} philox_block;

__device__ inline philox_block block_at(const vi_random_numbers *from, unsigned long long index)
{
    philox_block c = {{(unsigned)index, (unsigned)(index >> 32), (unsigned)from->stream,
                       (unsigned)(from->stream >> 32)}};
    unsigned first = (unsigned)from->seed, second = (unsigned)(from->seed >> 32);
#pragma unroll
    for (int round = 0; round < VI_PHILOX_ROUNDS; round++) {
        unsigned long long p = (unsigned long long)VI_PHILOX_FIRST * c.word[0];
        unsigned long long q = (unsigned long long)VI_PHILOX_SECOND * c.word[2];
        c = {{(unsigned)(q >> 32) ^ c.word[1] ^ first, (unsigned)q,
              (unsigned)(p >> 32) ^ c.word[3] ^ second, (unsigned)p}};
        first += VI_PHILOX_FIRST_STEP;
        second += VI_PHILOX_SECOND_STEP;
    }
    return c;
}

__device__ inline double uniform_of(unsigned low, unsigned high)
{
    unsigned long long word = ((unsigned long long)high << 32 | low) >> 12;
    return ((double)word + 0.5) * 0x1p-52;
}

/* The numbers of a chunk, which may begin or end within a block; `quantile` is known when this is
 * compiled. */
__device__ inline void fill(const vi_kernel_arguments *a, bool quantile)
{
    unsigned long long first = a->random.first + a->first_row, end = first + a->rows;
    unsigned long long step = (unsigned long long)gridDim.x * VI_THREADS;
    unsigned long long index =
        first / 2 + (unsigned long long)blockIdx.x * VI_THREADS + threadIdx.x;
    for (; 2 * index < end; index += step) {
        philox_block bits = block_at(&a->random, index);
#pragma unroll
        for (int half = 0; half < 2; half++) {
            unsigned long long number = 2 * index + half;
            double x = uniform_of(bits.word[2 * half], bits.word[2 * half + 1]);
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
