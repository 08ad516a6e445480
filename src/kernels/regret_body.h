/* The regret kernels written once over v8, a vector of eight doubles: one lane a row. The including
 * file defines v8 with v8_load, v8_store, v8_zero, v8_max, v8_add, v8_sub, v8_mul and
 * v8_load_transposed (up to eight columns of eight rows, turned so that a vector is a column), and
 * is compiled for its instruction set.
 *
 * Row-major: eight rows at a time are transposed in registers. Up to eight strategies stay there
 * with their sums. More go through a tile of TILE_GROUPS × 8 rows in the first-level cache, so that
 * the sums are loaded and stored once for TILE_GROUPS vectors. Leftover rows follow in plain C. */
#ifndef VI_KERNELS_REGRET_BODY_H
#define VI_KERNELS_REGRET_BODY_H

#include "kernels/kernels.h"

enum { NARROW = 8, TILE_GROUPS = 8, TILE_ROWS = TILE_GROUPS * VI_LANES };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void add_regret(v8 best, v8 value, v8 *sum, v8 *squares)
{
    v8 regret = v8_sub(best, value);
    *sum = v8_add(*sum, regret);
    *squares = v8_add(*squares, v8_mul(regret, regret));
}

/* All of up to eight strategies in registers: `cols` is a constant where this is inlined. */
ALWAYS_INLINE void narrow_rows(const double *x, size_t groups, const size_t cols,
                               ptrdiff_t row_stride, double *state)
{
    v8 sum[NARROW], squares[NARROW], column[NARROW];
    for (size_t d = 0; d < cols; d++) {
        sum[d] = v8_load(state + 2 * VI_LANES * d);
        squares[d] = v8_load(state + 2 * VI_LANES * d + VI_LANES);
    }
    for (size_t g = 0; g < groups; g++, x += VI_LANES * row_stride) {
        v8_load_transposed(x, row_stride, cols, column);
        v8 best = column[0];
        for (size_t d = 1; d < cols; d++) {
            best = v8_max(best, column[d]);
        }
        for (size_t d = 0; d < cols; d++) {
            add_regret(best, column[d], &sum[d], &squares[d]);
        }
    }
    for (size_t d = 0; d < cols; d++) {
        v8_store(state + 2 * VI_LANES * d, sum[d]);
        v8_store(state + 2 * VI_LANES * d + VI_LANES, squares[d]);
    }
}

static void narrow(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride, double *state)
{
    switch (cols) {
    case 1:
        narrow_rows(x, groups, 1, row_stride, state);
        break;
    case 2:
        narrow_rows(x, groups, 2, row_stride, state);
        break;
    case 3:
        narrow_rows(x, groups, 3, row_stride, state);
        break;
    case 4:
        narrow_rows(x, groups, 4, row_stride, state);
        break;
    case 5:
        narrow_rows(x, groups, 5, row_stride, state);
        break;
    case 6:
        narrow_rows(x, groups, 6, row_stride, state);
        break;
    case 7:
        narrow_rows(x, groups, 7, row_stride, state);
        break;
    default:
        narrow_rows(x, groups, 8, row_stride, state);
        break;
    }
}

/* Turns eight rows into tile[d * TILE_ROWS + 0..7] for all d; answers the rows' maxima. */
ALWAYS_INLINE v8 transpose_to_tile(const double *x, size_t cols, ptrdiff_t row_stride, double *tile)
{
    v8 column[NARROW];
    v8 best = v8_low();
    size_t d = 0;
    for (; d + NARROW <= cols; d += NARROW) {
        v8_load_transposed(x + d, row_stride, NARROW, column);
        for (size_t j = 0; j < NARROW; j++) {
            best = v8_max(best, column[j]);
            v8_store(tile + (d + j) * TILE_ROWS, column[j]);
        }
    }
    if (d < cols) {
        v8_load_transposed(x + d, row_stride, cols - d, column);
        for (size_t j = 0; j < cols - d; j++) {
            best = v8_max(best, column[j]);
            v8_store(tile + (d + j) * TILE_ROWS, column[j]);
        }
    }
    return best;
}

/* Adds the regrets of `groups` vectors of one strategy, in the order of the rows. */
ALWAYS_INLINE void add_strategy(const v8 *best, const double *values, size_t groups, double *lanes)
{
    v8 sum = v8_load(lanes), squares = v8_load(lanes + VI_LANES);
    for (size_t g = 0; g < groups; g++) {
        add_regret(best[g], v8_load(values + g * VI_LANES), &sum, &squares);
    }
    v8_store(lanes, sum);
    v8_store(lanes + VI_LANES, squares);
}

static void wide(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride, double *state)
{
    double *tile = state + 2 * VI_LANES * cols;
    v8 best[TILE_GROUPS];
    while (groups > 0) {
        size_t now = groups < TILE_GROUPS ? groups : TILE_GROUPS;
        for (size_t g = 0; g < now; g++, x += VI_LANES * row_stride) {
            best[g] = transpose_to_tile(x, cols, row_stride, tile + g * VI_LANES);
        }
        for (size_t d = 0; d < cols; d++) {
            add_strategy(best, tile + d * TILE_ROWS, now, state + 2 * VI_LANES * d);
        }
        groups -= now;
    }
}

static void regrets_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *state)
{
    size_t groups = rows / VI_LANES, whole = groups * VI_LANES;
    if (cols <= NARROW) {
        narrow(x, groups, cols, row_stride, state);
    } else {
        wide(x, groups, cols, row_stride, state);
    }
    vi_kernels_scalar()->regrets_by_row(x + (ptrdiff_t)whole * row_stride, rows - whole, cols,
                                        row_stride, state);
}

/* The maxima of `groups` vectors of rows over all columns; each visit reads a run of one column. */
ALWAYS_INLINE void column_maxima(const double *const *columns, size_t row, size_t groups,
                                 size_t cols, v8 *best)
{
    for (size_t g = 0; g < groups; g++) {
        best[g] = v8_load(columns[0] + row + g * VI_LANES);
    }
    for (size_t d = 1; d < cols; d++) {
        const double *values = columns[d] + row;
        for (size_t g = 0; g < groups; g++) {
            best[g] = v8_max(best[g], v8_load(values + g * VI_LANES));
        }
    }
}

ALWAYS_INLINE void column_block(const double *const *columns, size_t row, size_t groups,
                                size_t cols, double *state)
{
    v8 best[TILE_GROUPS];
    column_maxima(columns, row, groups, cols, best);
    for (size_t d = 0; d < cols; d++) {
        add_strategy(best, columns[d] + row, groups, state + 2 * VI_LANES * d);
    }
}

static void regrets_by_column(const double *const *columns, size_t first, size_t rows, size_t cols,
                              double *state)
{
    size_t row = first, end = first + rows;
    for (; row + TILE_ROWS <= end; row += TILE_ROWS) {
        column_block(columns, row, TILE_GROUPS, cols, state);
    }
    size_t groups = (end - row) / VI_LANES;
    column_block(columns, row, groups, cols, state);
    row += groups * VI_LANES;
    vi_kernels_scalar()->regrets_by_column(columns, row, end - row, cols, state);
}

#endif
