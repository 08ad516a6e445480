/* Weights of rows in bootstrap samples. */
#ifndef VI_MEASURES_RESAMPLE_H
#define VI_MEASURES_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* Replicates are worked on so many at a time. */
enum { VI_LANES = 32 };

/* How often each of `count` rows is drawn in the replicates of a batch: weight is count × VI_LANES,
 * whole numbers with a Poisson distribution of mean 1. A pure function of seed, batch and row. Cost
 * about a nanosecond a number. */
void vi_resample(uint64_t seed, size_t batch, const size_t *row, size_t count, double *weight);

#endif
