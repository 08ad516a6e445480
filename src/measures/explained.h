/* How much of the variance of a response a fit explains. */
#ifndef VI_MEASURES_EXPLAINED_H
#define VI_MEASURES_EXPLAINED_H

#include "fit/fit.h"
#include "fit/noise.h"
#include "measures/partial.h"

/* With m the fitted values less their mean, x the functions of the fit less theirs, W the
 * covariance of its coefficients and G = Σ x xᵀ / N over rows. */
typedef struct {
    double rows;
    double plug_in;    /* Σ m² / N */
    double correction; /* Σ xᵀ W x / N, of the penalised part less that of the free one */
    double draw;       /* the variance of m² over rows */
    double passed;     /* rawᵀ W raw, raw = Σ m x */
    double second;     /* tr G W G W */
    double doubt;      /* standard deviation of the correction; 0 unless settled */
    double rest;       /* Σ (y − fitted)² / N */
    double edf;
} vi_explained;

/* Of a spline of one response; `work` holds VI_EXPLAINED_WORK numbers. Cost O(cells + functions³).
 */
enum { VI_EXPLAINED_WORK = 2 * VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS };
void vi_explained_by_spline(const vi_noise *noise, double *work, vi_explained *out);

/* Of a fit of one response, that of `responses`, on a group of so many parameters. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N functions + functions³). */
voi_status vi_explained_by_fit(voi_context *ctx, const vi_fit *fit, const vi_responses *responses,
                               size_t parameters, vi_explained *out, voi_error *err);

/* Brings in what the same method explains of rows that it has not seen: their mean squared error is
 * `unseen`. Of the correction so much is replaced as `weight` says, from 0 to 1. `whole` is the
 * mean square of the response. */
void vi_explained_settle(vi_explained *explained, double whole, double unseen, double weight);

/* The estimate with its interval, in squared units of the response, whose variance is `whole` with
 * its standard error. */
vi_partial vi_explained_answer(const vi_explained *explained, double whole, double error);

#endif
