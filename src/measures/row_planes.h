/* Rows of a block in planes: the numbers of one kind of all its rows side by side, so that a loop
 * over rows becomes vector instructions. */
#ifndef VI_MEASURES_ROW_PLANES_H
#define VI_MEASURES_ROW_PLANES_H

#include "measures/rates.h"

/* Rows of a block, the length of a plane. */
enum { VI_PLANE = 128 };

/* From `rows` rows of `width` numbers to `width` planes; the end of every plane becomes 0. */
void vi_planes_turn(const double *by_row, size_t rows, size_t width, double *planes);

/* Of strategy d at k number `which`, from a plane of every response: mean + Σ factor · response,
 * its net benefit less that of the reference; the same without the mean; Σ |factor| · response. All
 * are 0 for the reference. */
void vi_planes_value(const vi_rates *rates, size_t which, size_t d, const double *responses,
                     double *out);
void vi_planes_change(const vi_rates *rates, size_t which, size_t d, const double *responses,
                      double *out);
void vi_planes_size(const vi_rates *rates, size_t which, size_t d, const double *responses,
                    double *out);

/* Σ x_i and Σ x_i² of all numbers of a plane, as in math/lanes.h. */
double vi_plane_sum(const double *x);
double vi_plane_squares(const double *x);

#endif
