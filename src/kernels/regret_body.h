/* The regret kernels written once over v8, a vector of eight doubles. The including file defines v8
 * with v8_load, v8_store, v8_set, v8_max, v8_add, v8_sub, v8_mul, v8_load_transposed (up to eight
 * columns of eight rows, turned so that a vector is a column), v8_maxima (the largest of each of
 * eight vectors) and BLOCKS_AT_ONCE and LANES_AT_ONCE, and is compiled for its instruction set.
 *
 * Row-major: fewer than eight strategies are transposed in registers, eight rows at a time, and
 * stay there with their sums. More are added as they lie, in blocks of eight strategies over tiles
 * of rows that stay in the first-level cache: first the maxima of the tile, then, a few blocks at
 * once, the regrets, a vector of eight strategies for each of the eight lanes. Up to MOST_TURNED
 * strategies behind the last block are transposed instead; more make a block that overlaps the one
 * before, and both keep the same sums of what they share. Leftover rows follow in plain C.
 *
 * What comes AHEAD bytes later is asked for early: the processor's own prefetching stops at each
 * page of 4 KiB and by itself reaches half the memory bandwidth. Each line is asked for once, in
 * the order of memory; odd rows first and even ones later come much more slowly. */
#ifndef VI_KERNELS_REGRET_BODY_H
#define VI_KERNELS_REGRET_BODY_H

#include "kernels/kernels.h"

