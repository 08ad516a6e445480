/* Cubic B-splines on [0, 1] with knots where the data are. */
#ifndef VI_FIT_BSPLINE_H
#define VI_FIT_BSPLINE_H

#include "fit/cells.h"

enum { VI_MOST_FUNCTIONS = 64, VI_ORDER = 4 };

struct vi_kernels;

typedef struct {
    size_t count;                               /* functions, 4 to VI_MOST_FUNCTIONS */
    double knots[VI_MOST_FUNCTIONS + VI_ORDER]; /* the outer ones repeated four times */
} vi_bspline;

/* Knots at equal steps of the rows' normal scores, each in another place; `wanted` functions (at
 * least 4), or as many as the cells can bear. */
void vi_bspline_create(const vi_cells *cells, size_t wanted, vi_bspline *out);

/* The four functions that are not zero at each of the places, which ascend: first, first + 1, ...
 * with their values. */
void vi_bspline_values(const vi_bspline *basis, const struct vi_kernels *kernels, const double *x,
                       size_t count, size_t *first, double (*values)[VI_ORDER]);

/* The place of a function: where a straight line has its coefficients (Greville). */
double vi_bspline_place(const vi_bspline *basis, size_t function);

/* The matrix of the smoothness penalty, count × count: 0 for constants and straight lines alone. */
void vi_bspline_penalty(const vi_bspline *basis, double *penalty);

#endif
