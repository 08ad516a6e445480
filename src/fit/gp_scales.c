/* The likelihood is tried at two common lengths on either scale of the parameters: the scale on
 * which it is higher stays. From there it is maximised twice, the second time on points chosen
 * with the lengths that the first has found. */
#include "fit/gp_scales.h"

#include "core/alloc.h"
#include "fit/gp_likelihood.h"
#include "fit/gp_points.h"
#include "math/minimise.h"

#include <math.h>
#include <string.h>

/* CENTRES: points on which the process stands while its lengths are sought; more change little. */
enum { CENTRES = 80, CANDIDATES = 2000, ROUNDS = 2, MOST_STEPS = 25 };

/* log ℓ lies between: 0.15 and 62 standard deviations of a parameter. */
static const double least_log = -1.875, most_log = 4.125;

/* First lengths, times the root of the number of parameters. */
static const double starts[] = {1.3, 2.6};

/* Likelihoods are alike where twice their logarithms differ by less than this. */
static const double alike = 0.3;

/* Of log ℓ: the longest step, what it is rounded to, and the curvature to begin with, which is that
 * of some ten degrees of freedom. */
static const double longest_step = 1.5, grain = 0x1p-8, first_curvature = 30;

typedef struct {
    voi_context *ctx;
    const vi_gp_sample *sample;
    vi_gp_likelihood *likelihood;
    const double *place;                 /* on the scale of the moment */
    double *log_length, *length, *slope; /* where the search is */
    double *low, *high, *curvature;
    size_t evaluations;
} search;

/* Chooses the centres for the lengths of the moment. */
static voi_status stand(search *s, voi_error *err)
{
    size_t points = s->sample->points, dims = s->sample->dims;
    for (size_t j = 0; j < dims; j++) {
        s->length[j] = exp(s->log_length[j]);
    }
    const vi_gp_candidates candidates = {.count = points < CANDIDATES ? points : CANDIDATES,
                                         .dims = dims,
                                         .place = s->place,
                                         .root = s->sample->root,
                                         .length = s->length};
    vi_gp_points chosen = {0};
    voi_status status = vi_gp_points_choose(&candidates, CENTRES, 0, &chosen, err);
    if (status == VOI_OK) {
        vi_gp_likelihood_stand(s->likelihood, s->place, chosen.chosen, chosen.count);
    }
    vi_gp_points_free(&chosen);
    return status;
}

static voi_status evaluate(void *state, const double *log_length, double *value, double *gradient,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    search *s = state;
    VI_TRY(vi_progress(s->ctx, "fitting", (double)s->evaluations / (double)(s->evaluations + 20),
                       err));
    s->evaluations++;
    VI_TRY(vi_gp_likelihood_evaluate(s->ctx, s->likelihood, log_length, value, gradient, err));
cleanup:
    return status;
}

static void set_lengths(search *s, double start)
{
    for (size_t j = 0; j < s->sample->dims; j++) {
        s->log_length[j] = log(start * sqrt((double)s->sample->dims));
    }
}

/* Leaves place and log_length at the best start. */
static voi_status choose_start(search *s, voi_error *err)
{
    voi_status status = VOI_OK;
    const double *places[] = {s->sample->line, s->sample->score}, *best_place = places[1];
    double best = INFINITY, best_start = starts[0];
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < sizeof starts / sizeof *starts; t++) {
            double value;
            s->place = places[i];
            set_lengths(s, starts[t]);
            VI_TRY(stand(s, err));
            VI_TRY(evaluate(s, s->log_length, &value, s->slope, err));
            if (value < best) {
                best = value;
                best_place = places[i];
                best_start = starts[t];
            }
        }
    }
    s->place = best_place;
    set_lengths(s, best_start);
cleanup:
    return status;
}

static voi_status maximise(search *s, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_objective objective = {.variables = s->sample->dims,
                                    .low = s->low,
                                    .high = s->high,
                                    .evaluate = evaluate,
                                    .state = s,
                                    .curvature = s->curvature,
                                    .longest = longest_step,
                                    .flat = alike,
                                    .gain = alike,
                                    .steps = MOST_STEPS};
    for (size_t round = 0; round < ROUNDS; round++) {
        double value;
        VI_TRY(stand(s, err));
        VI_TRY(vi_minimise(&objective, s->log_length, &value, err));
        for (size_t j = 0; j < s->sample->dims; j++) {
            s->log_length[j] = grain * rint(s->log_length[j] / grain);
        }
    }
cleanup:
    return status;
}

/* λ belongs to the rounded lengths, not to the last ones tried. */
static voi_status find_lambda(search *s, double *least, voi_error *err)
{
    double value;
    voi_status status = evaluate(s, s->log_length, &value, s->slope, err);
    const double *lambda = vi_gp_likelihood_lambda(s->likelihood);
    *least = INFINITY;
    for (size_t r = 0; status == VOI_OK && r < s->sample->responses; r++) {
        *least = fmin(*least, lambda[r]);
    }
    return status;
}

static voi_status reserve(search *s, voi_error *err)
{
    size_t dims = s->sample->dims;
    s->log_length = vi_calloc(4 * dims + dims * dims, sizeof *s->log_length);
    s->length = vi_malloc(dims, sizeof *s->length);
    if (!s->log_length || !s->length) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", dims);
    }
    s->slope = s->log_length + dims;
    s->low = s->slope + dims;
    s->high = s->low + dims;
    s->curvature = s->high + dims;
    for (size_t j = 0; j < dims; j++) {
        s->low[j] = least_log;
        s->high[j] = most_log;
        s->curvature[j * (dims + 1)] = first_curvature;
    }
    return vi_gp_likelihood_create(s->sample, CENTRES, &s->likelihood, err);
}

voi_status vi_gp_scales_find(voi_context *ctx, const vi_gp_sample *sample, vi_gp_scales *out,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    search s = {.ctx = ctx, .sample = sample};
    double lambda;
    VI_TRY(reserve(&s, err));
    VI_TRY(choose_start(&s, err));
    VI_TRY(maximise(&s, err));
    VI_TRY(find_lambda(&s, &lambda, err));
    for (size_t j = 0; j < sample->dims; j++) {
        s.length[j] = exp(s.log_length[j]);
    }
    *out = (vi_gp_scales){s.place == sample->score, s.length, lambda};
    s.length = NULL;
cleanup:
    vi_gp_likelihood_destroy(s.likelihood);
    vi_free(s.log_length);
    vi_free(s.length);
    return status;
}

void vi_gp_scales_free(vi_gp_scales *scales)
{
    vi_free(scales->length);
    *scales = (vi_gp_scales){0};
}
