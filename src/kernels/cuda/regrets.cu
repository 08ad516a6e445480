/* Sums of regrets r_id = max_e x_ie − x_id and of their squares, for COLS strategies that a thread
 * holds in registers. A thread takes a row of every grid. Rows whose values are neighbours
 * (BY_ROW) are read by the whole block in the order of memory and handed out through shared memory,
 * at an odd distance, so that its banks are all used. */
#include "device.cuh"

enum { PITCH = COLS | 1, STAGED = BY_ROW ? VI_THREADS * PITCH : VI_THREADS };

#if BY_ROW
__device__ inline void stage_rows(const double *values, long long rows, double *stage)
{
    int count = (int)(rows < VI_THREADS ? rows : VI_THREADS) * COLS;
    __syncthreads();
    for (int i = threadIdx.x; i < count; i += VI_THREADS) {
        stage[i / COLS * PITCH + i % COLS] = values[i];
    }
    __syncthreads();
}
#endif

KERNEL(regrets)
{
    __shared__ double stage[STAGED];
    double sum[COLS], squares[COLS], x[COLS];
#pragma unroll
    for (int d = 0; d < COLS; d++) {
        sum[d] = squares[d] = 0;
    }
    long long step = (long long)gridDim.x * VI_THREADS;
    for (long long first = (long long)blockIdx.x * VI_THREADS; first < a.rows; first += step) {
        long long row = first + threadIdx.x;
#if BY_ROW
        stage_rows(a.values + first * COLS, a.rows - first, stage);
#endif
        if (row < a.rows) {
#pragma unroll
            for (int d = 0; d < COLS; d++) {
                x[d] = BY_ROW ? stage[threadIdx.x * PITCH + d] : a.values[d * a.rows + row];
            }
            double best = x[0];
#pragma unroll
            for (int d = 1; d < COLS; d++) {
                best = x[d] > best ? x[d] : best;
            }
#pragma unroll
            for (int d = 0; d < COLS; d++) {
                double regret = best - x[d];
                sum[d] += regret;
                squares[d] += regret * regret;
            }
        }
    }
    add_block_sums<COLS>(&a, 0, sum, stage);
    add_block_sums<COLS>(&a, COLS, squares, stage);
}
