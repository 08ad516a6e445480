/* Sums in eight parts: of whole numbers they are exact, and every number goes to its part. */
#include "check.h"

#include "math/lanes.h"

static void adds_what_it_is_given(void **state)
{
    double x[16], y[16];
    vi_lanes sum = {{{0}}};
    (void)state;
    for (int i = 0; i < 16; i++) {
        x[i] = i;
        y[i] = 1 << i;
    }
    vi_lanes_add(&sum, x + 3);
    assert_true(vi_lanes_sum(&sum) == 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10);
    vi_lanes_add_products(&sum, x, y);
    assert_true(vi_lanes_sum(&sum) == 52 + 2 + 8 + 24 + 64 + 160 + 384 + 896);
}

static void a_part_is_of_every_eighth_number(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * VI_SUM_LANES; i++) {
        double x[2 * VI_SUM_LANES] = {0};
        vi_lanes sum = {{{0}}};
        x[i] = 1;
        vi_lanes_add(&sum, x);
        vi_lanes_add(&sum, x + VI_SUM_LANES);
        assert_true(sum.part[i % VI_SUM_LANES / 2][i % 2] == 1);
        assert_true(vi_lanes_sum(&sum) == 1);
    }
}

static void takes_every_length(void **state)
{
    double x[20], y[20], expected = 0;
    (void)state;
    for (size_t n = 0; n < 20; n++) {
        x[n] = (double)n + 1;
        y[n] = 7 - (double)n;
        assert_true(vi_lanes_dot(x, y, n) == expected);
        expected += x[n] * y[n];
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_what_it_is_given),
        cmocka_unit_test(a_part_is_of_every_eighth_number),
        cmocka_unit_test(takes_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
