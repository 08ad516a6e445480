/* Sums whose error does not grow with their length. */
#ifndef VI_MATH_SUMS_H
#define VI_MATH_SUMS_H

#include <stddef.h>

/* Σ (x_i − y_i), pairwise over blocks of 128; y NULL: Σ x_i. Error about (7 + log2(n / 128))
 * half-ulps of Σ |x_i − y_i|. */
double vi_sum_difference(const double *x, const double *y, size_t n);

/* A running sum with the rounding errors kept beside it (Neumaier 1974). */
typedef struct {
    double sum, error;
} vi_running;

void vi_running_add(vi_running *running, double x);
double vi_running_value(const vi_running *running);

#endif
