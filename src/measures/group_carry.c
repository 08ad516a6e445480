/* With raw_r in the two parts of the functions and W_rq = C_rq (null part + V_r V_q part as in
 * fit.h) the whole variance is Σ raw_rᵀ W_rq raw_q; noise passes with the weights c_r = S_r g_r, so
 * that its part is Σ c_rᵀ c_q C_rq over rows. */
#include "measures/group_carry.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

voi_status vi_group_carry_create(const vi_fit *fit, const vi_rates *rates, vi_group_carry *out,
                                 voi_error *err)
{
    size_t r = fit->responses, p = fit->functions;
    *out = (vi_group_carry){.fit = fit, .rates = rates};
    out->raw = vi_malloc(r * (2 * p + 2 * fit->penalised) + p, sizeof *out->raw);
    if (!out->raw) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
    }
    out->null = out->raw + r * p;
    out->white = out->null + r * fit->nulls;
    out->smooth = out->white + r * fit->penalised;
    out->work = out->smooth + r * fit->penalised;
    return VOI_OK;
}

void vi_group_carry_free(vi_group_carry *carry)
{
    vi_free(carry->raw);
    *carry = (vi_group_carry){0};
}

/* Moves the first `active` numbers to their places among all penalised functions. */
static void spread_out(const vi_fit *fit, const vi_fit_response *response, double *x)
{
    memset(x + response->active, 0, (fit->penalised - response->active) * sizeof *x);
    for (size_t j = response->active; j-- > 0;) {
        double value = x[j];
        x[j] = 0;
        x[response->index[j]] = value;
    }
}

/* Solves with the factor of response r; what it leaves out becomes 0. */
static void whiten(const vi_group_carry *c, size_t r)
{
    const vi_fit *fit = c->fit;
    const vi_fit_response *response = &fit->response[r];
    const double *raw = c->raw + r * fit->functions;
    double *white = c->white + r * fit->penalised, *smooth = c->smooth + r * fit->penalised;
    memcpy(c->null + r * fit->nulls, raw, fit->nulls * sizeof *raw);
    vi_solve_lower(fit->null_factor, c->null + r * fit->nulls, fit->nulls, 1);
    vi_fit_penalised(fit, r, raw, 1, white);
    memcpy(smooth, white, response->active * sizeof *white);
    vi_solve_transposed(response->factor, smooth, response->active, 1);
    spread_out(fit, response, white);
    spread_out(fit, response, smooth);
}

void vi_group_carry_set(vi_group_carry *c, const double *projections, size_t which)
{
    const vi_fit *fit = c->fit;
    const vi_rates *rates = c->rates;
    for (size_t r = 0; r < fit->responses; r++) {
        size_t place = vi_rates_place(rates, rates->strategy[r]);
        double factor = rates->factor[which * rates->responses + r];
        for (size_t j = 0; j < fit->functions; j++) {
            c->raw[r * fit->functions + j] = factor * projections[place * fit->functions + j];
        }
        whiten(c, r);
    }
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* s_rᵀ G s_q of two smoothed projections. */
static double through_gram(const vi_fit *fit, const double *a, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < fit->penalised; j++) {
        sum += b[j] != 0 ? b[j] * dot(fit->gram + j * fit->penalised, a, fit->penalised) : 0;
    }
    return sum;
}

vi_carried vi_group_carry_variance(const vi_group_carry *c)
{
    const vi_fit *fit = c->fit;
    size_t m = fit->nulls, n = fit->penalised;
    vi_carried sum = {0};
    for (size_t r = 0; r < fit->responses; r++) {
        for (size_t q = 0; q <= r; q++) {
            double covariance = (q < r ? 2 : 1) * fit->covariance[r + fit->responses * q];
            double null = dot(c->null + r * m, c->null + q * m, m);
            sum.whole += covariance * (null + dot(c->white + r * n, c->white + q * n, n));
            sum.passed +=
                covariance * (null + through_gram(fit, c->smooth + r * n, c->smooth + q * n));
        }
    }
    return (vi_carried){fmax(sum.whole, 0), fmax(sum.passed, 0)};
}

void vi_group_carry_weights(vi_group_carry *c, double *out, size_t stride)
{
    const vi_fit *fit = c->fit;
    for (size_t r = 0; r < fit->responses; r++) {
        memcpy(c->work, c->null + r * fit->nulls, fit->nulls * sizeof *c->work);
        vi_solve_transposed(fit->null_factor, c->work, fit->nulls, 1);
        memcpy(c->work + fit->nulls, c->smooth + r * fit->penalised,
               fit->penalised * sizeof *c->work);
        for (size_t j = 0; j < fit->functions; j++) {
            out[j * stride + r] = c->work[j];
        }
    }
}

/* work = Σ_q C_rq times column q of the whitened projections. */
static void mix(const vi_group_carry *c, size_t r, const double *columns, size_t n, double *out)
{
    const vi_fit *fit = c->fit;
    memset(out, 0, n * sizeof *out);
    for (size_t q = 0; q < fit->responses; q++) {
        for (size_t j = 0; j < n; j++) {
            out[j] += fit->covariance[r + fit->responses * q] * columns[q * n + j];
        }
    }
}

void vi_group_carry_shift(vi_group_carry *c, double scale, double *out, size_t stride)
{
    const vi_fit *fit = c->fit;
    for (size_t r = 0; r < fit->responses; r++) {
        const vi_fit_response *response = &fit->response[r];
        double *penalised = c->work + fit->nulls;
        mix(c, r, c->null, fit->nulls, c->work);
        vi_solve_transposed(fit->null_factor, c->work, fit->nulls, 1);
        mix(c, r, c->white, fit->penalised, penalised);
        for (size_t j = 0; j < response->active; j++) {
            penalised[j] = penalised[response->index[j]];
        }
        vi_solve_transposed(response->factor, penalised, response->active, 1);
        spread_out(fit, response, penalised);
        for (size_t j = 0; j < fit->functions; j++) {
            out[j * stride + r] = scale * c->work[j];
        }
    }
}
