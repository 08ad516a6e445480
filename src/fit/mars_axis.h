/* A parameter as adaptive regression splines see it. */
#ifndef VI_FIT_MARS_AXIS_H
#define VI_FIT_MARS_AXIS_H

#include "fit/cells.h"

enum { VI_MOST_KNOTS = 64 };

/* The parameter on a scale z of mean 0 and variance 1; and, for the search, its cells. */
typedef struct {
    double low, half_span, mean, deviation; /* z = ((x − low) / 2 / half_span − mean) / deviation */
    double *at;                             /* of every row: z */
    size_t cells, knots;
    uint16_t *cell;               /* of every row */
    double *z, *rank;             /* of the cells: z; the ranks of their rows, between −1 and 1 */
    uint16_t knot[VI_MOST_KNOTS]; /* cells at which hinges may bend, ascending */
} vi_axis;

/* Takes a column and its cells, which may be cut anew afterwards. Errors: VOI_ERR_NOMEM. */
voi_status vi_axis_create(const vi_cells *cells, const double *column, vi_axis *out,
                          voi_error *err);
void vi_axis_free(vi_axis *axis);

/* Lets go of what the search alone needs. */
void vi_axis_end_search(vi_axis *axis);

/* At any value, inside the sample or outside. */
double vi_axis_at_value(const vi_axis *axis, double value);

#endif
