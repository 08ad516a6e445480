/* Regression in place: the sweep operator on a symmetric matrix. */
#ifndef VI_MATH_PIVOT_H
#define VI_MATH_PIVOT_H

#include <stddef.h>

/* `a` is n × n and symmetric, at first the (co)variances of n variables. Taking variable k in makes
 * it a predictor of the others; taking it out undoes that. With the variables of a set S in, and i,
 * j outside: a_jj is the variance of j that S does not explain, a_kj (k in S) the coefficient of k
 * in the regression of j on S, a_ij the covariance that is left, and the block of S is minus the
 * inverse of its covariances. So leaving k out of that regression would add −a_kj² / a_kk to what
 * is unexplained. a_kk must not be 0. Cost O(n²). */
void vi_pivot_in(double *a, size_t n, size_t k);
void vi_pivot_out(double *a, size_t n, size_t k);

#endif
