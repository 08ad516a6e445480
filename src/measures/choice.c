/* Cheapest first: most groups need no more than one fit and a look at its residuals. In doubt every
 * method is cross-validated, on the increments, and the winner fits all rows. Errors of responses
 * are compared by their ratios, so the score is the sum of their logarithms. */
#include "measures/choice.h"

#include "core/alloc.h"
#include "fit/folds.h"
#include "math/numbers.h"
#include "measures/bootstrap_group.h"
#include "measures/draw.h"
#include "measures/group.h"
#include "measures/group_fit.h"

#include <math.h>
#include <string.h>

enum { FEW = 8 };

/* Structure of so many standard deviations, if it has this share of what the fit explains, is no
 * chance; and a contradiction of so many is none. */
static const double structure = 4, share_that_matters = 1e-3, contradiction = 3;

/* Of few parameters all interactions are in reach; of many a search must find them. */
static const char *first_method(size_t parameters)
{
    return parameters > FEW ? "mars" : "anova";
}

static bool keeps_structure(const vi_lack *lack)
{
    return lack->z > structure && lack->share > share_that_matters;
}

static voi_status attempt(voi_context *ctx, const vi_regression *q, const vi_method *method,
                          vi_choice *out, bool *doubted, voi_error *err)
{
    vi_trial trial = {0};
    voi_status status = q->attempt(ctx, method, q->state, &trial, err);
    *out = (vi_choice){.method = method->name, .lacking = keeps_structure(&trial.lack)};
    *doubted = out->lacking || trial.contradicted;
    return status;
}

static voi_status score(voi_context *ctx, const vi_regression *q, const vi_method *method,
                        double *error, double *out, voi_error *err)
{
    voi_status status = vi_cross_validate(ctx, method, q->group, q->responses, error, err);
    *out = 0;
    for (size_t r = 0; status == VOI_OK && r < q->responses->count; r++) {
        *out += log(error[r] + 1e-15);
    }
    return status;
}

/* The best in cross-validation; the first where others are no better. */
static voi_status find_best(voi_context *ctx, const vi_regression *q, const vi_method *first,
                            const vi_method **best, voi_error *err)
{
    voi_status status = VOI_OK;
    double least, other;
    double *error = vi_malloc(q->responses->count, sizeof *error);
    if (!error) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    *best = first;
    VI_TRY(score(ctx, q, first, error, &least, err));
    for (size_t m = 0; m < vi_method_count; m++) {
        if (&vi_methods[m] == first) {
            continue;
        }
        VI_TRY(score(ctx, q, &vi_methods[m], error, &other, err));
        if (other < least) {
            least = other;
            *best = &vi_methods[m];
        }
    }
cleanup:
    vi_free(error);
    return status;
}

voi_status vi_choose(voi_context *ctx, const vi_regression *q, vi_choice *out, voi_error *err)
{
    voi_status status = VOI_OK;
    bool doubted;
    const vi_method *best,
        *first = vi_method_find(q->method ? q->method : first_method(q->group->count));
    VI_TRY(attempt(ctx, q, first, out, &doubted, err));
    if (q->method || !doubted) {
        return VOI_OK;
    }
    VI_TRY(find_best(ctx, q, first, &best, err));
    if (best != first) {
        VI_TRY(attempt(ctx, q, best, out, &doubted, err));
        out->missed = first->name;
    }
cleanup:
    return status;
}

/* ---- For the EVPPI ---- */

typedef struct {
    const vi_question *question;
    vi_partial *answers;
    vi_group_fit fit; /* that stands */
} answering;

