/* Sums against exact ones: of integers, and of terms that cancel. */
#include "check.h"

#include "core/philox.h"
#include "math/sums.h"

enum { MOST = 100000 };

static double x[MOST], y[MOST];

static void every_length_is_summed_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = (double)(i + 1);
        y[i] = (double)(3 * i);
    }
    for (size_t n = 0; n <= 2000; n += n < 300 ? 1 : 37) {
        double sum = (double)(n * (n + 1) / 2), other = (double)(n > 0 ? 3 * n * (n - 1) / 2 : 0);
        assert_true(vi_sum_difference(x, NULL, n) == sum);
        assert_true(vi_sum_difference(x, y, n) == sum - other);
    }
}

static void a_common_offset_is_gone_before_anything_is_added(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        y[i] = floor(1e9 * vi_uniform(1, 0, i));
        x[i] = y[i] + 1;
    }
    assert_true(vi_sum_difference(x, y, MOST) == MOST);
}

static void the_error_stays_small(void **state)
{
    long double exact = 0;
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = vi_uniform(2, 0, i);
        exact += x[i];
    }
    check_close(vi_sum_difference(x, NULL, MOST), (double)exact, 2e-15 * MOST);
}

static void a_running_sum_keeps_what_rounding_drops(void **state)
{
    vi_running small = {0}, large = {0};
    (void)state;
    vi_running_add(&small, 1);
    for (int i = 0; i < 1000; i++) {
        vi_running_add(&small, 1e-17);
        vi_running_add(&large, 1);
        vi_running_add(&large, i % 2 ? -1e30 : 1e30);
    }
    check_close(vi_running_value(&small), 1 + 1e-14, 1e-16);
    assert_true(vi_running_value(&large) == 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_is_summed_whole),
        cmocka_unit_test(a_common_offset_is_gone_before_anything_is_added),
        cmocka_unit_test(the_error_stays_small),
        cmocka_unit_test(a_running_sum_keeps_what_rounding_drops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
