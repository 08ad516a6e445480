/* The residuals of a cell give a local covariance, to which every row adds its leverage times the
 * overall one, for that much of its noise the fit has taken in. B-splines smooth these, and a few
 * rows' worth of the overall covariance steadies them where data are thin. All steps are mixtures
 * with positive weights, so what comes out is a covariance.
 *
 * With A z the fit of z, noise passes as A B A: the "sandwich" (White 1980), right also where the
 * spread of the other parameters' effects grows with this one. To it comes the squared bias to be
 * expected from smoothing, under the prior that makes the penalty (Nychka 1988), and the doubt of
 * the smoothing parameter: in x̃, diagonal, σ² (gain − γ gain²) + doubt. */
#include "fit/noise.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { MOST = VI_MOST_FUNCTIONS };

/* Rows of the overall covariance that join each V_a. */
static const double steadying_rows = 10;

bool vi_noise_create(size_t responses, vi_noise *out)
{
    size_t pairs = responses * (responses + 1) / 2, square = (size_t)MOST * MOST;
    size_t one_pair = VI_MOST_CELLS + 3 * VI_BAND + MOST;
    size_t spare = square > VI_MOST_CELLS ? square : VI_MOST_CELLS;
    size_t count = pairs * one_pair + responses * (square + MOST) + spare;
    *out = (vi_noise){.numbers = vi_malloc(count, sizeof *out->numbers)};
    if (!out->numbers) {
        return false;
    }
    out->local = out->numbers;
    out->meat = out->local + pairs * VI_MOST_CELLS;
    out->plus = out->meat + pairs * VI_BAND;
    out->null = out->plus + pairs * VI_BAND;
    out->prior = out->null + pairs * VI_BAND;
    out->penalised = out->prior + pairs * MOST;
    out->turned = out->penalised + responses * square;
    out->work = out->turned + responses * MOST;
    return true;
}

void vi_noise_free(vi_noise *noise)
{
    vi_free(noise->numbers);
    *noise = (vi_noise){0};
}

/* Σ (residual of r)(residual of q) over every cell, with the leverages' share added. */
static void residual_products(const vi_spline *s, const vi_tally *t, size_t r, size_t q,
                              double *products)
{
    const vi_cells *cells = s->basis->cells;
    size_t n = cells->count, pair = vi_pair(r, q);
    for (size_t j = 0; j < n; j++) {
        double w = cells->weight[j], f = s->fitted[r * n + j], g = s->fitted[q * n + j];
        double sum =
            t->product[pair * n + j] - f * t->sum[q * n + j] - g * t->sum[r * n + j] + w * f * g;
        double taken = sqrt(s->leverage[r * n + j] * s->leverage[q * n + j]);
        double overall = s->covariance[pair] / s->basis->precision[j];
        products[j] = (r == q ? fmax(sum, 0) : sum) + w * fmin(taken, 1) * overall;
    }
}

/* Turns the products of cells into covariances; `rows` is Σ b over rows. The overall covariance is
 * taken at the precision of the place. */
static void smooth_locally(vi_noise *noise, const double *rows, size_t pair)
{
    const vi_basis *basis = noise->spline->basis;
    size_t n = basis->cells->count;
    double *local = noise->local + pair * n, *overall = noise->work;
    double coef[VI_ROOM], steady[VI_ROOM];
    for (size_t j = 0; j < n; j++) {
        overall[j] =
            basis->cells->weight[j] * noise->spline->covariance[pair] / basis->precision[j];
    }
    vi_basis_gather(basis, local, coef);
    vi_basis_gather(basis, overall, steady);
    for (size_t i = 0; i < basis->functions; i++) {
        double share = rows[i] > 0 ? steadying_rows / rows[i] : 0;
        coef[i] = (coef[i] + share * steady[i]) / (rows[i] + steadying_rows);
    }
    for (size_t j = 0; j < n; j++) {
        local[j] = vi_basis_at(basis, coef, j);
    }
}

