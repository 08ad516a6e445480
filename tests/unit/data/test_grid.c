/* The values of k: any order, repeats, and the one value of net benefit. */
#include "random_problem.h"

#include "data/grid.h"

#include <string.h>

static voi_problem *two_strategies(bool net_benefit)
{
    static const double values[] = {1, 2, 3, 4};
    return net_benefit ? net_benefit_problem(values, 2, 2) : problem_of(values, values, 2, 2);
}

static void sorted_once_and_in_the_order_asked_for(void **state)
{
    (void)state;
    static const double asked[] = {300, 0, 100, 300, 1e6, 0, 200};
    static const double kept[] = {300, 0, 100, 1e6, 200}, sorted[] = {0, 100, 200, 300, 1e6};
    voi_problem *problem = two_strategies(false);
    vi_grid grid = {0};
    voi_error error = {0};
    voi_wtp wtp = {asked, sizeof asked / sizeof *asked};
    check_ok(vi_grid_create(problem, &wtp, &grid, &error));
    assert_int_equal(grid.count, 5);
    for (size_t i = 0; i < grid.count; i++) {
        check_close(grid.values[i], kept[i], 0);
        check_close(grid.sorted[i], sorted[i], 0);
        check_close(grid.sorted[grid.rank[i]], kept[i], 0);
    }
    vi_grid_free(&grid);
    assert_null(grid.values);
    voi_problem_destroy(problem);
}

static void negative_zero_is_zero(void **state)
{
    (void)state;
    static const double asked[] = {-0.0, 0.0};
    voi_problem *problem = two_strategies(false);
    vi_grid grid = {0};
    voi_error error = {0};
    voi_wtp wtp = {asked, 2};
    check_ok(vi_grid_create(problem, &wtp, &grid, &error));
    assert_int_equal(grid.count, 1);
    vi_grid_free(&grid);
    voi_problem_destroy(problem);
}

/* Against a search through all pairs. */
static void random_grids(void **state)
{
    (void)state;
    enum { MOST = 40, GRIDS = 300 };
    voi_problem *problem = two_strategies(false);
    for (uint64_t seed = 0; seed < GRIDS; seed++) {
        double asked[MOST];
        size_t count = 1 + (size_t)(vi_uniform(seed, 0, 0) * MOST), distinct = 0;
        for (size_t i = 0; i < count; i++) {
            asked[i] = floor(20 * vi_uniform(seed, 1, i));
        }
        vi_grid grid = {0};
        voi_error error = {0};
        voi_wtp wtp = {asked, count};
        check_ok(vi_grid_create(problem, &wtp, &grid, &error));
        for (size_t i = 0; i < count; i++) {
            bool first = true;
            for (size_t j = 0; j < i; j++) {
                first = first && asked[j] != asked[i];
            }
            if (first) {
                check_close(grid.values[distinct], asked[i], 0);
                distinct++;
            }
        }
        assert_int_equal(grid.count, distinct);
        for (size_t i = 0; i + 1 < distinct; i++) {
            assert_true(grid.sorted[i] < grid.sorted[i + 1]);
        }
        for (size_t i = 0; i < distinct; i++) {
            assert_true(grid.sorted[grid.rank[i]] == grid.values[i]);
        }
        vi_grid_free(&grid);
    }
    voi_problem_destroy(problem);
}

static void net_benefit_has_no_k(void **state)
{
    (void)state;
    voi_problem *problem = two_strategies(true);
    vi_grid grid = {0};
    voi_error error = {0};
    voi_wtp none = {0};
    check_ok(vi_grid_create(problem, &none, &grid, &error));
    assert_int_equal(grid.count, 1);
    assert_true(isnan(grid.values[0]));
    assert_int_equal(grid.rank[0], 0);
    vi_grid_free(&grid);
    voi_problem_destroy(problem);
}

static void check_refused(bool net_benefit, const double *values, size_t count, const char *message)
{
    voi_problem *problem = two_strategies(net_benefit);
    vi_grid grid = {0};
    voi_error error = {0};
    voi_wtp wtp = {values, count};
    assert_int_equal(vi_grid_create(problem, &wtp, &grid, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
    assert_null(grid.values);
    voi_problem_destroy(problem);
}

static void what_is_refused(void **state)
{
    (void)state;
    check_refused(false, NULL, 0,
                  "costs and effects need willingness to pay, such as 20000 or 0:50000:500");
    check_refused(true, (const double[]){20000}, 1,
                  "willingness to pay is for costs and effects; this problem has net benefit, "
                  "which is already in money");
    check_refused(false, (const double[]){20000, -1}, 2,
                  "willingness to pay: value 2 (-1) is not a finite number >= 0");
    check_refused(false, (const double[]){NAN}, 1,
                  "willingness to pay: value 1 (nan) is not a finite number >= 0");
    check_refused(false, (const double[]){0, 1, INFINITY}, 3,
                  "willingness to pay: value 3 (inf) is not a finite number >= 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_once_and_in_the_order_asked_for),
        cmocka_unit_test(negative_zero_is_zero),
        cmocka_unit_test(random_grids),
        cmocka_unit_test(net_benefit_has_no_k),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
