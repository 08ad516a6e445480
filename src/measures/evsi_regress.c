/* EVSI of any study that can be simulated: draw its data for every row, with the row's parameters
 * as the truth, and ask for the EVPPI of their statistics.
 *
 * The draws add noise of their own, so every row gets several studies, which divide the range of
 * the random numbers among themselves; each set of draws has its own regression, and the estimate
 * is the mean of theirs. Their squared standard errors hold the draw of the sample, which they
 * share, and that of the data, which their spread tells: the mean has the whole of the first and a
 * share of the second. */
#include "core/alloc.h"
#include "math/normal.h"
#include "measures/evsi_method.h"
#include "measures/study_draw.h"

#include <math.h>

typedef struct {
    const vi_evsi_question *question;
    size_t reference, draws;
    vi_partial *found; /* sizes × draws × k */
} regressing;

static size_t draws_for(size_t rows)
{
    return rows <= 20000 ? 4 : rows <= 100000 ? 2 : 1;
}

static voi_status inform(voi_context *ctx, const regressing *r, double **columns, size_t count,
                         vi_partial *limits, voi_error *err)
{
    const vi_evsi_question *q = r->question;
    const vi_informing about = {q->problem, columns, count, q->grid, q->curve, NULL};
    vi_informed informed = {0};
    voi_status status = vi_informed_create(ctx, &about, r->reference, &informed, limits, err);
    vi_informed_free(&informed);
    return status;
}

/* The statistics of one task. */
static size_t statistics_of(const regressing *r, size_t size)
{
    const vi_evsi_question *q = r->question;
    const voi_setup setup = vi_study_setup(q->study, q->sizes[size]);
    return q->summaries ? q->summaries[size]->cols : vi_study_statistics(q->study, &setup);
}

static voi_status take_summaries(const regressing *r, size_t size, double **columns, voi_error *err)
{
    const voi_matrix *m = r->question->summaries[size];
    for (size_t i = 0; i < m->rows; i++) {
        for (size_t j = 0; j < m->cols; j++) {
            double x = m->data[(ptrdiff_t)i * m->row_stride + (ptrdiff_t)j * m->col_stride];
            if (!isfinite(x)) {
                return vi_fail(
                    err, VOI_ERR_DATA,
                    "study %s: summaries for n = %.10g: row %zu, column %zu is not a finite "
                    "number",
                    r->question->study->name, r->question->sizes[size], i + 1, j + 1);
            }
            columns[j][i] = x;
        }
    }
    return VOI_OK;
}

static voi_status run_draw(void *state, voi_context *inner, size_t task, voi_error *err)
{
    voi_status status = VOI_OK;
    const regressing *r = state;
    const vi_evsi_question *q = r->question;
    const vi_study_sample sample = {
        q->study, q->sizes[task / r->draws], q->seed, task % r->draws, r->draws, true};
    size_t size = task / r->draws, count = statistics_of(r, size);
    double **columns = vi_study_columns_create(count, q->study->rows, err);
    if (!columns) {
        return VOI_ERR_NOMEM;
    }
    VI_TRY(q->summaries ? take_summaries(r, size, columns, err)
                        : vi_study_sample_draw(inner, &sample, columns, err));
    VI_TRY(inform(inner, r, columns, count, r->found + task * q->grid->count, err));
cleanup:
    vi_study_columns_free(columns);
    return status;
}

/* Where no parameters are named, nothing is worth more than to know all. */
static void know_all(const regressing *r, vi_partial *limits)
{
    const vi_evsi_question *q = r->question;
    for (size_t i = 0; i < q->grid->count; i++) {
        if (vi_is_best(q->curve, q->grid, r->reference, i)) {
            limits[i] = (vi_partial){.evppi = q->curve->evpi[q->grid->rank[i]],
                                     .se = q->curve->se[q->grid->rank[i]],
                                     .high = INFINITY};
        }
    }
}

/* The EVPPI of the parameters themselves. */
static voi_status find_limits(voi_context *ctx, const regressing *r, vi_partial *limits,
                              voi_error *err)
{
    const vi_evsi_question *q = r->question;
    const vi_study *study = q->study;
    if (study->parameters == 0) {
        know_all(r, limits);
        return VOI_OK;
    }
    double **columns = vi_study_columns(study, err);
    if (!columns) {
        return VOI_ERR_NOMEM;
    }
    voi_status status = inform(ctx, r, columns, study->parameters, limits, err);
    vi_study_columns_free(columns);
    return status;
}

/* Joins the answers of all draws for one size at one k. */
static vi_evsi_answer join(const vi_partial *found, size_t stride, size_t draws)
{
    double n = (double)draws, mean = 0, errors = 0, between = 0, below = 0, above = 0;
    for (size_t s = 0; s < draws; s++) {
        const vi_partial *p = &found[s * stride];
        mean += p->evppi / n;
        errors += p->se * p->se / n;
        below += (p->evppi - p->low) / n;
        above += (p->high - p->evppi) / n;
    }
    for (size_t s = 0; s < draws; s++) {
        double deviation = found[s * stride].evppi - mean;
        between += draws > 1 ? deviation * deviation / (n - 1) : 0;
    }
    double square = fmax(errors - (1 - 1 / n) * between, errors / n);
    double share = errors > 0 ? sqrt(square / errors) : 1;
    return (vi_evsi_answer){mean, mean, sqrt(square), mean - share * below, mean + share * above};
}

static void join_all(const regressing *r, const vi_partial *limits, vi_evsi_answer *answers)
{
    const vi_evsi_question *q = r->question;
    size_t k = q->grid->count;
    for (size_t s = 0; s < q->size_count; s++) {
        for (size_t i = 0; i < k; i++) {
            if (vi_is_best(q->curve, q->grid, r->reference, i)) {
                answers[s * k + i] = join(r->found + s * r->draws * k + i, k, r->draws);
                vi_evsi_bound(&answers[s * k + i], &limits[i]);
            }
        }
    }
}

voi_status vi_evsi_regress(voi_context *ctx, const vi_evsi_question *question,
                           vi_evsi_answer *answers, vi_partial *limits, voi_error *err)
{
    voi_status status = VOI_OK;
    regressing r = {.question = question,
                    .draws = question->summaries ? 1 : draws_for(question->study->rows)};
    const vi_nested_job job = {"computing the EVSI", question->size_count * r.draws, run_draw, &r};
    r.found = vi_calloc(job.tasks * question->grid->count, sizeof *r.found);
    if (!r.found) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu sizes",
                       question->size_count);
    }
    for (r.reference = 0; r.reference < question->problem->strategies; r.reference++) {
        if (vi_is_best_somewhere(question->curve, r.reference)) {
            VI_TRY(find_limits(ctx, &r, limits, err));
            VI_TRY(vi_parallel_nested(ctx, &job, err));
            join_all(&r, limits, answers);
        }
    }
cleanup:
    vi_free(r.found);
    return status;
}
