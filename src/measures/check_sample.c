/* Whether there are rows enough, told by the standard error of the EVPI. It depends on k, and no k
 * is given here; the EVPI matters most where the decision is open. So of the k at which the best
 * strategy changes, the one with the largest step of the frontier is taken (effect times cost,
 * which favours no unit and passes over steps that are nothing but rounding); and where one
 * strategy is best at every k, the k at which its leads in effects and in costs are equally
 * uncertain. */
#include "measures/decision_checks.h"

#include "core/alloc.h"
#include "math/digits.h"
#include "measures/curve.h"
#include "measures/moments.h"
#include "measures/switches.h"

#include <math.h>
#include <stdio.h>

enum { FEW_ROWS = 1000 };

/* The k at which costs and effects are equally uncertain, compared with the given strategy. */
static voi_status balance(voi_context *ctx, const voi_problem *problem, size_t reference, double *k,
                          voi_error *err)
{
    voi_status status = VOI_OK;
    double cost = 0, effect = 0;
    vi_moments *m = vi_malloc(problem->strategies, sizeof *m);
    if (!m) {
        return vi_fail(err, VOI_ERR_NOMEM, "sample: out of memory for %zu strategies",
                       problem->strategies);
    }
    VI_TRY(vi_moments_of_all(ctx, problem, reference, m, err));
    for (size_t d = 0; d < problem->strategies; d++) {
        cost = fmax(cost, m[d].var_cost);
        effect = fmax(effect, m[d].var_effect);
    }
    *k = effect > 0 ? sqrt(cost) / sqrt(effect) : 0;
    *k = effect > 0 && cost == 0 ? 1 : *k;
cleanup:
    vi_free(m);
    return status;
}

static voi_status choose_k(voi_context *ctx, const voi_problem *problem, double *k, bool *open,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    vi_switches switches = {0};
    double largest = -1;
    VI_TRY(vi_switches_find(ctx, problem, &switches, err));
    *open = switches.count > 0;
    for (size_t i = 0; i < switches.count; i++) {
        const vi_switch *s = &switches.items[i];
        if (s->effect * s->cost > largest) {
            largest = s->effect * s->cost;
            *k = s->k;
        }
    }
    if (!*open) {
        VI_TRY(balance(ctx, problem, switches.first, k, err));
    }
cleanup:
    vi_switches_free(&switches);
    return status;
}

/* Tells the error of the curve's only value; `at` says at which k that is. */
static voi_status tell(const vi_curve *curve, size_t rows, const char *at, vi_findings *findings,
                       voi_error *err)
{
    bool few = rows < FEW_ROWS;
    double evpi = vi_round_digits(curve->evpi[0], 4), se = curve->se[0];
    char more[80] = "";
    if (rows < 2) {
        return vi_find(findings, VI_WARNING, VOI_OK, "sample", err,
                       "only 1 row: nothing can be told of the uncertainty");
    }
    if (evpi == 0) {
        return vi_find(findings, few ? VI_WARNING : VI_NOTE, VOI_OK, "sample", err,
                       "%s%zu rows: %sthe EVPI is 0: the same strategy is best in every row",
                       few ? "only " : "", rows, at);
    }
    if (few) {
        double then = se * sqrt((double)rows / FEW_ROWS);
        snprintf(more, sizeof more, "; %d rows would make it %.10g", FEW_ROWS,
                 vi_round_digits(then, 2));
    }
    return vi_find(findings, few ? VI_WARNING : VI_NOTE, VOI_OK, "sample", err,
                   "%s%zu rows: %sthe EVPI is %.10g with a standard error of %.10g (%.10g %%)%s",
                   few ? "only " : "", rows, at, evpi, vi_round_digits(se, 2),
                   vi_round_digits(100 * se / curve->evpi[0], 2), more);
}

voi_status vi_check_sample(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    vi_curve curve = {0};
    voi_error cause = {VOI_OK, ""};
    double k = NAN;
    char at[100] = "";
    if (problem->costs) {
        bool open = false;
        status = choose_k(ctx, problem, &k, &open, &cause);
        snprintf(at, sizeof at, "at k = %.10g%s ", vi_round_digits(k, 6),
                 open ? ", where the best strategy changes," : "");
    }
    if (status == VOI_OK) {
        status = vi_curve_compute(ctx, problem, &k, 1, false, &curve, &cause);
    }
    if (status == VOI_ERR_NUMERIC) {
        status = vi_find(findings, VI_ERROR, status, "sample", err, "%s", cause.message);
    } else if (status != VOI_OK) {
        status = vi_fail(err, status, "%s", cause.message);
    } else {
        status = tell(&curve, problem->rows, at, findings, err);
    }
    vi_curve_free(&curve);
    return status;
}
