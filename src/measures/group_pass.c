/* For every row and k: m the fitted values of the strategies, a and a' the best and second best, s
 * and t the standard deviations of their difference from the penalised and the unpenalised part of
 * the fit. The row adds m_a − m_b to the plug-in value, and with κ the share of the spread of m_a −
 * m_a' that is not noise, g' its gap with deviations from the mean √κ times as large,
 *     κ s L(g/s) − (1 − κ) s L(g'/s) − t L(g'/t)
 * to its correction. It adds weights g_d to Xᵀg: the probability that d is best, less 1 for the
 * base. With u_r as in fit.h and C_rq the covariance of the noise there, that of the fitted
 * responses r and q at the row is C_rq (null + u_rᵀ u_q).
 *
 * The rows are cut into SHARES fixed shares, as in fit/gather.c. */
#include "measures/group_pass.h"

#include "core/alloc.h"
#include "math/linalg.h"
#include "math/normal.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

#define MOST_LEVERAGE 0.999
/* Beyond so many standard deviations a decision is certain, to 1e-11 of one. */
#define REACH 6.5

enum { SHARES = 8, BLOCK = 128, FEW_K = 8, SUMS = sizeof(vi_group_sums) / sizeof(double) };

/* What is known of a block of rows before k is. */
typedef struct {
    size_t rows, first;
    double *x;            /* rows × functions */
    double *fitted;       /* rows × responses */
    double *null;         /* rows: without the overall mean */
    size_t close;         /* rows whose variances matter, */
    size_t *row, *place;  /* which, and where such a row stands among them */
    double *close_x;      /* and their x, together */
    double *shared;       /* pairs × rows: u_rᵀ u_q */
    double *u;            /* responses × rows × penalised */
    double *packed;       /* rows × penalised: u of one response */
    double *weight;       /* rows × (k × strategies but the reference) */
    double *value, *own;  /* strategies: fitted and own net benefit of a row */
    double *most, *doubt; /* of find_close: responses, strategies */
    double *numbers;
} block;

typedef struct {
    const vi_group_pass *pass;
    size_t strategies, others, responses, columns; /* columns = k × others */
    const size_t *strategy;                        /* of every response */
    const double *factor;                          /* k × responses */
    const double *mean;                            /* k × strategies */
    double *kept;                                  /* k × strategies²: see find_kept */
    double *shares;                                /* of every share: sums, projections */
    size_t size;
} plan;

static voi_status reserve(const plan *p, block *b, voi_error *err)
{
    const vi_fit *fit = p->pass->noise->fit;
    size_t r = p->responses, pairs = r * (r + 1) / 2;
    size_t count =
        BLOCK * (2 * fit->functions + r + 1 + pairs + (r + 1) * fit->penalised + p->columns) +
        3 * p->strategies + r;
    b->numbers = vi_malloc(count, sizeof *b->numbers);
    b->row = vi_malloc(2 * BLOCK, sizeof *b->row);
    if (!b->numbers || !b->row) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    b->place = b->row + BLOCK;
    b->x = b->numbers;
    b->close_x = b->x + BLOCK * fit->functions;
    b->fitted = b->close_x + BLOCK * fit->functions;
    b->null = b->fitted + BLOCK * r;
    b->shared = b->null + BLOCK;
    b->u = b->shared + BLOCK * pairs;
    b->packed = b->u + BLOCK * r * fit->penalised;
    b->weight = b->packed + BLOCK * fit->penalised;
    b->value = b->weight + BLOCK * p->columns;
    b->own = b->value + p->strategies;
    b->doubt = b->own + p->strategies;
    b->most = b->doubt + p->strategies;
    return VOI_OK;
}

/* u of every response, spread out to all penalised functions; what is left out counts 0. */
static void set_penalised(const plan *p, block *b)
{
    const vi_fit *fit = p->pass->noise->fit;
    size_t n = fit->penalised;
    memset(b->u, 0, p->responses * BLOCK * n * sizeof *b->u);
    for (size_t r = 0; r < p->responses; r++) {
        const vi_fit_response *response = &fit->response[r];
        double *u = b->u + r * BLOCK * n;
        vi_fit_penalised(fit, r, b->close_x, b->close, b->packed);
        for (size_t i = 0; i < b->close; i++) {
            for (size_t j = 0; j < response->active; j++) {
                u[i * n + response->index[j]] = b->packed[i * response->active + j];
            }
        }
    }
}

