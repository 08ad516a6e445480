/* Normal scores: what rank a value has, told as the quantile of a normal distribution. */
#ifndef VI_MATH_SCORES_H
#define VI_MATH_SCORES_H

#include <stddef.h>

/* Of values in increasing order, `weights` the number of times that each is there, above 0; scaled
 * to mean 0 and variance 1 over all. Of a single value 0. */
void vi_normal_scores(const double *weights, size_t count, double *score);

#endif
