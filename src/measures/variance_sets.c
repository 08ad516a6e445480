/* Every outcome has regressions of its own. Of single parameters each is a task: sorted and cut
 * once, then fitted to one outcome after the other. Of groups every pair of group and outcome is a
 * question: many of them about few parameters are tasks, few or large ones follow each other, each
 * on all threads. */
#include "core/alloc.h"
#include "fit/folds.h"
#include "fit/smoother.h"
#include "measures/choice.h"
#include "measures/explained.h"
#include "measures/groups.h"
#include "measures/variance.h"

#include <math.h>

/* Up to so many parameters make a small group; from so many on a method has much to choose from. */
enum { FEW = 8, MANY_CHOICES = 3 };

/* Standard errors below which little is explained. */
static const double weak = 7;

typedef struct {
    vi_smoother smoother;
    double *work;
    bool ready;
} scratch;

typedef struct {
    const vi_variance *all;
    const struct vi_kernels *kernels;
    size_t *sets;     /* of the tasks: single parameters; groups × outcomes for groups */
    scratch *workers; /* of single parameters */
    vi_partial *answers;
} job;

/* Nothing can be said about what does not vary. */
static bool is_constant(const job *j, size_t outcome)
{
    return !(j->all->outcomes->variance[outcome] > 0);
}

static vi_responses responses_of(const job *j, size_t outcome)
{
    const vi_outcomes *o = j->all->outcomes;
    return (vi_responses){o->rows, 1, o->y + outcome * o->rows, NULL};
}

static vi_partial answer_of(const job *j, size_t outcome, const vi_explained *explained)
{
    const vi_outcomes *o = j->all->outcomes;
    return vi_explained_answer(explained, o->variance[outcome], o->error[outcome]);
}

/* ---- Single parameters ---- */