/* Nothing is known of close rows yet, nothing needed of others. */
static void clear_shared(const plan *p, block *b)
{
    size_t pairs = p->responses * (p->responses + 1) / 2;
    memset(b->shared, 0, pairs * BLOCK * sizeof *b->shared);
    for (size_t pair = 0; pair < pairs; pair++) {
        for (size_t i = 0; i < b->close; i++) {
            b->shared[pair * BLOCK + b->row[i]] = NAN;
        }
    }
}

/* u_rᵀ u_q at a row, computed when it is first wanted: of many strategies few are near the top. */
static double product_of(const plan *p, const block *b, size_t r, size_t q, size_t i)
{
    double *known = &b->shared[vi_pair(r, q) * BLOCK + i];
    if (isnan(*known)) {
        size_t n = p->pass->noise->fit->penalised, at = b->place[i];
        *known = vi_dot(b->u + (r * BLOCK + at) * n, b->u + (q * BLOCK + at) * n, n);
    }
    return *known;
}

static void load(const plan *p, size_t first, size_t rows, block *b)
{
    const vi_fit *fit = p->pass->noise->fit;
    b->first = first;
    b->rows = rows;
    vi_fit_functions(fit, first, rows, b->x);
    vi_fit_values(fit, b->x, rows, b->fitted);
    vi_fit_null_leverage(fit, b->x, rows, b->null);
    memset(b->weight, 0, BLOCK * p->columns * sizeof *b->weight);
}

/* A row at one k. */
typedef struct {
    const plan *p;
    const block *b;
    const double *factor;
    size_t i; /* in the block */
    size_t best, second;
} point;

static double factor_in(const point *at, size_t r, size_t a, size_t c)
{
    double sign = at->p->strategy[r] == a ? 1 : at->p->strategy[r] == c ? -1 : 0;
    return sign * at->factor[r];
}

/* The variance of the difference of the best two: of its penalised part, and of the rest. */
static void variances(const point *at, double variance[2])
{
    const vi_fit *fit = at->p->pass->noise->fit;
    const double *scale = at->p->pass->noise->scale + (at->b->first + at->i) * at->p->responses;
    double without_mean = fmax(at->b->null[at->i] - 1 / at->p->pass->noise->total, 0);
    variance[0] = variance[1] = 0;
    for (size_t r = 0; r < at->p->responses; r++) {
        double own = scale[r] * factor_in(at, r, at->best, at->second);
        for (size_t q = 0; own != 0 && q <= r; q++) {
            double other = scale[q] * factor_in(at, q, at->best, at->second);
            double c = (q < r ? 2 : 1) * own * other * fit->covariance[r + fit->responses * q];
            variance[0] += c * product_of(at->p, at->b, r, q, at->i);
            variance[1] += c * without_mean;
        }
    }
    variance[0] = fmax(variance[0], 0);
    variance[1] = fmax(variance[1], 0);
}

static void set_values(const point *at, const double *mean)
{
    const plan *p = at->p;
    const block *b = at->b;
    const double *fitted = b->fitted + at->i * p->responses;
    const double *y = p->pass->noise->increments->responses.y + (b->first + at->i) * p->responses;
    memcpy(b->value, mean, p->strategies * sizeof *mean);
    memcpy(b->own, mean, p->strategies * sizeof *mean);
    for (size_t r = 0; r < p->responses; r++) {
        b->value[p->strategy[r]] += at->factor[r] * fitted[r];
        b->own[p->strategy[r]] += at->factor[r] * y[r];
    }
}

static void rank(point *at)
{
    const double *value = at->b->value;
    at->best = value[1] > value[0] ? 1 : 0;
    at->second = 1 - at->best;
    for (size_t d = 2; d < at->p->strategies; d++) {
        if (value[d] > value[at->best]) {
            at->second = at->best;
            at->best = d;
        } else if (value[d] > value[at->second]) {
            at->second = d;
        }
    }
}

/* Whether, with the leverages at most what the bound says, two strategies may be within REACH
 * standard deviations of each other, or change places when the row is left out. */
