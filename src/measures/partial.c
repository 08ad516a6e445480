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
    double *rest;          /* R */
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
    e->numbers = vi_malloc((strategies + 1) * cells + 3 * room + responses, sizeof *e->numbers);
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

static void add_cell(vi_estimator *e, size_t j, sums *at)
{
    const vi_slice *s = &e->slice;
    size_t best, second, n = s->cells;
    rank_cell(s, j, &best, &second);
    double w = s->spline->basis->cells->weight[j], base = s->value[s->base * n + j];
    double most = s->value[best * n + j], next = s->value[second * n + j], gap = most - next;
    vi_variances v = vi_slice_variances(s, best, second, j, gap);
    double spread = sqrt(v.plus + v.null);
    double share = gap < 9 * spread ? vi_normal_cdf(gap / spread) : 1;
    double mixed = share * most + (1 - share) * next - base;
    e->choice[j] = best;
    e->advantage[j] = (best == s->base ? next : most) - base;
    at->plug_in += w * (most - base);
    at->correction += w * (vi_scaled_loss(gap, v.plus) - vi_scaled_loss(gap, v.null));
    at->spread_sum += w * mixed;
    at->spread_squares += w * mixed * mixed;
    for (size_t d = 0; d < s->strategies; d++) {
        double g = (d == best ? share : d == second ? 1 - share : 0) - (d == s->base);
        e->weight[d * n + j] = w * g;
    }
    vi_policy_add(&at->policy, s, j, best, gap);
}

/* Variance of Σ c y over rows; sets c. */
static double passed_variance(vi_estimator *e)
{
    const vi_slice *s = &e->slice;
    for (size_t r = 0; r < s->spline->responses; r++) {
        double *raw = e->raw + r * VI_ROOM;
        vi_basis_gather(s->spline->basis, e->weight + s->strategy[r] * s->cells, raw);
        for (size_t i = 0; i < VI_ROOM; i++) {
            raw[i] *= s->factor[r];
        }
    }
    return vi_noise_carry(s->noise, e->raw, e->through, e->covariance);
}

/* Variance of Σ (g − c) y over rows. */
static double stopped_variance(const vi_estimator *e)
{
    const vi_slice *s = &e->slice;
    const vi_basis *basis = s->spline->basis;
    double total = 0;
    for (size_t j = 0; j < s->cells; j++) {
        double w = basis->cells->weight[j];
        for (size_t r = 0; r < s->spline->responses; r++) {
            double passed = basis->precision[j] * vi_basis_at(basis, e->through + r * VI_ROOM, j);
            e->rest[r] = vi_slice_factor(s, r, e->choice[j], s->base) - passed;
            for (size_t q = 0; q <= r; q++) {
                double local = s->noise->local[vi_pair(r, q) * s->cells + j];
                total += (q < r ? 2 : 1) * w * e->rest[r] * e->rest[q] * local;
            }
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
    answer.evppi = fmax(answer.evppi, 0);
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
