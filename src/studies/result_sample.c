/* Of every value v so many points are drawn as rows have it, m(v), and one at least. By its
 * likelihood L a point has a chance under every value,
 *     p(r | v) = L_r(v) / Σ_u m(u) L_r(u),
 * up to a factor that makes the chances of a value sum to 1: importance sampling from the mixture
 * of all values, whose weights are bounded. The uniform numbers of the points are a lattice, so
 * that errors fall nearly as one over their number, and the same at every size.
 *
 * A decision hangs on a mean over values given the data. Points that give nearly the same mean of
 * the value are joined into one result: a likelihood may have other shapes around the same mean,
 * but tells next to nothing more by that. Results are even on the scale of normal scores, as the
 * values are. */
#include "studies/result_sample.h"

#include "core/alloc.h"
#include "core/error.h"
#include "math/normal.h"
#include "math/scores.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 4096 };
static const size_t none = SIZE_MAX;

/* The outermost normal scores that are told apart, and the chance that does not matter. */
static const double outermost = 3.5, negligible = 1e-13, tiny = 1e-9, nearly_sure = 0.9;

typedef struct {
    double mean, score, chance; /* of the value and its score given the point; of the point */
    size_t point, value;        /* the place of the value that it all but tells; none */
} placed;

/* The part of the data that tells of one parameter. */
typedef struct {
    const vi_weighted_values *of;
    double rows, *drawn; /* of all values; count: points of every value */
    size_t points;
    double *score;                 /* count: normal scores */
    double *eta, *answer, *chance; /* statistics × count, count, count: of every value */
    double *statistic;             /* points × statistics */
    double *largest, *factor;      /* points: p(r | v) is factor exp(log L_r(v) − largest) */
    placed *order;
    size_t *result; /* points, in their order */
    double *numbers;
} part;

typedef struct {
    const vi_result_sampling *of;
    voi_setup setup;
    size_t count, statistics, uniforms; /* parts; of a part */
    part parts[2];
} sampler;

/* Whether the parts have equal shares of what is drawn. */
static bool shares_equally(const vi_study *study, const voi_setup *setup)
{
    return vi_study_statistics(study, setup) % study->parameters == 0 &&
           vi_study_uniforms(study, setup) % study->parameters == 0;
}

bool vi_result_sample_suits(const vi_study *study)
{
    const voi_design *design = study->design;
    const voi_setup setup = vi_study_setup(study, 1);
    voi_result listed[VOI_MOST_RESULTS];
    return design->by_parameter && design->natural && study->parameters >= 1 &&
           study->parameters <= 2 && vi_study_results(study, 1, listed) == 0 &&
           vi_study_check_draw(study, &setup, NULL) == VOI_OK && shares_equally(study, &setup);
}

/* ---- Points ---- */

/* The generalised golden ratio: x^(d + 1) = x + 1. */
static double golden_ratio(size_t dimensions)
{
    double x = 2;
    for (int i = 0; i < 64; i++) {
        x = pow(1 + x, 1 / ((double)dimensions + 1));
    }
    return x;
}

static void set_uniforms(const sampler *s, double ratio, size_t point, double *uniform)
{
    double step = 1;
    for (size_t j = 0; j < s->uniforms; j++) {
        step /= ratio;
        double at = 0.5 + (double)(point + 1) * step;
        uniform[j] = fmin(fmax(at - floor(at), 1e-12), 1 - 1e-12);
    }
}

/* The value for which a part draws point r, from `value` on, which `passed` points come before; a
 * part with fewer points than the other goes on with its last value. */
static size_t value_of(const part *p, size_t value, size_t r, double *passed)
{
    while (value + 1 < p->of->count && *passed + p->drawn[value] <= (double)r) {
        *passed += p->drawn[value++];
    }
    return value;
}

static void keep(const sampler *s, size_t r, const double *statistic)
{
    for (size_t j = 0; j < s->count; j++) {
        const part *p = &s->parts[j];
        if (r < p->points) {
            memcpy(p->statistic + r * s->statistics, statistic + j * s->statistics,
                   s->statistics * sizeof *statistic);
        }
    }
}

static void draw_points(const sampler *s)
{
    double uniform[VI_MOST_UNIFORMS], statistic[VOI_MOST_STATISTICS], theta[2], passed[2] = {0};
    double ratio = golden_ratio(s->uniforms);
    size_t parts = s->count, value[2] = {0}, most = 0;
    for (size_t j = 0; j < parts; j++) {
        most = s->parts[j].points > most ? s->parts[j].points : most;
    }
    for (size_t r = 0; r < most; r++) {
        for (size_t j = 0; j < parts; j++) {
            const part *p = &s->parts[j];
            value[j] = value_of(p, value[j], r, &passed[j]);
            theta[j] = p->of->values[value[j]];
            set_uniforms(s, ratio, r, uniform + j * s->uniforms);
        }
        s->of->study->design->draw(&s->setup, theta, uniform, statistic);
        keep(s, r, statistic);
    }
}

