/* From fitted increments m_d to an EVPPI, cell by cell. With b the strategy of the highest mean, a
 * and a' the best and second best strategy of a cell and g their gap:
 *
 * plug-in: mean (m_a - m_b).
 *
 * corrected: + mean [ s L(g/s) - t L(g/t) ], L the unit normal loss. Under the prior that REML has
 * calibrated the truth varies around the penalised part of a fit with variance s^2; the unpenalised
 * part varies around the truth with variance t^2.
 *
 * standard error: SE^2 = [ Var(sum g_d m_d) + mean c' C c ] / N with c_d = S_d' g_d: the draw of
 * the parameter, and the noise of the other parameters as it passes through the smoother. g_d is
 * the probability that d is best in the cell, less 1 for b; so a decision that hangs in the balance
 * counts by halves, and an estimate near zero keeps a standard error.
 *
 * policy value: the sample's own increments under the fitted decisions. Leave-one-out replaces m_i
 * by m_i - h_i / (1 - h_i) (y_i - m_i), which matters only where the gap is small.
 *
 * Everything is linear in the responses: effects and costs are fitted once, and k enters here. */
#include "measures/partial.h"

#include "core/alloc.h"
#include "math/normal.h"

#include <math.h>
#include <string.h>

enum { KK, K1, K0, TERMS }; /* coefficients of k², −2k and 1 */

struct vi_estimator {
    const vi_increments *inc;
    const vi_spline *spline;
    size_t strategies, cells;
    double *plus, *null;  /* pair × TERMS × cells: variances of differences */
    double *leverage;     /* response × cells: h / (1 − h) */
    double *extreme;      /* response × cells: largest |residual| of a row */
    double *mean, *value; /* strategy: mean and fitted increment at k */
    double *weight;       /* strategy × cells: g_d times rows of the cell */
    double *projection;   /* strategy × functions: of the weights */
};

vi_estimator *vi_estimator_create(const vi_increments *inc)
{
    vi_estimator *e = vi_calloc(1, sizeof *e);
    size_t d = inc->problem->strategies, pairs = d * (d - 1) / 2, r = inc->responses.count;
    if (!e) {
        return NULL;
    }
    e->inc = inc;
    e->strategies = d;
    e->plus = vi_malloc(pairs * TERMS * VI_MOST_CELLS, sizeof *e->plus);
    e->null = vi_malloc(pairs * TERMS * VI_MOST_CELLS, sizeof *e->null);
    e->leverage = vi_malloc(r * VI_MOST_CELLS, sizeof *e->leverage);
    e->extreme = vi_malloc(r * VI_MOST_CELLS, sizeof *e->extreme);
    e->mean = vi_malloc(2 * d, sizeof *e->mean);
    e->value = e->mean ? e->mean + d : NULL;
    e->weight = vi_malloc(d * VI_MOST_CELLS, sizeof *e->weight);
    e->projection = vi_malloc(d * VI_MOST_FUNCTIONS, sizeof *e->projection);
    if (!e->plus || !e->null || !e->leverage || !e->extreme || !e->mean || !e->weight ||
        !e->projection) {
        vi_estimator_destroy(e);
        return NULL;
    }
    return e;
}

void vi_estimator_destroy(vi_estimator *e)
{
    if (e) {
        vi_free(e->plus);
        vi_free(e->null);
        vi_free(e->leverage);
        vi_free(e->extreme);
        vi_free(e->mean);
        vi_free(e->weight);
        vi_free(e->projection);
        vi_free(e);
    }
}

static size_t pair_index(size_t a, size_t b)
{
    size_t low = a < b ? a : b, high = a < b ? b : a;
    return high * (high - 1) / 2 + low;
}

/* Adds sign · C_rq Σ x̃² √(gain_r gain_q) of every cell to one coefficient of a pair's variances;
 * for two responses with different λ the geometric mean keeps the whole positive. */