static voi_status get_scratch(const job *j, scratch *s, voi_error *err)
{
    if (s->ready) {
        return VOI_OK;
    }
    s->ready = vi_smoother_create(j->kernels, j->all->problem->rows, 1, &s->smoother);
    s->work = vi_malloc(VI_EXPLAINED_WORK, sizeof *s->work);
    s->ready = s->ready && s->work;
    return s->ready ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

static voi_status fit_outcome(const job *j, scratch *s, size_t outcome, vi_partial *answer,
                              voi_error *err)
{
    const vi_responses responses = responses_of(j, outcome);
    vi_explained explained;
    if (!vi_smoother_fit(&s->smoother, &responses)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression failed");
    }
    vi_explained_by_spline(&s->smoother.noise, s->work, &explained);
    *answer = answer_of(j, outcome, &explained);
    answer->method = "spline";
    return VOI_OK;
}

static voi_status run_parameter(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const job *j = argument;
    const vi_asked *asked = &j->all->questions->left;
    size_t set = j->sets[task], count = j->all->outcomes->count;
    scratch *s = &j->workers[worker];
    VI_TRY(get_scratch(j, s, err));
    vi_cells_cut(s->smoother.cells, j->all->problem->params[asked->member[asked->start[set]]]);
    for (size_t m = 0; m < count; m++) {
        vi_partial *answer = &j->answers[set * count + m];
        if (s->smoother.cells->count < 2) {
            *answer = (vi_partial){.edf = NAN, .trust = 1};
        } else if (!is_constant(j, m)) {
            VI_TRY(fit_outcome(j, s, m, answer, err));
        }
    }
cleanup:
    return status;
}

static voi_status run_parameters(voi_context *ctx, job *j, size_t count, voi_error *err)
{
    const vi_job tasks = {"computing the EVPPI", count, run_parameter, j};
    j->workers = vi_calloc(vi_workers(ctx), sizeof *j->workers);
    if (!j->workers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    voi_status status = vi_parallel(ctx, &tasks, err);
    for (size_t w = 0; w < vi_workers(ctx); w++) {
        vi_smoother_free(&j->workers[w].smoother);
        vi_free(j->workers[w].work);
    }
    vi_free(j->workers);
    return status;
}

/* ---- Groups ---- */

typedef struct {
    const job *job;
    size_t outcome;
    vi_group group;
    vi_responses responses;
    vi_explained explained;
} question;

static voi_status explain(voi_context *ctx, const vi_method *method, void *state, vi_trial *out,
                          voi_error *err)
{
    voi_status status = VOI_OK;
    question *q = state;
    const vi_responses *y = &q->responses;
    vi_regressors regressors = {0};
    vi_fit fit = {0};
    VI_TRY(method->create(ctx, &q->group, y, &regressors, err));
    VI_TRY(vi_fit_create(ctx, &regressors, y, &fit, err));
    VI_TRY(vi_explained_by_fit(ctx, &fit, y, q->group.count, &q->explained, err));
    VI_TRY(vi_lack_of_fit(ctx, &q->group, y, &fit, &out->lack, err));
cleanup:
    vi_fit_free(&fit);
    vi_regressors_free(&regressors);
    return status;
}

/* Where little is explained and there was much to choose from, rows not seen have a say. */
static voi_status settle(voi_context *ctx, question *q, const char *method, vi_partial *answer,
                         voi_error *err)
{
    double n = (double)q->group.rows, error;
    double whole = q->job->all->outcomes->variance[q->outcome] * (n - 1) / n;
    *answer = answer_of(q->job, q->outcome, &q->explained);
    double weight = fmin(weak - answer->evppi / answer->se, 1);
    if (q->group.count < MANY_CHOICES || !(weight > 0)) {
        return VOI_OK;
    }
    const vi_method *of = vi_method_find(method);
    voi_status status = vi_cross_validate(ctx, of, &q->group, &q->responses, &error, err);
    if (status == VOI_OK && isfinite(error)) {
        vi_explained_settle(&q->explained, whole, error * whole, weight);
        *answer = answer_of(q->job, q->outcome, &q->explained);
    }
    return status;
}

static voi_status run_group(voi_context *ctx, const job *j, size_t task, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_questions *questions = j->all->questions;
    const vi_asked *asked = &questions->left;
    size_t outcomes = j->all->outcomes->count, set = task / outcomes;
    const double *columns[VI_MOST_PARAMETERS];
    const vi_group group = {columns, vi_asked_size(asked, set), j->all->problem->rows, NULL};
    question q = {.job = j,
                  .outcome = task % outcomes,
                  .group = group,
                  .responses = responses_of(j, task % outcomes)};
    const vi_regression regression = {&q.group, &q.responses, questions->method, explain, &q};
    vi_partial *answer = &j->answers[task];
    vi_choice choice;
    if (is_constant(j, q.outcome)) {
        return VOI_OK;
    }
    for (size_t i = 0; i < group.count; i++) {
        columns[i] = j->all->problem->params[asked->member[asked->start[set] + i]];
    }
    VI_TRY(vi_choose(ctx, &regression, &choice, err));
    VI_TRY(settle(ctx, &q, choice.method, answer, err));
    answer->method = choice.method;
    answer->missed = choice.missed;
    answer->lacking = choice.lacking;
cleanup:
    return status;
}

static voi_status run_task(void *state, voi_context *inner, size_t task, voi_error *err)
{
    const job *j = state;
    return run_group(inner, j, j->sets[task], err);
}

static voi_status run_groups(voi_context *ctx, job *j, size_t count, bool small, voi_error *err)
{
    const vi_nested_job tasks = {"computing the EVPPI", count, run_task, j};
    if (small && count >= 2 * vi_workers(ctx)) {
        return vi_parallel_nested(ctx, &tasks, err);
    }
    voi_status status = VOI_OK;
    for (size_t i = 0; i < count && status == VOI_OK; i++) {
        status = run_group(ctx, j, j->sets[i], err);
    }
    return status;
}

/* ---- All ---- */

enum kind { SINGLE, SMALL, LARGE, KINDS };

static enum kind kind_of(const vi_variance *v, size_t set)
{
    const vi_groups groups = {
        .problem = v->problem, .asked = &v->questions->left, .method = v->questions->method};
    return !vi_is_group(&groups, set)                      ? SINGLE
           : vi_asked_size(&v->questions->left, set) > FEW ? LARGE
                                                           : SMALL;
}

/* Lists the tasks of a kind: sets, of groups with every outcome. */
static size_t list(const job *j, enum kind kind)
{
    size_t count = 0, each = kind == SINGLE ? 1 : j->all->outcomes->count;
    for (size_t s = 0; s < j->all->questions->left.count; s++) {
        for (size_t m = 0; m < each && kind_of(j->all, s) == kind; m++) {
            j->sets[count++] = s * each + m;
        }
    }
    return count;
}

voi_status vi_variance_compute(voi_context *ctx, const vi_variance *variance, vi_partial *answers,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = variance->questions->left.count * variance->outcomes->count;
    job j = {.all = variance, .kernels = ctx->kernels, .answers = answers};
    j.sets = vi_malloc(count, sizeof *j.sets);
    if (!j.sets) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu answers", count);
    }
    for (size_t i = 0; i < count; i++) {
        answers[i] = (vi_partial){.method = "constant", .trust = 1};
    }
    VI_TRY(run_parameters(ctx, &j, list(&j, SINGLE), err));
    VI_TRY(run_groups(ctx, &j, list(&j, SMALL), true, err));
    VI_TRY(run_groups(ctx, &j, list(&j, LARGE), false, err));
cleanup:
    vi_free(j.sets);
    return status;
}
