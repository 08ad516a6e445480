/* Rounding to significant digits: halves and carries, all sizes, and what is no number. */
#include "check.h"

#include "math/digits.h"

#include <float.h>

static void rounds_to_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        int digits;
        double expected;
    } cases[] = {
        {13034.51, 3, 13000},
        {13034.51, 6, 13034.5},
        {0.012345, 2, 0.012},
        {-0.0967, 2, -0.097},
        {999.6, 3, 1000},
        {9.96, 2, 10},
        {0, 3, 0},
        {1e300 / 3, 2, 3.3e299},
        {1e-310 / 3, 2, 3.3e-311},
        {0.1, 17, 0.1},
        {INFINITY, 3, INFINITY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(vi_round_digits(cases[i].value, cases[i].digits) == cases[i].expected);
    }
    assert_true(isnan(vi_round_digits(NAN, 3)));
    assert_true(isinf(vi_round_digits(DBL_MAX, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rounds_to_digits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
