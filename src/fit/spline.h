/* Penalised regression splines of one parameter, for several responses at once, each as smooth as
 * restricted maximum likelihood finds it. With z = Σ ω x̃ y the coefficients of x̃ are gain · z; in
 * B-splines the fit is bᵀ A Σ ω b y with A = T diag(gain) Tᵀ. */
#ifndef VI_FIT_SPLINE_H
#define VI_FIT_SPLINE_H

#include "fit/basis.h"
#include "fit/tally.h"

typedef struct {
    const vi_basis *basis;
    size_t responses;
    double *gain, *doubt; /* R × functions: over what λ may be, the mean of 1/(γ + λ δ) and
                             the variance of z/(γ + λ δ) */
    double *inverse;      /* R × functions²: A, by column */
    double *edf;          /* R: effective degrees of freedom */
    double *fitted, *leverage; /* R × cells: the fit; h of a row of the cell */
    double *covariance;        /* pairs: of the residuals of rows of precision 1 */
    double *z, *smooth;        /* R × functions: projections and coefficients */
    double *work, *numbers;    /* functions² or cells; the storage of it all */
} vi_spline;

/* Makes room for fits of `responses` responses; false when memory is out. */
bool vi_spline_create(size_t responses, vi_spline *out);
void vi_spline_free(vi_spline *spline);

/* Fits all responses. Cost O(R functions³ + cells R + functions R²). */
void vi_spline_fit(vi_spline *spline, const vi_basis *basis, const vi_tally *tally);

#endif
