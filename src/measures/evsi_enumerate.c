/* EVSI where the results of a study are one or two numbers: no data are simulated. The decision
 * after every result follows from the fitted increments; it is valued by the rows' own outcomes:
 *     EVSI = mean_i Σ_d q_d(θ_i) Y_d(i),   q_d(θ) = Σ_x p(x | θ) 1{d*(x) = d},
 * with the standard error of that mean.
 *
 * large studies: where a study tells finer than the sample does, its value is the EVPPI, whose
 * estimate knows how finely the sample tells. With ρ the share of the variance of the normal scores
 * of what is measured that the study resolves, the answer moves over by ρ⁸ from what the cells of
 * the sample say.
 *
 * interval: near zero, decisions that would pay may not show in the sample. The upper end is then
 * that of the rule that takes the other strategies for 1.96 standard errors better after every
 * result. */
#include "measures/evsi_enumerate.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/draw.h"
#include "measures/rule_walk.h"
#include "measures/study_draw.h"

#include <math.h>
#include <string.h>

enum { MOST_QUANTITIES = 2 };

/* What the data tell of: the values of independent results, or parameters, one a part. */
static size_t quantities_of(const vi_study *study)
{
    voi_result results[VOI_MOST_RESULTS];
    return vi_result_sample_suits(study) ? study->parameters : vi_study_results(study, 1, results);
}

const char *vi_evsi_enumerate_unfit(const vi_study *study)
{
    size_t count = quantities_of(study);
    return count >= 1 && count <= MOST_QUANTITIES
               ? NULL
               : "its data are not one or two independent results";
}

/* ---- The sample ---- */

static void set_columns(vi_enumeration *e)
{
    const vi_study *study = e->question->study;
    const voi_setup setup = vi_study_setup(study, 1);
    double values[VOI_MOST_RESULTS];
    if (vi_result_sample_suits(study)) {
        vi_study_fill_columns(study, e->columns);
        return;
    }
    for (size_t i = 0; i < study->rows; i++) {
        study->design->values(&setup, study->theta + i * study->parameters, values);
        for (size_t q = 0; q < e->results; q++) {
            e->columns[q][i] = values[q];
        }
    }
}

static voi_status make_room(vi_enumeration *e, voi_error *err)
{
    size_t rows = e->question->study->rows, k = e->question->grid->count;
    e->results = quantities_of(e->question->study);
    e->numbers = vi_malloc(e->results * rows + 2 * k, sizeof *e->numbers);
    if (!e->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", rows);
    }
    e->known = e->numbers;
    e->error = e->known + k;
    for (size_t q = 0; q < e->results; q++) {
        e->columns[q] = e->error + k + q * rows;
    }
    return VOI_OK;
}

static voi_status value_knowledge(vi_enumeration *e, const vi_informing *about, voi_error *err)
{
    vi_rule rule;
    const vi_increments *inc = &e->informed.increments;
    if (!vi_rule_create(&e->cells, inc, NULL, &rule)) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu cells", e->cells.cells);
    }
    for (size_t i = 0; i < about->grid->count; i++) {
        if (vi_is_best(about->curve, about->grid, e->reference, i)) {
            vi_rule_know(&rule, &e->cells, inc, about->grid->values[i]);
            vi_rule_value(&rule, &e->cells, inc, about->grid->values[i], &e->known[i],
                          &e->error[i]);
        }
    }
    vi_rule_free(&rule);
    return VOI_OK;
}

voi_status vi_enumeration_create(voi_context *ctx, const vi_evsi_question *question,
                                 size_t reference, vi_partial *limits, vi_enumeration *out,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    *out = (vi_enumeration){
        .question = question, .kernels = ctx->kernels, .reference = reference, .limits = limits};
    VI_TRY(make_room(out, err));
    set_columns(out);
    const vi_informing about = {question->problem, out->columns,    out->results,
                                question->grid,    question->curve, NULL};
    VI_TRY(vi_informed_create(ctx, &about, reference, &out->informed, limits, err));
    VI_TRY(vi_study_cells_create(out->columns, out->results, &out->informed, &out->cells, err));
    VI_TRY(value_knowledge(out, &about, err));
cleanup:
    if (status != VOI_OK) {
        vi_enumeration_free(out);
    }
    return status;
}

