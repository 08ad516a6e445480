/* Every allocation of a report fails once: a clean status, no page, no leak. */
#include "failing_alloc.h"
#include "random_problem.h"

enum { ROWS = 60, COLS = 2, PARS = 1 };

static voi_problem *small_problem(void)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * PARS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS; i++) {
        params[i] = effects[ROWS + i] - effects[i] + 0.01 * vi_uniform(1, 77, i);
    }
    const voi_problem_data data = {.costs = {costs, ROWS, COLS, 1, ROWS},
                                   .effects = {effects, ROWS, COLS, 1, ROWS},
                                   .parameters = {params, ROWS, PARS, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_status run_report(voi_context *ctx, const voi_problem *problem, voi_bytes *out,
                             voi_error *err)
{
    static const double k[] = {0, 10000, 20000};
    voi_report_options options;
    voi_report_options_default(&options);
    options.wtp = (voi_wtp){k, 3};
    options.headline = 10000;
    options.population.per_year = 1000;
    options.population.years = 5;
    options.currency = "EUR";
    return voi_report(ctx, problem, &options, out, err);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_problem *problem = small_problem();
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k++) {
        assert_true(k < 5000);
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
    voi_problem_destroy(problem);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
