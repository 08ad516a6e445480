/* Best first: a study is answered by the first method that suits it and a sample of its size. */
#include "core/alloc.h"
#include "math/normal.h"
#include "math/numbers.h"
#include "measures/draw.h"
#include "measures/evsi_method.h"
#include "measures/study_draw.h"
#include "studies/designs.h"

#include <math.h>
#include <stdint.h>

enum { RESOLVED_POWER = 8 };

static const char *suits_all(const vi_study *study)
{
    (void)study;
    return NULL;
}

static const char *needs_data(const vi_study *study)
{
    return study->design == &vi_design_custom ? "its data are simulated elsewhere" : NULL;
}

const vi_evsi_method vi_evsi_methods[] = {
    {"enumerate", "all results of a study, without simulated data", SIZE_MAX,
     vi_evsi_enumerate_unfit, vi_evsi_enumerate},
    {"importance", "rows weighed by the likelihood of simulated data", 50000,
     vi_evsi_importance_unfit, vi_evsi_importance},
    {"regression", "on the statistics of simulated data", SIZE_MAX, suits_all, vi_evsi_regress},
    {"gaussian", "a preview: moments matched as if all were normal", 0, needs_data,
     vi_evsi_gaussian},
};

const size_t vi_evsi_method_count = sizeof vi_evsi_methods / sizeof *vi_evsi_methods;

/* fmin and fmax would turn a NaN into a bound. */
static bool is_number(const vi_evsi_answer *a)
{
    return !isnan(a->evsi) && !isnan(a->se) && !isnan(a->low) && !isnan(a->high);
}

voi_status vi_evsi_check(const vi_evsi_question *q, double n, const vi_evsi_answer *a,
                         voi_error *err)
{
    return is_number(a)
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NUMERIC,
                         "EVSI: what study %s of size %.10g is worth came out as no number",
                         q->study->name, n);
}

void vi_evsi_bound(vi_evsi_answer *a, const vi_partial *limit)
{
    if (!is_number(a) || isnan(limit->evppi) || isnan(limit->high)) {
        a->evsi = NAN;
        return;
    }
    double most = fmax(limit->evppi, 0);
    a->evsi = fmin(fmax(a->evsi, 0), most);
    a->low = fmin(fmax(a->low, 0), a->evsi);
    a->high = fmax(fmin(a->high, fmax(limit->high, most)), a->evsi);
    a->se = fmin(a->se, (a->high - a->low) / VI_NORMAL_975);
}

double vi_evsi_weight(double resolved)
{
    return pow(resolved, RESOLVED_POWER);
}

vi_evsi_answer vi_evsi_from_gain(const vi_evsi_gain *gain, double weight, const vi_partial *limit)
{
    double near = gain->error * gain->error, far = limit->se * limit->se;
    double lost = fmax(gain->known_error * gain->known_error - far, 0);
    double value = gain->value + weight * (limit->evppi - gain->known);
    double se = sqrt(vi_numbers_mix(near, far, weight) + weight * (1 - weight) * lost);
    return (vi_evsi_answer){gain->value, value, se, value - VI_NORMAL_975 * se,
                            value + VI_NORMAL_975 * se};
}

void vi_evsi_finish(vi_evsi_answer *a, double hopeful, double weight, const vi_partial *limit)
{
    double near = vi_near_zero(a->evsi, a->se);
    a->high = fmax(a->high, vi_numbers_mix(a->high, hopeful, near));
    a->high = vi_numbers_mix(a->high, a->evsi + fmax(limit->high - limit->evppi, 0), weight);
    vi_evsi_bound(a, limit);
}

static voi_status run_reference(voi_context *ctx, const vi_evsi_question *q, size_t reference,
                                vi_evsi_size_fn *run_size, vi_evsi_answer *answers,
                                vi_partial *limits, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_informed informed = {0};
    double **columns = vi_study_columns(q->study, err);
    if (!columns) {
        return VOI_ERR_NOMEM;
    }
    const vi_informing about = {q->problem, columns, q->study->parameters, q->grid, q->curve, NULL};
    VI_TRY(vi_informed_create(ctx, &about, reference, &informed, limits, err));
    for (size_t s = 0; s < q->size_count; s++) {
        VI_TRY(run_size(ctx, q, &informed, s, answers, limits, err));
    }
cleanup:
    vi_study_columns_free(columns);
    vi_informed_free(&informed);
    return status;
}

voi_status vi_evsi_by_parameters(voi_context *ctx, const vi_evsi_question *question,
                                 vi_evsi_size_fn *run_size, vi_evsi_answer *answers,
                                 vi_partial *limits, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t d = 0; d < question->problem->strategies; d++) {
        if (vi_is_best_somewhere(question->curve, d)) {
            VI_TRY(run_reference(ctx, question, d, run_size, answers, limits, err));
        }
    }
cleanup:
    return status;
}
