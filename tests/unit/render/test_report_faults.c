/* Every allocation of a report fails once, and some of those of a longer one: a clean status, no
 * page, no leak. */
#include "failing_alloc.h"
#include "random_problem.h"

enum { ROWS = 60, COLS = 2, MOST_PARS = 2 };

static voi_problem *small_problem(size_t pars, bool net_benefit)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * MOST_PARS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS; i++) {
        params[i] = effects[ROWS + i] - effects[i] + 0.01 * vi_uniform(1, 77, i);
        params[ROWS + i] = vi_uniform(1, 78, i);
    }
    const voi_matrix none = {0}, c = {costs, ROWS, COLS, 1, ROWS},
                     e = {effects, ROWS, COLS, 1, ROWS};
    const voi_problem_data data = {.costs = net_benefit ? none : c,
                                   .effects = net_benefit ? none : e,
                                   .net_benefit = net_benefit ? e : none,
                                   .parameters = {params, ROWS, pars, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_status run_report(voi_context *ctx, const voi_problem *problem, voi_bytes *out,
                             voi_error *err)
{
    static const double k[] = {0, 10000, 20000};
    static const char *const groups[] = {"p1,p2"};
    voi_report_options options;
    voi_report_options_default(&options);
    if (voi_problem_has_costs(problem)) {
        options.wtp = (voi_wtp){k, 3};
        options.headline = 10000;
    }
    options.population.per_year = 1000;
    options.population.years = 5;
    options.currency = "EUR";
    options.groups = groups;
    options.group_count = voi_problem_parameters(problem) > 1;
    static const char *const names[] = {"p1"};
    static const voi_study_option known_sd[] = {{"sd", 1}};
    static const double sizes[] = {10, 20};
    const voi_study_plan plan = {.study = {.design = voi_design_find("normal_known"),
                                           .parameters = names,
                                           .parameter_count = 1,
                                           .options = known_sd,
                                           .option_count = 1},
                                 .sizes = {sizes, 2}};
    options.plans = &plan;
    options.plan_count = 1;
    return voi_report(ctx, problem, &options, out, err);
}

/* Each `step`-th of fewer than `most` allocations, from the first on. */
static void check_allocations(const voi_problem *problem, long step, long most)
{
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k += step) {
        assert_true(k < most);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(1);
        voi_bytes page = {0};
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = run_report(ctx, problem, &page, &error);
        atomic_store(&allocations_left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, VOI_ERR_NOMEM);
            assert_int_equal(error.status, VOI_ERR_NOMEM);
            assert_null(page.data);
        }
        voi_bytes_free(&page);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_problem *problem = small_problem(1, false);
    check_allocations(problem, 1, 5000);
    voi_problem_destroy(problem);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

/* Thousands, nearly all of them in measures, whose own tests fail every one. */
static void allocations_of_pairs_and_shares_may_fail(void **state)
{
    (void)state;
    voi_problem *problem = small_problem(2, true);
    check_allocations(problem, 11, 20000);
    voi_problem_destroy(problem);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(allocations_of_pairs_and_shares_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
