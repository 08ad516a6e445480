/* The likelihood is an exponential family, log p = Σ_s t_s η_s − A, so the exponents of a data set
 * are a product of its statistics with the natural parameters of the rows. A block of rows stays in
 * the cache while a batch of data sets meets it. Every data set keeps the largest exponent so far,
 * and a larger one scales down what was summed before: nothing overflows.
 *
 * Data sets are the points of a lattice. Its first coordinate chooses the row that is the truth,
 * among rows sorted by what they favour, the others are the random numbers of its data: what a
 * study is worth depends smoothly on few combinations of these, over which lattices are far more
 * even than chance is. */
#include "measures/weighing.h"

#include "core/alloc.h"
#include "core/context.h"
#include "core/philox.h"
#include "math/clones.h"
#include "math/lanes.h"
#include "math/linalg.h"
#include "math/radix.h"
#include "math/scores.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SETS = 4096, TOLD = 1024, BATCH = 64, BLOCK = VI_WEIGHING_BLOCK };

/* Of the lattice of Korobov whose points are (r, r g, r g², …) mod SETS: near the best in 2 to 32
 * dimensions by what their pairs and triples leave uneven. */
enum { GENERATOR = 1829 };

/* The sums of one data set, scaled by exp of the largest exponent. */
typedef struct {
    double largest, weight, squares;
} running;

VI_CLONES static double largest_of(const double *x, size_t n)
{
    double lanes[VI_SUM_LANES], largest = -INFINITY;
    size_t i = 0;
    for (size_t l = 0; l < VI_SUM_LANES; l++) {
        lanes[l] = -INFINITY;
    }
    for (; i + VI_SUM_LANES <= n; i += VI_SUM_LANES) {
        for (size_t l = 0; l < VI_SUM_LANES; l++) {
            lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
        }
    }
    for (; i < n; i++) {
        largest = x[i] > largest ? x[i] : largest;
    }
    for (size_t l = 0; l < VI_SUM_LANES; l++) {
        largest = lanes[l] > largest ? lanes[l] : largest;
    }
    return largest;
}

/* All sums of a block of weights: Σ w, Σ w² and Σ w y of every response. */
VI_CLONES static void add_block(const double *weight, const double *fitted, size_t stride, size_t n,
                                size_t responses, running *sums, double *mean)
{
    vi_lanes all = {{{0}}};
    double rest = 0;
    size_t i = 0;
    for (; i + VI_SUM_LANES <= n; i += VI_SUM_LANES) {
        vi_lanes_add(&all, weight + i);
    }
    for (; i < n; i++) {
        rest += weight[i];
    }
    sums->weight += vi_lanes_sum(&all) + rest;
    sums->squares += vi_lanes_dot(weight, weight, n);
    for (size_t r = 0; r < responses; r++) {
        mean[r] += vi_lanes_dot(weight, fitted + r * stride, n);
    }
}

/* out = Σ t_s η_s − offset − from. */
VI_CLONES static void set_exponents(const vi_weighing *w, const double *t, size_t first, size_t n,
                                    double from, double *out)
{
    const double *offset = w->offset + first, *eta = w->eta + first;
    size_t s = 1;
    for (size_t i = 0; i < n; i++) {
        out[i] = t[0] * eta[i] - (offset[i] + from);
    }
    for (; s + 1 < w->statistics; s += 2) {
        const double *one = eta + s * w->rows, *other = one + w->rows;
        for (size_t i = 0; i < n; i++) {
            out[i] += t[s] * one[i] + t[s + 1] * other[i];
        }
    }
    for (size_t i = 0; s < w->statistics && i < n; i++) {
        out[i] += t[s] * eta[s * w->rows + i];
    }
}

void vi_weighing_exponents(const vi_weighing *w, size_t set, size_t first, size_t n, double from,
                           double *out)
{
    set_exponents(w, w->drawn + set * w->statistics, first, n, from, out);
}

/* ---- Weights ---- */

static void scale_down(const vi_weighing *w, double largest, running *sums, double *mean)
{
    double scale = exp(sums->largest - largest);
    sums->weight *= scale;
    sums->squares *= scale * scale;
    for (size_t r = 0; r < w->responses; r++) {
        mean[r] *= scale;
    }
    sums->largest = largest;
}

VI_CLONES static void take_off(double largest, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] -= largest;
    }
}

