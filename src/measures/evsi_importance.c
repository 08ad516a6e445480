/* EVSI by importance sampling (Menzies 2016): one data set a row is drawn with the row as the
 * truth. Given a data set, all rows weigh as likely as they make it, E[m | x] = Σ_i p(x | θ_i) m_i
 * / Σ_i p(x | θ_i), m the fitted increments, and the row gains what its own outcomes say of the
 * decision that follows.
 *
 * The likelihood is an exponential family, log p = Σ_s t_s η_s − A, so the exponents of a data set
 * are a product of its statistics with the natural parameters of the rows. A block of rows stays in
 * the cache while a batch of data sets meets it. Every data set keeps the largest exponent so far,
 * and a larger one scales down what was summed before: nothing overflows. */
#include "core/alloc.h"
#include "core/context.h"
#include "kernels/kernels.h"
#include "math/normal.h"
#include "measures/evsi_method.h"
#include "measures/study_draw.h"

#include <math.h>
#include <string.h>

enum { BATCH = 64, BLOCK = 512 };

/* One size: what all rows are worth to all data sets. */
typedef struct {
    const vi_kernels *kernels;
    const vi_evsi_question *question;
    const vi_informed *informed;
    size_t rows, statistics, responses;
    double **drawn;                /* statistics × rows: the data sets */
    double *eta, *offset, *fitted; /* statistics × rows, rows, responses × rows */
    double *mean;                  /* rows × responses: E[y | the row's data set] */
    double *numbers;
} weighing;

/* The sums of one data set, scaled by exp of the largest exponent. */
typedef struct {
    double largest, weight;
} running;

static double sum_of_lanes(const double *lanes)
{
    double sum = 0;
    for (size_t l = 0; l < VI_LANES; l++) {
        sum += lanes[l];
    }
    return sum;
}

static double sum_of(const double *x, size_t n)
{
    double lanes[VI_LANES] = {0};
    size_t i = 0;
    for (; i + VI_LANES <= n; i += VI_LANES) {
        for (size_t l = 0; l < VI_LANES; l++) {
            lanes[l] += x[i + l];
        }
    }
    for (; i < n; i++) {
        lanes[i % VI_LANES] += x[i];
    }
    return sum_of_lanes(lanes);
}

static double sum_of_products(const double *x, const double *y, size_t n)
{
    double lanes[VI_LANES] = {0};
    size_t i = 0;
    for (; i + VI_LANES <= n; i += VI_LANES) {
        for (size_t l = 0; l < VI_LANES; l++) {
            lanes[l] += x[i + l] * y[i + l];
        }
    }
    for (; i < n; i++) {
        lanes[i % VI_LANES] += x[i] * y[i];
    }
    return sum_of_lanes(lanes);
}

static double largest_of(const double *x, size_t n)
{
    double lanes[VI_LANES], largest = -INFINITY;
    size_t i = 0;
    for (size_t l = 0; l < VI_LANES; l++) {
        lanes[l] = -INFINITY;
    }
    for (; i + VI_LANES <= n; i += VI_LANES) {
        for (size_t l = 0; l < VI_LANES; l++) {
            lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
        }
    }
    for (; i < n; i++) {
        largest = x[i] > largest ? x[i] : largest;
    }
    for (size_t l = 0; l < VI_LANES; l++) {
        largest = lanes[l] > largest ? lanes[l] : largest;
    }
    return largest;
}

/* Exponents of rows first .. first + n for the data set of `row`; answers the largest. */
static double set_exponents(const weighing *w, size_t row, size_t first, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = -w->offset[first + i];
    }
    for (size_t s = 0; s < w->statistics; s++) {
        const double *eta = w->eta + s * w->rows + first;
        double t = w->drawn[s][row];
        for (size_t i = 0; i < n; i++) {
            out[i] += t * eta[i];
        }
    }
    return largest_of(out, n);
}

/* Lets a data set meet a block of rows. */
static void meet(const weighing *w, size_t row, size_t first, size_t n, running *sums, double *work)
{
    double *mean = w->mean + row * w->responses;
    double largest = set_exponents(w, row, first, n, work);
    if (largest == -INFINITY) {
        return; /* no row of the block can have made the data */
    }
    if (largest > sums->largest) {
        double scale = exp(sums->largest - largest);
        sums->weight *= scale;
        for (size_t r = 0; r < w->responses; r++) {
            mean[r] *= scale;
        }
        sums->largest = largest;
    }
    for (size_t i = 0; i < n; i++) {
        work[i] -= sums->largest;
    }
    w->kernels->exp(work, work, n);
    sums->weight += sum_of(work, n);
    for (size_t r = 0; r < w->responses; r++) {
        mean[r] += sum_of_products(work, w->fitted + r * w->rows + first, n);
    }
}

