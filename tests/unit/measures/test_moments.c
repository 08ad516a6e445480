/* Moments of outcomes and increments against long double, with offsets and at block borders. */
#include "random_problem.h"

#include "kernels/kernels.h"
#include "measures/moments.h"

enum { MOST = 3000 };

static double costs[2 * MOST], effects[2 * MOST];

static void compare(size_t rows, double offset)
{
    random_outcomes(rows, rows, 2, 0, offset, costs, effects);
    voi_problem *problem = problem_of(costs, effects, rows, 2);
    vi_moments m;
    voi_error error = {0};
    check_ok(vi_moments_of(vi_kernels_scalar(), problem, 1, 0, &m, &error));
    long double n = (long double)rows, me = 0, mc = 0, ee = 0, ec = 0, cc = 0;
    for (size_t i = 0; i < rows; i++) {
        me += (effects[rows + i] - effects[i]) / n;
        mc += (costs[rows + i] - costs[i]) / n;
    }
    for (size_t i = 0; i < rows; i++) {
        long double e = effects[rows + i] - effects[i] - me, c = costs[rows + i] - costs[i] - mc;
        ee += e * e / (n - 1);
        ec += e * c / (n - 1);
        cc += c * c / (n - 1);
    }
    assert_int_equal(m.rows, rows);
    check_close(m.effect, (double)me, 1e-14 * (double)fabsl(me) + 1e-16);
    check_close(m.cost, (double)mc, 1e-14 * (double)fabsl(mc) + 1e-13);
    if (rows == 1) {
        assert_true(isnan(m.var_effect) && isnan(m.covariance) && isnan(m.var_cost));
    } else {
        check_close(m.var_effect, (double)ee, 1e-13 * (double)ee);
        check_close(m.covariance, (double)ec, 1e-13 * sqrt((double)(ee * cc)));
        check_close(m.var_cost, (double)cc, 1e-13 * (double)cc);
        double se = (double)sqrtl((9 * ee - 6 * ec + cc) / n);
        check_close(vi_net_benefit_se(&m, 3), se, 1e-12 * se);
        check_close(vi_net_benefit(3, m.effect, m.cost), (double)(3 * me - mc), 1e-11);
    }
    voi_problem_destroy(problem);
}

static void agree_with_the_definition(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 2, 3, 7, 8, 9, 511, 512, 513, 1024, 2999};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        compare(rows[i], 0);
        compare(rows[i], 1e6);
    }
}

/* Mean 10^9, spread 1: squares before centring would leave nothing. */
static void a_large_mean_leaves_the_variance(void **state)
{
    (void)state;
    enum { ROWS = 2048 };
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] = 1e9 + (i % 2 ? 1 : -1);
        costs[ROWS + i] = 0;
    }
    voi_problem *problem = net_benefit_problem(costs, ROWS, 2);
    vi_moments m;
    voi_error error = {0};
    check_ok(vi_moments_of(vi_kernels_scalar(), problem, 0, VI_NO_REFERENCE, &m, &error));
    check_close(m.cost, -1e9, 0);
    check_close(m.var_cost, (double)ROWS / (ROWS - 1), 1e-14);
    check_close(m.effect, 0, 0);
    check_close(m.var_effect, 0, 0);
    check_close(vi_net_benefit(NAN, m.effect, m.cost), 1e9, 0);
    check_close(vi_net_benefit_se(&m, NAN), sqrt(1.0 / (ROWS - 1)), 1e-16);
    voi_problem_destroy(problem);
}

/* Means that are doubles, of a variance that is none; and means that are none. */
static void what_no_double_holds_is_refused(void **state)
{
    (void)state;
    static const double x[] = {1.5e308, -1.5e308, 1.5e308, 1.5e308};
    voi_problem *problem = net_benefit_problem(x, 2, 2);
    for (size_t d = 0; d < 2; d++) {
        vi_moments m = {.rows = 77};
        voi_error error = {0};
        assert_int_equal(
            vi_moments_of(vi_kernels_scalar(), problem, d, VI_NO_REFERENCE, &m, &error),
            VOI_ERR_NUMERIC);
        assert_string_equal(error.message,
                            "means and variances of outcomes are too large for double precision");
        assert_int_equal(m.rows, 77);
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agree_with_the_definition),
        cmocka_unit_test(a_large_mean_leaves_the_variance),
        cmocka_unit_test(what_no_double_holds_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
