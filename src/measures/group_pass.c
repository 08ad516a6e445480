/* For every row and k: m the fitted values of the strategies, a and a' the best and second best, s
 * and t the standard deviations of their difference from the penalised and the unpenalised part of
 * the fit. The row adds m_a − m_b to the plug-in value, s L(g/s) − t L(g/t) to its correction, and
 * weights g_d to Xᵀg: the probability that d is best, less 1 for the base. With u_r as in fit.h the
 * covariance of the fitted responses r and q at the row is C_rq (null + u_rᵀ u_q).
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
    size_t *strategy;                              /* of every response */
    double *factor;                                /* k × responses */
    double *mean;                                  /* k × strategies */
    double *shares;                                /* of every share: sums, projections */
    size_t size;
} plan;

static voi_status reserve(const plan *p, block *b, voi_error *err)
{
    const vi_fit *fit = p->pass->fit;
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
    const vi_fit *fit = p->pass->fit;
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
        size_t n = p->pass->fit->penalised, at = b->place[i];
        *known = vi_dot(b->u + (r * BLOCK + at) * n, b->u + (q * BLOCK + at) * n, n);
    }
    return *known;
}

static void load(const plan *p, size_t first, size_t rows, block *b)
{
    const vi_fit *fit = p->pass->fit;
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
static void variances(const point *at, double *plus, double *null)
{
    const vi_fit *fit = at->p->pass->fit;
    double without_mean = fmax(at->b->null[at->i] - 1 / (double)fit->rows, 0);
    *plus = *null = 0;
    for (size_t r = 0; r < at->p->responses; r++) {
        double own = factor_in(at, r, at->best, at->second);
        for (size_t q = 0; own != 0 && q <= r; q++) {
            double other = factor_in(at, q, at->best, at->second);
            double c = (q < r ? 2 : 1) * own * other * fit->covariance[r + fit->responses * q];
            *plus += c * product_of(at->p, at->b, r, q, at->i);
            *null += c * without_mean;
        }
    }
    *plus = fmax(*plus, 0);
    *null = fmax(*null, 0);
}

static void set_values(const point *at, const double *mean)
{
    const plan *p = at->p;
    const block *b = at->b;
    const double *fitted = b->fitted + at->i * p->responses;
    const double *y = p->pass->increments->responses.y + (b->first + at->i) * p->responses;
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
    const vi_fit *fit = p->pass->fit;
    const double *fitted = at->b->fitted + at->i * p->responses, *value = at->b->value;
    const double *y = p->pass->increments->responses.y + (at->b->first + at->i) * p->responses;
    double *doubt = at->b->doubt;
    memset(doubt, 0, p->strategies * sizeof *doubt);
    for (size_t r = 0; r < p->responses; r++) {
        double h = fmin(at->b->most[r], MOST_LEVERAGE);
        double deviation = sqrt(fit->covariance[r * (p->responses + 1)] * h);
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
    const vi_fit *fit = p->pass->fit;
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
    const double *y = p->pass->increments->responses.y + (b->first + at->i) * p->responses;
    size_t best = 0;
    for (size_t r = 0; r < p->responses; r++) {
        double h = fmin(b->null[at->i] + product_of(p, b, r, r, at->i), MOST_LEVERAGE);
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
    double chosen = own[at->best] - own[at->p->pass->base];
    sums->policy.in_sample += chosen;
    sums->policy.squares += chosen * chosen;
    sums->policy.left_out += own[choose_without(at)] - own[at->p->pass->base];
}

/* gᵀ C g of the best against the base. */
static double noise_before(const point *at)
{
    const vi_fit *fit = at->p->pass->fit;
    double sum = 0;
    for (size_t r = 0; at->best != at->p->pass->base && r < at->p->responses; r++) {
        double own = factor_in(at, r, at->best, at->p->pass->base);
        for (size_t q = 0; own != 0 && q <= r; q++) {
            sum += (q < r ? 2 : 1) * own * factor_in(at, q, at->best, at->p->pass->base) *
                   fit->covariance[r + fit->responses * q];
        }
    }
    return sum;
}

/* Where a strategy's weight stands; the reference has no responses and needs none. */
static void add_weight(const point *at, size_t which, size_t strategy, double weight)
{
    const plan *p = at->p;
    size_t reference = p->pass->increments->reference;
    if (strategy != reference) {
        size_t place = strategy < reference ? strategy : strategy - 1;
        at->b->weight[at->i * p->columns + which * p->others + place] += weight;
    }
}

static void add_row(const plan *p, const block *b, size_t i, size_t which, vi_group_sums *sums)
{
    point at = {p, b, p->factor + which * p->responses, i, 0, 0};
    double plus, null;
    size_t base = p->pass->base;
    set_values(&at, p->mean + which * p->strategies);
    rank(&at);
    double most = b->value[at.best], next = b->value[at.second], gap = most - next;
    variances(&at, &plus, &null);
    double spread = sqrt(plus + null), from = b->value[base];
    double share = gap < 9 * spread ? vi_normal_cdf(gap / spread) : 1;
    double mixed = share * most + (1 - share) * next - from;
    sums->plug_in += most - from;
    sums->correction += vi_scaled_loss(gap, plus) - vi_scaled_loss(gap, null);
    sums->spread += mixed;
    sums->spread_squares += mixed * mixed;
    sums->stopped += noise_before(&at);
    add_weight(&at, which, at.best, share);
    add_weight(&at, which, at.second, 1 - share);
    add_weight(&at, which, base, -1);
    add_policy(&at, sums);
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const plan *p = argument;
    const vi_fit *fit = p->pass->fit;
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

static voi_status make_plan(const vi_group_pass *pass, plan *p, voi_error *err)
{
    const vi_increments *inc = pass->increments;
    *p = (plan){.pass = pass,
                .strategies = inc->problem->strategies,
                .others = inc->others,
                .responses = inc->responses.count,
                .columns = pass->count * inc->others};
    p->size = pass->count * SUMS + p->columns * pass->fit->functions;
    p->strategy = vi_malloc(p->responses, sizeof *p->strategy);
    p->factor = vi_malloc(pass->count * (p->responses + p->strategies), sizeof *p->factor);
    p->shares = vi_calloc(SHARES * p->size, sizeof *p->shares);
    if (!p->strategy || !p->factor || !p->shares) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", pass->count);
    }
    p->mean = p->factor + pass->count * p->responses;
    for (size_t r = 0; r < p->responses; r++) {
        p->strategy[r] = vi_increments_strategy(inc, r);
    }
    for (size_t which = 0; which < pass->count; which++) {
        for (size_t r = 0; r < p->responses; r++) {
            p->factor[which * p->responses + r] = vi_increments_factor(inc, r, pass->k[which]);
        }
        for (size_t d = 0; d < p->strategies; d++) {
            p->mean[which * p->strategies + d] = vi_increments_mean(inc, d, pass->k[which]);
        }
    }
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
    vi_free(p.strategy);
    vi_free(p.factor);
    vi_free(p.shares);
    return status;
}

void vi_group_pass_free(vi_group_pass *pass)
{
    vi_free(pass->sums);
    pass->sums = NULL;
    pass->projections = NULL;
}
