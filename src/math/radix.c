/* Least significant digit first. The bits of a double ascend like the numbers once the sign bit of
 * positive ones is set and all bits of negative ones are turned. */
#include "math/radix.h"

#include <string.h>

enum { BITS = 11, BUCKETS = 1 << BITS, PASSES = 6 };

static uint64_t ascending_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ull << 63;
}

static size_t digit(uint64_t key, int pass)
{
    return key >> (BITS * pass) & (BUCKETS - 1);
}

/* Turns counts into starting places; false where all keys share this digit. */
static int place(size_t *counts, size_t n)
{
    size_t start = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        size_t count = counts[b];
        if (count == n) {
            return 0;
        }
        counts[b] = start;
        start += count;
    }
    return 1;
}

void vi_radix_sort(const double *x, size_t n, vi_sorted *out, vi_sorted *spare)
{
    size_t counts[PASSES][BUCKETS];
    vi_sorted *from = out, *to = spare;
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < n; i++) {
        out[i] = (vi_sorted){ascending_bits(x[i]), i};
        for (int pass = 0; pass < PASSES; pass++) {
            counts[pass][digit(out[i].key, pass)]++;
        }
    }
    for (int pass = 0; pass < PASSES; pass++) {
        if (!place(counts[pass], n)) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            to[counts[pass][digit(from[i].key, pass)]++] = from[i];
        }
        vi_sorted *other = from;
        from = to;
        to = other;
    }
    if (from != out) {
        memcpy(out, from, n * sizeof *out);
    }
}
