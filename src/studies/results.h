/* The families of independent results: binomial, Poisson, normal. */
#ifndef VI_STUDIES_RESULTS_H
#define VI_STUDIES_RESULTS_H

#include "voi.h"

/* The x with P(X <= x) >= uniform, where the value is `value`. */
double vi_result_draw(const voi_result *result, double value, double uniform);

/* log p(x | value) = x eta − answer, but for terms without the value; −INFINITY times 0 is avoided
 * by keeping probabilities and rates 1e-300 inside their domain. */
double vi_result_natural(const voi_result *result, double value, double *eta);

/* The values of a quantity, which do not decrease, and how many rows have each, one or more. */
typedef struct {
    const double *values, *weights;
    size_t count;
} vi_weighted_values;

/* ---- All results of one kind that matter for a sample of values ----
 *
 * Result g stands for all results near at[g]; given value c its chance is chance[offset[c] + g −
 * first[c]] for the count[c] results from first[c] on, and 0 for all others. The chances of a value
 * sum to 1. Small counts are all there; larger ones stand a part of a standard deviation apart. The
 * trapezoidal rule forgives that: at half a standard deviation means are right to 2e-4 of it,
 * variances to 0.3 %, and much better away from where the steps grow. What it does not forgive is
 * that a decision can only turn from one result to the next: finer steps make the value of a study
 * smoother in its size. */
typedef struct {
    size_t most;  /* results */
    double steps; /* to a standard deviation, 2 or more; down to 3 where `most` wants it */
} vi_grid_limits;

typedef struct {
    size_t values, results;
    double *at;
    size_t *first, *count, *offset;
    double *chance;
    double shrunk; /* the share of the size that was kept so that there are no more than `most`
                      results; 1: all of it */
    double told;   /* the share of the variance of the values' normal scores that the results tell;
                      for a normal value with normal results that of its own variance; 1 for a
                      single value */
} vi_result_grid;

/* Errors: VOI_ERR_NOMEM. Cost O(values · 15 steps) for most studies. */
voi_status vi_result_grid_create(const voi_result *result, const vi_weighted_values *of,
                                 const vi_grid_limits *limits, vi_result_grid *out, voi_error *err);
void vi_result_grid_free(vi_result_grid *grid);

#endif
