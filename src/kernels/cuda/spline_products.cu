/* Cross-products of n columns over all rows, XᵀX with the responses behind the functions: gram,
 * products with the responses and cross-products of these in one. A function is a product of spline
 * functions of up to three parameters, which a table has for every cell of a parameter; so a row
 * comes as the numbers of its cells, and X is made here, with the bits that it has on the CPU.
 *
 * One row of blocks a pair of groups of VI_PRODUCT_SIDE columns, each with those before it and with
 * itself. A block brings some rows of both groups to shared memory at a time; a thread keeps 4 × 4
 * sums, which are added to the partial sums without loss before their terms become too many. */
#include "device.cuh"

#include <math.h>

enum {
    SIDE = VI_PRODUCT_SIDE,
    ROWS = 16, /* at a time */
    PITCH = SIDE + 1,
    ACROSS = 16, /* threads in either direction */
    EACH = SIDE / ACROSS,
    MOST_ROUNDS = 64 /* of rows in a plain sum */
};

__device__ inline double factor_at(const vi_kernel_arguments *a, const vi_spline_factor *f,
                                   const double *row)
{
    return f->step > 0 ? a->numbers[f->at + f->step * (int)row[f->column * a->rows]] : 1;
}

/* Column `index` of X, with the root of the row's precision in it. */
__device__ inline double value_at(const vi_kernel_arguments *a, int index, long long at)
{
    const double *row = a->values + at;
    double root = row[0];
    if (index >= a->functions) {
        int response = index - a->functions;
        return response < a->responses ? row[(a->cols + response) * a->rows] * root : 0;
    }
    const vi_spline_factor *f = a->factors + 3 * index;
    return factor_at(a, f, row) * factor_at(a, f + 1, row) * factor_at(a, f + 2, row) * root;
}

/* Rows from `row` on of a group of columns; zeros where there are none. */
__device__ inline void load_group(const vi_kernel_arguments *a, int group, long long row,
                                  double *to)
{
    for (int i = threadIdx.x; i < ROWS * SIDE; i += VI_THREADS) {
        int r = i % ROWS, c = i / ROWS;
        to[r * PITCH + c] = row + r < a->rows ? value_at(a, group * SIDE + c, row + r) : 0;
    }
}

typedef struct {
    double of[EACH][EACH];
} square;

__device__ inline void add_products(const double *left, const double *right, square *sums)
{
    for (int r = 0; r < ROWS; r++) {
        const double *x = left + r * PITCH + threadIdx.x / ACROSS;
        const double *y = right + r * PITCH + threadIdx.x % ACROSS;
#pragma unroll
        for (int i = 0; i < EACH; i++) {
#pragma unroll
            for (int j = 0; j < EACH; j++) {
                sums->of[i][j] = fma(x[i * ACROSS], y[j * ACROSS], sums->of[i][j]);
            }
        }
    }
}

/* Adds the sums to the partial ones of this pair of groups, and starts anew. */
__device__ inline void flush(const vi_kernel_arguments *a, square *sums)
{
    int first = blockIdx.y * SIDE * SIDE + threadIdx.x / ACROSS * SIDE + threadIdx.x % ACROSS;
#pragma unroll
    for (int i = 0; i < EACH; i++) {
#pragma unroll
        for (int j = 0; j < EACH; j++) {
            add_to_partial(a, first + (i * SIDE + j) * ACROSS, sums->of[i][j]);
            sums->of[i][j] = 0;
        }
    }
}

KERNEL(spline_products)
{
    __shared__ double left[ROWS * PITCH], right[ROWS * PITCH];
    int pair = blockIdx.y, group = 0, rounds = 0;
    square sums = {{{0}}};
    while ((group + 1) * (group + 2) / 2 <= pair) {
        group++;
    }
    long long step = (long long)gridDim.x * ROWS;
    for (long long row = (long long)blockIdx.x * ROWS; row < a.rows; row += step) {
        __syncthreads();
        load_group(&a, group, row, left);
        load_group(&a, pair - group * (group + 1) / 2, row, right);
        __syncthreads();
        add_products(left, right, &sums);
        if (++rounds == MOST_ROUNDS) {
            flush(&a, &sums);
            rounds = 0;
        }
    }
    flush(&a, &sums);
}
