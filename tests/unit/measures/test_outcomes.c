/* Outcomes as regressions want them. */
#include "outcome_sample.h"

#include "measures/outcomes.h"

enum { ROWS = 5 };

static void centred_and_scaled(void **state)
{
    static const double values[3 * ROWS] = {1, 2, 3, 4, 10, 7, 7, 7, 7, 7, 1e9, 1e9, 1e9, 1e9, 3e9};
    static const double x[ROWS] = {0};
    vi_outcomes o = {0};
    voi_error error = {VOI_OK, ""};
    (void)state;
    voi_problem *problem = outcome_problem(x, 1, values, 3, ROWS);
    voi_context *ctx = new_context(2);
    check_ok(vi_outcomes_create(ctx, problem, &o, &error));
    assert_true(o.unit[0] == 4 && o.unit[1] == 1);
    assert_true(o.y[0] == -0.75 && o.y[4] == 1.5);
    check_close(o.variance[0], 50.0 / 4 / 16, 1e-15);
    check_close(o.error[0], sqrt((1394.0 / 5 - 100) / 256 / 5), 1e-15);
    assert_true(o.variance[1] == 0 && o.error[1] == 0 && o.y[ROWS] == 0);
    check_close(o.variance[2] * o.unit[2] * o.unit[2], 8e17, 1e3);
    vi_outcomes_free(&o);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

static void squares_must_be_numbers(void **state)
{
    static const double x[2] = {0}, large[2] = {1e160, -1e160}, sound[2] = {1e150, -1e150};
    vi_outcomes o = {0};
    voi_error error = {VOI_OK, ""};
    (void)state;
    voi_problem *problem = outcome_problem(x, 1, large, 1, 2);
    voi_context *ctx = new_context(1);
    assert_int_equal(vi_outcomes_create(ctx, problem, &o, &error), VOI_ERR_NUMERIC);
    assert_string_equal(error.message, "EVPPI: a value of outcome y1 is too large");
    assert_null(o.numbers);
    voi_problem_destroy(problem);
    problem = outcome_problem(x, 1, sound, 1, 2);
    check_ok(vi_outcomes_create(ctx, problem, &o, &error));
    vi_outcomes_free(&o);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centred_and_scaled),
        cmocka_unit_test(squares_must_be_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
