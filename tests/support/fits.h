/* Fits for tests: columns of a parameter and of responses, cut, tallied and fitted. */
#ifndef TESTS_SUPPORT_FITS_H
#define TESTS_SUPPORT_FITS_H

#include "check.h"

#include "core/philox.h"
#include "fit/noise.h"
#include "kernels/kernels.h"
#include "math/normal.h"

#include <stdlib.h>

typedef struct {
    vi_cells *cells;
    vi_basis *basis;
    vi_tally tally;
    vi_spline spline;
    vi_noise noise;
    vi_responses responses;
    double *y, *means;
} fits;

static inline double gauss(uint64_t seed, uint64_t stream, uint64_t i)
{
    return vi_normal_quantile(vi_uniform(seed, stream, i));
}

/* Centres y (rows × count, by row) into the fits' own copy. */
static inline void set_responses(fits *f, const double *y, size_t rows, size_t count)
{
    for (size_t r = 0; r < count; r++) {
        f->means[r] = 0;
        for (size_t i = 0; i < rows; i++) {
            f->means[r] += y[i * count + r] / (double)rows;
        }
        for (size_t i = 0; i < rows; i++) {
            f->y[i * count + r] = y[i * count + r] - f->means[r];
        }
    }
    f->responses = (vi_responses){rows, count, f->y, NULL};
}

static inline fits make_fits(const double *x, const double *y, size_t rows, size_t count,
                             size_t functions)
{
    fits f = {.cells = vi_cells_create(rows), .basis = vi_basis_create(vi_kernels_scalar())};
    f.y = malloc(rows * count * sizeof *f.y);
    f.means = malloc(count * sizeof *f.means);
    assert_true(f.cells && f.basis && f.y && f.means);
    assert_true(vi_tally_create(vi_kernels_scalar(), count, &f.tally) &&
                vi_spline_create(count, &f.spline));
    assert_true(vi_noise_create(count, &f.noise));
    set_responses(&f, y, rows, count);
    vi_cells_cut(f.cells, x);
    vi_tally_fill(&f.tally, f.cells, &f.responses);
    assert_true(vi_basis_make(f.basis, f.cells, NULL, functions));
    return f;
}

/* make_fits and the fit itself, rows of equal precision; the noise must be made where it is wanted,
 * since it points here.
 */
static inline fits fit_columns(const double *x, const double *y, size_t rows, size_t count,
                               size_t functions)
{
    fits f = make_fits(x, y, rows, count, functions);
    vi_spline_fit(&f.spline, f.basis, &f.tally);
    return f;
}

static inline void free_fits(fits *f)
{
    vi_cells_destroy(f->cells);
    vi_basis_destroy(f->basis);
    vi_tally_free(&f->tally);
    vi_spline_free(&f->spline);
    vi_noise_free(&f->noise);
    free(f->y);
    free(f->means);
}

/* The cell of every row. */
static inline void find_cells(const vi_cells *cells, size_t *cell)
{
    for (size_t j = 0; j < cells->count; j++) {
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            cell[cells->sorted[i].row] = j;
        }
    }
}

#endif
