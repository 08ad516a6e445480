/* For every row and k: m the fitted values of the strategies, a and a' the best and second best, s
 * and t the standard deviations of their difference from the penalised and the unpenalised part of
 * the fit. The row adds m_a − m_b to the plug-in value, and with κ the share of the spread of m_a −
 * m_a' that is not noise, g' its gap with deviations from the mean √κ times as large,
 *     κ s L(g/s) − (1 − κ) s L(g'/s) − t L(g'/t)
 * to its correction. It adds weights g_d to Xᵀg: the probability that d is best. With u_r as in
 * fit.h and C_rq the covariance of the noise there, that of the fitted responses r and q at the row
 * is C_rq (null + u_rᵀ u_q).
 *
 * At every k the strategies go through all rows of a block together, one after the other. Of most
 * rows the deviations of the best two, added up, tell that their gap leaves no doubt; the variance
 * of the gap itself is found for the others alone.
 *
 * The rows are cut into SHARES fixed shares, as in fit/gather.c. */
#include "measures/group_pass.h"

#include "core/alloc.h"
#include "math/clones.h"
#include "math/normal.h"
#include "math/rank_update.h"
#include "measures/group_block.h"

#include <math.h>
#include <string.h>

/* Beyond so many standard deviations vi_scaled_loss is 0. */
#define CERTAIN 9

enum { SHARES = 8, OF_TWO = 4, SUMS = sizeof(vi_group_sums) / sizeof(double) };

typedef struct {
    const vi_group_pass *pass;
    const vi_rates *rates;
    size_t columns; /* k × strategies but the reference */
    double *root;   /* k × strategies²: √κ, see find_roots */
    double *shares; /* of every share: sums, projections */
    size_t size;
} plan;

/* What the strategies make of the rows of a block at one k: planes, of which those of `entry` are
 * the strategy's that comes next. Strategies are numbers here so that all is of one width. */
typedef struct {
    struct {
        double value[VI_PLANE], deviation[VI_PLANE]; /* of the fit */
        double own[VI_PLANE], without[VI_PLANE];     /* of the row; of the fit without it */
    } entry;
    double most[VI_PLANE], next[VI_PLANE], best[VI_PLANE], second[VI_PLANE];
    double doubt[VI_PLANE], second_doubt[VI_PLANE]; /* deviations of these two */
    double chosen[VI_PLANE];                        /* what the best is worth to the row */
    double most_without[VI_PLANE], left_out[VI_PLANE];
    double mixed[VI_PLANE]; /* the best two by the probability that they are the best */
} contest;

/* ---- The best two ---- */

/* The first strategy. */
VI_CLONES static void start(contest *c)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        c->most[i] = c->entry.value[i];
        c->doubt[i] = c->entry.deviation[i];
        c->chosen[i] = c->left_out[i] = c->entry.own[i];
        c->most_without[i] = c->entry.without[i];
        c->next[i] = -INFINITY;
        c->best[i] = c->second[i] = c->second_doubt[i] = 0;
    }
}

/* Of equal strategies the first is the best. All is read first, and every choice is between two
 * numbers: so it becomes vector instructions. */
VI_CLONES static void enter(contest *c, double strategy)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        double value = c->entry.value[i], deviation = c->entry.deviation[i], own = c->entry.own[i];
        double most = c->most[i], best = c->best[i], doubt = c->doubt[i], chosen = c->chosen[i];
        double next = c->next[i], second = c->second[i], second_doubt = c->second_doubt[i];
        double loser = value > most ? most : value, loser_is = value > most ? best : strategy;
        double loser_doubt = value > most ? doubt : deviation;
        best = value > most ? strategy : best;
        doubt = value > most ? deviation : doubt;
        chosen = value > most ? own : chosen;
        most = value > most ? value : most;
        second = loser > next ? loser_is : second;
        second_doubt = loser > next ? loser_doubt : second_doubt;
        next = loser > next ? loser : next;
        c->most[i] = most;
        c->best[i] = best;
        c->doubt[i] = doubt;
        c->chosen[i] = chosen;
        c->next[i] = next;
        c->second[i] = second;
        c->second_doubt[i] = second_doubt;
    }
}

VI_CLONES static void enter_without(contest *c)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        double value = c->entry.without[i], own = c->entry.own[i];
        double most = c->most_without[i], left_out = c->left_out[i];
        left_out = value > most ? own : left_out;
        most = value > most ? value : most;
        c->most_without[i] = most;
        c->left_out[i] = left_out;
    }
}

static void set_entry(const vi_group_block *b, const vi_rates *rates, size_t which, size_t d,
                      contest *c)
{
    vi_planes_value(rates, which, d, b->fitted, c->entry.value);
    vi_planes_size(rates, which, d, b->deviation, c->entry.deviation);
    vi_planes_value(rates, which, d, b->own, c->entry.own);
    vi_planes_value(rates, which, d, b->without, c->entry.without);
}

