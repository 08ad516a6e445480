/* Samples for regressions: independent standard normal parameters, responses that are functions of
 * them with normal noise. */
#ifndef TESTS_SUPPORT_NORMAL_SAMPLE_H
#define TESTS_SUPPORT_NORMAL_SAMPLE_H

#include "random_problem.h"

#include "fit/fit.h"
#include "fit/tally.h"
#include "math/normal.h"

#include <string.h>

enum { SAMPLE_PARS = 30, SAMPLE_RESPONSES = 2 };

/* Response r of a point without noise. */
typedef double truth_fn(const double *point, size_t r);

typedef struct {
    size_t rows;
    double *x[SAMPLE_PARS], *y[SAMPLE_RESPONSES], *truth[SAMPLE_RESPONSES];
    double *by_rows; /* the same responses, rows × responses */
    vi_group group;
    vi_responses responses;
} normal_sample;

/* Centres the responses; to be called again where they or the columns have been changed. */
static inline void settle(normal_sample *s)
{
    for (size_t r = 0; r < s->responses.count; r++) {
        double mean = 0;
        for (size_t i = 0; i < s->rows; i++) {
            mean += s->y[r][i] / (double)s->rows;
        }
        for (size_t i = 0; i < s->rows; i++) {
            s->y[r][i] -= mean;
            s->by_rows[i * s->responses.count + r] = s->y[r][i];
        }
    }
}

/* Row i is draw order[i], or i where order is NULL. */
static inline normal_sample *new_sample(size_t rows, size_t pars, size_t responses, truth_fn *truth,
                                        double noise, const size_t *order)
{
    normal_sample *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->rows = rows;
    for (size_t j = 0; j < pars; j++) {
        s->x[j] = calloc(rows, sizeof **s->x);
    }
    for (size_t r = 0; r < responses; r++) {
        s->y[r] = calloc(rows, sizeof **s->y);
        s->truth[r] = calloc(rows, sizeof **s->truth);
    }
    for (size_t i = 0; i < rows; i++) {
        uint64_t draw = order ? order[i] : i;
        double point[SAMPLE_PARS];
        for (size_t j = 0; j < pars; j++) {
            s->x[j][i] = point[j] = vi_normal_quantile(vi_uniform(11, j, draw));
        }
        for (size_t r = 0; r < responses; r++) {
            s->truth[r][i] = truth(point, r);
            s->y[r][i] = s->truth[r][i] + noise * vi_normal_quantile(vi_uniform(11, 100 + r, draw));
        }
    }
    s->group = (vi_group){.columns = (const double *const *)s->x, .count = pars, .rows = rows};
    s->by_rows = calloc(rows * responses, sizeof *s->by_rows);
    s->responses = (vi_responses){rows, responses, s->by_rows, NULL};
    settle(s);
    return s;
}

static inline void drop_sample(normal_sample *s)
{
    for (size_t j = 0; j < SAMPLE_PARS; j++) {
        free(s->x[j]);
    }
    for (size_t r = 0; r < SAMPLE_RESPONSES; r++) {
        free(s->y[r]);
        free(s->truth[r]);
    }
    free(s->by_rows);
    free(s);
}

/* The share of the variance of the truth that the fit of response r explains. */
static inline double explained(const normal_sample *s, const vi_fit *fit, size_t r)
{
    double mean[2] = {0}, missed = 0, whole = 0, *x = calloc(fit->functions, sizeof *x);
    double *values = calloc(s->rows * fit->responses, sizeof *values);
    for (size_t i = 0; i < s->rows; i++) {
        vi_fit_functions(fit, i, 1, x);
        vi_fit_values(fit, x, 1, values + i * fit->responses);
        mean[0] += s->truth[r][i] / (double)s->rows;
        mean[1] += values[i * fit->responses + r] / (double)s->rows;
    }
    for (size_t i = 0; i < s->rows; i++) {
        double truth = s->truth[r][i] - mean[0];
        missed += pow(values[i * fit->responses + r] - mean[1] - truth, 2);
        whole += truth * truth;
    }
    free(x);
    free(values);
    return 1 - missed / whole;
}

#endif
