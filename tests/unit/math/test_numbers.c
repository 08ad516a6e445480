/* The order of numbers, with infinities and both zeros; and what lies between two. */
#include "check.h"

#include "math/numbers.h"

#include <math.h>
#include <stdlib.h>

static void numbers_have_an_order(void **state)
{
    static const double sorted[] = {-INFINITY, -1e300, -1, 0, 5e-324, 1, 1e300, INFINITY};
    double mixed[] = {1, -1, INFINITY, 5e-324, 1e300, -INFINITY, 0, -1e300};
    const double zero = 0, minus_zero = -0.0;
    (void)state;
    qsort(mixed, 8, sizeof *mixed, vi_numbers_compare);
    assert_memory_equal(mixed, sorted, sizeof sorted);
    assert_int_equal(vi_numbers_compare(&zero, &minus_zero), 0);
}

static void a_mixture_starts_at_the_one(void **state)
{
    (void)state;
    check_close(vi_numbers_mix(3, 1e9, 0), 3, 0);
    check_close(vi_numbers_mix(3, 8, 1), 8, 0);
    check_close(vi_numbers_mix(3, 8, 0.25), 4.25, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_an_order),
        cmocka_unit_test(a_mixture_starts_at_the_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
