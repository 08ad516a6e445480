/* Finds the place of a number among sorted values in about constant time. */
#ifndef VI_MEASURES_BINS_H
#define VI_MEASURES_BINS_H

#include "core/error.h"

typedef struct {
    const double *values; /* increasing, not owned */
    size_t count;
    double scale;  /* buckets a unit */
    size_t *start; /* buckets + 1: the first value of a bucket */
} vi_bins;

/* Borrows `values`: at least one, finite, strictly increasing. */
voi_status vi_bins_create(const double *values, size_t count, vi_bins *out, voi_error *err);
void vi_bins_free(vi_bins *bins);

/* The index of the first value >= x; count where there is none. */
size_t vi_bin_of(const vi_bins *bins, double x);

#endif