static void rank(const vi_group_block *b, const vi_rates *rates, size_t which, contest *c)
{
    set_entry(b, rates, which, 0, c);
    start(c);
    for (size_t d = 1; d < rates->strategies; d++) {
        set_entry(b, rates, which, d, c);
        enter(c, (double)d);
        enter_without(c);
    }
    memcpy(c->mixed, c->most, sizeof c->mixed);
}

/* ---- The difference of two strategies ---- */

/* The responses that it is made of, in increasing order. */
typedef struct {
    size_t count, response[OF_TWO];
    double factor[OF_TWO];
} difference;

static difference difference_of(const vi_rates *rates, size_t which, size_t a, size_t b)
{
    const size_t pair[] = {a < b ? a : b, a < b ? b : a};
    difference out = {.count = 0};
    for (size_t kind = 0; kind < rates->responses; kind += rates->others) {
        for (size_t i = 0; i < 2; i++) {
            if (pair[i] != rates->reference) {
                size_t r = kind + vi_rates_place(rates, pair[i]);
                out.response[out.count] = r;
                out.factor[out.count++] = vi_rates_factor(rates, which, r, a, b);
            }
        }
    }
    return out;
}

/* √κ, κ the share of the fitted difference's spread that is not noise. */
static double root_of(const vi_group_noise *noise, const difference *of)
{
    size_t responses = noise->fit->responses;
    double spread = 0, chance = 0;
    for (size_t m = 0; m < of->count; m++) {
        for (size_t n = 0; n < of->count; n++) {
            size_t at = of->response[m] * responses + of->response[n];
            double both = of->factor[m] * of->factor[n];
            spread += both * noise->spread[at];
            chance += both * noise->chance[at];
        }
    }
    chance = fmax(chance, 0); /* of a constant difference rounding is left */
    return chance < spread ? sqrt(1 - chance / spread) : 0;
}

/* For every k and two strategies; the same both ways round. */
static void find_roots(const plan *p)
{
    size_t d = p->rates->strategies;
    for (size_t which = 0; which < p->pass->count; which++) {
        double *root = p->root + which * d * d;
        for (size_t a = 0; a < d; a++) {
            root[a * d + a] = 0;
            for (size_t b = 0; b < a; b++) {
                const difference of = difference_of(p->rates, which, a, b);
                root[a * d + b] = root[b * d + a] = root_of(p->pass->noise, &of);
            }
        }
    }
}

/* ---- Rows in doubt ---- */

/* A row at one k, with its best two strategies. */
typedef struct {
    size_t i, which, best, second; /* i: in the block */
    double gap, root;              /* root: √κ */
    double narrowed;               /* the gap with deviations from the mean √κ times as large */
} point;

static point point_at(const plan *p, const contest *c, size_t i, size_t which)
{
    size_t strategies = p->rates->strategies;
    const double *mean = p->rates->mean + which * strategies;
    point at = {.i = i,
                .which = which,
                .best = (size_t)(int)c->best[i],
                .second = (size_t)(int)c->second[i],
                .gap = c->most[i] - c->next[i]};
    double middle = mean[at.best] - mean[at.second];
    at.root = p->root[(which * strategies + at.best) * strategies + at.second];
    at.narrowed = fabs(middle + at.root * (at.gap - middle));
    return at;
}

/* The variance of the difference of the best two: of its penalised part, and of the rest. */
static void variances(const plan *p, const vi_group_block *b, const point *at, double variance[2])
{
    const vi_fit *fit = p->pass->noise->fit;
    const double *scale = p->pass->noise->scale + (b->first + at->i) * fit->responses;
    difference of = difference_of(p->rates, at->which, at->best, at->second);
    for (size_t m = 0; m < of.count; m++) {
        of.factor[m] *= scale[of.response[m]];
    }
    variance[0] = variance[1] = 0;
    for (size_t m = 0; m < of.count; m++) {
        for (size_t n = 0; n <= m; n++) {
            size_t r = of.response[m], q = of.response[n];
            double c = (n < m ? 2 : 1) * of.factor[m] * of.factor[n] *
                       fit->covariance[r + fit->responses * q];
            variance[0] += c * vi_group_block_shared(b, r, q, at->i);
            variance[1] += c * b->beyond[at->i];
        }
    }
    variance[0] = fmax(variance[0], 0);
    variance[1] = fmax(variance[1], 0);
}

/* What a row adds to the correction. Noise widens gaps, and the loss would come out too small at
 * gaps as wide as the fit has them; and penalised functions that may be noise alone do not vary
 * around the fit, but the fit around the truth, as unpenalised ones do. */
static double correction(const point *at, const double variance[2])
{
    double kept = at->root * at->root;
    return kept * vi_scaled_loss(at->gap, variance[0]) -
           (1 - kept) * vi_scaled_loss(at->narrowed, variance[0]) -
           vi_scaled_loss(at->narrowed, variance[1]);
}

