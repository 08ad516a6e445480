/* Functions of every number of an array, written once as plain loops over math/elementary.h and
 * probit.h: the including file is compiled for its instruction set, and the compiler makes vectors
 * of them. The pragma says what it cannot see: x and y are the same array or do not overlap. */
#ifndef VI_KERNELS_ELEMENTWISE_BODY_H
#define VI_KERNELS_ELEMENTWISE_BODY_H

#include "math/elementary.h"
#include "math/probit.h"

#include <stddef.h>

static void exp_of(const double *x, double *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        y[i] = vi_exp(x[i]);
    }
}

static void log_of(const double *x, double *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        y[i] = vi_log(x[i]);
    }
}

static void expit_of(const double *x, double *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        y[i] = vi_expit(x[i]);
    }
}

static void normal_quantile_of(const double *x, double *y, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        y[i] = vi_probit(x[i]);
    }
}

#define ELEMENTWISE_KERNELS                                                                        \
    .exp = exp_of, .log = log_of, .expit = expit_of, .normal_quantile = normal_quantile_of

#endif
