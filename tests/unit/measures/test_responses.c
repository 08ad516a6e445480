/* Responses: differences centred and scaled by row, and how they make net benefit. */
#include "random_problem.h"

#include "measures/responses.h"

#include <float.h>
#include <string.h>

enum { ROWS = 5000, COLS = 3 };

static double costs[ROWS * COLS], effects[ROWS * COLS];

static vi_increments make(const voi_problem *problem, size_t reference, size_t threads)
{
    vi_increments increments = {0};
    voi_context *ctx = new_context(threads);
    voi_error error = {0};
    check_ok(vi_increments_create(ctx, problem, reference, &increments, &error));
    voi_context_destroy(ctx);
    return increments;
}

static void rows_are_differences_again(void **state)
{
    (void)state;
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    for (size_t reference = 0; reference < COLS; reference++) {
        vi_increments inc = make(problem, reference, 2);
        assert_int_equal(inc.responses.count, 4);
        for (size_t r = 0; r < 4; r++) {
            size_t d = vi_increments_strategy(&inc, r);
            const double *x = r < 2 ? effects : costs;
            double largest = 0, total = 0;
            assert_true(d != reference);
            for (size_t i = 0; i < ROWS; i++) {
                double y = inc.responses.y[i * 4 + r];
                double difference = x[d * ROWS + i] - x[reference * ROWS + i];
                check_close(inc.means[r] + inc.unit[r] * y, difference, 1e-9);
                largest = fmax(largest, fabs(y));
                total += y;
            }
            check_close(total, 0, 1e-9);
            assert_true(largest >= 1 && largest < 2);
        }
        vi_increments_free(&inc);
    }
    voi_problem_destroy(problem);
}

static void factors_and_means_make_net_benefit(void **state)
{
    (void)state;
    random_outcomes(3, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    const double k = 12345;
    vi_increments inc = make(problem, 1, 1);
    for (size_t d = 0; d < COLS; d++) {
        double mean = vi_increments_mean(&inc, d, k), average = 0;
        for (size_t i = 0; i < ROWS; i++) {
            double value = mean, exact = k * (effects[d * ROWS + i] - effects[ROWS + i]) -
                                         (costs[d * ROWS + i] - costs[ROWS + i]);
            for (size_t r = 0; r < 4; r++) {
                bool own = vi_increments_strategy(&inc, r) == d;
                value += own ? vi_increments_factor(&inc, r, k) * inc.responses.y[i * 4 + r] : 0;
            }
            check_close(value, exact, 1e-7);
            average += exact / ROWS;
        }
        check_close(mean, average, 1e-7);
    }
    vi_increments_free(&inc);
    voi_problem_destroy(problem);
}

static void net_benefit_needs_no_k(void **state)
{
    (void)state;
    random_outcomes(4, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = net_benefit_problem(costs, ROWS, COLS);
    vi_increments inc = make(problem, 2, 1);
    assert_int_equal(inc.responses.count, 2);
    assert_true(vi_increments_factor(&inc, 0, NAN) == inc.unit[0]);
    assert_true(vi_increments_mean(&inc, 0, NAN) == inc.means[0]);
    assert_true(vi_increments_mean(&inc, 2, NAN) == 0);
    vi_increments_free(&inc);
    voi_problem_destroy(problem);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    random_outcomes(5, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    vi_increments one = make(problem, 0, 1);
    for (size_t threads = 2; threads <= 8; threads += threads < 3 ? 1 : 5) {
        vi_increments more = make(problem, 0, threads);
        assert_memory_equal(more.responses.y, one.responses.y, ROWS * 4 * sizeof(double));
        vi_increments_free(&more);
    }
    vi_increments_free(&one);
    voi_problem_destroy(problem);
}

/* Powers of two leave the responses alone, from below the smallest normal number to the largest. */
static void units_take_up_the_scale(void **state)
{
    static const double scales[] = {0x1p-1060, 0x1p-200, 0x1p200, 0x1p990};
    (void)state;
    for (size_t i = 0; i < ROWS * COLS; i++) {
        costs[i] = floor(4096 * vi_uniform(6, 0, i));
    }
    voi_problem *problem = net_benefit_problem(costs, ROWS, COLS);
    vi_increments plain = make(problem, 0, 1);
    for (size_t s = 0; s < 4; s++) {
        for (size_t i = 0; i < ROWS * COLS; i++) {
            effects[i] = costs[i] * scales[s];
        }
        voi_problem *other = net_benefit_problem(effects, ROWS, COLS);
        vi_increments scaled = make(other, 0, 1);
        for (size_t i = 0; i < ROWS * 2; i++) {
            /* Means of subnormal numbers are rounded to the next of them. */
            check_close(scaled.responses.y[i], plain.responses.y[i], s == 0 ? 1e-3 : 0);
        }
        assert_true(scaled.unit[0] == plain.unit[0] * scales[s]);
        vi_increments_free(&scaled);
        voi_problem_destroy(other);
    }
    vi_increments_free(&plain);
    voi_problem_destroy(problem);
}

static void equal_strategies_have_empty_responses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS * COLS; i++) {
        costs[i] = 7;
    }
    voi_problem *problem = net_benefit_problem(costs, ROWS, COLS);
    vi_increments inc = make(problem, 0, 1);
    for (size_t i = 0; i < ROWS * 2; i++) {
        assert_true(inc.responses.y[i] == 0);
    }
    assert_true(inc.means[0] == 0 && inc.unit[0] == 0);
    vi_increments_free(&inc);
    voi_problem_destroy(problem);
}

/* What rounding leaves of a constant difference is nothing. */
static void constant_differences_are_empty_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] = 1000 + sin((double)i);
        costs[ROWS + i] = costs[i] + 0.1;
        costs[2 * ROWS + i] = costs[i] + 1e-9 * (double)(i % 2);
    }
    voi_problem *problem = net_benefit_problem(costs, ROWS, 3);
    vi_increments inc = make(problem, 0, 1);
    assert_true(inc.unit[0] == 0 && inc.unit[1] > 0);
    check_close(inc.means[0], 0.1, 1e-12);
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(inc.responses.y[2 * i] == 0);
    }
    vi_increments_free(&inc);
    voi_problem_destroy(problem);
}

static void differences_beyond_a_double_are_an_error(void **state)
{
    (void)state;
    vi_increments inc = {0};
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] = i % 2 ? DBL_MAX : -DBL_MAX;
        costs[ROWS + i] = -costs[i];
    }
    voi_problem *problem = net_benefit_problem(costs, ROWS, 2);
    assert_int_equal(vi_increments_create(ctx, problem, 0, &inc, &error), VOI_ERR_NUMERIC);
    assert_string_equal(error.message, "EVPPI: an increment of strategy s2 is too large");
    assert_null(inc.y);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_differences_again),
        cmocka_unit_test(factors_and_means_make_net_benefit),
        cmocka_unit_test(net_benefit_needs_no_k),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(units_take_up_the_scale),
        cmocka_unit_test(equal_strategies_have_empty_responses),
        cmocka_unit_test(constant_differences_are_empty_too),
        cmocka_unit_test(differences_beyond_a_double_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