static void make_meat(vi_noise *noise, size_t pair)
{
    const vi_basis *basis = noise->spline->basis;
    const double *local = noise->local + pair * basis->cells->count;
    double *meat = noise->meat + pair * VI_BAND;
    memset(meat, 0, VI_BAND * sizeof *meat);
    for (size_t j = 0; j < basis->cells->count; j++) {
        double precision = basis->precision[j];
        double scale = basis->cells->weight[j] * precision * precision * local[j];
        const double *v = basis->value[j];
        double *band = meat + VI_ORDER * basis->first[j];
        for (size_t a = 0; a < VI_ORDER; a++) {
            for (size_t c = 0; a + c < VI_ORDER; c++) {
                band[VI_ORDER * a + c] += scale * v[a] * v[a + c];
            }
        }
    }
}

/* What the penalty may have flattened, correlated between responses as their residuals are. */
static void make_prior(vi_noise *noise, size_t r, size_t q)
{
    const vi_spline *s = noise->spline;
    size_t p = s->basis->functions, pair = vi_pair(r, q);
    double *prior = noise->prior + pair * p, shared = s->covariance[pair];
    double size = sqrt(s->covariance[vi_pair(r, r)] * s->covariance[vi_pair(q, q)]);
    double correlation = size > 0 ? shared / size : 0;
    for (size_t k = 0; k < p; k++) {
        double a = s->gain[r * p + k], b = s->gain[q * p + k], gamma = s->basis->gamma[k];
        double left = sqrt(fmax(a - gamma * a * a, 0) * fmax(b - gamma * b * b, 0));
        prior[k] = shared * left + correlation * sqrt(s->doubt[r * p + k] * s->doubt[q * p + k]);
    }
}

/* out += M x for the symmetric band M. */
static void add_band_product(const double *band, size_t p, const double *x, double *out)
{
    for (size_t i = 0; i < p; i++) {
        const double *row = band + VI_ORDER * i;
        out[i] += row[0] * x[i];
        for (size_t c = 1; c < VI_ORDER && i + c < p; c++) {
            out[i] += row[c] * x[i + c];
            out[i + c] += row[c] * x[i];
        }
    }
}

static void make_penalised(vi_noise *noise, size_t r)
{
    const vi_spline *s = noise->spline;
    const vi_basis *basis = s->basis;
    size_t p = basis->functions;
    double *out = noise->penalised + r * p * p;
    memcpy(out, s->inverse + r * p * p, p * p * sizeof *out);
    for (size_t k = 0; k < basis->nulls; k++) {
        const double *t = basis->turn + p * k;
        for (size_t i = 0; i < p; i++) {
            for (size_t l = 0; l < p; l++) {
                out[l + p * i] -= t[l] * t[i];
            }
        }
    }
}

static double prior_entry(const vi_noise *noise, size_t pair, size_t i, size_t l)
{
    const vi_basis *basis = noise->spline->basis;
    const double *prior = noise->prior + pair * basis->functions;
    double sum = 0;
    for (size_t k = basis->nulls; k < basis->functions; k++) {
        sum += basis->turn[i + basis->functions * k] * prior[k] *
               basis->turn[l + basis->functions * k];
    }
    return sum;
}

/* The penalised part of W: P_r B P_q and the prior. */
static void make_plus(vi_noise *noise, size_t r, size_t q)
{
    const vi_spline *s = noise->spline;
    size_t p = s->basis->functions, pair = vi_pair(r, q);
    double *plus = noise->plus + pair * VI_BAND, *right = noise->work;
    const double *left = noise->penalised + r * p * p;
    memset(plus, 0, VI_BAND * sizeof *plus);
    if (s->basis->nulls == p) {
        return;
    }
    memset(right, 0, p * p * sizeof *right);
    for (size_t i = 0; i < p; i++) {
        add_band_product(noise->meat + pair * VI_BAND, p, noise->penalised + (q * p + i) * p,
                         right + p * i);
    }
    for (size_t i = 0; i < p; i++) {
        for (size_t c = 0; c < VI_ORDER && i + c < p; c++) {
            double one = vi_dot(left + p * i, right + p * (i + c), p);
            double other = vi_dot(left + p * (i + c), right + p * i, p);
            plus[VI_ORDER * i + c] = (one + other) / 2 + prior_entry(noise, pair, i, i + c);
        }
    }
}

