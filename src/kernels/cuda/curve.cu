/* Sums over rows, at every k of a tile, of the regret of the strategy b that is best there, and of
 * its square:
 *
 *     r_i(k) = max_d  k (e_id − e_ib) − (c_id − c_ib)  ≥ 0,
 *
 * whose differences leave a common offset behind at once. A thread keeps one k. Where a tile has
 * many, threads of a warp read the same row, which costs one read; where it has few, the threads
 * are shared out over rows. A chunk holds the columns of effects, then those of costs. */
#include "device.cuh"

KERNEL(curve)
{
    __shared__ double scratch[VI_THREADS];
    const vi_curve_tile *tile = a.tiles + blockIdx.y;
    int first = tile->first, count = tile->count, best = tile->best, shift = tile->shift;
    int width = 1 << shift, place = threadIdx.x & (width - 1), step = VI_THREADS >> shift;
    double k = place < count ? a.numbers[first + place] : 0, sum = 0, squares = 0;
    for (long long row = (long long)blockIdx.x * step + (threadIdx.x >> shift); row < a.rows;
         row += (long long)gridDim.x * step) {
        const double *x = a.values + row;
        double effect = x[best * a.rows], cost = x[(a.cols + best) * a.rows];
        double regret = 0, total = 0;
        for (int d = 0; d < a.cols; d++) {
            double gain = k * (x[d * a.rows] - effect) - (x[(a.cols + d) * a.rows] - cost);
            total += gain;
            regret = gain > regret ? gain : regret;
        }
        regret += total - total; /* a gain that is no number must be seen in the sum */
        sum += regret;
        squares += regret * regret;
    }
    sum = block_sum(sum, scratch, width);
    squares = block_sum(squares, scratch, width);
    if (threadIdx.x < count) {
        add_to_partial(&a, first + place, sum);
        add_to_partial(&a, a.sums / 2 + first + place, squares);
    }
}
