/* The EVPPI of one fitted parameter at any k. */
#ifndef VI_MEASURES_PARTIAL_H
#define VI_MEASURES_PARTIAL_H

#include "measures/slice.h"

typedef struct {
    double evppi, se, low, high; /* with its standard error and 95 % interval */
    double se_bootstrap;         /* that of replicates; 0: none were asked for, or a constant */
    double policy_value; /* of the fitted policy, midway between in-sample and leave-one-out */
    double misfit;       /* by how many of its standard deviations that contradicts the fit */
    double trust;        /* in the fit: 1, or less, down to 0, where evppi is the policy value */
    double edf;          /* degrees of freedom of the roughest fit in it; NaN: a constant */
    const char *method;  /* of the regression; static storage, NULL for a constant */
    const char *missed;  /* the method in whose place it stands, that kept structure in its
                            residuals or was contradicted; NULL if there is none */
    bool lacking;        /* its residuals keep structure */
} vi_partial;

/* Scratch of one worker. */
typedef struct vi_estimator vi_estimator;

vi_estimator *vi_estimator_create(size_t strategies, size_t responses);
void vi_estimator_destroy(vi_estimator *estimator);

/* Takes over a fit of the increments; all must outlive it. */
void vi_estimator_fit(vi_estimator *estimator, const vi_increments *increments,
                      const vi_tally *tally, const vi_noise *noise);

/* The estimate at k (ignored for net benefit). Cost O(cells D + functions² R), and the rows of
 * cells near a change of decision. */
vi_partial vi_estimate(vi_estimator *estimator, double k);

#endif
