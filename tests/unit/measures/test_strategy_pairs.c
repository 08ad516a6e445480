/* Moments of increments between strategies: against the definition, and the same bits from rows and
 * from the sums of all pairs. */
#include "random_problem.h"

#include "measures/increments.h"
#include "measures/strategy_pairs.h"

#include <string.h>

enum { MOST = 5000, COLS = 4 };

static double costs[MOST * COLS], effects[MOST * COLS];

static double mean_of(const double *x, size_t rows, size_t d)
{
    long double sum = 0;
    for (size_t i = 0; i < rows; i++) {
        sum += x[d * rows + i] - x[i];
    }
    return (double)(sum / (long double)rows);
}

static void check_variance(double actual, const double *x, const double *y, size_t rows, size_t a,
                           size_t b)
{
    long double sum = 0, n = (long double)rows;
    long double mx = mean_of(x, rows, b) - mean_of(x, rows, a);
    long double my = mean_of(y, rows, b) - mean_of(y, rows, a);
    for (size_t i = 0; i < rows; i++) {
        sum += (x[b * rows + i] - x[a * rows + i] - mx) * (y[b * rows + i] - y[a * rows + i] - my);
    }
    double expected = (double)(sum / (n - 1));
    check_close(actual, expected, 1e-9 * (1 + fabs(expected)));
}

static void check_pairs(const voi_problem *problem, const double *effect, const double *cost)
{
    voi_context *ctx = new_context(3);
    vi_totals totals = {0};
    voi_error error = {0};
    const vi_pass pass = {problem, &totals, 2};
    bool both = problem->costs != NULL;
    check_ok(vi_totals_create(ctx, 2 + vi_pairs_sums(COLS, both), &totals, &error));
    check_ok(vi_pairs_add(ctx, &pass, &error));
    check_ok(vi_totals_join(&totals, &error));
    const vi_pair_source rows = {.problem = problem,
                                 .strategies = COLS,
                                 .rows = problem->rows,
                                 .costs = both,
                                 .effect = effect,
                                 .cost = cost};
    vi_pair_source sums = rows;
    sums.problem = NULL;
    sums.sums = &totals.of_worker[0];
    sums.offset = 2;
    for (size_t b = 1; b < COLS; b++) {
        for (size_t a = 0; a < b; a++) {
            vi_moments one, other;
            assert_true(vi_pair_moments(&rows, a, b, &one));
            assert_true(vi_pair_moments(&sums, a, b, &other));
            assert_memory_equal(&one, &other, sizeof one);
            check_variance(one.var_cost, costs, costs, problem->rows, a, b);
            if (both) {
                check_variance(one.var_effect, effects, effects, problem->rows, a, b);
                check_variance(one.covariance, effects, costs, problem->rows, a, b);
            }
        }
    }
    vi_totals_free(&totals);
    voi_context_destroy(ctx);
}

static void equal_the_definition(void **state)
{
    (void)state;
    static const size_t rows[] = {2, 9, 2048, 2051, MOST};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double effect[COLS], cost[COLS], less[COLS];
        random_outcomes(r, rows[r], COLS, 0, 0, costs, effects);
        for (size_t d = 0; d < COLS; d++) {
            effect[d] = mean_of(effects, rows[r], d);
            cost[d] = mean_of(costs, rows[r], d);
            less[d] = -cost[d];
        }
        voi_problem *problem = problem_of(costs, effects, rows[r], COLS);
        check_pairs(problem, effect, cost);
        voi_problem_destroy(problem);
        static const double none[COLS] = {0};
        voi_problem *money = net_benefit_problem(costs, rows[r], COLS);
        check_pairs(money, none, less);
        voi_problem_destroy(money);
    }
}

static void one_row_has_no_variance(void **state)
{
    (void)state;
    static const double none[COLS] = {0};
    random_outcomes(1, 1, COLS, 0, 0, costs, effects);
    voi_problem *money = net_benefit_problem(costs, 1, COLS);
    const vi_pair_source source = {
        .problem = money, .strategies = COLS, .rows = 1, .effect = none, .cost = none};
    vi_moments m;
    assert_true(vi_pair_moments(&source, 0, 1, &m));
    assert_true(isnan(m.var_cost));
    voi_problem_destroy(money);
}

static void very_many_have_no_sums(void **state)
{
    (void)state;
    assert_int_equal(vi_pairs_sums(VI_MOST_PAIRED, false), 120);
    assert_int_equal(vi_pairs_sums(VI_MOST_PAIRED, true), 360);
    assert_int_equal(vi_pairs_sums(VI_MOST_PAIRED + 1, true), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_the_definition),
        cmocka_unit_test(one_row_has_no_variance),
        cmocka_unit_test(very_many_have_no_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
