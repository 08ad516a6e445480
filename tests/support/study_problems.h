/* Problems on which the value of a study is known in closed form, without sampling error. */
#ifndef TESTS_SUPPORT_STUDY_PROBLEMS_H
#define TESTS_SUPPORT_STUDY_PROBLEMS_H

#include "evppi_of.h"
#include "stratified.h"

/* NB = (0, 100 p − 35), p ~ Beta(3, 7). */
static inline voi_problem *beta_problem_of(size_t rows)
{
    static const char *const names[] = {"p"}, *const strategies[] = {"now", "new"};
    double *p = malloc(rows * sizeof *p), *nb = calloc(2 * rows, sizeof *nb);
    stratify(beta37_cdf, 0, 1, p, rows);
    for (size_t i = 0; i < rows; i++) {
        nb[rows + i] = 100 * p[i] - 35;
    }
    const columns_of columns = {.net_benefit = nb,
                                .parameters = p,
                                .rows = rows,
                                .strategies = 2,
                                .count = 1,
                                .strategy_names = strategies,
                                .parameter_names = names};
    voi_problem *problem = problem_with_parameters(&columns);
    free(p);
    free(nb);
    return problem;
}

static inline voi_problem *beta_problem(void)
{
    return beta_problem_of(4000);
}

/* The EVSI of a binomial study of n: the sum over its results of (100 E(p | x) − 35)₊. */
static inline double beta_evsi(double n)
{
    double value = 0, chance = 1;
    for (double j = 0; j < n; j++) {
        chance *= (7 + j) / (10 + j); /* of no success */
    }
    for (double x = 0; x <= n; x++) {
        value += chance * fmax(100 * (3 + x) / (10 + n) - 35, 0);
        chance *= (n - x) / (x + 1) * (3 + x) / (7 + n - x - 1);
    }
    return value;
}

/* A parameter P ~ Beta(3, 9) of the benefit (Ades and others 2004): INB = 5298.61 − 175000 (P − ¼)
 * and what other parameters add, independent of it. */
static inline double beta39_cdf(double p)
{
    static const double choose[3] = {1, 11, 55};
    double below = 1;
    for (int j = 0; j < 3; j++) {
        below -= choose[j] * pow(p, j) * pow(1 - p, 11 - j);
    }
    return below;
}

static inline voi_problem *ades_problem(size_t rows)
{
    static const char *const names[] = {"p_se"};
    double *p = malloc(rows * sizeof *p), *nb = calloc(2 * rows, sizeof *nb);
    stratify(beta39_cdf, 0, 1, p, rows);
    for (size_t i = 0; i < rows; i++) {
        nb[rows + i] = 5298.61 - 175000 * (p[i] - 0.25) + 10000 * random_normal(3, i);
    }
    const columns_of columns = {.net_benefit = nb,
                                .parameters = p,
                                .rows = rows,
                                .strategies = 2,
                                .count = 1,
                                .parameter_names = names};
    voi_problem *problem = problem_with_parameters(&columns);
    free(p);
    free(nb);
    return problem;
}

/* EVSI of a binomial study of n there: the value of its decisions less that of the best now. */
static inline double ades_evsi(double n)
{
    double value = 0, chance = 1;
    for (double j = 0; j < n; j++) {
        chance *= (9 + j) / (12 + j); /* of no success */
    }
    for (double x = 0; x <= n; x++) {
        value += chance * fmax(5298.61 - 175000 * ((3 + x) / (12 + n) - 0.25), 0);
        chance *= (n - x) / (x + 1) * (3 + x) / (9 + n - x - 1);
    }
    return value - 5298.61;
}

static inline voi_study study_named(const char *design, const char *const *pars, size_t count)
{
    return (voi_study){
        .design = voi_design_find(design), .parameters = pars, .parameter_count = count};
}

#endif