/* Lets a data set meet a block of rows. */
static void meet(const vi_weighing *w, size_t set, size_t first, size_t n, running *sums,
                 double *work)
{
    double *mean = w->mean + set * w->responses;
    vi_weighing_exponents(w, set, first, n, 0, work);
    double largest = largest_of(work, n);
    if (largest == -INFINITY) {
        return; /* no row of the block can have made the data */
    }
    if (largest > sums->largest) {
        scale_down(w, largest, sums, mean);
    }
    take_off(sums->largest, n, work);
    w->kernels->exp(work, work, n);
    add_block(work, w->fitted + first, w->rows, n, w->responses, sums, mean);
}

static size_t source(const vi_weighing *w, size_t set)
{
    return w->source[set];
}

static voi_status keep(const vi_weighing *w, size_t set, const running *sums, voi_error *err)
{
    if (!(sums->weight > 0 && isfinite(sums->weight))) {
        return vi_fail(err, VOI_ERR_NUMERIC,
                       "study %s: no row of the sample makes the data drawn for row %zu likely",
                       w->study->name, source(w, set) + 1);
    }
    for (size_t r = 0; r < w->responses; r++) {
        w->mean[set * w->responses + r] /= sums->weight;
    }
    w->evidence[set] = sums->largest + log(sums->weight);
    w->share[set] = sums->squares / (sums->weight * sums->weight);
    return VOI_OK;
}

static voi_status weigh_batch(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_weighing *w = argument;
    size_t begin = task * BATCH, end = w->sets - begin < BATCH ? w->sets : begin + BATCH;
    running sums[BATCH];
    double work[BLOCK];
    (void)worker;
    for (size_t set = begin; set < end; set++) {
        sums[set - begin] = (running){-INFINITY, 0, 0};
    }
    for (size_t first = 0; first < w->rows; first += BLOCK) {
        size_t n = w->rows - first < BLOCK ? w->rows - first : BLOCK;
        for (size_t set = begin; set < end; set++) {
            meet(w, set, first, n, &sums[set - begin], work);
        }
    }
    for (size_t set = begin; set < end; set++) {
        VI_TRY(keep(w, set, &sums[set - begin], err));
    }
cleanup:
    return status;
}

/* ---- What data tell ---- */

/* The means of a response given the data, and its truths, of TOLD data sets; answers whether the
 * truths differ. */
static bool gather_told(const vi_weighing *w, size_t r, double *mean, double *truth)
{
    size_t step = w->sets / TOLD;
    bool differ = false;
    for (size_t i = 0; i < TOLD; i++) {
        mean[i] = w->mean[i * step * w->responses + r];
        truth[i] = w->fitted[r * w->rows + source(w, i * step)];
        differ = differ || truth[i] != truth[0];
    }
    return differ;
}

/* The share of the variance of truths that their means given the data have is the square of the
 * correlation of both: here that of normal scores, lest a few large increments stand for all. */
static voi_status set_resolved(vi_weighing *w, voi_error *err)
{
    double mean[TOLD], truth[TOLD], of_truth[TOLD], of_mean[TOLD];
    w->resolved = 1;
    for (size_t r = 0; r < w->responses; r++) {
        if (!gather_told(w, r, mean, truth)) {
            continue;
        }
        double sum = 0;
        if (!vi_score_numbers(truth, TOLD, of_truth) || !vi_score_numbers(mean, TOLD, of_mean)) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %d data sets", TOLD);
        }
        for (size_t i = 0; i < TOLD; i++) {
            sum += of_truth[i] * of_mean[i] / TOLD;
        }
        w->resolved = fmin(w->resolved, sum > 0 ? sum * sum : 0);
    }
    return VOI_OK;
}

/* ---- Making ---- */

static void set_natural(vi_weighing *w, const voi_setup *setup)
{
    double eta[VOI_MOST_STATISTICS];
    for (size_t i = 0; i < w->rows; i++) {
        w->offset[i] = vi_study_natural(w->study, setup, i, eta);
        for (size_t s = 0; s < w->statistics; s++) {
            w->eta[s * w->rows + i] = eta[s];
        }
        for (size_t r = 0; r < w->responses; r++) {
            w->fitted[r * w->rows + i] = w->informed->fitted[i * w->responses + r];
        }
    }
}

/* Rows in the order of what they favour: the sum of their fitted increments, in standard
 * deviations. */
