/* From cells to fits. With M = G + κ S (G the cross-products, S the penalty, κ their scale) and M =
 * L Lᵀ, the eigenvectors U of L⁻¹ G L⁻ᵀ give the basis x̃ = Uᵀ L⁻¹ b, in which G is diag(γ) and κ S
 * is diag(1 − γ). M is well conditioned even where no row supports a function, which a plain
 * Demmler–Reinsch decomposition of G would not survive. */
#include "fit/spline.h"

#include "core/alloc.h"
#include "fit/reml.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { SATURATED = 10, MOST = VI_MOST_FUNCTIONS };

vi_spline *vi_spline_create(size_t responses)
{
    vi_spline *s = vi_calloc(1, sizeof *s);
    if (!s) {
        return NULL;
    }
    s->capacity = responses;
    s->tilde = vi_malloc((size_t)VI_MOST_CELLS * MOST, sizeof *s->tilde);
    s->lambda = vi_malloc(responses, sizeof *s->lambda);
    s->edf = vi_malloc(responses, sizeof *s->edf);
    s->gain = vi_malloc(responses * MOST, sizeof *s->gain);
    s->fitted = vi_malloc(responses * VI_MOST_CELLS, sizeof *s->fitted);
    s->sums = vi_malloc(responses * VI_MOST_CELLS, sizeof *s->sums);
    s->covariance = vi_malloc(responses * responses, sizeof *s->covariance);
    /* Penalty, eigenvalue work, projections and coefficients. */
    s->work = vi_malloc((size_t)MOST * MOST + vi_eigen_work(MOST) + 2 * responses * MOST + 2 * MOST,
                        sizeof *s->work);
    if (!s->tilde || !s->lambda || !s->edf || !s->gain || !s->fitted || !s->sums ||
        !s->covariance || !s->work) {
        vi_spline_destroy(s);
        return NULL;
    }
    return s;
}

void vi_spline_destroy(vi_spline *s)
{
    if (s) {
        vi_free(s->tilde);
        vi_free(s->lambda);
        vi_free(s->edf);
        vi_free(s->gain);
        vi_free(s->fitted);
        vi_free(s->sums);
        vi_free(s->covariance);
        vi_free(s->work);
        vi_free(s);
    }
}

size_t vi_spline_functions(size_t rows)
{
    double wanted = 8 + 1.5 * cbrt((double)rows);
    return wanted < 40 ? (size_t)wanted : 40;
}

/* A mean a value: x̃ are the cells' indicators, nothing is penalised. */
static void saturate(vi_spline *s)
{
    size_t count = s->cells->count;
    s->functions = s->nulls = count;
    memset(s->turn, 0, sizeof s->turn);
    for (size_t j = 0; j < count; j++) {
        s->first[j] = j;
        memset(s->value[j], 0, sizeof s->value[j]);
        s->value[j][0] = 1;
        s->turn[j + count * j] = 1;
        s->gamma[j] = s->cells->weight[j];
        s->delta[j] = 0;
    }
}

