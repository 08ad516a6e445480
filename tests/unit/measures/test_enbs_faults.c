/* ENBS without memory: every allocation fails once. */
#include "failing_alloc.h"
#include "study_problems.h"

static const char *const p_alone[] = {"p"};

/* A call may succeed in spite of a failure: without memory for threads the caller does the work. */
static void fail_each(const voi_problem *problem, const voi_enbs_options *options)
{
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long k = 0; failed; k += FAILURE_STEP) {
        assert_true(k < 5000);
        voi_context *ctx = new_context(1);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = voi_enbs(ctx, problem, options, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
        voi_table_destroy(table);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const double sizes[] = {5, 20};
    static const char *const arms[] = {"new"};
    voi_problem *problem = beta_problem_of(200);
    voi_study_plan plan = {.study = study_named("binary", p_alone, 1),
                           .per_participant = {3, 3},
                           .arms = arms,
                           .arm_count = 1};
    voi_enbs_options options;
    voi_enbs_options_default(&options);
    options.population = (voi_population){20, 1, 0, VOI_DISCOUNT_CONTINUOUS};
    options.plans = &plan;
    options.plan_count = 1;
    fail_each(problem, &options);
    plan.sizes = (voi_sizes){sizes, 2};
    fail_each(problem, &options);
    plan.method = "regression";
    fail_each(problem, &options);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
