/* The fits are made once; a size is then a task of its own, at all k or at some. Sizes are kept in
 * increasing order beside a matrix of answers, in which NaN marks what has not been asked for. */
#include "measures/evsi_curve.h"

#include "core/alloc.h"
#include "math/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Sizes in order ---- */

size_t vi_evsi_curve_place(const vi_evsi_curve *curve, double n)
{
    size_t low = 0, high = curve->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (curve->sizes[middle] < n) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool grow(vi_evsi_curve *curve, size_t more)
{
    size_t count = curve->count + more, k = curve->work.grid.count;
    double *sizes = vi_realloc(curve->sizes, count, sizeof *sizes);
    curve->sizes = sizes ? sizes : curve->sizes;
    vi_evsi_answer *answers = vi_realloc(curve->answers, count * k, sizeof *answers);
    curve->answers = answers ? answers : curve->answers;
    return sizes && answers;
}

/* A row for a size, without answers if it is new; there must be room. */
static void insert(vi_evsi_curve *curve, double n)
{
    size_t s = vi_evsi_curve_place(curve, n), k = curve->work.grid.count, behind = curve->count - s;
    if (s < curve->count && curve->sizes[s] == n) {
        return;
    }
    memmove(curve->sizes + s + 1, curve->sizes + s, behind * sizeof *curve->sizes);
    memmove(curve->answers + (s + 1) * k, curve->answers + s * k,
            behind * k * sizeof *curve->answers);
    curve->sizes[s] = n;
    curve->count++;
    for (size_t i = 0; i < k; i++) {
        curve->answers[s * k + i].evsi = NAN;
    }
}

bool vi_evsi_curve_has(const vi_evsi_curve *curve, size_t s, size_t i)
{
    return !isnan(vi_evsi_curve_answer(curve, s, i)->evsi);
}

/* ---- Answers ---- */

typedef struct {
    vi_evsi_curve *curve;
    const vi_wanted *wanted; /* by size */
    size_t *start;           /* of the wants of every size, and the end */
} job_state;

static bool is_wanted(const job_state *job, size_t task, size_t i)
{
    for (size_t w = job->start[task]; w < job->start[task + 1]; w++) {
        if (job->wanted[w].k == i || job->wanted[w].k == VI_EVERY_K) {
            return true;
        }
    }
    return false;
}

static bool is_due(const job_state *job, size_t task, size_t s, const vi_enumeration *e, size_t i)
{
    const vi_evsi_curve *curve = job->curve;
    return vi_is_best(&curve->work.curve, &curve->work.grid, e->reference, i) &&
           !vi_evsi_curve_has(curve, s, i) && is_wanted(job, task, i);
}

/* What is due of one size by one enumeration. */
static voi_status run_enumeration(const job_state *job, size_t task, size_t s,
                                  const vi_enumeration *e, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_evsi_curve *curve = job->curve;
    size_t k = curve->work.grid.count, count = 0, *due = vi_malloc(k, sizeof *due);
    vi_enumerated size = {0};
    if (!due) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", k);
    }
    for (size_t i = 0; i < k; i++) {
        if (is_due(job, task, s, e, i)) {
            due[count++] = i;
        }
    }
    if (count > 0) {
        VI_TRY(vi_enumerated_create(e, curve->sizes[s], &size, err));
        VI_TRY(vi_enumerated_answer(&size, e, due, count, curve->answers + s * k, err));
    }
    for (size_t d = 0; d < count; d++) {
        VI_TRY(vi_evsi_check(e->question, curve->sizes[s], vi_evsi_curve_answer(curve, s, due[d]),
                             err));
    }
cleanup:
    vi_enumerated_free(&size);
    vi_free(due);
    return status;
}

static voi_status run_size(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const job_state *job = argument;
    const vi_evsi_curve *curve = job->curve;
    size_t s = vi_evsi_curve_place(curve, job->wanted[job->start[task]].n);
    (void)worker;
    for (size_t e = 0; e < curve->enumeration_count; e++) {
        VI_TRY(run_enumeration(job, task, s, &curve->enumerations[e], err));
    }
cleanup:
    return status;
}

static int by_size(const void *a, const void *b)
{
    return vi_numbers_compare(&((const vi_wanted *)a)->n, &((const vi_wanted *)b)->n);
}

