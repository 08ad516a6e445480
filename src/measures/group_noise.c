/* The squared residuals of a response, divided by the variance found so far, are averaged along one
 * parameter after the other, in hats between knots at equal steps of the normal score; what their
 * averages vary by more than chance would make them multiplies the variance. So it is a product of
 * functions of the parameters, 1 where the noise is the same everywhere. */
#include "measures/group_noise.h"

#include "core/alloc.h"
#include "math/linalg.h"
#include "math/normal.h"
#include "math/radix.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 128, MOST_KNOTS = 32, LOOKED_AT = 4096, OUTSIDE = 8 };

/* Rows of the overall variance that join each hat. */
static const double steadying_rows = 10;

/* Averages over `knot_count` hats along one parameter. */
typedef struct {
    double rows[MOST_KNOTS], squares[MOST_KNOTS], own[MOST_KNOTS]; /* Σ w, Σ w v, Σ w² */
    double all, fourth;                                            /* Σ v and Σ v² */
} hats;

typedef struct {
    vi_group_noise *noise;
    const vi_group *group;
    double *null;                 /* rows: null leverage without the overall mean */
    double *moments;              /* of every share: as the mean, spread and chance of the noise */
    double *coefficient;          /* responses × functions, as the basis has them */
    double knots[MOST_KNOTS];     /* along one parameter at a time, */
    size_t parameter, knot_count; /* this one */
    uint8_t *low;                 /* rows: between which knots it stands there, */
    double *on;                   /* and how far on from the lower one */
    hats *hats;                   /* shares × responses */
    double *ratio;                /* responses × MOST_KNOTS: of variances */
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
        fit->basis->class->at_rows(fit->basis->state, first, rows, x);
        vi_fit_null_leverage(fit, x, rows, m->null + first);
        for (size_t i = 0; i < rows * r; i++) {
            const double *coefficient = m->coefficient + i % r * fit->functions;
            residual[i] = y[i] - vi_dot(x + i / r * fit->functions, coefficient, fit->functions);
        }
    }
    vi_free(x);
    return VOI_OK;
}

/* ---- Knots ---- */

