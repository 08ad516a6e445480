/* The profile likelihood of upper.c, by passes over the rows. The first direction is that of the
 * decisions as they hang in the balance: every strategy has the probability that it is the best
 * one, so that rows count which are not yet decided. With raw_q = Xᵀg of response q, scaled by what
 * its unit counts at k, the coefficients of response r move by Σ_q C_rq V_rq raw_q, V_rq = L_r⁻ᵀ
 * L_q⁻¹ on the penalised part. */
#include "measures/group_upper.h"

#include "core/alloc.h"
#include "math/linalg.h"
#include "math/normal.h"
#include "math/rank_update.h"
#include "measures/draw.h"

#include <math.h>
#include <string.h>

enum { STEPS = 3, SHARES = 8, BLOCK = 128 };

/* Sums of a share of the rows; its projections stand apart. */
typedef struct {
    double best;
    vi_gains gains;
    vi_tail tail;
} sums;

typedef struct {
    const vi_group_end *end;
    size_t strategies, others, responses, functions;
    size_t *strategy;     /* of every response */
    double *factor;       /* responses: what a unit counts at k */
    double *mean;         /* strategies */
    double *shift;        /* responses × functions, of x₀, x̃₁ */
    double *null, *white; /* responses × functions: L⁻¹ raw, of both parts */
    double *moved;        /* responses × functions: as the basis has the functions */
    double *totals;       /* SHARES × strategies: sums of the values */
    double *projections;  /* SHARES × others × functions */
    sums *shares;
    double *numbers;
} climb;

static voi_status reserve(climb *c, voi_error *err)
{
    size_t d = c->strategies, r = c->responses, each = r * c->functions;
    size_t projections = SHARES * c->others * c->functions;
    c->numbers = vi_malloc(r + d + 4 * each + SHARES * d + projections, sizeof *c->numbers);
    c->strategy = vi_malloc(r, sizeof *c->strategy);
    c->shares = vi_malloc(SHARES, sizeof *c->shares);
    if (!c->numbers || !c->strategy || !c->shares) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", c->functions);
    }
    c->factor = c->numbers;
    c->mean = c->factor + r;
    c->shift = c->mean + d;
    c->null = c->shift + each;
    c->white = c->null + each;
    c->moved = c->white + each;
    c->totals = c->moved + each;
    c->projections = c->totals + SHARES * d;
    for (size_t i = 0; i < r; i++) {
        c->strategy[i] = vi_increments_strategy(c->end->increments, i);
        c->factor[i] = vi_increments_factor(c->end->increments, i, c->end->k);
    }
    for (size_t i = 0; i < d; i++) {
        c->mean[i] = vi_increments_mean(c->end->increments, i, c->end->k);
    }
    return VOI_OK;
}

static size_t place_of(const climb *c, size_t strategy)
{
    return strategy < c->end->increments->reference ? strategy : strategy - 1;
}

/* ---- One pass: the fit moved ---- */

typedef struct {
    double *x;      /* rows × functions */
    double *value;  /* rows × responses */
    double *weight; /* rows × others */
    double *net;    /* strategies */
    double *numbers;
} block;

static bool make_block(const climb *c, block *b)
{
    size_t numbers = BLOCK * (c->functions + c->responses + c->others) + c->strategies;
    b->numbers = vi_malloc(numbers, sizeof *b->numbers);
    b->x = b->numbers;
    b->value = b->x ? b->x + BLOCK * c->functions : NULL;
    b->weight = b->x ? b->value + BLOCK * c->responses : NULL;
    b->net = b->x ? b->weight + BLOCK * c->others : NULL;
    return b->numbers;
}

