/* From fitted increments m_d to an EVPPI, cell by cell. With b the strategy of the highest mean, a
 * and a' the best and second best strategy of a cell and g their gap:
 *
 * plug-in: mean (m_a - m_b).
 *
 * corrected: + mean [ s L(g/s) - t L(g/t) ], L the unit normal loss. Under the prior that makes the
 * penalty the truth varies around the penalised part of a fit with variance s^2; the unpenalised
 * part varies around the truth with variance t^2.
 *
 * standard error: SE^2 = [ Var(sum g_d m_d) + raw' W raw / N ] / N with raw = sum g_d b: the draw
 * of the parameter, and the noise of the other parameters as it passes through the smoother. g_d is
 * the probability that d is best in the cell, less 1 for b; so a decision that hangs in the balance
 * counts by halves, and an estimate near zero keeps a standard error.
 *
 * policy value: the sample's own increments under the fitted decisions, midway between in-sample
 * and leave-one-out. It needs no faith in the fit. What separates it from the estimate is the noise
 * that the smoother stops, sum (g - c) y with c = A raw, and half of what separates its two halves;
 * where it is further off than three standard deviations of these, the fit misses structure, and
 * from three to four the answer moves over to the policy value. */
#include "measures/partial.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/draw.h"
#include "measures/judgement.h"
#include "measures/upper.h"

#include <math.h>

struct vi_estimator {
    vi_slice slice;
    vi_upper upper;
    double *weight;        /* strategies × cells: g_d times rows of the cell */
    double *advantage;     /* cells: of the best strategy other than the base over it */
    double *raw, *through; /* R × VI_ROOM: raw and c of every response */
    double *covariance;    /* R × VI_ROOM */
    double *rest;          /* R × cells: g − c */
    size_t *choice;        /* cells: the best strategy */
    double *numbers;
};

vi_estimator *vi_estimator_create(size_t strategies, size_t responses)
{
    vi_estimator *e = vi_calloc(1, sizeof *e);
    size_t room = responses * VI_ROOM, cells = VI_MOST_CELLS;
    if (!e) {
        return NULL;
    }
    e->numbers = vi_malloc((strategies + responses + 1) * cells + 3 * room, sizeof *e->numbers);
    e->choice = vi_malloc(cells, sizeof *e->choice);
    bool complete = vi_slice_create(strategies, responses, &e->slice);
    complete = vi_upper_create(strategies, responses, &e->upper) && complete;
    if (!complete || !e->numbers || !e->choice) {
        vi_estimator_destroy(e);
        return NULL;
    }
    e->weight = e->numbers;
    e->advantage = e->weight + strategies * cells;
    e->raw = e->advantage + cells;
    e->through = e->raw + room;
    e->covariance = e->through + room;
    e->rest = e->covariance + room;
    return e;
}

void vi_estimator_destroy(vi_estimator *e)
{
    if (e) {
        vi_slice_free(&e->slice);
        vi_upper_free(&e->upper);
        vi_free(e->numbers);
        vi_free(e->choice);
        vi_free(e);
    }
}

void vi_estimator_fit(vi_estimator *e, const vi_increments *increments, const vi_tally *tally,
                      const vi_noise *noise)
{
    vi_slice_fit(&e->slice, increments, tally, noise);
}

/* Sums over rows. */
typedef struct {
    double plug_in, correction;
    double spread_sum, spread_squares; /* of Σ g_d m_d */
    vi_policy policy;
} sums;

/* Best and second best of a cell. */
static void rank_cell(const vi_slice *s, size_t j, size_t *best, size_t *second)
{
    const double *value = s->value + j;
    size_t n = s->cells;
    *best = value[n] > value[0] ? 1 : 0;
    *second = 1 - *best;
    for (size_t d = 2; d < s->strategies; d++) {
        if (value[d * n] > value[*best * n]) {
            *second = *best;
            *best = d;
        } else if (value[d * n] > value[*second * n]) {
            *second = d;
        }
    }
}

/* The probability that the best strategy of a cell is better than the second best. */
static double doubt_cell(vi_variances v, double gap, double rows, sums *at)
{
    double spread = sqrt(v.plus + v.null);
    at->correction += rows * (vi_scaled_loss(gap, v.plus) - vi_scaled_loss(gap, v.null));
    return gap < VI_SAFE_GAP * spread ? vi_normal_cdf(gap / spread) : 1;
}

