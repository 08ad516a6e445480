/* Quantiles for pictures. */
#ifndef VI_MEASURES_ORDER_STATISTICS_H
#define VI_MEASURES_ORDER_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* A sorted subsample: every value of a short column, evenly spaced rows of a long one. */
enum { VI_SAMPLE_MOST = 20000 };

typedef struct {
    double values[VI_SAMPLE_MOST];
    size_t count;
} vi_sample;

void vi_sample_take(const double *x, size_t rows, vi_sample *out);
/* The quantile by linear interpolation between order statistics; p in [0, 1]. */
double vi_sample_quantile(const vi_sample *sample, double p);

#endif
