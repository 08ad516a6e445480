/* The range of the values is cut into as many equal buckets as there are values; a table says with
 * which value each bucket starts. Putting a number into a bucket is monotone, rounding included, so
 * the answer lies between the starts of its bucket and of the next, where it is found by halving:
 * one step for evenly spaced values, log2 of the count at worst. */
#include "measures/bins.h"

#include "core/alloc.h"

#include <math.h>

static size_t bucket_of(const vi_bins *bins, double x)
{
    double place = (x - bins->values[0]) * bins->scale;
    double last = (double)(bins->count - 1);
    return (size_t)(place < last ? place : last);
}

voi_status vi_bins_create(const double *values, size_t count, vi_bins *out, voi_error *err)
{
    vi_bins bins = {.values = values, .count = count};
    bins.start = vi_malloc(count + 1, sizeof *bins.start);
    if (!bins.start) {
        return vi_fail(err, VOI_ERR_NOMEM, "willingness to pay: out of memory for %zu values",
                       count);
    }
    double range = values[count - 1] - values[0];
    double scale = (double)count / range;
    bins.scale = isfinite(scale) ? scale : 0; /* one bucket for all where it overflows */
    size_t bucket = 0;
    for (size_t i = 0; i < count; i++) {
        for (; bucket <= bucket_of(&bins, values[i]); bucket++) {
            bins.start[bucket] = i;
        }
    }
    for (; bucket <= count; bucket++) {
        bins.start[bucket] = count;
    }
    *out = bins;
    return VOI_OK;
}

void vi_bins_free(vi_bins *bins)
{
    vi_free(bins->start);
    *bins = (vi_bins){0};
}

size_t vi_bin_of(const vi_bins *bins, double x)
{
    if (!(x > bins->values[0])) {
        return 0;
    }
    if (x > bins->values[bins->count - 1]) {
        return bins->count;
    }
    size_t bucket = bucket_of(bins, x);
    size_t low = bins->start[bucket], high = bins->start[bucket + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bins->values[middle] < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
