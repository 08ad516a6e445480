/* Strategies that the sample cannot tell apart. With costs and effects every switch of the decision
 * has a range of k around it where the two means are within one standard error of each other. At
 * the distance t from the switch, with the variances v of the means, that is
 *
 *     (t Δe)² <= v(k + t) = v(k) + 2 t (k v(e) − v(e,c)) + t² v(e),
 *
 * the interval of Fieller (1954) for the ratio Δc / Δe, at one standard error. It ends at the roots
 * next to t = 0; where there is none on one side, the range goes on to 0 or to infinity. */
#include "measures/decision_checks.h"

#include "math/digits.h"
#include "measures/curve.h"
#include "measures/moments.h"
#include "measures/switches.h"

#include <math.h>

enum { DIGITS = 3, WORDS = 600 };

/* False where nothing is uncertain. */
static bool find_range(const vi_moments *m, double k, double *low, double *high)
{
    double n = (double)m->rows, error = vi_net_benefit_se(m, k);
    double square = m->effect * m->effect - m->var_effect / n;
    double half = (k * m->var_effect - m->covariance) / n;
    double discriminant = half * half + square * error * error;
    double larger = half + copysign(sqrt(discriminant), half);
    const double roots[] = {larger / square, -error * error / larger};
    *low = 0;
    *high = INFINITY;
    for (int i = 0; discriminant >= 0 && i < 2; i++) {
        if (roots[i] < 0) {
            *low = fmax(*low, k + roots[i]);
        } else {
            *high = fmin(*high, k + roots[i]);
        }
    }
    return error > 0;
}

static voi_status check_switch(const voi_context *ctx, const voi_problem *problem,
                               const vi_switch *s, vi_findings *findings, voi_error *err)
{
    bool in_order = s->from < s->to;
    vi_near_tie tie = {.a = in_order ? s->from : s->to, .b = in_order ? s->to : s->from};
    char text[WORDS];
    vi_moments increment;
    voi_error cause = {VOI_OK, ""};
    voi_status status = vi_moments_of(ctx->kernels, problem, s->to, s->from, &increment, &cause);
    if (status == VOI_ERR_NUMERIC) {
        return vi_find(findings, VI_ERROR, status, "strategies", err, "%s", cause.message);
    }
    if (status != VOI_OK) {
        return vi_fail(err, status, "%s", cause.message);
    }
    bool uncertain = find_range(&increment, s->k, &tie.low, &tie.high);
    tie.low = vi_round_digits(tie.low, DIGITS);
    tie.high = vi_round_digits(tie.high, DIGITS);
    if (!uncertain || tie.low == tie.high) {
        return VOI_OK;
    }
    vi_near_tie_words(&tie, problem->strategy_names, text, sizeof text);
    return vi_find(findings, VI_NOTE, VOI_OK, "strategies", err, "%s", text);
}

static voi_status check_switches(voi_context *ctx, const voi_problem *problem,
                                 vi_findings *findings, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_switches switches = {0};
    VI_TRY(vi_switches_find(ctx, problem, &switches, err));
    for (size_t i = 0; i < switches.count; i++) {
        VI_TRY(check_switch(ctx, problem, &switches.items[i], findings, err));
    }
cleanup:
    vi_switches_free(&switches);
    return status;
}

static voi_status check_net_benefit(voi_context *ctx, const voi_problem *problem,
                                    vi_findings *findings, voi_error *err)
{
    vi_curve curve = {0};
    vi_near_tie tie;
    char text[WORDS];
    voi_status status = vi_curve_compute(ctx, problem, NULL, 1, false, &curve, err);
    if (status == VOI_ERR_NUMERIC) {
        return VOI_OK; /* an error that vi_check_sample tells */
    }
    VI_TRY(status);
    const vi_pair_source pairs = vi_curve_pairs(&curve, problem);
    if (vi_curve_near_tie(&curve, &pairs, &tie) &&
        vi_strategy_twin(problem, tie.a) != vi_strategy_twin(problem, tie.b)) {
        vi_near_tie_words(&tie, problem->strategy_names, text, sizeof text);
        VI_TRY(vi_find(findings, VI_WARNING, VOI_OK, "strategies", err, "%s", text));
    }
cleanup:
    vi_curve_free(&curve);
    return status;
}

voi_status vi_check_near_ties(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err)
{
    if (problem->rows < 2) {
        return VOI_OK;
    }
    return problem->costs ? check_switches(ctx, problem, findings, err)
                          : check_net_benefit(ctx, problem, findings, err);
}
