/* The squared residuals of a response, divided by the variance found so far, are averaged along one
 * parameter after the other, in hats between knots at equal steps of the normal score; what their
 * averages vary by more than chance would make them multiplies the variance. So it is a product of
 * functions of the parameters, 1 where the noise is the same everywhere. */
#include "measures/group_noise.h"

#include "core/alloc.h"
#include "math/normal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 128, MOST_KNOTS = 32, LOOKED_AT = 4096, OUTSIDE = 8 };

/* Rows of the overall variance that join each hat. */
static const double steadying_rows = 10;

typedef struct {
    vi_group_noise *noise;
    const vi_group *group;
    double *null;      /* rows: null leverage without the overall mean, over the precision */
    double *moments;   /* of every share: as the mean, spread and chance of the noise */
    double *knots;     /* parameters × MOST_KNOTS */
    size_t knot_count; /* of every parameter */
} making;

/* ---- Residuals ---- */

static voi_status set_residuals(void *argument, size_t task, size_t worker, voi_error *err)
{
    const making *m = argument;
    const vi_fit *fit = m->noise->fit;
    size_t end = fit->rows * (task + 1) / SHARES, r = fit->responses;
    double *x = vi_malloc(BLOCK * fit->functions, sizeof *x);
    (void)worker;
    if (!x) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    for (size_t first = fit->rows * task / SHARES; first < end; first += BLOCK) {
        size_t rows = end - first < BLOCK ? end - first : BLOCK;
        const double *y = m->noise->increments->responses.y + first * r;
        double *residual = m->noise->residual + first * r;
        vi_fit_functions(fit, first, rows, x);
        vi_fit_values(fit, x, rows, residual);
        vi_fit_null_leverage(fit, x, rows, m->null + first);
        for (size_t i = 0; i < rows * r; i++) {
            residual[i] = y[i] - residual[i];
        }
    }
    vi_free(x);
    return VOI_OK;
}

/* ---- Knots ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* From evenly spread rows; the outermost have some of them beyond. */
static voi_status set_knots(void *argument, size_t task, size_t worker, voi_error *err)
{
    const making *m = argument;
    size_t rows = m->group->rows, looked_at = rows < LOOKED_AT ? rows : LOOKED_AT;
    double *knots = m->knots + task * MOST_KNOTS;
    double *seen = vi_malloc(looked_at, sizeof *seen), last = (double)(m->knot_count - 1);
    (void)worker;
    if (!seen) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", looked_at);
    }
    for (size_t i = 0; i < looked_at; i++) {
        seen[i] = m->group->columns[task][i * rows / looked_at];
    }
    qsort(seen, looked_at, sizeof *seen, ascending);
    double outermost = -vi_normal_quantile((OUTSIDE + 0.5) / (double)looked_at);
    for (size_t b = 0; b < m->knot_count; b++) {
        double score = outermost * (2 * (double)b / last - 1);
        knots[b] = seen[(size_t)(vi_normal_cdf(score) * (double)looked_at)];
    }
    vi_free(seen);
    return VOI_OK;
}

/* Between which knots a value stands, and how far on. */
static size_t place(const double *knots, size_t count, double value, double *on)
{
    size_t low = 0, high = count - 1;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (knots[middle] <= value) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double width = knots[high] - knots[low];
    *on = width > 0 ? fmin(fmax((value - knots[low]) / width, 0), 1) : value > knots[low];
    return low;
}

/* ---- Variances along a parameter ---- */

/* Averages of `count` hats. */
typedef struct {
    double rows[MOST_KNOTS], squares[MOST_KNOTS], own[MOST_KNOTS]; /* Σ w, Σ w v, Σ w² */
    double fourth, overall; /* Σ v² over rows, and the mean of v */
} hats;

static void add_rows(const making *m, size_t r, size_t parameter, const double *variance, hats *h)
{
    size_t responses = m->noise->fit->responses, rows = m->group->rows;
    const double *column = m->group->columns[parameter];
    for (size_t i = 0; i < rows; i++) {
        double on, e = m->noise->residual[i * responses + r], v = e * e / variance[i];
        size_t b = place(m->knots + parameter * MOST_KNOTS, m->knot_count, column[i], &on);
        h->rows[b] += 1 - on;
        h->rows[b + 1] += on;
        h->own[b] += (1 - on) * (1 - on);
        h->own[b + 1] += on * on;
        h->squares[b] += (1 - on) * v;
        h->squares[b + 1] += on * v;
        h->fourth += v * v;
        h->overall += v / (double)rows;
    }
}

/* The logarithm of every hat's variance against the overall one, drawn to 0 by the share of their
 * spread that is chance. */
static void find_logs(const making *m, const hats *h, double *logs)
{
    double spread = 0, by_chance = 0, rows = (double)m->group->rows;
    double excess = fmax(h->fourth / rows / (h->overall * h->overall) - 1, 0);
    for (size_t b = 0; b < m->knot_count; b++) {
        double ratio =
            (h->squares[b] / h->overall + steadying_rows) / (h->rows[b] + steadying_rows);
        logs[b] = log(ratio);
        spread += h->rows[b] * (ratio - 1) * (ratio - 1);
        by_chance += h->rows[b] > 0 ? excess * h->own[b] / h->rows[b] : 0;
    }
    double share = spread > by_chance ? 1 - by_chance / spread : 0;
    for (size_t b = 0; b < m->knot_count; b++) {
        logs[b] *= share;
    }
}

static void multiply(const making *m, size_t parameter, const double *logs, double *variance)
{
    const double *column = m->group->columns[parameter];
    for (size_t i = 0; i < m->group->rows; i++) {
        double on;
        size_t b = place(m->knots + parameter * MOST_KNOTS, m->knot_count, column[i], &on);
        variance[i] *= exp(logs[b] + on * (logs[b + 1] - logs[b]));
    }
}