/* From evenly spread rows; the outermost have some of them beyond. */
static voi_status set_knots(making *m, voi_error *err)
{
    size_t rows = m->group->rows, looked_at = rows < LOOKED_AT ? rows : LOOKED_AT;
    double *seen = vi_malloc(looked_at, sizeof *seen), last = (double)(m->knot_count - 1);
    vi_sorted *sorted = vi_malloc(2 * looked_at, sizeof *sorted);
    if (!seen || !sorted) {
        vi_free(seen);
        vi_free(sorted);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", looked_at);
    }
    for (size_t i = 0; i < looked_at; i++) {
        seen[i] = m->group->columns[m->parameter][i * rows / looked_at];
    }
    vi_radix_sort(seen, looked_at, sorted, sorted + looked_at);
    double outermost = -vi_normal_quantile((OUTSIDE + 0.5) / (double)looked_at);
    for (size_t b = 0; b < m->knot_count; b++) {
        double score = outermost * (2 * (double)b / last - 1);
        size_t at = (size_t)(vi_normal_cdf(score) * (double)looked_at);
        m->knots[b] = vi_sorted_value(&sorted[at]);
    }
    vi_free(seen);
    vi_free(sorted);
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

/* Until they are all known scales are variances, the precision left out. */
static voi_status add_rows(void *argument, size_t task, size_t worker, voi_error *err)
{
    const making *m = argument;
    size_t rows = m->group->rows, end = rows * (task + 1) / SHARES, n = m->noise->fit->responses;
    const double *column = m->group->columns[m->parameter];
    hats *all = m->hats + task * n;
    (void)worker;
    (void)err;
    memset(all, 0, n * sizeof *all);
    for (size_t i = rows * task / SHARES; i < end; i++) {
        double on, precision = m->noise->precision[i];
        size_t b = place(m->knots, m->knot_count, column[i], &on);
        m->low[i] = (uint8_t)b;
        m->on[i] = on;
        for (size_t r = 0; r < n; r++) {
            double e = m->noise->residual[i * n + r];
            double v = precision * e * e / m->noise->scale[i * n + r];
            hats *h = &all[r];
            h->rows[b] += 1 - on;
            h->rows[b + 1] += on;
            h->own[b] += (1 - on) * (1 - on);
            h->own[b + 1] += on * on;
            h->squares[b] += (1 - on) * v;
            h->squares[b + 1] += on * v;
            h->fourth += v * v;
            h->all += v;
        }
    }
    return VOI_OK;
}

static void join(hats *to, const hats *from)
{
    for (size_t b = 0; b < MOST_KNOTS; b++) {
        to->rows[b] += from->rows[b];
        to->squares[b] += from->squares[b];
        to->own[b] += from->own[b];
    }
    to->fourth += from->fourth;
    to->all += from->all;
}

/* Every hat's variance against the overall one, its logarithm drawn to 0 by the share of their
 * spread that is chance. */
static void find_ratios(const making *m, const hats *h, double *ratio)
{
    double spread = 0, by_chance = 0, rows = (double)m->group->rows, overall = h->all / rows;
    double excess = fmax(h->fourth / rows / (overall * overall) - 1, 0);
    for (size_t b = 0; b < m->knot_count; b++) {
        ratio[b] = (h->squares[b] / overall + steadying_rows) / (h->rows[b] + steadying_rows);
        spread += h->rows[b] * (ratio[b] - 1) * (ratio[b] - 1);
        by_chance += h->rows[b] > 0 ? excess * h->own[b] / h->rows[b] : 0;
    }
    double share = spread > by_chance ? 1 - by_chance / spread : 0;
    for (size_t b = 0; b < m->knot_count; b++) {
        ratio[b] = pow(ratio[b], share);
    }
}

static voi_status multiply(void *argument, size_t task, size_t worker, voi_error *err)
{
    const making *m = argument;
    size_t rows = m->group->rows, end = rows * (task + 1) / SHARES, n = m->noise->fit->responses;
    (void)worker;
    (void)err;
    for (size_t i = rows * task / SHARES; i < end; i++) {
        for (size_t r = 0; r < n; r++) {
            const double *ratio = m->ratio + r * MOST_KNOTS + m->low[i];
            m->noise->scale[i * n + r] *= ratio[0] + m->on[i] * (ratio[1] - ratio[0]);
        }
    }
    return VOI_OK;
}

static voi_status go_along(voi_context *ctx, making *m, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_job sum = {"computing the EVPPI", SHARES, add_rows, m};
    const vi_job scale = {"computing the EVPPI", SHARES, multiply, m};
    size_t n = m->noise->fit->responses;
    VI_TRY(set_knots(m, err));
    VI_TRY(vi_parallel(ctx, &sum, err));
    for (size_t r = 0; r < n; r++) {
        for (size_t s = 1; s < SHARES; s++) {
            join(&m->hats[r], &m->hats[s * n + r]);
        }
        double *ratio = m->ratio + r * MOST_KNOTS;
        for (size_t b = 0; b < MOST_KNOTS; b++) {
            ratio[b] = 1;
        }
        if (m->hats[r].all > 0) {
            find_ratios(m, &m->hats[r], ratio);
        }
    }
    VI_TRY(vi_parallel(ctx, &scale, err));
cleanup:
    return status;
}

static voi_status set_scales(voi_context *ctx, making *m, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t rows = m->group->rows, n = m->noise->fit->responses;
    double *scale = m->noise->scale, wanted = 4 + 0.8 * cbrt((double)rows);
    m->knot_count = (size_t)fmin(wanted, MOST_KNOTS);
    for (size_t i = 0; i < rows * n; i++) {
        scale[i] = 1;
    }
    for (m->parameter = 0; m->parameter < m->group->count; m->parameter++) {
        VI_TRY(go_along(ctx, m, err));
    }
    for (size_t r = 0; r < n; r++) {
        double mean = 0;
        for (size_t i = 0; i < rows; i++) {
            mean += scale[i * n + r] / (double)rows;
        }
        for (size_t i = 0; i < rows; i++) {
            scale[i * n + r] = sqrt(scale[i * n + r] / mean);
        }
    }
cleanup:
    return status;
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

static voi_status reserve(making *m, voi_error *err)
{
    const vi_fit *fit = m->noise->fit;
    vi_group_noise *noise = m->noise;
    size_t numbers = fit->rows * fit->responses;
    m->null = vi_malloc(2 * fit->rows, sizeof *m->null);
    m->moments = vi_calloc(SHARES * moment_count(fit), sizeof *m->moments);
    m->coefficient = vi_malloc(fit->responses * fit->functions, sizeof *m->coefficient);
    m->low = vi_malloc(fit->rows, sizeof *m->low);
    m->hats = vi_malloc(SHARES * fit->responses, sizeof *m->hats);
    m->ratio = vi_malloc(fit->responses * MOST_KNOTS, sizeof *m->ratio);
    noise->residual = vi_malloc(2 * numbers + moment_count(fit), sizeof *noise->residual);
    if (!m->null || !m->moments || !m->coefficient || !m->low || !m->hats || !m->ratio ||
        !noise->residual) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", fit->rows);
    }
    m->on = m->null + fit->rows;
    noise->scale = noise->residual + numbers;
    noise->mean = noise->scale + numbers;
    noise->spread = noise->mean + fit->responses;
    noise->chance = noise->spread + fit->responses * fit->responses;
    for (size_t r = 0; r < fit->responses; r++) {
        vi_fit_coefficients(fit, r, m->coefficient + r * fit->functions);
    }
    return VOI_OK;
}

static void free_making(making *m)
{
    vi_free(m->null);
    vi_free(m->moments);
    vi_free(m->coefficient);
    vi_free(m->low);
    vi_free(m->hats);
    vi_free(m->ratio);
}

voi_status vi_group_noise_make(voi_context *ctx, const vi_increments *increments, const vi_fit *fit,
                               const vi_group *group, const double *precision, vi_group_noise *out,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    vi_group_noise noise = {.increments = increments, .fit = fit, .precision = precision};
    making m = {.noise = &noise, .group = group};
    const vi_job residuals = {"computing the EVPPI", SHARES, set_residuals, &m};
    const vi_job moments = {"computing the EVPPI", SHARES, add_moments, &m};
    VI_TRY(reserve(&m, err));
    for (size_t i = 0; i < fit->rows; i++) {
        noise.total += precision[i];
    }
    VI_TRY(vi_parallel(ctx, &residuals, err));
    VI_TRY(set_scales(ctx, &m, err));
    VI_TRY(vi_parallel(ctx, &moments, err));
    finish_moments(&m);
    *out = noise;
    noise = (vi_group_noise){0};
cleanup:
    vi_group_noise_free(&noise);
    free_making(&m);
    return status;
}

void vi_group_noise_free(vi_group_noise *noise)
{
    vi_free(noise->residual);
    *noise = (vi_group_noise){0};
}
