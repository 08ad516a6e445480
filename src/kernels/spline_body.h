/* Cubic B-splines by the recursion of Cox and de Boor, for places between the same two knots: what
 * depends on knots alone is the same for all of them, so that the places are a plain loop which the
 * compiler turns into vectors. */
#ifndef VI_KERNELS_SPLINE_BODY_H
#define VI_KERNELS_SPLINE_BODY_H

#include "kernels/kernels.h"

static void cubic_splines(const double knots[VI_CUBIC_KNOTS], const double *x, size_t n,
                          double (*values)[VI_CUBIC])
{
    const double *t = knots + VI_CUBIC_KNOTS / 2;
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double v[VI_CUBIC] = {1};
#pragma GCC unroll 4
        for (int degree = 1; degree < VI_CUBIC; degree++) {
            double carried = 0;
#pragma GCC unroll 4
            for (int r = 0; r < degree; r++) {
                double right = t[r], left = t[r - degree];
                double part = v[r] / (right - left);
                v[r] = carried + (right - x[i]) * part;
                carried = (x[i] - left) * part;
            }
            v[degree] = carried;
        }
#pragma GCC unroll 4
        for (size_t a = 0; a < VI_CUBIC; a++) {
            values[i][a] = v[a];
        }
    }
}

#define SPLINE_KERNELS .cubic_splines = cubic_splines

#endif
