/* Penalised regression splines of one parameter, for several responses at once.
 *
 * In the basis of Demmler and Reinsch the data and the penalty are diagonal together: with x̃ the
 * functions of that basis, Σ x̃ x̃ᵀ = diag(γ) and the penalty is diag(δ), so a response costs
 * O(functions) once its projection z = Σ x̃ y is known: coefficients z / (γ + λ δ). λ is chosen by
 * restricted maximum likelihood, for every response by itself (Wood 2011). */
#ifndef VI_FIT_SPLINE_H
#define VI_FIT_SPLINE_H

#include "fit/bspline.h"

/* What is smoothed: R centred responses, by row, and their moments over all rows. */
typedef struct {
    size_t rows, count;           /* N and R */
    const double *const *centred; /* R columns of N, mean 0 each */
    const double *cross;          /* R × R: Σ_i y_r y_s */
} vi_responses;

typedef struct {
    const vi_cells *cells;
    size_t functions, nulls, responses; /* nulls: functions without penalty, the first ones */
    size_t first[VI_MOST_CELLS];        /* B-splines of a cell */
    double value[VI_MOST_CELLS][VI_ORDER];
    double turn[VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS]; /* B-splines to x̃, column-major */
    double gamma[VI_MOST_FUNCTIONS], delta[VI_MOST_FUNCTIONS];
    double *tilde;         /* cells × functions, by row: x̃ of a cell */
    double *lambda, *edf;  /* R; lambda may be INFINITY */
    double *gain;          /* R × functions: 1 / (γ + λ_r δ) */
    double *fitted, *sums; /* R × cells: the fit, and the sum of y over the rows of the cell */
    double *covariance;    /* R × R: of the residuals */
    double *work;
    size_t capacity; /* responses that fit */
} vi_spline;

/* Makes room for fits of up to `responses` responses; NULL when memory is out. */
vi_spline *vi_spline_create(size_t responses);
void vi_spline_destroy(vi_spline *spline);

/* Fits all responses on the cells, with about `functions` functions (fewer where the parameter has
 * few values; a mean a value up to 10). At least two cells. False where linear algebra fails. Cost
 * O(N R + cells · functions · R + functions³). */
bool vi_spline_fit(vi_spline *spline, const vi_cells *cells, const vi_responses *responses,
                   size_t functions);

/* The number of functions for N rows. */
size_t vi_spline_functions(size_t rows);

/* z = Σ_cells g x̃ (weights inside g), length functions: the projection of a function of the cell.
 */
void vi_spline_project(const vi_spline *spline, const double *g, double *z);

#endif
