/* Mean increments against the first strategy: exact, and without a common offset. */
#include "random_problem.h"

#include "measures/increments.h"

enum { ROWS = 3000, COLS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS];

static void means_of_differences(void **state)
{
    (void)state;
    double effect[COLS], cost[COLS];
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    for (size_t d = 0; d < COLS; d++) {
        for (size_t i = 0; i < ROWS; i++) {
            costs[d * ROWS + i] = (double)(i * d);
            effects[d * ROWS + i] = (double)i / 8 - (double)d;
        }
    }
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    check_ok(vi_mean_increments(ctx, problem, effect, cost, &error));
    for (size_t d = 0; d < COLS; d++) {
        assert_true(effect[d] == -(double)d);
        assert_true(cost[d] == (double)d * (ROWS - 1) / 2);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void an_offset_of_rows_leaves_no_trace(void **state)
{
    (void)state;
    double effect[COLS], cost[COLS];
    voi_context *ctx = new_context(3);
    voi_error error = {0};
    for (size_t d = 0; d < COLS; d++) {
        for (size_t i = 0; i < ROWS; i++) {
            double offset = floor(1e12 * vi_uniform(1, 0, i));
            costs[d * ROWS + i] = offset + (double)d;
            effects[d * ROWS + i] = offset + 2 * (double)d;
        }
    }
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    check_ok(vi_mean_increments(ctx, problem, effect, cost, &error));
    for (size_t d = 0; d < COLS; d++) {
        assert_true(effect[d] == 2 * (double)d && cost[d] == (double)d);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_of_differences),
        cmocka_unit_test(an_offset_of_rows_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
