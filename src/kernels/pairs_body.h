/* Squares of the differences of all pairs of strategies, written over v8 as in regret_body.h. Eight
 * rows are transposed, so that a strategy is a vector of rows; the sums of up to six strategies
 * stay in registers. */
#ifndef VI_KERNELS_PAIRS_BODY_H
#define VI_KERNELS_PAIRS_BODY_H

#include "kernels/regret_body.h"

ALWAYS_INLINE v8 add_square(v8 sum, v8 a, v8 b)
{
    v8 difference = v8_sub(b, a);
    return v8_add(sum, v8_mul(difference, difference));
}

/* The pairs of up to six strategies in registers: `cols` is a constant where this is inlined. */
ALWAYS_INLINE void narrow_pairs(const double *x, size_t groups, const size_t cols,
                                ptrdiff_t row_stride, double *lanes)
{
    v8 column[BLOCK], sum[BLOCK * (BLOCK - 1) / 2];
    const size_t pairs = cols * (cols - 1) / 2;
    for (size_t i = 0; i < pairs; i++) {
        sum[i] = v8_load(lanes + VI_LANES * i);
    }
    for (size_t g = 0; g < groups; g++, x += VI_LANES * row_stride) {
        size_t pair = 0;
        for (size_t d = 0; d < cols; d++) {
            fetch_ahead(x + BLOCK * d, AHEAD);
        }
        v8_load_transposed(x, row_stride, cols, column);
#pragma GCC unroll 6
        for (size_t b = 1; b < cols; b++) {
#pragma GCC unroll 6
            for (size_t a = 0; a < b; a++, pair++) {
                sum[pair] = add_square(sum[pair], column[a], column[b]);
            }
        }
    }
    for (size_t i = 0; i < pairs; i++) {
        v8_store(lanes + VI_LANES * i, sum[i]);
    }
}

/* The pairs of more: their lanes stay in the first-level cache. */
static void wide_pairs(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride,
                       double *lanes)
{
    v8 column[VI_PAIRED_COLUMNS];
    for (size_t g = 0; g < groups; g++, x += VI_LANES * row_stride) {
        double *lane = lanes;
        for (size_t first = 0; first < cols; first += BLOCK) {
            size_t width = cols - first < BLOCK ? cols - first : BLOCK;
            v8_load_transposed(x + first, row_stride, width, column + first);
        }
        for (size_t b = 1; b < cols; b++) {
            for (size_t a = 0; a < b; a++, lane += VI_LANES) {
                v8_store(lane, add_square(v8_load(lane), column[a], column[b]));
            }
        }
    }
}

static void pairs_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                         double *lanes)
{
    size_t groups = rows / VI_LANES, whole = groups * VI_LANES;
    switch (cols) {
    case 2:
        narrow_pairs(x, groups, 2, row_stride, lanes);
        break;
    case 3:
        narrow_pairs(x, groups, 3, row_stride, lanes);
        break;
    case 4:
        narrow_pairs(x, groups, 4, row_stride, lanes);
        break;
    case 5:
        narrow_pairs(x, groups, 5, row_stride, lanes);
        break;
    case 6:
        narrow_pairs(x, groups, 6, row_stride, lanes);
        break;
    default:
        wide_pairs(x, groups, cols, row_stride, lanes);
        break;
    }
    vi_kernels_scalar()->pairs_by_row(x + (ptrdiff_t)whole * row_stride, rows - whole, cols,
                                      row_stride, lanes);
}

#define PAIR_KERNELS .pairs_by_row = pairs_by_row

#endif
