/* Every allocation of every measure fails once: a clean status, no table, no leak. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "measures/measures.h"
#include "measures/pictures.h"

enum { ROWS = 300, COLS = 3, PARS = 2 };

static voi_problem *problem_with(bool net_benefit)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * PARS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS * PARS; i++) {
        params[i] = vi_uniform(1, 1000 + i / ROWS, i % ROWS);
    }
    const voi_matrix c = {costs, ROWS, COLS, 1, ROWS}, e = {effects, ROWS, COLS, 1, ROWS};
    const voi_matrix none = {0};
    const voi_problem_data data = {.costs = net_benefit ? none : c,
                                   .effects = net_benefit ? none : e,
                                   .net_benefit = net_benefit ? c : none,
                                   .parameters = {params, ROWS, PARS, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

typedef voi_status (*call)(voi_context *ctx, const voi_problem *problem, size_t which,
                           voi_table **out, voi_error *err);

/* Fails the first allocation of a call, then the second, until none is left to fail. A call may
 * succeed in spite of a failure: without memory for threads the caller does the work. */
static void fail_each_allocation(const voi_problem *problem, call run, size_t which)
{
    bool failed = true;
    for (long k = 0; failed; k++) {
        assert_true(k < 5000);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(2);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = run(ctx, problem, which, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, VOI_ERR_NOMEM);
            assert_int_equal(error.status, VOI_ERR_NOMEM);
            assert_null(table);
        }
        voi_table_destroy(table);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static voi_status run_measure(voi_context *ctx, const voi_problem *problem, size_t which,
                              voi_table **out, voi_error *err)
{
    static const double k[] = {0, 1000, 20000, 30000};
    const voi_wtp wtp = {k, voi_problem_has_costs(problem) ? 4 : 0};
    return vi_measures[which].run(ctx, problem, &wtp, out, err);
}

static voi_status run_exact(voi_context *ctx, const voi_problem *problem, size_t which,
                            voi_table **out, voi_error *err)
{
    static const double k[] = {1000, 20000};
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, 2};
    options.exact = true;
    options.population.per_year = 100;
    options.population.years = 5;
    (void)which;
    return voi_evpi(ctx, problem, &options, out, err);
}

static voi_status run_plane(voi_context *ctx, const voi_problem *problem, size_t which,
                            voi_table **out, voi_error *err)
{
    voi_table *shapes = NULL;
    (void)which;
    voi_status status = vi_plane(ctx, problem, out, &shapes, err);
    assert_true((status == VOI_OK) == (shapes != NULL));
    voi_table_destroy(shapes);
    return status;
}

static voi_status run_density(voi_context *ctx, const voi_problem *problem, size_t which,
                              voi_table **out, voi_error *err)
{
    (void)which;
    return vi_density(ctx, problem, 20000, out, err);
}

static voi_status run_residuals(voi_context *ctx, const voi_problem *problem, size_t which,
                                voi_table **out, voi_error *err)
{
    return vi_residuals(ctx, problem, which, 20000, out, err);
}

static void every_measure_survives(void **state)
{
    voi_problem *problem = problem_with(false), *money = problem_with(true);
    (void)state;
    for (size_t m = 0; m < vi_measure_count; m++) {
        if (vi_measures[m].drawn) {
            continue; /* draws take thousands of allocations: its own test fails them */
        }
        fail_each_allocation(problem, run_measure, m);
        if (!vi_measures[m].needs_costs) {
            fail_each_allocation(money, run_measure, m);
        }
    }
    fail_each_allocation(problem, run_exact, 0);
    fail_each_allocation(problem, run_plane, 0);
    fail_each_allocation(problem, run_density, 0);
    fail_each_allocation(money, run_density, 0);
    fail_each_allocation(problem, run_residuals, 0);
    voi_problem_destroy(problem);
    voi_problem_destroy(money);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void lists_of_k_survive(void **state)
{
    (void)state;
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k++) {
        voi_wtp wtp;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = voi_wtp_parse("1,2,3,4:9:1", &wtp, NULL, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !wtp.values));
        voi_wtp_free(&wtp);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_measure_survives),
        cmocka_unit_test(lists_of_k_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
