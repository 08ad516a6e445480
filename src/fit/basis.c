/* With M = G + κ S (G the weighted cross-products of the B-splines, S the penalty, κ their scale)
 * and M = L Lᵀ, the eigenvectors U of L⁻¹ G L⁻ᵀ give T = L⁻ᵀ U: then G is diag(γ) and κ S is diag(1
 * − γ). M is well conditioned even where no row supports a function, which a plain Demmler–Reinsch
 * decomposition of G would not survive. */
#include "fit/basis.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { SATURATED = 10, MOST = VI_MOST_FUNCTIONS };

vi_basis *vi_basis_create(const struct vi_kernels *kernels)
{
    vi_basis *basis = vi_calloc(1, sizeof *basis);
    if (basis) {
        basis->kernels = kernels;
        basis->work = vi_malloc((size_t)MOST * MOST + vi_eigen_work(MOST), sizeof *basis->work);
        if (!basis->work) {
            vi_basis_destroy(basis);
            basis = NULL;
        }
    }
    return basis;
}

void vi_basis_destroy(vi_basis *basis)
{
    if (basis) {
        vi_free(basis->work);
        vi_free(basis);
    }
}

size_t vi_basis_functions(size_t rows)
{
    double wanted = 8 + 1.5 * cbrt((double)rows);
    return wanted < MOST ? (size_t)wanted : MOST;
}

/* One indicator a cell, x̃ scaled so that γ = 1. */
static void saturate(vi_basis *basis)
{
    size_t count = basis->cells->count;
    basis->functions = basis->nulls = count;
    memset(basis->turn, 0, sizeof basis->turn);
    for (size_t j = 0; j < count; j++) {
        basis->first[j] = j;
        memset(basis->value[j], 0, sizeof basis->value[j]);
        basis->value[j][0] = 1;
        basis->turn[j + count * j] = 1 / sqrt(basis->cells->weight[j]);
        basis->gamma[j] = 1;
        basis->delta[j] = 0;
        basis->precision[j] = 1;
    }
}

static void cross_products(const vi_basis *basis, double *g)
{
    size_t p = basis->functions;
    memset(g, 0, p * p * sizeof *g);
    for (size_t j = 0; j < basis->cells->count; j++) {
        const double *v = basis->value[j];
        double *block = g + basis->first[j] * (p + 1);
        double weight = basis->cells->weight[j] * basis->precision[j];
        for (size_t a = 0; a < VI_ORDER; a++) {
            for (size_t b = 0; b < VI_ORDER; b++) {
                block[a + p * b] += weight * v[a] * v[b];
            }
        }
    }
}

static double trace(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i + n * i];
    }
    return sum;
}

/* Eigenvalues ascend; the functions are to come with the unpenalised ones first, so they are
 * turned. */
static void reverse_columns(double *a, double *values, size_t n)
{
    for (size_t i = 0, j = n - 1; i < j; i++, j--) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
        for (size_t row = 0; row < n; row++) {
            double other = a[row + n * i];
            a[row + n * i] = a[row + n * j];
            a[row + n * j] = other;
        }
    }
}

static bool decompose(vi_basis *basis, const vi_bspline *splines)
{
    size_t p = basis->functions;
    double *whole = basis->work, *eigen_work = basis->work + MOST * MOST, *g = basis->turn;
    cross_products(basis, g);
    vi_bspline_penalty(splines, whole);
    double scale = trace(g, p) / trace(whole, p);
    for (size_t i = 0; i < p * p; i++) {
        whole[i] = g[i] + scale * whole[i];
    }
    if (!vi_cholesky(whole, p)) {
        return false;
    }
    vi_congruence(whole, g, p);
    if (!vi_eigen(g, p, basis->gamma, eigen_work)) {
        return false;
    }
    reverse_columns(g, basis->gamma, p);
    vi_solve_transposed(whole, g, p, p);
    for (size_t k = 0; k < p; k++) {
        bool null = k < basis->nulls;
        basis->gamma[k] = null ? 1 : fmin(fmax(basis->gamma[k], 0), 1);
        basis->delta[k] = null ? 0 : fmax(1 - basis->gamma[k], 1e-15);
    }
    return true;
}

static void transpose_turn(vi_basis *basis)
{
    size_t p = basis->functions;
    for (size_t k = 0; k < p; k++) {
        for (size_t i = 0; i < p; i++) {
            basis->turn_rows[k + p * i] = basis->turn[i + p * k];
        }
    }
}

bool vi_basis_make(vi_basis *basis, const vi_cells *cells, const double *precision,
                   size_t functions)
{
    vi_bspline splines;
    basis->cells = cells;
    if (cells->count <= SATURATED) {
        saturate(basis);
        transpose_turn(basis);
        return true;
    }
    size_t most = cells->count - 1 < MOST ? cells->count - 1 : MOST;
    vi_bspline_create(cells, functions < most ? functions : most, &splines);
    basis->functions = splines.count;
    basis->nulls = 2;
    for (size_t j = 0; j < cells->count; j++) {
        basis->precision[j] = precision ? precision[j] : 1;
    }
    vi_bspline_values(&splines, basis->kernels, cells->x, cells->count, basis->first, basis->value);
    bool done = decompose(basis, &splines);
    transpose_turn(basis);
    return done;
}

void vi_basis_gather(const vi_basis *basis, const double *g, double raw[VI_ROOM])
{
    size_t j = 0, cells = basis->cells->count;
    memset(raw, 0, VI_ROOM * sizeof *raw);
    /* The sums stay in registers while cells have the same functions. */
    while (j < cells) {
        size_t first = basis->first[j];
        double *r = raw + first, r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3];
        for (; j < cells && basis->first[j] == first; j++) {
            const double *v = basis->value[j];
            r0 += v[0] * g[j];
            r1 += v[1] * g[j];
            r2 += v[2] * g[j];
            r3 += v[3] * g[j];
        }
        r[0] = r0;
        r[1] = r1;
        r[2] = r2;
        r[3] = r3;
    }
}

void vi_basis_turn(const vi_basis *basis, const double *raw, double *out)
{
    size_t p = basis->functions;
    vi_multiply(basis->turn_rows, raw, p, p, out);
}

void vi_basis_turn_back(const vi_basis *basis, const double *coef, double out[VI_ROOM])
{
    size_t p = basis->functions;
    memset(out + p, 0, (VI_ROOM - p) * sizeof *out);
    vi_multiply(basis->turn, coef, p, p, out);
}

double vi_basis_form(const vi_basis *basis, const double *band, size_t j)
{
    const double *v = basis->value[j];
    double sum = 0;
    band += VI_ORDER * basis->first[j];
    for (size_t a = 0; a < VI_ORDER; a++) {
        for (size_t c = 0; a + c < VI_ORDER; c++) {
            sum += (c > 0 ? 2 : 1) * v[a] * v[a + c] * band[VI_ORDER * a + c];
        }
    }
    return sum;
}
