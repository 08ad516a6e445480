/* Problems for tests: random, reproducible, with ties on demand. */
#ifndef TESTS_SUPPORT_RANDOM_PROBLEM_H
#define TESTS_SUPPORT_RANDOM_PROBLEM_H

#include "check.h"

#include "core/philox.h"
#include "voi.h"

#include <stdlib.h>

static inline voi_context *new_context(size_t threads)
{
    voi_context_options options;
    voi_context_options_default(&options);
    options.threads = threads;
    voi_context *ctx = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_context_create(&options, &ctx, &error));
    return ctx;
}

/* Costs and effects of `cols` strategies, column-major; with `coarse`, few distinct values, so that
 * rows tie. `offset` is added to everything. */
static inline void random_outcomes(uint64_t seed, size_t rows, size_t cols, int coarse,
                                   double offset, double *costs, double *effects)
{
    for (size_t d = 0; d < cols; d++) {
        for (size_t i = 0; i < rows; i++) {
            double u = vi_uniform(seed, 2 * d, i), v = vi_uniform(seed, 2 * d + 1, i);
            double shared = vi_uniform(seed, 1000, i);
            double cost = 1000 * (double)d * u + 3000 * shared * v;
            double effect = 5 * shared + 0.1 * (double)d * (u + v);
            costs[d * rows + i] = offset + (coarse ? floor(cost / 1000) * 1000 : cost);
            effects[d * rows + i] = offset + (coarse ? floor(effect) : effect);
        }
    }
}

static inline voi_problem *problem_of_data(const voi_problem_data *data)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

/* A problem of costs and effects over column-major arrays; without names. */
static inline voi_problem *problem_of(const double *costs, const double *effects, size_t rows,
                                      size_t cols)
{
    voi_problem_data data = {.costs = {costs, rows, cols, 1, (ptrdiff_t)rows},
                             .effects = {effects, rows, cols, 1, (ptrdiff_t)rows}};
    return problem_of_data(&data);
}

/* A problem of net benefits over a column-major array; without names. */
static inline voi_problem *net_benefit_problem(const double *x, size_t rows, size_t cols)
{
    const voi_problem_data data = {.net_benefit = {x, rows, cols, 1, (ptrdiff_t)rows}};
    return problem_of_data(&data);
}

/* A number of a table by column name. */
static inline double cell(const voi_table *table, size_t row, const char *column)
{
    return voi_table_number(table, row, voi_table_find(table, column));
}

static inline const char *text_cell(const voi_table *table, size_t row, const char *column)
{
    return voi_table_text(table, row, voi_table_find(table, column));
}

#endif
