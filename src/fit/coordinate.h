/* Two scales on which a parameter may stand beside others: its own, and normal scores. */
#ifndef VI_FIT_COORDINATE_H
#define VI_FIT_COORDINATE_H

#include "fit/cells.h"

/* Both have mean 0 and variance 1 over the rows that the parameter was cut from. */
typedef struct {
    double low, half_span; /* the parameter's place is ((x − low) / 2) / half_span, 0 to 1 */
    double centre, spread; /* mean and standard deviation of the place */
    size_t cells;          /* at least two */
    double *place, *score; /* of the cells, ascending */
} vi_coordinate;

/* From a parameter's cells, at least two. Errors: VOI_ERR_NOMEM. Cost O(rows). The order of the
 * rows does not change a bit. */
voi_status vi_coordinate_create(const vi_cells *cells, const double *column, vi_coordinate *out,
                                voi_error *err);
void vi_coordinate_free(vi_coordinate *coordinate);

/* The value itself, standardised. */
double vi_coordinate_line(const vi_coordinate *coordinate, double value);

/* The normal quantile of the value's rank, standardised: what a monotone re-expression of the
 * parameter leaves alone. Between the cells by straight lines, constant beyond the outermost. */
double vi_coordinate_score(const vi_coordinate *coordinate, double value);

#endif