static void add_term(const vi_estimator *e, size_t pair, int term, size_t r, size_t q, double sign)
{
    const vi_spline *s = e->spline;
    size_t p = s->functions, offset = (pair * TERMS + (size_t)term) * e->cells;
    double c = sign * s->covariance[r + s->responses * q], share[VI_MOST_FUNCTIONS] = {0};
    for (size_t f = 0; f < p; f++) {
        share[f] = sqrt(s->gain[r * p + f] * s->gain[q * p + f]);
    }
    for (size_t j = 0; j < e->cells; j++) {
        const double *x = s->tilde + j * p;
        double null = -1 / (double)s->cells->rows, plus = 0; /* the overall mean is left out */
        for (size_t f = 0; f < s->nulls; f++) {
            null += x[f] * x[f] * share[f];
        }
        for (size_t f = s->nulls; f < p; f++) {
            plus += x[f] * x[f] * share[f];
        }
        e->plus[offset + j] += c * plus;
        e->null[offset + j] += c * fmax(null, 0);
    }
}

/* The terms of one ordered pair of strategies, u and v, in the variance of a difference. */
static void add_terms(const vi_estimator *e, size_t pair, size_t u, size_t v, double sign)
{
    const vi_increments *inc = e->inc;
    if (u == inc->reference || v == inc->reference) {
        return;
    }
    size_t t = vi_place(inc, u), w = vi_place(inc, v);
    if (!inc->costs) {
        add_term(e, pair, K0, t, w, sign);
        return;
    }
    add_term(e, pair, KK, t, w, sign);
    add_term(e, pair, K1, t, inc->others + w, sign);
    add_term(e, pair, K0, inc->others + t, inc->others + w, sign);
}

static void prepare_pairs(vi_estimator *e)
{
    size_t pairs = e->strategies * (e->strategies - 1) / 2;
    memset(e->plus, 0, pairs * TERMS * e->cells * sizeof *e->plus);
    memset(e->null, 0, pairs * TERMS * e->cells * sizeof *e->null);
    for (size_t a = 1; a < e->strategies; a++) {
        for (size_t b = 0; b < a; b++) {
            size_t pair = pair_index(a, b);
            add_terms(e, pair, a, a, 1);
            add_terms(e, pair, b, b, 1);
            add_terms(e, pair, a, b, -1);
            add_terms(e, pair, b, a, -1);
        }
    }
}

static void prepare_rows(vi_estimator *e)
{
    const vi_spline *s = e->spline;
    const vi_cells *cells = s->cells;
    size_t p = s->functions;
    for (size_t r = 0; r < s->responses; r++) {
        const double *y = e->inc->responses.centred[r], *fitted = s->fitted + r * e->cells;
        for (size_t j = 0; j < e->cells; j++) {
            double h = 0, largest = 0;
            for (size_t f = 0; f < p; f++) {
                h += s->tilde[j * p + f] * s->tilde[j * p + f] * s->gain[r * p + f];
            }
            for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
                largest = fmax(largest, fabs(y[cells->sorted[i].row] - fitted[j]));
            }
            h = fmin(h, 0.999); /* a row that is a cell by itself has no fit without it */
            e->leverage[r * e->cells + j] = h / (1 - h);
            e->extreme[r * e->cells + j] = largest;
        }
    }
}

void vi_estimator_prepare(vi_estimator *e, const vi_spline *spline)
{
    e->spline = spline;
    e->cells = spline->cells->count;
    prepare_pairs(e);
    prepare_rows(e);
}

/* The state of one estimate: sums over cells. */
typedef struct {
    double k;
    size_t base;
    double plug_in, correction;
    double spread_sum, spread_squares; /* of Σ g_d μ̂_d over rows */
    double in_sample, left_out;        /* Σ over rows of the policies' increments */
} sums;

static double fitted_value(const vi_estimator *e, size_t d, size_t j, double k)
{
    const vi_increments *inc = e->inc;
    if (d == inc->reference) {
        return 0;
    }
    const double *fitted = e->spline->fitted + vi_place(inc, d) * e->cells;
    return e->mean[d] +
           (inc->costs ? k * fitted[j] - fitted[inc->others * e->cells + j] : fitted[j]);
}

/* Σ over the cell's rows of strategy d's increment against the reference. */
static double cell_sum(const vi_estimator *e, size_t d, size_t j, double k)
{
    const vi_increments *inc = e->inc;
    if (d == inc->reference) {
        return 0;
    }
    const double *own = e->spline->sums + vi_place(inc, d) * e->cells;
    double centred = inc->costs ? k * own[j] - own[inc->others * e->cells + j] : own[j];
    return e->spline->cells->weight[j] * e->mean[d] + centred;
}