static void set_favour(const vi_weighing *w, double *out)
{
    const vi_increments *inc = &w->informed->increments;
    memset(out, 0, w->rows * sizeof *out);
    for (size_t r = 0; r < w->responses; r++) {
        const double *m = w->fitted + r * w->rows;
        double squares = vi_dot(m, m, w->rows);
        double scale =
            squares > 0 ? copysign(1 / sqrt(squares), vi_increments_factor(inc, r, 1)) : 0;
        for (size_t i = 0; i < w->rows; i++) {
            out[i] += scale * m[i];
        }
    }
}

static voi_status set_sources(vi_weighing *w, voi_error *err)
{
    double *favour = vi_malloc(w->rows, sizeof *favour);
    vi_sorted *order = vi_malloc(2 * w->rows, sizeof *order);
    w->source = vi_malloc(w->sets, sizeof *w->source);
    bool room = favour && order && w->source;
    if (room) {
        set_favour(w, favour);
        vi_radix_sort(favour, w->rows, order, order + w->rows);
        for (size_t set = 0; set < w->sets; set++) {
            double at = (double)set * (double)w->rows / (double)w->sets;
            w->source[set] = order[(size_t)at].row;
        }
    }
    vi_free(favour);
    vi_free(order);
    return room ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", w->rows);
}

/* Of point `set` of the lattice, whose first coordinate chose the source; shifted by the seed. */
static void set_uniforms(size_t set, uint64_t seed, size_t count, double *out)
{
    for (size_t j = 0, z = set; j < count; j++) {
        z = z * GENERATOR % SETS;
        double at = (double)z / SETS + vi_uniform(seed, j + 1, 0);
        out[j] = fmin(fmax(at - floor(at), DBL_EPSILON), 1 - DBL_EPSILON);
    }
}

static voi_status draw_one(const vi_weighing *w, const voi_setup *setup, size_t set,
                           const double *uniform, voi_error *err)
{
    double *statistic = w->drawn + set * w->statistics;
    vi_study_draw(w->study, setup, source(w, set), uniform, statistic);
    for (size_t s = 0; s < w->statistics; s++) {
        if (!isfinite(statistic[s])) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "study %s, n = %g, row %zu: statistic %zu is not a finite number",
                           w->study->name, setup->n, source(w, set) + 1, s + 1);
        }
    }
    return VOI_OK;
}

static voi_status draw_sets(const vi_weighing *w, const voi_setup *setup, uint64_t seed,
                            voi_error *err)
{
    double uniform[VI_MOST_UNIFORMS];
    size_t uniforms = vi_study_uniforms(w->study, setup);
    voi_status status = VOI_OK;
    for (size_t set = 0; set < w->sets && status == VOI_OK; set++) {
        set_uniforms(set, seed, uniforms, uniform);
        status = draw_one(w, setup, set, uniform, err);
    }
    return status;
}

static voi_status make_room(vi_weighing *w, voi_error *err)
{
    size_t each = w->statistics + 1 + w->responses;
    w->numbers = vi_calloc(w->sets * (each + 1) + w->rows * each, sizeof *w->numbers);
    if (!w->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", w->rows);
    }
    w->drawn = w->numbers;
    w->evidence = w->drawn + w->sets * w->statistics;
    w->share = w->evidence + w->sets;
    w->mean = w->share + w->sets;
    w->eta = w->mean + w->sets * w->responses;
    w->offset = w->eta + w->rows * w->statistics;
    w->fitted = w->offset + w->rows;
    return VOI_OK;
}

voi_status vi_weighing_create(voi_context *ctx, const vi_study *study, const vi_informed *informed,
                              double n, uint64_t seed, vi_weighing *out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_setup setup = vi_study_setup(study, n);
    *out = (vi_weighing){.kernels = ctx->kernels,
                         .study = study,
                         .informed = informed,
                         .rows = study->rows,
                         .sets = SETS,
                         .statistics = vi_study_statistics(study, &setup),
                         .responses = informed->increments.responses.count};
    const vi_job job = {"weighing rows", (SETS + BATCH - 1) / BATCH, weigh_batch, out};
    VI_TRY(vi_study_check_draw(study, &setup, err));
    VI_TRY(make_room(out, err));
    set_natural(out, &setup);
    VI_TRY(set_sources(out, err));
    VI_TRY(draw_sets(out, &setup, seed, err));
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(set_resolved(out, err));
cleanup:
    if (status != VOI_OK) {
        vi_weighing_free(out);
    }
    return status;
}

void vi_weighing_free(vi_weighing *weighing)
{
    vi_free(weighing->source);
    vi_free(weighing->numbers);
    *weighing = (vi_weighing){0};
}