/* ---- Likelihoods ---- */

static void set_likelihood(const sampler *s, size_t j)
{
    const part *p = &s->parts[j];
    double eta[VOI_MOST_STATISTICS], theta[2] = {0};
    for (size_t k = 0; k < s->count; k++) {
        theta[k] = s->parts[k].of->values[0];
    }
    for (size_t i = 0; i < p->of->count; i++) {
        theta[j] = p->of->values[i];
        p->answer[i] = s->of->study->design->natural(&s->setup, theta, eta);
        for (size_t t = 0; t < s->statistics; t++) {
            p->eta[t * p->of->count + i] = eta[j * s->statistics + t];
        }
    }
}

/* Fills p->chance with log L_r(v) of all values; answers the largest. */
static double set_exponents(const sampler *s, const part *p, size_t point)
{
    size_t n = p->of->count;
    const double *t = p->statistic + point * s->statistics;
    double *out = p->chance, largest = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        out[i] = -p->answer[i];
    }
    for (size_t j = 0; j < s->statistics; j++) {
        const double *eta = p->eta + j * n;
        for (size_t i = 0; i < n; i++) {
            out[i] += t[j] * eta[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        largest = out[i] > largest ? out[i] : largest;
    }
    return largest;
}

/* Fills p->chance with L_r(v) / exp(shift). */
static void set_chances(const sampler *s, const part *p, double shift)
{
    for (size_t i = 0; i < p->of->count; i++) {
        p->chance[i] -= shift;
    }
    s->of->kernels->exp(p->chance, p->chance, p->of->count);
}

/* Answers whether all is well: a point has some chance under the value that it was drawn for. */
static bool weigh_point(const sampler *s, const part *p, size_t point, size_t value)
{
    double drawn = 0, rows = 0, mean = 0, score = 0, most = 0;
    size_t likeliest = 0;
    p->largest[point] = set_exponents(s, p, point);
    set_chances(s, p, p->largest[point]);
    for (size_t i = 0; i < p->of->count; i++) {
        double weight = p->of->weights[i] * p->chance[i];
        drawn += p->drawn[i] * p->chance[i];
        rows += weight;
        mean += weight * p->of->values[i];
        score += weight * p->score[i];
        likeliest = weight > most ? i : likeliest;
        most = weight > most ? weight : most;
    }
    p->factor[point] = 1 / drawn;
    p->order[point] = (placed){mean / rows, score / rows, rows / drawn / p->rows, point,
                               most > nearly_sure * rows ? likeliest : none};
    return p->chance[value] > 0 && isfinite(mean) && drawn < INFINITY;
}

static voi_status weigh_points(const sampler *s, const part *p, voi_error *err)
{
    for (size_t i = 0, r = 0; i < p->of->count; i++) {
        for (size_t end = r + (size_t)p->drawn[i]; r < end; r++) {
            if (!weigh_point(s, p, r, i)) {
                return vi_fail(err, VOI_ERR_NUMERIC,
                               "study %s: data drawn for n = %g where parameter %td is %g cannot "
                               "be, by their likelihood",
                               s->of->study->name, s->setup.n, p - s->parts + 1, p->of->values[i]);
            }
        }
    }
    return VOI_OK;
}

/* ---- Results ---- */

static int by_mean(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int order = (x->mean > y->mean) - (x->mean < y->mean);
    return order != 0 ? order : (x->point > y->point) - (x->point < y->point);
}

/* What all points tell of the value. */
static double told(const part *p)
{
    double sum = 0;
    for (size_t r = 0; r < p->points; r++) {
        sum += p->order[r].chance * p->order[r].score * p->order[r].score;
    }
    return p->of->count > 1 ? fmin(sum, 1) : 1;
}

/* Numbers the results in the order of the points; answers how many there are. Points that tell
 * different values stay apart, so that a study of any size tells what the values tell. */
static size_t join(const part *p, size_t most)
{
    double steps = (double)most / (2 * outermost), last = NAN, below = 0;
    size_t count = 0, told = none;
    for (size_t r = 0; r < p->points; r++) {
        const placed *point = &p->order[r];
        double middle = below + point->chance / 2;
        double score = vi_normal_quantile(fmin(fmax(middle, tiny), 1 - tiny));
        double at = floor(fmin(fmax(score, -outermost), outermost) * steps);
        count += at != last || (point->value != told && point->value != none && told != none);
        last = at;
        told = point->value;
        below += point->chance;
        p->result[r] = count - 1;
    }
    return count;
}

/* Adds the chances of all points to those of their results, results × values. */
static void add_up(const sampler *s, const part *p, double *sums)
{
    size_t n = p->of->count;
    for (size_t r = 0; r < p->points; r++) {
        size_t point = p->order[r].point;
        double *to = sums + p->result[r] * n, factor = p->factor[point];
        set_exponents(s, p, point);
        set_chances(s, p, p->largest[point]);
        for (size_t i = 0; i < n; i++) {
            to[i] += factor * p->chance[i];
        }
    }
}

/* From sums, results × values, to the grid's chances, of every value one after the other. */
static void lay_out(const double *sums, vi_result_grid *grid)
{
    size_t n = grid->values, last = grid->results - 1;
    for (size_t i = 0; i < n; i++) {
        double *chance = grid->chance + i * grid->results, total = 0;
        size_t from = 0, end = last;
        for (size_t x = 0; x <= last; x++) {
            chance[x] = sums[x * n + i];
            total += chance[x];
        }
        for (size_t x = 0; x <= last; x++) {
            chance[x] /= total;
        }
        while (end > 0 && chance[end] < negligible) {
            end--;
        }
        while (from < end && chance[from] < negligible) {
            from++;
        }
        grid->first[i] = from;
        grid->offset[i] = i * grid->results + from;
        grid->count[i] = end - from + 1;
    }
}

static voi_status fill(const sampler *s, const part *p, vi_result_grid *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t n = p->of->count;
    *out = (vi_result_grid){
        .values = n, .results = join(p, s->of->most), .shrunk = 1, .told = told(p)};
    double *sums = vi_calloc(out->results * n, sizeof *sums);
    out->first = vi_malloc(3 * n, sizeof *out->first);
    out->chance = vi_malloc(out->results * n, sizeof *out->chance);
    if (!sums || !out->first || !out->chance) {
        vi_result_grid_free(out);
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values", n);
        goto cleanup;
    }
    out->count = out->first + n;
    out->offset = out->count + n;
    add_up(s, p, sums);
    lay_out(sums, out);
cleanup:
    vi_free(sums);
    return status;
}

/* ---- Making ---- */

static size_t drawn_of(const part *p, size_t value)
{
    return (size_t)fmax(round(POINTS * p->of->weights[value] / p->rows), 1);
}

static bool open_part(size_t statistics, part *p)
{
    const vi_weighted_values *of = p->of;
    size_t planes = (statistics + 4) * of->count;
    for (size_t i = 0; i < of->count; i++) {
        p->rows += of->weights[i];
    }
    for (size_t i = 0; i < of->count; i++) {
        p->points += drawn_of(p, i);
    }
    p->numbers = vi_malloc(planes + p->points * (statistics + 2), sizeof *p->numbers);
    p->order = vi_malloc(p->points, sizeof *p->order);
    p->result = vi_malloc(p->points, sizeof *p->result);
    if (!p->numbers || !p->order || !p->result) {
        return false;
    }
    p->drawn = p->numbers;
    p->answer = p->drawn + of->count;
    p->chance = p->answer + of->count;
    p->score = p->chance + of->count;
    p->eta = p->score + of->count;
    p->statistic = p->numbers + planes;
    p->largest = p->statistic + p->points * statistics;
    p->factor = p->largest + p->points;
    for (size_t i = 0; i < of->count; i++) {
        p->drawn[i] = (double)drawn_of(p, i);
    }
    vi_normal_scores(of->weights, of->count, p->score);
    return true;
}

static voi_status open_sampler(const vi_result_sampling *of, double n, sampler *s, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_study *study = of->study;
    *s = (sampler){.of = of,
                   .setup = vi_study_setup(study, n),
                   .count = study->parameters,
                   .parts = {{.of = &of->parts[0]}, {.of = &of->parts[1]}}};
    VI_TRY(vi_study_check_draw(study, &s->setup, err));
    if (!shares_equally(study, &s->setup)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s, n = %g: its design says that each parameter has its data, but "
                       "statistics and random numbers are not as many for each",
                       study->name, n);
    }
    s->statistics = vi_study_statistics(study, &s->setup) / study->parameters;
    s->uniforms = vi_study_uniforms(study, &s->setup) / study->parameters;
    for (size_t j = 0; j < s->count; j++) {
        if (!open_part(s->statistics, &s->parts[j])) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values",
                           of->parts[j].count);
        }
    }
cleanup:
    return status;
}

static voi_status sum_up(const sampler *s, size_t j, vi_result_grid *out, voi_error *err)
{
    voi_status status = VOI_OK;
    const part *p = &s->parts[j];
    set_likelihood(s, j);
    VI_TRY(weigh_points(s, p, err));
    qsort(p->order, p->points, sizeof *p->order, by_mean);
    VI_TRY(fill(s, p, out, err));
cleanup:
    return status;
}

voi_status vi_result_samples_create(const vi_result_sampling *sampling, double n,
                                    vi_result_grid *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t made = 0;
    sampler s;
    VI_TRY(open_sampler(sampling, n, &s, err));
    draw_points(&s);
    for (; made < s.count; made++) {
        VI_TRY(sum_up(&s, made, &out[made], err));
    }
cleanup:
    while (status != VOI_OK && made > 0) {
        vi_result_grid_free(&out[--made]);
    }
    for (size_t j = 0; j < s.count; j++) {
        vi_free(s.parts[j].numbers);
        vi_free(s.parts[j].order);
        vi_free(s.parts[j].result);
    }
    return status;
}
