/* What a launch passes to a kernel, in one layout for both sides: this file is compiled with the
 * library and, as part of the embedded source, for the device. */
#ifndef VI_KERNELS_CUDA_ARGUMENTS_H
#define VI_KERNELS_CUDA_ARGUMENTS_H

#ifdef __CUDACC__
#define VI_ON_DEVICE(type) type *
#else
#define VI_ON_DEVICE(type) unsigned long long
#endif

/* Threads of every block. A block of the regrets of many strategies holds VI_TILE_ROWS rows of
 * VI_TILE_COLUMNS of them at a time; one of cross-products has those of VI_PRODUCT_SIDE columns
 * with as many. */
enum { VI_THREADS = 256, VI_TILE_ROWS = 128, VI_TILE_COLUMNS = 32, VI_PRODUCT_SIDE = 64 };

/* The most strategies whose wins are counted. */
enum { VI_MOST_COUNTED = 16 };

/* Neighbouring values of k at which the same strategy is best, at most VI_THREADS. 2^shift, which
 * is at least `count`, threads share a row; the others of the block take further rows. */
typedef struct {
    int first, count, best, shift;
} vi_curve_tile;

/* A factor of a function, which follows from a cell of the row: number at + step × cell of the
 * table, the cell standing in a column of the values. Step 0: the factor is 1. */
typedef struct {
    int column, at, step;
} vi_spline_factor;

/* Numbers of a stream from `first` on. */
typedef struct {
    unsigned long long seed, stream, first;
} vi_random_numbers;

/* A chunk of rows and what is made of it. The values of a row are neighbours, or those of a column.
 * Block b adds to 2 × sums partials from 2 b × sums on: sums, then what was rounded off them. */
typedef struct {
    VI_ON_DEVICE(const double) values;
    VI_ON_DEVICE(double) partials;
    /* Values of k; what is subtracted from each column; or the table of splines. */
    VI_ON_DEVICE(const double) numbers;
    VI_ON_DEVICE(const vi_curve_tile) tiles;
    VI_ON_DEVICE(const vi_spline_factor) factors; /* three a function */
    VI_ON_DEVICE(double) made; /* numbers of the rows, a column after the other */
    vi_random_numbers random;
    long long first_row, rows;
    int cols, sums, functions, responses; /* responses stand behind `cols` others */
    int reference;                        /* what net benefits are against */
} vi_kernel_arguments;

#endif
