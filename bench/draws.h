/* Random numbers of one row of a sample: a stream of uniform numbers, and what is made of them. */
#ifndef BENCH_DRAWS_H
#define BENCH_DRAWS_H

#include "core/philox.h"
#include "math/normal.h"

#include <math.h>
#include <stddef.h>

/* The numbers come from a counter or, for truths, the first of them from an even sequence of points
 * (`even` of them), which fills the cube far better than chance. */
typedef struct {
    uint64_t seed, row, used;
    size_t even;
    double root; /* even_root(even) */
    double step; /* root^−(used + 1) */
} draws;

/* The root of x^(dims + 1) = x + 1: Roberts' extension of the golden section. */
static inline double even_root(size_t dims)
{
    double root = 1;
    for (int i = 0; i < 60; i++) {
        root = pow(1 + root, 1 / (double)(dims + 1));
    }
    return root;
}

static inline double uniform(draws *d)
{
    if (d->used >= d->even) {
        return vi_uniform(d->seed, d->used++, d->row);
    }
    d->step = d->used++ == 0 ? 1 / d->root : d->step / d->root;
    double whole = ((double)d->row + 0.5) * d->step;
    return whole - floor(whole);
}

static inline double normal(draws *d, double mean, double sd)
{
    return mean + sd * vi_normal_quantile(uniform(d));
}

static inline double lognormal(draws *d, double mean_log, double sd_log)
{
    return exp(normal(d, mean_log, sd_log));
}

/* Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); scale 1. */
static inline double gamma_number(draws *d, double shape)
{
    if (shape < 1) {
        double more = gamma_number(d, shape + 1);
        return more * pow(uniform(d), 1 / shape);
    }
    double base = shape - 1.0 / 3, c = 1 / sqrt(9 * base);
    for (;;) {
        double x = normal(d, 0, 1), v = pow(1 + c * x, 3);
        if (v > 0 && log(uniform(d)) < 0.5 * x * x + base * (1 - v + log(v))) {
            return base * v;
        }
    }
}

static inline double beta_number(draws *d, double a, double b)
{
    double x = gamma_number(d, a);
    return x / (x + gamma_number(d, b));
}

/* A pair of normal numbers of variances and covariance as given. */
static inline void normal_pair(draws *d, const double mean[2], const double covariance[3],
                               double out[2])
{
    double x = normal(d, 0, 1), y = normal(d, 0, 1), root = sqrt(covariance[0]);
    double across = covariance[1] / root;
    out[0] = mean[0] + root * x;
    out[1] = mean[1] + across * x + sqrt(covariance[2] - across * across) * y;
}

#endif