/* The unpenalised part: T₀ m T₀ᵀ with m = T₀ᵀ B T₀, the outer T₀ less its mean over rows. */
static void make_null(vi_noise *noise, const double *rows, size_t pair)
{
    const vi_basis *basis = noise->spline->basis;
    size_t p = basis->functions, nulls = basis->nulls;
    double *null = noise->null + pair * VI_BAND, *passed = noise->work, mean[VI_MOST_FUNCTIONS];
    memset(null, 0, VI_BAND * sizeof *null);
    memset(passed, 0, nulls * p * sizeof *passed);
    for (size_t k = 0; k < nulls; k++) {
        mean[k] = vi_dot(basis->turn + p * k, rows, p) / (double)basis->cells->rows;
        add_band_product(noise->meat + pair * VI_BAND, p, basis->turn + p * k, passed + p * k);
    }
    for (size_t k = 0; k < nulls; k++) {
        for (size_t l = 0; l < nulls; l++) {
            const double *t = basis->turn + p * k, *u = basis->turn + p * l;
            double m = vi_dot(t, passed + p * l, p);
            for (size_t i = 0; i < p; i++) {
                for (size_t c = 0; c < VI_ORDER && i + c < p; c++) {
                    null[VI_ORDER * i + c] += (t[i] - mean[k]) * m * (u[i + c] - mean[l]);
                }
            }
        }
    }
}

void vi_noise_make(vi_noise *noise, const vi_spline *spline, const vi_tally *tally)
{
    size_t cells = spline->basis->cells->count;
    double rows[VI_ROOM];
    noise->spline = spline;
    vi_basis_gather(spline->basis, spline->basis->cells->weight, rows);
    for (size_t r = 0; r < spline->responses; r++) {
        make_penalised(noise, r);
        for (size_t q = 0; q <= r; q++) {
            size_t pair = vi_pair(r, q);
            residual_products(spline, tally, r, q, noise->local + pair * cells);
            smooth_locally(noise, rows, pair);
            make_meat(noise, pair);
            make_prior(noise, r, q);
            make_plus(noise, r, q);
            make_null(noise, rows, pair);
        }
    }
}

static bool all_zero(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (x[i] != 0) {
            return false;
        }
    }
    return true;
}

/* out = A_r x. */
static void apply_inverse(const vi_spline *s, size_t r, const double *x, double *out)
{
    size_t p = s->basis->functions;
    memset(out + p, 0, (VI_ROOM - p) * sizeof *out);
    vi_multiply(s->inverse + r * p * p, x, p, p, out);
}

/* Adds what response q brings to that of r: B_rq through_q, and the prior's, in the other basis. */
static void add_response(const vi_noise *noise, size_t pair, const double *through,
                         const double *turned, double *passed, double *bias)
{
    size_t p = noise->spline->basis->functions;
    add_band_product(noise->meat + pair * VI_BAND, p, through, passed);
    for (size_t k = 0; k < p; k++) {
        bias[k] += noise->prior[pair * p + k] * turned[k];
    }
}

double vi_noise_carry(const vi_noise *noise, const double *raw, double *through, double *covariance)
{
    const vi_spline *s = noise->spline;
    size_t p = s->basis->functions, count = s->responses;
    double variance = 0, passed[VI_ROOM], bias[VI_ROOM], back[VI_ROOM];
    double *turned = noise->turned;
    for (size_t r = 0; r < count; r++) {
        apply_inverse(s, r, raw + r * VI_ROOM, through + r * VI_ROOM);
        vi_basis_turn(s->basis, raw + r * VI_ROOM, turned + r * p);
    }
    for (size_t r = 0; r < count; r++) {
        double *out = covariance + r * VI_ROOM;
        memset(passed, 0, sizeof passed);
        memset(bias, 0, sizeof bias);
        for (size_t q = 0; q < count; q++) {
            if (!all_zero(raw + q * VI_ROOM, p)) {
                add_response(noise, vi_pair(r, q), through + q * VI_ROOM, turned + q * p, passed,
                             bias);
            }
        }
        apply_inverse(s, r, passed, out);
        vi_basis_turn_back(s->basis, bias, back);
        for (size_t i = 0; i < p; i++) {
            out[i] += back[i];
            variance += raw[r * VI_ROOM + i] * out[i];
        }
    }
    return fmax(variance, 0);
}