static double row_value(const vi_estimator *e, size_t d, size_t row, double k)
{
    const vi_increments *inc = e->inc;
    if (d == inc->reference) {
        return 0;
    }
    size_t t = vi_place(inc, d);
    const double *const *y = inc->responses.centred;
    return e->mean[d] + (inc->costs ? k * y[t][row] - y[inc->others + t][row] : y[t][row]);
}

/* What leaving the row out takes from strategy d's fitted value. */
static double row_pull(const vi_estimator *e, size_t d, size_t j, size_t row, double k)
{
    const vi_increments *inc = e->inc;
    if (d == inc->reference) {
        return 0;
    }
    size_t t = vi_place(inc, d), at = t * e->cells + j;
    const double *const *y = inc->responses.centred, *fitted = e->spline->fitted;
    double pull = e->leverage[at] * (y[t][row] - fitted[at]);
    if (inc->costs) {
        size_t c = inc->others + t, cost_at = c * e->cells + j;
        pull = k * pull - e->leverage[cost_at] * (y[c][row] - fitted[cost_at]);
    }
    return pull;
}

/* No row of the cell can move the fitted value of d by more than this. */
static double largest_pull(const vi_estimator *e, size_t d, size_t j, double k)
{
    const vi_increments *inc = e->inc;
    if (d == inc->reference) {
        return 0;
    }
    size_t at = vi_place(inc, d) * e->cells + j, cost_at = at + inc->others * e->cells;
    double pull = e->leverage[at] * e->extreme[at];
    return inc->costs ? k * pull + e->leverage[cost_at] * e->extreme[cost_at] : pull;
}

/* The value of the leave-one-out policy over a cell whose decision hangs on single rows. */
static double leave_one_out(const vi_estimator *e, size_t j, const sums *at)
{
    const vi_cells *cells = e->spline->cells;
    double total = 0;
    for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
        size_t row = cells->sorted[i].row, best = 0;
        double most = -INFINITY;
        for (size_t d = 0; d < e->strategies; d++) {
            double value = e->value[d] - row_pull(e, d, j, row, at->k);
            best = value > most ? d : best;
            most = value > most ? value : most;
        }
        total += row_value(e, best, row, at->k) - row_value(e, at->base, row, at->k);
    }
    return total;
}

static double pair_variance(const double *terms, size_t cells, size_t j, double k, bool costs)
{
    double value = terms[K0 * cells + j];
    if (costs) {
        value += k * (k * terms[KK * cells + j] - 2 * terms[K1 * cells + j]);
    }
    return fmax(value, 0);
}

static double scaled_loss(double gap, double variance)
{
    double s = sqrt(variance);
    return gap < 9 * s ? s * vi_unit_loss(gap / s) : 0;
}

/* Best and second best of a cell; with two strategies the second is simply the other one. */
static void rank_cell(vi_estimator *e, size_t j, double k, size_t *best, size_t *second)
{
    *best = 0;
    *second = SIZE_MAX;
    for (size_t d = 0; d < e->strategies; d++) {
        e->value[d] = fitted_value(e, d, j, k);
        if (d == 0) {
            continue;
        }
        if (e->value[d] > e->value[*best]) {
            *second = *best;
            *best = d;
        } else if (*second == SIZE_MAX || e->value[d] > e->value[*second]) {
            *second = d;
        }
    }
}

static void add_policy(vi_estimator *e, size_t j, size_t best, double gap, sums *at)
{
    double pull = 0, sum = cell_sum(e, best, j, at->k) - cell_sum(e, at->base, j, at->k);
    for (size_t d = 0; d < e->strategies; d++) {
        pull = fmax(pull, largest_pull(e, d, j, at->k));
    }
    at->in_sample += sum;
    at->left_out += gap > 2 * pull ? sum : leave_one_out(e, j, at);
}

static void add_cell(vi_estimator *e, size_t j, sums *at)
{
    size_t best, second;
    rank_cell(e, j, at->k, &best, &second);
    double w = e->spline->cells->weight[j], gap = e->value[best] - e->value[second];
    size_t offset = pair_index(best, second) * TERMS * e->cells;
    bool costs = e->inc->costs;
    double plus = pair_variance(e->plus + offset, e->cells, j, at->k, costs);
    double null = pair_variance(e->null + offset, e->cells, j, at->k, costs);
    double spread = sqrt(plus + null);
    double share = gap < 9 * spread ? vi_normal_cdf(gap / spread) : 1;
    at->plug_in += w * (e->value[best] - e->value[at->base]);
    at->correction += w * (scaled_loss(gap, plus) - scaled_loss(gap, null));
    for (size_t d = 0; d < e->strategies; d++) {
        double g = (d == best ? share : d == second ? 1 - share : 0) - (d == at->base);
        e->weight[d * e->cells + j] = w * g;
    }
    double mixed = share * e->value[best] + (1 - share) * e->value[second] - e->value[at->base];
    at->spread_sum += w * mixed;
    at->spread_squares += w * mixed * mixed;
    add_policy(e, j, best, gap, at);
}

