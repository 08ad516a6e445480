/* The functions of one parameter from which its fits are made, at every cell.
 *
 * Beside the B-splines b stands the basis of Demmler and Reinsch, x̃ = Tᵀ b, in which the data and
 * the penalty are diagonal together: with ω the precision of a row, Σ ω x̃ x̃ᵀ = diag(γ), and the
 * penalty is diag(δ). */
#ifndef VI_FIT_BASIS_H
#define VI_FIT_BASIS_H

#include "fit/bspline.h"

/* Room for one number a B-spline: reading four of them from any one on stays inside. */
enum { VI_ROOM = VI_MOST_FUNCTIONS + VI_ORDER };

typedef struct {
    const struct vi_kernels *kernels;
    const vi_cells *cells;
    double precision[VI_MOST_CELLS]; /* weight of one row of the cell */
    size_t functions, nulls;         /* nulls: x̃ without penalty, the first ones; γ is 1 there */
    size_t first[VI_MOST_CELLS];     /* the first of the B-splines that are not zero at a cell */
    double value[VI_MOST_CELLS][VI_ORDER];              /* and their values */
    double turn[VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS]; /* T, functions × functions, by column */
    double turn_rows[VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS]; /* T by row */
    double gamma[VI_MOST_FUNCTIONS], delta[VI_MOST_FUNCTIONS];
    double *work;
} vi_basis;

/* NULL when memory is out. Use one per worker again and again. */
vi_basis *vi_basis_create(const struct vi_kernels *kernels);
void vi_basis_destroy(vi_basis *basis);

/* The number of functions for N rows. */
size_t vi_basis_functions(size_t rows);

/* Makes about `functions` functions of the cells, two or more; fewer where the parameter has few
 * values; with up to 10 values one function a value, no penalty, and all precisions 1. `precision`
 * is of every cell's rows, NULL for 1. False where linear algebra fails. Cost O(cells +
 * functions³). */
bool vi_basis_make(vi_basis *basis, const vi_cells *cells, const double *precision,
                   size_t functions);

/* Σ_cells g b: what a function of the cell (weights inside g) has in common with every B-spline. */
void vi_basis_gather(const vi_basis *basis, const double *g, double raw[VI_ROOM]);

/* out = Tᵀ raw, and out = T coef with zeros behind: from one basis to the other. */
void vi_basis_turn(const vi_basis *basis, const double *raw, double *out);
void vi_basis_turn_back(const vi_basis *basis, const double *coef, double out[VI_ROOM]);

/* The function with these coefficients of B-splines at cell j. */
static inline double vi_basis_at(const vi_basis *basis, const double *coef, size_t j)
{
    const double *c = coef + basis->first[j], *v = basis->value[j];
    return (v[0] * c[0] + v[1] * c[1]) + (v[2] * c[2] + v[3] * c[3]);
}

/* A quadratic form of the B-splines at one cell meets only a band of its matrix M: M(i, i + c) of
 * the symmetric part stands at 4 i + c. Entries outside of M are 0. */
enum { VI_BAND = VI_ROOM * VI_ORDER };

double vi_basis_form(const vi_basis *basis, const double *band, size_t j);

#endif