static voi_status set_scale(void *argument, size_t r, size_t worker, voi_error *err)
{
    const making *m = argument;
    size_t rows = m->group->rows, responses = m->noise->fit->responses;
    double *variance = vi_malloc(rows, sizeof *variance), mean = 0, logs[MOST_KNOTS];
    (void)worker;
    if (!variance) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", rows);
    }
    for (size_t i = 0; i < rows; i++) {
        variance[i] = 1 / m->noise->precision[i];
    }
    for (size_t j = 0; j < m->group->count; j++) {
        hats h = {0};
        add_rows(m, r, j, variance, &h);
        if (h.overall > 0) {
            find_logs(m, &h, logs);
            multiply(m, j, logs, variance);
        }
    }
    for (size_t i = 0; i < rows; i++) {
        variance[i] *= m->noise->precision[i];
        mean += variance[i] / (double)rows;
    }
    for (size_t i = 0; i < rows; i++) {
        m->noise->scale[i * responses + r] = sqrt(variance[i] / mean);
    }
    vi_free(variance);
    return VOI_OK;
}

/* ---- Moments over rows ---- */

static size_t moment_count(const vi_fit *fit)
{
    return fit->responses * (1 + 2 * fit->responses);
}

static voi_status add_moments(void *argument, size_t task, size_t worker, voi_error *err)
{
    const making *m = argument;
    const vi_group_noise *noise = m->noise;
    size_t rows = noise->fit->rows, end = rows * (task + 1) / SHARES, n = noise->fit->responses;
    double *mean = m->moments + task * moment_count(noise->fit), *spread = mean + n;
    double *chance = spread + n * n;
    (void)worker;
    (void)err;
    for (size_t i = rows * task / SHARES; i < end; i++) {
        const double *y = noise->increments->responses.y + i * n, *e = noise->residual + i * n;
        double null = fmax(m->null[i] - 1 / noise->total, 0);
        for (size_t r = 0; r < n; r++) {
            mean[r] += y[r] - e[r];
            for (size_t q = 0; q <= r; q++) {
                double scale = noise->scale[i * n + r] * noise->scale[i * n + q];
                spread[r * n + q] += (y[r] - e[r]) * (y[q] - e[q]);
                chance[r * n + q] += scale * null * noise->fit->covariance[r * n + q];
            }
        }
    }
    return VOI_OK;
}

/* Chance counts twice in the penalised part, whose functions were chosen among many by what chance
 * made of them. */
static void finish_moments(const making *m)
{
    vi_group_noise *noise = m->noise;
    size_t n = noise->fit->responses, count = moment_count(noise->fit);
    double rows = (double)noise->fit->rows;
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * count; i++) {
            m->moments[i] += m->moments[half * count + i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        noise->mean[i] = m->moments[i] / rows;
    }
    for (size_t r = 0; r < n; r++) {
        for (size_t q = 0; q <= r; q++) {
            const vi_fit_response *one = &noise->fit->response[r],
                                  *other = &noise->fit->response[q];
            double nulls = (double)noise->fit->nulls;
            double freedom = sqrt(fmax(one->edf - nulls, 0) * fmax(other->edf - nulls, 0));
            noise->chance[r * n + q] += 2 * freedom / rows * noise->fit->covariance[r * n + q];
            noise->spread[r * n + q] -= noise->mean[r] * noise->mean[q];
            noise->spread[q * n + r] = noise->spread[r * n + q];
            noise->chance[q * n + r] = noise->chance[r * n + q];
        }
    }
}

/* ---- All ---- */

voi_status vi_group_noise_make(voi_context *ctx, const vi_increments *increments, const vi_fit *fit,
                               const vi_group *group, const double *precision, vi_group_noise *out,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    vi_group_noise noise = {.increments = increments, .fit = fit, .precision = precision};
    making m = {.noise = &noise, .group = group};
    double wanted = 4 + 0.8 * cbrt((double)fit->rows);
    size_t numbers = fit->rows * fit->responses;
    const vi_job jobs[] = {{"computing the EVPPI", SHARES, set_residuals, &m},
                           {"computing the EVPPI", group->count, set_knots, &m},
                           {"computing the EVPPI", fit->responses, set_scale, &m},
                           {"computing the EVPPI", SHARES, add_moments, &m}};
    m.knot_count = (size_t)fmin(wanted, MOST_KNOTS);
    m.knots = vi_malloc(group->count * MOST_KNOTS, sizeof *m.knots);
    m.null = vi_malloc(fit->rows, sizeof *m.null);
    m.moments = vi_calloc(SHARES * moment_count(fit), sizeof *m.moments);
    noise.residual = vi_malloc(2 * numbers + moment_count(fit), sizeof *noise.residual);
    if (!m.knots || !m.null || !m.moments || !noise.residual) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", fit->rows);
        goto cleanup;
    }
    noise.scale = noise.residual + numbers;
    noise.mean = noise.scale + numbers;
    noise.spread = noise.mean + fit->responses;
    noise.chance = noise.spread + fit->responses * fit->responses;
    for (size_t i = 0; i < fit->rows; i++) {
        noise.total += precision[i];
    }
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        VI_TRY(vi_parallel(ctx, &jobs[i], err));
    }
    finish_moments(&m);
    *out = noise;
    noise = (vi_group_noise){0};
cleanup:
    vi_group_noise_free(&noise);
    vi_free(m.knots);
    vi_free(m.null);
    vi_free(m.moments);
    return status;
}

void vi_group_noise_free(vi_group_noise *noise)
{
    vi_free(noise->residual);
    *noise = (vi_group_noise){0};
}
