/* Samples without sampling error: the quantiles at (i + ½)/n of a known distribution, so that means
 * over rows are midpoint quadratures of the closed forms. */
#ifndef TESTS_SUPPORT_STRATIFIED_H
#define TESTS_SUPPORT_STRATIFIED_H

#include <math.h>
#include <stddef.h>

static inline double normal_density(double x)
{
    return exp(-x * x / 2) / sqrt(6.283185307179586);
}

static inline double normal_cdf(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

/* E max(0, N(mean, sd²)). */
static inline double normal_gain(double mean, double sd)
{
    return mean * normal_cdf(mean / sd) + sd * normal_density(mean / sd);
}

/* Beta(3, 7): the chance of 3 or more of 9. */
static inline double beta37_cdf(double p)
{
    double below = 1;
    static const double choose[3] = {1, 9, 36};
    for (int j = 0; j < 3; j++) {
        below -= choose[j] * pow(p, j) * pow(1 - p, 9 - j);
    }
    return below;
}

/* Gamma(shape 4, rate 2). */
static inline double gamma42_cdf(double x)
{
    double y = 2 * x;
    return 1 - exp(-y) * (1 + y + y * y / 2 + y * y * y / 6);
}

/* Where an increasing function reaches p, between two bounds. */
static inline double quantile(double (*cdf)(double), double p, double low, double high)
{
    for (int step = 0; step < 80; step++) {
        double middle = (low + high) / 2;
        if (cdf(middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

/* Fills x with the quantiles of a distribution inside [low, high]. */
static inline void stratify(double (*cdf)(double), double low, double high, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = quantile(cdf, ((double)i + 0.5) / (double)n, low, high);
        low = x[i];
    }
}

#endif
