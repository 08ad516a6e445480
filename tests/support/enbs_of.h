/* Tables of ENBS and the rows in them, for tests; a study of a beta-binomial problem. */
#ifndef TESTS_SUPPORT_ENBS_OF_H
#define TESTS_SUPPORT_ENBS_OF_H

#include "study_problems.h"

static inline voi_study_plan beta_plan(void)
{
    static const char *const names[] = {"p"};
    return (voi_study_plan){.study = study_named("binary", names, 1),
                            .setup = {2000, 2000},
                            .per_participant = {100, 100}};
}

static inline voi_enbs_options options_for(const voi_study_plan *plans, size_t count)
{
    voi_enbs_options options;
    voi_enbs_options_default(&options);
    options.population = (voi_population){2000, 5, 0, VOI_DISCOUNT_CONTINUOUS};
    options.plans = plans;
    options.plan_count = count;
    return options;
}

static inline voi_table *enbs_of(const voi_problem *problem, const voi_enbs_options *options)
{
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_enbs(ctx, problem, options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static inline size_t row_of(const voi_table *table, double n)
{
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        if (cell(table, r, "n") == n) {
            return r;
        }
    }
    fail_msg("no row of size %g", n);
    return 0;
}

static inline size_t optimal_row(const voi_table *table)
{
    size_t found = SIZE_MAX;
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        if (cell(table, r, "optimal") == 1) {
            assert_int_equal(found, SIZE_MAX);
            found = r;
        }
    }
    assert_int_not_equal(found, SIZE_MAX);
    return found;
}

#endif