static void add_row(const climb *c, const block *b, size_t i, sums *own, double *totals)
{
    size_t base = c->end->increments->reference, best = base;
    double lead = -INFINITY;
    memcpy(b->net, c->mean, c->strategies * sizeof *b->net);
    for (size_t r = 0; r < c->responses; r++) {
        b->net[c->strategy[r]] += c->factor[r] * b->value[i * c->responses + r];
    }
    for (size_t d = 0; d < c->strategies; d++) {
        best = b->net[d] > b->net[best] ? d : best;
        lead = d != base ? fmax(lead, b->net[d] - b->net[base]) : lead;
        totals[d] += b->net[d];
    }
    own->best += b->net[best];
    own->gains.rows += lead > 0;
    own->gains.sum += fmax(lead, 0);
    own->gains.squares += fmax(lead, 0) * fmax(lead, 0);
    vi_tail_add(&own->tail, lead, 1);
    memset(b->weight + i * c->others, 0, c->others * sizeof *b->weight);
    if (best != base) {
        b->weight[i * c->others + place_of(c, best)] = 1;
    }
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const climb *c = argument;
    const vi_regressors *basis = c->end->fit->basis;
    size_t rows = c->end->fit->rows, end = rows * (task + 1) / SHARES, p = c->functions;
    block b;
    (void)worker;
    if (!make_block(c, &b)) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
    }
    for (size_t first = rows * task / SHARES; first < end; first += BLOCK) {
        size_t count = end - first < BLOCK ? end - first : BLOCK;
        basis->class->at_rows(basis->state, first, count, b.x);
        for (size_t i = 0; i < count; i++) {
            for (size_t r = 0; r < c->responses; r++) {
                b.value[i * c->responses + r] = vi_dot(b.x + i * p, c->moved + r * p, p);
            }
            add_row(c, &b, i, &c->shares[task], c->totals + task * c->strategies);
        }
        vi_vectors weights = {b.weight, c->others, 1}, samples = {b.x, p, 1};
        vi_block out = {c->projections + task * c->others * p, p, c->others, p};
        vi_rank_update(1, count, weights, samples, out);
    }
    vi_free(b.numbers);
    return VOI_OK;
}

/* The EVPPI of the moved fit; its sums go to share 0, its projections to those of the end. */
static voi_status move(voi_context *ctx, const climb *c, double *evppi, voi_error *err)
{
    const vi_job job = {"computing the EVPPI", SHARES, run_share, (void *)c};
    size_t each = c->others * c->functions;
    double most = -INFINITY;
    memset(c->shares, 0, SHARES * sizeof *c->shares);
    memset(c->totals, 0, SHARES * (c->strategies + each) * sizeof *c->totals);
    voi_status status = vi_parallel(ctx, &job, err);
    for (size_t s = 1; status == VOI_OK && s < SHARES; s++) {
        c->shares->best += c->shares[s].best;
        c->shares->gains.rows += c->shares[s].gains.rows;
        c->shares->gains.sum += c->shares[s].gains.sum;
        c->shares->gains.squares += c->shares[s].gains.squares;
        for (size_t i = 0; i < c->shares[s].tail.count; i++) {
            vi_tail_add(&c->shares->tail, c->shares[s].tail.advantage[i],
                        c->shares[s].tail.rows[i]);
        }
        for (size_t d = 0; d < c->strategies; d++) {
            c->totals[d] += c->totals[s * c->strategies + d];
        }
        for (size_t i = 0; i < each; i++) {
            c->projections[i] += c->projections[s * each + i];
        }
    }
    vi_fit_adjust(c->end->fit, c->others, c->projections);
    for (size_t d = 0; d < c->strategies; d++) {
        most = fmax(most, c->totals[d]);
    }
    *evppi = (c->shares->best - most) / (double)c->end->fit->rows;
    return status;
}

/* ---- Where to move ---- */

/* null and white of response q, from projections on x₀, x̃₁. */
static void whiten(const climb *c, size_t q, const double *projections)
{
    const vi_fit *f = c->end->fit;
    const vi_fit_response *response = &f->response[q];
    size_t m = f->nulls;
    double *null = c->null + q * c->functions, *white = c->white + q * c->functions;
    const double *from = projections + place_of(c, c->strategy[q]) * c->functions;
    memset(white, 0, c->functions * sizeof *white);
    for (size_t j = 0; j < c->functions; j++) {
        null[j] = c->factor[q] * from[j];
    }
    for (size_t j = 0; j < response->active; j++) {
        white[j] = null[m + response->index[j]];
    }
    vi_solve_lower(f->null_factor, null, m, 1);
    vi_solve_lower(response->factor, white, response->active, 1);
    for (size_t j = response->active; j-- > 0;) {
        double value = white[j];
        white[j] = 0;
        white[response->index[j]] = value;
    }
}

