/* ENBS without memory: every allocation fails once. */
#include "study_calls.h"
#include "study_problems.h"

static const char *const p_alone[] = {"p"};

static voi_status run(voi_context *ctx, const voi_problem *problem, const void *options,
                      voi_table **out, voi_error *err)
{
    return voi_enbs(ctx, problem, options, out, err);
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
    const study_call call = {run, &options};
    fail_each_allocation(&call, problem);
    plan.sizes = (voi_sizes){sizes, 2};
    fail_each_allocation(&call, problem);
    plan.method = "regression";
    fail_each_allocation(&call, problem);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