static void cross_products(const vi_spline *s, double *g)
{
    size_t p = s->functions;
    memset(g, 0, p * p * sizeof *g);
    for (size_t j = 0; j < s->cells->count; j++) {
        const double *v = s->value[j];
        for (size_t a = 0; a < VI_ORDER; a++) {
            for (size_t b = 0; b < VI_ORDER; b++) {
                g[s->first[j] + a + p * (s->first[j] + b)] += s->cells->weight[j] * v[a] * v[b];
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

/* Sets turn, gamma and delta from the B-splines of the cells. */
static bool decompose(vi_spline *s, const vi_bspline *basis)
{
    size_t p = s->functions;
    double *whole = s->work, *eigen_work = s->work + MOST * MOST, *g = s->turn;
    cross_products(s, g);
    vi_bspline_penalty(basis, whole);
    double scale = trace(g, p) / trace(whole, p);
    for (size_t i = 0; i < p * p; i++) {
        whole[i] = g[i] + scale * whole[i];
    }
    if (!vi_cholesky(whole, p)) {
        return false;
    }
    vi_congruence(whole, g, p);
    if (!vi_eigen(g, p, s->gamma, eigen_work)) {
        return false;
    }
    reverse_columns(g, s->gamma, p);
    vi_solve_transposed(whole, g, p, p);
    for (size_t k = 0; k < p; k++) {
        bool null = k < s->nulls;
        s->gamma[k] = null ? 1 : fmin(fmax(s->gamma[k], 0), 1);
        s->delta[k] = null ? 0 : fmax(1 - s->gamma[k], 1e-15);
    }
    return true;
}

/* x̃ of every cell. */
static void evaluate_basis(vi_spline *s)
{
    size_t p = s->functions;
    for (size_t j = 0; j < s->cells->count; j++) {
        double *row = s->tilde + j * p;
        for (size_t k = 0; k < p; k++) {
            double sum = 0;
            for (size_t a = 0; a < VI_ORDER && s->first[j] + a < p; a++) {
                sum += s->value[j][a] * s->turn[s->first[j] + a + p * k];
            }
            row[k] = sum;
        }
    }
}

static bool make_basis(vi_spline *s, size_t functions)
{
    vi_bspline basis;
    if (s->cells->count <= SATURATED) {
        saturate(s);
    } else {
        size_t most = s->cells->count - 1 < MOST ? s->cells->count - 1 : MOST;
        vi_bspline_create(s->cells, functions < most ? functions : most, &basis);
        s->functions = basis.count;
        s->nulls = 2;
        for (size_t j = 0; j < s->cells->count; j++) {
            vi_bspline_values(&basis, s->cells->x[j], &s->first[j], s->value[j]);
        }
        if (!decompose(s, &basis)) {
            return false;
        }
    }
    evaluate_basis(s);
    return true;
}

void vi_spline_project(const vi_spline *s, const double *g, double *z)
{
    size_t p = s->functions;
    double raw[MOST + VI_ORDER] = {0};
    for (size_t j = 0; j < s->cells->count; j++) {
        for (size_t a = 0; a < VI_ORDER; a++) {
            raw[s->first[j] + a] += s->value[j][a] * g[j];
        }
    }
    for (size_t k = 0; k < p; k++) {
        double sum = 0;
        for (size_t i = 0; i < p; i++) {
            sum += s->turn[i + p * k] * raw[i];
        }
        z[k] = sum;
    }
}

static void sum_cells(const vi_cells *cells, const double *y, double *sums)
{
    for (size_t j = 0; j < cells->count; j++) {
        double sum = 0;
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            sum += y[cells->sorted[i].row];
        }
        sums[j] = sum;
    }
}

/* Chooses λ of response r, then its gains, degrees of freedom and fitted values. */
static void fit_response(vi_spline *s, const vi_responses *y, size_t r, double *z, double *coef)
{
    size_t p = s->functions;
    double *gain = s->gain + r * p, *fitted = s->fitted + r * s->cells->count;
    double *sums = s->sums + r * s->cells->count;
    sum_cells(s->cells, y->centred[r], sums);
    vi_spline_project(s, sums, z);
    const vi_reml reml = {
        z, s->gamma, s->delta, p, s->nulls, y->cross[r + y->count * r], (double)y->rows};
    s->lambda[r] = vi_reml_lambda(&reml);
    s->edf[r] = 0;
    for (size_t k = 0; k < p; k++) {
        double inverse = s->gamma[k] + (k < s->nulls ? 0 : s->lambda[r] * s->delta[k]);
        gain[k] = inverse > 0 ? 1 / inverse : 0;
        coef[k] = gain[k] * z[k];
        s->edf[r] += gain[k] * s->gamma[k];
    }
    for (size_t j = 0; j < s->cells->count; j++) {
        const double *row = s->tilde + j * p;
        double sum = 0;
        for (size_t k = 0; k < p; k++) {
            sum += row[k] * coef[k];
        }
        fitted[j] = sum;
    }
}

/* Covariance of the residuals of responses r and q: their cross-product, over the rows less the
 * degrees of freedom that the two smoothers spend together. */
static double residual_covariance(const vi_spline *s, const vi_responses *y, size_t r, size_t q,
                                  const double *z, const double *coef)
{
    size_t p = s->functions;
    double sum = y->cross[r + y->count * q], shared = 0;
    for (size_t k = 0; k < p; k++) {
        double a = coef[r * p + k], b = coef[q * p + k];
        sum += s->gamma[k] * a * b - a * z[q * p + k] - b * z[r * p + k];
        shared += s->gamma[k] * s->gain[r * p + k] * s->gamma[k] * s->gain[q * p + k];
    }
    double freedom = (double)y->rows - s->edf[r] - s->edf[q] + shared;
    return r == q && sum < 0 ? 0 : sum / fmax(freedom, 1);
}

bool vi_spline_fit(vi_spline *s, const vi_cells *cells, const vi_responses *responses,
                   size_t functions)
{
    s->cells = cells;
    s->responses = responses->count;
    if (!make_basis(s, functions)) {
        return false;
    }
    size_t p = s->functions;
    double *z = s->work, *coef = z + responses->count * p;
    for (size_t r = 0; r < s->responses; r++) {
        fit_response(s, responses, r, z + r * p, coef + r * p);
    }
    for (size_t r = 0; r < s->responses; r++) {
        for (size_t q = 0; q < s->responses; q++) {
            s->covariance[r + s->responses * q] = residual_covariance(s, responses, r, q, z, coef);
        }
    }
    return true;
}
