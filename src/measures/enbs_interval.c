/* A size n is as good as the best, b, where ENBS(b) − ENBS(n) is within 1.96 standard errors of
 * that difference. With g_n what rows gain by a study of n (rule.c), it has the variance
 *     Var(P(b) g_b − P(n) g_n) / N + (m_b − m_n)² σ_c²,
 * which the covariance of the gains makes small: neighbours err alike. The setup cost falls out.
 * Where a method knows no covariance the two errors count as independent, which makes the interval
 * wide. The sizes of the curve are walked from outside inwards to the first good one; between it
 * and the last bad one the crossing of 1.96 follows from a line over log n. */
#include "measures/enbs_interval.h"

#include "math/normal.h"

#include <math.h>

/* One k. */
typedef struct {
    const vi_enbs_curve *curve;
    size_t best, i;
    vi_enbs_terms terms; /* of the best */
    double enbs, arms;   /* of the best: its ENBS, the standard error of what its arms bear */
    vi_enumerated gains; /* of the best, decided at k; where the method has them */
} reference;

static bool has_gains(const reference *r)
{
    return r->curve->evsi.enumerations;
}

/* Differences below this share of the ENBS are no reason for a size. */
static const double rounding = 1e-5;

/* The standard error of what size s is worth less than the best, by the sample. */
static voi_status sample_error(reference *r, size_t s, double persons, double *out, voi_error *err)
{
    const vi_evsi_curve *evsi = &r->curve->evsi;
    double a = r->terms.persons, b = persons;
    if (!has_gains(r)) {
        *out = hypot(a * vi_evsi_curve_answer(evsi, r->best, r->i)->se,
                     b * vi_evsi_curve_answer(evsi, s, r->i)->se);
        return VOI_OK;
    }
    const vi_enumeration *e = vi_evsi_curve_enumeration(evsi, r->i);
    const vi_increments *inc = &e->informed.increments;
    double k = evsi->work.grid.values[r->i];
    vi_enumerated other;
    voi_status status = vi_enumerated_create(e, evsi->sizes[s], &other, err);
    if (status != VOI_OK) {
        return status;
    }
    vi_rule_decide(&other.plain, &other.outlook, k, 0);
    double own = vi_rules_covariance(&r->gains.plain, &r->gains.plain, &e->cells, inc, k);
    double its = vi_rules_covariance(&other.plain, &other.plain, &e->cells, inc, k);
    double both = vi_rules_covariance(&r->gains.plain, &other.plain, &e->cells, inc, k);
    double variance = a * a * own + b * b * its - 2 * a * b * both;
    double known = e->error[r->i], limit = e->limits[r->i].se;
    double apart = sqrt(fmax(known * known - limit * limit, 0));
    double perfect = apart * (a * r->gains.weight - b * other.weight);
    *out = hypot(sqrt(fmax(variance, 0) / (double)e->cells.rows), perfect);
    vi_enumerated_free(&other);
    return VOI_OK;
}

/* By how many standard errors size s is worse than the best. */
static voi_status excess(reference *r, size_t s, double *out, voi_error *err)
{
    const vi_enbs_curve *curve = r->curve;
    const vi_enbs_terms terms = vi_enbs_terms_of(curve, curve->evsi.sizes[s]);
    double error, arms;
    voi_status status = sample_error(r, s, terms.persons, &error, err);
    if (status != VOI_OK) {
        return status;
    }
    vi_arms_loss(&curve->arms, curve->evsi.sizes[s], r->i, &arms);
    error += fabs(r->arms - terms.entry * arms);
    error = fmax(error, rounding * fabs(r->enbs));
    error = hypot(error, (r->terms.participants - terms.participants) * curve->costs.each_sd);
    double lost = r->enbs - vi_enbs_at(curve, s, r->i).enbs;
    *out = lost > 0 ? lost / error : 0;
    return VOI_OK;
}

/* The next size from s towards `end`, or `end`, that has an answer. */
static size_t with_answer(const reference *r, size_t s, size_t end)
{
    while (s != end && !vi_evsi_curve_has(&r->curve->evsi, s, r->i)) {
        s = s < end ? s + 1 : s - 1;
    }
    return s;
}

static size_t next_inwards(const reference *r, size_t s)
{
    return with_answer(r, s < r->best ? s + 1 : s - 1, r->best);
}

/* Between a good size and a bad one. */
static double crossing(double good, double bad, double in, double out)
{
    double share = isfinite(out) ? (VI_NORMAL_975 - in) / (out - in) : 0;
    double n = good * pow(bad / good, share);
    return bad < good ? ceil(n) : floor(n);
}

/* Whether size s is bad even if the errors of both sizes pulled apart. */
static bool is_hopeless(const reference *r, size_t s)
{
    const vi_enbs_answer a = vi_enbs_at(r->curve, s, r->i);
    const vi_enbs_answer b = vi_enbs_at(r->curve, r->best, r->i);
    return b.enbs - a.enbs > VI_NORMAL_975 * (a.se + b.se);
}

/* The outermost good size on the way from `end`, the outermost size of the curve with an answer. */
static voi_status find_end(reference *r, size_t end, double *out, voi_error *err)
{
    const double *sizes = r->curve->evsi.sizes;
    voi_status status = VOI_OK;
    size_t s = end, bad = end;
    double in = 0, beyond = 0;
    while (s != r->best && is_hopeless(r, s)) {
        bad = s;
        s = next_inwards(r, s);
    }
    if (bad != s) {
        VI_TRY(excess(r, bad, &beyond, err));
    }
    while (s != r->best) {
        VI_TRY(excess(r, s, &in, err));
        if (in <= VI_NORMAL_975) {
            break;
        }
        bad = s;
        beyond = in;
        in = 0;
        s = next_inwards(r, s);
    }
    *out = bad == s ? sizes[s] : crossing(sizes[s], sizes[bad], in, beyond);
cleanup:
    return status;
}

typedef struct {
    const vi_enbs_curve *curve;
    vi_good_sizes *out;
} job_state;

static voi_status run_k(void *argument, size_t i, size_t worker, voi_error *err)
{
    const job_state *job = argument;
    const vi_evsi_curve *evsi = &job->curve->evsi;
    vi_good_sizes *out = &job->out[i];
    voi_status status = VOI_OK;
    reference r = {.curve = job->curve, .best = out->best, .i = i};
    (void)worker;
    r.terms = vi_enbs_terms_of(job->curve, evsi->sizes[r.best]);
    r.enbs = vi_enbs_at(job->curve, r.best, i).enbs;
    vi_arms_loss(&job->curve->arms, evsi->sizes[r.best], i, &r.arms);
    r.arms *= r.terms.entry;
    if (has_gains(&r)) {
        const vi_enumeration *e = vi_evsi_curve_enumeration(evsi, i);
        VI_TRY(vi_enumerated_create(e, evsi->sizes[r.best], &r.gains, err));
        vi_rule_decide(&r.gains.plain, &r.gains.outlook, evsi->work.grid.values[i], 0);
    }
    VI_TRY(find_end(&r, with_answer(&r, 0, r.best), &out->low, err));
    VI_TRY(find_end(&r, with_answer(&r, evsi->count - 1, r.best), &out->high, err));
cleanup:
    vi_enumerated_free(&r.gains);
    return status;
}

voi_status vi_enbs_intervals(voi_context *ctx, const vi_enbs_curve *curve, vi_good_sizes *out,
                             voi_error *err)
{
    job_state state = {curve, out};
    const vi_job job = {"comparing sizes of the study", curve->evsi.work.grid.count, run_k, &state};
    return vi_parallel(ctx, &job, err);
}