voi_status vi_evsi_curve_add(voi_context *ctx, vi_evsi_curve *curve, const vi_wanted *wanted,
                             size_t count, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_wanted *sorted = vi_malloc(count, sizeof *sorted);
    size_t *start = vi_malloc(count + 1, sizeof *start), tasks = 0;
    if (!sorted || !start || !grow(curve, count)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu more sizes", count);
        goto cleanup;
    }
    memcpy(sorted, wanted, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    for (size_t w = 0; w < count; w++) {
        if (w == 0 || sorted[w].n > sorted[w - 1].n) {
            start[tasks++] = w;
        }
        insert(curve, sorted[w].n);
    }
    start[tasks] = count;
    job_state state = {curve, sorted, start};
    const vi_job job = {"computing the EVSI", tasks, run_size, &state};
    status = vi_parallel(ctx, &job, err);
cleanup:
    vi_free(sorted);
    vi_free(start);
    return status;
}

/* ---- Making ---- */

static voi_status open_enumerations(voi_context *ctx, vi_evsi_curve *curve, voi_error *err)
{
    const vi_evsi_question *question = &curve->work.question;
    size_t strategies = question->problem->strategies;
    voi_status status = VOI_OK;
    curve->enumerations = vi_calloc(strategies, sizeof *curve->enumerations);
    if (!curve->enumerations) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu strategies", strategies);
    }
    for (size_t d = 0; d < strategies; d++) {
        if (vi_is_best_somewhere(question->curve, d)) {
            VI_TRY(vi_enumeration_create(ctx, question, d, curve->work.limits,
                                         &curve->enumerations[curve->enumeration_count], err));
            curve->enumeration_count++;
        }
    }
cleanup:
    return status;
}

static voi_status add_listed(voi_context *ctx, vi_evsi_curve *curve, voi_error *err)
{
    const vi_evsi_work *work = &curve->work;
    vi_wanted *wanted = vi_malloc(work->size_count, sizeof *wanted);
    if (!wanted) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes", work->size_count);
    }
    for (size_t s = 0; s < work->size_count; s++) {
        wanted[s] = (vi_wanted){work->sizes[s], VI_EVERY_K};
    }
    voi_status status = vi_evsi_curve_add(ctx, curve, wanted, work->size_count, err);
    vi_free(wanted);
    return status;
}

static voi_status answer_listed(voi_context *ctx, vi_evsi_curve *curve, voi_error *err)
{
    vi_evsi_work *work = &curve->work;
    voi_status status = vi_evsi_answer_all(ctx, work, err);
    if (status != VOI_OK) {
        return status;
    }
    if (!grow(curve, work->size_count)) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes", work->size_count);
    }
    curve->count = work->size_count;
    memcpy(curve->sizes, work->sizes, curve->count * sizeof *curve->sizes);
    memcpy(curve->answers, work->answers, curve->count * work->grid.count * sizeof *curve->answers);
    return VOI_OK;
}

voi_status vi_evsi_curve_open(voi_context *ctx, const voi_problem *problem,
                              const voi_evsi_options *options, vi_evsi_curve *out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_evsi_options asked = *options;
    bool listed = options->sizes.count > 0;
    if (!listed) {
        asked.sizes = vi_sizes_compared;
    }
    VI_TRY(vi_evsi_prepare(ctx, problem, &asked, &out->work, err));
    if (out->work.method->run != vi_evsi_enumerate) {
        return answer_listed(ctx, out, err);
    }
    VI_TRY(open_enumerations(ctx, out, err));
    status = listed ? add_listed(ctx, out, err) : VOI_OK;
cleanup:
    return status;
}

void vi_evsi_curve_free(vi_evsi_curve *curve)
{
    for (size_t e = 0; e < curve->enumeration_count; e++) {
        vi_enumeration_free(&curve->enumerations[e]);
    }
    vi_free(curve->enumerations);
    vi_free(curve->sizes);
    vi_free(curve->answers);
    vi_evsi_free(&curve->work);
    *curve = (vi_evsi_curve){0};
}

const vi_enumeration *vi_evsi_curve_enumeration(const vi_evsi_curve *curve, size_t i)
{
    const vi_enumeration *e = curve->enumerations;
    while (!vi_is_best(&curve->work.curve, &curve->work.grid, e->reference, i)) {
        e++;
    }
    return e;
}
