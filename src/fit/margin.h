/* The functions of one parameter from which the functions of a group are made. */
#ifndef VI_FIT_MARGIN_H
#define VI_FIT_MARGIN_H

#include "fit/cells.h"

struct vi_kernels;

enum { VI_MARGIN_FUNCTIONS = 24 };

/* Demmler and Reinsch's basis without its constant: over the rows every function has mean 0 and
 * variance 1 and they are uncorrelated; they come in order of roughness, the straight line first. A
 * parameter of few values has one function less than values. */
typedef struct vi_margin {
    size_t functions;                      /* 0 for a constant */
    double roughness[VI_MARGIN_FUNCTIONS]; /* the penalty: 0 for the line, 1 for the next, rising */
    size_t rows, cells;
    double *half;   /* of the cells: half their mean value, ascending */
    double *table;  /* cells × functions, by row: the functions there */
    uint16_t *cell; /* of every row */
} vi_margin;

/* Makes at most `functions` functions of a column from its cells, which may be cut anew
 * afterwards. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC. Cost O(rows + cells · splines²). */
voi_status vi_margin_create(const struct vi_kernels *kernels, const vi_cells *cells,
                            const double *column, size_t functions, vi_margin *out, voi_error *err);
void vi_margin_free(vi_margin *margin);

/* The functions at a row of the sample. */
static inline const double *vi_margin_at_row(const vi_margin *margin, size_t row)
{
    return margin->table + margin->cell[row] * margin->functions;
}

/* The functions at any value: between the cells by straight lines, beyond them continued. */
void vi_margin_at_value(const vi_margin *margin, double value, double *functions);

#endif
