/* Outcomes of which it is known how much of their variance parameters explain. */
#ifndef TESTS_SUPPORT_OUTCOME_SAMPLE_H
#define TESTS_SUPPORT_OUTCOME_SAMPLE_H

#include "random_problem.h"

#include "math/normal.h"

#include <stdlib.h>

enum { OUTCOME_PARAMETERS = 5 };

/* z: standard normal numbers; the parameters, and the outcome without noise. */
typedef double outcome_fn(const double *z, double *x);

static inline double normal_at(uint64_t seed, uint64_t stream, size_t i)
{
    return vi_normal_quantile(vi_uniform(seed, stream, i));
}

/* Columns of x (OUTCOME_PARAMETERS) and one of y, with noise of this standard deviation. */
static inline void draw_outcome(outcome_fn *of, double noise, size_t rows, uint64_t seed, double *x,
                                double *y)
{
    for (size_t i = 0; i < rows; i++) {
        double z[OUTCOME_PARAMETERS], row[OUTCOME_PARAMETERS];
        for (size_t j = 0; j < OUTCOME_PARAMETERS; j++) {
            z[j] = row[j] = normal_at(seed, j, i);
        }
        y[i] = of(z, row) + noise * normal_at(seed, OUTCOME_PARAMETERS, i);
        for (size_t j = 0; j < OUTCOME_PARAMETERS; j++) {
            x[j * rows + i] = row[j];
        }
    }
}

/* `parameters` and `outcomes` columns of `rows` numbers each, column by column. */
static inline voi_problem *outcome_problem(const double *x, size_t parameters, const double *y,
                                           size_t outcomes, size_t rows)
{
    const voi_problem_data data = {.parameters = {x, rows, parameters, 1, (ptrdiff_t)rows},
                                   .outcomes = {y, rows, outcomes, 1, (ptrdiff_t)rows}};
    return problem_of_data(&data);
}

/* With a = 7, b = .1 the shares are .3139 of x₁, .4424 of x₂, 0 of x₃, .5576 of x₁ and x₃ together;
 * the variance is 13.8446. */
static inline double ishigami(const double *z, double *x)
{
    const double pi = 3.14159265358979323846;
    for (int j = 0; j < 3; j++) {
        x[j] = pi * (2 * vi_normal_cdf(z[j]) - 1);
    }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* x₁ + x₂ with a correlation of .6: x₁ alone explains 1.6², as x₂ does, both 3.2. */
static inline double correlated_line(const double *z, double *x)
{
    x[1] = 0.6 * z[0] + 0.8 * z[1];
    return x[0] + x[1];
}

/* Of variance 1 with both factors, 0 with one. */
static inline double product_of_two(const double *z, double *x)
{
    return z[0] * z[1] + 0 * x[0];
}

#endif
