/* EVPPI tables of problems over column-major arrays, for tests. */
#ifndef TESTS_SUPPORT_EVPPI_OF_H
#define TESTS_SUPPORT_EVPPI_OF_H

#include "random_problem.h"

#include "math/normal.h"

#include <stdbool.h>
#include <string.h>

/* Columns of a problem; a NULL is absent. */
typedef struct {
    const double *costs, *effects, *net_benefit, *parameters;
    size_t rows, strategies, count; /* count: of parameters */
    const char *const *strategy_names;
    const char *const *parameter_names;
} columns_of;

static inline voi_matrix matrix_of(const double *data, size_t rows, size_t cols)
{
    return data ? (voi_matrix){data, rows, cols, 1, (ptrdiff_t)rows} : (voi_matrix){0};
}

static inline voi_problem *problem_with_parameters(const columns_of *c)
{
    const voi_problem_data data = {
        .costs = matrix_of(c->costs, c->rows, c->strategies),
        .effects = matrix_of(c->effects, c->rows, c->strategies),
        .net_benefit = matrix_of(c->net_benefit, c->rows, c->strategies),
        .parameters = matrix_of(c->parameters, c->rows, c->count),
        .strategy_names = c->strategy_names,
        .parameter_names = c->parameter_names,
    };
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

/* The table at the given k (none for net benefit), all parameters. */
static inline voi_table *evppi_of(const columns_of *c, const double *k, size_t count)
{
    voi_problem *problem = problem_with_parameters(c);
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){k, count};
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

/* What holds for every row of every table. */
static inline void check_sane(const voi_table *table)
{
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        double evppi = cell(table, i, "evppi"), se = cell(table, i, "se");
        assert_true(evppi >= 0 && isfinite(evppi) && se >= 0 && isfinite(se));
        assert_true(cell(table, i, "ci_low") >= 0 && cell(table, i, "ci_low") <= evppi);
        assert_true(cell(table, i, "ci_high") >= evppi && isfinite(cell(table, i, "ci_high")));
        assert_true(isfinite(cell(table, i, "policy_value")));
    }
}

/* Fails unless row i's estimate is within `errors` of its standard errors of the truth. */
static inline void check_truth(const voi_table *table, size_t i, double truth, double errors)
{
    check_close(cell(table, i, "evppi"), truth, errors * cell(table, i, "se"));
}

static inline double random_normal(uint64_t stream, size_t i)
{
    return vi_normal_quantile(vi_uniform(77, stream, i));
}

static inline bool has_warning(const voi_table *table, const char *text)
{
    for (size_t w = 0; w < voi_table_warnings(table); w++) {
        if (strstr(voi_table_warning(table, w), text)) {
            return true;
        }
    }
    return false;
}

#endif
