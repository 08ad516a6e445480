/* The score of a value is the normal quantile of the middle of its ranks. Means and variances of
 * scores do not depend on the scale of the values: a few values of a heavy tail count as what they
 * are, few. */
#include "math/scores.h"

#include "math/normal.h"

#include <math.h>

void vi_normal_scores(const double *weights, size_t count, double *score)
{
    double all = 0, below = 0, mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++) {
        all += weights[i];
    }
    for (size_t i = 0; i < count; i++) {
        score[i] = vi_normal_quantile((below + weights[i] / 2) / all);
        below += weights[i];
        mean += weights[i] / all * score[i];
    }
    for (size_t i = 0; i < count; i++) {
        score[i] -= mean;
        variance += weights[i] / all * score[i] * score[i];
    }
    for (size_t i = 0; i < count; i++) {
        score[i] = count > 1 ? score[i] / sqrt(variance) : 0;
    }
}
