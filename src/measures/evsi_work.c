/* Sizes are answered in increasing order and each once; a size of 0 needs no answer. */
#include "measures/evsi_work.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "core/table.h"
#include "data/number_list.h"
#include "math/numbers.h"
#include "measures/asked.h"
#include "measures/pictures.h"
#include "measures/told.h"
#include "studies/design_check.h"
#include "studies/designs.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void voi_evsi_options_default(voi_evsi_options *options)
{
    *options = (voi_evsi_options){.seed = 1};
    voi_population_default(&options->population);
}

/* ---- Sizes ---- */

static const char *name_of(const voi_study *study)
{
    return study->name ? study->name : study->design->name;
}

static const double shown[] = {10, 25, 50, 100, 250, 500, 1000};
static const double compared[] = {5,    10,   20,   50,    100,   200,  500,
                                  1000, 2000, 5000, 10000, 20000, 50000};

const voi_sizes vi_sizes_shown = {shown, sizeof shown / sizeof *shown};
const voi_sizes vi_sizes_compared = {compared, sizeof compared / sizeof *compared};

static voi_status check_sizes(const voi_evsi_options *options, voi_error *err)
{
    if (options->sizes.count == 0 || !options->sizes.values) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the size of the study is missing: give one or several, such as 50,100,200");
    }
    for (size_t i = 0; i < options->sizes.count; i++) {
        double n = options->sizes.values[i];
        if (!(n >= 0 && n <= VI_LARGEST_SIZE) || n != floor(n)) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "study %s of size %.10g: sizes are whole numbers from 0 to %s",
                           name_of(&options->study), n, VI_LARGEST_SIZE_WORDS);
        }
    }
    return VOI_OK;
}

static voi_status sort_sizes(const voi_evsi_options *options, vi_evsi_work *work, voi_error *err)
{
    work->sizes = vi_malloc(options->sizes.count, sizeof *work->sizes);
    if (!work->sizes) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes",
                       options->sizes.count);
    }
    memcpy(work->sizes, options->sizes.values, options->sizes.count * sizeof *work->sizes);
    qsort(work->sizes, options->sizes.count, sizeof *work->sizes, vi_numbers_compare);
    for (size_t i = 0; i < options->sizes.count; i++) {
        double n = work->sizes[i], last = work->size_count ? work->sizes[work->size_count - 1] : 0;
        if (n > last) {
            work->sizes[work->size_count++] = n;
        }
    }
    return VOI_OK;
}

static size_t size_index(const vi_evsi_work *work, double size)
{
    const double *at =
        bsearch(&size, work->sizes, work->size_count, sizeof *work->sizes, vi_numbers_compare);
    return (size_t)(at - work->sizes);
}

/* ---- Summaries simulated elsewhere ---- */

voi_status vi_evsi_check_summaries(const voi_study_plan *plan, voi_error *err)
{
    return plan->summaries && plan->sizes.count == 0
               ? vi_fail(err, VOI_ERR_ARGUMENT,
                         "study %s: summaries are of given sizes: list the sizes, one for each",
                         plan->study.name ? plan->study.name : "custom")
               : VOI_OK;
}

static voi_status check_summaries(const voi_problem *problem, const voi_evsi_options *options,
                                  voi_error *err)
{
    bool custom = options->study.design == &vi_design_custom;
    if (custom != (options->summaries != NULL)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       custom ? "study %s needs summaries, simulated for every row and size"
                              : "study %s simulates its own data; summaries are for design custom",
                       name_of(&options->study));
    }
    for (size_t i = 0; custom && i < options->sizes.count; i++) {
        const voi_matrix *m = &options->summaries[i];
        if (!m->data || m->rows != problem->rows) {
            return vi_fail(
                err, VOI_ERR_ARGUMENT,
                "study %s: the summaries for n = %.10g have %zu row%s; the sample has %zu",
                name_of(&options->study), options->sizes.values[i], m->data ? m->rows : 0,
                m->data && m->rows == 1 ? "" : "s", problem->rows);
        }
        if (m->cols < 1 || m->cols > VOI_MOST_STATISTICS) {
            return vi_fail(
                err, VOI_ERR_ARGUMENT,
                "study %s: the summaries for n = %.10g have %zu columns; from 1 to %d are "
                "possible",
                name_of(&options->study), options->sizes.values[i], m->cols,
                (int)VOI_MOST_STATISTICS);
        }
    }
    return VOI_OK;
}

