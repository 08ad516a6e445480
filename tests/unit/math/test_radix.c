/* The radix sort against qsort, on columns that are hard for it. */
#include "check.h"

#include "core/philox.h"
#include "math/radix.h"

#include <float.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MOST = 5000 };

static double x[MOST];
static vi_sorted sorted[MOST], spare[MOST], expected[MOST];

static int by_value_then_row(const void *left, const void *right)
{
    const vi_sorted *a = left;
    const vi_sorted *b = right;
    double u = x[a->row], v = x[b->row];
    return u < v ? -1 : u > v ? 1 : a->row < b->row ? -1 : a->row > b->row;
}

static void check_sorted(size_t n)
{
    vi_radix_sort(x, n, sorted, spare);
    for (size_t i = 0; i < n; i++) {
        expected[i].row = i;
    }
    qsort(expected, n, sizeof *expected, by_value_then_row);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(sorted[i].row, expected[i].row);
        assert_true(vi_sorted_value(&sorted[i]) == x[sorted[i].row]);
    }
    for (size_t i = 1; i < n; i++) {
        bool equal = x[sorted[i].row] == x[sorted[i - 1].row];
        assert_int_equal(sorted[i].key == sorted[i - 1].key, equal);
    }
}

static void random_columns(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 200; n++) {
        for (size_t i = 0; i < n; i++) {
            x[i] = vi_uniform(1, n, i) - 0.5;
        }
        check_sorted(n);
    }
}

static void every_magnitude(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        double sign = vi_uniform(2, 0, i) < 0.5 ? -1 : 1;
        x[i] = sign * exp2(2098 * vi_uniform(2, 1, i) - 1074);
    }
    x[0] = DBL_MAX;
    x[1] = -DBL_MAX;
    x[2] = DBL_TRUE_MIN;
    x[3] = -DBL_TRUE_MIN;
    check_sorted(MOST);
}

static void ties_keep_the_order_of_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = floor(5 * vi_uniform(3, 0, i)) - 2;
    }
    check_sorted(MOST);
    for (size_t i = 0; i < MOST; i++) {
        x[i] = 7;
    }
    check_sorted(MOST);
}

static void both_zeros_are_equal(void **state)
{
    static const double zeros[] = {0.0, -0.0, -1, 0.0, -0.0, 1};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        x[i] = zeros[i];
    }
    check_sorted(6);
}

static void neighbours_in_the_last_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        x[i] = 1 + DBL_EPSILON * floor(1000 * vi_uniform(4, 0, i));
    }
    check_sorted(1000);
}

/* Values whose upper 33 bits are the same, in the worst order, and mixed with others. */
static void clusters_of_close_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = 1e6 - 1e-6 * (double)i;
    }
    check_sorted(MOST);
    for (size_t i = 0; i < MOST; i += 3) {
        x[i] = -x[i] * floor(4 * vi_uniform(5, 0, i));
    }
    check_sorted(MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_columns),
        cmocka_unit_test(every_magnitude),
        cmocka_unit_test(ties_keep_the_order_of_rows),
        cmocka_unit_test(both_zeros_are_equal),
        cmocka_unit_test(neighbours_in_the_last_bit),
        cmocka_unit_test(clusters_of_close_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