static voi_status weigh_batch(void *argument, size_t task, size_t worker, voi_error *err)
{
    const weighing *w = argument;
    size_t begin = task * BATCH, end = w->rows - begin < BATCH ? w->rows : begin + BATCH;
    running sums[BATCH];
    double work[BLOCK];
    (void)worker;
    for (size_t row = begin; row < end; row++) {
        sums[row - begin] = (running){-INFINITY, 0};
    }
    for (size_t first = 0; first < w->rows; first += BLOCK) {
        size_t n = w->rows - first < BLOCK ? w->rows - first : BLOCK;
        for (size_t row = begin; row < end; row++) {
            meet(w, row, first, n, &sums[row - begin], work);
        }
    }
    for (size_t row = begin; row < end; row++) {
        double weight = sums[row - begin].weight;
        if (!(weight > 0 && isfinite(weight))) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "study %s: no row of the sample makes the data drawn for row %zu likely",
                           w->question->study->name, row + 1);
        }
        for (size_t r = 0; r < w->responses; r++) {
            w->mean[row * w->responses + r] /= weight;
        }
    }
    return VOI_OK;
}

/* ---- One size ---- */

static void set_natural(weighing *w, double n)
{
    const vi_study *study = w->question->study;
    const voi_setup setup = vi_study_setup(study, n);
    double eta[VOI_MOST_STATISTICS];
    for (size_t i = 0; i < w->rows; i++) {
        w->offset[i] = vi_study_natural(study, &setup, i, eta);
        for (size_t s = 0; s < w->statistics; s++) {
            w->eta[s * w->rows + i] = eta[s];
        }
        for (size_t r = 0; r < w->responses; r++) {
            w->fitted[r * w->rows + i] = w->informed->fitted[i * w->responses + r];
        }
    }
}

static voi_status make_room(weighing *w, double n, voi_error *err)
{
    const voi_setup setup = vi_study_setup(w->question->study, n);
    w->statistics = vi_study_statistics(w->question->study, &setup);
    size_t numbers = w->rows * (w->statistics + 1 + 2 * w->responses);
    w->drawn = vi_study_columns_create(w->statistics, w->rows, err);
    w->numbers = vi_calloc(numbers, sizeof *w->numbers);
    if (!w->drawn || !w->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", w->rows);
    }
    w->eta = w->numbers;
    w->offset = w->eta + w->statistics * w->rows;
    w->fitted = w->offset + w->rows;
    w->mean = w->fitted + w->responses * w->rows;
    return VOI_OK;
}

/* What the row gains at k: the strategy that its data set makes look best, by its own outcomes. */
static double gain_of(const weighing *w, size_t row, double k)
{
    const vi_increments *inc = &w->informed->increments;
    const double *mean = w->mean + row * w->responses, *y = inc->y + row * w->responses;
    double most = 0, gain = 0;
    for (size_t t = 0; t < inc->others; t++) {
        size_t d = vi_increments_strategy(inc, t);
        double expected = vi_increments_mean(inc, d, k), own = expected;
        for (size_t r = t; r < w->responses; r += inc->others) {
            double factor = vi_increments_factor(inc, r, k);
            expected += factor * mean[r];
            own += factor * y[r];
        }
        gain = expected > most ? own : gain;
        most = fmax(expected, most);
    }
    return gain;
}

static vi_evsi_answer answer_at(const weighing *w, double k, const vi_partial *limit)
{
    double n = (double)w->rows, sum = 0, squares = 0;
    size_t turned = 0;
    for (size_t i = 0; i < w->rows; i++) {
        double gain = gain_of(w, i, k);
        sum += gain;
        squares += gain * gain;
        turned += gain != 0;
    }
    double mean = sum / n, se = sqrt(fmax(squares / n - mean * mean, 0) / n);
    vi_evsi_answer a = {mean, mean, se, mean - VI_NORMAL_975 * se, mean + VI_NORMAL_975 * se};
    if (turned < 10) {
        /* Too few rows to tell: what is certain is that the parameters are not worth more. */
        a.high = fmax(a.high, limit->high);
    }
    vi_evsi_bound(&a, limit);
    return a;
}

static voi_status run_size(voi_context *ctx, const vi_evsi_question *q, const vi_informed *informed,
                           size_t size, vi_evsi_answer *answers, const vi_partial *limits,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    weighing w = {.kernels = ctx->kernels,
                  .question = q,
                  .informed = informed,
                  .rows = q->study->rows,
                  .responses = informed->increments.responses.count};
    const vi_study_sample sample = {q->study, q->sizes[size], q->seed, 0, 1, false};
    const vi_job job = {"weighing rows", (w.rows + BATCH - 1) / BATCH, weigh_batch, &w};
    VI_TRY(make_room(&w, sample.n, err));
    VI_TRY(vi_study_sample_draw(ctx, &sample, w.drawn, err));
    set_natural(&w, sample.n);
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t i = 0; i < q->grid->count; i++) {
        if (vi_is_best(q->curve, q->grid, informed->increments.reference, i)) {
            answers[size * q->grid->count + i] = answer_at(&w, q->grid->values[i], &limits[i]);
        }
    }
cleanup:
    vi_study_columns_free(w.drawn);
    vi_free(w.numbers);
    return status;
}

const char *vi_evsi_importance_unfit(const vi_study *study)
{
    return vi_study_has_likelihood(study) ? NULL : "its design tells no likelihood";
}

voi_status vi_evsi_importance(voi_context *ctx, const vi_evsi_question *question,
                              vi_evsi_answer *answers, vi_partial *limits, voi_error *err)
{
    return vi_evsi_by_parameters(ctx, question, run_size, answers, limits, err);
}
