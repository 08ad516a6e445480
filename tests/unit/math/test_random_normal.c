/* Normal numbers: mean and spread, and the same ones whenever they are asked for. */
#include "check.h"

#include "voi.h"

#include <string.h>

enum { COUNT = 100000 };

static double numbers[COUNT], again[COUNT];

static void they_have_their_mean_and_spread(void **state)
{
    (void)state;
    double sum = 0, squares = 0, fourth = 0;
    voi_random_normal(7, 3, 1000, 200, numbers, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        double z = (numbers[i] - 1000) / 200;
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
    }
    /* Six standard errors of each moment. */
    check_close(sum / COUNT, 0, 6 / sqrt(COUNT));
    check_close(squares / COUNT, 1, 6 * sqrt(2.0 / COUNT));
    check_close(fourth / COUNT, 3, 6 * sqrt(96.0 / COUNT));
}

static void a_number_depends_on_its_place_alone(void **state)
{
    (void)state;
    voi_random_normal(7, 3, 0, 1, numbers, COUNT);
    voi_random_normal(7, 3, 0, 1, again, 10);
    assert_memory_equal(numbers, again, 10 * sizeof *numbers);
    voi_random_normal(7, 4, 0, 1, again, 10);
    assert_true(memcmp(numbers, again, 10 * sizeof *numbers) != 0);
    voi_random_normal(8, 3, 0, 1, again, 10);
    assert_true(memcmp(numbers, again, 10 * sizeof *numbers) != 0);
    voi_random_normal(7, 3, 0, 1, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_have_their_mean_and_spread),
        cmocka_unit_test(a_number_depends_on_its_place_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