static bool is_close(const point *at)
{
    const plan *p = at->p;
    const vi_fit *fit = p->pass->noise->fit;
    const double *fitted = at->b->fitted + at->i * p->responses, *value = at->b->value;
    const vi_group_noise *noise = p->pass->noise;
    size_t row = at->b->first + at->i;
    const double *y = noise->increments->responses.y + row * p->responses;
    double *doubt = at->b->doubt;
    memset(doubt, 0, p->strategies * sizeof *doubt);
    for (size_t r = 0; r < p->responses; r++) {
        double h = fmin(noise->precision[row] * at->b->most[r], MOST_LEVERAGE);
        double deviation = noise->scale[row * p->responses + r] *
                           sqrt(fit->covariance[r * (p->responses + 1)] * at->b->most[r]);
        double shift = h / (1 - h) * fabs(y[r] - fitted[r]);
        doubt[p->strategy[r]] += fabs(at->factor[r]) * fmax(REACH * deviation, shift);
    }
    for (size_t d = 0; d < p->strategies; d++) {
        if (d != at->best && !(value[at->best] - value[d] > doubt[at->best] + doubt[d])) {
            return true;
        }
    }
    return false;
}

/* Lists the rows whose variances matter at some k. */
static void find_close(const plan *p, block *b)
{
    const vi_fit *fit = p->pass->noise->fit;
    b->close = 0;
    for (size_t i = 0; i < b->rows; i++) {
        bool close = p->pass->count > FEW_K;
        const double *x = b->x + i * fit->functions;
        for (size_t r = 0; !close && r < p->responses; r++) {
            b->most[r] = b->null[i] + vi_fit_most_leverage(fit, r, x);
        }
        for (size_t which = 0; !close && which < p->pass->count; which++) {
            point at = {p, b, p->factor + which * p->responses, i, 0, 0};
            set_values(&at, p->mean + which * p->strategies);
            rank(&at);
            close = is_close(&at);
        }
        if (close) {
            memcpy(b->close_x + b->close * fit->functions, x, fit->functions * sizeof *x);
            b->place[i] = b->close;
            b->row[b->close++] = i;
        }
    }
}

/* What the fits without the row would choose: value becomes theirs. */
static size_t choose_without(const point *at)
{
    const plan *p = at->p;
    const block *b = at->b;
    const double *fitted = b->fitted + at->i * p->responses;
    const double *y = p->pass->noise->increments->responses.y + (b->first + at->i) * p->responses;
    double precision = p->pass->noise->precision[b->first + at->i];
    size_t best = 0;
    for (size_t r = 0; r < p->responses; r++) {
        double variance = b->null[at->i] + product_of(p, b, r, r, at->i);
        double h = fmin(precision * variance, MOST_LEVERAGE);
        b->value[p->strategy[r]] -= at->factor[r] * h / (1 - h) * (y[r] - fitted[r]);
    }
    for (size_t d = 1; d < p->strategies; d++) {
        best = b->value[d] > b->value[best] ? d : best;
    }
    return best;
}

static void add_policy(const point *at, vi_group_sums *sums)
{
    const double *own = at->b->own;
    double chosen = own[at->best] - own[at->p->pass->rates->reference];
    sums->policy.in_sample += chosen;
    sums->policy.squares += chosen * chosen;
    sums->policy.left_out += own[choose_without(at)] - own[at->p->pass->rates->reference];
}

/* Where a strategy's weight stands; the reference has no responses and needs none. */
static void add_weight(const point *at, size_t which, size_t strategy, double weight)
{
    const plan *p = at->p;
    size_t reference = p->pass->rates->reference;
    if (strategy != reference) {
        size_t place = strategy < reference ? strategy : strategy - 1;
        at->b->weight[at->i * p->columns + which * p->others + place] += weight;
    }
}

/* What a row adds to the correction. Noise widens gaps, and the loss would come out too small at
 * gaps as wide as the fit has them; and penalised functions that may be noise alone do not vary
 * around the fit, but the fit around the truth, as unpenalised ones do. */
static double correction(const point *at, size_t which, double gap, const double variance[2])
{
    const plan *p = at->p;
    const double *mean = p->mean + which * p->strategies;
    double kept = p->kept[(which * p->strategies + at->best) * p->strategies + at->second];
    double middle = mean[at->best] - mean[at->second];
    double narrowed = fabs(middle + sqrt(kept) * (gap - middle));
    return kept * vi_scaled_loss(gap, variance[0]) -
           (1 - kept) * vi_scaled_loss(narrowed, variance[0]) -
           vi_scaled_loss(narrowed, variance[1]);
}