static voi_status place_summaries(const voi_evsi_options *options, vi_evsi_work *work,
                                  voi_error *err)
{
    if (!options->summaries) {
        return VOI_OK;
    }
    work->summaries = vi_calloc(work->size_count, sizeof(const voi_matrix *));
    if (!work->summaries) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes", work->size_count);
    }
    for (size_t i = options->sizes.count; i-- > 0;) {
        if (options->sizes.values[i] > 0) {
            work->summaries[size_index(work, options->sizes.values[i])] = &options->summaries[i];
        }
    }
    return VOI_OK;
}

/* ---- Method ---- */

static voi_status unknown_method(const char *study, const char *name, voi_error *err)
{
    char names[128] = "auto";
    for (size_t m = 0, length = strlen(names); m < vi_evsi_method_count; m++) {
        length += (size_t)snprintf(names + length, sizeof names - length, ", %s",
                                   vi_evsi_methods[m].name);
    }
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: unknown method \"%.60s\"; possible are %s",
                   study, name, names);
}

static voi_status choose_method(const char *name, vi_evsi_work *work, voi_error *err)
{
    bool best = !name || strcmp(name, "auto") == 0;
    for (size_t m = 0; m < vi_evsi_method_count; m++) {
        const vi_evsi_method *method = &vi_evsi_methods[m];
        const char *why = method->unfit(&work->study);
        bool asked = !best && strcmp(method->name, name) == 0;
        if (asked && why) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "method %s does not suit study %s: %s", name,
                           work->study.name, why);
        }
        if (asked || (best && !why && work->study.rows <= method->most_rows)) {
            work->method = method;
            return VOI_OK;
        }
    }
    assert(!best); /* regression suits every study and any number of rows */
    return unknown_method(work->study.name, name, err);
}

voi_status vi_evsi_draws(const voi_problem *problem, const voi_study_plan *plan, bool *draws,
                         voi_error *err)
{
    vi_evsi_work work = {0};
    voi_status status = VOI_OK;
    VI_TRY(vi_asked_check(problem, "EVSI", err));
    VI_TRY(vi_study_create(problem, &plan->study, &work.study, err));
    VI_TRY(choose_method(plan->method, &work, err));
    *draws = work.method->run != vi_evsi_enumerate;
cleanup:
    vi_study_free(&work.study);
    return vi_error_at(err, plan->where, status);
}

/* ---- The whole ---- */

static voi_status join_names(const voi_problem *problem, vi_evsi_work *work, voi_error *err)
{
    vi_buffer text = {0};
    voi_bytes bytes = {0};
    for (size_t j = 0; j < work->study.parameters; j++) {
        vi_buffer_puts(&text, j > 0 ? "," : "");
        vi_buffer_puts(&text, problem->parameter_names[work->study.member[j]]);
    }
    voi_status status = vi_buffer_finish(&text, "EVSI", &bytes, err);
    work->pars = bytes.data;
    return status;
}

static voi_status make_room(vi_evsi_work *work, voi_error *err)
{
    work->answers = vi_calloc(work->size_count * work->grid.count, sizeof *work->answers);
    work->limits = vi_calloc(work->grid.count, sizeof *work->limits);
    if (!work->answers || !work->limits) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes", work->size_count);
    }
    return VOI_OK;
}

/* ---- What the parameters themselves are worth ---- */

/* Methods bound an EVSI by the EVPPI of what they work with. Where that is a function of the
 * columns of the sample, their own EVPPI is the same quantity, but another estimate of it. */
static bool measures_columns(const vi_evsi_work *work)
{
    const vi_study *study = &work->study;
    for (size_t j = 0; j < study->parameters; j++) {
        if (study->scale[j] != VOI_SCALE_NONE) {
            return false;
        }
    }
    return work->method->run != vi_evsi_enumerate || study->design->by_parameter ||
           study->design->values == vi_values_are_parameters;
}

static voi_status value_names(voi_context *ctx, vi_evsi_work *work, voi_error *err)
{
    const voi_problem *problem = work->question.problem;
    double *columns[VOI_MOST_STATISTICS];
    vi_informed informed = {0};
    voi_status status = VOI_OK;
    if (measures_columns(work)) {
        return VOI_OK;
    }
    work->named = vi_calloc(work->grid.count, sizeof *work->named);
    if (!work->named) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k",
                       work->grid.count);
    }
    for (size_t j = 0; j < work->study.parameters; j++) {
        columns[j] = problem->params[work->study.member[j]];
    }
    const vi_informing about = {problem,     columns,      work->study.parameters,
                                &work->grid, &work->curve, NULL};
    for (size_t d = 0; d < problem->strategies; d++) {
        if (vi_is_best_somewhere(&work->curve, d)) {
            VI_TRY(vi_informed_create(ctx, &about, d, &informed, work->named, err));
            vi_informed_free(&informed);
        }
    }
