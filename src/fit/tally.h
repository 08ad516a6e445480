/* What a fit must know of the rows: moments of the responses over every cell. */
#ifndef VI_FIT_TALLY_H
#define VI_FIT_TALLY_H

#include "fit/cells.h"

/* What is smoothed: R responses. */
typedef struct {
    size_t rows, count;      /* N and R */
    const double *y;         /* N × R, by row; every column has mean 0 */
    const double *precision; /* N: rows count so much in regressions; NULL: all alike */
} vi_responses;

/* The place of a pair of responses, in either order; there are R (R + 1) / 2. */
static inline size_t vi_pair(size_t r, size_t q)
{
    return r < q ? q * (q + 1) / 2 + r : r * (r + 1) / 2 + q;
}

struct vi_kernels;

typedef struct {
    double *sum, *least, *most; /* R × cells: Σ y, the smallest and the largest y of the cell */
    double *product;            /* pairs × cells: Σ y_r y_q */
    double *cell;               /* the same of one cell, together */
    double *numbers;            /* the storage of it all */
    const struct vi_kernels *kernels;
} vi_tally;

/* Makes room for `responses` responses; false when memory is out. */
bool vi_tally_create(const struct vi_kernels *kernels, size_t responses, vi_tally *out);
void vi_tally_free(vi_tally *tally);

/* Goes through all rows once. Cost O(N R²). */
void vi_tally_fill(vi_tally *tally, const vi_cells *cells, const vi_responses *responses);

#endif
