/* Sums over rows, at every k of a tile, of the regret of the strategy b that is best there, and of
 * its square:
 *
 *     r_i(k) = max_d  k (e_id − e_ib) − (c_id − c_ib)  ≥ 0,
 *
 * whose differences leave a common offset behind at once. A thread keeps one k. Where a tile has
 * many, threads of a warp read the same row, which costs one read; where it has few, the threads
 * are shared out over rows. A thread may have very many rows: it adds up a few at a time, and these
 * sums without loss. A chunk holds the columns of effects, then those of costs. */
#include "device.cuh"

enum { AT_A_TIME = 64 /* rows of a thread */ };

typedef struct {
    double sum, squares;
} regret_sums;

/* Rows from `row` on, `step` apart. */
__device__ inline regret_sums add_rows(const vi_kernel_arguments *a, int best, double k,
                                       long long row, long long step)
{
    regret_sums sums = {0, 0};
    for (int i = 0; i < AT_A_TIME && row < a->rows; i++, row += step) {
        const double *x = a->values + row;
        double effect = x[best * a->rows], cost = x[(a->cols + best) * a->rows];
        double regret = 0, total = 0;
        for (int d = 0; d < a->cols; d++) {
            double gain = k * (x[d * a->rows] - effect) - (x[(a->cols + d) * a->rows] - cost);
            total += gain;
            regret = gain > regret ? gain : regret;
        }
        regret += total - total; /* a gain that is no number must be seen in the sum */
        sums.sum += regret;
        sums.squares += regret * regret;
    }
    return sums;
}

/* Adds a pair of numbers of each thread to the partial sums. */
__device__ inline void add_pair(const vi_kernel_arguments *a, int index, bool used,
                                const double pair[2], int width, double *scratch)
{
    for (int part = 0; part < 2; part++) {
        double all = block_sum(pair[part], scratch, width);
        if (used) {
            add_to_partial(a, index, all);
        }
    }
}

KERNEL(curve)
{
    __shared__ double scratch[VI_THREADS];
    const vi_curve_tile *tile = a.tiles + blockIdx.y;
    int first = tile->first, count = tile->count, best = tile->best, shift = tile->shift;
    int width = 1 << shift, place = threadIdx.x & (width - 1), rows = VI_THREADS >> shift;
    double k = place < count ? a.numbers[first + place] : 0;
    double sum[2] = {0, 0}, squares[2] = {0, 0};
    long long row = (long long)blockIdx.x * rows + (threadIdx.x >> shift);
    for (long long step = (long long)gridDim.x * rows; row < a.rows; row += AT_A_TIME * step) {
        regret_sums some = add_rows(&a, best, k, row, step);
        add_exactly(&sum[0], &sum[1], some.sum);
        add_exactly(&squares[0], &squares[1], some.squares);
    }
    bool used = (int)threadIdx.x < count;
    add_pair(&a, first + place, used, sum, width, scratch);
    add_pair(&a, a.sums / 2 + first + place, used, squares, width, scratch);
}
