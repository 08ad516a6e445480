/* Gaussian bells between points: the values of a squared exponential kernel. */
#ifndef VI_MATH_GAUSSIANS_H
#define VI_MATH_GAUSSIANS_H

#include <stddef.h>

/* Where the bells stand: coordinate d of centre k is data[d · count + k]. */
typedef struct {
    const double *data;
    size_t dims, count;
} vi_centres;

/* out[i · next + k] = exp(−½ |p_i − c_k|²) of `points` points, by row (points × dims), and all
 * centres. Right to 2 units in the last place but for values below 1e-300, which become 0. The
 * bits are the same on every processor. */
void vi_gaussians(const double *place, size_t points, vi_centres centres, double *out, size_t next);

#endif
