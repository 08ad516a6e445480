/* The rows of a sample gathered by what a study measures: one or two quantities cut into bins, and
 * for every cell of bins the sums that all else needs. */
#ifndef VI_MEASURES_STUDY_CELLS_H
#define VI_MEASURES_STUDY_CELLS_H

#include "measures/informed.h"

#include <stdint.h>

/* Cell (i, j) has place i side[1] + j; with one quantity side[0] is 1. */
typedef struct {
    size_t rows, side[2], cells, responses;
    double *value[2]; /* 2 × side: the mean value of the bin's rows; their number */
    double *weight;   /* cells: rows */
    double *fit;      /* responses × cells: Σ fitted */
    double *sum;      /* responses × cells: Σ y */
    double *own;      /* owns × cells: Σ y_r y_q of the responses of one strategy: the squares of
                         its first ones, with costs then products of both, squares of costs */
    double *product;  /* pairs × cells: Σ y_r y_q (vi_pair); NULL where these would be more than
                         the sample: then sums go over its rows */
    size_t *occupied; /* the `filled` cells that hold rows */
    size_t filled, owns;
    uint32_t *cell;  /* rows: where each lies */
    const double *y; /* rows × responses, borrowed */
    double *numbers; /* the storage of it all */
} vi_study_cells;

/* Of one or two columns of a number a row. Errors: VOI_ERR_NOMEM. Cost O(N R²). */
voi_status vi_study_cells_create(double *const *columns, size_t count, const vi_informed *informed,
                                 vi_study_cells *out, voi_error *err);
void vi_study_cells_free(vi_study_cells *cells);

#endif
