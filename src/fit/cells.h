/* A parameter cut into cells: everything a smoother needs of the rows, in about a thousand numbers.
 */
#ifndef VI_FIT_CELLS_H
#define VI_FIT_CELLS_H

#include "core/error.h"
#include "math/radix.h"

/* Cells grow with the logarithm of N; this is enough for more rows than memory holds. */
enum { VI_MOST_CELLS = 4608 };

/* Cell j holds the rows sorted[start[j] .. start[j + 1]) of neighbouring values. Where the
 * parameter has at most 1024 distinct values, each is a cell and nothing is lost; else the cells
 * hold about N / 1024 rows in the middle and fewer and fewer, down to one, towards both ends, where
 * decisions hang on few rows. Equal values never part. Source of the idea: Wood, Li, Shaddick and
 * Augustin (2017). */
typedef struct {
    size_t rows, count;
    size_t start[VI_MOST_CELLS + 1];
    double weight[VI_MOST_CELLS]; /* rows of the cell */
    double x[VI_MOST_CELLS];      /* their mean, on a scale where the parameter spans 0 to 1; of
                                     normal scores where it is too heavy-tailed for that */
    vi_sorted *sorted, *spare;    /* rows entries each */
} vi_cells;

/* Makes room for `rows` rows; NULL when memory is out. Use one per worker again and again. */
vi_cells *vi_cells_create(size_t rows);
void vi_cells_destroy(vi_cells *cells);

/* Cuts the column; all values finite. One cell means a constant. */
void vi_cells_cut(vi_cells *cells, const double *column);

#endif