static voi_status answer(voi_context *ctx, const vi_method *method, void *state, vi_trial *out,
                         voi_error *err)
{
    voi_status status = VOI_OK;
    answering *a = state;
    const vi_question *q = a->question;
    vi_group_fit_free(&a->fit);
    VI_TRY(vi_group_fit_make(ctx, q->increments, method, q->group, &a->fit, err));
    VI_TRY(vi_group_estimate(ctx, &a->fit.noise, q->k, q->count, a->answers, err));
    VI_TRY(vi_lack_of_fit(ctx, q->group, &q->increments->responses, &a->fit.fit, &out->lack, err));
    for (size_t i = 0; i < q->count; i++) {
        out->contradicted = out->contradicted || a->answers[i].misfit > contradiction;
    }
cleanup:
    return status;
}

static voi_status resample(voi_context *ctx, const answering *a, vi_partial *answers,
                           voi_error *err)
{
    const vi_question *q = a->question;
    return q->bootstrap.replicates == 0 ? VOI_OK
                                        : vi_bootstrap_group(ctx, &q->bootstrap, &a->fit.noise,
                                                             q->k, q->count, answers, err);
}

static void keep_fitted(const answering *a)
{
    const vi_responses *responses = &a->question->increments->responses;
    double *fitted = a->question->fitted;
    for (size_t i = 0; fitted && i < responses->rows * responses->count; i++) {
        fitted[i] = responses->y[i] - a->fit.noise.residual[i];
    }
}

/* Near zero an answer goes over to that of a fit whose rows count by their whole precision. */
static void go_over(vi_partial *to, const vi_partial *near)
{
    double share = vi_near_zero(to->evppi, to->se);
    to->evppi = vi_numbers_mix(to->evppi, near->evppi, share);
    to->se = vi_numbers_mix(to->se, near->se, share);
    to->se_bootstrap = vi_numbers_mix(to->se_bootstrap, near->se_bootstrap, share);
    to->low = vi_numbers_mix(to->low, near->low, share);
    to->high = vi_numbers_mix(to->high, near->high, share);
    to->policy_value = vi_numbers_mix(to->policy_value, near->policy_value, share);
    to->misfit = vi_numbers_mix(to->misfit, near->misfit, share);
    to->trust = vi_numbers_mix(to->trust, near->trust, share);
    to->edf = vi_numbers_mix(to->edf, near->edf, share);
}

static bool is_any_near_zero(const answering *a)
{
    for (size_t i = 0; i < a->question->count; i++) {
        if (vi_near_zero(a->answers[i].evppi, a->answers[i].se) > 0) {
            return true;
        }
    }
    return false;
}

static voi_status weigh_near_zero(voi_context *ctx, answering *a, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_question *q = a->question;
    vi_partial *near = NULL;
    if (!vi_group_fit_has_weights_left(&a->fit) || !is_any_near_zero(a)) {
        return VOI_OK;
    }
    near = vi_malloc(q->count, sizeof *near);
    if (!near) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", q->count);
    }
    VI_TRY(vi_group_fit_weigh(ctx, q->increments, q->group, &a->fit, err));
    VI_TRY(vi_group_estimate(ctx, &a->fit.noise, q->k, q->count, near, err));
    VI_TRY(resample(ctx, a, near, err));
    for (size_t i = 0; i < q->count; i++) {
        go_over(&a->answers[i], &near[i]);
    }
cleanup:
    vi_free(near);
    return status;
}

voi_status vi_choose_fit(voi_context *ctx, const vi_question *q, vi_partial *answers,
                         voi_error *err)
{
    voi_status status = VOI_OK;
    answering state = {.question = q, .answers = answers};
    const vi_regression regression = {q->group, &q->increments->responses, q->method, answer,
                                      &state};
    vi_choice choice;
    VI_TRY(vi_choose(ctx, &regression, &choice, err));
    keep_fitted(&state);
    VI_TRY(resample(ctx, &state, answers, err));
    VI_TRY(weigh_near_zero(ctx, &state, err));
    for (size_t i = 0; i < q->count; i++) {
        answers[i].method = choice.method;
        answers[i].missed = choice.missed;
        answers[i].lacking = choice.lacking;
    }
cleanup:
    vi_group_fit_free(&state.fit);
    return status;
}