static void add_cell(vi_estimator *e, size_t j, sums *at)
{
    const vi_slice *s = &e->slice;
    size_t best, second, n = s->cells;
    rank_cell(s, j, &best, &second);
    double w = s->spline->basis->cells->weight[j], base = s->value[s->base * n + j];
    double most = s->value[best * n + j], next = s->value[second * n + j], gap = most - next;
    size_t pair = vi_slice_pair(best, second);
    double share = 1;
    if (!vi_slice_is_safe(s, pair, j, gap)) {
        share = doubt_cell(vi_slice_variances(s, pair, j), gap, w, at);
    }
    double mixed = share * most + (1 - share) * next - base;
    e->choice[j] = best;
    e->advantage[j] = (best == s->base ? next : most) - base;
    at->plug_in += w * (most - base);
    at->spread_sum += w * mixed;
    at->spread_squares += w * mixed * mixed;
    for (size_t d = 0; d < s->strategies; d++) {
        e->weight[d * n + j] = 0;
    }
    e->weight[best * n + j] = w * share;
    e->weight[second * n + j] = w * (1 - share);
    e->weight[s->base * n + j] -= w;
    if (best != s->base || vi_policy_may_turn(s, j, gap)) {
        vi_policy_add(&at->policy, s, j, best, gap);
    }
}

/* Variance of Σ c y over rows; sets c. */
static double passed_variance(vi_estimator *e)
{
    const vi_slice *s = &e->slice;
    double common[VI_ROOM];
    for (size_t d = 0; d < s->strategies; d++) {
        vi_basis_gather(s->spline->basis, e->weight + d * s->cells, common);
        for (size_t r = 0; r < s->spline->responses; r++) {
            for (size_t i = 0; s->strategy[r] == d && i < VI_ROOM; i++) {
                e->raw[r * VI_ROOM + i] = s->factor[r] * common[i];
            }
        }
    }
    return vi_noise_carry(s->noise, e->raw, e->through, e->covariance);
}

/* What the smoother stops of response r in every cell. */
static void set_rest(const vi_estimator *e, size_t r)
{
    const vi_slice *s = &e->slice;
    const vi_basis *basis = s->spline->basis;
    double *rest = e->rest + r * s->cells, own = s->factor[r];
    double always = s->strategy[r] == s->base ? -own : 0;
    for (size_t j = 0; j < s->cells; j++) {
        double passed = basis->precision[j] * vi_basis_at(basis, e->through + r * VI_ROOM, j);
        rest[j] = (e->choice[j] == s->strategy[r] ? own : 0) + always - passed;
    }
}

static double weighted_sum(const double *w, const double *a, const double *b, const double *c,
                           size_t n)
{
    enum { LANES = 8 };
    double lanes[LANES] = {0}, sum = 0;
    size_t j = 0;
    for (; j + LANES <= n; j += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += w[j + l] * a[j + l] * b[j + l] * c[j + l];
        }
    }
    for (; j < n; j++) {
        lanes[j % LANES] += w[j] * a[j] * b[j] * c[j];
    }
    for (size_t l = 0; l < LANES; l++) {
        sum += lanes[l];
    }
    return sum;
}

/* Variance of Σ (g − c) y over rows. */
static double stopped_variance(const vi_estimator *e)
{
    const vi_slice *s = &e->slice;
    size_t n = s->cells;
    const double *weight = s->spline->basis->cells->weight;
    double total = 0;
    for (size_t r = 0; r < s->spline->responses; r++) {
        set_rest(e, r);
        for (size_t q = 0; q <= r; q++) {
            const double *local = s->noise->local + vi_pair(r, q) * n;
            total +=
                (q < r ? 2 : 1) * weighted_sum(weight, e->rest + r * n, e->rest + q * n, local, n);
        }
    }
    return fmax(total, 0);
}

/* What separates the two estimates, for vi_judge. A mean a value cannot miss anything. */
static double stopped_noise(const vi_estimator *e)
{
    const vi_basis *basis = e->slice.spline->basis;
    return basis->nulls < basis->functions ? stopped_variance(e) : INFINITY;
}

static double largest_edf(const vi_spline *spline)
{
    double edf = 0;
    for (size_t r = 0; r < spline->responses; r++) {
        edf = fmax(edf, spline->edf[r]);
    }
    return edf;
}

vi_partial vi_estimate(vi_estimator *e, double k)
{
    vi_slice *s = &e->slice;
    double n = (double)s->spline->basis->cells->rows;
    sums at = {0};
    vi_partial answer = {.edf = largest_edf(s->spline), .method = "spline"};
    vi_slice_set(s, k);
    for (size_t j = 0; j < s->cells; j++) {
        add_cell(e, j, &at);
    }
    double spread = at.spread_squares / n - at.spread_sum / n * (at.spread_sum / n);
    answer.se = sqrt(fmax(spread, 0) / n + passed_variance(e) / (n * n));
    vi_judge(&at.policy, n, (at.plug_in + at.correction) / n, stopped_noise(e), &answer);
    answer.evppi = answer.evppi < 0 ? 0 : answer.evppi;
    answer.low = fmax(answer.evppi - VI_NORMAL_975 * answer.se, 0);
    answer.high = answer.evppi + VI_NORMAL_975 * answer.se;
    double share = vi_near_zero(answer.evppi, answer.se);
    if (share > 0) {
        double noise = vi_upper_noise(&e->upper, s, at.plug_in / n);
        double more = hypot(noise, vi_upper_draw(s, e->advantage)) - VI_NORMAL_975 * answer.se;
        answer.high += share * fmax(more, 0);
    }
    return answer;
}
