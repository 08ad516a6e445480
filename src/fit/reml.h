/* The weight of every degree of smoothness. */
#ifndef VI_FIT_REML_H
#define VI_FIT_REML_H

#include <stddef.h>

/* One response in the basis of Demmler and Reinsch. */
typedef struct {
    const double *z, *gamma, *delta; /* `functions` each; γ = 1 and δ = 0 for the first `nulls` */
    size_t functions, nulls;
    double squares; /* Σ y² */
    double rows;
} vi_reml;

/* −2 × the restricted log-likelihood at λ = exp(rho), with σ² profiled out, but for a constant. */
double vi_reml_criterion(const vi_reml *problem, double rho);

/* The mean of 1/(γ + λ δ) over the posterior distribution of λ, and its variance: `functions`
 * numbers each. */
void vi_reml_average(const vi_reml *problem, double *mean, double *variance);

#endif