static void add_row(const plan *p, const block *b, size_t i, size_t which, vi_group_sums *sums)
{
    point at = {p, b, p->factor + which * p->responses, i, 0, 0};
    double variance[2];
    size_t base = p->pass->rates->reference;
    set_values(&at, p->mean + which * p->strategies);
    rank(&at);
    double most = b->value[at.best], next = b->value[at.second], gap = most - next;
    variances(&at, variance);
    double spread = sqrt(variance[0] + variance[1]), from = b->value[base];
    double share = gap < 9 * spread ? vi_normal_cdf(gap / spread) : 1;
    double mixed = share * most + (1 - share) * next - from;
    sums->plug_in += most - from;
    sums->correction += correction(&at, which, gap, variance);
    sums->spread += mixed;
    sums->spread_squares += mixed * mixed;
    add_weight(&at, which, at.best, share);
    add_weight(&at, which, at.second, 1 - share);
    add_weight(&at, which, base, -1);
    add_policy(&at, sums);
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const plan *p = argument;
    const vi_fit *fit = p->pass->noise->fit;
    size_t end = fit->rows * (task + 1) / SHARES;
    vi_group_sums *sums = (vi_group_sums *)(p->shares + task * p->size);
    double *projections = p->shares + task * p->size + p->pass->count * SUMS;
    block b = {0};
    (void)worker;
    VI_TRY(reserve(p, &b, err));
    for (size_t first = fit->rows * task / SHARES; first < end; first += BLOCK) {
        load(p, first, end - first < BLOCK ? end - first : BLOCK, &b);
        find_close(p, &b);
        set_penalised(p, &b);
        clear_shared(p, &b);
        for (size_t i = 0; i < b.rows; i++) {
            for (size_t which = 0; which < p->pass->count; which++) {
                add_row(p, &b, i, which, &sums[which]);
            }
        }
        vi_vectors weights = {b.weight, p->columns, 1}, samples = {b.x, fit->functions, 1};
        vi_block out = {projections, fit->functions, p->columns, fit->functions};
        vi_rank_update(1, b.rows, weights, samples, out);
    }
cleanup:
    vi_free(b.numbers);
    vi_free(b.row);
    return status;
}

/* For every k and two strategies: the share of the fitted difference's spread that is not noise. */
static void find_kept(const plan *p)
{
    const vi_group_noise *noise = p->pass->noise;
    size_t d = p->strategies, n = p->responses;
    for (size_t which = 0; which < p->pass->count; which++) {
        for (size_t pair = 0; pair < d * d; pair++) {
            double spread = 0, chance = 0;
            for (size_t r = 0; r < n; r++) {
                double own = vi_rates_factor(p->pass->rates, which, r, pair / d, pair % d);
                for (size_t q = 0; own != 0 && q < n; q++) {
                    double other = vi_rates_factor(p->pass->rates, which, q, pair / d, pair % d);
                    spread += own * other * noise->spread[r * n + q];
                    chance += own * other * noise->chance[r * n + q];
                }
            }
            chance = fmax(chance, 0); /* of a constant difference rounding is left */
            p->kept[which * d * d + pair] = chance < spread ? 1 - chance / spread : 0;
        }
    }
}

static voi_status make_plan(const vi_group_pass *pass, plan *p, voi_error *err)
{
    const vi_rates *rates = pass->rates;
    *p = (plan){.pass = pass,
                .strategies = rates->strategies,
                .others = rates->others,
                .responses = rates->responses,
                .columns = pass->count * rates->others,
                .strategy = rates->strategy,
                .factor = rates->factor,
                .mean = rates->mean};
    p->size = pass->count * SUMS + p->columns * pass->noise->fit->functions;
    p->shares = vi_calloc(SHARES * p->size, sizeof *p->shares);
    p->kept = vi_malloc(pass->count * p->strategies * p->strategies, sizeof *p->kept);
    if (!p->shares || !p->kept) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", pass->count);
    }
    find_kept(p);
    return VOI_OK;
}

voi_status vi_group_pass_run(voi_context *ctx, vi_group_pass *pass, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p;
    VI_TRY(make_plan(pass, &p, err));
    const vi_job job = {"computing the EVPPI", SHARES, run_share, &p};
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * p.size; i++) {
            p.shares[i] += p.shares[half * p.size + i];
        }
    }
    pass->sums = (vi_group_sums *)p.shares;
    pass->projections = p.shares + pass->count * SUMS;
    p.shares = NULL;
cleanup:
    vi_free(p.kept);
    vi_free(p.shares);
    return status;
}

void vi_group_pass_free(vi_group_pass *pass)
{
    vi_free(pass->sums);
    pass->sums = NULL;
    pass->projections = NULL;
}
