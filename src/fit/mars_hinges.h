/* The functions of adaptive regression splines: products of hinges in different parameters. */
#ifndef VI_FIT_MARS_HINGES_H
#define VI_FIT_MARS_HINGES_H

#include "fit/mars_axis.h"

enum { VI_MARS_DEGREE = 3 };

/* z, max(0, z − knot) or max(0, knot − z). */
typedef enum { VI_LINE, VI_RIGHT, VI_LEFT } vi_shape;

typedef struct {
    double knot;
    vi_shape shape;
    uint16_t axis;
} vi_hinge;

/* A product with a factor; the product of nothing is 1. */
typedef struct {
    double scale;
    size_t degree;
    vi_hinge factor[VI_MARS_DEGREE];
} vi_hinges;

/* `function` times a further hinge. */
vi_hinges vi_hinges_times(const vi_hinges *function, vi_hinge hinge);

/* Whether it is the line of one parameter. */
bool vi_hinges_is_line(const vi_hinges *function);

/* Whether the axis is among those of the function. */
bool vi_hinges_use(const vi_hinges *function, size_t axis);

/* Whether two functions are of the same axes, whatever their order. */
bool vi_hinges_same_axes(const vi_hinges *a, const vi_hinges *b);

/* Values at rows first .. first + count − 1, `step` numbers apart. */
void vi_hinges_at_rows(const vi_axis *axes, const vi_hinges *function, size_t first, size_t count,
                       double *values, size_t step);

/* The value at a point: a number for every axis's parameter. */
double vi_hinges_at_point(const vi_axis *axes, const vi_hinges *function, const double *point);

#endif
