/* The penalised functions are cleared of the free ones, so that both parts of a fit and of W and G
 * stand side by side. With V = M⁻¹ as in fit.h, Λ its penalties, F = I − V Λ and s² the variance of
 * the residuals:
 *     Σ xᵀ W x = s² tr F and s² (nulls − 1),   tr G W G W = s⁴ (tr F² + nulls − 1) / N²,
 *     rawᵀ W raw = s² (Σ m₀² + |L⁻¹ raw₁|²).
 * Where noise changes with the parameters the last is scaled by what the squared residuals say:
 * Σ m² e² over s² Σ m². Only moments of m need the rows, in fixed shares. */
#include "core/alloc.h"
#include "math/linalg.h"
#include "measures/explained.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 128 };

typedef struct {
    double sum, squares, fourth; /* of the fitted values */
    double noise, rest;          /* Σ m² e², Σ e² */
} sums;

typedef struct {
    const vi_fit *fit;
    const vi_responses *responses;
    sums shares[SHARES];
} plan;

static void add_row(double m, double rest, sums *to)
{
    to->sum += m;
    to->squares += m * m;
    to->fourth += m * m * m * m;
    to->noise += m * m * rest * rest;
    to->rest += rest * rest;
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    plan *p = argument;
    const vi_fit *fit = p->fit;
    size_t first = fit->rows * task / SHARES, end = fit->rows * (task + 1) / SHARES;
    double values[BLOCK], *x = vi_malloc(BLOCK * fit->functions, sizeof *x);
    (void)worker;
    if (!x) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    while (first < end) {
        size_t count = end - first < BLOCK ? end - first : BLOCK;
        vi_fit_functions(fit, first, count, x);
        vi_fit_values(fit, x, count, values);
        for (size_t i = 0; i < count; i++) {
            add_row(values[i], p->responses->y[first + i] - values[i], &p->shares[task]);
        }
        first += count;
    }
    vi_free(x);
    return VOI_OK;
}

static sums total(const plan *p)
{
    sums all = {0};
    for (size_t s = 0; s < SHARES; s++) {
        all.sum += p->shares[s].sum;
        all.squares += p->shares[s].squares;
        all.fourth += p->shares[s].fourth;
        all.noise += p->shares[s].noise;
        all.rest += p->shares[s].rest;
    }
    return all;
}

/* The fitted values' mean is 0 but for rounding: the constant is free, and responses are centred.
 */
static void set_moments(const sums *s, double n, vi_explained *out)
{
    double mean = s->sum / n;
    out->rest = s->rest / n;
    out->plug_in = fmax(s->squares / n - mean * mean, 0);
    out->draw = fmax(s->fourth / n - s->squares / n * (s->squares / n), 0);
}

/* tr F² of the penalised functions; `v` has room for two squares of them. */
static double trace_of_square(const vi_fit *fit, double *v)
{
    const vi_fit_response *response = &fit->response[0];
    size_t a = response->active;
    double trace = 0, *lambda = v + a * a;
    memcpy(v, response->factor, a * a * sizeof *v);
    vi_cholesky_invert(v, a, lambda);
    for (size_t t = 0, next = 0; t < fit->basis->term_count; t++) {
        for (size_t i = 0; isfinite(response->lambda[t]) && i < fit->basis->terms[t].count; i++) {
            lambda[next++] = response->lambda[t];
        }
    }
    for (size_t i = 0; i < a; i++) {
        for (size_t j = 0; j < a; j++) {
            double f = (i == j) - v[i + a * j] * lambda[j];
            double g = (i == j) - v[j + a * i] * lambda[i];
            trace += f * g;
        }
    }
    return trace;
}

/* Σ m₁² and |L⁻¹ raw₁|² of the penalised part; raw has room for all functions, and as many. */
static void penalised_part(const vi_fit *fit, double *raw, double *squares, double *passed)
{
    size_t q = fit->penalised, m = fit->nulls;
    const double *coefficient = fit->response[0].coefficient + m;
    double *u = raw + fit->functions;
    for (size_t j = 0; j < q; j++) {
        raw[m + j] = vi_dot(fit->gram + j * q, coefficient, q);
    }
    *squares = vi_dot(raw + m, coefficient, q);
    vi_fit_penalised(fit, 0, raw, 1, u);
    *passed = vi_dot(u, u, fit->response[0].active);
}

/* A search that passed over straight lines is no surer than a fit that has them. */
static double lines(const vi_fit *fit, size_t parameters)
{
    return fmax((double)fit->nulls - 1, (double)parameters);
}

static void set_noise(const vi_fit *fit, const sums *s, size_t parameters, double *work,
                      vi_explained *out)
{
    double n = out->rows, variance = fit->covariance[0], squares, passed;
    double free_functions = (double)fit->nulls - 1;
    penalised_part(fit, work, &squares, &passed);
    double whole = n * out->plug_in, expected = variance * whole;
    double scale = expected > 0 ? s->noise / expected * n / fmax(n - out->edf, 1) : 1;
    out->passed = scale * variance * (fmax(whole - squares, 0) + passed);
    out->correction = variance * (out->edf - (double)fit->nulls - free_functions) / n;
    out->second =
        variance * variance * (trace_of_square(fit, work) + lines(fit, parameters)) / (n * n);
}

voi_status vi_explained_by_fit(voi_context *ctx, const vi_fit *fit, const vi_responses *responses,
                               size_t parameters, vi_explained *out, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p = {.fit = fit, .responses = responses};
    const vi_job job = {"computing the EVPPI", SHARES, run_share, &p};
    size_t a = fit->response[0].active, room = 2 * a * a + 2 * fit->functions;
    double *work = vi_malloc(room, sizeof *work);
    if (!work) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    sums all = total(&p);
    *out = (vi_explained){.rows = (double)fit->rows, .edf = fit->response[0].edf};
    set_moments(&all, out->rows, out);
    set_noise(fit, &all, parameters, work, out);
cleanup:
    vi_free(work);
    return status;
}
