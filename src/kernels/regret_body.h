/* The regret kernels written once over v8, a vector of eight doubles. The including file defines v8
 * with v8_load, v8_store, v8_set, v8_max, v8_add, v8_sub, v8_mul, v8_load_transposed (up to eight
 * columns of eight rows, turned so that a vector is a column), v8_maxima (the largest of each of
 * eight vectors) and LANES_AT_ONCE, and is compiled for its instruction set.
 *
 * Row-major: fewer than eight strategies are transposed in registers, eight rows at a time, and
 * stay there with their sums. More are added as they lie, in blocks of eight strategies over tiles
 * of rows that stay in the first-level cache: first the maxima of the tile, then block by block the
 * regrets, a vector of eight strategies for each of the eight lanes. The last block overlaps the
 * one before; both keep the same sums of what they share. Leftover rows follow in plain C.
 *
 * What comes AHEAD bytes later is asked for early: the processor's own prefetching stops at each
 * page of 4 KiB and by itself reaches half the memory bandwidth. */
#ifndef VI_KERNELS_REGRET_BODY_H
#define VI_KERNELS_REGRET_BODY_H

#include "kernels/kernels.h"

enum {
    BLOCK = 8,                     /* strategies */
    BLOCK_HALF = BLOCK * VI_LANES, /* the sums of a block, followed by as many sums of squares */
    TILE_GROUPS = 8,
    TILE_ROWS = TILE_GROUPS * VI_LANES,
    AHEAD = 8192
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void add_regret(v8 best, v8 value, v8 *sum, v8 *squares)
{
    v8 regret = v8_sub(best, value);
    *sum = v8_add(*sum, regret);
    *squares = v8_add(*squares, v8_mul(regret, regret));
}

ALWAYS_INLINE void fetch_ahead(const double *x, size_t bytes)
{
    __builtin_prefetch((const char *)x + bytes);
}

/* All of up to seven strategies in registers: `cols` is a constant where this is inlined. */
ALWAYS_INLINE void narrow_rows(const double *x, size_t groups, const size_t cols,
                               ptrdiff_t row_stride, double *state)
{
    v8 sum[BLOCK], squares[BLOCK], column[BLOCK];
    for (size_t d = 0; d < cols; d++) {
        sum[d] = v8_load(state + 2 * VI_LANES * d);
        squares[d] = v8_load(state + 2 * VI_LANES * d + VI_LANES);
    }
    for (size_t g = 0; g < groups; g++, x += VI_LANES * row_stride) {
        for (size_t d = 0; d < cols; d++) {
            fetch_ahead(x + BLOCK * d, AHEAD); /* eight dense rows are so many cache lines */
        }
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
    default:
        narrow_rows(x, groups, 7, row_stride, state);
        break;
    }
}

/* Where block `block` of eight strategies begins. */
ALWAYS_INLINE size_t block_start(size_t block, size_t cols)
{
    return BLOCK * block + BLOCK <= cols ? BLOCK * block : cols - BLOCK;
}

ALWAYS_INLINE v8 load_and_fetch(const double *x, bool fetch)
{
    if (fetch) {
        fetch_ahead(x, AHEAD);
    }
    return v8_load(x);
}

/* The maxima of eight rows of eight columns or more. Odd rows are fetched here, even ones where
 * the regrets are added, so that memory always has something to do. */
ALWAYS_INLINE v8 row_maxima(const double *x, size_t cols, ptrdiff_t row_stride)
{
    v8 most[VI_LANES];
    for (size_t l = 0; l < VI_LANES; l++) {
        most[l] = load_and_fetch(x + (ptrdiff_t)l * row_stride, l % 2 == 1);
    }
    for (size_t block = 1; BLOCK * block < cols; block++) {
        const double *from = x + block_start(block, cols);
        for (size_t l = 0; l < VI_LANES; l++) {
            v8 values = load_and_fetch(from + (ptrdiff_t)l * row_stride, l % 2 == 1);
            most[l] = v8_max(most[l], values);
        }
    }
    return v8_maxima(most);
}

/* Adds the regrets of a tile for eight strategies to LANES_AT_ONCE lanes of their block. */
ALWAYS_INLINE void add_lanes(const double *x, const double *best, size_t groups,
                             ptrdiff_t row_stride, double *block)
{
    v8 sum[LANES_AT_ONCE], squares[LANES_AT_ONCE];
    for (size_t l = 0; l < LANES_AT_ONCE; l++) {
        sum[l] = v8_load(block + BLOCK * l);
        squares[l] = v8_load(block + BLOCK_HALF + BLOCK * l);
    }
    for (size_t row = 0; row < VI_LANES * groups; row += VI_LANES) {
        for (size_t l = 0; l < LANES_AT_ONCE; l++) {
            v8 values = load_and_fetch(x + (ptrdiff_t)(row + l) * row_stride, l % 2 == 0);
            add_regret(v8_set(best[row + l]), values, &sum[l], &squares[l]);
        }
    }
    for (size_t l = 0; l < LANES_AT_ONCE; l++) {
        v8_store(block + BLOCK * l, sum[l]);
        v8_store(block + BLOCK_HALF + BLOCK * l, squares[l]);
    }
}

/* One tile: the maxima of its rows, then the regrets block by block. */
ALWAYS_INLINE void add_tile(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride,
                            double *blocks)
{
    double best[TILE_ROWS];
    for (size_t g = 0; g < groups; g++) {
        const double *from = x + (ptrdiff_t)(VI_LANES * g) * row_stride;
        v8_store(best + VI_LANES * g, row_maxima(from, cols, row_stride));
    }
    for (size_t block = 0; BLOCK * block < cols; block++) {
        const double *from = x + block_start(block, cols);
        double *lanes = blocks + 2 * BLOCK_HALF * block;
        for (size_t l = 0; l < VI_LANES; l += LANES_AT_ONCE) {
            add_lanes(from + (ptrdiff_t)l * row_stride, best + l, groups, row_stride,
                      lanes + BLOCK * l);
        }
    }
}

/* How eight strategies of eight lanes lie in memory: the distance between one strategy, or lane,
 * and the next, and between sums and sums of squares. */
typedef struct {
    size_t step, half;
} layout;

/* Turns strategies of lanes into lanes of strategies, or back again. */
ALWAYS_INLINE void turn(const double *from, layout old, double *to, layout new)
{
    v8 turned[VI_LANES];
    for (size_t half = 0; half < 2; half++) {
        v8_load_transposed(from + half * old.half, (ptrdiff_t)old.step, VI_LANES, turned);
        for (size_t i = 0; i < VI_LANES; i++) {
            v8_store(to + half * new.half + i *new.step, turned[i]);
        }
    }
}

static void wide(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride, double *state)
{
    static const layout by_strategy = {2 * VI_LANES, VI_LANES}, by_lane = {BLOCK, BLOCK_HALF};
    double *blocks = state + 2 * VI_LANES * cols;
    for (size_t block = 0; BLOCK * block < cols; block++) {
        turn(state + by_strategy.step * block_start(block, cols), by_strategy,
             blocks + 2 * BLOCK_HALF * block, by_lane);
    }
    for (size_t done = 0; done < groups; done += TILE_GROUPS) {
        size_t now = groups - done < TILE_GROUPS ? groups - done : TILE_GROUPS;
        add_tile(x + (ptrdiff_t)(VI_LANES * done) * row_stride, now, cols, row_stride, blocks);
    }
    for (size_t block = 0; BLOCK * block < cols; block++) {
        turn(blocks + 2 * BLOCK_HALF * block, by_lane,
             state + by_strategy.step * block_start(block, cols), by_strategy);
    }
}

static void regrets_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *state)
{
    size_t groups = rows / VI_LANES, whole = groups * VI_LANES;
    if (cols < BLOCK) {
        narrow(x, groups, cols, row_stride, state);
    } else {
        wide(x, groups, cols, row_stride, state);
    }
    vi_kernels_scalar()->regrets_by_row(x + (ptrdiff_t)whole * row_stride, rows - whole, cols,
                                        row_stride, state);
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

/* The place in a column that is asked for early: AHEAD bytes further in all columns together, and
 * at least in the next tile. */
ALWAYS_INLINE void fetch_column(const double *values, size_t cols)
{
    size_t tiles = AHEAD / sizeof(double) / TILE_ROWS / cols + 1;
    fetch_ahead(values, tiles * TILE_ROWS * sizeof(double));
}

/* The maxima of `groups` vectors of rows over all columns; each visit reads a run of one column. */
ALWAYS_INLINE void column_maxima(const double *const *columns, size_t row, size_t groups,
                                 size_t cols, v8 *best)
{
    for (size_t g = 0; g < groups; g++) {
        fetch_column(columns[0] + row + g * VI_LANES, cols);
        best[g] = v8_load(columns[0] + row + g * VI_LANES);
    }
    for (size_t d = 1; d < cols; d++) {
        const double *values = columns[d] + row;
        for (size_t g = 0; g < groups; g++) {
            fetch_column(values + g * VI_LANES, cols);
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
        for (size_t b = 1; b < cols; b++) {
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

#define REGRET_KERNELS                                                                             \
    .regrets_by_row = regrets_by_row, .regrets_by_column = regrets_by_column,                      \
    .pairs_by_row = pairs_by_row

#endif
