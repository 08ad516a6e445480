/* Normal scores: what rank a value has, told as the quantile of a normal distribution. */
#ifndef VI_MATH_SCORES_H
#define VI_MATH_SCORES_H

#include <stdbool.h>
#include <stddef.h>

/* Of values in increasing order, `weights` the number of times that each is there, above 0; scaled
 * to mean 0 and variance 1 over all. Of a single value 0. */
void vi_normal_scores(const double *weights, size_t count, double *score);

/* The same of n finite numbers in any order, n > 0; equal ones have equal scores. Answers whether
 * there was memory for it. Cost O(n). */
bool vi_score_numbers(const double *x, size_t n, double *score);

#endif
