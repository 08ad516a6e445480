/* The estimates of partial.h for fits of several parameters. With raw_r = Xᵀg of response r, scaled
 * by what its unit counts at k, and W_rq = C_rq (null part + V_r V_q part as in fit.h):
 *   passed variance: Σ raw_rᵀ W_rq raw_q, the noise that reaches the estimate;
 *   stopped variance: Σ (g − c)ᵀ C (g − c), c = S g, which separates the policy value from it.
 * The values of k are taken in batches, whose projections fit in the memory of a few bases. */
#include "measures/group.h"

#include "core/alloc.h"
#include "math/linalg.h"
#include "math/normal.h"
#include "measures/group_pass.h"
#include "measures/group_upper.h"
#include "measures/judgement.h"

#include <math.h>
#include <string.h>

enum { BATCH_NUMBERS = 1 << 20 };

/* Standard errors. */
static const double near_zero = 4;

typedef struct {
    const vi_increments *inc;
    const vi_fit *fit;
    double *raw;    /* responses × functions */
    double *null;   /* responses × nulls: L₀⁻¹ raw₀ */
    double *white;  /* responses × penalised: L_r⁻¹ raw₁ */
    double *smooth; /* responses × penalised: V_r raw₁ */
} carrying;

static voi_status reserve(carrying *c, voi_error *err)
{
    size_t r = c->fit->responses, p = c->fit->functions;
    c->raw = vi_malloc(r * (2 * p + 2 * c->fit->penalised), sizeof *c->raw);
    if (!c->raw) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
    }
    c->null = c->raw + r * p;
    c->white = c->null + r * c->fit->nulls;
    c->smooth = c->white + r * c->fit->penalised;
    return VOI_OK;
}

/* Solves with the factor of response r; what it leaves out becomes 0. */
static void whiten(const carrying *c, size_t r)
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
    memset(white + response->active, 0, (fit->penalised - response->active) * sizeof *white);
    memset(smooth + response->active, 0, (fit->penalised - response->active) * sizeof *smooth);
    for (size_t j = response->active; j-- > 0;) {
        double w = white[j], s = smooth[j];
        white[j] = smooth[j] = 0;
        white[response->index[j]] = w;
        smooth[response->index[j]] = s;
    }
}

static void set_raw(const carrying *c, const double *projections, double k)
{
    const vi_fit *fit = c->fit;
    size_t reference = c->inc->reference;
    for (size_t r = 0; r < fit->responses; r++) {
        size_t d = vi_increments_strategy(c->inc, r), place = d < reference ? d : d - 1;
        double factor = vi_increments_factor(c->inc, r, k);
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

/* *passed as above; *inner is Σ g C c and *smoothed Σ c C c, over rows. */
static void carry(const carrying *c, double *passed, double *inner, double *smoothed)
{
    const vi_fit *fit = c->fit;
    size_t m = fit->nulls, n = fit->penalised;
    *passed = *inner = *smoothed = 0;
    for (size_t r = 0; r < fit->responses; r++) {
        for (size_t q = 0; q < fit->responses; q++) {
            double covariance = fit->covariance[r + fit->responses * q];
            double null = dot(c->null + r * m, c->null + q * m, m);
            const double *smooth = c->smooth + q * n;
            *passed += covariance * (null + dot(c->white + r * n, c->white + q * n, n));
            *inner += covariance * (null + dot(c->raw + r * fit->functions + m, smooth, n));
            *smoothed += covariance * (null + through_gram(fit, c->smooth + r * n, smooth));
        }
    }
}

static vi_partial estimate(const carrying *c, const vi_group_sums *s, const double *projections,
                           double k)
{
    double n = (double)c->fit->rows, passed, inner, smoothed;
    vi_partial answer = {0};
    set_raw(c, projections, k);
    carry(c, &passed, &inner, &smoothed);
    double spread = s->spread_squares / n - s->spread / n * (s->spread / n);
    answer.se = sqrt(fmax(spread, 0) / n + fmax(passed, 0) / (n * n));
    vi_judge(&s->policy, n, (s->plug_in + s->correction) / n, s->stopped - 2 * inner + smoothed,
             &answer);
    answer.evppi = fmax(answer.evppi, 0);
    answer.low = fmax(answer.evppi - VI_NORMAL_975 * answer.se, 0);
    answer.high = answer.evppi + VI_NORMAL_975 * answer.se;
    for (size_t r = 0; r < c->fit->responses; r++) {
        answer.edf = fmax(answer.edf, c->fit->response[r].edf);
    }
    return answer;
}

/* Near zero the interval's upper end is further away than the standard error says; from three
 * standard errors to four that comes to an end. */
static voi_status extend(voi_context *ctx, const vi_group_end *end, vi_partial *answer,
                         voi_error *err)
{
    double noise, draw, share = fmin(near_zero - answer->evppi / answer->se, 1);
    if (answer->se > 0 && !(share > 0)) {
        return VOI_OK;
    }
    voi_status status = vi_group_upper(ctx, end, &noise, &draw, err);
    if (status == VOI_OK) {
        double more = hypot(noise, draw) - VI_NORMAL_975 * answer->se;
        answer->high += (answer->se > 0 ? share : 1) * fmax(more, 0);
    }
    return status;
}

voi_status vi_group_estimate(voi_context *ctx, const vi_increments *increments, const vi_fit *fit,
                             const double *k, size_t count, vi_partial *answers, voi_error *err)
{
    voi_status status = VOI_OK;
    carrying c = {.inc = increments, .fit = fit};
    size_t columns = increments->others * fit->functions;
    size_t batch = BATCH_NUMBERS / columns > 0 ? BATCH_NUMBERS / columns : 1;
    vi_group_pass pass = {.increments = increments, .fit = fit, .base = increments->reference};
    VI_TRY(reserve(&c, err));
    for (size_t first = 0; first < count; first += pass.count) {
        pass.k = k + first;
        pass.count = count - first < batch ? count - first : batch;
        VI_TRY(vi_group_pass_run(ctx, &pass, err));
        for (size_t i = 0; i < pass.count; i++) {
            const double *projections = pass.projections + i * columns;
            const vi_group_end end = {increments, fit, k[first + i],
                                      pass.sums[i].plug_in / (double)fit->rows, projections};
            answers[first + i] = estimate(&c, &pass.sums[i], projections, k[first + i]);
            VI_TRY(extend(ctx, &end, &answers[first + i], err));
        }
        vi_group_pass_free(&pass);
    }
cleanup:
    vi_group_pass_free(&pass);
    vi_free(c.raw);
    return status;
}
