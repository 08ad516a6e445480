/* Functions of every number of an array, written once as plain loops over math/elementary.h and
 * probit.h: the including file is compiled for its instruction set, and the compiler makes vectors
 * of them. The pragma says what it cannot see: x and y are the same array or do not overlap. */
#ifndef VI_KERNELS_ELEMENTWISE_BODY_H
#define VI_KERNELS_ELEMENTWISE_BODY_H

#include "math/elementary.h"
#include "math/probit.h"

#include <stddef.h>

#define ARRAY_FUNCTION(name, function)                                                             \
    static void name(const double *x, double *y, size_t n)                                         \
    {                                                                                              \
        _Pragma("omp simd") for (size_t i = 0; i < n; i++)                                         \
        {                                                                                          \
            y[i] = function(x[i]);                                                                 \
        }                                                                                          \
    }

ARRAY_FUNCTION(exp_of, vi_exp)
ARRAY_FUNCTION(log_of, vi_log)
ARRAY_FUNCTION(expit_of, vi_expit)
ARRAY_FUNCTION(normal_quantile_of, vi_probit)

#define ELEMENTWISE_KERNELS                                                                        \
    .exp = exp_of, .log = log_of, .expit = expit_of, .normal_quantile = normal_quantile_of

#endif
