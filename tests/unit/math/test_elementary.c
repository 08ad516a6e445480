/* exp, log and expit against the C library's in more digits, and where there is nothing to round.
 */
#include "check.h"

#include "core/philox.h"
#include "math/elementary.h"

#include <float.h>

enum { POINTS = 30000 };

/* |y − exact| in units in the last place of exact. */
static double ulps(double y, long double exact)
{
    int exponent;
    frexp((double)exact, &exponent);
    int place = exponent - DBL_MANT_DIG, least = DBL_MIN_EXP - DBL_MANT_DIG;
    return (double)fabsl((y - exact) / ldexpl(1, place > least ? place : least));
}

static long double exact_expit(double x)
{
    long double power = expl(-fabsl((long double)x));
    return (x < 0 ? power : 1) / (1 + power);
}

static void errors_are_as_stated(void **state)
{
    (void)state;
    double of_exp = 0, of_log = 0, of_expit = 0;
    for (size_t i = 0; i < POINTS; i++) {
        double u = vi_uniform(1, 0, i), v = vi_uniform(1, 1, i);
        double x = i % 3 == 0   ? 2 * u - 1
                   : i % 3 == 1 ? 1454 * u - 745
                                : ldexp(u - 0.5, (int)(60 * v) - 50);
        of_exp = fmax(of_exp, ulps(vi_exp(x), expl((long double)x)));
        of_expit = fmax(of_expit, ulps(vi_expit(x), exact_expit(x)));
        double y = i % 3 == 0   ? 0.5 + 1.5 * u
                   : i % 3 == 1 ? ldexp(0.5 + u, (int)(2090 * v) - 1070)
                                : 1 + ldexp(u - 0.5, -(int)(40 * v));
        of_log = fmax(of_log, ulps(vi_log(y), logl((long double)y)));
    }
    assert_true(of_exp < 0.91);
    assert_true(of_log < 0.84);
    assert_true(of_expit < 2.3);
}

static void exp_ends_where_doubles_do(void **state)
{
    (void)state;
    assert_true(vi_exp(0) == 1 && vi_exp(-0.0) == 1);
    assert_true(vi_exp(INFINITY) == INFINITY && vi_exp(-INFINITY) == 0);
    assert_true(vi_exp(709.79) == INFINITY && vi_exp(DBL_MAX) == INFINITY);
    assert_true(isfinite(vi_exp(709.78)));
    assert_true(vi_exp(-745.13) == 5e-324 && vi_exp(-745.14) == 0 && vi_exp(-DBL_MAX) == 0);
    assert_true(isnan(vi_exp(NAN)));
}

static void log_ends_where_doubles_do(void **state)
{
    (void)state;
    assert_true(vi_log(1) == 0 && !signbit(vi_log(1)));
    assert_true(vi_log(0) == -INFINITY && vi_log(-0.0) == -INFINITY);
    assert_true(vi_log(INFINITY) == INFINITY);
    assert_true(isnan(vi_log(-1)) && isnan(vi_log(-5e-324)) && isnan(vi_log(-INFINITY)));
    assert_true(isnan(vi_log(NAN)));
    check_close(vi_log(5e-324), -744.44007192138127, 1e-12);
    check_close(vi_log(DBL_MAX), 709.78271289338397, 1e-12);
}

static void expit_ends_where_doubles_do(void **state)
{
    (void)state;
    assert_true(vi_expit(0) == 0.5 && vi_expit(INFINITY) == 1 && vi_expit(-INFINITY) == 0);
    assert_true(vi_expit(40) == 1 && vi_expit(-745.13) == 5e-324);
    assert_true(isnan(vi_expit(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_as_stated),
        cmocka_unit_test(exp_ends_where_doubles_do),
        cmocka_unit_test(log_ends_where_doubles_do),
        cmocka_unit_test(expit_ends_where_doubles_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