/* Where a strategy's weights of a block stand; the reference has no responses and needs none. */
static double *weights_of(const plan *p, double *weight, size_t which, size_t strategy)
{
    size_t column = which * p->rates->others + vi_rates_place(p->rates, strategy);
    return strategy == p->rates->reference ? NULL : weight + column * VI_PLANE;
}

static void set_weight(double *weights, size_t i, double weight)
{
    if (weights) {
        weights[i] = weight;
    }
}

/* Answers what the row adds to the correction. */
static double weigh(const plan *p, const vi_group_block *b, const point *at, contest *c,
                    double *weight)
{
    double variance[2];
    variances(p, b, at, variance);
    double spread = sqrt(variance[0] + variance[1]);
    double share = at->gap < CERTAIN * spread ? vi_normal_cdf(at->gap / spread) : 1;
    c->mixed[at->i] = share * c->most[at->i] + (1 - share) * c->next[at->i];
    set_weight(weights_of(p, weight, at->which, at->best), at->i, share);
    set_weight(weights_of(p, weight, at->which, at->second), at->i, 1 - share);
    return correction(at, variance);
}

/* ---- A block at one k ---- */

static void set_weights(const plan *p, const contest *c, size_t which, double *weight)
{
    for (size_t d = 0; d < p->rates->strategies; d++) {
        double *weights = weights_of(p, weight, which, d), strategy = (double)d;
        for (size_t i = 0; weights && i < VI_PLANE; i++) {
            weights[i] = c->best[i] == strategy ? 1 : 0;
        }
    }
}

static void clear_end(const vi_group_block *b, contest *c)
{
    for (size_t i = b->rows; i < VI_PLANE; i++) {
        c->most[i] = c->mixed[i] = c->chosen[i] = c->left_out[i] = 0;
    }
}

/* The value of the reference is 0, and so is that of its rows. */
static void add_block(const plan *p, const vi_group_block *b, size_t which, contest *c,
                      double *weight, vi_group_sums *sums)
{
    rank(b, p->rates, which, c);
    set_weights(p, c, which, weight);
    for (size_t i = 0; i < b->rows; i++) {
        const point at = point_at(p, c, i, which);
        double doubt = CERTAIN * (c->doubt[i] + c->second_doubt[i]);
        if (at.gap < doubt || at.narrowed < doubt) {
            sums->correction += weigh(p, b, &at, c, weight);
        }
    }
    clear_end(b, c);
    sums->plug_in += vi_plane_sum(c->most);
    sums->spread += vi_plane_sum(c->mixed);
    sums->spread_squares += vi_plane_squares(c->mixed);
    sums->policy.in_sample += vi_plane_sum(c->chosen);
    sums->policy.squares += vi_plane_squares(c->chosen);
    sums->policy.left_out += vi_plane_sum(c->left_out);
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const plan *p = argument;
    const vi_fit *fit = p->pass->noise->fit;
    size_t end = fit->rows * (task + 1) / SHARES;
    vi_group_sums *sums = (vi_group_sums *)(p->shares + task * p->size);
    double *projections = p->shares + task * p->size + p->pass->count * SUMS;
    double *weight = vi_malloc(VI_PLANE * p->columns, sizeof *weight);
    vi_group_block b = {0};
    contest c;
    (void)worker;
    if (!weight) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k",
                       p->pass->count);
    }
    VI_TRY(vi_group_block_create(p->pass->noise, &b, err));
    for (size_t first = fit->rows * task / SHARES; first < end; first += VI_PLANE) {
        size_t rows = end - first < VI_PLANE ? end - first : VI_PLANE;
        vi_group_block_load(&b, p->rates, p->pass->count, first, rows);
        for (size_t which = 0; which < p->pass->count; which++) {
            add_block(p, &b, which, &c, weight, &sums[which]);
        }
        vi_vectors weights = {weight, 1, VI_PLANE}, samples = {b.x, fit->functions, 1};
        vi_block out = {projections, fit->functions, p->columns, fit->functions};
        vi_rank_update(1, rows, weights, samples, out);
    }
cleanup:
    vi_group_block_free(&b);
    vi_free(weight);
    return status;
}

static voi_status make_plan(const vi_group_pass *pass, plan *p, voi_error *err)
{
    const vi_rates *rates = pass->rates;
    *p = (plan){.pass = pass, .rates = rates, .columns = pass->count * rates->others};
    p->size = pass->count * SUMS + p->columns * pass->noise->fit->functions;
    p->shares = vi_calloc(SHARES * p->size, sizeof *p->shares);
    p->root = vi_malloc(pass->count * rates->strategies * rates->strategies, sizeof *p->root);
    if (!p->shares || !p->root) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", pass->count);
    }
    find_roots(p);
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
    vi_free(p.root);
    vi_free(p.shares);
    return status;
}

void vi_group_pass_free(vi_group_pass *pass)
{
    vi_free(pass->sums);
    pass->sums = NULL;
    pass->projections = NULL;
}
