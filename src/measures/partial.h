/* The EVPPI of one fitted parameter at any k. */
#ifndef VI_MEASURES_PARTIAL_H
#define VI_MEASURES_PARTIAL_H

#include "measures/responses.h"

typedef struct {
    double evppi, se; /* corrected plug-in and its standard error */
    double
        policy_value; /* value of the fitted policy, midway between in-sample and leave-one-out */
    double misfit;    /* (policy value − estimate) over the SD of their difference */
} vi_partial;

/* Scratch and what does not depend on k, for one worker. */
typedef struct vi_estimator vi_estimator;

vi_estimator *vi_estimator_create(const vi_increments *increments);
void vi_estimator_destroy(vi_estimator *estimator);

/* Prepares for a fit: variances of the differences of every pair of strategies, leverages, extremes
 * of the residuals. Cost O(N R + cells · functions · R²). */
void vi_estimator_prepare(vi_estimator *estimator, const vi_spline *spline);

/* The estimate at k (ignored for net benefit). Cost O(cells · D + functions² · D), and the rows of
 * cells near a change of decision. */
vi_partial vi_estimate(vi_estimator *estimator, double k);

#endif
