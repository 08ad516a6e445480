/* A smooth curve through points that rises and falls only where they do. */
#ifndef VI_MATH_MONOTONE_H
#define VI_MATH_MONOTONE_H

#include <stddef.h>

/* The slopes of the curve at its points, x increasing; at least two. */
void vi_monotone_slopes(const double *x, const double *y, size_t count, double *slope);

/* The curve at a place between the first and the last point. */
double vi_monotone_at(const double *x, const double *y, const double *slope, size_t count,
                      double place);

#endif