/* shift of response r becomes (W raw)_r; answers its part of rawᵀ W raw. */
static double aim_response(const climb *c, size_t r)
{
    const vi_fit *f = c->end->fit;
    const vi_fit_response *response = &f->response[r];
    size_t m = f->nulls, p = c->functions;
    double *shift = c->shift + r * p, *work = c->moved + r * p, variance = 0;
    memset(shift, 0, p * sizeof *shift);
    for (size_t q = 0; q < c->responses; q++) {
        double covariance = f->covariance[r + f->responses * q];
        for (size_t j = 0; j < m; j++) {
            shift[j] += covariance * c->null[q * p + j];
        }
        for (size_t j = 0; j < response->active; j++) {
            size_t at = response->index[j];
            shift[m + at] += covariance * c->white[q * p + at];
        }
    }
    for (size_t j = 0; j < m; j++) {
        variance += shift[j] * c->null[r * p + j];
    }
    for (size_t j = 0; j < response->active; j++) {
        size_t at = response->index[j];
        work[j] = shift[m + at];
        variance += work[j] * c->white[r * p + at];
    }
    vi_solve_transposed(f->null_factor, shift, m, 1);
    vi_solve_transposed(response->factor, work, response->active, 1);
    for (size_t j = 0; j < response->active; j++) {
        shift[m + response->index[j]] = work[j];
    }
    return variance;
}

/* Sets the fit moved by 1.96 standard deviations to where these decisions gain most; false where
 * nothing can be gained. */
static bool aim(const climb *c, const double *projections)
{
    const vi_fit *f = c->end->fit;
    double variance = 0;
    for (size_t q = 0; q < c->responses; q++) {
        whiten(c, q, projections);
    }
    for (size_t r = 0; r < c->responses; r++) {
        variance += aim_response(c, r);
    }
    double scale = variance > 0 ? VI_NORMAL_975 / sqrt(variance) : 0;
    for (size_t r = 0; r < c->responses; r++) {
        double *moved = c->moved + r * c->functions;
        for (size_t j = 0; j < c->functions; j++) {
            moved[j] = f->response[r].coefficient[j] + scale * c->shift[r * c->functions + j];
        }
        vi_fit_uncover(f, moved);
    }
    return variance > 0;
}

static voi_status follow(voi_context *ctx, const climb *c, double *noise, double *draw,
                         voi_error *err)
{
    voi_status status = VOI_OK;
    double evppi;
    for (size_t r = 0; r < c->responses; r++) {
        vi_fit_coefficients(c->end->fit, r, c->moved + r * c->functions);
    }
    VI_TRY(move(ctx, c, &evppi, err));
    *draw = vi_draw_end(&c->shares->gains, &c->shares->tail, (double)c->end->fit->rows);
    *noise = 0;
    const double *projections = c->end->projections;
    for (size_t step = 0; step < STEPS && aim(c, projections); step++) {
        VI_TRY(move(ctx, c, &evppi, err));
        *noise = fmax(*noise, evppi - c->end->plug_in);
        projections = c->projections;
    }
cleanup:
    return status;
}

voi_status vi_group_upper(voi_context *ctx, const vi_group_end *end, double *noise, double *draw,
                          voi_error *err)
{
    climb c = {.end = end,
               .strategies = end->increments->problem->strategies,
               .others = end->increments->others,
               .responses = end->increments->responses.count,
               .functions = end->fit->functions};
    voi_status status = reserve(&c, err);
    if (status == VOI_OK) {
        status = follow(ctx, &c, noise, draw, err);
    }
    vi_free(c.numbers);
    vi_free(c.strategy);
    vi_free(c.shares);
    return status;
}