enum {
    BLOCK = 8,                     /* strategies */
    BLOCK_HALF = BLOCK * VI_LANES, /* the sums of a block, followed by as many sums of squares */
    TILE_GROUPS = 8,
    TILE_ROWS = TILE_GROUPS * VI_LANES,
    MOST_TURNED = 4,
    AHEAD = 12288
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

/* How rows of eight strategies and more are cut: into blocks of eight, the last of which may
 * overlap the one before, and up to MOST_TURNED strategies behind them. */
typedef struct {
    size_t cols, blocks, turned;
    ptrdiff_t row_stride;
} row_plan;

ALWAYS_INLINE row_plan plan_rows(size_t cols, ptrdiff_t row_stride)
{
    size_t rest = cols % BLOCK;
    bool turned = rest <= MOST_TURNED;
    return (row_plan){cols, cols / BLOCK + !turned, turned ? rest : 0, row_stride};
}

ALWAYS_INLINE size_t block_start(size_t block, size_t cols)
{
    return BLOCK * block + BLOCK <= cols ? BLOCK * block : cols - BLOCK;
}

/* The maxima of eight rows; the strategies behind the blocks are kept, turned. */
ALWAYS_INLINE v8 row_maxima(const double *x, const row_plan *plan, double *turned)
{
    v8 most[VI_LANES], column[BLOCK];
    for (size_t l = 0; l < VI_LANES; l++) {
        most[l] = v8_load(x + (ptrdiff_t)l * plan->row_stride);
    }
    for (size_t block = 1; block < plan->blocks; block++) {
        const double *from = x + block_start(block, plan->cols);
        for (size_t l = 0; l < VI_LANES; l++) {
            most[l] = v8_max(most[l], v8_load(from + (ptrdiff_t)l * plan->row_stride));
        }
    }
    v8 best = v8_maxima(most);
    if (plan->turned > 0) {
        v8_load_transposed(x + BLOCK * plan->blocks, plan->row_stride, plan->turned, column);
        for (size_t d = 0; d < plan->turned; d++) {
            v8_store(turned + VI_LANES * d, column[d]);
            best = v8_max(best, column[d]);
        }
    }
    return best;
}

/* Adds the regrets of a tile for `count` blocks of strategies, from `first` on, to LANES_AT_ONCE
 * lanes of each: a constant where it is inlined. */
ALWAYS_INLINE void add_lanes(const double *x, const double *best, size_t groups,
                             const row_plan *plan, size_t first, const size_t count, double *lanes)
{
    v8 sum[BLOCKS_AT_ONCE][LANES_AT_ONCE], squares[BLOCKS_AT_ONCE][LANES_AT_ONCE];
    const double *from[BLOCKS_AT_ONCE];
    for (size_t b = 0; b < count; b++) {
        from[b] = x + block_start(first + b, plan->cols);
        for (size_t l = 0; l < LANES_AT_ONCE; l++) {
            sum[b][l] = v8_load(lanes + 2 * BLOCK_HALF * b + BLOCK * l);
            squares[b][l] = v8_load(lanes + 2 * BLOCK_HALF * b + BLOCK_HALF + BLOCK * l);
        }
    }
    for (size_t row = 0; row < VI_LANES * groups; row += VI_LANES) {
        for (size_t l = 0; l < LANES_AT_ONCE; l++) {
            v8 most = v8_set(best[row + l]);
            for (size_t b = 0; b < count; b++) {
                v8 values = v8_load(from[b] + (ptrdiff_t)(row + l) * plan->row_stride);
                add_regret(most, values, &sum[b][l], &squares[b][l]);
            }
        }
    }
    for (size_t b = 0; b < count; b++) {
        for (size_t l = 0; l < LANES_AT_ONCE; l++) {
            v8_store(lanes + 2 * BLOCK_HALF * b + BLOCK * l, sum[b][l]);
            v8_store(lanes + 2 * BLOCK_HALF * b + BLOCK_HALF + BLOCK * l, squares[b][l]);
        }
    }
}

/* All lanes of `count` blocks. */
ALWAYS_INLINE void add_blocks(const double *x, const double *best, size_t groups,
                              const row_plan *plan, size_t first, const size_t count,
                              double *blocks)
{
    for (size_t l = 0; l < VI_LANES; l += LANES_AT_ONCE) {
        add_lanes(x + (ptrdiff_t)l * plan->row_stride, best + l, groups, plan, first, count,
                  blocks + 2 * BLOCK_HALF * first + BLOCK * l);
    }
}

/* Adds the turned strategies of a tile to their sums by strategy. */
ALWAYS_INLINE void add_turned(const double *turned, const double *best, size_t groups,
                              const row_plan *plan, double *state)
{
    for (size_t d = 0; d < plan->turned; d++) {
        double *lanes = state + 2 * VI_LANES * (BLOCK * plan->blocks + d);
        v8 sum = v8_load(lanes), squares = v8_load(lanes + VI_LANES);
        for (size_t g = 0; g < groups; g++) {
            v8 values = v8_load(turned + VI_LANES * (MOST_TURNED * g + d));
            add_regret(v8_load(best + VI_LANES * g), values, &sum, &squares);
        }
        v8_store(lanes, sum);
        v8_store(lanes + VI_LANES, squares);
    }
}

/* One tile: the maxima of its rows, then the regrets block by block. Eight dense rows are as many
 * cache lines as strategies: asked for in one run, each once, they come fastest. */
ALWAYS_INLINE void add_tile(const double *x, size_t groups, const row_plan *plan, double *state)
{
    double best[TILE_GROUPS * VI_LANES], turned[TILE_GROUPS * MOST_TURNED * VI_LANES];
    double *blocks = state + 2 * VI_LANES * plan->cols;
    for (size_t g = 0; g < groups; g++) {
        const double *from = x + (ptrdiff_t)(VI_LANES * g) * plan->row_stride;
        for (size_t d = 0; d < plan->cols; d++) {
            fetch_ahead(from + BLOCK * d, AHEAD);
        }
        v8 most = row_maxima(from, plan, turned + VI_LANES * MOST_TURNED * g);
        v8_store(best + VI_LANES * g, most);
    }
    size_t block = 0;
    for (; block + BLOCKS_AT_ONCE <= plan->blocks; block += BLOCKS_AT_ONCE) {
        add_blocks(x, best, groups, plan, block, BLOCKS_AT_ONCE, blocks);
    }
    if (BLOCKS_AT_ONCE > 2 && block + 2 <= plan->blocks) {
        add_blocks(x, best, groups, plan, block, 2, blocks);
        block += 2;
    }
    for (; block < plan->blocks; block++) {
        add_blocks(x, best, groups, plan, block, 1, blocks);
    }
    add_turned(turned, best, groups, plan, state);
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

ALWAYS_INLINE void add_tiles(const double *x, size_t groups, const row_plan *plan, double *state)
{
    size_t tile = plan->cols > 2 * BLOCK ? TILE_GROUPS / 2 : TILE_GROUPS;
    for (size_t done = 0; done < groups; done += tile) {
        size_t now = groups - done < tile ? groups - done : tile;
        add_tile(x + (ptrdiff_t)(VI_LANES * done) * plan->row_stride, now, plan, state);
    }
}

static void wide(const double *x, size_t groups, size_t cols, ptrdiff_t row_stride, double *state)
{
    static const layout by_strategy = {2 * VI_LANES, VI_LANES}, by_lane = {BLOCK, BLOCK_HALF};
    const row_plan plan = plan_rows(cols, row_stride);
    double *blocks = state + 2 * VI_LANES * cols;
    for (size_t block = 0; block < plan.blocks; block++) {
        turn(state + by_strategy.step * block_start(block, cols), by_strategy,
             blocks + 2 * BLOCK_HALF * block, by_lane);
    }
    add_tiles(x, groups, &plan, state);
    for (size_t block = 0; block < plan.blocks; block++) {
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

#define REGRET_KERNELS .regrets_by_row = regrets_by_row, .regrets_by_column = regrets_by_column

#endif