void vi_enumeration_free(vi_enumeration *e)
{
    vi_informed_free(&e->informed);
    vi_study_cells_free(&e->cells);
    vi_free(e->numbers);
    *e = (vi_enumeration){0};
}

/* ---- One size ---- */

voi_status vi_enumerated_create(const vi_enumeration *e, double n, vi_enumerated *out,
                                voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_increments *inc = &e->informed.increments;
    const vi_looking looking = {e->question->study, e->kernels, e->results};
    *out = (vi_enumerated){0};
    VI_TRY(vi_outlook_create(&e->cells, inc, &looking, n, &out->outlook, err));
    out->weight = vi_evsi_weight(out->outlook.resolved);
    bool made = vi_rule_create(&e->cells, inc, &out->outlook, &out->plain);
    made = vi_rule_create(&e->cells, inc, &out->outlook, &out->hopeful) && made;
    if (!made) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results",
                         out->outlook.results);
    }
cleanup:
    if (status != VOI_OK) {
        vi_enumerated_free(out);
    }
    return status;
}

void vi_enumerated_free(vi_enumerated *enumerated)
{
    vi_outlook_free(&enumerated->outlook);
    vi_rule_free(&enumerated->plain);
    vi_rule_free(&enumerated->hopeful);
    *enumerated = (vi_enumerated){0};
}

/* A list of places of the grid, in the order of their k. */
typedef struct {
    size_t *place, count;
    double *k;
    double *end; /* of every place of the grid: how far decisions that do not show may reach */
} list;

static void free_list(list *l)
{
    vi_free(l->place);
    vi_free(l->k);
    *l = (list){0};
}

static voi_status make_list(const vi_grid *grid, const size_t *places, size_t count, list *out,
                            voi_error *err)
{
    *out = (list){.place = vi_malloc(grid->count, sizeof *out->place),
                  .k = vi_malloc(2 * grid->count, sizeof *out->k)};
    if (!out->place || !out->k) {
        free_list(out);
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", count);
    }
    out->end = out->k + grid->count;
    for (size_t j = 0; j < grid->count; j++) {
        out->place[j] = SIZE_MAX;
        out->end[j] = -INFINITY;
    }
    for (size_t m = 0; m < count; m++) {
        out->place[grid->rank[places[m]]] = places[m];
    }
    for (size_t j = 0; j < grid->count; j++) {
        if (out->place[j] != SIZE_MAX) {
            out->k[out->count] = grid->sorted[j];
            out->place[out->count++] = out->place[j];
        }
    }
    return VOI_OK;
}

/* What the decisions of a rule are worth at one k. */
static void answer_plainly(vi_enumerated *s, const vi_enumeration *e, size_t i, vi_evsi_answer *a)
{
    double k = e->question->grid->values[i], shrunk = s->outlook.shrunk;
    vi_evsi_gain gain = {.known = e->known[i], .known_error = e->error[i]};
    vi_rule_value(&s->plain, &e->cells, &e->informed.increments, k, &gain.value, &gain.error);
    gain.value += (1 - shrunk) * (gain.known - gain.value);
    *a = vi_evsi_from_gain(&gain, s->weight, &e->limits[i]);
}

