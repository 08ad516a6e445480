/* Where a parameter has many values, functions 2, 3 … of its Demmler–Reinsch basis (fit/basis.h),
 * each divided by √(γ / N): then its variance is 1 and its penalty (1 − γ) / γ. The first two of
 * that basis span the constant and the straight line, in any mixture; so the line is put in by
 * hand. A parameter of few values has the orthogonal polynomials of its values, whose penalties
 * are those that splines would have, rising with the fourth power of the degree. */
#include "fit/margin.h"

#include "core/alloc.h"
#include "fit/basis.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 10, MORE = 6 };

/* Functions that the rows hardly support are left out. */
static const double least_support = 1e-7;

static double *cell_functions(const vi_margin *m, size_t cell)
{
    return m->table + cell * m->functions;
}

/* Takes the mean and functions before `f` out of function f, twice, and makes its variance 1; they
 * have that already. */
static void standardise(const vi_cells *cells, const vi_margin *m, size_t f)
{
    double n = (double)m->rows, squares = 0;
    for (size_t e = 0; e <= 2 * f + 1; e++) {
        size_t other = e / 2; /* 0 stands for the constant */
        double along = 0;
        for (size_t j = 0; j < m->cells; j++) {
            const double *row = cell_functions(m, j);
            along += cells->weight[j] * row[f] * (other > 0 ? row[other - 1] : 1);
        }
        for (size_t j = 0; j < m->cells; j++) {
            double *row = cell_functions(m, j);
            row[f] -= along / n * (other > 0 ? row[other - 1] : 1);
        }
    }
    for (size_t j = 0; j < m->cells; j++) {
        squares += cells->weight[j] * cell_functions(m, j)[f] * cell_functions(m, j)[f];
    }
    double scale = squares > 0 ? 1 / sqrt(squares / n) : 0;
    for (size_t j = 0; j < m->cells; j++) {
        cell_functions(m, j)[f] *= scale;
    }
}

static voi_status reserve(vi_margin *m, size_t functions, voi_error *err)
{
    m->functions = functions;
    m->table = vi_malloc(m->cells * functions, sizeof *m->table);
    return m->table ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

static voi_status make_polynomials(const vi_cells *cells, size_t wanted, vi_margin *m,
                                   voi_error *err)
{
    size_t most = cells->count - 1;
    voi_status status = reserve(m, most < wanted ? most : wanted, err);
    for (size_t f = 0; status == VOI_OK && f < m->functions; f++) {
        m->roughness[f] = f > 0 ? pow((double)(f + 1) / 2, 4) : 0;
        for (size_t j = 0; j < m->cells; j++) {
            double *row = cell_functions(m, j);
            row[f] = (f > 0 ? row[f - 1] : 1) * cells->x[j];
        }
        standardise(cells, m, f);
    }
    return status;
}

/* How many functions the rows support: the line and those behind it. */
static size_t supported(const vi_basis *basis, size_t wanted)
{
    size_t most = basis->functions - 1 < wanted ? basis->functions - 1 : wanted, count = 1;
    while (count < most && basis->gamma[count + 1] > least_support) {
        count++;
    }
    return count;
}

static void fill_from_basis(const vi_basis *basis, vi_margin *m)
{
    size_t p = basis->functions;
    for (size_t j = 0; j < m->cells; j++) {
        double *row = cell_functions(m, j);
        row[0] = basis->cells->x[j];
        for (size_t f = 1; f < m->functions; f++) {
            double coefficient[VI_ROOM] = {0};
            memcpy(coefficient + basis->first[j], basis->turn + (f + 1) * p + basis->first[j],
                   VI_ORDER * sizeof *coefficient);
            row[f] = vi_basis_at(basis, coefficient, j);
        }
    }
    m->roughness[0] = 0;
    for (size_t f = m->functions; f-- > 1;) {
        m->roughness[f] = basis->delta[f + 1] / basis->gamma[f + 1];
        m->roughness[f] /= basis->delta[2] / basis->gamma[2];
    }
}

static voi_status make_splines(const struct vi_kernels *kernels, const vi_cells *cells,
                               size_t wanted, vi_margin *m, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_basis *basis = vi_basis_create(kernels);
    if (!basis) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    if (!vi_basis_make(basis, cells, NULL, wanted + MORE)) {
        status = vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: no basis for a parameter");
        goto cleanup;
    }
    VI_TRY(reserve(m, supported(basis, wanted), err));
    fill_from_basis(basis, m);
    for (size_t f = 0; f < m->functions; f++) {
        standardise(cells, m, f);
    }
cleanup:
    vi_basis_destroy(basis);
    return status;
}

/* Halves, so that no sum of two values overflows. */
static void place_rows(const vi_cells *cells, const double *column, vi_margin *m)
{
    for (size_t j = 0; j < m->cells; j++) {
        m->half[j] = 0;
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            size_t row = cells->sorted[i].row;
            m->cell[row] = (uint16_t)j;
            m->half[j] += column[row] / 2 / cells->weight[j];
        }
    }
}

voi_status vi_margin_create(const struct vi_kernels *kernels, const vi_cells *cells,
                            const double *column, size_t functions, vi_margin *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t wanted = functions < VI_MARGIN_FUNCTIONS ? functions : VI_MARGIN_FUNCTIONS;
    vi_margin margin = {.rows = cells->rows, .cells = cells->count};
    margin.half = vi_malloc(cells->count, sizeof *margin.half);
    margin.cell = vi_malloc(cells->rows, sizeof *margin.cell);
    if (!margin.half || !margin.cell) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", cells->rows);
        goto cleanup;
    }
    place_rows(cells, column, &margin);
    if (cells->count > LEVELS) {
        VI_TRY(make_splines(kernels, cells, wanted, &margin, err));
    } else if (cells->count > 1) {
        VI_TRY(make_polynomials(cells, wanted, &margin, err));
    }
    *out = margin;
    margin = (vi_margin){0};
cleanup:
    vi_margin_free(&margin);
    return status;
}

void vi_margin_free(vi_margin *margin)
{
    vi_free(margin->half);
    vi_free(margin->table);
    vi_free(margin->cell);
    *margin = (vi_margin){0};
}

void vi_margin_at_value(const vi_margin *m, double value, double *functions)
{
    if (m->functions == 0) {
        return;
    }
    double x = value / 2;
    size_t left = 0, right = m->cells - 1;
    while (right - left > 1) {
        size_t middle = (left + right) / 2;
        if (x >= m->half[middle]) {
            left = middle;
        } else {
            right = middle;
        }
    }
    double share = (x - m->half[left]) / (m->half[right] - m->half[left]);
    const double *a = cell_functions(m, left), *b = cell_functions(m, right);
    for (size_t f = 0; f < m->functions; f++) {
        functions[f] = a[f] + share * (b[f] - a[f]);
    }
}
