/* Choosing a smoothing parameter. */
#ifndef VI_FIT_REML_H
#define VI_FIT_REML_H

#include <stddef.h>

/* One response in the Demmler–Reinsch basis. */
typedef struct {
    const double *z, *gamma, *delta; /* `functions` each; delta is 0 for the first `nulls` */
    size_t functions, nulls;
    double squares; /* Σ y² */
    double rows;
} vi_reml;

/* −2 × the restricted log-likelihood at λ = exp(rho), with σ² profiled out, but for a constant. */
double vi_reml_criterion(const vi_reml *problem, double rho);

/* The λ that minimises it: a grid, then golden section. INFINITY where the straight line wins. */
double vi_reml_lambda(const vi_reml *problem);

#endif
