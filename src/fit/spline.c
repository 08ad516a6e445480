/* Everything about a response follows from the sums over its cells. The leverage of a row is bᵀ A
 * b, and Σ gain γ are the effective degrees of freedom. */
#include "fit/spline.h"

#include "core/alloc.h"
#include "fit/reml.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

enum { MOST = VI_MOST_FUNCTIONS };

bool vi_spline_create(size_t responses, vi_spline *out)
{
    size_t r = responses, cells = VI_MOST_CELLS, square = (size_t)MOST * MOST;
    size_t spare = square > cells ? square : cells;
    size_t count = 4 * r * MOST + r * square + spare + r + 2 * r * cells + r * (r + 1) / 2;
    *out = (vi_spline){.responses = r, .numbers = vi_malloc(count, sizeof *out->numbers)};
    if (!out->numbers) {
        return false;
    }
    out->gain = out->numbers;
    out->doubt = out->gain + r * MOST;
    out->z = out->doubt + r * MOST;
    out->smooth = out->z + r * MOST;
    out->inverse = out->smooth + r * MOST;
    out->work = out->inverse + r * square;
    out->edf = out->work + spare;
    out->fitted = out->edf + r;
    out->leverage = out->fitted + r * cells;
    out->covariance = out->leverage + r * cells;
    return true;
}

void vi_spline_free(vi_spline *spline)
{
    vi_free(spline->numbers);
    *spline = (vi_spline){0};
}

/* A = T diag(gain) Tᵀ, as the square of T diag(√gain). */
static void make_inverse(vi_spline *s, size_t r)
{
    size_t p = s->basis->functions;
    double *inverse = s->inverse + r * p * p;
    for (size_t k = 0; k < p; k++) {
        double root = sqrt(s->gain[r * p + k]);
        for (size_t i = 0; i < p; i++) {
            s->work[p * k + i] = root * s->basis->turn[p * k + i];
        }
    }
    const vi_vectors columns = {s->work, p, 1};
    memset(inverse, 0, p * p * sizeof *inverse);
    vi_rank_update(1, p, columns, columns, (vi_block){inverse, p, p, p});
}

/* The band of A; see basis.h. */
static void inverse_band(const vi_basis *basis, const double *inverse, double band[VI_BAND])
{
    size_t p = basis->functions;
    for (size_t i = 0; i < VI_ROOM; i++) {
        for (size_t c = 0; c < VI_ORDER; c++) {
            bool inside = i + c < p;
            band[VI_ORDER * i + c] = inside ? inverse[i + p * (i + c)] : 0;
        }
    }
}

/* Σ ω y_r y_q over all rows. */
static double weighted_product(const vi_spline *s, const vi_tally *tally, size_t r, size_t q)
{
    size_t cells = s->basis->cells->count;
    const double *products = tally->product + vi_pair(r, q) * cells;
    double sum = 0;
    for (size_t j = 0; j < cells; j++) {
        sum += s->basis->precision[j] * products[j];
    }
    return sum;
}

/* Gains and coefficients of response r. */
static void choose_gain(vi_spline *s, const vi_tally *tally, size_t r)
{
    const vi_basis *basis = s->basis;
    size_t p = basis->functions, cells = basis->cells->count;
    double *gain = s->gain + r * p, *doubt = s->doubt + r * p, *z = s->z + r * p, raw[VI_ROOM];
    for (size_t j = 0; j < cells; j++) {
        s->work[j] = basis->precision[j] * tally->sum[r * cells + j];
    }
    vi_basis_gather(basis, s->work, raw);
    vi_basis_turn(basis, raw, z);
    const vi_reml reml = {.z = z,
                          .gamma = basis->gamma,
                          .delta = basis->delta,
                          .functions = p,
                          .nulls = basis->nulls,
                          .squares = weighted_product(s, tally, r, r),
                          .rows = (double)basis->cells->rows};
    vi_reml_average(&reml, gain, doubt);
    s->edf[r] = 0;
    for (size_t k = 0; k < p; k++) {
        doubt[k] *= z[k] * z[k];
        s->smooth[r * p + k] = gain[k] * z[k];
        s->edf[r] += gain[k] * basis->gamma[k];
    }
}

static void evaluate(vi_spline *s, size_t r)
{
    const vi_basis *basis = s->basis;
    size_t p = basis->functions, cells = basis->cells->count;
    double coef[VI_ROOM], band[VI_BAND];
    vi_basis_turn_back(basis, s->smooth + r * p, coef);
    make_inverse(s, r);
    inverse_band(basis, s->inverse + r * p * p, band);
    for (size_t j = 0; j < cells; j++) {
        s->fitted[r * cells + j] = vi_basis_at(basis, coef, j);
        s->leverage[r * cells + j] = basis->precision[j] * vi_basis_form(basis, band, j);
    }
}

/* Covariance of the residuals of responses r and q: their cross-product, over the rows less the
 * degrees of freedom that the two smoothers spend together. */
static double residual_covariance(const vi_spline *s, const vi_tally *tally, size_t r, size_t q)
{
    const vi_basis *basis = s->basis;
    size_t p = basis->functions;
    const double *g = s->gain + r * p, *f = s->gain + q * p, *z = s->z + r * p, *x = s->z + q * p;
    double sum = weighted_product(s, tally, r, q), shared = 0;
    for (size_t k = 0; k < p; k++) {
        double gamma = basis->gamma[k];
        sum += z[k] * x[k] * (gamma * g[k] * f[k] - g[k] - f[k]);
        shared += gamma * g[k] * gamma * f[k];
    }
    double freedom = (double)basis->cells->rows - s->edf[r] - s->edf[q] + shared;
    return r == q && sum < 0 ? 0 : sum / fmax(freedom, 1);
}

void vi_spline_fit(vi_spline *s, const vi_basis *basis, const vi_tally *tally)
{
    s->basis = basis;
    for (size_t r = 0; r < s->responses; r++) {
        choose_gain(s, tally, r);
        evaluate(s, r);
    }
    for (size_t r = 0; r < s->responses; r++) {
        for (size_t q = 0; q <= r; q++) {
            s->covariance[vi_pair(r, q)] = residual_covariance(s, tally, r, q);
        }
    }
}
