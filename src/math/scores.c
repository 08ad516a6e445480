/* The score of a value is the normal quantile of the middle of its ranks. Means and variances of
 * scores do not depend on the scale of the values: a few values of a heavy tail count as what they
 * are, few. */
#include "math/scores.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "math/radix.h"

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

/* Numbers the distinct values of a sorted column, and counts them. */
static size_t set_places(const vi_sorted *sorted, size_t n, size_t *place, double *weight)
{
    size_t values = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || sorted[i].key != sorted[i - 1].key) {
            weight[values++] = 0;
        }
        weight[values - 1] += 1;
        place[sorted[i].row] = values - 1;
    }
    return values;
}

bool vi_score_numbers(const double *x, size_t n, double *score)
{
    vi_sorted *sorted = vi_malloc(2 * n, sizeof *sorted);
    size_t *place = vi_malloc(n, sizeof *place);
    double *weight = vi_malloc(2 * n, sizeof *weight), *own = weight ? weight + n : NULL;
    bool complete = sorted && place && weight;
    if (complete) {
        vi_radix_sort(x, n, sorted, sorted + n);
        vi_normal_scores(weight, set_places(sorted, n, place, weight), own);
        for (size_t i = 0; i < n; i++) {
            score[i] = own[place[i]];
        }
    }
    vi_free(sorted);
    vi_free(place);
    vi_free(weight);
    return complete;
}