/* The response that carries strategy d's effects (part 0) or costs (part 1), and its factor at k.
 */
static size_t response_of(const vi_estimator *e, size_t d, size_t part, double k, double *factor)
{
    const vi_increments *inc = e->inc;
    *factor = !inc->costs ? 1 : part == 0 ? k : -1;
    return vi_place(inc, d) + part * inc->others;
}

/* Of responses r and q of strategies d and f: Σ c_r c_q over rows, and Σ (g − c)_r (g − c)_q. */
static void noise_products(const vi_estimator *e, size_t d, size_t f, size_t r, size_t q,
                           double *smoothed, double *rest)
{
    const vi_spline *s = e->spline;
    size_t p = s->functions;
    const double *u = e->projection + d * p, *v = e->projection + f * p;
    double plain = 0, mixed = 0;
    *smoothed = 0;
    for (size_t i = 0; i < p; i++) {
        double a = s->gain[r * p + i], b = s->gain[q * p + i];
        *smoothed += s->gamma[i] * a * u[i] * b * v[i];
        mixed += u[i] * v[i] * (a + b);
    }
    for (size_t j = 0; j < e->cells; j++) {
        plain += e->weight[d * e->cells + j] * e->weight[f * e->cells + j] / s->cells->weight[j];
    }
    *rest = plain - mixed + *smoothed;
}

/* Σ cᵀ C c over rows, and the variance of what separates the policy value from the plug-in. */
static void noise(const vi_estimator *e, double k, double *smoothed, double *rest)
{
    const vi_spline *s = e->spline;
    size_t parts = e->inc->costs ? 2 : 1;
    *smoothed = *rest = 0;
    for (size_t one = 0; one < e->strategies * parts; one++) {
        for (size_t two = 0; two < e->strategies * parts; two++) {
            size_t d = one / parts, f = two / parts;
            double x, y, through, beside;
            if (d == e->inc->reference || f == e->inc->reference) {
                continue;
            }
            size_t r = response_of(e, d, one % parts, k, &x);
            size_t q = response_of(e, f, two % parts, k, &y);
            double c = x * y * s->covariance[r + s->responses * q];
            noise_products(e, d, f, r, q, &through, &beside);
            *smoothed += c * through;
            *rest += c * beside;
        }
    }
}

static size_t best_mean(const vi_estimator *e)
{
    size_t best = 0;
    for (size_t d = 1; d < e->strategies; d++) {
        best = e->mean[d] > e->mean[best] ? d : best;
    }
    return best;
}

vi_partial vi_estimate(vi_estimator *e, double k)
{
    double n = (double)e->spline->cells->rows, smoothed, rest;
    sums at = {.k = k};
    for (size_t d = 0; d < e->strategies; d++) {
        e->mean[d] = vi_increments_mean(e->inc, d, k);
    }
    at.base = best_mean(e);
    for (size_t j = 0; j < e->cells; j++) {
        add_cell(e, j, &at);
    }
    for (size_t d = 0; d < e->strategies; d++) {
        vi_spline_project(e->spline, e->weight + d * e->cells,
                          e->projection + d * e->spline->functions);
    }
    noise(e, k, &smoothed, &rest);
    double spread = at.spread_squares / n - at.spread_sum / n * (at.spread_sum / n);
    vi_partial answer = {.evppi = fmax((at.plug_in + at.correction) / n, 0)};
    answer.se = sqrt(fmax(spread, 0) / n + fmax(smoothed, 0) / (n * n));
    answer.policy_value = (at.in_sample + at.left_out) / (2 * n);
    double difference = answer.policy_value - (at.plug_in + at.correction) / n;
    answer.misfit = rest > 0 ? difference / (sqrt(rest) / n) : 0;
    return answer;
}
