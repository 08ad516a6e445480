/* Data sets of a study, drawn with rows of the sample for the truth, and what all rows say to each:
 * a row weighs as likely as it makes the data. */
#ifndef VI_MEASURES_WEIGHING_H
#define VI_MEASURES_WEIGHING_H

#include "kernels/kernels.h"
#include "measures/informed.h"
#include "studies/study.h"

enum { VI_WEIGHING_BLOCK = 512 };

typedef struct {
    const vi_kernels *kernels;
    const vi_study *study;
    const vi_informed *informed;
    size_t rows, sets, statistics, responses;
    size_t *source;   /* sets: the row that is the truth */
    double *drawn;    /* sets × statistics: the data */
    double *evidence; /* sets: log Σ_i p(data | row i) */
    double *share; /* sets: Σ_i w_i² of the rows' weights, which sum to 1: one over as many rows
                      as count */
    double *mean;  /* sets × responses: of the fitted responses, given the data */
    double *eta, *offset, *fitted; /* statistics × rows, rows, responses × rows */
    double resolved; /* the share of the variance of the fitted responses' scores that data
                        tell, the smallest of all responses */
    double *numbers;
} vi_weighing;

/* For a study of size n whose design has a likelihood; `informed` must outlive it. Data depend on
 * the seed and the sample alone. Errors: VOI_ERR_NUMERIC (a statistic that is no number; data that
 * no row makes likely), VOI_ERR_LIMIT, VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost: a likelihood for
 * every pair of a row and one of 4096 data sets. */
voi_status vi_weighing_create(voi_context *ctx, const vi_study *study, const vi_informed *informed,
                              double n, uint64_t seed, vi_weighing *out, voi_error *err);
void vi_weighing_free(vi_weighing *weighing);

/* Sets out[i], i < n, to the logarithm of p(data | row first + i), but for terms without the row,
 * less `from`. */
void vi_weighing_exponents(const vi_weighing *weighing, size_t set, size_t first, size_t n,
                           double from, double *out);

/* At a k: the gain by the decision that follows the data, the chances of which given a row are
 * those of its data sets, and by the best decision if the fitted increments were known; each with
 * the standard error of that mean over rows. `hopeful` is the upper end, 95 %, for decisions that
 * take the other strategies for 1.96 standard errors better given the data than they look. */
typedef struct {
    double value, error, known, known_error, hopeful;
} vi_weighed;

/* Fills out[0 .. count) for the values of k, where the reference must be best. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost that of vi_weighing_create. */
voi_status vi_weighing_value(voi_context *ctx, const vi_weighing *weighing, const double *k,
                             size_t count, vi_weighed *out, voi_error *err);

#endif