/* Walks a rule along a list: plain answers, or the ends of hopeful ones. */
static voi_status walk_along(vi_enumerated *s, const vi_enumeration *e, const list *l,
                             vi_evsi_answer *answers, voi_error *err)
{
    vi_rule_walk walk;
    vi_rule *rule = answers ? &s->plain : &s->hopeful;
    double optimism = answers ? 0 : VI_NORMAL_975, value, se;
    voi_status status =
        vi_rule_walk_create(rule, &s->outlook, l->k, l->count, optimism, &walk, err);
    for (size_t m = 0; status == VOI_OK && m < l->count; m++) {
        if (m > 0) {
            vi_rule_walk_next(&walk);
        }
        if (answers) {
            answer_plainly(s, e, l->place[m], &answers[l->place[m]]);
        } else {
            vi_rule_value(rule, &e->cells, &e->informed.increments, l->k[m], &value, &se);
            l->end[l->place[m]] = value + VI_NORMAL_975 * se;
        }
    }
    vi_rule_walk_free(&walk);
    return status;
}

/* Only those places whose answers are near zero remain on the list. */
static void keep_near(const vi_enumerated *s, const vi_evsi_answer *answers, list *l)
{
    size_t count = l->count;
    l->count = 0;
    for (size_t m = 0; m < count; m++) {
        const vi_evsi_answer *a = &answers[l->place[m]];
        if (s->weight < 1 && vi_near_zero(a->evsi, a->se) > 0) {
            l->k[l->count] = l->k[m];
            l->place[l->count++] = l->place[m];
        }
    }
}

voi_status vi_enumerated_answer(vi_enumerated *s, const vi_enumeration *e, const size_t *places,
                                size_t count, vi_evsi_answer *answers, voi_error *err)
{
    voi_status status = VOI_OK;
    list l = {0};
    VI_TRY(make_list(e->question->grid, places, count, &l, err));
    VI_TRY(walk_along(s, e, &l, answers, err));
    keep_near(s, answers, &l);
    if (l.count > 0) {
        VI_TRY(vi_outlook_complete(&s->outlook, err));
        VI_TRY(walk_along(s, e, &l, NULL, err));
    }
    for (size_t m = 0; m < count; m++) {
        vi_evsi_answer *a = &answers[places[m]];
        vi_evsi_finish(a, fmax(l.end[places[m]], a->high), s->weight, &e->limits[places[m]]);
    }
cleanup:
    free_list(&l);
    return status;
}

/* ---- All sizes ---- */

typedef struct {
    const vi_enumeration *enumeration;
    vi_evsi_answer *answers;
} job_state;

static voi_status run_size(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const job_state *job = argument;
    const vi_enumeration *e = job->enumeration;
    const vi_evsi_question *q = e->question;
    vi_enumerated size = {0};
    size_t s = q->size_count - 1 - task; /* large studies take longest: they come first */
    size_t count = 0, *places = vi_malloc(q->grid->count, sizeof *places);
    (void)worker;
    if (!places) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k",
                       q->grid->count);
    }
    for (size_t i = 0; i < q->grid->count; i++) {
        if (vi_is_best(q->curve, q->grid, e->reference, i)) {
            places[count++] = i;
        }
    }
    VI_TRY(vi_enumerated_create(e, q->sizes[s], &size, err));
    status = vi_enumerated_answer(&size, e, places, count, job->answers + s * q->grid->count, err);
cleanup:
    vi_enumerated_free(&size);
    vi_free(places);
    return status;
}

voi_status vi_evsi_enumerate(voi_context *ctx, const vi_evsi_question *question,
                             vi_evsi_answer *answers, vi_partial *limits, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_enumeration e = {0};
    job_state state = {&e, answers};
    const vi_job job = {"computing the EVSI", question->size_count, run_size, &state};
    for (size_t d = 0; d < question->problem->strategies; d++) {
        if (vi_is_best_somewhere(question->curve, d)) {
            VI_TRY(vi_enumeration_create(ctx, question, d, limits, &e, err));
            VI_TRY(vi_parallel(ctx, &job, err));
            vi_enumeration_free(&e);
        }
    }
cleanup:
    vi_enumeration_free(&e);
    return status;
}
