/* 20 000 rows place a quantile to a fraction of a percent of the sample, which is far below what a
 * picture shows. */
#include "measures/order_statistics.h"

#include "math/numbers.h"

#include <stdlib.h>

void vi_sample_take(const double *x, size_t rows, vi_sample *out)
{
    out->count = rows < VI_SAMPLE_MOST ? rows : VI_SAMPLE_MOST;
    for (size_t i = 0; i < out->count; i++) {
        /* rows / count evenly spaced, without overflow for any number of rows */
        size_t row = rows / out->count * i + rows % out->count * i / out->count;
        out->values[i] = x[row];
    }
    qsort(out->values, out->count, sizeof *out->values, vi_numbers_compare);
}

double vi_sample_quantile(const vi_sample *sample, double p)
{
    double place = p * (double)(sample->count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= sample->count) {
        return sample->values[sample->count - 1];
    }
    double share = place - (double)below;
    return sample->values[below] + share * (sample->values[below + 1] - sample->values[below]);
}
