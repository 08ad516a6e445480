/* EVSI where the results of a study are one or two numbers: no data are simulated. The decision
 * after every result follows from the fitted increments; it is valued by the rows' own outcomes:
 *     EVSI = mean_i Σ_d q_d(θ_i) Y_d(i),   q_d(θ) = Σ_x p(x | θ) 1{d*(x) = d},
 * with the standard error of that mean.
 *
 * large studies: where a study tells finer than the sample does, its value is the EVPPI, whose
 * estimate knows how finely the sample tells. With ρ the share of the variance of what is measured
 * that the study resolves, the answer moves over by ρ⁸ from what the cells of the sample say.
 *
 * interval: near zero, decisions that would pay may not show in the sample. The upper end is then
 * that of the rule that takes the other strategies for 1.96 standard errors better after every
 * result. */
#include "measures/evsi_enumerate.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/draw.h"
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

static double noise_of(const voi_result *r, double value)
{
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
        return value * (1 - value);
    case VOI_RESULT_POISSON:
        return value;
    case VOI_RESULT_NORMAL:
        break;
    }
    return r->sd * r->sd;
}

static void set_spread(vi_enumeration *e, const voi_result *result, size_t q)
{
    size_t rows = e->question->study->rows;
    double mean = 0, squares = 0, noise = 0, n = (double)rows;
    for (size_t i = 0; i < rows; i++) {
        mean += e->columns[q][i] / n;
    }
    for (size_t i = 0; i < rows; i++) {
        double deviation = e->columns[q][i] - mean;
        squares += deviation * deviation / n;
        noise += noise_of(result, e->columns[q][i]) / n;
    }
    e->spread[q] = squares;
    e->noise[q] = noise;
}

static void set_columns(vi_enumeration *e)
{
    const vi_study *study = e->question->study;
    const voi_setup setup = vi_study_setup(study, 1);
    voi_result results[VOI_MOST_RESULTS];
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
    vi_study_results(study, 1, results);
    for (size_t q = 0; q < e->results; q++) {
        set_spread(e, &results[q], q);
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

static double resolved_by(const vi_enumeration *e, double n)
{
    voi_result results[VOI_MOST_RESULTS];
    double least = 1;
    size_t listed = vi_study_results(e->question->study, n, results);
    for (size_t q = 0; q < listed; q++) {
        double part = e->spread[q] * results[q].size;
        least = fmin(least, part > 0 ? part / (part + e->noise[q]) : 0);
    }
    return least;
}

voi_status vi_enumerated_create(const vi_enumeration *e, double n, vi_enumerated *out,
                                voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_increments *inc = &e->informed.increments;
    const vi_looking looking = {e->question->study, e->kernels, e->results};
    *out = (vi_enumerated){0};
    VI_TRY(vi_outlook_create(&e->cells, inc, &looking, n, &out->outlook, err));
    out->weight = vi_evsi_weight(fmin(resolved_by(e, n), out->outlook.resolved));
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

/* How far decisions that do not show may reach. */
static voi_status find_hopeful_end(vi_enumerated *s, const vi_enumeration *e, double k, double *end,
                                   voi_error *err)
{
    double value, se;
    voi_status status = vi_outlook_complete(&s->outlook, err);
    if (status != VOI_OK) {
        return status;
    }
    vi_rule_decide(&s->hopeful, &s->outlook, k, VI_NORMAL_975);
    vi_rule_value(&s->hopeful, &e->cells, &e->informed.increments, k, &value, &se);
    *end = value + VI_NORMAL_975 * se;
    return VOI_OK;
}

voi_status vi_enumerated_answer(vi_enumerated *s, const vi_enumeration *e, size_t i,
                                vi_evsi_answer *out, voi_error *err)
{
    voi_status status = VOI_OK;
    double k = e->question->grid->values[i], end = -INFINITY, shrunk = s->outlook.shrunk;
    vi_evsi_gain gain = {.known = e->known[i], .known_error = e->error[i]};
    vi_rule_decide(&s->plain, &s->outlook, k, 0);
    vi_rule_value(&s->plain, &e->cells, &e->informed.increments, k, &gain.value, &gain.error);
    gain.value += (1 - shrunk) * (gain.known - gain.value);
    vi_evsi_answer a = vi_evsi_from_gain(&gain, s->weight, &e->limits[i]);
    if (vi_near_zero(a.evsi, a.se) > 0 && s->weight < 1) {
        status = find_hopeful_end(s, e, k, &end, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    vi_evsi_finish(&a, fmax(end, a.high), s->weight, &e->limits[i]);
    *out = a;
    return VOI_OK;
}

/* ---- All sizes ---- */

typedef struct {
    const vi_enumeration *enumeration;
    vi_evsi_answer *answers;
} job_state;

static voi_status run_size(void *argument, size_t task, size_t worker, voi_error *err)
{
    const job_state *job = argument;
    const vi_enumeration *e = job->enumeration;
    const vi_evsi_question *q = e->question;
    const vi_grid *grid = q->grid;
    vi_enumerated size;
    (void)worker;
    voi_status status = vi_enumerated_create(e, q->sizes[task], &size, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t i = 0; i < grid->count && status == VOI_OK; i++) {
        if (vi_is_best(q->curve, grid, e->reference, i)) {
            status = vi_enumerated_answer(&size, e, i, &job->answers[task * grid->count + i], err);
        }
    }
    vi_enumerated_free(&size);
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
