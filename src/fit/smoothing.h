/* Choosing a smoothing parameter for every term of a regression. */
#ifndef VI_FIT_SMOOTHING_H
#define VI_FIT_SMOOTHING_H

#include "fit/regressors.h"

/* One response and the penalised functions, both free of what the unpenalised ones explain. */
typedef struct {
    size_t functions;
    const double *gram;   /* functions × functions: XᵀX, symmetric */
    const double *z;      /* Xᵀy */
    double squares;       /* yᵀy */
    double freedom;       /* rows less unpenalised functions */
    const vi_term *terms; /* they begin at 0 and cover the functions */
    size_t term_count;
} vi_smoothing;

/* λ of every term by restricted maximum likelihood; INFINITY where a term is better left out.
 * Newton's method in log λ with exact second derivatives (Wood 2011), the curvature made positive,
 * steps halved until the likelihood rises. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC. Cost a few
 * times functions³. */
voi_status vi_smoothing_choose(const vi_smoothing *problem, double *lambda, voi_error *err);

/* −2 × the restricted log-likelihood at given λ (all finite), σ² profiled out, but for a constant;
 * NAN where the matrix is not positive definite. `work` holds functions · (functions + 1) numbers.
 */
double vi_smoothing_criterion(const vi_smoothing *problem, const double *lambda, double *work);

#endif