cleanup:
    vi_informed_free(&informed);
    return status;
}

void vi_evsi_bound_named(const vi_evsi_work *work, size_t i, vi_evsi_answer *answer)
{
    if (work->named) {
        vi_evsi_bound(answer, &work->named[i]);
    }
}

voi_status vi_evsi_prepare(voi_context *ctx, const voi_problem *problem,
                           const voi_evsi_options *options, vi_evsi_work *out, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_asked_check(problem, "EVSI", err));
    VI_TRY(vi_design_check(options->study.design, err));
    VI_TRY(check_sizes(options, err));
    VI_TRY(check_summaries(problem, options, err));
    VI_TRY(vi_study_create(problem, &options->study, &out->study, err));
    VI_TRY(choose_method(options->method, out, err));
    VI_TRY(join_names(problem, out, err));
    VI_TRY(sort_sizes(options, out, err));
    VI_TRY(place_summaries(options, out, err));
    VI_TRY(vi_grid_create(problem, &options->wtp, &out->grid, err));
    VI_TRY(make_room(out, err));
    VI_TRY(
        vi_curve_compute(ctx, problem, out->grid.sorted, out->grid.count, false, &out->curve, err));
    out->question = (vi_evsi_question){problem,    &out->study,     &out->grid,    &out->curve,
                                       out->sizes, out->size_count, options->seed, out->summaries};
    VI_TRY(value_names(ctx, out, err));
cleanup:
    return status;
}

/* ---- Never falling ---- */

/* A pool of neighbours, each of which gets the mean. */
typedef struct {
    double mean;
    size_t members;
} pool;

static void level_out(vi_evsi_answer *answers, size_t count, size_t stride, pool *pools)
{
    size_t used = 0;
    for (size_t s = 0; s < count; s++) {
        pools[used++] = (pool){answers[s * stride].evsi, 1};
        while (used > 1 && pools[used - 1].mean < pools[used - 2].mean) {
            pool *into = &pools[used - 2];
            double a = (double)into->members, b = (double)pools[used - 1].members;
            into->mean = (a * into->mean + b * pools[used - 1].mean) / (a + b);
            into->members += pools[used - 1].members;
            used--;
        }
    }
    for (size_t s = 0, at = 0; s < count; s++) {
        vi_evsi_answer *a = &answers[s * stride];
        a->evsi = pools[at].mean;
        a->low = fmin(a->low, a->evsi);
        a->high = fmax(a->high, a->evsi);
        at += --pools[at].members == 0;
    }
}

voi_status vi_evsi_level_out(vi_evsi_answer *answers, size_t count, size_t k, voi_error *err)
{
    pool *pools = vi_malloc(count, sizeof *pools);
    if (!pools) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes", count);
    }
    for (size_t i = 0; i < k; i++) {
        level_out(answers + i, count, k, pools);
    }
    vi_free(pools);
    return VOI_OK;
}

voi_status vi_evsi_answer_all(voi_context *ctx, vi_evsi_work *work, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t k = work->grid.count;
    VI_TRY(work->method->run(ctx, &work->question, work->answers, work->limits, err));
    for (size_t at = 0; at < work->size_count * k; at++) {
        vi_evsi_bound_named(work, at % k, &work->answers[at]);
        VI_TRY(vi_evsi_check(&work->question, work->sizes[at / k], &work->answers[at], err));
    }
    VI_TRY(vi_evsi_level_out(work->answers, work->size_count, k, err));
cleanup:
    return status;
}

void vi_evsi_free(vi_evsi_work *work)
{
    vi_study_free(&work->study);
    vi_grid_free(&work->grid);
    vi_curve_free(&work->curve);
    vi_free(work->sizes);
    /* Borrowed matrices, in an array of our own. */
    vi_free((void *)work->summaries);
    vi_free(work->answers);
    vi_free(work->limits);
    vi_free(work->named);
    vi_free(work->pars);
    *work = (vi_evsi_work){0};
}

vi_evsi_answer vi_evsi_answer_at(const vi_evsi_work *work, double size, size_t i)
{
    return size > 0 ? work->answers[size_index(work, size) * work->grid.count + i]
                    : (vi_evsi_answer){0};
}

void vi_evsi_warn(const vi_evsi_work *work, const voi_problem *problem, voi_table *table)
{
    vi_problem_warn(problem, table);
    vi_tell_rows(problem->rows, "EVSI", table);
    vi_curve_warn(&work->curve, problem, table);
}
