/* Samples and tables of EVSI, for tests. */
#ifndef TESTS_SUPPORT_EVSI_OF_H
#define TESTS_SUPPORT_EVSI_OF_H

#include "evppi_of.h"

/* Net benefits (0, 100 p − 35) of p ~ Beta(3, 7), the others' part normal with this spread; p is
 * the only parameter. The closed forms of its EVSI are known. */
static inline double beta_3_7(size_t i)
{
    double logs[2] = {0};
    for (uint64_t j = 0; j < 10; j++) {
        logs[j < 3 ? 0 : 1] -= log(vi_uniform(42, j, i));
    }
    return logs[0] / (logs[0] + logs[1]);
}

static inline voi_problem *beta_problem(size_t rows, double spread)
{
    double *nb = calloc(2 * rows, sizeof *nb), *p = calloc(rows, sizeof *p);
    for (size_t i = 0; i < rows; i++) {
        p[i] = beta_3_7(i);
        nb[rows + i] = 100 * p[i] - 35 + spread * random_normal(50, i);
    }
    static const char *const names[] = {"p"};
    voi_problem *problem = problem_with_parameters(&(columns_of){.net_benefit = nb,
                                                                 .parameters = p,
                                                                 .rows = rows,
                                                                 .strategies = 2,
                                                                 .count = 1,
                                                                 .parameter_names = names});
    free(nb);
    free(p);
    return problem;
}

/* Costs and effects of three strategies that depend on two probabilities, a and b. */
static inline voi_problem *two_arms(size_t rows)
{
    double *costs = calloc(3 * rows, sizeof *costs), *effects = calloc(3 * rows, sizeof *effects);
    double *p = calloc(2 * rows, sizeof *p);
    static const char *const names[] = {"a", "b"};
    for (size_t i = 0; i < rows; i++) {
        p[i] = 0.2 + 0.2 * vi_uniform(9, 1, i);
        p[rows + i] = 0.15 + 0.3 * vi_uniform(9, 2, i) * vi_uniform(9, 3, i);
        for (size_t d = 0; d < 3; d++) {
            double noise = random_normal(60 + d, i), own = d == 0 ? p[i] : p[rows + i];
            effects[d * rows + i] = 5 + (d == 2 ? 0.3 * (p[i] - p[rows + i]) : -own) + 0.1 * noise;
            costs[d * rows + i] = 1000 * (double)d + 500 * random_normal(70 + d, i);
        }
    }
    voi_problem *problem = problem_with_parameters(&(columns_of){.costs = costs,
                                                                 .effects = effects,
                                                                 .parameters = p,
                                                                 .rows = rows,
                                                                 .strategies = 3,
                                                                 .count = 2,
                                                                 .parameter_names = names});
    free(costs);
    free(effects);
    free(p);
    return problem;
}

/* Options for a built-in design; sizes and names must outlive them. */
static inline voi_evsi_options evsi_options(const char *design, const char *const *names,
                                            size_t count, const double *sizes, size_t size_count)
{
    voi_evsi_options options;
    voi_evsi_options_default(&options);
    options.study.design = voi_design_find(design);
    options.study.parameters = names;
    options.study.parameter_count = count;
    options.sizes = (voi_sizes){sizes, size_count};
    return options;
}

static inline voi_table *evsi_table(const voi_problem *problem, const voi_evsi_options *options,
                                    size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_evsi(ctx, problem, options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static inline double evppi_at(const voi_problem *problem, const char *pars, double k)
{
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){&k, isnan(k) ? 0u : 1u};
    options.parameters = &pars;
    options.parameter_count = 1;
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    double evppi = cell(table, 0, "evppi");
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    return evppi;
}

#endif
